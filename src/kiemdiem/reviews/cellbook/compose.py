"""Soạn sổ của một nơi: every row from what stands in the database, with a fixed number of queries."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from kiemdiem.cycles.models import Subject
from kiemdiem.ledger.actor import Actor
from kiemdiem.reviews.cellbook import fields, ofpapers
from kiemdiem.reviews.cellbook.book import Book, Page, Row, Target
from kiemdiem.reviews.cellbook.fields import Field, kind_of, labelled
from kiemdiem.reviews.cellbook.owners import owners_of
from kiemdiem.reviews.meetings import Sitting, prospect, sitting
from kiemdiem.reviews.models import Meeting, Presence

MEETING, PEOPLE, SUPERIORS, HEARD, COMMENTS = "hop", "nguoi-du", "cap-tren", "doi-tuong", "gop-y"
LONGEST_MINUTES = 30_000  # letters; a cell of a workbook holds 32,767


def compose(target: Target, on: date, by: Actor) -> Book:
    """Sổ as it stands now; a meeting that isn't planned yet is shown as it would be planned for the day."""
    here = sitting(target.meeting) if target.meeting else prospect(_unplanned(target, on))
    papers = owners_of(target.cycle, here.roll.candidates, by)
    pages = (
        _meeting(here, target),
        _people(here),
        *([_superiors(here)] if here.assignments else []),
        ofpapers.received(papers),
        *ofpapers.faults(papers),
        *ofpapers.items(papers, here),
        _heard(here),
        _comments(here),
        ofpapers.named(target.cycle, papers),
    )
    return Book(target, pages, tuple(papers))


def _unplanned(target: Target, on: date) -> Meeting:
    place, body = target.place, target.collective
    where = {"place": place.code, "path": place.path, "name": target.name}
    return Meeting(cycle=target.cycle, collective=body, held_on=on, **where)


def _meeting(here: Sitting, target: Target) -> Page:
    meeting = here.meeting
    pick = fields.pick(labelled((each.person_id, each.person.name, each.person.code) for each in here.attendances))
    rows = [
        _said("ngay", _("Ngày họp"), fields.day(), meeting.held_on if target.meeting else None),
        _said("so-ngay", _("Số ngày họp"), fields.days(), meeting.length),
        _said("dia-diem", _("Địa điểm"), fields.line(200), meeting.venue or None),
        _said("chu-tri", _("Chủ trì"), pick, meeting.chair_id),
        _said("thu-ky", _("Thư ký"), pick, meeting.secretary_id),
        _said(
            "bien-ban",
            _("Diễn biến và kết luận của người chủ trì"),
            fields.prose(LONGEST_MINUTES),
            meeting.minutes or None,
        ),
    ]
    if target.collective and not meeting.supplements_id:
        sent = _said("gui-du-thao", _("Ngày gửi dự thảo báo cáo"), fields.day(), meeting.circulated_on)
        rows.insert(2, sent)
    rows.append(_said("ket-thuc", _("Kết thúc cuộc họp (đánh x)"), fields.mark(), None))
    hint = _("Đánh x ở dòng cuối thì ghi xong là khóa biên bản, nếu không còn thiếu điều gì.")
    return Page(MEETING, "CuocHop", _("Cuộc họp"), hint, (_("Điều ghi"),), {"ghi": _("Ghi vào đây")}, rows)


def _said(key: str, label: str, field: Field, value: object) -> Row:
    return Row(key, label, (label,), {"ghi": field}, {"ghi": value}, frozenset({"ghi"}))


def _people(here: Sitting) -> Page:
    kinds = {"vang": fields.mark(), "ly-do": fields.line()}
    rows = [
        Row(
            str(each.person_id),
            each.person.name,
            (each.person.name, each.person.code),
            kinds,
            {"vang": not each.present or None, "ly-do": each.reason or None},
            frozenset(kinds),
        )
        for each in here.attendances
    ]
    headings = {"vang": _("Vắng"), "ly-do": _("Lý do vắng")}
    hint = _("Đánh x người vắng và ghi lý do; người không đánh dấu là có mặt.")
    return Page(PEOPLE, "NguoiDu", _("Người dự"), hint, (_("Họ và tên"), _("Mã")), headings, rows)


def _superiors(here: Sitting) -> Page:
    kinds = {"co-mat": fields.pick({each.value: str(each.label) for each in Presence.State}), "van-ban": fields.line()}
    rows = []
    for each in here.assignments:
        stored = here.presences.get(each.pk)
        values = {"co-mat": stored.state, "van-ban": stored.reason or None} if stored else {}
        rows.append(
            Row(
                str(each.pk), each.person.name, (each.person.name, each.capacity), kinds,
                {"co-mat": None, "van-ban": None} | values, frozenset(kinds),
            )
        )  # fmt: skip
    headings = {"co-mat": _("Có mặt"), "van-ban": _("Số văn bản xin vắng, lý do")}
    title = _("Cấp trên được phân công dự")
    return Page(SUPERIORS, "CapTrenDu", title, "", (_("Họ và tên"), _("Chức vụ, tư cách")), headings, rows)


def _heard(here: Sitting) -> Page:
    kinds = {"xet": fields.mark(), "thu-tu": fields.whole(999), "ket-luan": fields.prose(), "hoan": fields.line()}
    held = {each.subject_id: each for each in here.hearings}
    rows = []
    for number, subject in enumerate(here.roll.candidates, start=1):
        hearing = held.get(subject.pk)
        values: dict[str, object] = {"xet": None, "thu-tu": number, "ket-luan": None, "hoan": None}
        if hearing:
            values = {
                "xet": not hearing.deferred or None,
                "thu-tu": hearing.position,
                "ket-luan": hearing.conclusion or None,
                "hoan": hearing.deferred or None,
            }
        given = (subject.name, kind_of(subject))
        rows.append(Row(str(subject.pk), _titled(subject), given, kinds, values, frozenset(kinds)))
    headings = {
        "xet": _("Kiểm điểm tại cuộc họp này"),
        "thu-tu": _("Thứ tự"),
        "ket-luan": _("Kết luận"),
        "hoan": _("Lý do chưa kiểm điểm"),
    }
    hint = _("Đánh x người được kiểm điểm; ai chưa kiểm điểm thì ghi lý do.")
    given = (_("Họ và tên, tên tập thể"), _("Loại"))
    return Page(HEARD, "KiemDiem", _("Kiểm điểm và kết luận"), hint, given, headings, rows)


def _titled(subject: Subject) -> str:
    return f"{subject.name}, {kind_of(subject).lower()}"


def _comments(here: Sitting) -> Page:
    people = {each.person_id: each.person for each in here.attendances}
    people |= {each.person_id: each.person for each in here.assignments}
    kinds = {
        "ai": fields.pick(labelled((key, each.name, each.code) for key, each in people.items())),
        "ve": fields.pick(labelled((each.pk, _titled(each), each.code) for each in here.roll.candidates)),
        "y": fields.prose(),
        "dap": fields.prose(),
    }
    rows = []
    known = set()
    for each in here.comments:
        values = {"ai": each.speaker_id, "ve": each.subject_id, "y": each.text or None, "dap": each.answer or None}
        label = _("ý kiến số %(number)s") % {"number": each.position}
        rows.append(Row(str(each.position), label, (str(each.position),), kinds, values, frozenset(kinds)))
        known.add(tuple(values.values()))
    headings = {
        "ai": _("Người góp ý"),
        "ve": _("Góp ý về"),
        "y": _("Nội dung góp ý"),
        "dap": _("Tiếp thu, giải trình"),
    }
    hint = _("Mỗi ý kiến một dòng, theo thứ tự phát biểu.")
    return Page(COMMENTS, "GopY", _("Góp ý, phê bình"), hint, (_("Số"),), headings, rows, kinds, frozenset(known))
