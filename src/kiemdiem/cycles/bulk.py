"""Đảng viên của đợt, by the hundred thousand: one statement lays down all members of a standing, a chunk at a time.

What differs from member to member stands in their own rows and in their cell's; only who is left out, and why, is
decided in Python, once for each standing and for the newly admitted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Min

from kiemdiem.cycles import eligibility
from kiemdiem.cycles.models import Cycle, Place, Subject
from kiemdiem.cycles.states import State
from kiemdiem.organisations.kinds import Standing
from kiemdiem.organisations.models import Person, Post
from kiemdiem.organisations.tree import within
from kiemdiem.regulation import Kind
from kiemdiem.regulation.rules import last_admission_day

CHUNK = 20_000  # keys of people a transaction

_INSERT = """
INSERT INTO {subject} (cycle_id, kind, code, name, name_key, sort_key, person_id, place, path, post, heads, of_unit,
                       authority, authority_path, group_id, reviewed, rated, reason, cite, state)
SELECT %(cycle)s, %(kind)s, person.code, person.name, person.name_key, person.sort_key, person.id, place.code,
       place.path,
       COALESCE((SELECT post.title FROM {post} post WHERE post.person_id = person.id AND post.since <= %(day)s
                 AND (post.until IS NULL OR post.until >= %(day)s) ORDER BY post.is_head DESC, post.id LIMIT 1), ''),
       {empty}, '', place.rates_members, place.rates_members_path,
       CASE WHEN %(rated)s THEN place.members_group_id END, %(reviewed)s, %(rated)s, %(reason)s, %(cite)s, %(state)s
FROM {person} person
JOIN {place} place ON place.cycle_id = %(cycle)s AND place.path = person.path
WHERE person.id BETWEEN %(first)s AND %(last)s AND person.standing = %(standing)s AND {admitted}
ON CONFLICT DO NOTHING
"""


def lay_down_members(cycle: Cycle, progress: Callable[[int], None]) -> None:
    """Lập danh sách đảng viên; those there already are left as they are."""
    people = Person.objects.filter(within(cycle.root_path))
    span = people.aggregate(first=Min("pk"), last=Max("pk"))
    if span["first"] is None:
        return
    standings = sorted(set(people.order_by().values_list("standing", flat=True).distinct()) - {Standing.LEFT})
    for first in range(span["first"], span["last"] + 1, CHUNK):
        done = 0
        with transaction.atomic(), connection.cursor() as cursor:
            for standing in standings:
                for sentence, parameters in _statements(cycle, standing):
                    cursor.execute(sentence, parameters | {"first": first, "last": first + CHUNK - 1})
                    done += max(0, cursor.rowcount)
        progress(done)


def _statements(cycle: Cycle, standing: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """One statement for those long in the Party, one for the newly admitted."""
    law, on = cycle.law, cycle.rule_day
    last = last_admission_day(law, on)
    for admitted, day in (
        ("(person.admitted IS NULL OR person.admitted <= %(last_day)s)", None),
        ("person.admitted > %(last_day)s", date.max),
    ):
        place = eligibility.member(standing, day, law, on)
        state = State.NOT_STARTED if place.reviewed else State.LEFT_OUT
        parameters = {
            "cycle": cycle.pk, "kind": Kind.MEMBER.value, "day": cycle.as_of, "standing": standing, "last_day": last,
            "reviewed": place.reviewed, "rated": place.rated, "reason": place.reason, "cite": place.cite,
            "state": state.value,
        }  # fmt: skip
        yield _INSERT.format(admitted=admitted, empty=_empty_list(), **_tables()), parameters


def _tables() -> dict[str, str]:
    models = {"subject": Subject, "place": Place, "person": Person, "post": Post}
    return {name: connection.ops.quote_name(model._meta.db_table) for name, model in models.items()}


def _empty_list() -> str:
    return "'[]'::jsonb" if connection.vendor == "postgresql" else "'[]'"
