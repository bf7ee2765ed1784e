"""Review before rating, collective before head: in each year's law, stopped or only noted."""

from datetime import date

import pytest

from kiemdiem.regulation import Law, Severity, rule_day
from kiemdiem.regulation.rules import collective_rated_first, last_admission_day, reviewed_before_rated

LAW = Law()


@pytest.mark.parametrize(
    ("has_paper", "reviewed", "ok", "variant"),
    [
        (True, True, True, ""),
        (True, False, False, ""),
        (False, False, False, "no_paper"),
        (False, True, False, "no_paper"),
    ],
)
def test_reviewed_means_a_paper_and_a_meeting(has_paper: bool, reviewed: bool, ok: bool, variant: str) -> None:
    verdict = reviewed_before_rated(has_paper=has_paper, reviewed=reviewed, law=LAW, on=rule_day(2022))
    assert (verdict.code, verdict.ok, verdict.variant) == ("rating.unreviewed", ok, variant)
    assert (verdict.severity, verdict.citation) == (Severity.BREACH, "21-HD/BTCTW, II.B.6")


@pytest.mark.parametrize("year", [2018, 2023, 2024, 2025])
def test_where_the_clause_was_not_read_it_is_only_noted(year: int) -> None:
    verdict = reviewed_before_rated(has_paper=False, reviewed=False, law=LAW, on=rule_day(year))
    assert (verdict.severity, verdict.verified) == (Severity.WARNING, False)


def test_a_head_waits_for_every_collective_to_be_rated() -> None:
    verdict = collective_rated_first(["TT-B", "TT-A"], LAW, rule_day(2022))
    assert (verdict.ok, verdict.variant, verdict.facts) == (False, "unrated", {"unrated": ["TT-A", "TT-B"]})
    assert collective_rated_first([], LAW, rule_day(2022)).ok is True


def test_the_last_day_that_makes_six_months() -> None:
    assert last_admission_day(LAW, rule_day(2022)) == date(2022, 7, 1)
