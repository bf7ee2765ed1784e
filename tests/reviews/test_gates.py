"""Each gate of a meeting: at, under and over what it asks; its sentence and its clause."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from cycles.cast import TODAY, open_year, subject, town
from kiemdiem.cycles.models import Cycle, Place, Subject
from kiemdiem.cycles.progress import advance
from kiemdiem.cycles.states import State
from kiemdiem.ledger.actor import SystemActor
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Collective, Person, Post, Unit
from kiemdiem.regulation import Kind
from kiemdiem.reviews import gates, meetings
from kiemdiem.reviews.gates.gap import listed
from kiemdiem.reviews.meetings import CommentLine, ItemLine, PresenceLine, Record
from kiemdiem.reviews.models import Comment, Meeting
from kiemdiem.suggestions.models import Assignment, Suggestion, SuggestionItem
from reviews.cast import NOON, below_is_done

pytestmark = pytest.mark.django_db
BY = SystemActor()
WARD = "Đảng ủy phường Vàm Sậy"


def key(code: str) -> int:
    return Person.objects.get(code=code).pk


@pytest.fixture
def cycle() -> Cycle:
    town()
    return open_year()


def planned(cycle: Cycle, place: str = "C1", body: str = "") -> Meeting:
    where = Place.objects.get(cycle=cycle, code=place)
    held = Collective.objects.get(code=body) if body else None
    return meetings.plan(cycle, where, held, held_on=TODAY, venue="", by=BY)


def written(meeting: Meeting, heard: list[Subject], **more: object) -> Meeting:
    base = {"held_on": TODAY, "venue": "", "chair": key("M1"), "secretary": key("M2"), "minutes": "Có ghi."}
    content = Record(**(base | {"subjects": [each.pk for each in heard]} | more))  # type: ignore[arg-type]
    return meetings.write(meeting, content, base=meeting.version, by=BY)


def gap(meeting: Meeting, code: str) -> gates.Gap | None:
    """The gap of a rule, if there is one; a rule whose words stand among what is there has none."""
    found = gates.check(
        meetings.sitting(Meeting.objects.select_related("cycle", "collective__unit").get(pk=meeting.pk))
    )
    return next((each for each in found.gaps if each.code == code), None)


def met(meeting: Meeting) -> list[str]:
    return gates.check(meetings.sitting(meeting)).met


def said(found: gates.Gap | None) -> tuple[str, str]:
    assert found is not None
    return found.sentence, found.clause


@pytest.mark.parametrize(("sent", "gone"), [
    (None, "Chưa gửi dự thảo báo cáo cho người dự trước ít nhất 3 ngày làm việc."),
    (date(2022, 11, 28), "Dự thảo báo cáo gửi ngày 28/11/2022, mới trước 2 ngày làm việc; cần ít nhất 3."),
    (date(2022, 11, 27), ""), (date(2022, 11, 25), ""), (date(2022, 11, 24), ""),
])  # fmt: skip
def test_the_draft_goes_out_three_full_working_days_before(cycle: Cycle, sent: date | None, gone: str) -> None:
    meeting = planned(cycle, "P1", "TT-P1")
    written(meeting, [subject("TT-P1", Kind.COLLECTIVE)])
    if sent:
        meetings.circulate(meeting, sent, by=BY, today=TODAY)
    found = gap(meeting, "review.circulated")
    assert (found.sentence if found else "") == gone
    if found:
        assert found.clause == "21-HD/BTCTW (chờ đối chiếu bản gốc)"


def test_a_day_off_does_not_count() -> None:
    town()
    cycle = open_year()
    assert meetings.earliest_day(cycle, date(2022, 8, 30)) == date(2022, 9, 7), "Quốc khánh: 01 and 02/9"
    assert meetings.earliest_day(cycle, date(2022, 11, 28)) == date(2022, 12, 2)


def test_lower_places_are_heard_before(cycle: Cycle) -> None:
    meeting = planned(cycle, "P1", "TT-P1")
    found = gap(meeting, "review.lower_first")
    assert said(found) == (
        "Chưa họp được: 2 chi bộ trực thuộc chưa họp xong.", "21-HD/BTCTW (chờ đối chiếu bản gốc)",
    )  # fmt: skip
    assert found is not None
    assert found.detail == "Chi bộ khu vực 1, Chi bộ khu vực 2"
    advance([subject("C1", Kind.PARTY_ORGANISATION)], State.REVIEWED)
    assert said(gap(meeting, "review.lower_first"))[0] == "Chưa họp được: 1 chi bộ trực thuộc chưa họp xong."
    below_is_done(meeting)
    assert gap(meeting, "review.lower_first") is None
    assert "2 chi bộ trực thuộc đã họp trước" in met(meeting)
    district = planned(cycle, "Q1", "TT-Q1")
    assert said(gap(district, "review.lower_first"))[0] == "Chưa họp được: 3 nơi trực thuộc chưa họp xong."


def test_a_cell_waits_for_nobody_below(cycle: Cycle) -> None:
    assert gap(planned(cycle), "review.lower_first") is None


def test_the_collective_comes_before_its_persons(cycle: Cycle) -> None:
    meeting, body, head = planned(cycle, "P1", "TT-P1"), subject("TT-P1", Kind.COLLECTIVE), subject("M1", Kind.LEADER)
    for heard in ([head], [head, body]):
        written(Meeting.objects.get(pk=meeting.pk), heard)
        found = gap(meeting, "review.collective_first")
        assert said(found) == (f"Tập thể kiểm điểm trước, cá nhân sau: {WARD} chưa được kiểm điểm.", "21-HD/BTCTW")
    written(Meeting.objects.get(pk=meeting.pk), [body, head])
    assert gap(meeting, "review.collective_first") is None


def test_the_head_comes_first_among_the_persons(cycle: Cycle) -> None:
    meeting, body = planned(cycle, "P1", "TT-P1"), subject("TT-P1", Kind.COLLECTIVE)
    head, other = subject("M1", Kind.LEADER), subject("M2", Kind.LEADER)
    for heard in ([body, other], [body, other, head]):
        written(Meeting.objects.get(pk=meeting.pk), heard)
        sentence = "Người đứng đầu kiểm điểm trước: đồng chí Trần Quốc Thuận phải đứng trước các thành viên."
        assert said(gap(meeting, "review.head_first")) == (sentence, "21-HD/BTCTW")
    for heard, put_off in (
        ([body, head, other], {}),
        ([body, head], {}),
        ([body, other], {head.pk: "Nghỉ ốm dài ngày"}),
    ):
        written(Meeting.objects.get(pk=meeting.pk), heard, deferred=put_off)
        assert gap(meeting, "review.head_first") is None


@pytest.mark.parametrize(("away", "gone"), [(0, ""), (1, ""), (2, "Chưa đủ số người dự: có 1, cần 2.")])
def test_more_than_half_of_three_come(cycle: Cycle, away: int, gone: str) -> None:
    meeting = planned(cycle)
    absent = {key(code): "ốm" for code in ("M3", "M2")[:away]}
    written(meeting, [], absent=absent)
    found = gap(meeting, "review.quorum")
    assert (found.sentence if found else "") == gone
    if found:
        assert found.clause == "21-HD/BTCTW (chờ đối chiếu bản gốc)"


def test_half_is_not_more_than_half(cycle: Cycle) -> None:
    meeting = planned(cycle, "P1", "TT-P1")
    written(meeting, [], absent={key("M2"): "ốm"})
    assert said(gap(meeting, "review.quorum"))[0] == "Chưa đủ số người dự: có 1, cần 2."


def assigned(meeting: Meeting, code: str = "M7") -> Assignment:
    return Assignment.objects.create(
        cycle=meeting.cycle, place=Place.objects.get(cycle=meeting.cycle, path=meeting.path),
        collective=meeting.collective, unit=Unit.objects.get(code="Q1"), path=Unit.objects.get(code="Q1").path,
        person=Person.objects.get(code=code), capacity="Ủy viên Ban Thường vụ", assigned_by="x", assigned_at=NOON,
    )  # fmt: skip


@pytest.mark.parametrize(("line", "gone"), [
    (None, True), (PresenceLine("absent", "bận"), True), (PresenceLine("excused", " "), True),
    (PresenceLine("excused", "12-CV/QU"), False), (PresenceLine("present"), False),
])  # fmt: skip
def test_an_assigned_superior_is_there_or_excused_in_writing(
    cycle: Cycle, line: PresenceLine | None, gone: bool
) -> None:
    meeting = planned(cycle)
    who = assigned(meeting)
    written(meeting, [], presences={who.pk: line} if line else {})
    found = gap(meeting, "review.superior")
    assert (found is not None) == gone
    if found:
        assert said(found) == (
            "Cấp trên được phân công chưa có mặt",
            "21-HD/BTCTW (chờ đối chiếu bản gốc); 608-CV/TU, mục 3",
        )
        assert "Bùi Thị Tố Nga" in found.detail


def test_each_comment_is_answered(cycle: Cycle) -> None:
    meeting, about = planned(cycle), subject("M3")
    lines = [
        CommentLine(1, key("M1"), about.pk, "Đi họp muộn.", "Xin tiếp thu."),
        CommentLine(2, key("M2"), about.pk, "Ít góp ý.", " "),
    ]
    written(meeting, [about], comments=lines)
    found = gap(meeting, "review.comments")
    assert said(found) == (
        "Ý kiến số 2 chưa có tiếp thu, giải trình",
        "21-HD/BTCTW (chờ đối chiếu bản gốc); 608-CV/TU, mục 2",
    )
    assert found is not None
    assert (found.detail, found.part) == ("Góp ý của đồng chí Lâm Thị Bích Vân.", "2")
    answered = [lines[0], CommentLine(2, key("M2"), about.pk, "Ít góp ý.", "Sẽ sửa.")]
    written(Meeting.objects.get(pk=meeting.pk), [about], comments=answered)
    assert gap(meeting, "review.comments") is None
    assert "2 ý kiến đã có tiếp thu, giải trình" in met(meeting)


def suggested(about: Subject, facts: list[str], **more: object) -> list[SuggestionItem]:
    """An issued suggestion with its items."""
    unit = Unit.objects.get(code="Q1")
    made = Suggestion.objects.create(
        cycle=about.cycle, subject=about, issuer=unit, path=unit.path, subject_path=about.path,
        **({"state": Suggestion.State.ISSUED, "issued_at": NOON} | more),  # type: ignore[arg-type]
    )  # fmt: skip
    return [
        SuggestionItem.objects.create(suggestion=made, position=n, category="complex", fact=fact, source="Đơn thư")
        for n, fact in enumerate(facts, start=1)
    ]


@pytest.mark.parametrize(("second", "sentence"), [
    (None, "Nội dung gợi ý số 2 chưa có kết luận"), (ItemLine(True, " "), "Nội dung gợi ý số 2 chưa có kết luận"),
    (ItemLine(False, "Đã rõ"), "Nội dung gợi ý số 2 chưa đọc tại cuộc họp"), (ItemLine(True, "Đã rõ"), ""),
])  # fmt: skip
def test_each_suggested_matter_is_read_out_and_concluded(cycle: Cycle, second: ItemLine | None, sentence: str) -> None:
    meeting, about = planned(cycle), subject("M3")
    items = suggested(about, ["Thu ngân sách", "Giải ngân chậm"])
    lines = {items[0].pk: ItemLine(True, "Đã làm rõ")} | ({items[1].pk: second} if second else {})
    written(meeting, [about], items=lines)
    found = gap(meeting, "review.items")
    assert (found.sentence if found else "") == sentence
    if found:
        assert (found.detail, found.part) == ("Giải ngân chậm", "3")
        assert found.clause.endswith("608-CV/TU, mục 3")


def test_what_is_withdrawn_or_about_others_is_not_asked(cycle: Cycle) -> None:
    meeting = planned(cycle)
    suggested(subject("M3"), ["Đã rút"], state=Suggestion.State.WITHDRAWN)
    suggested(subject("M2"), ["Của người khác"])
    written(meeting, [subject("M3")])
    assert gap(meeting, "review.items") is None


def test_everybody_due_is_heard_or_put_off_with_a_reason(cycle: Cycle) -> None:
    meeting = planned(cycle)
    others = {subject("M2").pk: "Đi công tác", subject("C1", Kind.PARTY_ORGANISATION).pk: "Họp ngày 05/12"}
    written(meeting, [subject("M3")], deferred=others | {subject("M1").pk: " "})
    found = gap(meeting, "review.due")
    assert found is not None
    assert found.sentence == "Chưa xem xét: Trần Quốc Thuận."
    written(Meeting.objects.get(pk=meeting.pk), [subject("M3")], deferred=others | {subject("M1").pk: "Nghỉ ốm"})
    assert gap(meeting, "review.due") is None
    assert [each.position for each in meeting.hearings.order_by("position")] == [1, 2, 3, 4]


def test_names_in_a_sentence_are_few(cycle: Cycle) -> None:
    assert listed(list("abcde")) == "a, b, c, d, e"
    assert listed(list("abcdefg")) == "a, b, c, d, e và 2 nơi khác, người khác"


@pytest.mark.parametrize(("year", "days", "suggestion", "least"), [
    (2022, None, False, 0), (2023, Decimal("1.5"), False, 2), (2023, Decimal(2), False, 0), (2023, Decimal(2), True, 3),
    (2023, Decimal(3), True, 0), (2025, Decimal("1.5"), False, 2), (2025, Decimal(2), True, 0),
])  # fmt: skip
def test_a_standing_board_of_a_province_takes_its_days(
    year: int, days: Decimal | None, suggestion: bool, least: int
) -> None:
    town()
    cycle = open_year(year, on=date(year, 12, 1))
    body = subject("TT-TP", Kind.COLLECTIVE, year)
    meeting = planned(cycle, "TP", "TT-TP")
    if suggestion:
        suggested(body, ["Việc lớn"])
    written(meeting, [body], length=days)
    found = gap(meeting, "review.length")
    assert (found.sentence if found else "") == (
        f"Thời gian kiểm điểm ít nhất {least} ngày; hãy ghi số ngày đã họp." if least else ""
    )


@pytest.mark.parametrize(("year", "gone"), [(2022, False), (2023, False), (2025, True)])
def test_other_collectives_have_a_length_only_from_2025(year: int, gone: bool) -> None:
    town()
    cycle = open_year(year, on=date(year, 12, 1))
    meeting = planned(cycle, "P1", "TT-P1")
    written(meeting, [subject("TT-P1", Kind.COLLECTIVE, year)], length=Decimal("0.5"))
    assert (gap(meeting, "review.length") is not None) == gone
    assert gap(planned(cycle, "C1"), "review.length") is None


def test_comments_keep_their_rows_and_refuse_what_cannot_be_kept(cycle: Cycle) -> None:
    meeting, about = planned(cycle), subject("M3")
    written(meeting, [about], comments=[CommentLine(3, key("M1"), about.pk, "Một"), CommentLine(5, None, None, "  ")])
    first = Comment.objects.get()
    again = [CommentLine(3, key("M2"), about.pk, "Một, sửa"), CommentLine(4, key("M1"), about.pk, "Hai")]
    written(Meeting.objects.get(pk=meeting.pk), [about], comments=again)
    assert {each.pk: each.text for each in Comment.objects.all()}[first.pk] == "Một, sửa"
    written(Meeting.objects.get(pk=meeting.pk), [about])
    assert Comment.objects.count() == 2, "what wasn't told stays"
    wrong = {
        "chưa chọn người góp ý có mặt": CommentLine(1, key("M4"), about.pk, "Của người ngoài"),
        "chưa chọn đối tượng đang được kiểm điểm": CommentLine(1, key("M1"), subject("M2").pk, "Về người khác"),
        "chưa ghi nội dung": CommentLine(1, key("M1"), about.pk, "", "Trả lời"),
    }
    for sentence, line in wrong.items():
        with pytest.raises(WrongState, match=f"Ý kiến số 1.*{sentence}"):
            written(Meeting.objects.get(pk=meeting.pk), [about], comments=[line])
    written(Meeting.objects.get(pk=meeting.pk), [about], comments=[])
    assert not Comment.objects.exists()


def test_the_superior_may_speak(cycle: Cycle) -> None:
    meeting, about = planned(cycle), subject("M3")
    who = assigned(meeting)
    written(meeting, [about], comments=[CommentLine(1, key("M7"), about.pk, "Chỉ đạo")],
            presences={who.pk: PresenceLine("present")})  # fmt: skip
    assert Comment.objects.get().speaker_id == key("M7")


def test_circulating_is_told_to_those_invited_and_never_later_than_the_meeting(cycle: Cycle) -> None:
    meeting = planned(cycle, "P1", "TT-P1")
    for day in (TODAY + timedelta(days=1), TODAY + timedelta(days=30)):
        with pytest.raises(WrongState, match="Ngày gửi dự thảo không được sau"):
            meetings.circulate(meeting, day, by=BY, today=TODAY)


def test_a_third_collective_only_when_the_level_asks_for_it(cycle: Cycle) -> None:
    person = Person.objects.get(code="M1")
    for unit, body, head in (("Q1", "TT-Q1", False), ("A1", "TT-A1", False)):
        Post.objects.create(
            person=person, unit=Unit.objects.get(code=unit), collective=Collective.objects.get(code=body),
            title=f"Ủy viên {body}", is_head=head, since=date(2010, 1, 1),
        )  # fmt: skip
    due = meetings.places_due(person, cycle, TODAY)
    assert [each.name for each in due] == ["Chi bộ khu vực 1", "Ban Thường vụ Quận ủy Bến Cau", WARD]
    third = meetings.roll(planned(cycle, "A1", "TT-A1"))
    mine = subject("M1", Kind.LEADER).pk
    assert mine in {each.pk for each in third.candidates}
    assert mine not in third.due
