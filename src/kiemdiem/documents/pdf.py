"""Bản PDF, by Typst: the words go in as data, the fonts are ours, and the same paper gives the same bytes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from pathlib import Path

import typst

from kiemdiem.documents.printed import Printed

_HERE = Path(__file__).parent
FONTS = _HERE / "fonts"


def write(paper: Printed) -> bytes:
    """The PDF; its own time is that of the paper, so that a digest kept can be checked later."""
    made: bytes = typst.compile(
        str(_HERE / "paper.typ"),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(paper.plain(), ensure_ascii=False)},
        timestamp=int(datetime.combine(paper.day, time(), UTC).timestamp()),
    )
    return made
