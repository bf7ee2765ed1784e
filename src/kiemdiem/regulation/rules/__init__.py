"""Quy tắc: pure functions from facts to a `Verdict`. No database, no clock, no words: `on` is the rule day."""

from kiemdiem.regulation.rules.conditions import civil_matches, disciplined_is_failed, sick_leave_capped
from kiemdiem.regulation.rules.data import one_row_each, parts_make_total, readable, total_row_adds_up
from kiemdiem.regulation.rules.eligibility import (
    eligible_is_rated,
    ineligible_is_unrated,
    is_under_six_months,
    last_admission_day,
)
from kiemdiem.regulation.rules.meeting import (
    circulated_in_time,
    collective_reviewed_first,
    comments_answered,
    due_dealt_with,
    head_reviewed_first,
    items_concluded,
    long_enough,
    lower_reviewed_first,
    most_places,
    quorate,
    superior_present,
)
from kiemdiem.regulation.rules.opinions import Need, former_cell_needed, opinion_there, temporary_cell_needed
from kiemdiem.regulation.rules.order import (
    collective_rated_first,
    decided_after,
    decided_in_time,
    reviewed_before_rated,
    within_deadline,
)
from kiemdiem.regulation.rules.quota import READINGS, Tally, excellent_share
from kiemdiem.regulation.rules.standing import collective_not_above, head_not_above, subordinates_reach
from kiemdiem.regulation.rules.suggestions import Point, concrete, vague
from kiemdiem.regulation.rules.vote import BASES, Reached, Threshold, level_reached, thresholds

__all__ = [
    "BASES",
    "READINGS",
    "Need",
    "Point",
    "Reached",
    "Tally",
    "Threshold",
    "circulated_in_time",
    "civil_matches",
    "collective_not_above",
    "collective_rated_first",
    "collective_reviewed_first",
    "comments_answered",
    "concrete",
    "decided_after",
    "decided_in_time",
    "disciplined_is_failed",
    "due_dealt_with",
    "eligible_is_rated",
    "excellent_share",
    "former_cell_needed",
    "head_not_above",
    "head_reviewed_first",
    "ineligible_is_unrated",
    "is_under_six_months",
    "items_concluded",
    "last_admission_day",
    "level_reached",
    "long_enough",
    "lower_reviewed_first",
    "most_places",
    "one_row_each",
    "opinion_there",
    "parts_make_total",
    "quorate",
    "readable",
    "reviewed_before_rated",
    "sick_leave_capped",
    "subordinates_reach",
    "superior_present",
    "temporary_cell_needed",
    "thresholds",
    "total_row_adds_up",
    "vague",
    "within_deadline",
]
