"""The home page's tasks of suggestions, assignments, re-reviews and minutes: whose they are, when, and when they go."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.cast import account
from cycles.cast import TODAY, open_year, subject, town
from kiemdiem.accounts.actor import AccountActor
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Cycle, Place, Subject
from kiemdiem.documents.acts import begin_term
from kiemdiem.ledger.actor import SystemActor
from kiemdiem.organisations.models import Person, Unit
from kiemdiem.regulation import Kind
from kiemdiem.reviews import meetings, papers, rehearing
from kiemdiem.reviews.models import Meeting, Paper
from kiemdiem.suggestions.models import Assignment, Suggestion, SuggestionItem
from kiemdiem.web.home.task import Task
from kiemdiem.web.home.tasks import Desk
from reviews.cast import NOON, hand_in, hear, officer, person

pytestmark = pytest.mark.django_db
BY = SystemActor()


@pytest.fixture
def cycle() -> Cycle:
    town()
    return open_year()


def desk(actor: AccountActor) -> Desk:
    return Desk(actor, TODAY, Person.objects.filter(code=actor.person_key or None).first())


def tasks(actor: AccountActor, words: str) -> list[Task]:
    return [each for each in desk(actor).tasks() if words in each.title]


def suggested(about: Subject, state: str = "issued", *, items: int = 1, by: date | None = None) -> Suggestion:
    unit = Unit.objects.get(code=about.authority)
    made: Suggestion = Suggestion.objects.create(
        cycle=about.cycle, subject=about, issuer=unit, path=unit.path, subject_path=about.path, state=state,
        issued_at=None if state == "draft" else NOON, explain_by=by,
    )  # fmt: skip
    for position in range(1, items + 1):
        SuggestionItem.objects.create(suggestion=made, position=position, category="complex", fact="-")
    return made


def test_a_draft_waits_for_who_may_issue_it_at_that_very_unit(cycle: Cycle) -> None:
    made = suggested(subject("M3"), "draft")
    (task,) = tasks(officer(Role.HEAD, "P1"), "dự thảo gợi ý")
    assert (task.url, task.title) == (f"/goi-y/{made.pk}/", "Xem và ban hành 1 dự thảo gợi ý kiểm điểm")
    for other in (officer(Role.CLERK, "P1"), officer(Role.HEAD, "Q1"), officer(Role.HEAD, "C1"), person("M3")):
        assert tasks(other, "dự thảo gợi ý") == []
    suggested(subject("M2"), "draft")
    (task,) = tasks(officer(Role.STANDING_BOARD, "P1"), "dự thảo gợi ý")
    assert (task.url, task.title) == ("/goi-y/", "Xem và ban hành 2 dự thảo gợi ý kiểm điểm")
    Suggestion.objects.update(state="issued", issued_at=NOON)
    assert tasks(officer(Role.HEAD, "P1", on=TODAY, of="M5"), "dự thảo gợi ý") == []


def test_nobody_is_told_of_a_draft_about_oneself(cycle: Cycle) -> None:
    suggested(subject("M1"), "draft")
    assert tasks(officer(Role.HEAD, "P1", of="M1"), "dự thảo gợi ý") == []


def test_items_are_answered_in_ones_own_paper_once_for_both_kinds(cycle: Cycle) -> None:
    member, leader = subject("M1"), subject("M1", Kind.LEADER)
    suggested(member, items=2, by=date(2022, 12, 9))
    suggested(leader, by=date(2022, 12, 5))
    suggested(member, "draft", items=7)
    suggested(member, "withdrawn", items=9)
    actor = person("M1")
    (task,) = tasks(actor, "nội dung được gợi ý")
    assert (task.title, task.due, task.posts) == ("Trả lời 3 nội dung được gợi ý", date(2022, 12, 5), True)
    assert tasks(person("M2"), "nội dung được gợi ý") == []
    acting = AccountActor(actor.key, "M1", "", "M5", ())
    assert tasks(acting, "nội dung được gợi ý") == []
    Subject.objects.filter(person__code="M1").update(state="handed_in")
    assert tasks(actor, "nội dung được gợi ý") == []


def test_items_to_a_collective_are_answered_by_who_writes_its_report(cycle: Cycle) -> None:
    suggested(subject("TT-P1", Kind.COLLECTIVE), items=2)
    (task,) = tasks(officer(Role.CLERK, "P1"), "nội dung được gợi ý")
    assert (task.title, task.whom) == ("Trả lời 2 nội dung được gợi ý", "Đảng ủy phường Vàm Sậy")
    assert task.due is not None, "the day by which papers are prepared, where the letter names none"
    assert tasks(officer(Role.CLERK, "Q1"), "nội dung được gợi ý") == []


def assigned(cycle: Cycle, on: date | None) -> Assignment:
    place, unit = Place.objects.get(cycle=cycle, code="C1"), Unit.objects.get(code="P1")
    made: Assignment = Assignment.objects.create(
        cycle=cycle, place=place, unit=unit, path=unit.path, person=Person.objects.get(code="M4"), capacity="-",
        meets_on=on, assigned_by="-", assigned_at=NOON,
    )  # fmt: skip
    return made


@pytest.mark.parametrize(
    ("on", "shown"), [(TODAY, 1), (TODAY + timedelta(days=4), 1), (None, 1), (TODAY - timedelta(days=1), 0)]
)
def test_who_is_sent_sees_where_and_when_until_the_day_is_over(cycle: Cycle, on: date | None, shown: int) -> None:
    assigned(cycle, on)
    found = tasks(person("M4"), "Dự và chỉ đạo")
    assert [(each.due, each.whom, each.url) for each in found] == [(on, "Chi bộ khu vực 1", "/phan-cong/")] * shown
    assert tasks(officer(Role.HEAD, "P1"), "Dự và chỉ đạo") == []


def test_an_assignment_taken_back_is_no_task(cycle: Cycle) -> None:
    assigned(cycle, TODAY)
    Assignment.objects.update(state=Assignment.State.WITHDRAWN)
    assert tasks(person("M4"), "Dự và chỉ đạo") == []


def heard() -> Meeting:
    hand_in(subject("M3"), person("M3"))
    return hear(subject("M3").cycle, "C1", [subject("M3")], BY, chair="M1", secretary="M2")


def test_an_order_to_hear_somebody_again_waits_where_the_meeting_is_held(cycle: Cycle) -> None:
    heard()
    deadline = TODAY + timedelta(days=9)
    rehearing.order(subject("M3"), "Chưa đạt", deadline, by=BY, at=NOON + timedelta(hours=1))
    clerk = officer(Role.CLERK, "C1")
    (task,) = tasks(clerk, "Kiểm điểm lại")
    assert (task.title, task.due, task.whom) == ("Kiểm điểm lại 1 đối tượng", deadline, "Chi bộ khu vực 1")
    assert task.url == f"/don-vi/C1/kiem-diem/?dot={cycle.pk}"
    assert desk(clerk).waiting() == [("Chi bộ khu vực 1: 1 bản đã trả lại, chờ nộp lại", task.url)]
    assert tasks(officer(Role.CLERK, "C2"), "Kiểm điểm lại") == []
    meeting = meetings.plan(
        cycle, Place.objects.get(cycle=cycle, code="C1"), None, held_on=deadline, venue="", by=BY
    )  # fmt: skip
    subject("M3").rehearings.update(after=meeting)
    assert tasks(clerk, "Kiểm điểm lại") == []


def test_a_paper_given_back_is_counted_once_and_where_it_stands(cycle: Cycle) -> None:
    hand_in(subject("M1"), person("M1"))
    Paper.objects.update(state=Paper.State.RETURNED)
    Subject.objects.filter(person__code="M1").update(state="returned")
    assert [words for words, _url in desk(officer(Role.CLERK, "C1")).waiting()] == [
        "Chi bộ khu vực 1: 1 bản đã trả lại, chờ nộp lại"
    ]
    assert desk(officer(Role.CLERK, "P1")).waiting() == []


def test_locked_minutes_wait_until_they_are_issued(cycle: Cycle) -> None:
    meeting = heard()
    clerk = officer(Role.CLERK, "C1")
    (task,) = tasks(clerk, "biên bản họp")
    assert (task.title, task.url) == ("Ban hành 1 biên bản họp kiểm điểm", f"/hop/{meeting.pk}/ban-hanh/")
    assert tasks(officer(Role.CLERK, "C2"), "biên bản họp") == []
    papers.drafted(meeting, by=BY)
    assert len(tasks(clerk, "biên bản họp")) == 1
    begin_term(Unit.objects.get(code="C1"), begins=TODAY, by=clerk)
    papers.issue(Meeting.objects.get(), signed_on=TODAY, by=BY, at=NOON)
    assert tasks(clerk, "biên bản họp") == []


def test_a_record_still_open_and_papers_to_hear_are_told_as_before(cycle: Cycle) -> None:
    hand_in(subject("M3"), person("M3"))
    clerk = officer(Role.CLERK, "C1")
    assert [each.title for each in tasks(clerk, "Đọc")] == ["Đọc 1 bản và định cuộc họp kiểm điểm"]
    meetings.plan(cycle, Place.objects.get(cycle=cycle, code="C1"), None, held_on=TODAY, venue="", by=BY)
    assert tasks(clerk, "Đọc") == []
    assert [each.due for each in tasks(clerk, "Ghi và kết thúc")] == [TODAY]
    assert tasks(clerk, "biên bản họp kiểm điểm") == tasks(clerk, "Ghi và kết thúc")


def test_the_year_of_a_unit_counts_the_suggestions_its_reader_may_see(cycle: Cycle, client: Client) -> None:
    suggested(subject("M3"))
    suggested(subject("M2"), "draft")
    words = {}
    for role, at in ((Role.HEAD, "P1"), (Role.INSPECTION_BOARD, "Q1"), (Role.VIEWER, "Q1"), (Role.CLERK, "C1")):
        client.force_login(account(f"{role.value}-{at}", (role, at)))
        page = client.get(reverse("unit", args=["C1" if at == "C1" else "P1"])).content.decode()
        assert "đã xong 0 trong 4 bước" in page, "no step of the four"
        words[f"{role.value} {at}"] = "1 gợi ý đã ban hành" in page, "không có gợi ý nào đồng chí được đọc" in page
    assert words == {
        "head P1": (True, False), "inspection_board Q1": (True, False), "viewer Q1": (False, True),
        "clerk C1": (False, True),
    }  # fmt: skip
