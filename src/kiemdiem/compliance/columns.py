"""Các cột của tệp kết quả: what a ratings file and a counts file are made of (docs/files.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kiemdiem.workbooks import Table, header_key


class Shape(StrEnum):
    """Dạng tệp: one row a subject, or one row a unit with its counts."""

    RATINGS = "ratings"
    COUNTS = "counts"

    @property
    def official(self) -> str:
        """How a note calls it."""
        return "kết quả xếp loại" if self is Shape.RATINGS else "số liệu tổng hợp"


RATINGS: Mapping[str, str] = {
    "year": "Năm",
    "kind": "Loại đối tượng",
    "code": "Mã đối tượng",
    "name": "Tên đối tượng",
    "unit": "Mã đơn vị",
    "scope": "Phạm vi tính tỷ lệ",
    "group": "Nhóm tương đồng",
    "post": "Chức vụ",
    "heads": "Đứng đầu",
    "of_unit": "Thuộc tổ chức",
    "self_level": "Tự xếp loại",
    "level": "Mức xếp loại",
    "not_rated_reason": "Lý do không xếp loại",
    "civil_level": "Xếp loại CBCCVC",
    "discipline": "Kỷ luật",
    "duty_related": "Liên quan nhiệm vụ",
    "self_detected": "Tự phát hiện, khắc phục",
    "sick_days": "Nghỉ ốm (ngày)",
    "since": "Ngày kết nạp / thành lập",
    "decision_no": "Số quyết định",
    "decision_on": "Ngày quyết định",
}
COUNTS: Mapping[str, str] = {
    "year": "Năm",
    "unit": "Đơn vị",
    "unit_code": "Mã đơn vị",
    "kind": "Loại đối tượng",
    "total": "Tổng số",
    "excellent": "Xuất sắc",
    "good": "Tốt",
    "completed": "Hoàn thành",
    "failed": "Không hoàn thành",
    "not_rated": "Không xếp loại",
    "good_includes_excellent": "Tốt đã gồm xuất sắc",
}
HEADERS: Mapping[Shape, Mapping[str, str]] = {Shape.RATINGS: RATINGS, Shape.COUNTS: COUNTS}
REQUIRED: Mapping[Shape, tuple[str, ...]] = {
    Shape.RATINGS: ("kind", "code", "level"),
    Shape.COUNTS: ("kind", "excellent", "good"),
}


def _lookup(headers: Mapping[str, str]) -> dict[str, str]:
    return {header_key(name): key for key, official in headers.items() for name in (official, key)}


LOOKUP: Mapping[Shape, Mapping[str, str]] = {shape: _lookup(headers) for shape, headers in HEADERS.items()}


def schemas() -> list[frozenset[str]]:
    """The header keys of both shapes, as the readers want them."""
    return [frozenset(LOOKUP[shape]) for shape in Shape]


@dataclass(slots=True)
class Source:
    """Một nguồn số liệu: a table whose columns are understood. `columns` maps our key to its position."""

    number: int
    table: Table
    shape: Shape
    columns: Mapping[str, int]
    unknown: Sequence[str]

    @property
    def label(self) -> str:
        """How notes name it: file, and sheet where it has one."""
        return f"“{self.table.path}”" + (f", trang “{self.table.sheet}”" if self.table.sheet else "")

    def header(self, key: str) -> str:
        """The column's name as it stands in the file."""
        return self.table.names[self.columns[key]]


def understand(table: Table, number: int) -> Source | list[str]:
    """The table as a source, or the official names of the columns it lacks to be one."""
    best: tuple[int, Shape, dict[str, int]] | None = None
    for shape in Shape:
        columns: dict[str, int] = {}
        for position, name in enumerate(table.names):
            key = LOOKUP[shape].get(header_key(name))
            if key and key not in columns:
                columns[key] = position
        whole = all(key in columns for key in REQUIRED[shape])
        rank = len(columns) + (100 if whole else 0)
        if best is None or rank > best[0]:
            best = (rank, shape, columns)
    assert best is not None
    _, shape, columns = best
    if missing := [HEADERS[shape][key] for key in REQUIRED[shape] if key not in columns]:
        return missing
    taken = set(columns.values())
    unknown = [name for position, name in enumerate(table.names) if position not in taken and name]
    return Source(number, table, shape, columns, unknown)
