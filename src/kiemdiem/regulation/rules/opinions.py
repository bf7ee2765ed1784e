"""Nhận xét của nơi được lấy ý kiến: of whom one must be asked for, and whether it is there."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from enum import IntEnum

from kiemdiem.regulation.law import Law
from kiemdiem.regulation.verdicts import Severity, Verdict

_DAY = timedelta(days=1)


class Need(IntEnum):
    """Cần nhận xét đến đâu: not, under one reading of the text only, or whichever way it is read."""

    NO = 0
    DOUBTFUL = 1
    CERTAIN = 2


def former_cell_needed(since: date, last: date, law: Law, on: date) -> Need:
    """Chi bộ nơi chuyển đi: one who left it in the rating year after the months the law names (decision 0031).

    `since` to `last` is the whole stay there. The months within the year itself suffice under every reading; those of
    earlier years count under one only.
    """
    if last.year != on.year:
        return Need.NO
    months = int(law.value("review.former_cell", on)["months"])
    if _months_after(max(since, date(on.year, 1, 1)), months) <= last + _DAY:
        return Need.CERTAIN
    return Need.DOUBTFUL if _months_after(since, months) <= last + _DAY else Need.NO


def temporary_cell_needed(since: date, last: date | None, as_of: date, on: date) -> Need:
    """Chi bộ nơi sinh hoạt tạm thời: one who is there on the day the cycle was opened or later; who had ended it
    earlier in the year, under one reading only."""
    if since > on or (last is not None and last < date(on.year, 1, 1)):
        return Need.NO
    return Need.CERTAIN if last is None or last >= as_of else Need.DOUBTFUL


def opinion_there(body: str, need: Need, law: Law, on: date, *, given: bool, name: str = "") -> Verdict:
    """Nhận xét cần có thì đã có: of `body` (former_cell, temporary_cell, residence), called `name`.

    A breach of the law of that year only where the need is certain; else a warning.
    """
    row = law.value(f"review.{body}", on)
    severity = row.severity
    if severity is Severity.BREACH and need is not Need.CERTAIN:
        severity = Severity.WARNING
    ok = given or need is Need.NO or severity is Severity.NONE
    return law.verdict(f"review.{body}", row, on, ok=ok, severity=severity, facts={"from_body": name})


def _months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
