"""Quy định: the law as data and pure functions. No Django, no database, no clock.

`texts` say what is in force when, `parameters` hold each number with its day and clause, `overlays` a
locality's own texts, `law` lays them together, `rules` turn facts into verdicts, `sentences` say them.
"""

from kiemdiem.regulation.law import Law
from kiemdiem.regulation.levels import Exemption, Kind, Level
from kiemdiem.regulation.overlays import DEFAULT_OVERLAY, NO_OVERLAY, Overlay, load_overlay
from kiemdiem.regulation.texts import FIRST_YEAR, doubtful_years, governing, known_until, rule_day
from kiemdiem.regulation.verdicts import BrokenOverlay, NotInForce, RegulationError, Severity, Verdict

__all__ = [
    "DEFAULT_OVERLAY",
    "FIRST_YEAR",
    "NO_OVERLAY",
    "BrokenOverlay",
    "Exemption",
    "Kind",
    "Law",
    "Level",
    "NotInForce",
    "Overlay",
    "RegulationError",
    "Severity",
    "Verdict",
    "doubtful_years",
    "governing",
    "known_until",
    "load_overlay",
    "rule_day",
]
