"""Lịch đề xuất của đợt: dates an officer starts from and changes; the law sets few of them, and says so where it does.

21-HD/BTCTW names no day. 132-QĐ/TW, Điều 14 wants review and rating done before the year-end summary; 90/2020/NĐ-CP
puts the civil rating before 15/12. These are proposals of this program, shown as such.
"""

from __future__ import annotations

from datetime import date

from kiemdiem.cycles.states import Step, Tier
from kiemdiem.regulation import Law, rule_day, rules

_DAYS: dict[Step, tuple[tuple[int, int, int], ...]] = {  # year after the rating year, month, day: cell … root
    Step.STUDY: ((0, 11, 5), (0, 10, 31), (0, 10, 28), (0, 10, 25)),
    Step.SUGGEST: ((0, 11, 25), (0, 11, 20), (0, 11, 15), (0, 11, 10)),
    Step.PREPARE: ((0, 12, 2), (0, 12, 6), (0, 12, 10), (0, 12, 15)),
    Step.REVIEW: ((0, 12, 8), (0, 12, 12), (0, 12, 18), (0, 12, 24)),
    Step.RATE: ((0, 12, 14), (0, 12, 20), (0, 12, 26), (0, 12, 31)),
    Step.NOTIFY: ((0, 12, 20), (0, 12, 26), (0, 12, 31), (1, 1, 10)),
    Step.REMEDY: ((1, 1, 10), (1, 1, 15), (1, 1, 20), (1, 1, 31)),
    Step.CHECK: ((1, 3, 31),) * 4,
}
PROPOSED = "đề xuất của phần mềm"


def proposed(year: int, law: Law) -> dict[tuple[Step, Tier], tuple[date, str]]:
    """Ngày và căn cứ của từng bước, từng cấp; the day of the self-check is the law's where a text in force sets one."""
    days = {
        (step, tier): (date(year + after, month, day), PROPOSED)
        for step, row in _DAYS.items()
        for tier, (after, month, day) in zip(Tier, row, strict=True)
    }
    checked = _check_day(year, law)
    if checked:
        days |= {(Step.CHECK, tier): checked for tier in Tier}
    return days


def _check_day(year: int, law: Law) -> tuple[date, str] | None:
    last = rules.last_day("correction.deadline", law, rule_day(year))
    return (last, law.grounds("correction.deadline", rule_day(year))) if last else None
