"""Nơi kiểm điểm: before which collectives a leader is due, and where he or she has been heard already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from kiemdiem.cycles.models import Cycle, Subject
from kiemdiem.organisations.kinds import CollectiveKind
from kiemdiem.organisations.models import Collective, Person, Post, on_day
from kiemdiem.organisations.tree import within
from kiemdiem.regulation import Kind
from kiemdiem.regulation.rules import most_places
from kiemdiem.reviews.models import Hearing, Meeting, Rehearing


@dataclass(frozen=True, slots=True)
class PlaceDue:
    """Một nơi phải kiểm điểm: the cell, or a collective; `heard` is the closed meeting that did it."""

    subject: Subject
    name: str
    collective: Collective | None = None
    heard: Meeting | None = None


@dataclass(frozen=True, slots=True)
class Seats:
    """Các tập thể mà một người là thành viên: those before which he or she is due, in order, and all of them."""

    due: tuple[Collective, ...] = ()
    held: tuple[Collective, ...] = ()


def seats_of(people: Iterable[int], cycle: Cycle, on: date) -> dict[int, Seats]:
    """Tập thể thuộc diện kiểm điểm of the cycle in which each holds a post on the day; one query.

    The standing board comes first, then what one heads; the law of the year says how many of them are due.
    """
    reviewed = Subject.objects.filter(cycle=cycle, kind=Kind.COLLECTIVE, reviewed=True).values("collective")
    posts = Post.objects.filter(
        on_day(on), within(cycle.root_path, "unit__path"), person__in=list(people), collective__in=reviewed
    )
    held: dict[int, list[Post]] = defaultdict(list)
    for post in posts.select_related("collective"):
        held[post.person_id].append(post)
    most = most_places(cycle.law, cycle.rule_day)
    return {person: _seats(mine, most) for person, mine in held.items()}


def _seats(posts: list[Post], most: int | None) -> Seats:
    ordered = sorted(posts, key=_rank)
    bodies = list(dict.fromkeys(post.collective for post in ordered if post.collective))
    return Seats(tuple(bodies[:most]), tuple(bodies))


def _rank(post: Post) -> tuple[bool, bool, str]:
    body = post.collective
    standing = body is not None and body.kind == CollectiveKind.STANDING_BOARD
    return (not standing, not post.is_head, body.code if body else "")


def heard_at(subjects: Collection[int]) -> dict[int, list[Hearing]]:
    """Những lần đã kiểm điểm còn giá trị: in closed meetings, since the last order to be reviewed anew; two queries."""
    ordered = dict(
        Rehearing.objects.filter(subject__in=subjects)
        .order_by()
        .values_list("subject")
        .annotate(last=Max("ordered_at"))
        .values_list("subject", "last")
    )
    rows = Hearing.objects.filter(
        subject__in=subjects, deferred="", meeting__closed_at__isnull=False, meeting__supplements=None
    )
    found: dict[int, list[Hearing]] = defaultdict(list)
    for hearing in rows.select_related("meeting").order_by("meeting__closed_at"):
        if _after(hearing.meeting, ordered.get(hearing.subject_id)):
            found[hearing.subject_id].append(hearing)
    return found


def _after(meeting: Meeting, ordered: datetime | None) -> bool:
    return ordered is None or (meeting.closed_at is not None and meeting.closed_at > ordered)


def remaining(subject: Subject, seats: Seats, heard: Iterable[Hearing]) -> list[Collective]:
    """Những tập thể chưa nghe một cán bộ, of those before which he or she is due."""
    done = {each.meeting.collective_id for each in heard}
    return [body for body in seats.due if body.pk not in done]


def places_due(person: Person, cycle: Cycle, on: date) -> list[PlaceDue]:
    """Những nơi một người phải kiểm điểm trong đợt: the cell as a member, then each collective as a leader."""
    subjects = list(Subject.objects.filter(cycle=cycle, person=person, reviewed=True).order_by("-kind"))
    if not subjects:
        return []
    heard = heard_at([each.pk for each in subjects])
    seats = seats_of([person.pk], cycle, on).get(person.pk, Seats())
    cell = person.cell.name if person.cell else ""
    return [due for each in subjects for due in _of(each, seats, heard, cell)]


def _of(subject: Subject, seats: Seats, heard: Mapping[int, list[Hearing]], cell: str) -> list[PlaceDue]:
    mine = heard.get(subject.pk, [])
    if subject.kind == Kind.MEMBER or not seats.due:
        return [PlaceDue(subject, cell, None, mine[0].meeting if mine else None)]
    by_body = {each.meeting.collective_id: each.meeting for each in mine}
    return [PlaceDue(subject, body.name, body, by_body.get(body.pk)) for body in seats.due]
