"""Opinions of consulted bodies: who enters them, which are due, what is refused, and the rating that waits for one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cycles.cast import open_year, subject, town
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Cycle, Subject
from kiemdiem.ledger.actor import SystemActor
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Membership, Unit
from kiemdiem.ratings.checking import check, draft_of
from kiemdiem.ratings.proposing import propose
from kiemdiem.regulation import Kind, Level
from kiemdiem.reviews import opinions
from kiemdiem.reviews.dues import due_opinions, missing_opinions
from kiemdiem.reviews.models import Opinion
from kiemdiem.reviews.opinions import Said
from ratings.cast import draft, members, reviewed_town
from reviews.cast import NOON, officer, person

pytestmark = pytest.mark.django_db
BY = SystemActor()
CANARY = "Gương mẫu, có lúc vắng họp tổ dân phố"
WARD = Said(body="residence", name="Đảng ủy phường Gò Diệc", given_on=date(2022, 11, 20), text=CANARY)


@pytest.fixture
def cycle() -> Cycle:
    town()
    return open_year()


def enter(code: str = "M3", said: Said = WARD, by: Any = BY, kind: Kind = Kind.MEMBER) -> Opinion:
    return opinions.enter(subject(code, kind), said, by=by, name="Vân", at=NOON)


def away(code: str = "M3", since: date = date(2022, 3, 1), until: date | None = None) -> Unit:
    """A member who takes part in another cell for a time."""
    cell = Unit.objects.get(code="C2")
    Membership.objects.create(person=subject(code).person, cell=cell, since=since, until=until, temporary=True)
    return cell


def test_it_is_written_down_once_as_it_came_and_the_ledger_does_not_say_what(cycle: Cycle) -> None:
    made = enter()
    assert enter() == made
    assert (made.text, made.body_name, made.grades, made.level) == (CANARY, WARD.name, {}, None)
    entry = Entry.objects.get(action="opinion.entered")
    assert CANARY not in entry.facts


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"body": "participant"}, "Hãy chọn nơi nhận xét"), ({"name": " "}, "Hãy ghi tên nơi nhận xét"),
    ({"text": " "}, "Hãy ghi nội dung"), ({"given_on": date(2022, 12, 2)}, "không được sau hôm nay"),
    ({"given_on": date(2021, 12, 31)}, "của năm trước"), ({"text": "x" * 20_001}, "dài quá 20000"),
    ({"name": "x" * 251}, "dài quá 250"),
])  # fmt: skip
def test_what_cannot_be_kept_is_refused(cycle: Cycle, changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(WrongState, match=sentence):
        enter(said=replace(WARD, **changed))
    assert not Opinion.objects.exists()


def test_nobody_enters_one_about_oneself_nor_from_elsewhere(cycle: Cycle) -> None:
    for by in (officer(Role.CLERK, "C1", of="M3"), officer(Role.CLERK, "C2"), person("M2")):
        with pytest.raises(PermissionDenied):
            enter(by=by)
    assert enter(by=officer(Role.HEAD, "C1", of="M1"))
    seen = {by: Opinion.objects.visible_to(by).exists() for by in (officer(Role.HEAD, "C2"), person("M5"))}
    assert not any(seen.values())
    assert Opinion.objects.visible_to(officer(Role.STANDING_BOARD, "P1")).count() == 1


def test_one_entered_by_mistake_is_taken_out_with_a_reason(cycle: Cycle) -> None:
    made = enter()
    with pytest.raises(WrongState, match="Phải ghi lý do"):
        opinions.remove(made, reason=" ", by=BY)
    opinions.remove(made, reason="Ghi nhầm người", by=BY)
    assert not Opinion.objects.exists()
    assert "Ghi nhầm người" in Entry.objects.get(action="opinion.removed").facts


def test_a_sheet_keeps_the_levels_of_its_rows_only(cycle: Cycle) -> None:
    body = subject("TT-P1", Kind.COLLECTIVE)
    sheet = opinions.sheet_of(body)
    assert sheet is not None
    [first, *_rest] = [row for _title, rows in opinions.rows_of(body) for row in rows]
    said = Said(
        "participant", "Mặt trận phường", date(2022, 11, 20), "", grades={first.key: 4, "khác": 4}, level=Level.GOOD
    )
    made = enter("TT-P1", said, by=officer(Role.ORGANISATION_BOARD, "Q1"), kind=Kind.COLLECTIVE)
    assert made.grades == {first.key: {"level": 4, "title": first.title}}
    assert (made.level, made.form) == (Level.GOOD, sheet.key)


@pytest.mark.parametrize(("until", "stops"), [(None, True), (date(2022, 6, 1), False)])
def test_the_temporary_cell_is_asked_before_a_level_is_proposed(until: date | None, stops: bool) -> None:
    cycle = reviewed_town()
    cell = away(until=until)
    [due] = [each for each in due_opinions([subject("M3")])[subject("M3").pk] if each.body == "temporary_cell"]
    assert (due.given, due.stops, due.name) == (False, stops, cell.name)
    by = officer(Role.HEAD, "C1")
    made = draft(cycle, "P1", members(Level.GOOD, "M2", "M3"))
    found = [
        each.subject.code
        for each in check(draft_of(made), {})
        if each.verdict.code == "review.temporary_cell" and each.subject
    ]
    assert found == ["M3"]
    if stops:
        with pytest.raises(WrongState, match=r"Chưa có nhận xét bằng văn bản.*Ngô Thanh Bình \(21-HD/BTCTW, II.B.6"):
            propose({subject("M3").pk: Level.GOOD}, by=by, name="", at=NOON)
    enter(said=Said("temporary_cell", "", date(2022, 11, 20), "Tham gia đủ.", unit=cell))
    assert missing_opinions([subject("M3")]) == {}
    assert len(propose({subject("M3").pk: Level.GOOD}, by=by, name="", at=NOON)) == 1


@pytest.mark.parametrize(
    ("left", "asked"), [(date(2022, 6, 30), True), (date(2022, 6, 29), True), (date(2010, 3, 1), False)]
)
def test_the_former_cell_is_named_by_its_membership(cycle: Cycle, left: date, asked: bool) -> None:
    found = subject("M3")
    Membership.objects.filter(person=found.person).delete()
    Membership.objects.create(person=found.person, cell=Unit.objects.get(code="C2"), since=date(2010, 1, 1), until=left)
    Membership.objects.create(person=found.person, cell=Unit.objects.get(code="C1"), since=left)
    dues = [each for each in due_opinions([found]).get(found.pk, []) if each.body == "former_cell"]
    assert [each.name for each in dues] == (["Chi bộ khu vực 2"] if asked else [])


def test_many_cost_no_more_queries_than_one(cycle: Cycle) -> None:
    away("M3")
    away("M2")

    def queries(*codes: str) -> int:
        found = list(Subject.objects.filter(cycle=cycle, kind=Kind.MEMBER, code__in=codes))
        with CaptureQueriesContext(connection) as caught:
            due_opinions(found)
        return len(caught)

    assert queries("M1", "M2", "M3", "M4", "M5") == queries("M3")
