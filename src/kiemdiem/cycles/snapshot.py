"""Chụp cây tổ chức: units on a day by path, and above whom each stands; what opening a cycle reads before it writes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kiemdiem.cycles.models import Cycle, Place
from kiemdiem.cycles.states import COMMITTEES, GRASSROOTS
from kiemdiem.organisations.models import Unit, on_day
from kiemdiem.organisations.tree import ancestors, within


@dataclass(frozen=True, slots=True)
class Node:
    """Một đơn vị trong bản chụp."""

    pk: int
    code: str
    name: str
    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Bản chụp một nhánh: units by path."""

    root: Node
    nodes: dict[str, Node]

    def superior(self, path: str) -> Node | None:
        """Cấp quyết định đối với một tổ chức, tập thể: the nearest committee above; None above the root.

        What stands below a grassroots organisation is decided by that organisation's committee.
        """
        return self._nearest(ancestors(path), GRASSROOTS | COMMITTEES)

    def rating_members(self, path: str) -> Node | None:
        """Cấp quyết định đối với đảng viên: the grassroots organisation of the cell, else the committee above it."""
        line = [*ancestors(path), path]
        return self._nearest(line, GRASSROOTS) or self._nearest(line, COMMITTEES)

    def _nearest(self, line: Iterable[str], kinds: frozenset[str]) -> Node | None:
        for path in reversed(list(line)):
            node = self.nodes.get(path)
            if node is not None and node.kind in kinds:
                return node
        return None


def take(root: Unit, as_of: date) -> Snapshot:
    """The branch of a unit as it stands on a day."""
    rows = Unit.objects.filter(within(root.path), on_day(as_of)).order_by("path")
    nodes = {row[4]: Node(*row) for row in rows.values_list("pk", "code", "name", "kind", "path")}
    return Snapshot(nodes[root.path], nodes)


def frozen(cycle: Cycle) -> Snapshot:
    """The tree of a cycle as it was frozen at opening."""
    rows = Place.objects.filter(cycle=cycle).values_list("unit_id", "code", "name", "kind", "path")
    nodes = {row[4]: Node(*row) for row in rows}
    return Snapshot(nodes[cycle.root_path], nodes)
