"""Review meetings: who comes, what blocks closing, what closing does."""

import pytest
from django.core.exceptions import PermissionDenied

from cycles.cast import TODAY, open_year, subject, town
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Cycle, Place
from kiemdiem.cycles.states import State
from kiemdiem.ledger.actor import SystemActor
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Collective, Person
from kiemdiem.regulation import Kind
from kiemdiem.reviews import meetings
from kiemdiem.reviews.meetings import Record
from kiemdiem.reviews.models import Meeting
from reviews.cast import NOON, below_is_done, circulated, hand_in, later, officer, person

pytestmark = pytest.mark.django_db


def key(code: str) -> int:
    return Person.objects.get(code=code).pk


def planned(place: str = "C1", collective: str = "", role: Role = Role.HEAD) -> tuple[Meeting, object]:
    town()
    cycle = open_year()
    by = officer(role, place)
    where = Place.objects.get(cycle=cycle, code=place)
    held = Collective.objects.get(code=collective) if collective else None
    return meetings.plan(cycle, where, held, held_on=TODAY, venue="", by=by), by


def content(**more: object) -> Record:
    base = {"held_on": TODAY, "venue": "", "chair": key("M1"), "secretary": key("M2"), "minutes": "Có ghi."}
    return Record(**(base | more))  # type: ignore[arg-type]


def sentences(refused: meetings.NotReady) -> list[str]:
    return [each.sentence for each in refused.gaps]


def test_those_of_the_cell_are_expected_and_may_be_heard() -> None:
    meeting, _ = planned()
    assert sorted(each.person.code for each in meeting.attendances.all()) == ["M1", "M2", "M3"]
    assert sorted((each.kind, each.code) for each in meetings.candidates(meeting)) == [
        ("member", "M1"), ("member", "M2"), ("member", "M3"), ("party_organisation", "C1"),
    ]  # fmt: skip


def test_a_collective_hears_itself_its_leaders_and_its_organisation() -> None:
    meeting, _ = planned("P1", "TT-P1")
    assert meeting.chair_id == key("M1")
    assert sorted((each.kind, each.code) for each in meetings.candidates(meeting)) == [
        ("collective", "TT-P1"), ("leader", "M1"), ("leader", "M2"), ("party_organisation", "P1"),
    ]  # fmt: skip


def test_closing_names_every_gap_at_once() -> None:
    meeting, by = planned()
    with pytest.raises(meetings.NotReady) as refused:
        meetings.close(meeting, by=by, at=NOON)  # type: ignore[arg-type]
    assert sentences(refused.value) == [
        "Chưa chọn người chủ trì có mặt.",
        "Chưa chọn thư ký có mặt.",
        "Chưa ghi diễn biến và kết luận của cuộc họp.",
        "Chưa chọn đối tượng được kiểm điểm trong cuộc họp này.",
        "Chưa xem xét: Chi bộ khu vực 1, Ngô Thanh Bình, Trần Quốc Thuận, Lâm Thị Bích Vân.",
    ]
    assert "còn thiếu 5 điều" in refused.value.sentence


@pytest.mark.parametrize(
    ("more", "gap"),
    [
        ({"absent": {"M1": "ốm"}}, "Chưa chọn người chủ trì có mặt."),
        ({"secretary": "M1"}, "Thư ký phải khác người chủ trì."),
        ({"minutes": " "}, "Chưa ghi diễn biến và kết luận của cuộc họp."),
        ({}, "Chưa nộp bản kiểm điểm: Ngô Thanh Bình."),
    ],
)
def test_each_gap_blocks(more: dict[str, object], gap: str) -> None:
    meeting, by = planned()
    if "absent" in more:
        more = {"absent": {key(code): why for code, why in more["absent"].items()}}  # type: ignore[attr-defined]
    if "secretary" in more:
        more = {"secretary": key(str(more["secretary"]))}
    meetings.write(meeting, content(subjects=[subject("M3").pk], **more), base=0, by=by)  # type: ignore[arg-type]
    with pytest.raises(meetings.NotReady) as refused:
        meetings.close(meeting, by=by, at=NOON)  # type: ignore[arg-type]
    assert gap in sentences(refused.value)
    assert subject("M3").state == State.NOT_STARTED


def test_a_closed_meeting_has_reviewed_its_subjects_and_is_locked() -> None:
    meeting, by = planned()
    hand_in(subject("M3"), person("M3"))
    rest = later(meeting, [subject("M3")])
    meetings.write(meeting, content(subjects=[subject("M3").pk], deferred=rest), base=0, by=by)  # type: ignore[arg-type]
    meetings.close(meeting, by=by, at=NOON)  # type: ignore[arg-type]
    assert subject("M3").state == State.REVIEWED
    assert subject("M2").state == State.NOT_STARTED, "put off with a reason, not reviewed"
    for act in (lambda: meetings.close(meeting, by=by, at=NOON),  # type: ignore[arg-type]
                lambda: meetings.write(meeting, content(), base=1, by=by)):  # type: ignore[arg-type]  # fmt: skip
        with pytest.raises(WrongState, match="đã khóa"):
            act()


def test_persons_of_a_collective_come_after_it() -> None:
    meeting, by = planned("P1", "TT-P1")
    circulated(meeting, SystemActor())
    below_is_done(meeting)
    hand_in(subject("M1"), person("M1"))
    rest = {subject("M2", Kind.LEADER).pk: "Đi học", subject("P1", Kind.PARTY_ORGANISATION).pk: "Họp sau"}
    alone = [subject("M1", Kind.LEADER).pk]
    meetings.write(meeting, content(subjects=alone, deferred=rest), base=0, by=by)  # type: ignore[arg-type]
    with pytest.raises(meetings.NotReady) as refused:
        meetings.close(meeting, by=by, at=NOON)  # type: ignore[arg-type]
    assert sentences(refused.value) == [
        "Tập thể kiểm điểm trước, cá nhân sau: Đảng ủy phường Vàm Sậy chưa được kiểm điểm.",
        "Chưa xem xét: Đảng ủy phường Vàm Sậy.",
    ]
    hand_in(subject("TT-P1", Kind.COLLECTIVE), by)  # type: ignore[arg-type]
    both = [subject("TT-P1", Kind.COLLECTIVE).pk, subject("M1", Kind.LEADER).pk]
    meetings.write(meeting, content(subjects=both, deferred=rest), base=1, by=by)  # type: ignore[arg-type]
    meetings.close(meeting, by=by, at=NOON)  # type: ignore[arg-type]
    assert subject("M1", Kind.LEADER).state == State.REVIEWED
    assert subject("M1").state == State.HANDED_IN, "as a member, the cell has yet to hear"


def test_whom_another_place_hears_is_not_taken_in() -> None:
    meeting, by = planned()
    meetings.write(meeting, content(subjects=[subject("M4").pk]), base=0, by=by)  # type: ignore[arg-type]
    assert not meeting.hearings.exists()


def test_two_secretaries_do_not_overwrite_each_other() -> None:
    meeting, by = planned()
    meetings.write(meeting, content(minutes="một"), base=0, by=by)  # type: ignore[arg-type]
    with pytest.raises(meetings.Overtaken) as met:
        meetings.write(meeting, content(minutes="hai"), base=0, by=by)  # type: ignore[arg-type]
    assert met.value.meeting.minutes == "một"


def test_only_those_who_receive_papers_there_hold_meetings() -> None:
    town()
    cycle = open_year()
    where = Place.objects.get(cycle=cycle, code="C1")
    for other in (officer(Role.HEAD, "C2"), officer(Role.VIEWER, "TP"), person("M3")):
        with pytest.raises(PermissionDenied):
            meetings.plan(cycle, where, None, held_on=TODAY, venue="", by=other)
    assert Cycle.objects.count() == 1
