"""The steps of rating as one table: every kind and year has them, each with a clause in force then."""

from datetime import date

import pytest

from kiemdiem.regulation import Kind, Law, NotInForce, Severity, rule_day
from kiemdiem.regulation.rules import civil_rated_first
from kiemdiem.regulation.steps import KEYS, cited, procedure, steps
from kiemdiem.regulation.texts import national

YEARS = range(2018, 2027)
EVERY = [pytest.param(kind, year, id=f"{kind} {year}") for kind in Kind for year in YEARS]


@pytest.mark.parametrize(("kind", "year"), EVERY)
def test_every_step_cites_a_text_in_force_that_year(kind: Kind, year: int) -> None:
    found = procedure(kind, rule_day(year))
    for each in (*found.steps, *found.before):
        text = national()[each.cite.partition(", ")[0]]
        assert text.covers(rule_day(year)), (each, text.number)
        assert each.citation.startswith(text.number)
    keys = [each.key for each in found.steps]
    assert len(keys) == len(set(keys))
    assert set(keys) <= set(KEYS)
    assert {"self", "decide", "notify"} <= set(keys)
    assert [each.stage for each in found.steps if each.stage] == sorted(
        each.stage for each in found.steps if each.stage
    )
    assert max(each.stage for each in found.steps) <= found.stages
    assert all(each.who and each.where for each in found.steps)


@pytest.mark.parametrize(("kind", "year"), EVERY)
def test_what_was_not_read_is_marked(kind: Kind, year: int) -> None:
    for each in steps(kind, rule_day(year)):
        if "ưa đọc được" in each.who or each.note.startswith("Chưa đọc được"):
            assert not each.verified, each


def told(kind: Kind, year: int) -> list[tuple[str, int, bool]]:
    return [(each.key, each.stage, each.verified) for each in steps(kind, rule_day(year))]


def test_members_went_through_three_steps_in_2018() -> None:
    assert procedure(Kind.MEMBER, rule_day(2018)).stages == 3
    assert told(Kind.MEMBER, 2018) == [
        ("self", 1, True), ("consult", 2, True), ("appraise", 3, False), ("vote", 3, False), ("propose", 3, False),
        ("decide", 3, True), ("notify", 0, False),
    ]  # fmt: skip


@pytest.mark.parametrize("year", [2019, 2020, 2021, 2022])
def test_members_go_through_two_steps_since_2019(year: int) -> None:
    assert procedure(Kind.MEMBER, rule_day(year)).stages == 2
    assert told(Kind.MEMBER, year) == [
        ("self", 1, True), ("appraise", 2, True), ("vote", 2, True), ("propose", 2, True), ("decide", 2, True),
        ("notify", 0, True),
    ]  # fmt: skip


def test_an_organisation_votes_before_others_are_asked_and_a_leader_after() -> None:
    assert [each[0] for each in told(Kind.PARTY_ORGANISATION, 2022)][:3] == ["self", "vote", "consult"]
    assert told(Kind.LEADER, 2022) == [
        ("self", 1, True), ("consult", 2, True), ("vote", 3, True), ("decide", 3, True), ("notify", 3, True),
    ]  # fmt: skip
    assert {each.cite for each in steps(Kind.LEADER, rule_day(2022))} == {"qd-89-2017, mục III"}


def test_each_text_begins_on_its_own_day() -> None:
    assert procedure(Kind.MEMBER, date(2019, 10, 17)).stages == 3
    assert procedure(Kind.MEMBER, date(2019, 10, 18)).stages == 2
    assert steps(Kind.MEMBER, date(2025, 8, 29))[0].cite == "qd-124-2023, Điều 11"
    assert steps(Kind.MEMBER, date(2025, 8, 30))[0].cite == "qd-366-2025, Điều 12"
    with pytest.raises(NotInForce):
        steps(Kind.MEMBER, date(2018, 9, 23))


@pytest.mark.parametrize("year", YEARS)
def test_the_head_waits_for_what_he_heads_and_for_the_collective(year: int) -> None:
    assert [each.what for each in procedure(Kind.LEADER, rule_day(year)).before] == ["collective", "headed"]
    assert [each.what for each in procedure(Kind.MEMBER, rule_day(year)).before] == ["civil"]
    assert [each.what for each in procedure(Kind.PARTY_ORGANISATION, rule_day(year)).before] == ["below"]


@pytest.mark.parametrize(
    ("year", "severity", "verified"),
    [
        (2018, Severity.WARNING, False),
        (2019, Severity.BREACH, True),
        (2022, Severity.BREACH, True),
        (2023, Severity.WARNING, False),
        (2025, Severity.WARNING, False),
    ],
)
def test_the_civil_level_comes_first(year: int, severity: Severity, verified: bool) -> None:
    missing = civil_rated_first(rated=False, law=Law(), on=rule_day(year))
    assert (missing.code, missing.ok, missing.severity, missing.verified) == ("civil.first", False, severity, verified)
    assert civil_rated_first(rated=True, law=Law(), on=rule_day(year)).ok is True


def test_the_citation_of_2022_is_that_of_the_table() -> None:
    verdict = civil_rated_first(rated=False, law=Law(), on=rule_day(2022))
    (before,) = procedure(Kind.MEMBER, rule_day(2022)).before
    assert verdict.citation == before.citation == cited("hd-21-2019, II.B.6") == "21-HD/BTCTW, II.B.6"
