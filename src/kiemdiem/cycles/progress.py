"""Tiến độ: move subjects to a state and keep the tallies, in the transaction of the act that does it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db.models import F

from kiemdiem.cycles.models import Subject, Tally
from kiemdiem.cycles.states import State


def advance(subjects: Iterable[Subject], state: State) -> None:
    """Chuyển tiến độ: the caller has locked the subjects and checked that they may go there."""
    moving = [subject for subject in subjects if subject.state != state]
    deltas: Counter[tuple[int, str, str, str]] = Counter()
    for subject in moving:
        deltas[subject.cycle_id, subject.path, subject.kind, subject.state] -= 1
        deltas[subject.cycle_id, subject.path, subject.kind, state] += 1
        subject.state = state
    Subject.objects.filter(pk__in=[subject.pk for subject in moving]).update(state=state)
    count(deltas)


def count(deltas: Counter[tuple[int, str, str, str]]) -> None:
    """Add to the tallies, in one order, so that two acts never wait for each other in a ring."""
    for (cycle, path, kind, state), number in sorted(deltas.items()):
        if number:
            Tally.objects.get_or_create(cycle_id=cycle, path=path, kind=kind, state=state)
            Tally.objects.filter(cycle_id=cycle, path=path, kind=kind, state=state).update(number=F("number") + number)
