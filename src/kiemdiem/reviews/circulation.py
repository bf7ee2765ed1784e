"""Gửi dự thảo trước cuộc họp: full working days between, and the earliest day to meet."""

from __future__ import annotations

from datetime import date, timedelta

from kiemdiem.cycles.models import Cycle
from kiemdiem.regulation.calendar import working_days_between

_DAY = timedelta(days=1)


def full_days(sent: date, held_on: date) -> int:
    """Số ngày làm việc trọn vẹn ở giữa: neither the day it was sent nor the day of the meeting counts."""
    return working_days_between(sent + _DAY, held_on - _DAY)


def earliest_day(cycle: Cycle, sent: date) -> date:
    """Ngày họp sớm nhất nếu dự thảo gửi ngày ấy."""
    least = int(cycle.law.value("review.circulated", cycle.rule_day)["days"])
    day = sent + _DAY
    while full_days(sent, day) < least:
        day += _DAY
    return day
