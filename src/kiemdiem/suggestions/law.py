"""Căn cứ của gợi ý và phân công, by the law of the cycle; what makes an item concrete is judged by it too."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kiemdiem.cycles.models import Cycle
from kiemdiem.regulation.law import UNVERIFIED_MARK


def ground(cycle: Cycle) -> str:
    """Căn cứ by that year's law: national texts, marked while nobody has read the clause, then the locality's."""
    found = cycle.law.grounds("suggestion.vague", cycle.rule_day, parameter="suggestion.concrete")
    return found.replace(UNVERIFIED_MARK, f" {_('(chờ đối chiếu bản gốc)')}")
