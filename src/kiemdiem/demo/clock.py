"""Ngày của bản minh họa, and hours before it."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import make_aware

DAY = date(2022, 12, 8)


def moment(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """Một lúc, by the clock of the city."""
    return make_aware(datetime(year, month, day, hour, minute))
