"""Danh sách hiện có: the rows of every sheet as the database holds them, in codes, for comparing and for export."""

from __future__ import annotations

from typing import Any

from kiemdiem.ledger.actor import Actor
from kiemdiem.organisations.actions import READ
from kiemdiem.organisations.models import Collective, Membership, Person, Post, Unit, YearFact
from kiemdiem.organisations.roster.columns import COLLECTIVES, FACTS, KEYS, PEOPLE, POSTS, SHEETS, TEMPORARY, UNITS
from kiemdiem.organisations.roster.read import Key
from kiemdiem.organisations.tree import within_any

# Managers and how each is ordered; made into queries when asked, since models may still be loading here.
_SOURCES: dict[str, tuple[Any, tuple[str, ...], dict[str, str]]] = {
    UNITS: (Unit.objects, ("path",), {"parent": "parent__code"}),
    COLLECTIVES: (Collective.objects, ("code",), {"unit": "unit__code"}),
    PEOPLE: (Person.objects, ("path", "sort_key", "code"), {"cell": "cell__code"}),
    TEMPORARY: (
        Membership.objects,
        ("person__code", "since"),
        {"person": "person__code", "cell": "cell__code"},
    ),
    POSTS: (
        Post.objects,
        ("unit__path", "person__code", "since"),
        {
            "person": "person__code",
            "unit": "unit__code",
            "collective": "collective__code",
            "managed_by": "managed_by__code",
        },
    ),
    FACTS: (YearFact.objects, ("person__code", "year"), {"person": "person__code"}),
}


# The path of where a row stands, for whoever may read only some branches.
_PATHS = {
    UNITS: "path",
    COLLECTIVES: "unit__path",
    PEOPLE: "path",
    TEMPORARY: "person__path",
    POSTS: "unit__path",
    FACTS: "person__path",
}


def current_rows(sheet: str, seen_by: Actor | None = None) -> dict[Key, dict[str, Any]]:
    """Every row of one sheet by its key, or those that an actor may read; an empty reference reads "", as in a cell."""
    manager, order, names = _SOURCES[sheet]
    query = manager.order_by(*order)
    if seen_by is not None:
        query = query.filter(within_any(seen_by.reach(READ), _PATHS[sheet]))
    if sheet == TEMPORARY:
        query = query.filter(temporary=True)
    columns = [column.key for column in SHEETS[sheet]]
    found: dict[Key, dict[str, Any]] = {}
    for cells in query.values_list(*(names.get(key, key) for key in columns)).iterator(5000):
        row = dict(zip(columns, cells, strict=True))
        for key in names:
            row[key] = row[key] or ""
        found[tuple(row[part] for part in KEYS[sheet])] = row
    return found
