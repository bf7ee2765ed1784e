"""Re-review: who orders it, what opens again, what stays readable, and what makes it done."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cycles.cast import TODAY, open_year, subject, town
from kiemdiem.accounts.actor import AccountActor, actor_of
from kiemdiem.accounts.models import Account, RoleGrant
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Cycle, Place
from kiemdiem.cycles.progress import advance
from kiemdiem.cycles.states import State
from kiemdiem.documents.acts import attach, attachments, detach
from kiemdiem.documents.contents import read
from kiemdiem.ledger.actor import SystemActor
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.notices.models import Notice
from kiemdiem.organisations.models import Collective, Person, Post, Unit
from kiemdiem.regulation import Kind
from kiemdiem.reviews import meetings, papers, rehearing
from kiemdiem.reviews.models import Edition, Meeting, Paper, Rehearing
from kiemdiem.suggestions.models import Suggestion, SuggestionItem
from reviews.cast import NOON, hand_in, hear, later, officer, person, reviewed_cell

pytestmark = pytest.mark.django_db
BY = SystemActor()
DEADLINE = date(2022, 12, 20)
WRITER = AccountActor("person:M3", "M3", "", "", ())
AFTER = NOON + timedelta(hours=2)


@pytest.fixture
def cycle() -> Cycle:
    """M3 wrote and was heard in the cell."""
    town()
    return open_year()


def heard(cycle: Cycle) -> Meeting:
    hand_in(subject("M3"), person("M3"))
    return hear(cycle, "C1", [subject("M3")], BY, chair="M1", secretary="M2")


def test_the_paper_opens_again_and_the_first_stays_readable(cycle: Cycle) -> None:
    first = heard(cycle)
    board = officer(Role.STANDING_BOARD, "P1")
    made = rehearing.order(subject("M3"), " Chưa nêu trách nhiệm ", DEADLINE, by=board, at=AFTER)
    paper = Paper.objects.get()
    assert (paper.state, paper.round, paper.return_reason) == (Paper.State.RETURNED, 2, "Chưa nêu trách nhiệm")
    assert (subject("M3").state, made.before) == (State.RETURNED, first)
    old = Edition.objects.get()
    assert (old.round, old.answers, old.levels) == (1, paper.answers, {"member": 3})
    assert list(rehearing.editions_for(board)) == [old]
    assert not rehearing.editions_for(officer(Role.HEAD, "C2")).exists()
    assert not Paper.objects.visible_to(board).exists(), "what is being written anew is its writer's own"
    told = {each.url for each in Notice.objects.filter(event__startswith="review.ordered")}
    assert told == {f"/ban/{paper.pk}/"}
    assert not any("trách nhiệm" in each.text for each in Notice.objects.all())
    assert Entry.objects.filter(action="review.ordered", about=f"subject:{subject('M3').pk}").count() == 1


def test_the_files_of_the_first_round_stay_with_it(cycle: Cycle) -> None:
    heard(cycle)
    paper = Paper.objects.get()
    first = b"%PDF-1.7\nfirst\n%%EOF\n"
    attach(first, about=f"paper:{paper.pk}", path=paper.path, by=WRITER, name="lan-1.pdf", at=NOON)
    rehearing.order(subject("M3"), "Chưa đạt", DEADLINE, by=BY, at=AFTER)
    (mine,) = attachments(f"paper:{paper.pk}")
    detach(mine, by=WRITER)
    (kept,) = attachments(f"edition:{Edition.objects.get().pk}")
    assert (kept.name, kept.added_at, kept.added_by) == ("lan-1.pdf", NOON, WRITER.key)
    assert read(kept.content) == first


def test_a_new_meeting_makes_it_done(cycle: Cycle) -> None:
    first = heard(cycle)
    rehearing.order(subject("M3"), "Chưa đạt", DEADLINE, by=BY, at=AFTER)
    assert [each.overdue for each in rehearing.waiting_at(cycle, subject("M3").path, BY, DEADLINE)] == [False]
    late = DEADLINE + timedelta(days=1)
    assert [each.overdue for each in rehearing.waiting_at(cycle, subject("M3").path, BY, late)] == [True]
    assert rehearing.waiting_at(cycle, subject("M3").path, person("M4"), late) == []
    hand_in(subject("M3"), WRITER)
    again = _close_again(cycle, AFTER + timedelta(hours=1))
    assert Rehearing.objects.get().after == again
    assert subject("M3").state == State.REVIEWED
    assert rehearing.rounds_of(again) == {subject("M3").pk: 2}
    assert rehearing.rounds_of(first) == {}
    assert first.hearings.filter(subject=subject("M3")).exists()


def _close_again(cycle: Cycle, at: object) -> Meeting:
    place = Place.objects.get(cycle=cycle, code="C1")
    meeting = meetings.plan(cycle, place, None, held_on=date(2022, 12, 2), venue="", by=BY)
    found = subject("M3")
    content = meetings.Record(
        held_on=date(2022, 12, 2), venue="", chair=Person.objects.get(code="M1").pk,
        secretary=Person.objects.get(code="M2").pk, minutes="Nghe lại.", subjects=[found.pk],
        deferred=later(meeting, [found]),
    )  # fmt: skip
    meetings.write(meeting, content, base=0, by=BY)
    return meetings.close(meeting, by=BY, at=at)  # type: ignore[arg-type]


def test_a_decided_level_stays(cycle: Cycle) -> None:
    heard(cycle)
    advance([subject("M3")], State.DECIDED)
    rehearing.order(subject("M3"), "Chưa đạt", DEADLINE, by=BY, at=AFTER)
    assert subject("M3").state == State.DECIDED
    hand_in(subject("M3"), WRITER)
    assert subject("M3") in meetings.candidates(
        Meeting(cycle=cycle, place="C1", path=subject("M3").path, held_on=TODAY)
    )
    again = _close_again(cycle, AFTER + timedelta(hours=1))
    assert (subject("M3").state, Rehearing.objects.get().after) == (State.DECIDED, again)


def test_only_the_level_that_decides_orders_it_and_nobody_for_oneself(cycle: Cycle) -> None:
    heard(cycle)
    mine = Account.objects.get(person__code="M3")
    unit = Unit.objects.get(code="P1")
    RoleGrant.objects.create(account=mine, role=Role.HEAD, unit=unit, since=date(2022, 1, 1), granted_by="system")
    others = [officer(Role.HEAD, "C1"), officer(Role.STANDING_BOARD, "Q1"), officer(Role.CLERK, "P1"),
              officer(Role.INSPECTION_BOARD, "P1"), actor_of(mine, TODAY)]  # fmt: skip
    for by in others:
        with pytest.raises(PermissionDenied):
            rehearing.order(subject("M3"), "Chưa đạt", DEADLINE, by=by, at=AFTER)


def test_what_is_out_of_turn_is_refused(cycle: Cycle) -> None:
    with pytest.raises(WrongState, match="chưa được kiểm điểm tại cuộc họp nào"):
        rehearing.order(subject("M3"), "Chưa đạt", DEADLINE, by=BY, at=AFTER)
    heard(cycle)
    for ground, deadline, sentence in (
        ("  ", DEADLINE, "Phải ghi căn cứ"), ("x" * 1001, DEADLINE, "dài quá 1000"),
        ("Chưa đạt", date(2022, 11, 30), "từ hôm nay trở đi"),
    ):  # fmt: skip
        with pytest.raises(WrongState, match=sentence):
            rehearing.order(subject("M3"), ground, deadline, by=BY, at=AFTER)
    rehearing.order(subject("M3"), "x" * 1000, TODAY, by=BY, at=AFTER)
    with pytest.raises(WrongState, match="Đã yêu cầu kiểm điểm lại"):
        rehearing.order(subject("M3"), "Chưa đạt", DEADLINE, by=BY, at=AFTER)


def test_a_leader_is_reviewed_when_each_due_collective_has_heard(cycle: Cycle) -> None:
    Post.objects.create(
        person=Person.objects.get(code="M1"), unit=Unit.objects.get(code="Q1"), title="Ủy viên Ban Thường vụ",
        collective=Collective.objects.get(code="TT-Q1"), since=date(2010, 1, 1),
    )  # fmt: skip
    Post.objects.create(
        person=Person.objects.get(code="M7"), unit=Unit.objects.get(code="Q1"), title="Bí thư Quận ủy", is_head=True,
        collective=Collective.objects.get(code="TT-Q1"), since=date(2010, 1, 1),
    )  # fmt: skip
    for code in ("M1", "M7"):
        hand_in(subject(code), person(code))
    for body, place in (("TT-P1", "P1"), ("TT-Q1", "Q1")):
        hand_in(subject(body, Kind.COLLECTIVE), officer(Role.HEAD, place))
    ward = [subject("TT-P1", Kind.COLLECTIVE), subject("M1", Kind.LEADER)]
    hear(cycle, "P1", ward, BY, collective="TT-P1", chair="M1", secretary="M2")
    assert subject("M1", Kind.LEADER).state == State.HANDED_IN
    district = [subject("TT-Q1", Kind.COLLECTIVE), subject("M7", Kind.LEADER), subject("M1", Kind.LEADER)]
    meeting = hear(cycle, "Q1", district, BY, collective="TT-Q1", chair="M7", secretary="M1")
    assert subject("M1", Kind.LEADER).state == State.REVIEWED
    assert subject("M7", Kind.LEADER).state == State.HANDED_IN, "the agency has yet to hear"
    due = meetings.places_due(Person.objects.get(code="M1"), cycle, TODAY)
    assert [(each.name, bool(each.heard)) for each in due] == [
        ("Chi bộ khu vực 1", False), ("Ban Thường vụ Quận ủy Bến Cau", True), ("Đảng ủy phường Vàm Sậy", True),
    ]  # fmt: skip
    assert due[1].heard == meeting


def test_a_supplementary_meeting_hears_only_the_new_items(cycle: Cycle) -> None:
    first = heard(cycle)
    unit, about = Unit.objects.get(code="Q1"), subject("M3")
    late = Suggestion.objects.create(
        cycle=cycle, subject=about, issuer=unit, path=unit.path, subject_path=about.path, late=True,
        late_way=Suggestion.LateWay.SUPPLEMENT, state=Suggestion.State.ISSUED, issued_at=AFTER,
    )  # fmt: skip
    item = SuggestionItem.objects.create(suggestion=late, position=1, category="complex", fact="Đơn thư", source="x")
    more = meetings.supplement(first, held_on=date(2022, 12, 5), venue="", by=BY)
    assert meetings.candidates(more) == [about]
    keys = {code: Person.objects.get(code=code).pk for code in ("M1", "M2")}
    content = {"held_on": date(2022, 12, 5), "venue": "", "chair": keys["M1"], "secretary": keys["M2"],
               "minutes": "Bổ sung.", "subjects": [about.pk]}  # fmt: skip
    meetings.write(more, meetings.Record(**content), base=0, by=BY)  # type: ignore[arg-type]
    with pytest.raises(meetings.NotReady) as refused:
        meetings.close(more, by=BY, at=AFTER)
    assert [each.sentence for each in refused.value.gaps] == ["Nội dung gợi ý số 1 chưa có kết luận"]
    done = {item.pk: meetings.ItemLine(True, "Đã rõ")}
    meetings.write(more, meetings.Record(**content, items=done), base=1, by=BY)  # type: ignore[arg-type]
    meetings.close(more, by=BY, at=AFTER)
    again = meetings.supplement(first, held_on=date(2022, 12, 6), venue="", by=BY)
    assert meetings.candidates(again) == []


def test_minutes_tell_all_but_levels_and_votes(cycle: Cycle) -> None:
    meeting = heard(cycle)
    sheet = papers.minutes(Meeting.objects.get(pk=meeting.pk))
    text = str(sheet.to_json())
    assert (sheet.kind, [each.authority for each in sheet.signatures]) == (
        "BB", ["NGƯỜI GHI BIÊN BẢN", "CHỦ TRÌ HỘI NGHỊ"],
    )  # fmt: skip
    for words in ("Có mặt 3 trong 3", "Ngô Thanh Bình (đảng viên)", "Diễn biến và kết luận.", "Họp sau"):
        assert words in text
    for words in ("Hoàn thành", "phiếu"):
        assert words not in text


def test_minutes_are_drafted_after_closing_and_issued_with_a_day(cycle: Cycle) -> None:
    place = Place.objects.get(cycle=cycle, code="C1")
    open_one = meetings.plan(cycle, place, None, held_on=date(2022, 12, 9), venue="", by=BY)
    with pytest.raises(WrongState, match="chưa kết thúc"):
        papers.drafted(open_one, by=BY)
    meeting = Meeting.objects.get(pk=heard(cycle).pk)
    first = papers.drafted(meeting, by=BY)
    assert papers.drafted(meeting, by=BY) == first
    with pytest.raises(PermissionDenied):
        papers.drafted(meeting, by=person("M4"))
    with pytest.raises(WrongState, match="không được trước ngày họp 01/12/2022"):
        papers.issue(meeting, signed_on=date(2022, 11, 30), by=BY, at=NOON)


def test_a_cell_reviewed_by_the_cast_is_lawful(cycle: Cycle) -> None:
    reviewed_cell(cycle)
    assert {subject(code).state for code in ("M1", "M2", "M3")} == {State.REVIEWED}
