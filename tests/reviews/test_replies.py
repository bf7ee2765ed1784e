"""Replies and reserved opinions: who has a say, when, that nothing is changed, who reads it, where it is printed."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cycles.cast import TODAY, open_year, subject, town
from kiemdiem.accounts.actor import AccountActor
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Cycle, Place
from kiemdiem.documents.acts import begin_term
from kiemdiem.documents.model import Heading, Paragraph, Sheet
from kiemdiem.ledger.actor import SystemActor
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.notices.models import Notice
from kiemdiem.organisations.models import Person, Unit
from kiemdiem.regulation import Kind, reserving
from kiemdiem.reviews import meetings, papers, replies
from kiemdiem.reviews.models import Comment, Hearing, Meeting, Reply
from reviews.cast import NOON, hand_in, hear, later, officer, person, reviewed_cell

pytestmark = pytest.mark.django_db
BY = SystemActor()
AFTER = NOON + timedelta(hours=3)
M3, M2, M4 = (AccountActor(f"person:{code}", code, "", "", ()) for code in ("M3", "M2", "M4"))
RESERVED, REPLY = Reply.Kind.RESERVED, Reply.Kind.REPLY


@pytest.fixture
def cycle() -> Cycle:
    town()
    return open_year()


@pytest.fixture
def hearing(cycle: Cycle) -> Hearing:
    """M3 was heard in the cell, and criticised by M2."""
    hand_in(subject("M3"), person("M3"))
    meeting = hear(cycle, "C1", [subject("M3")], BY, chair="M1", secretary="M2")
    Comment.objects.create(
        meeting=meeting, position=1, speaker=Person.objects.get(code="M2"), subject=subject("M3"), text="Họp muộn",
        answer="Xin tiếp thu",
    )  # fmt: skip
    return meeting.hearings.get(subject=subject("M3"))


def printed(sheet: Sheet) -> list[str]:
    return [each.text for each in sheet.blocks if isinstance(each, Heading | Paragraph)]


def test_the_one_under_review_answers_a_comment_and_reserves_an_opinion(hearing: Hearing) -> None:
    clerk = officer(Role.CLERK, "C1")
    comment = Comment.objects.get()
    answer = replies.add(hearing, " Hôm ấy đi công tác ", kind=REPLY, comment=comment.pk, by=M3, at=AFTER)
    kept = replies.add(hearing, "Không đồng ý", kind=RESERVED, comment=comment.pk, by=M3, at=AFTER)
    assert (answer.text, answer.comment, answer.person.code, answer.entered_by) == (
        "Hôm ấy đi công tác", comment, "M3", "",
    )  # fmt: skip
    assert kept.comment is None
    assert (answer.late, kept.late) == (True, True)
    entries = Entry.objects.filter(action="reply.added")
    assert entries.count() == 2
    assert all(each.about == f"meeting:{hearing.meeting_id}" and each.person == "M3" for each in entries)
    assert not any("công tác" in each.facts or "đồng ý" in each.facts for each in entries)
    assert json.loads(entries.order_by("seq")[1].facts)["kind"] == "reserved"
    (told,) = Notice.objects.filter(event=f"reply.added:{kept.pk}")
    assert (told.account.key, told.url) == (clerk.key, f"/hop/{hearing.meeting_id}/")
    assert not any(word in told.text for word in ("đồng ý", "Bình", "bảo lưu"))


def test_nobody_else_answers_for_a_person(hearing: Hearing) -> None:
    acting = AccountActor("person:M3", "M3", "", "M1", ())
    for other in (M2, M4, officer(Role.CLERK, "C1"), officer(Role.HEAD, "P1"), acting):
        with pytest.raises(PermissionDenied):
            replies.add(hearing, "Thay lời", kind=RESERVED, by=other, at=AFTER)
    assert not Reply.objects.exists()


def test_what_was_said_stays_as_it_is_and_more_can_be_said(hearing: Hearing) -> None:
    first = replies.add(hearing, "Không đồng ý", kind=RESERVED, by=M3, at=AFTER)
    with pytest.raises(WrongState, match="được giữ trong hồ sơ"):
        replies.add(hearing, "Không đồng ý", kind=RESERVED, by=M3, at=AFTER)
    replies.add(hearing, "Không đồng ý, vì", kind=RESERVED, by=M3, at=AFTER)
    first.refresh_from_db()
    assert first.text == "Không đồng ý"
    assert Reply.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "kind", "comment", "words"),
    [
        (" ", RESERVED, None, "chưa ghi nội dung"),
        ("x" * (replies.LONGEST + 1), RESERVED, None, "quá 5000"),
        ("Được", "other", None, "Hãy chọn"),
        ("Được", REPLY, 999_999, "không còn trong biên bản"),
    ],
)
def test_what_can_not_be_kept_is_refused(
    hearing: Hearing, text: str, kind: str, comment: int | None, words: str
) -> None:
    with pytest.raises(WrongState, match=words):
        replies.add(hearing, text, kind=kind, comment=comment, by=M3, at=AFTER)
    assert not Reply.objects.exists()


def test_the_longest_text_is_kept(hearing: Hearing) -> None:
    assert replies.add(hearing, "x" * replies.LONGEST, kind=RESERVED, by=M3, at=AFTER).pk


def open_record(cycle: Cycle) -> Hearing:
    meeting = meetings.plan(
        cycle, Place.objects.get(cycle=cycle, code="C1"), None, held_on=TODAY, venue="", by=BY
    )  # fmt: skip
    heard = subject("M3")
    content = meetings.Record(
        held_on=TODAY, venue="", chair=None, secretary=None, minutes="x", subjects=[heard.pk],
        deferred=later(meeting, [heard]),
    )  # fmt: skip
    meetings.write(meeting, content, base=0, by=BY)
    return meeting.hearings.get(subject=heard)


def test_in_the_meeting_the_secretary_writes_it_down(cycle: Cycle) -> None:
    hearing, clerk = open_record(cycle), officer(Role.CLERK, "C1")
    member = person("M3")
    assert not replies.hearings_for(member).exists()
    with pytest.raises(WrongState, match="chưa kết thúc"):
        replies.add(hearing, "Giữ ý kiến", kind=RESERVED, by=member, at=NOON)
    m3 = Person.objects.get(code="M3")
    made = replies.write_down(hearing, m3, "Giữ ý kiến", kind=RESERVED, by=clerk, name="Thư ký", at=NOON)
    assert (made.person, made.entered_by, made.late) == (m3, "Thư ký", False)
    assert [each.account.key for each in Notice.objects.filter(event=f"reply.written:{made.pk}")] == [member.key]
    assert list(replies.hearings_for(clerk)) == [hearing]
    for other in (officer(Role.CLERK, "C2"), officer(Role.INSPECTION_BOARD, "Q1"), member):
        with pytest.raises(PermissionDenied):
            replies.write_down(hearing, m3, "Thêm", kind=RESERVED, by=other, name="-", at=NOON)
    with pytest.raises(WrongState, match="Chỉ ghi ý kiến của người được kiểm điểm"):
        replies.write_down(
            hearing, Person.objects.get(code="M2"), "Thêm", kind=RESERVED, by=clerk, name="-", at=NOON
        )  # fmt: skip
    assert list(Reply.objects.visible_to(clerk)) == [made]
    assert not Reply.objects.visible_to(M2).exists(), "the record is still open"
    assert f"Ý kiến bảo lưu của đồng chí {m3.name}: Giữ ý kiến" in printed(papers.minutes(hearing.meeting))


def test_each_member_of_a_collective_may_reserve_an_opinion_on_what_was_concluded_about_it(cycle: Cycle) -> None:
    reviewed_cell(cycle)
    collective = subject("TT-P1", Kind.COLLECTIVE)
    hand_in(collective, officer(Role.HEAD, "P1"))
    meeting = hear(cycle, "P1", [collective], BY, collective="TT-P1", chair="M1", secretary="M2")
    hearing = meeting.hearings.get(subject=collective)
    made = replies.add(hearing, "Kết luận chưa đúng", kind=RESERVED, by=M2, at=AFTER)
    assert made.person.code == "M2"
    with pytest.raises(PermissionDenied):
        replies.add(hearing, "Kết luận chưa đúng", kind=RESERVED, by=M3, at=AFTER)
    with pytest.raises(WrongState, match="do tập thể tiếp thu"):
        replies.add(hearing, "Trả lời", kind=REPLY, by=M2, at=AFTER)


def test_who_reads_it(hearing: Hearing) -> None:
    made = replies.add(hearing, "Không đồng ý", kind=RESERVED, by=M3, at=AFTER)
    readers = {
        "there": M2, "self": M3, "elsewhere": M4, "above": officer(Role.INSPECTION_BOARD, "Q1"),
        "beside": officer(Role.HEAD, "C2"), "viewer": officer(Role.VIEWER, "Q1"),
    }  # fmt: skip
    seen = {name: list(Reply.objects.visible_to(who)) for name, who in readers.items()}
    assert seen == {
        "there": [made], "self": [made], "elsewhere": [], "above": [made], "beside": [], "viewer": [],
    }  # fmt: skip


def test_what_came_after_the_meeting_stands_below_the_record_and_never_within(hearing: Hearing) -> None:
    meeting = hearing.meeting
    before = printed(papers.minutes(meeting))
    replies.add(hearing, "Không đồng ý", kind=RESERVED, by=M3, at=AFTER)
    after = printed(papers.minutes(meeting))
    assert after[: len(before)] == before
    assert after[len(before) :] == [
        "Kèm theo: ý kiến gửi sau cuộc họp",
        "Ý kiến bảo lưu của đồng chí Ngô Thanh Bình, ngày 01/12/2022, về kiểm điểm Ngô Thanh Bình: Không đồng ý",
    ]


def test_issued_minutes_are_not_touched_by_what_comes_later(hearing: Hearing) -> None:
    meeting = Meeting.objects.get()
    begin_term(Unit.objects.get(code="C1"), begins=TODAY, by=officer(Role.CLERK, "C1"))
    issued = papers.issue(meeting, signed_on=TODAY, by=BY, at=NOON)
    replies.add(hearing, "Không đồng ý", kind=RESERVED, by=M3, at=AFTER)
    meeting.refresh_from_db()
    assert meeting.document == issued
    assert "Không đồng ý" not in str(meeting.document.sheet_json)
    assert [each.text for each in replies.replies_of(meeting)] == ["Không đồng ý"]


def test_the_right_is_cited_with_its_doubt() -> None:
    assert reserving.citation() == "Điều lệ Đảng, Điều 9, khoản 5 (chưa xác minh)"
    assert "bảo lưu" in reserving.reading()
