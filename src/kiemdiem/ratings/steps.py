"""Các bước xếp loại của một đối tượng: how far each is, as far as the reader may know, and who must be rated before.

A staged level is nobody's business but that of the level that decides; proposals and votes go only to those who rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.utils.timezone import localtime

from kiemdiem.accounts.actions import DECIDE, PROPOSE, READ_LEVELS, READ_PAPERS, STAGE, WRITE
from kiemdiem.cycles.models import Cycle, Place, Subject
from kiemdiem.ledger.actor import Actor
from kiemdiem.organisations.models import Post, YearFact, on_day
from kiemdiem.organisations.tree import WIDTH, within, within_any
from kiemdiem.ratings.models import Decision, DecisionLine, Proposal, own
from kiemdiem.ratings.voting import votes_on
from kiemdiem.regulation import Kind
from kiemdiem.regulation.steps import Before, Step, procedure
from kiemdiem.reviews.models import Opinion, Paper, PaperLine
from kiemdiem.suggestions.models import held_at, in_person

MOST_NAMES = 20
_BODIES = (Kind.PARTY_ORGANISATION, Kind.COLLECTIVE)


@dataclass(frozen=True, slots=True)
class Reached:
    """Một bước đến đâu: done, doing, todo, hidden from this reader, or unrecorded though a level is in force."""

    step: Step
    state: str
    on: date | None = None
    by: str = ""
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Ai phải xếp trước mà chưa có mức: how many, and the names this reader may know."""

    before: Before
    number: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Người đọc trang của một đối tượng: what he or she may know of it."""

    actor: Actor
    itself: bool  # the person, or who writes for the collective
    rates: bool  # proposes, drafts or decides
    decides: bool  # drafts or decides
    levels: bool  # may know the level in force


def open_to(actor: Actor) -> QuerySet[Subject]:
    """Những đối tượng mà mình xem được các bước: oneself, those one rates, those whose papers one may read."""
    rates = own(actor, PROPOSE, STAGE, DECIDE)
    papers = Paper.objects.visible_to(actor).values("pk")
    found = Q(authority_path__in=rates) | Q(kind=Kind.MEMBER, path__in=rates)
    found |= within_any(actor.reach(READ_PAPERS), "path") | Q(person=None, path__in=held_at(actor, WRITE))
    found |= Q(pk__in=PaperLine.objects.filter(paper__in=papers).values("subject"))
    if me := in_person(actor):
        found |= Q(person__code=me)
    return Subject.objects.filter(found).exclude(cycle__phase=Cycle.Phase.OPENING).order_by("pk")


def reader_of(subject: Subject, actor: Actor) -> Reader:
    """Người này là ai đối với đối tượng ấy."""
    me = in_person(actor)
    itself = bool(me and subject.person and subject.person.code == me)
    itself = itself or (subject.person_id is None and actor.holds(WRITE, subject.path))
    authority = subject.authority_path
    decides = bool(authority) and any(actor.holds(each, authority) for each in (STAGE, DECIDE))
    places = [authority] if authority else []
    places += [subject.path] if subject.kind == Kind.MEMBER else []
    rates = any(actor.holds(each, path) for each in (PROPOSE, STAGE, DECIDE) for path in places)
    return Reader(actor, itself, rates, decides, itself or rates or actor.may(READ_LEVELS, subject.path))


def paper_of(subject: Subject, actor: Actor) -> Paper | None:
    """Bản kiểm điểm của đối tượng, if this reader may open it."""
    found: Paper | None = Paper.objects.visible_to(actor).filter(lines__subject=subject).select_related("cycle").first()
    return found


def voted_on(subject: Subject, actor: Actor) -> tuple[date, str] | None:
    """Ngày và nơi bỏ phiếu gần nhất, for those who rate."""
    found = votes_on([subject.pk], actor).get(subject.pk, [])
    held = [(each.result.ballot.held_on, each.result.ballot.path) for each in found]
    if not held:
        return None
    on, path = max(held)
    place = Place.objects.filter(cycle=subject.cycle_id, path=path).first()
    return on, place.code if place else ""


def reached(subject: Subject, reader: Reader) -> list[Reached]:
    """Các bước theo quy định của năm, each with how far it is; a fixed number of queries."""
    rows = procedure(subject.subject_kind, subject.cycle.rule_day).steps
    told = _told(subject, reader)
    over = told["decide"][0] == "done"
    found = []
    for each in rows:
        state, on, by, level = told[each.key]
        if state == "todo" and over and each.key != "notify":
            state = "unrecorded"
        found.append(Reached(each, state, on, by, level))
    return _named(found, subject)


_Told = tuple[str, date | None, str, int | None]
_AHEAD: _Told = ("todo", None, "", None)
_HIDDEN: _Told = ("hidden", None, "", None)


def _told(subject: Subject, reader: Reader) -> dict[str, _Told]:
    proposed = _proposed(subject, reader)
    decided, notified = _decided(subject, reader)
    return {
        "self": _self_rated(subject, reader),
        "consult": _consulted(subject, reader),
        "appraise": (*proposed[:3], None),
        "vote": _voted(subject, reader),
        "propose": proposed,
        "decide": decided,
        "notify": notified,
    }


def _self_rated(subject: Subject, reader: Reader) -> _Told:
    """The level only for those who may read the paper."""
    line = PaperLine.objects.filter(subject=subject).select_related("paper").first()
    if line is None:
        return _AHEAD
    if line.paper.state != Paper.State.HANDED_IN:
        return ("doing", None, "", None)
    may_read = paper_of(subject, reader.actor) is not None
    return ("done", _day(line.paper.handed_in_at), line.paper.owner, line.self_level if may_read else None)


def _consulted(subject: Subject, reader: Reader) -> _Told:
    seen = Opinion.objects.visible_to(reader.actor).filter(subject=subject).order_by("given_on", "pk")
    rows = list(seen.values_list("given_on", "body_name"))
    if not rows:
        return _AHEAD
    return ("done", rows[-1][0], "; ".join(dict.fromkeys(name for _on, name in rows)), None)


def _voted(subject: Subject, reader: Reader) -> _Told:
    if not reader.rates:
        return _HIDDEN
    found = voted_on(subject, reader.actor)
    return ("done", *found, None) if found else _AHEAD


def _proposed(subject: Subject, reader: Reader) -> _Told:
    if not reader.rates:
        return _HIDDEN
    found = Proposal.objects.visible_to(reader.actor).filter(subject=subject).order_by("at", "pk").last()
    return ("done", _day(found.at), found.body, found.level) if found else _AHEAD


def _decided(subject: Subject, reader: Reader) -> tuple[_Told, _Told]:
    """Decided and told: in the same act. A draft shows to those who draft and decide, and to nobody else."""
    if not reader.levels:
        return _HIDDEN, _HIDDEN
    lines = DecisionLine.objects.filter(subject=subject).select_related("decision")
    line = lines.filter(in_force=True).first()
    if line is not None:
        made: Any = line.decision
        by = f"{made.authority_name}, {made.number}"
        return ("done", made.signed_on, by, line.level), ("done", _day(made.released_at), made.authority_name, None)
    if reader.decides and lines.filter(decision__state=Decision.State.DRAFT).exists():
        return ("doing", None, "", None), _AHEAD
    return _AHEAD, _AHEAD


def _day(at: datetime | None) -> date | None:
    return localtime(at).date() if at else None


def _named(rows: list[Reached], subject: Subject) -> list[Reached]:
    """Codes of bodies as the names they had in the cycle."""
    codes = {each.by for each in rows if each.step.key in ("appraise", "vote", "propose") and each.by}
    names = dict(Place.objects.filter(cycle=subject.cycle_id, code__in=codes).values_list("code", "name"))
    return [Reached(each.step, each.state, each.on, names.get(each.by, each.by), each.level) for each in rows]


def waiting_for(subject: Subject, reader: Reader) -> list[Waiting]:
    """Ai phải xếp loại trước đối tượng này mà chưa có mức; nothing once a level is in force."""
    if subject.level or not subject.rated:
        return []
    found = []
    for before in procedure(subject.subject_kind, subject.cycle.rule_day).before:
        if before.what == "civil":
            if (reader.itself or reader.rates) and civil_level_missing(subject):
                found.append(Waiting(before, 1))
        elif before.what != "none":
            unrated = _before(subject, before.what).filter(cycle=subject.cycle_id, rated=True, level=None)
            if number := unrated.count():
                found.append(Waiting(before, number, _names(unrated, reader)))
    return found


def civil_level_missing(subject: Subject) -> bool:
    """Là cán bộ, công chức, viên chức mà năm ấy chưa có mức."""
    if subject.person is None or not subject.person.civil_servant:
        return False
    facts = YearFact.objects.filter(person=subject.person, year=subject.cycle.year, civil_level__isnull=False)
    return not facts.exists()


def _before(subject: Subject, what: str) -> QuerySet[Subject]:
    if what == "headed":
        return Subject.objects.filter(kind__in=_BODIES, code__in=subject.heads)
    if what == "collective":
        posts = Post.objects.filter(on_day(subject.cycle.as_of), person=subject.person_id, collective__isnull=False)
        return Subject.objects.filter(kind=Kind.COLLECTIVE, collective__in=posts.values("collective"))
    below = Subject.objects.filter(within(subject.path), cycle=subject.cycle_id)
    organisations = below.alias(depth=Length("path")).filter(
        kind=Kind.PARTY_ORGANISATION, depth=len(subject.path) + WIDTH
    )
    return organisations if organisations.exists() else below.filter(kind=Kind.MEMBER, path=subject.path)


def _names(unrated: QuerySet[Subject], reader: Reader) -> tuple[str, ...]:
    seen: QuerySet[Subject] = Subject.objects.visible_to(reader.actor).filter(pk__in=unrated.values("pk"))
    return tuple(each.name for each in seen.order_by("sort_key", "pk")[:MOST_NAMES])
