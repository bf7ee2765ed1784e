"""What pages ask about units and people, on both databases."""

from __future__ import annotations

from datetime import date

import pytest

from kiemdiem.organisations import queries
from kiemdiem.organisations.models import Collective, Person, Post, Unit

from .cast import Officer, grow, person

pytestmark = pytest.mark.django_db
DAY = date(2022, 12, 1)


def city() -> None:
    """TP with Q1 (wards P1 and P2) and Q2."""
    grow("TP", "TP/Q1", "TP/Q2", "TP/Q1/P1", "TP/Q1/P2")
    for code, name, cell in (
        ("1", "Đặng Thị Lan", "Q1-P1"),
        ("2", "Võ Lân", "Q1-P1"),
        ("3", "Hồ Lãn", "Q1-P2"),
        ("4", "Phan Lang", "Q1-P2"),
        ("5", "Hà Lan", "Q2"),
        ("6", "An Bình", "Q2"),
    ):
        person(code, name, cell=cell)


def found(text: str, by: Officer) -> list[str]:
    return [each.name for each in queries.search_people(text, by)]


ALL = Officer([""])


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("lan", ["Đặng Thị Lan", "Hà Lan", "Phan Lang", "Hồ Lãn", "Võ Lân"]),
        ("lân", ["Võ Lân", "Đặng Thị Lan", "Hà Lan", "Hồ Lãn", "Phan Lang"]),
        ("LÂN", ["Võ Lân", "Đặng Thị Lan", "Hà Lan", "Hồ Lãn", "Phan Lang"]),
        ("dang", ["Đặng Thị Lan"]),
        ("đặng  thị", ["Đặng Thị Lan"]),
        ("ang", []),
        ("an", ["An Bình"]),
        ("3", ["Hồ Lãn"]),
        ("%", []),
        ("_", []),
        ("", []),
        ("   ", []),
    ],
)
def test_search_needs_no_marks_begins_at_words_and_puts_the_exact_first(typed: str, names: list[str]) -> None:
    city()
    assert found(typed, ALL) == names


def test_search_finds_within_reach_and_in_the_own_cell_only() -> None:
    city()
    ward = Officer([Unit.objects.get(code="Q1-P1").path])
    assert found("lan", ward) == ["Đặng Thị Lan", "Võ Lân"]
    neighbour = Officer([], person_key="3")
    assert found("lan", neighbour) == ["Phan Lang", "Hồ Lãn"]
    assert [each.code for each in queries.search_units("q1", neighbour)] == ["Q1-P2"]
    assert found("lan", Officer([])) == []
    assert found("lan", Officer([], person_key="nobody")) == []


def test_units_are_found_by_code_and_by_name() -> None:
    city()
    Unit.objects.filter(code="Q1-P2").update(**Unit.name_keys("Đảng bộ phường Vàm Sậy"))
    assert [each.code for each in queries.search_units("vam say", ALL)] == ["Q1-P2"]
    assert [each.code for each in queries.search_units("Q1", ALL)] == ["Q1", "Q1-P1"]


def test_a_name_may_be_seen_and_the_file_not_read() -> None:
    city()
    neighbour = Officer([], person_key="3")
    assert {each.code for each in queries.seen_people(neighbour)} == {"3", "4"}
    assert {each.code for each in queries.read_people(neighbour)} == {"3"}
    assert {each.code for each in queries.read_people(Officer([]))} == set()
    assert {each.code for each in queries.read_people(Officer([Unit.objects.get(code="Q2").path]))} == {"5", "6"}


def test_members_are_counted_by_branch_on_a_day() -> None:
    city()
    top = Unit.objects.get(code="TP")
    paths = dict(Unit.objects.values_list("path", "code"))
    counted = queries.members_below(top, DAY)
    assert {paths[path]: count for path, count in counted.items()} == {"Q1": 4, "Q2": 2}
    ward = Unit.objects.get(code="Q1-P1")
    assert queries.members_below(ward, DAY) == {ward.path: 2}
    assert queries.members_below(top, date(2009, 12, 31)) == {}


@pytest.mark.parametrize(
    ("day", "heads"), [(date(2019, 12, 31), 0), (date(2020, 1, 1), 1), (date(2021, 6, 30), 1), (date(2021, 7, 1), 0)]
)
def test_heads_and_collectives_hold_from_their_first_day_to_their_last(day: date, heads: int) -> None:
    city()
    ward, lan = Unit.objects.get(code="Q1-P1"), Person.objects.get(code="1")
    span = {"since": date(2020, 1, 1), "until": date(2021, 6, 30)}
    board = Collective.objects.create(code="T", name="Đảng ủy", kind="committee", unit=ward, since=date(2000, 1, 1))
    Post.objects.create(person=lan, unit=ward, title="Bí thư", is_head=True, **span)
    Post.objects.create(person=lan, unit=ward, collective=board, title="Trưởng", is_head=True, **span)
    Post.objects.create(person=lan, unit=ward, collective=board, title="Ủy viên", **span)
    assert [post.title for post in queries.heads_on(day, [ward]).values()] == ["Bí thư"] * heads
    assert [each.members for each in queries.collectives_on(ward, day)] == [heads]
    assert len(queries.posts_on(day, [ward])) == 3 * heads


def test_children_and_people_stand_below_a_unit_and_within_reach() -> None:
    city()
    top, q1 = Unit.objects.get(code="TP"), Unit.objects.get(code="Q1")
    assert [each.code for each in queries.children_on(top, DAY, ALL)] == ["Q1", "Q2"]
    assert [each.code for each in queries.children_on(top, DAY, Officer([q1.path]))] == ["Q1"]
    Unit.objects.filter(code="Q2").update(until=date(2022, 11, 30))
    assert [each.code for each in queries.children_on(top, DAY, ALL)] == ["Q1"]
    names = ["Đặng Thị Lan", "Võ Lân", "Hồ Lãn", "Phan Lang"]
    assert sorted(each.name for each in queries.people_of(q1, DAY, ALL)) == sorted(names)
    assert [each.code for each in queries.units_above(Unit.objects.get(code="Q1-P1"))] == ["TP", "Q1"]
