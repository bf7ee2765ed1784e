"""Ghi tệp: tables to .parquet, .csv or .xlsx as they come, never all in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol, Self

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

ROWS_AT_ONCE = 120_000
SHEET_ROWS = 1_048_575
FORMATS = ("parquet", "csv", "xlsx")


class Sink(Protocol):
    """Nơi nhận các dòng: `sheet` is where they go in a workbook; other files have none."""

    def write(self, table: pa.Table, sheet: str) -> None:
        """Add rows."""

    def close(self) -> None:
        """Write what is left and end the file."""


class Gathered:
    """Gom nhiều bảng nhỏ thành khối: small tables joined before they are written, so that files stay fast to read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.waiting: list[pa.Table] = []
        self.writer: Any = None

    def write(self, table: pa.Table, sheet: str) -> None:
        """Add rows; the sheet means nothing here."""
        self.waiting.append(table)
        if sum(len(each) for each in self.waiting) >= ROWS_AT_ONCE:
            self._flush()

    def close(self) -> None:
        """Write what is left and end the file."""
        if self.waiting:
            self._flush()
        if self.writer:
            self.writer.close()

    def _flush(self) -> None:
        table = pa.concat_tables(self.waiting).combine_chunks()
        self.waiting.clear()
        if self.writer is None:
            kind = pyarrow.parquet.ParquetWriter if self.path.suffix == ".parquet" else pyarrow.csv.CSVWriter
            self.writer = kind(str(self.path), table.schema)
        self.writer.write_table(table)


class Workbook:
    """Sổ tính: one sheet a kind of subject, header first, in constant memory."""

    def __init__(self, path: Path) -> None:
        import xlsxwriter

        self.book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False})
        self.sheets: dict[str, tuple[Any, int]] = {}

    def write(self, table: pa.Table, sheet: str) -> None:
        """Add rows to a sheet, cell by cell: a workbook knows no columns."""
        page, first = self.sheets.get(sheet) or (self.book.add_worksheet(sheet), 1)
        if first == 1:
            page.write_row(0, 0, table.column_names)
        columns = [column.to_pylist() for column in table.columns]
        for row, cells in enumerate(zip(*columns, strict=True), start=first):
            for place, cell in enumerate(cells):
                if isinstance(cell, str):
                    page.write_string(row, place, cell)
                elif cell is not None:
                    page.write_number(row, place, cell)
        self.sheets[sheet] = (page, first + len(table))

    def close(self) -> None:
        """End the workbook."""
        self.book.close()


class Output:
    """Một tệp đang ghi: under a passing name until it is whole, so that a stopped run leaves no half file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.partial = path.with_name(f".{path.stem}.part{path.suffix}")
        self.sink: Sink = Workbook(self.partial) if path.suffix == ".xlsx" else Gathered(self.partial)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_rest: object) -> None:
        if kind is None:
            self.sink.close()
            self.partial.replace(self.path)
        else:
            self.partial.unlink(missing_ok=True)

    def write(self, table: pa.Table, sheet: str) -> None:
        """Add rows."""
        self.sink.write(table, sheet)
