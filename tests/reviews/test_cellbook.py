"""A cell's meeting from a workbook: all or nothing, each refusal at its cell, nobody's words overwritten unasked."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cycles.cast import TODAY, member, open_year, subject, town
from kiemdiem import workbooks
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Cycle, Subject
from kiemdiem.cycles.states import State
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.regulation import Kind, Level
from kiemdiem.reviews import cellbook, meetings, writing
from kiemdiem.reviews.cellbook import At
from kiemdiem.reviews.models import Comment, Fault, FaultAnswer, ItemAnswer, Meeting, Paper, PaperLine
from reviews.books import BY, apply, fill, sent, taken, target
from reviews.cast import NOON, officer, person
from reviews.test_faults import before, suggested

pytestmark = pytest.mark.django_db
GOOD = "Hoàn thành tốt nhiệm vụ"
MEMBERS = {"M1": "Trần Quốc Thuận", "M2": "Lâm Thị Bích Vân", "M3": "Ngô Thanh Bình"}


@pytest.fixture
def cycle() -> Cycle:
    town()
    open_year(2021)
    return open_year()


def key(kind: Kind, code: str) -> str:
    return str(subject(code, kind).pk)


def papers(*codes: str) -> list[tuple[str, str, str, str]]:
    """Every subject of these members received on paper with one level."""
    rows = []
    for code in codes:
        for each in Subject.objects.filter(cycle__year=2022, person__code=code, reviewed=True):
            rows += [
                ("BanKiemDiem", str(each.pk), "Đã nhận bản giấy", "x"),
                ("BanKiemDiem", str(each.pk), "Tự xếp loại", GOOD),
            ]
    return rows


HELD = [
    ("CuocHop", "Ngày họp", "Ghi vào đây", "01/12/2022"),
    ("CuocHop", "Địa điểm", "Ghi vào đây", "Nhà văn hóa"),
    ("CuocHop", "Chủ trì", "Ghi vào đây", MEMBERS["M1"]),
    ("CuocHop", "Thư ký", "Ghi vào đây", "lam thi bich van"),
    ("CuocHop", "Diễn biến và kết luận của người chủ trì", "Ghi vào đây", "Dòng một.\nDòng hai."),
]


def heard() -> list[tuple[str, str, str, str]]:
    return [("KiemDiem", name, "Kiểm điểm tại cuộc họp này", "x") for name in MEMBERS.values()] + [
        ("KiemDiem", "Chi bộ khu vực 1", "Lý do chưa kiểm điểm", "Họp sau"),
    ]


def said(outcome: cellbook.Outcome) -> list[str]:
    return [each.sentence for each in outcome.problems]


def test_a_whole_meeting_comes_from_the_workbook_without_touching_a_form(cycle: Cycle, tmp_path: Path) -> None:
    fault, item = before("M3"), suggested(subject("M3"))
    where = target(cycle)
    path = fill(
        taken(where, tmp_path), *HELD, *papers("M1", "M2", "M3"), *heard(),
        ("HanCheCu", str(fault.pk), "Kết quả khắc phục", "Chưa triệt để"),
        ("HanCheCu", str(fault.pk), "Nội dung, khó khăn, trách nhiệm", "Thiếu người; tôi chịu trách nhiệm."),
        ("GoiY", str(item.pk), "Giải trình, nguyên nhân", "Vì thiếu kiểm tra."),
        ("GoiY", str(item.pk), "Trách nhiệm", "Của tôi."),
        ("GoiY", str(item.pk), "Đã đọc tại cuộc họp", "x"),
        ("GoiY", str(item.pk), "Kết luận của cuộc họp", "Giải trình rõ."),
        ("GopY", "moi-1", "Người góp ý", MEMBERS["M2"]),
        ("GopY", "moi-1", "Góp ý về", f"{MEMBERS['M3']}, đảng viên"),
        ("GopY", "moi-1", "Nội dung góp ý", "Cần sâu sát hơn."),
        ("GopY", "moi-1", "Tiếp thu, giải trình", "Xin tiếp thu."),
        ("HanCheMoi", "moi-1", "Của ai", MEMBERS["M3"]),
        ("HanCheMoi", "moi-1", "Nguồn", "Góp ý, phê bình"),
        ("HanCheMoi", "moi-1", "Hạn chế, khuyết điểm", "Chưa sâu sát cơ sở."),
        ("CuocHop", "Kết thúc cuộc họp (đánh x)", "Ghi vào đây", "x"),
    )  # fmt: skip
    rehearsed = cellbook.rehearse(where, sent(where, path), {}, by=BY, at=NOON)
    assert (said(rehearsed), rehearsed.collisions) == ([], [])
    assert not Meeting.objects.exists()
    assert not Paper.objects.exists()
    outcome = apply(where, path)
    assert (said(outcome), outcome.collisions) == ([], [])
    meeting = Meeting.objects.get()
    assert (meeting.venue, meeting.minutes, meeting.held_on) == ("Nhà văn hóa", "Dòng một.\nDòng hai.", TODAY)
    assert meeting.closed_at
    assert meeting.chair
    assert meeting.secretary
    assert (meeting.chair.code, meeting.secretary.code) == ("M1", "M2")
    assert {subject(code).state for code in MEMBERS} == {State.REVIEWED}
    assert set(PaperLine.objects.values_list("self_level", flat=True)) == {Level.GOOD}
    assert FaultAnswer.objects.get().result == FaultAnswer.Result.PARTLY
    assert ItemAnswer.objects.get().responsibility == "Của tôi."
    assert meeting.item_conclusions.get().conclusion == "Giải trình rõ."
    comment = Comment.objects.get()
    assert (comment.speaker.code, comment.subject, comment.answer) == ("M2", subject("M3"), "Xin tiếp thu.")
    assert Fault.objects.get(cycle=cycle).content == "Chưa sâu sát cơ sở."
    entry = Entry.objects.filter(action="cellbook.applied").get()
    assert json.loads(entry.facts)["changes"] == len(outcome.changes)


def test_the_same_book_twice_changes_nothing(cycle: Cycle, tmp_path: Path) -> None:
    where = target(cycle)
    path = fill(
        taken(where, tmp_path), *HELD, *papers("M3"), *heard(),
        ("GopY", "moi-1", "Người góp ý", MEMBERS["M2"]), ("GopY", "moi-1", "Góp ý về", f"{MEMBERS['M3']}, đảng viên"),
        ("GopY", "moi-1", "Nội dung góp ý", "Cần sâu sát."),
        ("HanCheMoi", "moi-1", "Của ai", MEMBERS["M3"]), ("HanCheMoi", "moi-1", "Nguồn", "Kiểm tra, giám sát"),
        ("HanCheMoi", "moi-1", "Hạn chế, khuyết điểm", "Chậm."),
    )  # fmt: skip
    assert apply(where, path).sound
    entries = Entry.objects.count()
    again = apply(target(cycle), path)
    assert (again.changes, said(again)) == ([], [])
    assert (Entry.objects.count(), Comment.objects.count(), Fault.objects.count()) == (entries, 1, 1)


def planned(cycle: Cycle) -> Meeting:
    where = target(cycle)
    return meetings.plan(cycle, where.place, None, held_on=TODAY, venue="Phòng họp 1", by=BY)


def elsewhere(meeting: Meeting, venue: str, minutes: str = "") -> None:
    """Somebody else writes in the meantime."""
    content = meetings.Record(held_on=TODAY, venue=venue, chair=None, secretary=None, minutes=minutes)
    meetings.write(meeting, content, base=meeting.version, by=BY)


def test_what_somebody_else_wrote_meanwhile_stays_and_a_collision_is_asked(cycle: Cycle, tmp_path: Path) -> None:
    meeting = planned(cycle)
    path = taken(target(cycle), tmp_path)
    elsewhere(meeting, "Phòng họp 2", "Của người khác.")
    fill(path, ("CuocHop", "Địa điểm", "Ghi vào đây", "Nhà văn hóa"))
    outcome = apply(target(cycle), path)
    [change] = outcome.collisions
    assert (change.now, change.sent) == ("Phòng họp 2", "Nhà văn hóa")
    assert "Cuộc họp, Địa điểm" in change.where
    assert "C" in change.where
    meeting.refresh_from_db()
    assert meeting.venue == "Phòng họp 2"  # nothing is written before it is chosen
    kept = apply(target(cycle), path, chosen={change.at: False})
    meeting.refresh_from_db()
    assert kept.sound
    assert meeting.venue == "Phòng họp 2"
    assert apply(target(cycle), path, chosen={change.at: True}).sound
    meeting.refresh_from_db()
    assert (meeting.venue, meeting.minutes) == ("Nhà văn hóa", "Của người khác.")


def test_two_secretaries_both_add_comments(cycle: Cycle, tmp_path: Path) -> None:
    meeting = planned(cycle)
    path = taken(target(cycle), tmp_path)
    mine = subject("M3")
    content = meetings.Record(
        held_on=TODAY, venue="", chair=None, secretary=None, minutes="", subjects=[mine.pk],
        comments=[meetings.CommentLine(1, meeting.attendances.get(person__code="M1").person_id, mine.pk, "Một.")],
    )  # fmt: skip
    meetings.write(meeting, content, base=meeting.version, by=BY)
    fill(
        path, ("GopY", "moi-1", "Người góp ý", MEMBERS["M2"]),
        ("GopY", "moi-1", "Góp ý về", f"{MEMBERS['M3']}, đảng viên"), ("GopY", "moi-1", "Nội dung góp ý", "Hai."),
    )  # fmt: skip
    assert said(apply(target(cycle), path)) == []
    assert list(Comment.objects.order_by("position").values_list("position", "text")) == [(1, "Một."), (2, "Hai.")]


@pytest.mark.parametrize(("cell", "sentence"), [
    (("CuocHop", "Ngày họp", "Ghi vào đây", "31/02/2022"), "“31/02/2022” không phải một ngày"),
    (("CuocHop", "Số ngày họp", "Ghi vào đây", "nửa ngày"), "“nửa ngày” không phải số ngày"),
    (("CuocHop", "Chủ trì", "Ghi vào đây", "Người Lạ"), "“Người Lạ” không có trong danh sách của sổ"),
    (("BanKiemDiem", MEMBERS["M3"], "Tự xếp loại", "Khá"), "“Khá” không phải một mức xếp loại"),
    (("BanKiemDiem", MEMBERS["M3"], "Đã nhận bản giấy", "rồi"), "“rồi” không rõ; hãy ghi x"),
    (("KiemDiem", MEMBERS["M3"], "Thứ tự", "đầu"), "“đầu” không phải số từ 0 đến 999"),
    (("KiemDiem", MEMBERS["M3"], "Kết luận", "x" * 5001), "Dài 5001 chữ, quá 5000"),
    (("NguoiDu", MEMBERS["M3"], "Lý do vắng", "x" * 251), "Dài 251 chữ, quá 250"),
])  # fmt: skip
def test_a_cell_that_cannot_be_read_is_named_and_nothing_is_written(
    cycle: Cycle, tmp_path: Path, cell: tuple[str, str, str, str], sentence: str
) -> None:
    where = target(cycle)
    outcome = apply(where, fill(taken(where, tmp_path), *HELD, *papers("M1"), cell))
    [problem] = outcome.problems
    assert sentence in problem.sentence
    assert problem.where.endswith(")")
    assert not Meeting.objects.exists()
    assert not Paper.objects.exists()


def test_what_a_paper_lacks_is_told_at_its_cell(cycle: Cycle, tmp_path: Path) -> None:
    fault, item = before("M3"), suggested(subject("M3"))
    where = target(cycle)
    row = key(Kind.MEMBER, "M3")
    path = fill(taken(where, tmp_path), ("BanKiemDiem", row, "Đã nhận bản giấy", "x"), *papers("M2"))
    outcome = apply(where, path)
    assert [each.at for each in outcome.problems] == [
        At("han-che-cu", str(fault.pk), "ket-qua"), At("goi-y", str(item.pk), "giai-trinh"), At("ban", row, "muc"),
    ]  # fmt: skip
    assert all("608-CV/TU, mục" in each.sentence for each in outcome.problems[:2])
    assert not Paper.objects.exists()  # M2's neither


@pytest.mark.parametrize("cell", [
    ("BanKiemDiem", MEMBERS["M3"], "Tự xếp loại", GOOD),
    ("GoiY", "item", "Giải trình, nguyên nhân", "Vì thế."),
    ("HanCheCu", "fault", "Kết quả khắc phục", "Đã khắc phục"),
])  # fmt: skip
def test_words_of_a_paper_that_was_not_received_are_not_dropped_silently(
    cycle: Cycle, tmp_path: Path, cell: tuple[str, str, str, str]
) -> None:
    keys = {"fault": str(before("M3").pk), "item": str(suggested(subject("M3")).pk)}
    where = target(cycle)
    sheet, row, heading, text = cell
    outcome = apply(where, fill(taken(where, tmp_path), (sheet, keys.get(row, row), heading, text)))
    assert said(outcome) == ["Đã ghi nội dung của bản giấy mà chưa đánh dấu “Đã nhận bản giấy”."]


def test_a_paper_handed_in_meanwhile_is_locked_in_the_book_too(cycle: Cycle, tmp_path: Path) -> None:
    where = target(cycle)
    path = fill(taken(where, tmp_path), *papers("M3"))
    levels = {each.pk: Level.COMPLETED for each in writing.covered(subject("M3"))}
    writing.hand_in_on_paper(subject("M3"), levels, by=BY, at=NOON)
    [problem] = apply(target(cycle), path).problems
    assert "Ô này không còn ghi được" in problem.sentence
    assert "Tự xếp loại" in problem.where


def test_closing_is_refused_with_every_gap_and_its_clause_and_nothing_is_kept(cycle: Cycle, tmp_path: Path) -> None:
    where = target(cycle)
    suggested(subject("M3"))
    finish = ("CuocHop", "Kết thúc cuộc họp (đánh x)", "Ghi vào đây", "x")
    outcome = apply(where, fill(taken(where, tmp_path), *HELD, *papers("M1", "M2"), *heard(), finish))
    assert outcome.problems
    assert any(each.clause for each in outcome.problems)
    assert not Meeting.objects.exists()
    assert not Paper.objects.exists()


def test_a_meeting_needs_its_day(cycle: Cycle, tmp_path: Path) -> None:
    where = target(cycle)
    path = fill(taken(where, tmp_path), ("CuocHop", "Địa điểm", "Ghi vào đây", "Nhà văn hóa"))
    assert said(apply(where, path)) == ["Chưa ghi ngày họp."]


def test_a_comment_without_its_speaker_is_refused(cycle: Cycle, tmp_path: Path) -> None:
    where = target(cycle)
    path = fill(taken(where, tmp_path), *HELD, *papers("M3"), *heard(), ("GopY", "moi-2", "Nội dung góp ý", "Vậy."))
    [problem] = apply(where, path).problems
    assert "chưa chọn người góp ý" in problem.sentence


def test_a_row_that_is_gone_is_told(cycle: Cycle, tmp_path: Path) -> None:
    planned(cycle)
    path = fill(taken(target(cycle), tmp_path), ("NguoiDu", MEMBERS["M3"], "Vắng", "x"))
    Meeting.objects.get().attendances.filter(person__code="M3").delete()
    [problem] = apply(target(cycle), path).problems
    assert "Dòng này không còn trong danh sách" in problem.sentence
    assert "Người dự" in problem.where


def test_the_words_of_a_draft_are_not_in_the_book(cycle: Cycle, tmp_path: Path) -> None:
    item = suggested(subject("M3"))
    by = person("M3")
    paper = writing.begin(subject("M3"), by=by)
    secret = {f"item-{item.pk}": writing.Answer(text="Kín đáo riêng", responsibility="Kín đáo riêng")}
    writing.save(paper, secret, {subject("M3").pk: Level.GOOD}, base=paper.version, by=by, name="", at=NOON)
    book = openpyxl.load_workbook(taken(target(cycle), tmp_path))
    cells = [str(cell.value) for page in book for row in page.iter_rows() for cell in row]
    assert not [each for each in cells if "Kín đáo" in each]
    assert str(item.pk) in cells


def test_only_cells_to_fill_in_are_open_and_the_book_is_dated(cycle: Cycle, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(taken(target(cycle), tmp_path))
    shown = [page for page in book if page.sheet_state == "visible"]
    assert all(page.protection.sheet for page in shown)
    assert {page.title for page in book if page.sheet_state == "hidden"} == {"_so", "_goc", "_danh_muc"}
    page = book["BanKiemDiem"]
    assert [page.cell(2, column).protection.locked for column in (1, 2, 3, 4, 5)] == [True, True, True, False, False]
    assert "Lấy ra lúc 12:00 ngày 01/12/2022." in [row[0].value for row in book["HuongDan"].iter_rows()]


def test_who_does_not_receive_papers_there_neither_takes_nor_sends_a_book(cycle: Cycle, tmp_path: Path) -> None:
    where = target(cycle)
    path = taken(where, tmp_path)
    stranger = officer(Role.CLERK, "C2")
    with pytest.raises(PermissionDenied):
        cellbook.hand_out(where, tmp_path / "x.xlsx", by=stranger, at=NOON)
    with pytest.raises(PermissionDenied):
        apply(where, path, by=stranger)


def test_nothing_goes_into_a_meeting_that_was_closed(cycle: Cycle, tmp_path: Path) -> None:
    meeting = planned(cycle)
    where = target(cycle)
    path = fill(taken(where, tmp_path), ("CuocHop", "Địa điểm", "Ghi vào đây", "Khác"))
    Meeting.objects.filter(pk=meeting.pk).update(closed_at=NOON)
    with pytest.raises(WrongState, match="đã khóa"):
        apply(where, path)


@pytest.mark.parametrize("damage", ["other", "version", "text"])
def test_what_is_no_such_book_is_refused(cycle: Cycle, tmp_path: Path, damage: str) -> None:
    where = target(cycle)
    path = taken(where, tmp_path)
    if damage == "text":
        path.write_bytes(b"PK\x03\x04 not a book")
    else:
        book = openpyxl.load_workbook(path)
        if damage == "other":
            del book["_goc"]
        else:
            book["_so"]["B2"].value = "0"
        book.save(path)
    with pytest.raises(workbooks.Unreadable):
        sent(where, path)


def test_composing_takes_as_many_queries_for_many_as_for_few(cycle: Cycle) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            cellbook.compose(target(cycle), TODAY, BY)
        return len(caught)

    few = queries()
    for number in range(20):
        made = member(f"N{number}", f"Người Thứ {number}", "C1")
        found = subject("M3")
        found.pk, found.code, found.person, found.name = None, made.code, made, made.name
        found.save()
        suggested(found)
    assert queries() == few
