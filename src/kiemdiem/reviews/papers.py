"""Biên bản họp kiểm điểm: what stands in the minutes; no vote count and no level (documents.md, 8.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kiemdiem.accounts.actions import RECEIVE
from kiemdiem.documents import acts
from kiemdiem.documents.model import Block, Heading, Item, Organ, Paragraph, Sheet, Signature
from kiemdiem.documents.models import Document
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Unit
from kiemdiem.regulation import Kind
from kiemdiem.reviews.meetings import Sitting, set_document, sitting
from kiemdiem.reviews.models import Attendance, Comment, Hearing, ItemAnswer, Meeting, Presence, Reply
from kiemdiem.reviews.replies import replies_of
from kiemdiem.suggestions.models import SuggestionItem
from kiemdiem.suggestions.papers import organ_of

_LEFT, _RIGHT = "NGƯỜI GHI BIÊN BẢN", "CHỦ TRÌ HỘI NGHỊ"


@transaction.atomic
def drafted(meeting: Meeting, *, by: Actor) -> Document:
    """Dự thảo biên bản of a closed meeting, written anew as long as it isn't issued."""
    if not by.may(RECEIVE, meeting.path):
        raise PermissionDenied
    if meeting.closed_at is None:
        raise WrongState(_("Cuộc họp chưa kết thúc nên chưa lập biên bản chính thức; có thể in bản nháp."))
    held = meeting.document
    if held and not held.is_draft:
        return held
    if held:
        return acts.redraft(held, minutes(meeting), by=by)
    about = f"meeting:{meeting.pk}"
    unit = Unit.objects.get(code=meeting.place)
    made = acts.draft("BB", minutes(meeting), organ=unit, about=about, path=meeting.path, by=by, on=meeting.held_on)
    set_document(meeting, made)
    return made


@transaction.atomic
def issue(meeting: Meeting, *, signed_on: date, by: Actor, at: datetime) -> Document:
    """Ban hành biên bản: with its number, frozen; what was said since, such as an opinion reserved, still comes in."""
    if signed_on < meeting.held_on:
        raise WrongState(
            _("Ngày ký biên bản không được trước ngày họp %(day)s.") % {"day": f"{meeting.held_on:%d/%m/%Y}"}
        )
    return acts.issue(drafted(meeting, by=by), signed_on=signed_on, by=by, at=at)


def minutes(meeting: Meeting) -> Sheet:
    """Biên bản as it would be printed now."""
    found, told = sitting(meeting), replies_of(meeting)
    unit = Unit.objects.select_related("parent").get(code=meeting.place)
    name, symbol = organ_of(unit)
    return Sheet(
        kind="BB",
        organ=Organ(name, symbol, unit.parent.name if unit.parent else ""),
        place=meeting.venue or name,
        subject=f"Họp kiểm điểm năm {meeting.cycle.year}: {meeting.name}",
        blocks=(*_opening(found), *_matters(found, told), *_end(meeting), *_later(told)),
        recipients=("Cấp ủy cấp trên", f"Lưu {name}"),
        signatures=(
            Signature(_LEFT, "", meeting.secretary.name if meeting.secretary else ""),
            Signature(_RIGHT, "", meeting.chair.name if meeting.chair else ""),
        ),
    )


def _opening(found: Sitting) -> Iterator[Block]:
    meeting = found.meeting
    yield Heading("I. Thời gian, địa điểm, thành phần")
    yield Item(f"1. Ngày họp: {meeting.held_on:%d/%m/%Y}{_length(meeting)}; địa điểm: {meeting.venue or 'không ghi'}.")
    present = [each for each in found.attendances if each.present]
    yield Item(f"2. Có mặt {len(present)} trong {len(found.attendances)} đồng chí được mời.")
    yield from (Paragraph(_away(each)) for each in found.attendances if not each.present)
    yield Item(f"3. Chủ trì: {meeting.chair or 'chưa chọn'}; người ghi biên bản: {meeting.secretary or 'chưa chọn'}.")
    yield from _superiors(found)
    if meeting.circulated_on:
        yield Paragraph(f"Dự thảo báo cáo kiểm điểm gửi người dự ngày {meeting.circulated_on:%d/%m/%Y}.")
    if meeting.supplements:
        yield Paragraph(f"Họp bổ sung cho cuộc họp ngày {meeting.supplements.held_on:%d/%m/%Y}.")


def _length(meeting: Meeting) -> str:
    return "" if meeting.length is None else f" ({meeting.length.normalize():f} ngày)"


def _away(each: Attendance) -> str:
    return f"Vắng: đồng chí {each.person.name}, {each.reason or 'không ghi lý do'}."


def _superiors(found: Sitting) -> Iterator[Block]:
    for each in found.assignments:
        told = found.presences.get(each.pk)
        words = "có mặt" if told and told.state == Presence.State.PRESENT else "vắng"
        why = f" ({told.reason})" if told and told.reason else ""
        yield Paragraph(f"Cấp trên được phân công dự: đồng chí {each.person.name}, {each.capacity}: {words}{why}.")


def _matters(found: Sitting, told: Iterable[Reply]) -> Iterator[Block]:
    yield Heading("II. Nội dung kiểm điểm")
    heard = [each for each in found.hearings if not each.deferred]
    comments, items = _by_subject(found.comments), _items_by_subject(found.asked)
    answers = _answers(found)
    replies: dict[int, list[Reply]] = defaultdict(list)
    for reply in told:
        if not reply.late:
            replies[reply.subject_id].append(reply)
    for number, hearing in enumerate(heard, start=1):
        yield Item(f"{number}. {_who(hearing)}")
        yield Paragraph("Đã trình bày bản kiểm điểm.")
        for item in items[hearing.subject_id]:
            yield from _item(found, item, answers.get(item.pk))
        for comment in comments[hearing.subject_id]:
            yield Paragraph(f"Đồng chí {comment.speaker.name} góp ý: {comment.text}")
            yield Paragraph(f"Tiếp thu, giải trình: {comment.answer or 'chưa ghi'}")
        for reply in replies[hearing.subject_id]:
            yield Paragraph(f"{_said(reply)}: {reply.text}")
        yield Paragraph(f"Kết luận: {hearing.conclusion or 'theo kết luận chung của người chủ trì'}")
    for hearing in found.hearings:
        if hearing.deferred:
            yield Paragraph(f"Chưa kiểm điểm tại cuộc họp này: {_who(hearing)}; lý do: {hearing.deferred}.")


_REPLIES = {Reply.Kind.REPLY: "Ý kiến trả lời", Reply.Kind.RESERVED: "Ý kiến bảo lưu"}


def _said(reply: Reply) -> str:
    return f"{_REPLIES[Reply.Kind(reply.kind)]} của đồng chí {reply.person.name}"


def _later(told: Iterable[Reply]) -> Iterator[Block]:
    """Ý kiến gửi sau cuộc họp: what came before the minutes were issued stands below them, apart."""
    late = [each for each in told if each.late]
    if late:
        yield Heading("Kèm theo: ý kiến gửi sau cuộc họp")
    for reply in late:
        day = f"{localtime(reply.at):%d/%m/%Y}"
        yield Paragraph(f"{_said(reply)}, ngày {day}, về kiểm điểm {reply.subject.name}: {reply.text}")


def _who(hearing: Hearing) -> str:
    subject = hearing.subject
    return f"{subject.name} ({Kind(subject.kind).official.lower()})"


def _item(found: Sitting, item: SuggestionItem, answer: ItemAnswer | None) -> Iterator[Block]:
    told = found.conclusions.get(item.pk)
    read = " (đã đọc tại cuộc họp)" if told and told.read_out else ""
    yield Paragraph(f"Nội dung được gợi ý{read}: {item.fact}")
    if answer and answer.text:
        yield Paragraph(f"Giải trình: {answer.text}")
    if answer and answer.responsibility:
        yield Paragraph(f"Trách nhiệm: {answer.responsibility}")
    yield Paragraph(f"Kết luận về nội dung này: {told.conclusion if told and told.conclusion else 'chưa có'}")


def _answers(found: Sitting) -> dict[int, ItemAnswer]:
    """Giải trình của những người, tập thể được kiểm điểm, by item."""
    rows = ItemAnswer.objects.filter(item__in=[each.pk for each in found.asked])
    return {each.item_id: each for each in rows}


def _by_subject(comments: Iterable[Comment]) -> dict[int, list[Comment]]:
    found: dict[int, list[Comment]] = defaultdict(list)
    for each in comments:
        found[each.subject_id].append(each)
    return found


def _items_by_subject(items: Iterable[SuggestionItem]) -> dict[int, list[SuggestionItem]]:
    found: dict[int, list[SuggestionItem]] = defaultdict(list)
    for each in items:
        found[each.suggestion.subject_id].append(each)
    return found


def _end(meeting: Meeting) -> Iterator[Block]:
    yield Heading("III. Diễn biến và kết luận của người chủ trì")
    yield from (Paragraph(line) for line in meeting.minutes.splitlines() if line.strip())
    yield Paragraph("Biên bản được lập xong và thông qua tại cuộc họp.")
