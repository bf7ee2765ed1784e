"""Chủ các bản kiểm điểm: whose papers the meeting hears, what each must answer, what it says already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from kiemdiem.accounts.actions import RECEIVE
from kiemdiem.cycles.models import Cycle, Subject
from kiemdiem.ledger.actor import Actor
from kiemdiem.regulation import Kind
from kiemdiem.reviews.models import Fault, FaultAnswer, Paper, PaperLine
from kiemdiem.suggestions.models import SuggestionItem
from kiemdiem.suggestions.queries import items_for


@dataclass(slots=True)
class Owner:
    """Chủ một bản kiểm điểm: the subjects the paper covers and what it must answer."""

    key: str
    name: str
    subjects: list[Subject]
    receiver: Subject | None = None  # by which whoever takes out the book receives the paper; None: received elsewhere
    paper: Paper | None = None
    levels: dict[int, int | None] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    items: list[SuggestionItem] = field(default_factory=list)

    @property
    def handed_in(self) -> bool:
        """Whether the paper is locked."""
        return self.paper is not None and self.paper.state == Paper.State.HANDED_IN

    @property
    def accepts(self) -> bool:
        """Whether a paper may still be received here."""
        return not self.handed_in and self.receiver is not None and self.receiver.cycle.has_forms

    def answer(self, key: str, part: str) -> str | None:
        """What a paper received here says; a draft is its writers' own and isn't shown."""
        if self.paper is None or not self.handed_in or self.receiver is None:
            return None
        return (self.paper.answers.get(key) or {}).get(part) or None

    def level(self, subject: Subject) -> int | None:
        """Mức tự xếp loại of a paper received here."""
        return self.levels.get(subject.pk) if self.handed_in and self.receiver else None


def owners_of(cycle: Cycle, candidates: Sequence[Subject], by: Actor) -> list[Owner]:
    """Chủ các bản kiểm điểm of those the meeting may hear; a fixed number of queries, however many they are."""
    owners = _owners(cycle, candidates)
    subjects = [each for owner in owners for each in owner.subjects]
    lines = PaperLine.objects.filter(subject__in=[each.pk for each in subjects]).select_related("paper")
    by_subject = {line.subject_id: line for line in lines}
    for owner in owners:
        held = [by_subject[each.pk] for each in owner.subjects if each.pk in by_subject]
        owner.paper = held[0].paper if held else None
        owner.levels = {line.subject_id: line.self_level for line in held}
    _faults(cycle, owners)
    items = items_for(subjects)
    for owner in owners:
        owner.receiver = next((each for each in owner.subjects if by.may(RECEIVE, each.path)), None)
        mine = {each.pk for each in owner.subjects}
        owner.items = [each for each in items if each.suggestion.subject_id in mine]
    return owners


def _owners(cycle: Cycle, candidates: Sequence[Subject]) -> list[Owner]:
    """One a paper: a person as member and leader; a collective with the organisation it reports for."""
    people = [each.person_id for each in candidates if each.person_id]
    of_people = Subject.objects.filter(cycle=cycle, reviewed=True, person__in=people).order_by("kind", "pk")
    found: dict[str, Owner] = {}
    bodies = {each.of_unit: each for each in reversed(candidates) if each.kind == Kind.COLLECTIVE}
    covered: dict[int | None, list[Subject]] = {}
    for subject in of_people:
        subject.cycle = cycle
        covered.setdefault(subject.person_id, []).append(subject)
    for each in candidates:
        each.cycle = cycle
        if each.person_id:
            key, mine = f"p{each.person_id}", covered[each.person_id]
        elif each.kind == Kind.PARTY_ORGANISATION and (body := bodies.get(each.code)):
            key, mine = f"c{body.collective_id}", [each]
        elif each.kind == Kind.COLLECTIVE:
            key, mine = f"c{each.collective_id}", [each]
        else:
            key, mine = f"u{each.unit_id}", [each]
        owner = found.setdefault(key, Owner(key, each.name, []))
        owner.subjects += [one for one in mine if one not in owner.subjects]
    return list(found.values())


def _faults(cycle: Cycle, owners: Iterable[Owner]) -> None:
    """Hạn chế còn mở từ các kỳ trước, as `answering.carried_over` finds them for one paper."""
    keys: dict[str, set[int]] = {"p": set(), "c": set(), "u": set()}
    for owner in owners:
        keys[owner.key[0]].add(int(owner.key[1:]))
    whose = Q(person__in=keys["p"]) | Q(collective__in=keys["c"]) | Q(unit__in=keys["u"])
    rows = list(
        Fault.objects.filter(whose, cycle__year__lt=cycle.year).select_related("cycle").order_by("cycle__year", "pk")
    )
    answers = FaultAnswer.objects.filter(fault__in=rows, paper__cycle=cycle)
    answered = set(answers.values_list("paper", "fault"))
    for owner in owners:
        paper = owner.paper.pk if owner.paper else None
        owner.faults = [
            each
            for each in rows
            if key_of(each) == owner.key and (each.state != Fault.State.FIXED or (paper, each.pk) in answered)
        ]


def key_of(fault: Fault) -> str:
    if fault.person_id:
        return f"p{fault.person_id}"
    return f"c{fault.collective_id}" if fault.collective_id else f"u{fault.unit_id}"
