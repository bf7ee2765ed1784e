"""Căn cứ của một việc: the clause under which a task of the year is done."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from kiemdiem.regulation.texts import governing, national


def ground(task: str, year: int) -> str:
    """Điều khoản của một việc (write, review, propose, decide), as it is cited: “21-HD/BTCTW, II.A.2”.

    Raises NotInForce for a year no guidance covers, KeyError for a task that has no ground.
    """
    guidance = governing(year)[1]
    key, _, clause = _held()[guidance.key][task].partition(", ")
    number = national()[key].number
    return f"{number}, {clause}" if clause else number


@cache
def _held() -> Mapping[str, Mapping[str, str]]:
    source = files("kiemdiem.regulation") / "grounds.yaml"
    held: Mapping[str, Mapping[str, str]] = yaml.load(source.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return held
