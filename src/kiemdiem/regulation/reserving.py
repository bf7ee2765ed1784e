"""Quyền bảo lưu ý kiến: its clause and what it says, with the doubt about it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kiemdiem.regulation.law import UNVERIFIED_MARK


def citation() -> str:
    """Căn cứ as it is cited, marked as long as nobody has read the clause."""
    held = _held()
    return f"{held['number']}, {held['clause']}" + ("" if held["verified"] else UNVERIFIED_MARK)


def reading() -> str:
    """Điều khoản ấy nói gì, in our words."""
    return str(_held()["reading"])


@cache
def _held() -> dict[str, Any]:
    source = files("kiemdiem.regulation") / "reserving.yaml"
    held: dict[str, Any] = yaml.load(source.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return held
