"""Gợi ý kiểm điểm trong văn bản: its categories in official words, and the words on who attends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Category:
    """Nhóm nội dung gợi ý; `needs_reason`: the text doesn't name it, so whoever chooses it says why."""

    key: str
    official: str
    named: bool
    needs_reason: bool


@cache
def categories() -> Mapping[str, Category]:
    """By key, in the order of the text."""
    rows = _held()["categories"]
    return {
        key: Category(key, row["official"], named=row["named"], needs_reason=row.get("reason", False))
        for key, row in rows.items()
    }


def citation() -> str:
    """Căn cứ: 608-CV/TU, mục 3."""
    return str(_held()["cite"])


def quoted(what: str) -> str:
    """Nguyên văn: `quote` on the content, `attend` on who is sent."""
    return str(_held()[what]).strip()


@cache
def _held() -> Mapping[str, Any]:
    source = files("kiemdiem.regulation") / "suggestions.yaml"
    held: Mapping[str, Any] = yaml.load(source.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return held
