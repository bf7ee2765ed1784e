"""Kết quả bỏ phiếu: which level the slips reach under a threshold; it informs a proposal and binds nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kiemdiem.regulation.law import Law
from kiemdiem.regulation.levels import Level

BASES = ("entitled", "present", "valid")


@dataclass(frozen=True, slots=True)
class Threshold:
    """Ngưỡng phiếu: the share a level needs, of which number, and whether votes for a higher level count for it."""

    key: str
    name: str
    base: str
    higher_counts: bool
    needs: Mapping[Level, tuple[int, int, str]]  # share, of, "more" than it or at "least" it
    citation: str = ""
    verified: bool = False

    def least(self, level: Level, base: int) -> int:
        """Số phiếu ít nhất để đạt mức ấy."""
        share, of, how = self.needs[level]
        return base * share // of + 1 if how == "more" else -(-base * share // of)

    def plain(self) -> dict[str, Any]:
        """For a JSON column."""
        return {
            "key": self.key, "name": self.name, "base": self.base, "higher_counts": self.higher_counts,
            "needs": {level.key: list(need) for level, need in self.needs.items()},
            "citation": self.citation, "verified": self.verified,
        }  # fmt: skip

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Threshold:
        """The same threshold again."""
        needs = {level: tuple(plain["needs"][level.key]) for level in Level}
        return cls(**dict(plain) | {"needs": needs})


@dataclass(frozen=True, slots=True)
class Reached:
    """Mức đạt ngưỡng: the highest one that does, None when none does; `needed` slips of `base` for each level."""

    level: Level | None
    base: int
    needed: Mapping[Level, int]
    counted: Mapping[Level, int] = field(default_factory=dict)


def thresholds(law: Law, on: date, *, base: str = "", higher_counts: bool | None = None) -> dict[str, Threshold]:
    """Các ngưỡng có thể chọn vào ngày ấy, by key, the usual one first; another base may be asked for."""
    row = law.value("vote.threshold", on)
    usual, options = row["usual"], row["options"]
    if base and base not in BASES:
        raise ValueError(base)
    citation = law.grounds("vote.threshold", on)
    found = {}
    for key in sorted(options, key=lambda each: each != usual):
        needs = {level: tuple(options[key]["needs"][level.key]) for level in Level}
        counts = row["higher_counts"] if higher_counts is None else higher_counts
        found[key] = Threshold(
            key=key, name=options[key]["name"], base=base or row["base"], higher_counts=bool(counts), needs=needs,
            citation=citation, verified=row.verified,
        )  # fmt: skip
    return found


def level_reached(
    votes: Mapping[Level, int], threshold: Threshold, *, entitled: int, present: int, valid: int
) -> Reached:
    """Mức mà số phiếu đạt ngưỡng. With a base of nobody none is reached."""
    base = {"entitled": entitled, "present": present, "valid": valid}[threshold.base]
    counted = {
        level: sum(votes.get(each, 0) for each in Level if each == level or (threshold.higher_counts and each > level))
        for level in Level
    }
    needed = {level: threshold.least(level, base) for level in Level}
    reached = [level for level in Level if base and counted[level] >= needed[level]]
    return Reached(max(reached, default=None), base, needed, counted)
