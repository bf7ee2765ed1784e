"""Ngày làm việc: Saturdays, Sundays, holidays with Tết, days off in lieu and worked Saturdays.

The list of days is decided by the government for each year; the library has what was decided, `calendar.yaml` what it
lacks. Only days count, never hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_DAY = timedelta(days=1)
_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Có phải ngày làm việc không."""
    off, worked = _decided()
    if day in worked:
        return True
    held, moved = _year(day.year)
    return day not in off and (day in moved or (day.weekday() < _SATURDAY and day not in held))


def working_days_between(first: date, last: date) -> int:
    """Số ngày làm việc from the first day to the last, both counted; 0 when the last lies before the first."""
    return sum(is_working_day(first + _DAY * number) for number in range((last - first).days + 1))


@cache
def _year(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Days off of a year, and its Saturdays and Sundays worked in exchange."""
    import holidays  # a third of a second, and most commands need no calendar

    held: Any = holidays.country_holidays("VN", years=year)
    return frozenset(held), frozenset(held.weekend_workdays)


@cache
def _decided() -> tuple[frozenset[date], frozenset[date]]:
    text = (files("kiemdiem.regulation") / "calendar.yaml").read_text(encoding="utf-8")
    rows: Mapping[str, list[Mapping[str, Any]]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return frozenset(each["day"] for each in rows["days_off"]), frozenset(each["day"] for each in rows["days_worked"])
