"""Danh sách của một cuộc họp: whom it may hear, who is due here, and who must still be heard elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from kiemdiem.cycles.models import Subject
from kiemdiem.cycles.states import HEARD
from kiemdiem.organisations.models import Collective, Membership, Post, on_day
from kiemdiem.regulation import Kind
from kiemdiem.reviews.models import ItemConclusion, Meeting, Rehearing
from kiemdiem.reviews.places import Seats, heard_at, remaining, seats_of
from kiemdiem.suggestions.models import Suggestion, SuggestionItem

_ORDER = [Kind.COLLECTIVE, Kind.PARTY_ORGANISATION, Kind.LEADER, Kind.MEMBER]  # collective first, persons after


@dataclass(frozen=True, slots=True)
class Roll:
    """Danh sách: `due` are the keys of those this meeting must deal with; `elsewhere` what is left for a leader."""

    candidates: list[Subject]
    due: frozenset[int]
    elsewhere: dict[int, list[Collective]] = field(default_factory=dict)


def candidates(meeting: Meeting) -> list[Subject]:
    """Ai có thể được kiểm điểm ở đây: the collective, its organisation, its head, its leaders; members of the cell."""
    return roll(meeting).candidates


def roll(meeting: Meeting) -> Roll:
    """Danh sách của cuộc họp, from who has been heard elsewhere so far."""
    if meeting.supplements_id:
        return _supplementary(meeting)
    return _of_collective(meeting) if meeting.collective_id else _of_cell(meeting)


def waiting() -> Q:
    """Còn phải kiểm điểm: not reviewed yet, or ordered to be reviewed anew."""
    return ~Q(state__in=HEARD) | Q(pk__in=Rehearing.objects.filter(after=None).values("subject"))


def _here(meeting: Meeting) -> QuerySet[Subject]:
    return Subject.objects.filter(cycle=meeting.cycle_id, reviewed=True)


def _of_cell(meeting: Meeting) -> Roll:
    """Members; the cell itself when no collective reports for it; leaders without a seat, such as its secretary."""
    people = Membership.objects.filter(on_day(meeting.held_on), cell__code=meeting.place).values("person")
    alone = Q(kind=Kind.LEADER) & (Q(place=meeting.place) | Q(person__in=people))
    rows = _here(meeting).filter(Q(kind__in=(Kind.MEMBER, Kind.PARTY_ORGANISATION), place=meeting.place) | alone)
    found = list(rows.filter(waiting()))
    led = [each for each in found if each.kind == Kind.LEADER]
    seats = seats_of([each.person_id or 0 for each in led], meeting.cycle, meeting.held_on) if led else {}
    found = [each for each in found if each.kind != Kind.LEADER or not seats.get(each.person_id or 0)]
    reported = _reported(meeting)
    due = frozenset(each.pk for each in found if each.kind != Kind.PARTY_ORGANISATION or not reported)
    return Roll(_in_order(found, frozenset()), due)


def _of_collective(meeting: Meeting) -> Roll:
    """The collective, the organisation it reports for, and leaders who hold a post in it and weren't heard by it."""
    posts = Post.objects.filter(on_day(meeting.held_on), collective=meeting.collective_id)
    heads = {post.person_id for post in posts if post.is_head}
    people = [post.person_id for post in posts]
    rows = _here(meeting).filter(
        Q(collective=meeting.collective_id)
        | Q(kind=Kind.LEADER, person__in=people)
        | Q(kind=Kind.PARTY_ORGANISATION, code=meeting.place)
    )
    still = set(rows.filter(waiting()).values_list("pk", flat=True))
    found = [each for each in rows if each.kind == Kind.LEADER or each.pk in still]
    leaders = [each for each in found if each.kind == Kind.LEADER]
    seats = seats_of(people, meeting.cycle, meeting.held_on)
    heard = heard_at([each.pk for each in leaders])
    due, elsewhere = set(), {}
    for each in leaders:
        mine, was = seats.get(each.person_id or 0, Seats()), heard.get(each.pk, [])
        if any(hearing.meeting.collective_id == meeting.collective_id for hearing in was):
            found.remove(each)
        elif meeting.collective_id in {body.pk for body in mine.due}:
            if each.pk not in still:
                found.remove(each)
                continue
            due.add(each.pk)
            elsewhere[each.pk] = [b for b in remaining(each, mine, was) if b.pk != meeting.collective_id]
    first = _reported(meeting) == meeting.collective_id
    due |= {each.pk for each in found if each.kind == Kind.COLLECTIVE}
    due |= {each.pk for each in found if each.kind == Kind.PARTY_ORGANISATION and first}
    return Roll(_in_order(found, heads), frozenset(due), elsewhere)


def _reported(meeting: Meeting) -> int | None:
    """The collective whose report is also that of the organisation here (the first one, as for its paper)."""
    first = _here(meeting).filter(kind=Kind.COLLECTIVE, of_unit=meeting.place).order_by("pk")
    return first.values_list("collective", flat=True).first()


def _supplementary(meeting: Meeting) -> Roll:
    """Those heard before about whom a late suggestion came that no closed meeting has concluded on."""
    heard = meeting.supplements.hearings.filter(deferred="") if meeting.supplements else []
    done = ItemConclusion.objects.filter(meeting__closed_at__isnull=False).values("item")
    items = SuggestionItem.objects.filter(
        suggestion__subject__in=[each.subject_id for each in heard],
        suggestion__state=Suggestion.State.ISSUED,
        suggestion__late=True,
        suggestion__late_way=Suggestion.LateWay.SUPPLEMENT,
    ).exclude(pk__in=done)
    found = list(Subject.objects.filter(pk__in=items.values("suggestion__subject")))
    return Roll(_in_order(found, frozenset()), frozenset(each.pk for each in found))


def _in_order(subjects: list[Subject], heads: set[int] | frozenset[int]) -> list[Subject]:
    return sorted(
        subjects, key=lambda each: (_ORDER.index(Kind(each.kind)), each.person_id not in heads, each.sort_key)
    )
