"""Nhập sổ danh sách: all changes of a plan in one transaction, one entry in the ledger; or nothing at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import manifest_digest, record
from kiemdiem.organisations.actions import IMPORT
from kiemdiem.organisations.acts import begin_placement, move_people, refresh_paths
from kiemdiem.organisations.models import Collective, Membership, Person, Placement, Post, Unit, YearFact
from kiemdiem.organisations.roster.columns import COLLECTIVES, FACTS, PEOPLE, POSTS, SHEETS, TEMPORARY, UNITS
from kiemdiem.organisations.roster.plan import Change, Plan, preview
from kiemdiem.organisations.roster.read import Problem
from kiemdiem.organisations.tree import child_number, child_path

_BATCH = 500


class Unsound(Exception):
    """Sổ còn chỗ phải sửa: nothing was written; `problems` says where and what."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} chỗ phải sửa, chưa nhập gì")
        self.problems = problems


@transaction.atomic
def apply_roster(path: Path, *, by: Actor, on: date) -> Plan:
    """Nhập sổ danh sách có hiệu lực từ ngày `on`. The workbook is read and compared again inside the transaction.

    Raises PermissionDenied when a row stands outside the branches where the actor may import (a new root is for the
    command line), Unsound when a cell is wrong; the same workbook again changes nothing and writes no entry.
    """
    plan = preview(path)
    if outside(plan, by):
        raise PermissionDenied
    if plan.problems:
        raise Unsound(plan.problems)
    if plan.is_empty:
        return plan
    _Applying(on).run(plan)
    lines = [f"{sheet} {change.key} {change.fields}" for sheet, rows in plan.changes.items() for change in rows]
    counts = {sheet: len(rows) for sheet, rows in plan.changes.items() if rows}
    record(
        "roster.applied",
        by=by,
        about=f"roster:{path.name}",
        path="",
        facts={"rows": counts, "since": on.isoformat(), "manifest": manifest_digest(lines)},
    )
    return plan


def outside(plan: Plan, by: Actor) -> list[Change]:
    """Các dòng ngoài phạm vi được nhập: rows that stand, or would stand, where the actor may not import.

    Rows that wouldn't change count too: an answer about them would tell a stranger that the guess was right.
    """
    paths_of = _places(plan)
    rows = [change for changes in plan.changes.values() for change in changes]
    known: dict[str, bool] = {}

    def may(path: str) -> bool:
        if path not in known:
            known[path] = by.may(IMPORT, path)
        return known[path]

    return [change for change in [*rows, *plan.same] if not all(map(may, paths_of(change)))]


def _places(plan: Plan) -> Callable[[Change], set[str]]:
    """Gives the paths of the units that a row touches: where it stands now, and where it would stand.

    A code that names nothing is left out here: it is among the problems, with which nothing is written.
    """
    paths = dict(Unit.objects.values_list("code", "path"))
    above = {change.row["code"]: change.row["parent"] for change in plan.changes.get(UNITS, ())}
    people = dict(Person.objects.values_list("code", "path"))
    coming = {change.row["code"]: change.row["cell"] for change in plan.changes.get(PEOPLE, ())}

    def path_of(code: str | None) -> str | None:
        seen: set[str] = set()
        while code and code not in paths and code not in seen:
            seen.add(code)
            code = above.get(code)
        return paths.get(code) if code else code

    def path_of_person(code: str) -> str | None:
        return people[code] if code in people else path_of(coming.get(code))

    def paths_of(change: Change) -> set[str]:
        rows = (change.row, change.old or change.row)
        if change.sheet in (TEMPORARY, FACTS):
            return {path for row in rows if (path := path_of_person(row["person"])) is not None}
        found = {path_of(row[_STANDS[change.sheet]]) for row in rows}
        if change.sheet == UNITS and change.row["parent"] and "parent" in change.fields:
            found.add(path_of(change.row["parent"]))
        return {path for path in found if path is not None}

    return paths_of


_STANDS = {UNITS: "code", COLLECTIVES: "unit", PEOPLE: "cell", POSTS: "unit"}


class _Applying:
    """Một lần ghi: codes to ids as they come to be known, sheet by sheet in the order of what refers to what."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.ids: dict[str, dict[str, int]] = {}

    def run(self, plan: Plan) -> None:
        """Write every sheet; units first, since everything stands in one."""
        steps: Mapping[str, Callable[[list[Change]], None]] = {
            UNITS: self.units,
            COLLECTIVES: self.collectives,
            PEOPLE: self.people,
            TEMPORARY: self.temporary,
            POSTS: self.posts,
            FACTS: self.facts,
        }
        for sheet, model in ((UNITS, Unit), (COLLECTIVES, Collective), (PEOPLE, Person)):
            self.ids[sheet] = dict(model._default_manager.values_list("code", "id"))
        for sheet in SHEETS:
            if changes := plan.changes.get(sheet):
                steps[sheet](changes)

    def units(self, changes: list[Change]) -> None:
        """New units below their parents, level by level; a new name or parent begins a new placement."""
        paths = dict(Unit.objects.values_list("code", "path"))
        last: dict[str, int] = {}
        for path in paths.values():
            last[path[:-4]] = max(last.get(path[:-4], 0), child_number(path))
        waiting = [change for change in changes if change.old is None]
        while waiting:
            ready = [change for change in waiting if not change.row["parent"] or change.row["parent"] in paths]
            made = []
            for change in ready:
                above = paths.get(change.row["parent"], "")
                last[above] = last.get(above, 0) + 1
                paths[change.row["code"]] = child_path(above, last[above])
                made.append(self._unit(change.row, paths[change.row["code"]]))
            Unit.objects.bulk_create(made, _BATCH)
            self.ids[UNITS] |= {unit.code: unit.pk for unit in made}
            Placement.objects.bulk_create(
                [Placement(unit=unit, parent_id=unit.parent_id, name=unit.name, since=unit.since) for unit in made],
                _BATCH,
            )
            waiting = [change for change in waiting if change.row["code"] not in paths]
        self._changed_units([change for change in changes if change.old is not None])

    def _unit(self, row: Mapping[str, Any], path: str) -> Unit:
        return Unit(
            code=row["code"],
            kind=row["kind"],
            parent_id=self.ids[UNITS].get(row["parent"]),
            path=path,
            since=row["since"],
            until=row["until"],
            **Unit.name_keys(row["name"]),
        )

    def _changed_units(self, changes: Iterable[Change]) -> None:
        moved = False
        for change in changes:
            unit = Unit.objects.get(code=change.row["code"])
            for name, value in Unit.name_keys(change.row["name"]).items():
                setattr(unit, name, value)
            unit.kind, unit.since, unit.until = change.row["kind"], change.row["since"], change.row["until"]
            unit.parent_id = self.ids[UNITS].get(change.row["parent"])
            unit.save()
            if {"name", "parent"} & set(change.fields):
                begin_placement(unit, self.on)
            moved = moved or "parent" in change.fields
        if moved:
            refresh_paths()

    def collectives(self, changes: list[Change]) -> None:
        """Collectives, new and changed."""
        self._upsert(
            Collective,
            COLLECTIVES,
            changes,
            lambda row: {
                "code": row["code"],
                "kind": row["kind"],
                "unit_id": self.ids[UNITS][row["unit"]],
                "since": row["since"],
                "until": row["until"],
                **Collective.name_keys(row["name"]),
            },
        )

    def people(self, changes: list[Change]) -> None:
        """People; a new cell ends the official membership in the old one the day before."""
        paths = dict(Unit.objects.values_list("code", "path"))
        self._upsert(
            Person,
            PEOPLE,
            changes,
            lambda row: {
                "cell_id": self.ids[UNITS].get(row["cell"]),
                "path": paths.get(row["cell"], ""),
                **{name: row[name] for name in ("code", "born", "admitted", "confirmed", "standing", "civil_servant")},
                **Person.name_keys(row["name"]),
            },
        )
        self._memberships([change for change in changes if "cell" in change.fields])

    def _memberships(self, changes: list[Change]) -> None:
        """New people begin where they were admitted; those already known move on the day of the import."""
        moving: dict[int, list[int]] = defaultdict(list)
        beginning = []
        for change in changes:
            person, cell = self.ids[PEOPLE][change.row["code"]], self.ids[UNITS].get(change.row["cell"])
            if change.old is None and cell:
                beginning.append(Membership(person_id=person, cell_id=cell, since=change.row["admitted"] or self.on))
            elif cell:
                moving[cell].append(person)
        Membership.objects.bulk_create(beginning, _BATCH)
        for unit in Unit.objects.filter(pk__in=moving):
            move_people(moving[unit.pk], unit, self.on)

    def temporary(self, changes: list[Change]) -> None:
        """Temporary memberships."""
        for change in changes:
            Membership.objects.update_or_create(
                person_id=self.ids[PEOPLE][change.row["person"]],
                cell_id=self.ids[UNITS][change.row["cell"]],
                temporary=True,
                since=change.row["since"],
                defaults={"until": change.row["until"]},
            )

    def posts(self, changes: list[Change]) -> None:
        """Posts held."""
        own = {
            (person, unit, title, since): key
            for key, person, unit, title, since in Post.objects.values_list(
                "id", "person__code", "unit__code", "title", "since"
            )
        }
        self._by_key(Post, changes, own, ("person", "unit", "title", "since"), self._post)

    def _post(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "person_id": self.ids[PEOPLE][row["person"]],
            "unit_id": self.ids[UNITS][row["unit"]],
            "collective_id": self.ids[COLLECTIVES].get(row["collective"]),
            "managed_by_id": self.ids[UNITS].get(row["managed_by"]),
            **{name: row[name] for name in ("title", "is_head", "since", "until")},
        }

    def facts(self, changes: list[Change]) -> None:
        """Facts about a year."""
        own = {(person, year): key for key, person, year in YearFact.objects.values_list("id", "person__code", "year")}
        names = [column.key for column in SHEETS[FACTS] if column.key != "person"]
        self._by_key(
            YearFact,
            changes,
            own,
            ("person", "year"),
            lambda row: {"person_id": self.ids[PEOPLE][row["person"]], **{name: row[name] for name in names}},
        )

    def _upsert(
        self, model: Any, sheet: str, changes: list[Change], fields: Callable[[Mapping[str, Any]], Any]
    ) -> None:
        """Rows that other sheets refer to: their ids are remembered by code."""
        own = {(code,): key for code, key in self.ids[sheet].items()}
        self._by_key(model, changes, own, ("code",), fields)
        self.ids[sheet] = dict(model._default_manager.values_list("code", "id"))

    def _by_key(
        self,
        model: Any,
        changes: list[Change],
        own: Mapping[tuple[Any, ...], int],
        key: tuple[str, ...],
        fields: Callable[[Mapping[str, Any]], dict[str, Any]],
    ) -> None:
        new: list[Any] = []
        changed: list[Any] = []
        for change in changes:
            known = own.get(tuple(change.row[part] for part in key))
            (new if known is None else changed).append(model(pk=known, **fields(change.row)))
        model._default_manager.bulk_create(new, _BATCH)
        if changed:  # an upsert by id: ten times faster than bulk_update's long CASE
            names = [name for name in fields(changes[0].row) if name != "code"]
            model._default_manager.bulk_create(
                changed, _BATCH, update_conflicts=True, unique_fields=["id"], update_fields=names
            )
