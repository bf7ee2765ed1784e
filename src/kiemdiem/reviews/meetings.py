"""Họp kiểm điểm: plan it, write the record, close it; closing is what makes a subject reviewed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kiemdiem.accounts.actions import RECEIVE
from kiemdiem.cycles.models import Cycle, Place, Subject
from kiemdiem.cycles.progress import advance
from kiemdiem.cycles.states import HEARD, State
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import record
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.notices.acts import notify
from kiemdiem.organisations.models import Collective, Membership, Person, Post, Unit, on_day
from kiemdiem.regulation import Kind
from kiemdiem.reviews.models import Attendance, Hearing, Meeting, Paper, PaperLine


@dataclass(frozen=True, slots=True)
class Record:
    """Nội dung biên bản: what the secretary has written so far; keys of persons and subjects as in the database."""

    held_on: date
    venue: str
    chair: int | None
    secretary: int | None
    minutes: str
    absent: Mapping[int, str] = field(default_factory=dict)  # person → reason
    subjects: Sequence[int] = ()
    conclusions: Mapping[int, str] = field(default_factory=dict)


class Overtaken(Exception):
    """Biên bản vừa được người khác sửa: `meeting` is as it stands now."""

    def __init__(self, meeting: Meeting) -> None:
        super().__init__()
        self.meeting = meeting


class NotReady(WrongState):
    """Chưa kết thúc được cuộc họp: `gaps` says what is missing, one sentence each."""

    def __init__(self, gaps: list[str]) -> None:
        super().__init__(_("Chưa kết thúc được cuộc họp: còn thiếu %(count)s điều.") % {"count": len(gaps)})
        self.gaps = gaps


@transaction.atomic
def plan(cycle: Cycle, place: Place, collective: Collective | None, *, held_on: date, venue: str, by: Actor) -> Meeting:
    """Định cuộc họp of a cell, or of a leading collective of the unit; those who belong to it are listed as present."""
    if not by.may(RECEIVE, place.path):
        raise PermissionDenied
    cycle.must_be_open()
    if collective is not None and collective.unit_id != place.unit_id:
        raise PermissionDenied
    Place.objects.select_for_update().get(pk=place.pk)  # the button pressed twice: the second one waits here
    if Meeting.objects.filter(
        cycle=cycle, path=place.path, collective=collective, held_on=held_on, closed_at=None
    ).exists():
        raise WrongState(
            _("Cuộc họp ngày %(day)s đã định rồi; hãy mở biên bản ấy để ghi tiếp.") % {"day": f"{held_on:%d/%m/%Y}"}
        )
    name = collective.name if collective else place.name
    meeting = Meeting.objects.create(
        cycle=cycle,
        collective=collective,
        place=place.code,
        path=place.path,
        name=name,
        held_on=held_on,
        venue=venue.strip(),
    )
    people = list(expected(meeting))
    Attendance.objects.bulk_create(Attendance(meeting=meeting, person=each) for each in people)
    if collective:
        heads = {post.person_id for post in Post.objects.filter(on_day(held_on), collective=collective, is_head=True)}
        meeting.chair_id = next(iter(heads), None)
        meeting.save(update_fields=["chair"])
    text = f"Đồng chí được mời dự họp kiểm điểm năm {cycle.year}, ngày {held_on:%d/%m/%Y}."
    notify(people, event=f"meeting.planned:{meeting.pk}", text=text, url="/kiem-diem/", about=f"meeting:{meeting.pk}")
    facts = {"of": name, "held_on": f"{held_on}"}
    record("meeting.planned", by=by, about=f"meeting:{meeting.pk}", path=place.path, facts=facts)
    return meeting


def expected(meeting: Meeting) -> Iterable[Person]:
    """Ai dự: holders of posts in the collective, or official and temporary members of the cell, on the day.

    Their keys come first: in one query, PostgreSQL takes minutes for a large cell that it has no statistics of.
    """
    day = on_day(meeting.held_on)
    if meeting.collective_id:
        people = Post.objects.filter(day, collective=meeting.collective_id).values_list("person_id", flat=True)
    else:
        cell = Unit.objects.filter(code=meeting.place).values_list("pk", flat=True).first()
        people = Membership.objects.filter(day, cell=cell).values_list("person_id", flat=True)
    return Person.objects.filter(pk__in=set(people)).order_by("sort_key")


def candidates(meeting: Meeting) -> Iterable[Subject]:
    """Ai có thể được kiểm điểm ở đây: members of the cell; the collective and its leaders; not heard elsewhere yet."""
    here = Subject.objects.filter(cycle=meeting.cycle_id, reviewed=True)
    if meeting.collective_id:
        posts = Post.objects.filter(on_day(meeting.held_on), collective=meeting.collective_id)
        here = here.filter(
            Q(collective=meeting.collective_id)
            | Q(kind=Kind.LEADER, person__in=posts.values("person"))
            | Q(kind=Kind.PARTY_ORGANISATION, code=meeting.place)
        )
    else:
        held = Post.objects.filter(on_day(meeting.held_on), collective__isnull=False).values("person")
        alone = Q(kind=Kind.LEADER) & ~Q(person__in=held)  # such as the secretary of a cell without a committee
        here = here.filter(Q(kind=Kind.MEMBER) | Q(kind=Kind.PARTY_ORGANISATION) | alone, place=meeting.place)
    heard = Hearing.objects.exclude(meeting=meeting.pk).filter(meeting__closed_at__isnull=False)
    return here.exclude(pk__in=heard.values("subject")).order_by("kind", "sort_key")


@transaction.atomic
def write(meeting: Meeting, content: Record, *, base: int, by: Actor) -> Meeting:
    """Ghi biên bản, until it is closed. Raises Overtaken when somebody else has written since."""
    meeting = _locked(meeting, by)
    if base != meeting.version:
        raise Overtaken(meeting)
    there = {each.person_id: each for each in meeting.attendances.all()}
    meeting.held_on, meeting.venue, meeting.minutes = content.held_on, content.venue.strip(), content.minutes
    meeting.chair_id = content.chair if content.chair in there else None
    meeting.secretary_id = content.secretary if content.secretary in there else None
    meeting.version += 1
    meeting.save()
    for person, attendance in there.items():
        reason = content.absent.get(person)
        attendance.present, attendance.reason = reason is None, (reason or "").strip()
    Attendance.objects.bulk_update(there.values(), ["present", "reason"], batch_size=500)
    _write_hearings(meeting, content)
    return meeting


@transaction.atomic
def close(meeting: Meeting, *, by: Actor, at: datetime) -> Meeting:
    """Kết thúc cuộc họp: the record is locked, its subjects are reviewed. Raises NotReady with every gap at once."""
    meeting = _locked(meeting, by)
    subjects = list(
        Subject.objects.select_for_update().filter(pk__in=meeting.hearings.values("subject")).order_by("pk")
    )
    if found := gaps(meeting, subjects):
        raise NotReady(found)
    meeting.closed_at = at
    meeting.save(update_fields=["closed_at"])
    advance([each for each in subjects if each.state not in HEARD], State.REVIEWED)
    present = meeting.attendances.filter(present=True).count()
    facts = {
        "held_on": f"{meeting.held_on}",
        "present": present,
        "expected": meeting.attendances.count(),
        "subjects": [f"{each.kind}:{each.code}" for each in subjects],
    }
    record("meeting.closed", by=by, about=f"meeting:{meeting.pk}", path=meeting.path, facts=facts)
    return meeting


def gaps(meeting: Meeting, subjects: Sequence[Subject]) -> list[str]:
    """Còn thiếu gì mới kết thúc được, one sentence each; empty when nothing."""
    present = set(meeting.attendances.filter(present=True).values_list("person_id", flat=True))
    found = []
    if not meeting.chair_id or meeting.chair_id not in present:
        found.append(_("Chưa chọn người chủ trì có mặt."))
    if not meeting.secretary_id or meeting.secretary_id not in present:
        found.append(_("Chưa chọn thư ký có mặt."))
    elif meeting.secretary_id == meeting.chair_id:
        found.append(_("Thư ký phải khác người chủ trì."))
    if not meeting.minutes.strip():
        found.append(_("Chưa ghi diễn biến và kết luận của cuộc họp."))
    if not subjects:
        found.append(_("Chưa chọn đối tượng được kiểm điểm trong cuộc họp này."))
    return found + _paper_gaps(subjects) + _order_gaps(meeting, subjects)


def _paper_gaps(subjects: Sequence[Subject]) -> list[str]:
    handed = set(
        PaperLine.objects.filter(subject__in=[each.pk for each in subjects], paper__state=Paper.State.HANDED_IN)
        .values_list("subject_id", flat=True)
    )  # fmt: skip
    waiting = [each.name for each in subjects if each.pk not in handed]
    return [_("Chưa nộp bản kiểm điểm: %(names)s.") % {"names": ", ".join(waiting)}] if waiting else []


def _order_gaps(meeting: Meeting, subjects: Sequence[Subject]) -> list[str]:
    """21-HD/BTCTW: the collective is reviewed first, its persons after; both may stand in one meeting."""
    if not meeting.collective_id or not any(each.kind == Kind.LEADER for each in subjects):
        return []
    waiting = Subject.objects.filter(cycle=meeting.cycle_id, collective=meeting.collective_id, reviewed=True)
    waiting = waiting.exclude(state__in=HEARD).exclude(pk__in=[each.pk for each in subjects])
    return [
        _("Tập thể kiểm điểm trước, cá nhân sau (21-HD/BTCTW): %(name)s chưa được kiểm điểm.") % {"name": each}
        for each in waiting
    ]


def _write_hearings(meeting: Meeting, content: Record) -> None:
    allowed = {each.pk for each in candidates(meeting)}
    chosen = [pk for pk in dict.fromkeys(content.subjects) if pk in allowed]
    meeting.hearings.exclude(subject__in=chosen).delete()
    held = {each.subject_id: each for each in meeting.hearings.all()}
    rows = [
        Hearing(meeting=meeting, subject_id=pk, position=place, conclusion=content.conclusions.get(pk, "").strip())
        for place, pk in enumerate(chosen, start=1)
    ]
    Hearing.objects.bulk_create([row for row in rows if row.subject_id not in held])
    for row in rows:
        if row.subject_id in held:
            row.pk = held[row.subject_id].pk
    Hearing.objects.bulk_update(
        [row for row in rows if row.subject_id in held], ["position", "conclusion"], batch_size=500
    )


def _locked(meeting: Meeting, by: Actor) -> Meeting:
    found: Meeting = Meeting.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=meeting.pk)
    if not by.may(RECEIVE, found.path):
        raise PermissionDenied
    if found.closed_at:
        raise WrongState(_("Biên bản này đã khóa; muốn làm lại thì phải kiểm điểm lại."))
    found.cycle.must_be_open()
    return found
