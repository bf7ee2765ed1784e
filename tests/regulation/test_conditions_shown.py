"""Criteria shown against the conditions of each level: what holds, what is in the way, what people must judge."""

from datetime import date

import pytest

from kiemdiem.regulation import Kind, Level, NotInForce, rule_day
from kiemdiem.regulation.conditions import Shown, Stands, against, conditions
from kiemdiem.regulation.sentences import entries
from kiemdiem.regulation.texts import national

YEARS = range(2018, 2027)
EVERY = [pytest.param(kind, year, id=f"{kind} {year}") for kind in Kind for year in YEARS]
DAY = rule_day(2022)
RESULTS = {"results", "leading"}
POOR, AVERAGE, GOOD, EXCELLENT = 1, 2, 3, 4
HOLDS, FAILS, OPEN = Stands.HOLDS, Stands.FAILS, Stands.OPEN


@pytest.mark.parametrize(("kind", "year"), EVERY)
def test_every_condition_cites_a_text_in_force_and_a_rule_that_exists(kind: Kind, year: int) -> None:
    found = conditions(kind, rule_day(year))
    assert list(found) == [Level.EXCELLENT, Level.GOOD, Level.COMPLETED, Level.FAILED]
    for level, rows in found.items():
        assert rows
        for each in rows:
            assert national()[each.cite.partition(", ")[0]].covers(rule_day(year)), each
            assert bool(each.least) != bool(each.text), each
            assert not (each.least and level is Level.FAILED)
            assert each.code in {"", "civil.least", *entries("vi")}, each.code


def on_criteria(grades: dict[str, int | None], kind: Kind = Kind.MEMBER) -> dict[Level, Shown]:
    found = against(kind, DAY, grades, RESULTS)
    return {level: each for level, rows in found.items() for each in rows if each.condition.least}


@pytest.mark.parametrize(
    ("results", "other", "expected"),
    [
        (EXCELLENT, EXCELLENT, (HOLDS, HOLDS, HOLDS)),
        (EXCELLENT, GOOD, (HOLDS, HOLDS, HOLDS)),
        (EXCELLENT, AVERAGE, (FAILS, HOLDS, HOLDS)),
        (GOOD, EXCELLENT, (FAILS, HOLDS, HOLDS)),
        (GOOD, AVERAGE, (FAILS, HOLDS, HOLDS)),
        (AVERAGE, AVERAGE, (FAILS, FAILS, HOLDS)),
        (GOOD, POOR, (FAILS, FAILS, OPEN)),  # whether that criterion is a “basic” one people judge
        (POOR, POOR, (FAILS, FAILS, OPEN)),
        (None, EXCELLENT, (OPEN, OPEN, OPEN)),
        (None, AVERAGE, (FAILS, OPEN, OPEN)),  # one in the way is enough
        (None, None, (OPEN, OPEN, OPEN)),
    ],
)
def test_each_level_against_results_and_the_rest(
    results: int | None, other: int | None, expected: tuple[Stands, ...]
) -> None:
    found = on_criteria({"results": results, "ideology": other})
    assert tuple(found[level].stands for level in (Level.EXCELLENT, Level.GOOD, Level.COMPLETED)) == expected
    assert Level.FAILED not in found


def test_the_criteria_in_the_way_are_named() -> None:
    found = on_criteria({"results": GOOD, "ideology": AVERAGE, "remedy": GOOD, "commitment": None})
    assert (found[Level.EXCELLENT].lacking, found[Level.EXCELLENT].unknown) == (
        ("results", "ideology"),
        ("commitment",),
    )
    assert (found[Level.GOOD].lacking, found[Level.GOOD].unknown) == ((), ("commitment",))


def test_without_criteria_nothing_is_judged() -> None:
    assert {each.stands for each in on_criteria({}).values()} == {OPEN}


def test_a_leader_of_2022_has_no_scale_of_criteria() -> None:
    assert on_criteria({"results": POOR}, Kind.LEADER) == {}
    assert {
        each.stands for rows in against(Kind.LEADER, DAY, {"results": POOR}, RESULTS).values() for each in rows
    } == {OPEN}


def test_what_people_judge_stays_open_unless_a_fact_is_known() -> None:
    known = {(Level.EXCELLENT, "civil.mismatch"): False, (Level.FAILED, "discipline.not_failed"): True}
    found = against(Kind.MEMBER, DAY, {}, RESULTS, known)
    told = {(level, each.condition.code): each.stands for level, rows in found.items() for each in rows}
    assert told[Level.EXCELLENT, "civil.mismatch"] is FAILS
    assert told[Level.FAILED, "discipline.not_failed"] is HOLDS
    assert told[Level.FAILED, "civil.mismatch"] is OPEN
    assert told[Level.EXCELLENT, "quota.excellent"] is OPEN


def test_no_answer_is_a_level_of_anybody() -> None:
    """Whatever the criteria: the same four levels come back, in the same order."""
    for grade in (None, POOR, AVERAGE, GOOD, EXCELLENT):
        found = against(Kind.MEMBER, DAY, {"results": grade}, RESULTS)
        assert list(found) == list(reversed(Level))
        assert [len(rows) for rows in found.values()] == [4, 2, 2, 4]


def test_a_day_before_the_first_text_raises() -> None:
    with pytest.raises(NotInForce):
        conditions(Kind.MEMBER, date(2018, 9, 23))
