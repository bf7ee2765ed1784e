"""Điều gì là sai trong năm nào: a second copy of the published table, written by hand.

Deliberately not read from `regulation`: what the simulator plants must prove that package, so it can't ask it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """Một kiểu lỗi cài vào: the code the audit must report, as breach or warning, and whether it is verified."""

    plant: str
    code: str
    severity: str
    verified: bool


# plant: code, then the mark for 2018 | 2019–2022 | 2023–2024 | 2025–
# B breach, W warning, * not verified, - not planted (no rule, or can't be checked from a file)
_TABLE = {
    "quota_member": ("quota.excellent", "B*", "B", "B", "B"),
    "quota_leader": ("quota.excellent", "B*", "B", "B", "B"),
    "head_above": ("head.above_collective", "B*", "B", "W*", "W*"),
    "collective_above": ("collective.above_organisation", "B*", "B", "W*", "W*"),
    "discipline_member": ("discipline.not_failed", "W*", "B", "B", "-"),
    "discipline_leader": ("discipline.not_failed", "W*", "B", "B", "-"),
    "discipline_collective": ("discipline.not_failed", "W*", "B", "B", "-"),
    "discipline_organisation": ("discipline.not_failed", "W*", "W*", "-", "-"),
    "discipline_self_detected": ("discipline.not_failed", "-", "B", "W", "-"),
    "discipline_duty_member": ("discipline.not_failed", "-", "-", "-", "W"),
    "discipline_duty_leader": ("discipline.not_failed", "-", "-", "-", "W"),
    "civil_excellent": ("civil.mismatch", "W*", "B", "W*", "W*"),
    "civil_failed": ("civil.mismatch", "W*", "B", "W*", "W*"),
    "sick_leave": ("sick_leave.above_completed", "W*", "B", "W*", "-"),
    "ineligible_exempt": ("ineligible.rated", "B", "B", "B", "B"),
    "ineligible_suspended": ("ineligible.rated", "-", "B", "B", "B"),
    "ineligible_young_reason": ("ineligible.rated", "B", "B", "B", "B"),
    "ineligible_young_since": ("ineligible.rated", "B", "B", "B", "B"),
    "ineligible_young_collective": ("ineligible.rated", "W*", "B", "W*", "W*"),
    "ineligible_young_organisation": ("ineligible.rated", "W*", "B", "W*", "W*"),
    "unrated": ("eligible.unrated", "W*", "B", "W*", "B"),
    "subordinates_completed": ("organisation.subordinates", "W*", "W", "-", "-"),
    "subordinates_good": ("organisation.subordinates", "W*", "W", "-", "-"),
    "decision_order": ("decision.order", "W*", "B", "W*", "W*"),
    "decision_edge": ("decision.late", "-", "-", "W", "W"),
    "decision_late": ("decision.late", "-", "-", "B", "B"),
    "duplicate": ("duplicate.subject", "B", "B", "B", "B"),
    "unknown_level": ("value.unknown", "B", "B", "B", "B"),
    "unknown_kind": ("value.unknown", "B", "B", "B", "B"),
    "unknown_date": ("value.unknown", "B", "B", "B", "B"),
    "totals_parts": ("totals.mismatch", "B", "B", "B", "B"),
    "totals_exceed": ("totals.mismatch", "B", "B", "B", "B"),
}
FIRST_YEAR, LAST_YEAR = 2018, 2035


def epoch(year: int) -> int:
    """Which column of the table a year reads."""
    return 0 if year == 2018 else 1 if year <= 2022 else 2 if year <= 2024 else 3


def faults(year: int) -> dict[str, Fault]:
    """What can be planted in a year, by the name of the plant."""
    found = {}
    for plant, (code, *marks) in _TABLE.items():
        mark = marks[epoch(year)]
        if mark != "-":
            found[plant] = Fault(plant, code, "breach" if mark[0] == "B" else "warning", "*" not in mark)
    return found
