"""Các bước đánh giá, xếp loại: who does what where, in the order of the text in force, and who is rated before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kiemdiem.regulation.levels import Kind
from kiemdiem.regulation.texts import national
from kiemdiem.regulation.verdicts import NotInForce

KEYS = ("self", "consult", "appraise", "vote", "propose", "decide", "notify")


class Cited:
    """Có căn cứ: `cite` names text and clause; `citation` is how a page cites them."""

    __slots__ = ()
    cite: str

    @property
    def citation(self) -> str:
        """Căn cứ, as it is cited."""
        return cited(self.cite)


@dataclass(frozen=True, slots=True)
class Step(Cited):
    """Một bước: `stage` is the number the text gives it (0: none), `note` what is done or wasn't read."""

    key: str
    stage: int
    who: str
    where: str
    cite: str
    verified: bool
    note: str


@dataclass(frozen=True, slots=True)
class Before(Cited):
    """Ai được xếp loại trước; `what`: headed, collective, below, civil, or none when no record tells."""

    what: str
    text: str
    cite: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Procedure:
    """Quy trình xếp loại một loại đối tượng: the steps, how many the text speaks of, who is rated before."""

    steps: tuple[Step, ...]
    stages: int
    verified: bool
    before: tuple[Before, ...]


def procedure(kind: Kind, on: date) -> Procedure:
    """Quy trình có hiệu lực ngày ấy; raises NotInForce on a day no row covers."""
    rows = [by_kind for start, by_kind in _held() if start <= on]
    if not rows:
        raise NotInForce(f"Không có quy trình xếp loại nào có hiệu lực vào ngày {on:%d/%m/%Y}.")
    return rows[-1][kind]


def steps(kind: Kind, on: date) -> tuple[Step, ...]:
    """Các bước theo thứ tự của văn bản; raises NotInForce on a day no row covers."""
    return procedure(kind, on).steps


def cited(cite: str) -> str:
    """“hd-21-2019, II.B.6” as it is cited: “21-HD/BTCTW, II.B.6”."""
    key, _, clause = cite.partition(", ")
    number = national()[key].number
    return f"{number}, {clause}" if clause else number


@cache
def _held() -> tuple[tuple[date, Mapping[Kind, Procedure]], ...]:
    source = files("kiemdiem.regulation") / "steps.yaml"
    rows = yaml.load(source.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    found = [(row["from"], {kind: _procedure(row[kind.value]) for kind in Kind}) for row in rows]
    return tuple(sorted(found, key=lambda each: each[0]))


def _procedure(row: Mapping[str, Any]) -> Procedure:
    return Procedure(
        tuple(Step(**each) for each in row["steps"]),
        row["stages"],
        bool(row["verified"]),
        tuple(Before(**each) for each in row["before"]),
    )
