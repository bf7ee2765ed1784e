"""Quy tắc: pure functions from facts to a `Verdict`. No database, no clock, no words: `on` is the rule day."""

from kiemdiem.regulation.rules.conditions import civil_matches, disciplined_is_failed, sick_leave_capped
from kiemdiem.regulation.rules.data import one_row_each, parts_make_total, readable, total_row_adds_up
from kiemdiem.regulation.rules.eligibility import (
    eligible_is_rated,
    ineligible_is_unrated,
    is_under_six_months,
    last_admission_day,
)
from kiemdiem.regulation.rules.order import (
    collective_rated_first,
    decided_after,
    decided_in_time,
    reviewed_before_rated,
    within_deadline,
)
from kiemdiem.regulation.rules.quota import READINGS, Tally, excellent_share
from kiemdiem.regulation.rules.standing import collective_not_above, head_not_above, subordinates_reach

__all__ = [
    "READINGS",
    "Tally",
    "civil_matches",
    "collective_not_above",
    "collective_rated_first",
    "decided_after",
    "decided_in_time",
    "disciplined_is_failed",
    "eligible_is_rated",
    "excellent_share",
    "head_not_above",
    "ineligible_is_unrated",
    "is_under_six_months",
    "last_admission_day",
    "one_row_each",
    "parts_make_total",
    "readable",
    "reviewed_before_rated",
    "sick_leave_capped",
    "subordinates_reach",
    "total_row_adds_up",
    "within_deadline",
]
