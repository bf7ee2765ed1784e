"""Cài lỗi: each plant breaks one rule once, at a place where it breaks nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from kiemdiem.simulation.blocks import BAD_DAY, Block
from kiemdiem.simulation.law import Fault
from kiemdiem.simulation.lawful import Rated
from kiemdiem.simulation.levels import COMPLETED, EXCELLENT, FAILED, GOOD, UNRATED, UNREADABLE

Change = Callable[[Block, int], None]


@dataclass(frozen=True, slots=True)
class Violation:
    """Một lỗi đã cài: what the audit must find, in its own words; `file` is ratings or counts."""

    file: str
    code: str
    severity: str
    verified: bool
    year: int
    kind: str
    scope: str
    group: str
    subjects: tuple[str, ...]


@dataclass(slots=True)
class Site:
    """Nơi cài lỗi: a district, its generator, and what has been touched so far."""

    rated: Rated
    year: int
    last_day: int  # 31 December, counted from 1 January
    draw: np.random.Generator
    used: dict[int, set[int]] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)  # scopes of members in which nothing more may change
    deputies_over: bool = False

    def pick(self, block: Block, fitting: np.ndarray) -> int | None:
        """A row that fits and that no plant has touched; None when there is none."""
        used = self.used.setdefault(id(block), set())
        rows = [int(row) for row in self.draw.permutation(np.flatnonzero(fitting))[: len(used) + 1]]
        row = next((row for row in rows if row not in used), None)
        if row is not None:
            used.add(row)
        return row

    def calm(self) -> np.ndarray:
        """Members who can change without moving an excellent cell or a group already broken."""
        members, cells = self.rated.members, self.rated.cells
        excellent = cells.level[members.unit] == EXCELLENT
        calm: np.ndarray = ~excellent & ~np.isin(members.scope, list(self.closed)) & (members.column("discipline") == 0)
        return calm

    def spare(self, block: Block) -> np.ndarray:
        """Of each row's scope and group, how many *good* could go and the ceiling still hold: G − 5·X."""
        key = block.scope * len(block.group_names) + block.group
        good = np.bincount(key, weights=block.level == GOOD)
        excellent = np.bincount(key, weights=block.level == EXCELLENT)
        spare: np.ndarray = (good - 5 * excellent)[key]
        return spare


Planted = tuple[Block, int] | None
Plant = Callable[[Site], Planted]


def violation(fault: Fault, planted: tuple[Block, int], year: int) -> Violation:
    """What the audit must report of a plant: a quota names no subject, an unreadable kind no kind."""
    block, row = planted
    whole_group = fault.code == "quota.excellent"
    return Violation(
        file="ratings",
        code=fault.code,
        severity=fault.severity,
        verified=fault.verified,
        year=year,
        kind="" if fault.plant == "unknown_kind" else block.kind,
        scope=block.scope_at(row),
        group=block.group_at(row),
        subjects=() if whole_group else (block.code_at(row),),
    )


def _member(levels: tuple[int, ...], change: Change) -> Plant:
    """A plant on one member of those levels, in a cell that isn't excellent."""

    def plant(site: Site) -> Planted:
        members = site.rated.members
        row = site.pick(members, np.isin(members.level, levels) & site.calm())
        if row is None:
            return None
        change(members, row)
        return members, row

    return plant


def _body(which: Callable[[Rated], Block], levels: tuple[int, ...], change: Change) -> Plant:
    """A plant on one organisation, collective or leader of those levels."""

    def plant(site: Site) -> Planted:
        block = which(site.rated)
        row = site.pick(block, np.isin(block.level, levels) & (block.column("discipline") == 0))
        if row is None:
            return None
        change(block, row)
        return block, row

    return plant


def _sets(column: str, value: int, **more: int) -> Change:
    def change(block: Block, row: int) -> None:
        for name, each in {column: value, **more}.items():
            block.column(name)[row] = each

    return change


def _sets_level(level: int) -> Change:
    def change(block: Block, row: int) -> None:
        block.level[row] = level

    return change


def _is_young(block: Block, row: int) -> None:
    block.since[row] = 190 + row % 140  # admitted or founded from 10 July on


def _unread_day(block: Block, row: int) -> None:
    (block.since if row % 2 else block.decided)[row] = BAD_DAY


def _repeated(block: Block, row: int) -> None:
    block.repeated.append(row)


def _wrong_kind(block: Block, row: int) -> None:
    block.wrong_kind.append(row)


def _decided(days: range) -> Plant:
    """A member decided on one of those days after 31 December."""

    def plant(site: Site) -> Planted:
        members = site.rated.members
        row = site.pick(members, (members.level >= FAILED) & site.calm())
        if row is None:
            return None
        members.decided[row] = site.last_day + days[row % len(days)]
        return members, row

    return plant


def _quota_member(site: Site) -> Planted:
    """Goods of one grassroots organisation become excellent until the ceiling breaks."""
    members = site.rated.members
    free = (members.level == GOOD) & (members.column("discipline") == 0) & ~np.isin(members.scope, list(site.closed))
    row = site.pick(members, free)
    if row is None:
        return None
    inside = members.scope == members.scope[row]
    rows = site.draw.permutation(np.flatnonzero(free & inside))
    if not _break(members, rows, inside):
        return None
    members.column("civil")[rows[members.level[rows] == EXCELLENT]] = UNRATED
    site.closed.add(int(members.scope[row]))
    return members, row


def _quota_leader(site: Site) -> Planted:
    """Deputies become excellent until their group breaks; they head nothing, so no other rule is touched."""
    deputies = site.rated.deputies
    goods = site.draw.permutation(np.flatnonzero(deputies.level == GOOD))
    if site.deputies_over or not _break(deputies, goods, np.ones(len(deputies), dtype=bool)):
        return None
    site.deputies_over = True
    return deputies, 0


def _break(block: Block, goods: np.ndarray, inside: np.ndarray) -> bool:
    """Make excellent as few of these goods as break 5·X ≤ G inside; False, and nothing done, when they are too few."""
    excellent = int((block.level[inside] == EXCELLENT).sum())
    good = int((block.level[inside] == GOOD).sum())
    rising = max(0, (good - 5 * excellent) // 6 + 1)
    if not 0 < rising <= len(goods):
        return False
    block.level[goods[:rising]] = EXCELLENT
    return True


def _head_above(site: Site) -> Planted:
    """A secretary whose committee and organisation are merely completed is rated good."""
    rated = site.rated
    lowest = np.minimum(rated.committees.level, rated.grassroots.level)
    row = site.pick(rated.secretaries, (lowest == COMPLETED) & (rated.secretaries.level == COMPLETED))
    if row is None:
        return None
    rated.secretaries.level[row] = GOOD
    return rated.secretaries, row


def _collective_above(site: Site) -> Planted:
    """A committee whose organisation is merely completed is rated good."""
    rated = site.rated
    low = (rated.grassroots.level == COMPLETED) & (rated.committees.level == COMPLETED)
    row = site.pick(rated.committees, low)
    if row is None:
        return None
    rated.committees.level[row] = GOOD
    return rated.committees, row


def _subordinates(level: int, enough: Callable[[int, int], int]) -> Plant:
    """Goods of an excellent cell sink to `level`: as many of its rated members as `enough` says."""

    def plant(site: Site) -> Planted:
        members, cells = site.rated.members, site.rated.cells
        spare = site.spare(members)
        row = site.pick(cells, (cells.level == EXCELLENT) & ~np.isin(cells.scope, list(site.closed)))
        if row is None:
            return None
        inside = members.unit == row
        goods = np.flatnonzero(inside & (members.level == GOOD) & (members.column("discipline") == 0))
        rated = int((inside & (members.level >= FAILED)).sum())
        high = int((inside & (members.level >= GOOD)).sum())
        sinking = enough(rated, high)
        if sinking > len(goods) or not len(goods) or sinking > spare[goods[0]]:
            return None
        members.level[site.draw.permutation(goods)[:sinking]] = level
        site.closed.add(int(cells.scope[row]))
        return cells, row

    return plant


def _decision_order(site: Site) -> Planted:
    """A secretary is decided the day before the later of committee and organisation."""
    rated = site.rated
    row = site.pick(rated.secretaries, rated.secretaries.level >= FAILED)
    if row is None:
        return None
    rated.secretaries.decided[row] = max(rated.committees.decided[row], rated.grassroots.decided[row]) - 1
    return rated.secretaries, row


_RATED = (COMPLETED, GOOD)
PLANTS: Mapping[str, Plant] = {
    "quota_member": _quota_member,
    "quota_leader": _quota_leader,
    "head_above": _head_above,
    "collective_above": _collective_above,
    "discipline_member": _member(_RATED, _sets("discipline", 1, duty=1)),
    "discipline_leader": _body(lambda rated: rated.deputies, _RATED, _sets("discipline", 2)),
    "discipline_collective": _body(lambda rated: rated.committees, _RATED, _sets("discipline", 2)),
    "discipline_organisation": _body(lambda rated: rated.cells, _RATED, _sets("discipline", 1)),
    "discipline_self_detected": _member(_RATED, _sets("discipline", 1, self_detected=1)),
    "discipline_duty_member": _member(_RATED, _sets("discipline", 1, duty=1)),
    "discipline_duty_leader": _body(lambda rated: rated.deputies, _RATED, _sets("discipline", 2, duty=1)),
    "civil_excellent": _member((EXCELLENT,), _sets("civil", GOOD)),
    "civil_failed": _member((COMPLETED,), _sets("civil", FAILED)),
    "sick_leave": _member((GOOD,), _sets("sick", 90)),
    "ineligible_exempt": _member(_RATED, _sets("reason", 1)),
    "ineligible_suspended": _member(_RATED, _sets("reason", 2)),
    "ineligible_young_reason": _member(_RATED, _sets("reason", 3)),
    "ineligible_young_since": _member(_RATED, _is_young),
    "ineligible_young_collective": _body(lambda rated: rated.committees, _RATED, _is_young),
    "ineligible_young_organisation": _body(lambda rated: rated.cells, _RATED, _is_young),
    "unrated": _member((COMPLETED,), _sets_level(UNRATED)),
    "subordinates_completed": _subordinates(FAILED, lambda _rated, _high: 1),
    "subordinates_good": _subordinates(COMPLETED, lambda rated, high: high - (4 * rated - 1) // 5),
    "decision_order": _decision_order,
    "decision_edge": _decided(range(15)),
    "decision_late": _decided(range(15, 40)),
    "duplicate": _member(_RATED, _repeated),
    "unknown_level": _member((COMPLETED,), _sets_level(UNREADABLE)),
    "unknown_kind": _member((COMPLETED,), _wrong_kind),
    "unknown_date": _member(_RATED, _unread_day),
}
