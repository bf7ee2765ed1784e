"""Đọc trước .ods: how far each sheet reaches and which cells are merged, before anything is laid out."""

from __future__ import annotations

from pathlib import Path
from xml.parsers import expat
from zipfile import ZipFile

from kiemdiem.workbooks.archive import PartStats, safely_unzipped
from kiemdiem.workbooks.errors import Unreadable

MAX_CELLS = 50_000_000
# The reader fills a cell that has any of these, and all its repeats.
_VALUES = {"office:value-type", "office:value", "office:string-value", "office:date-value", "office:time-value",
           "office:boolean-value"}  # fmt: skip


class _Walker:
    """Counts rows and columns as a spreadsheet would, with their repeats, while the XML streams by."""

    def __init__(self) -> None:
        self.sheets: dict[str, PartStats] = {}
        self.stats = PartStats()
        self.row = self.column = self.row_repeat = self.column_repeat = 0
        self.last_column = 0
        self.widest: dict[str, int] = {}
        self.name = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self.name = attributes.get("table:name", "")
            self.stats = self.sheets.setdefault(self.name, PartStats())
            self.row = 0
        elif tag == "table:table-row":
            self.column = 0
            self.row_repeat = int(attributes.get("table:number-rows-repeated", "1"))
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self.column_repeat = int(attributes.get("table:number-columns-repeated", "1"))
            if not _VALUES.isdisjoint(attributes):
                self._value(attributes)

    def end(self, tag: str) -> None:
        if tag == "table:table-row":
            self.row += self.row_repeat
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self.column += self.column_repeat

    def _value(self, attributes: dict[str, str]) -> None:
        self.stats.values += self.row_repeat * self.column_repeat
        self.stats.last_row = max(self.stats.last_row, self.row + self.row_repeat)
        self.widest[self.name] = max(self.widest.get(self.name, 0), self.column + self.column_repeat)
        self.stats.formulas += "table:formula" in attributes
        down = int(attributes.get("table:number-rows-spanned", "1"))
        across = int(attributes.get("table:number-columns-spanned", "1"))
        if down > 1:
            self.stats.merges.append((self.row, self.column, self.row + down - 1, self.column + across - 1))


def open_document_sheets(path: Path) -> dict[str, PartStats]:
    """Statistics by sheet name. Raises Unreadable for a sheet that would unfold beyond reason."""
    walker = _Walker()
    parser = expat.ParserCreate()
    parser.StartElementHandler = walker.start
    parser.EndElementHandler = walker.end
    try:
        with safely_unzipped(path), ZipFile(path) as container, container.open("content.xml") as content:
            parser.ParseFile(content)
    except (LookupError, expat.ExpatError):  # no such part, no such encoding, no XML
        raise Unreadable(
            path, "không phải bảng tính OpenDocument; hãy mở bằng LibreOffice và lưu lại thành .ods."
        ) from None
    for name, stats in walker.sheets.items():
        if stats.last_row * walker.widest.get(name, 0) > MAX_CELLS:
            raise Unreadable(path, "khai số dòng, số cột quá lớn; hãy xóa các dòng, cột trống rồi lưu lại.", sheet=name)
    return walker.sheets
