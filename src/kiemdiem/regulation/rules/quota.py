"""Tỷ lệ “Hoàn thành xuất sắc nhiệm vụ”: the ceiling on *excellent* and the three readings of its base."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kiemdiem.regulation.law import Law
from kiemdiem.regulation.levels import Kind
from kiemdiem.regulation.verdicts import Verdict

READINGS = ("good_only", "good_or_better", "all_rated")


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
    """Tỷ lệ xuất sắc trong một nhóm không vượt mức quy định: 100·X ≤ p·base, in whole numbers.

    `ok` is None when the chosen reading lacks a count. Facts: the counts, the percentage, `allowed` (the most
    that base allows), `min_to_good` (the fewest moves from excellent to good that make the group lawful) and
    `readings`, true for each reading that holds, null for one that can't be known. A base that isn't known but
    is too small even if all of `total` were rated fails as variant `by_total`.
    """
    row = law.value("quota.excellent_share", on, kind=kind, scope=scope)
    percent: int = row["percent"]
    readings = {name: _holds(tally, name, percent) for name in READINGS}
    base = tally.base(reading)
    facts = {
        "excellent": tally.excellent,
        "good": tally.good,
        "completed": tally.completed,
        "failed": tally.failed,
        "base": base,
        "percent": percent,
        "allowed": None if base is None else percent * base // 100,
        "min_to_good": _moves(tally, reading, percent),
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


def _holds(tally: Tally, reading: str, percent: int) -> bool | None:
    if tally.excellent is None:
        return None
    if tally.excellent == 0:
        return True
    base = tally.base(reading)
    if base is not None:
        return 100 * tally.excellent <= percent * base
    if reading == "all_rated" and tally.total is not None and 100 * tally.excellent > percent * tally.total:
        return False  # the rated are at most the total, so even the widest base is too small
    return None


def _moves(tally: Tally, reading: str, percent: int) -> int | None:
    """A move takes one from excellent and, under `good_only`, adds one to the base."""
    base = tally.base(reading)
    if tally.excellent is None or base is None:
        return None
    over = 100 * tally.excellent - percent * base
    gain = 100 + percent if reading == "good_only" else 100
    return max(0, -(-over // gain))
