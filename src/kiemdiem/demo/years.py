"""Mở đợt của bản minh họa, with the calendar the program proposes."""

from __future__ import annotations

from datetime import date

from kiemdiem.cycles import acts, calendar
from kiemdiem.cycles.models import Cycle
from kiemdiem.demo.clock import moment
from kiemdiem.demo.opening import SYSTEM
from kiemdiem.regulation import Law, load_overlay

OVERLAY = "can-tho"


def open_year(year: int, root: str, on: date) -> Cycle:
    """Mở đợt cho một nơi, as of a day, with the texts of the locality."""
    days = {key: day for key, (day, _cite) in calendar.proposed(year, Law(load_overlay(OVERLAY))).items()}
    cycle = acts.begin(year, root, by=SYSTEM, on=on, overlay=OVERLAY, days=days)
    Cycle.objects.filter(pk=cycle.pk).update(opened_at=moment(on.year, on.month, on.day, 8))
    return acts.finish(cycle, by=SYSTEM)
