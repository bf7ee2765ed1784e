"""Tìm dòng tiêu đề: the row of column names, also below title blocks and over two merged rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kiemdiem.vietnamese import fold, squeeze

HEAD_ROWS = 60  # how far down a header is looked for
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_NUMBERING = re.compile(r"\(?\s*(?:\d{1,2}|[a-z])\s*\)?(?:\s*=.*)?")
_TOTAL = re.compile(
    r"(?:[ivx]+[.)]?\s+)?(?:tổng\s+cộng\b.*|tổng\s+số\b.*|tổng\s*[:.]?|cộng\s*[:.]?|cộng\s+(?:chung|toàn)\b.*"
    r"|tong (?:cong|so))\s*:?"
)

Rows = Sequence[Sequence[str | None]]


def header_key(text: str) -> str:
    """How two headers are compared: no case, marks, punctuation or spacing; “Mã đơn vị” → “ma don vi”."""
    return _NOT_WORD.sub(" ", fold(text)).strip()


def is_total_label(text: str | None) -> bool:
    """Nhãn của dòng cộng: “Tổng cộng”, “Tổng số: 12”, “Cộng” …; not “Tổng công ty …”, which is a unit."""
    return bool(text) and bool(_TOTAL.fullmatch(squeeze(text or "").lower()))


@dataclass(frozen=True, slots=True)
class Header:
    """Dòng tiêu đề: names by column ("" where empty), the index of its first row and of the first data row."""

    names: tuple[str, ...]
    row: int
    data_row: int
    known: int


def find_header(rows: Rows, schemas: Sequence[Collection[str]]) -> Header | None:
    """The row, or pair of rows, that names the most columns of one schema; None when none names two.

    `schemas` hold header keys; a pair is taken only when the second row adds names the first lacks.
    """
    best: Header | None = None
    for index, row in enumerate(rows):
        below = rows[index + 1] if index + 1 < len(rows) else ()
        for schema in schemas:
            single = _names(row, (), schema)
            known = _known(single, schema)
            depth = 1
            if known:
                pair = _names(row, below, schema)
                if _known(pair, schema) > max(known, _known(_names(below, (), schema), schema)):
                    single, known, depth = pair, _known(pair, schema), 2
            if known >= 2 and (best is None or known > best.known):
                best = Header(tuple(single), index, index + depth, known)
    if best and best.data_row < len(rows) and _is_numbering(rows[best.data_row]):
        return Header(best.names, best.row, best.data_row + 1, best.known)
    return best


def _names(row: Sequence[str | None], below: Sequence[str | None], schema: Collection[str]) -> list[str]:
    names = []
    for column in range(max(len(row), len(below))):
        upper = (row[column] if column < len(row) else None) or ""
        lower = (below[column] if column < len(below) else None) or ""
        names.append(lower if header_key(lower) in schema and header_key(upper) not in schema else upper)
    return names


def _known(names: Sequence[str], schema: Collection[str]) -> int:
    return len({header_key(name) for name in names if name} & set(schema))


def _is_numbering(row: Sequence[str | None]) -> bool:
    """Dòng đánh số cột: (1), (2), (3) … or A, B, 1, 2 … right below the header."""
    cells = [fold(cell) for cell in row if cell]
    return len(cells) >= 3 and all(_NUMBERING.fullmatch(cell) for cell in cells) and len(set(cells)) == len(cells)
