"""Grounds for “không hoàn thành” and the figures of each level: at, under and over every number, by year and kind."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kiemdiem.regulation import Kind, Law, Level, Severity, load_overlay, rule_day, rules

LAW = Law(load_overlay("none"))
ORGANISATION, COLLECTIVE, LEADER, MEMBER = Kind.PARTY_ORGANISATION, Kind.COLLECTIVE, Kind.LEADER, Kind.MEMBER
Y2022 = rule_day(2022)


@pytest.mark.parametrize(
    ("kind", "year", "done", "main_met", "ok"),
    [
        (MEMBER, 2022, 49, None, False),
        (MEMBER, 2022, 50, None, True),
        (LEADER, 2022, 49, None, False),
        (LEADER, 2025, 69, None, False),
        (LEADER, 2025, 70, None, True),
        (COLLECTIVE, 2022, 49, False, False),
        (COLLECTIVE, 2022, 49, True, True),
        (COLLECTIVE, 2022, 49, None, None),
        (COLLECTIVE, 2022, 50, False, True),
        (COLLECTIVE, 2025, 69, True, False),
        (ORGANISATION, 2022, 10, False, False),
        (ORGANISATION, 2025, 10, False, True),
    ],
)
def test_targets_under_the_share(kind: Kind, year: int, done: int, main_met: bool | None, ok: bool | None) -> None:
    verdict = rules.targets_reached(kind, Level.COMPLETED, done, main_met, LAW, rule_day(year))
    assert verdict.ok is ok
    assert rules.targets_reached(kind, Level.FAILED, done, main_met, LAW, rule_day(year)).ok is not False


@pytest.mark.parametrize(("disciplined", "total", "ok"), [(1, 5, True), (2, 9, False), (1, 4, False), (0, 0, True)])
def test_a_fifth_of_the_units_below(disciplined: int, total: int, ok: bool) -> None:
    assert rules.few_units_disciplined(ORGANISATION, Level.GOOD, disciplined, total, LAW, Y2022).ok is ok
    assert rules.few_units_disciplined(ORGANISATION, Level.FAILED, disciplined, total, LAW, Y2022).ok is True


@pytest.mark.parametrize(
    ("year", "form", "duty", "ok"),
    [
        (2022, "reprimand", True, True),
        (2022, "warning", False, False),
        (2023, "expulsion", True, True),
        (2025, "reprimand", True, False),
        (2025, "reprimand", False, True),
    ],
)
def test_a_member_of_the_collective_disciplined(year: int, form: str, duty: bool, ok: bool) -> None:
    verdict = rules.members_clean(Level.GOOD, {"Trần A": (form, duty)}, LAW, rule_day(year))
    assert verdict.ok is ok
    assert verdict.ok or verdict.facts["members"] == ["Trần A"]


@pytest.mark.parametrize(
    ("level", "shares", "lacking"),
    [
        (Level.EXCELLENT, {"done": 100, "exceeded": 50}, ""),
        (Level.EXCELLENT, {"done": 100, "exceeded": 49}, "exceeded"),
        (Level.EXCELLENT, {"done": 99, "exceeded": 60}, "done"),
        (Level.EXCELLENT, {"done": None}, ""),
        (Level.GOOD, {"done": 100, "in_time": 79}, "in_time"),
        (Level.GOOD, {"done": 100, "in_time": 80}, ""),
        (Level.COMPLETED, {"done": 70}, "more_than"),
        (Level.COMPLETED, {"done": 71}, ""),
        (Level.FAILED, {"done": 3}, ""),
    ],
)
def test_figures_a_level_of_a_leader_needs(level: Level, shares: dict[str, int | None], lacking: str) -> None:
    verdict = rules.targets_of_level(level, shares, LAW, Y2022)
    assert (verdict.ok, verdict.variant) == ((False, lacking) if lacking else (True, "done"))


@pytest.mark.parametrize(
    ("level", "completed", "good", "ok"),
    [
        (Level.EXCELLENT, 10, 7, True),
        (Level.EXCELLENT, 10, 6, False),
        (Level.EXCELLENT, 9, 9, False),
        (Level.GOOD, 10, 0, True),
        (Level.GOOD, 9, 9, False),
        (Level.COMPLETED, 1, 0, True),
    ],
)
def test_levels_of_the_units_of_a_leader(level: Level, completed: int, good: int, ok: bool) -> None:
    assert rules.units_of_level(level, completed, good, 10, LAW, Y2022).ok is ok
    assert rules.units_of_level(level, 0, 0, 0, LAW, Y2022).ok is None


@pytest.mark.parametrize(
    ("year", "given", "variant"),
    [
        (2022, {"violated": 2021, "decided": 2022}, ""),
        (2022, {"violated": 2022, "decided": 2023}, "other_year"),
        (2022, {"violated": None, "decided": None}, ""),
        (2022, {"decided": 2022, "elsewhere": True}, ""),
        (2022, {"decided": 2022, "counted_before": True}, "counted_before"),
        (2023, {"violated": 2022, "decided": 2023}, "other_year"),
        (2023, {"violated": 2023, "decided": 2024}, ""),
        (2023, {"violated": 2023, "elsewhere": True}, "old_unit"),
        (2025, {"violated": 2023, "decided": 2025}, ""),
        (2025, {"decided": 2025, "elsewhere": True}, "old_unit"),
    ],
)
def test_a_violation_counts_once_in_its_own_year_and_place(year: int, given: dict[str, Any], variant: str) -> None:
    facts = {"violated": None, "decided": None, "elsewhere": False, "counted_before": False} | given
    verdict = rules.discipline_counts(year, **facts, law=LAW, on=rule_day(year))
    assert (verdict.ok, verdict.variant) == (not variant, variant)


def test_an_exception_makes_a_note_only_where_the_law_knows_it() -> None:
    given = {"force_majeure": "3-QĐ/QU"}
    below = rules.targets_reached(COLLECTIVE, Level.COMPLETED, 40, False, LAW, Y2022)
    noted = rules.excused(below, COLLECTIVE, given, LAW, Y2022)
    assert (noted.severity, noted.variant, noted.facts["decision_no"]) == (Severity.WARNING, "excused", "3-QĐ/QU")
    member = rules.targets_reached(MEMBER, Level.COMPLETED, 40, None, LAW, Y2022)
    assert rules.excused(member, MEMBER, given, LAW, Y2022) is member
    assert rules.excused(below, COLLECTIVE, {"self_detected": "3"}, LAW, Y2022) is below
    assert rules.excuses_for("targets.below", COLLECTIVE, LAW, Y2022) == ["force_majeure"]
    assert rules.excuses_for("civil.mismatch", MEMBER, LAW, Y2022) == []


@pytest.mark.parametrize(
    ("since", "came", "months"),
    [
        (date(2021, 6, 1), False, 19),
        (date(2022, 1, 1), False, 12),
        (date(2022, 9, 1), True, 4),
        (date(2022, 9, 2), True, 3),
    ],
)
def test_a_new_head_is_noted_and_the_cap_stays(since: date, came: bool, months: int) -> None:
    verdict, free = rules.new_head(since, LAW, Y2022)
    assert (verdict.ok is False, free, verdict.facts["months"]) == (came, False, months)
    assert not verdict.verified
    assert rules.new_head(since, LAW, rule_day(2023))[0].ok is True


@pytest.mark.parametrize(("year", "severity"), [(2022, Severity.WARNING), (2025, Severity.BREACH)])
def test_what_came_in_is_verified_again_before_the_decision(year: int, severity: Severity) -> None:
    verdict = rules.reverified(["tố cáo"], LAW, rule_day(year))
    assert (verdict.ok, verdict.severity) == (False, severity)
    assert rules.reverified([], LAW, rule_day(year)).ok is True
