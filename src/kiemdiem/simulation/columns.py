"""Từ số sang chữ: a block of numbers as a table under the headers of a ratings file (docs/files.md)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kiemdiem.simulation.blocks import (
    BAD_DAY,
    DISCIPLINES,
    LEVELS,
    NO_DAY,
    OFFICIAL,
    REASONS,
    UNREADABLE_KIND,
    Block,
)
from kiemdiem.simulation.shape import NAMES

HEADERS = (
    "Năm", "Loại đối tượng", "Mã đối tượng", "Tên đối tượng", "Mã đơn vị", "Phạm vi tính tỷ lệ", "Nhóm tương đồng",
    "Chức vụ", "Đứng đầu", "Thuộc tổ chức", "Tự xếp loại", "Mức xếp loại", "Lý do không xếp loại", "Xếp loại CBCCVC",
    "Kỷ luật", "Liên quan nhiệm vụ", "Tự phát hiện, khắc phục", "Nghỉ ốm (ngày)", "Ngày kết nạp / thành lập",
    "Số quyết định", "Ngày quyết định",
)  # fmt: skip
_NEWEST = 500  # days after 1 January that a date can stand
_MARKS = (None, "x")


class Days:
    """Ngày: every day a file may hold, once, as dd/mm/yyyy; made for one rating year."""

    def __init__(self, year: int) -> None:
        first = date(year, 1, 1)
        days = ((first + timedelta(days=day)).strftime("%d/%m/%Y") for day in range(BAD_DAY + 1, NO_DAY))
        later = ((first + timedelta(days=day)).strftime("%d/%m/%Y") for day in range(NO_DAY + 1, _NEWEST))
        self.words = pa.array([f"31/02/{year}", *days, None, *later])

    def column(self, offsets: np.ndarray) -> pa.Array:
        """Offsets from 1 January as dates in words; NO_DAY is empty, BAD_DAY no day at all."""
        return self.words.take(pa.array(offsets - BAD_DAY))


def as_table(block: Block, year: int, days: Days) -> pa.Table:
    """The rows of a block, repeated ones last."""
    size = len(block)
    columns = [
        pa.array(np.full(size, year, dtype=np.int16)),
        _kinds(block),
        _codes(block),
        _pick(block.names, np.arange(size)) if block.names else _pick(NAMES, block.name),
        _pick(block.unit_codes, block.unit),
        _pick(block.scope_codes, block.scope),
        _pick([name or None for name in block.group_names], block.group),
        _pick([block.post or None], np.zeros(size, dtype=np.int64)),
        _own(block.heads, size),
        _own(block.of_unit, size),
        _pick(LEVELS, np.where(block.level == len(LEVELS) - 1, 0, block.level)),
        _pick(LEVELS, block.level),
        _pick(REASONS, block.column("reason")),
        _pick(LEVELS, block.column("civil")),
        _pick(DISCIPLINES, block.column("discipline")),
        _pick(_MARKS, block.column("duty")),
        _pick(_MARKS, block.column("self_detected")),
        pc.if_else(pa.array(block.column("sick") > 0), pa.array(block.column("sick")), pa.scalar(None, pa.int16())),
        days.column(block.since),
        _pick((None, f"{year % 100}-QĐ/CU"), (block.decided != NO_DAY).astype(np.int64)),
        days.column(block.decided),
    ]
    table = pa.table(columns, names=list(HEADERS))
    if block.repeated:
        table = pa.concat_tables([table, table.take(pa.array(block.repeated))])
    return table


def _pick(words: Sequence[str | None], rows: np.ndarray) -> pa.Array:
    return pa.array(words, pa.string()).take(pa.array(rows))


def _own(words: Sequence[str], size: int) -> pa.Array:
    return pa.array(words, pa.string()) if words else pa.nulls(size, pa.string())


def _kinds(block: Block) -> pa.Array:
    wrong = np.zeros(len(block), dtype=np.int8)
    wrong[block.wrong_kind] = 1
    return _pick((OFFICIAL[block.kind], UNREADABLE_KIND), wrong)


def _codes(block: Block) -> pa.Array:
    if isinstance(block.code, list):
        return pa.array(block.code)
    digits = pc.utf8_lpad(pa.array(block.code).cast(pa.string()), width=7, padding="0")
    return pc.binary_join_element_wise("DV", digits, "-")
