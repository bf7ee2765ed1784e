"""Điều kiện của từng mức xếp loại: what each level asks, and how the criteria of one paper stand against it.

Nothing here gives anybody a level: a condition holds, doesn't, or is for people to judge.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kiemdiem.regulation.forms import CriterionLevel
from kiemdiem.regulation.levels import Kind, Level
from kiemdiem.regulation.steps import Cited
from kiemdiem.regulation.verdicts import NotInForce


class Stands(StrEnum):
    """Một điều kiện đứng ở đâu."""

    HOLDS = "holds"
    FAILS = "fails"
    OPEN = "open"  # people judge it, or something isn't known yet


@dataclass(frozen=True, slots=True)
class Condition(Cited):
    """Một điều kiện của một mức: on criteria (`least`, by group), or a `text` and the code of the rule judging it."""

    least: Mapping[str, CriterionLevel]
    text: str
    code: str
    cite: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """Một điều kiện đối chiếu với tiêu chí: `lacking` are the criteria in the way, `unknown` those without a level."""

    condition: Condition
    stands: Stands
    lacking: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def conditions(kind: Kind, on: date) -> Mapping[Level, tuple[Condition, ...]]:
    """Điều kiện của bốn mức, the best first; of *failed* any one is a ground. Raises NotInForce."""
    rows = [by_kind for start, by_kind in _held() if start <= on]
    if not rows:
        raise NotInForce(f"Không có điều kiện xếp loại nào có hiệu lực vào ngày {on:%d/%m/%Y}.")
    return rows[-1][kind]


def against(
    kind: Kind,
    on: date,
    grades: Mapping[str, int | None],
    results: Collection[str],
    known: Mapping[tuple[Level, str], bool] | None = None,
) -> dict[Level, list[Shown]]:
    """Từng điều kiện của từng mức đối chiếu với các tiêu chí; never a level.

    `grades`: criterion → its level, None when none is given; `results`: which of them are on results of assigned tasks;
    `known`: what the year's facts say of a condition that names a rule, by level and code.
    """
    facts = known or {}
    return {
        level: [_shown(each, grades, results, facts.get((level, each.code))) for each in asked]
        for level, asked in conditions(kind, on).items()
    }


def _shown(
    condition: Condition, grades: Mapping[str, int | None], results: Collection[str], known: bool | None
) -> Shown:
    if not condition.least:
        return Shown(condition, Stands.OPEN if known is None else Stands.HOLDS if known else Stands.FAILS)
    basic = "basic" in condition.least
    least = {key: condition.least["basic" if basic else "results" if key in results else "others"] for key in grades}
    unknown = tuple(key for key, grade in grades.items() if grade is None)
    lacking = tuple(key for key, grade in grades.items() if grade is not None and grade < least[key])
    if lacking and not basic:  # which criteria are “basic” the text doesn't say: whether one counts, people judge
        stands = Stands.FAILS
    else:
        stands = Stands.OPEN if lacking or unknown or not grades else Stands.HOLDS
    return Shown(condition, stands, lacking, unknown)


@cache
def _held() -> tuple[tuple[date, Mapping[Kind, Mapping[Level, tuple[Condition, ...]]]], ...]:
    source = files("kiemdiem.regulation") / "conditions.yaml"
    rows = yaml.load(source.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    found = [(row["from"], {kind: _levels(row[kind.value]) for kind in Kind}) for row in rows]
    return tuple(sorted(found, key=lambda each: each[0]))


def _levels(row: Mapping[str, Any]) -> Mapping[Level, tuple[Condition, ...]]:
    return {level: tuple(_condition(each) for each in row[level.key]) for level in reversed(Level)}


def _condition(row: Mapping[str, Any]) -> Condition:
    least = {group: CriterionLevel[name.upper()] for group, name in row.get("criteria", {}).items()}
    return Condition(least, row.get("text", ""), row.get("code", ""), row["cite"], bool(row["verified"]))
