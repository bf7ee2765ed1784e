"""Rules that need no table of cases: eligibility, order, subordinates, arithmetic."""

from datetime import date

import pytest

from kiemdiem.regulation import Exemption, Kind, Law, Level, Severity, rule_day, rules
from kiemdiem.regulation.rules import Tally

LAW = Law()


@pytest.mark.parametrize(
    ("kind", "since", "young"),
    [
        (Kind.MEMBER, date(2022, 7, 1), False),
        (Kind.MEMBER, date(2022, 7, 2), True),
        (Kind.COLLECTIVE, date(2022, 12, 31), True),
        (Kind.PARTY_ORGANISATION, date(2021, 12, 31), False),
        (Kind.LEADER, date(2022, 12, 1), False),
    ],
)
def test_six_months_are_counted_from_the_first_of_july(kind: Kind, since: date, young: bool) -> None:
    assert rules.is_under_six_months(kind, since, LAW, rule_day(2022)) is young


@pytest.mark.parametrize(
    ("kind", "reason", "year", "ok", "severity"),
    [
        (Kind.MEMBER, Exemption.EXEMPT, 2018, False, Severity.BREACH),
        (Kind.MEMBER, Exemption.SUSPENDED, 2018, True, Severity.NONE),
        (Kind.MEMBER, Exemption.SUSPENDED, 2019, False, Severity.BREACH),
        (Kind.MEMBER, Exemption.UNDER_SIX_MONTHS, 2024, False, Severity.BREACH),
        (Kind.COLLECTIVE, Exemption.UNDER_SIX_MONTHS, 2018, False, Severity.WARNING),
        (Kind.COLLECTIVE, Exemption.UNDER_SIX_MONTHS, 2022, False, Severity.BREACH),
        (Kind.PARTY_ORGANISATION, Exemption.UNDER_SIX_MONTHS, 2025, False, Severity.WARNING),
        (Kind.LEADER, Exemption.UNDER_SIX_MONTHS, 2022, True, Severity.NONE),
        (Kind.LEADER, Exemption.EXEMPT, 2022, True, Severity.NONE),
        (Kind.COLLECTIVE, Exemption.SUSPENDED, 2022, True, Severity.NONE),
        (Kind.PARTY_ORGANISATION, Exemption.EXEMPT, 2025, True, Severity.NONE),
        (Kind.MEMBER, Exemption.SUSPENDED, 2023, False, Severity.BREACH),
        (Kind.MEMBER, Exemption.OTHER, 2022, True, Severity.BREACH),
    ],
)
def test_who_must_not_carry_a_level(kind: Kind, reason: Exemption, year: int, ok: bool, severity: Severity) -> None:
    verdict = rules.ineligible_is_unrated(kind, reason, LAW, rule_day(year))
    assert (verdict.ok, verdict.severity, verdict.facts["reason"]) == (ok, severity, reason.value)
    assert verdict.variant.startswith(reason.value)


@pytest.mark.parametrize(
    ("level", "reason", "young", "ok"),
    [(True, False, False, True), (False, True, False, True), (False, False, True, True), (False, False, False, False)],
)
def test_no_level_needs_a_reason(level: bool, reason: bool, young: bool, ok: bool) -> None:
    verdict = rules.eligible_is_rated(
        has_level=level, has_reason=reason, under_six_months=young, law=LAW, on=rule_day(2022)
    )
    assert verdict.ok is ok


@pytest.mark.parametrize(
    ("head", "body", "ok"),
    [(date(2022, 12, 12), date(2022, 12, 11), True), (date(2022, 12, 12), date(2022, 12, 12), True),
     (date(2022, 12, 11), date(2022, 12, 12), False)],
)  # fmt: skip
def test_the_head_is_decided_no_earlier_than_the_collective(head: date, body: date, ok: bool) -> None:
    assert rules.decided_after(head, {"TT": body}, LAW, rule_day(2022)).ok is ok


def test_a_head_without_dated_bodies_is_not_judged() -> None:
    assert rules.decided_after(date(2022, 12, 1), {}, LAW, rule_day(2022)).ok is None


@pytest.mark.parametrize(
    ("completed", "good", "rated", "ok", "variant"),
    [
        (10, 8, 10, True, "good"),
        (10, 7, 10, False, "good"),
        (9, 9, 10, False, "completed"),
        (9, 7, 10, False, "both"),
        (5, 4, 5, True, "good"),
        (4, 3, 4, False, "good"),
        (0, 0, 0, None, "good"),
    ],
)
def test_an_excellent_organisation_needs_its_subordinates(
    completed: int, good: int, rated: int, ok: bool | None, variant: str
) -> None:
    verdict = rules.subordinates_reach(completed, good, rated, LAW, rule_day(2022))
    assert (verdict.ok, verdict.variant) == (ok, variant)


def test_the_subordinates_rule_ends_with_regulation_124() -> None:
    assert rules.subordinates_reach(0, 0, 10, LAW, rule_day(2023)).ok is True


@pytest.mark.parametrize(
    ("tally", "ok"),
    [
        (Tally(1, 2, 3, 4, 5, total=15), True),
        (Tally(1, 2, 3, 4, 5, total=16), False),
        (Tally(29, 99, 13, total=142), True),
        (Tally(29, 99, 13, total=140), False),
        (Tally(29, 99, 13), None),
    ],
)
def test_parts_make_the_total(tally: Tally, ok: bool | None) -> None:
    assert rules.parts_make_total(tally, LAW, rule_day(2022)).ok is ok


@pytest.mark.parametrize(
    ("day", "variant"),
    [(date(2023, 12, 30), "edge_special"), (date(2024, 1, 14), "edge_special"), (date(2024, 1, 15), "late_special")],
)
def test_the_national_deadline_speaks_of_special_places(day: date, variant: str) -> None:
    assert rules.decided_in_time(day, LAW, rule_day(2023)).variant == variant


@pytest.mark.parametrize(
    ("year", "kind", "variant"),
    [
        (2018, Kind.MEMBER, ""), (2022, Kind.MEMBER, ""), (2022, Kind.PARTY_ORGANISATION, ""),
        (2023, Kind.MEMBER, "year_of_fault"), (2024, Kind.COLLECTIVE, "year_of_fault"),
        (2025, Kind.MEMBER, "discretion"), (2025, Kind.LEADER, "duty_related"),
    ],
)  # fmt: skip
def test_discipline_is_worded_as_its_year_words_it(year: int, kind: Kind, variant: str) -> None:
    verdict = rules.disciplined_is_failed(
        kind, Level.GOOD, duty_related=True, self_detected=False, law=LAW, on=rule_day(year)
    )
    assert verdict.variant == variant


@pytest.mark.parametrize(
    ("kind", "reason", "year", "variant"),
    [
        (Kind.MEMBER, Exemption.SUSPENDED, 2022, "suspended_from_activities"),
        (Kind.MEMBER, Exemption.SUSPENDED, 2023, "suspended"),
        (Kind.MEMBER, Exemption.UNDER_SIX_MONTHS, 2018, "under_six_months"),
        (Kind.MEMBER, Exemption.UNDER_SIX_MONTHS, 2022, "under_six_months_reviewed"),
        (Kind.COLLECTIVE, Exemption.UNDER_SIX_MONTHS, 2022, "under_six_months"),
        (Kind.MEMBER, Exemption.UNDER_SIX_MONTHS, 2023, "under_six_months"),
    ],
)
def test_only_the_guidance_of_2019_still_has_the_unrated_reviewed(
    kind: Kind, reason: Exemption, year: int, variant: str
) -> None:
    assert rules.ineligible_is_unrated(kind, reason, LAW, rule_day(year)).variant == variant


def test_a_cell_may_have_a_more_exact_fault_than_being_unreadable() -> None:
    verdict = rules.readable("count", "3", LAW, rule_day(2022), variant="good_less_than_excellent", good=3, excellent=5)
    assert (verdict.ok, verdict.variant) == (False, "good_less_than_excellent")
    assert verdict.facts == {"field": "count", "value": "3", "good": 3, "excellent": 5}
    assert rules.readable("level", "?", LAW, rule_day(2022)).variant == "level"


def test_a_subject_stands_once() -> None:
    assert rules.one_row_each(1, LAW, rule_day(2022)).ok is True
    assert rules.one_row_each(2, LAW, rule_day(2022)).ok is False
