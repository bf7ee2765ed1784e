"""Kết luận: what a rule answers, and the three refusals a caller of the law can meet.

RegulationError
├── NotInForce      no row of a parameter covers that day: the law has no default
└── BrokenOverlay   a file of a locality's own texts and parameters can't be used
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class RegulationError(Exception):
    """Any refusal of this package; its text is one Vietnamese sentence."""


class NotInForce(RegulationError):
    """Chưa có hoặc không còn hiệu lực: no row covers the day asked for."""


class BrokenOverlay(RegulationError):
    """Tệp thiết lập của địa phương không dùng được: what is wrong, where, and what to do."""


class Severity(StrEnum):
    """Mức độ: what a failed rule means under the law of that day."""

    BREACH = "breach"
    WARNING = "warning"
    NONE = "none"  # that year's law has no such rule
    UNCHECKED = "unchecked"  # a rule exists, but it can't be judged from the facts given


@dataclass(frozen=True, slots=True)
class Verdict:
    """Kết luận của một quy tắc: ok or not, under which code and clause, on which facts.

    `ok` is None when the rule could not be applied; `variant` picks the sentence when one code
    has several (which condition failed); `facts` holds only plain values, ready for JSON.
    """

    ok: bool | None
    code: str
    severity: Severity
    verified: bool
    citation: str
    variant: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
