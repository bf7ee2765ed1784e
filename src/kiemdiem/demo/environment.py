"""Môi trường của bản minh họa, before Django reads it: a folder of its own, nothing of a real site."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_KEPT = ("KIEMDIEM_DEMO_DAY",)
USUAL_DAY = "2022-12-08"


def environment(present: Mapping[str, str], data: Path) -> dict[str, str]:
    """Các biến môi trường: settings of a real site left out, so that its database is never touched."""
    strange = ("KIEMDIEM_", "DATABASE_URL")
    kept = {name: value for name, value in present.items() if name in _KEPT or not name.startswith(strange)}
    own = {"KIEMDIEM_DATA": str(data.absolute()), "KIEMDIEM_DEMO": "yes", "KIEMDIEM_SITE": "Thành ủy Vĩnh Giang"}
    return {"KIEMDIEM_DEMO_DAY": USUAL_DAY} | kept | own
