"""Mở đợt của bản minh họa, with the calendar the program proposes or the one the city has set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kiemdiem.cycles import acts, calendar
from kiemdiem.cycles.models import Cycle
from kiemdiem.cycles.states import Step, Tier
from kiemdiem.demo.clock import moment
from kiemdiem.demo.opening import SYSTEM
from kiemdiem.regulation import Law, load_overlay

OVERLAY = "can-tho"


# What the city has set for itself, so that on the demo's day some work is due soon and some is late.
_SET = {
    Step.PREPARE: ((12, 9), (12, 7), (12, 12), (12, 15)),
    Step.REVIEW: ((12, 14), (12, 17), (12, 20), (12, 24)),
    Step.RATE: ((12, 20), (12, 22), (12, 27), (12, 31)),
}


def own_days(year: int) -> dict[tuple[Step, Tier], date]:
    """Những ngày thành phố tự định."""
    return {
        (step, tier): date(year, month, day)
        for step, row in _SET.items()
        for tier, (month, day) in zip(Tier, row, strict=True)
    }


def open_year(year: int, root: str, on: date, days: Mapping[tuple[Step, Tier], date] | None = None) -> Cycle:
    """Mở đợt cho một nơi, as of a day, with the texts of the locality; `days` in the place of those proposed."""
    proposed = {key: day for key, (day, _cite) in calendar.proposed(year, Law(load_overlay(OVERLAY))).items()}
    cycle = acts.begin(year, root, by=SYSTEM, on=on, overlay=OVERLAY, days=proposed | dict(days or {}))
    Cycle.objects.filter(pk=cycle.pk).update(opened_at=moment(on.year, on.month, on.day, 8))
    return acts.finish(cycle, by=SYSTEM)
