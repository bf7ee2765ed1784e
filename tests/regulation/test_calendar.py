"""Ngày làm việc: Tết, holidays, days off in lieu, worked Saturdays; known days of the years 2018 to 2026."""

from __future__ import annotations

from datetime import date

import pytest

from kiemdiem.regulation.calendar import is_working_day, working_days_between


@pytest.mark.parametrize(
    "day",
    [
        date(2018, 2, 16), date(2019, 2, 5), date(2020, 1, 25), date(2021, 2, 12), date(2022, 2, 1), date(2023, 1, 22),
        date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17),  # mùng một Tết
        date(2022, 4, 11), date(2023, 5, 3), date(2022, 9, 1),  # nghỉ bù Giỗ Tổ, nghỉ bù 30/4, nghỉ liền kề 02/9
        date(2022, 12, 10), date(2022, 12, 11),  # thứ bảy, chủ nhật
        date(2026, 8, 31), date(2026, 1, 2),  # đổi ngày làm việc
    ],
)  # fmt: skip
def test_nobody_works_on(day: date) -> None:
    assert not is_working_day(day)


@pytest.mark.parametrize(
    "day", [date(2022, 12, 8), date(2022, 12, 30), date(2026, 8, 22), date(2026, 1, 10), date(2019, 1, 5)]
)
def test_a_working_day_also_when_a_saturday_is_worked_in_exchange(day: date) -> None:
    assert is_working_day(day)


def test_days_are_counted_with_both_ends() -> None:
    thursday = date(2022, 12, 8)
    assert working_days_between(thursday, thursday) == 1
    assert working_days_between(thursday, date(2022, 12, 12)) == 3
    assert working_days_between(date(2022, 12, 10), date(2022, 12, 11)) == 0
    assert working_days_between(thursday, date(2022, 12, 7)) == 0


def test_tet_of_2022_lies_between() -> None:
    assert working_days_between(date(2022, 1, 28), date(2022, 2, 7)) == 2
