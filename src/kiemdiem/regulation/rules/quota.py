"""Tỷ lệ “Hoàn thành xuất sắc nhiệm vụ”: the ceiling on *excellent* and the three readings of its base."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kiemdiem.regulation.law import Law
from kiemdiem.regulation.levels import Kind
from kiemdiem.regulation.verdicts import Verdict

READINGS = ("good_only", "good_or_better", "all_rated")


ROUNDINGS = ("down", "nearest", "up")


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Mức tối đa: a percentage, how its product becomes a whole number, and what a small group may have.

    `rounding` is one of `ROUNDINGS`; `small_group` {below, allowed}: a base under `below` allows at least `allowed`.
    """

    percent: int
    rounding: str = "down"
    small_group: Mapping[str, int] | None = None

    def allows(self, base: int) -> int:
        """Số xuất sắc nhiều nhất của một mẫu số."""
        product = self.percent * base
        most = {"down": product, "nearest": product + 50, "up": product + 99}[self.rounding] // 100
        if self.small_group and base < self.small_group["below"]:
            return max(most, self.small_group["allowed"])
        return most


@dataclass(frozen=True, slots=True)
class Tally:
    """Số lượng theo mức trong một nhóm: how many subjects got each level; None = the source doesn't say."""

    excellent: int | None
    good: int | None
    completed: int | None = None
    failed: int | None = None
    not_rated: int | None = None
    total: int | None = None

    @property
    def rated(self) -> int | None:
        """Số được xếp loại: the four levels, else the total less those not rated; None when unknown."""
        levels = [self.excellent, self.good, self.completed, self.failed]
        given = [level for level in levels if level is not None]
        if len(given) == len(levels):
            return sum(given)
        if self.total is not None and self.not_rated is not None:
            return self.total - self.not_rated
        return None

    def base(self, reading: str) -> int | None:
        """Mẫu số theo một cách đọc; None when the counts it needs are unknown."""
        if reading == "good_only":
            return self.good
        if reading == "good_or_better":
            return None if self.good is None or self.excellent is None else self.good + self.excellent
        return self.rated


def excellent_share(
    tally: Tally, law: Law, on: date, *, kind: Kind, scope: str = "", reading: str = "good_only"
) -> Verdict:
    """Tỷ lệ xuất sắc trong một nhóm không vượt mức quy định: X ≤ ⌊p·base / 100⌋, in whole numbers.

    A row of the competent level may name its own `reading_by_decision`, `rounding` and `small_group` (decision 0037).
    `ok` is None when the reading lacks a count. Facts: the counts, the percentage, `allowed` (the most that base
    allows), `room` (how many could still go from good to excellent), `min_to_good` (the fewest moves back that make
    the group lawful) and `readings`, true for each reading that holds, null for one that can't be known. A base that
    isn't known but is too small even if all of `total` were rated fails as variant `by_total`.
    """
    row = law.value("quota.excellent_share", on, kind=kind, scope=scope)
    reading = row.values.get("reading_by_decision") or reading
    ceiling = Ceiling(row["percent"], str(row.values.get("rounding", "down")), row.values.get("small_group"))
    percent = ceiling.percent
    readings = {name: _holds(tally, name, ceiling) for name in READINGS}
    base = tally.base(reading)
    facts = {
        "excellent": tally.excellent,
        "good": tally.good,
        "completed": tally.completed,
        "failed": tally.failed,
        "base": base,
        "percent": percent,
        "allowed": None if base is None else ceiling.allows(base),
        "room": _room(tally, reading, ceiling),
        "min_to_good": _moves(tally, reading, ceiling),
        "reading": reading,
        "readings": readings,
    }
    if decision_no := row.values.get("decision_no"):
        facts["decision_no"] = decision_no
    by_total = base is None and readings[reading] is False
    if by_total:
        facts["total"] = tally.total
    return law.verdict(
        "quota.excellent",
        row,
        on,
        ok=readings[reading],
        variant="by_total" if by_total else "",
        facts=facts,
    )


def _holds(tally: Tally, reading: str, ceiling: Ceiling) -> bool | None:
    if tally.excellent is None:
        return None
    if tally.excellent == 0:
        return True
    base = tally.base(reading)
    if base is not None:
        return tally.excellent <= ceiling.allows(base)
    if reading == "all_rated" and tally.total is not None and tally.excellent > ceiling.allows(tally.total):
        return False  # the rated are at most the total, so even the widest base is too small
    return None


def _base_after(base: int, reading: str, moved: int) -> int:
    """Mẫu số khi `moved` trường hợp từ tốt lên xuất sắc; negative, from excellent to good."""
    return base - moved if reading == "good_only" else base


def _moves(tally: Tally, reading: str, ceiling: Ceiling) -> int | None:
    """The fewest moves from excellent to good that make the group lawful."""
    base, excellent = tally.base(reading), tally.excellent
    if excellent is None or base is None:
        return None

    def holds(moved: int) -> bool:
        return excellent - moved <= ceiling.allows(_base_after(base, reading, -moved))

    return bisect_left(range(excellent), True, key=holds)


def _room(tally: Tally, reading: str, ceiling: Ceiling) -> int | None:
    """The most moves from good to excellent that keep it lawful."""
    base, excellent = tally.base(reading), tally.excellent
    if excellent is None or base is None or tally.good is None:
        return None

    def fails(moved: int) -> bool:
        return excellent + moved > ceiling.allows(_base_after(base, reading, moved))

    return bisect_left(range(1, tally.good + 1), True, key=fails)
