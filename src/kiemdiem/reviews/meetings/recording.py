"""Ghi biên bản: who came, whom the meeting hears, what was said and answered, what was concluded; until closing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from kiemdiem.documents.models import Document
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.reviews.meetings.planning import locked
from kiemdiem.reviews.meetings.roll import roll
from kiemdiem.reviews.models import Attendance, Comment, Hearing, ItemConclusion, Meeting, Presence
from kiemdiem.suggestions.queries import assigned_to, items_for


@dataclass(frozen=True, slots=True)
class CommentLine:
    """Một ý kiến như được ghi: its place, who, about which subject, what, and the answer."""

    position: int
    speaker: int | None
    subject: int | None
    text: str
    answer: str = ""

    @property
    def empty(self) -> bool:
        """A row nobody has written in."""
        return not (self.text.strip() or self.answer.strip())


@dataclass(frozen=True, slots=True)
class ItemLine:
    """Một nội dung gợi ý: read out or not, and what was concluded."""

    read_out: bool
    conclusion: str = ""


@dataclass(frozen=True, slots=True)
class PresenceLine:
    """Một đồng chí cấp trên: there, excused in writing, or away without; the number of the letter."""

    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """Nội dung biên bản: what the secretary has written so far; keys of persons and subjects as in the database.

    What is None wasn't told and stays as it is.
    """

    held_on: date
    venue: str
    chair: int | None
    secretary: int | None
    minutes: str
    absent: Mapping[int, str] = field(default_factory=dict)  # person → reason
    subjects: Sequence[int] = ()
    conclusions: Mapping[int, str] = field(default_factory=dict)
    deferred: Mapping[int, str] = field(default_factory=dict)  # subject → why not at this meeting
    length: Decimal | None = None
    comments: Sequence[CommentLine] | None = None
    items: Mapping[int, ItemLine] | None = None
    presences: Mapping[int, PresenceLine] | None = None  # by assignment


class Overtaken(Exception):
    """Biên bản vừa được người khác sửa: `meeting` is as it stands now."""

    def __init__(self, meeting: Meeting) -> None:
        super().__init__()
        self.meeting = meeting


@transaction.atomic
def write(meeting: Meeting, content: Record, *, base: int, by: Actor) -> Meeting:
    """Ghi biên bản, until it is closed. Raises Overtaken when somebody else has written since."""
    meeting = locked(meeting, by)
    if base != meeting.version:
        raise Overtaken(meeting)
    there = {each.person_id: each for each in meeting.attendances.all()}
    meeting.held_on, meeting.venue, meeting.minutes = content.held_on, content.venue.strip(), content.minutes
    meeting.chair_id = content.chair if content.chair in there else None
    meeting.secretary_id = content.secretary if content.secretary in there else None
    meeting.length = content.length
    meeting.version += 1
    meeting.save()
    for person, attendance in there.items():
        reason = content.absent.get(person)
        attendance.present, attendance.reason = reason is None, (reason or "").strip()
    Attendance.objects.bulk_update(there.values(), ["present", "reason"], batch_size=500)
    _write_hearings(meeting, content)
    _write_presences(meeting, content)
    _write_comments(meeting, content, {key for key, each in there.items() if each.present})
    _write_items(meeting, content)
    return meeting


def set_document(meeting: Meeting, document: Document) -> None:
    """Gắn văn bản biên bản vào cuộc họp."""
    meeting.document = document
    meeting.save(update_fields=["document"])


def _write_hearings(meeting: Meeting, content: Record) -> None:
    """Those heard, in the order given; then those put off, with the reason."""
    allowed = [each.pk for each in roll(meeting).candidates]
    heard = [pk for pk in dict.fromkeys(content.subjects) if pk in set(allowed)]
    put_off = {pk: why for pk in allowed if pk not in heard and (why := content.deferred.get(pk, "").strip())}
    rows = [
        Hearing(
            meeting=meeting, subject_id=pk, position=place, conclusion=content.conclusions.get(pk, "").strip(),
            deferred=put_off.get(pk, ""),
        )
        for place, pk in enumerate([*heard, *put_off], start=1)
    ]  # fmt: skip
    meeting.hearings.exclude(subject__in=[row.subject_id for row in rows]).delete()
    held = dict(meeting.hearings.values_list("subject", "pk"))
    Hearing.objects.bulk_create([row for row in rows if row.subject_id not in held])
    known = [row for row in rows if row.subject_id in held]
    for row in known:
        row.pk = held[row.subject_id]
    Hearing.objects.bulk_update(known, ["position", "conclusion", "deferred"], batch_size=500)


def _write_presences(meeting: Meeting, content: Record) -> None:
    if content.presences is None:
        return
    expected = assigned_to(meeting.cycle, meeting.path, meeting.collective_id)
    for assignment in expected:
        line = content.presences.get(assignment.pk)
        if line is None or line.state not in Presence.State.values:
            meeting.presences.filter(assignment=assignment).delete()
            continue
        told = {"state": line.state, "reason": line.reason.strip()}
        Presence.objects.update_or_create(meeting=meeting, assignment=assignment, defaults=told)


def _write_comments(meeting: Meeting, content: Record, present: set[int]) -> None:
    """Each in its own row; nothing typed is dropped, so a row that can't be kept is refused by its number."""
    if content.comments is None:
        return
    lines = [each for each in content.comments if not each.empty]
    if lines:
        _check_comments(meeting, lines, present)
    held = dict(meeting.comments.values_list("position", "pk"))
    _take_out(meeting, {line.position for line in lines})
    new: list[Comment] = []
    known: list[Comment] = []
    for line in lines:
        row = Comment(
            meeting=meeting, position=line.position, speaker_id=line.speaker or 0, subject_id=line.subject or 0,
            text=line.text.strip(), answer=line.answer.strip(), pk=held.get(line.position),
        )  # fmt: skip
        (known if row.pk else new).append(row)
    Comment.objects.bulk_create(new)
    Comment.objects.bulk_update(known, ["speaker", "subject", "text", "answer"], batch_size=500)


def _check_comments(meeting: Meeting, lines: Sequence[CommentLine], present: set[int]) -> None:
    sent = assigned_to(meeting.cycle, meeting.path, meeting.collective_id)
    speakers = present | {each.person_id for each in sent}
    heard = set(meeting.hearings.filter(deferred="").values_list("subject_id", flat=True))
    for line in lines:
        if not line.text.strip():
            raise WrongState(
                _("Ý kiến số %(number)s có trả lời mà chưa ghi nội dung góp ý.") % {"number": line.position}
            )
        if line.speaker not in speakers:
            raise WrongState(
                _("Ý kiến số %(number)s chưa chọn người góp ý có mặt tại cuộc họp.") % {"number": line.position}
            )
        if line.subject not in heard:
            raise WrongState(
                _("Ý kiến số %(number)s chưa chọn đối tượng đang được kiểm điểm ở cuộc họp này.")
                % {"number": line.position}
            )


def _take_out(meeting: Meeting, kept: set[int]) -> None:
    gone = meeting.comments.exclude(position__in=kept)
    try:
        gone.delete()
    except ProtectedError as error:
        raise WrongState(
            _("Có ý kiến đã ghi thành hạn chế hoặc đã có trả lời nên không xóa khỏi biên bản được.")
        ) from error


def _write_items(meeting: Meeting, content: Record) -> None:
    if content.items is None:
        return
    heard = [each.subject for each in meeting.hearings.filter(deferred="").select_related("subject")]
    asked = {each.pk for each in items_for(heard)}
    meeting.item_conclusions.exclude(item__in=asked).delete()
    for pk, line in content.items.items():
        if pk in asked:
            told = {"read_out": line.read_out, "conclusion": line.conclusion.strip()}
            ItemConclusion.objects.update_or_create(meeting=meeting, item_id=pk, defaults=told)
