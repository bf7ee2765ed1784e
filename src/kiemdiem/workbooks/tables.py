"""Bảng đọc được từ tệp: one shape for a sheet, a text file and a Parquet file, before anybody judges them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(slots=True)
class Table:
    """Một bảng: where it came from, its column names as written, and how to reach its rows.

    Column i is called `c{i}` in the rows. `letters` are the sheet's column letters ("" where a file has
    none); `first_row` is the number of the first data row as a person counts them; `notes` say what was
    converted or left out on the way.
    """

    path: Path
    sheet: str
    names: tuple[str, ...]
    letters: tuple[str, ...]
    first_row: int
    notes: list[str] = field(default_factory=list)

    def cell(self, column: int, row: int) -> str:
        """Tên ô cho người đọc: “F12” in a sheet, “cột 6, dòng 12” elsewhere."""
        return f"{self.letters[column]}{row}" if self.letters[column] else f"cột {column + 1}, dòng {row}"


@dataclass(slots=True)
class SheetTable(Table):
    """Trang bảng tính: all cells as text in Arrow columns, in the order of the sheet."""

    arrow: pa.Table | None = None


@dataclass(slots=True)
class DelimitedTable(Table):
    """Tệp .csv: `source` is the UTF-8 text (the file itself, or a converted copy), read from `skip` lines on."""

    source: Path = Path()
    delimiter: str = ","
    skip: int = 0


@dataclass(slots=True)
class ParquetTable(Table):
    """Tệp .parquet: typed columns under their own names, read in place."""
