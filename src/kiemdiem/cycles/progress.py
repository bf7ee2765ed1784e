"""Tiến độ: move subjects to a state and keep the tallies, in the transaction of the act that does it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db import connection

from kiemdiem.cycles.models import Subject, Tally
from kiemdiem.cycles.states import State

_ADD = """
INSERT INTO {table} (cycle_id, path, kind, state, number) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (cycle_id, path, kind, state) DO UPDATE SET number = {table}.number + EXCLUDED.number
"""


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
    rows = [(*key, number) for key, number in sorted(deltas.items()) if number]
    table = connection.ops.quote_name(Tally._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(_ADD.format(table=table), rows)
