"""Sổ .xlsx: written protected and dated, so that only cells to fill in open; read back with where each cell stands.

Two hidden sheets go with it: `_so` says which place and cycle it was taken out for, `_goc` what stood in every cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.utility import xl_col_to_name

from kiemdiem import workbooks
from kiemdiem.reviews.cellbook.book import At, Book, Page, Row
from kiemdiem.reviews.cellbook.fields import Field
from kiemdiem.reviews.cellbook.merge import Sent
from kiemdiem.vietnamese import fold
from kiemdiem.workbooks import SheetTable, header_key
from kiemdiem.workbooks.sheets import read_sheets

VERSION = "1"
ABOUT, BASE, LISTS, ROW = "_so", "_goc", "_danh_muc", "Dòng"
_ABOUT, _BASE = ("Tên", "Trị số"), ("Trang", "Khóa dòng", "Cột", "Giá trị")
BLANK = 100  # rows to add to a page that takes new ones
_TALL, _SHORT, _LINE, _GIVEN = 46, 13, 26, 24  # widths of columns


@dataclass(frozen=True, slots=True)
class Returned:
    """Sổ đã đọc: for which place and cycle, when it was taken out, and what came back in it."""

    about: Mapping[str, str]
    sent: Sent


def write(book: Book, path: Path, *, at: datetime) -> None:
    """Ghi sổ ra .xlsx. Raises OSError when it can't be written."""
    out = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    _Writer(out, book, at).run()
    try:
        out.close()
    except FileCreateError as error:
        raise OSError(f"{error}") from None


class _Writer:
    """One workbook being written."""

    def __init__(self, out: Any, book: Book, at: datetime) -> None:
        self.out, self.book, self.at = out, book, at
        face = {"font_name": "Times New Roman", "font_size": 12, "valign": "top", "text_wrap": True}
        self.head = out.add_format(face | {"bold": True, "bottom": 1, "bg_color": "#E8ECEF"})
        self.given = out.add_format(face | {"font_color": "#3A4550"})
        self.shut = out.add_format(face | {"bg_color": "#F2F4F5", "font_color": "#3A4550"})
        self.free = out.add_format(face | {"locked": False, "num_format": "@", "border": 1, "border_color": "#B6C0C8"})
        self.title = out.add_format(face | {"bold": True, "font_size": 14, "text_wrap": False})
        self.base: list[tuple[str, str, str, str]] = []
        self.lists: list[tuple[str, ...]] = []

    def run(self) -> None:
        self.guide()
        for page in self.book.pages:
            self.page(page)
        self.hidden()

    def guide(self) -> None:
        """Trang đầu: whose book, from when, how to fill it in."""
        sheet = self.out.add_worksheet("HuongDan")
        sheet.set_column(0, 0, 100)
        target = self.book.target
        when = localtime(self.at)
        lines = [
            _("Sổ ghi kiểm điểm năm %(year)s: %(name)s") % {"year": target.cycle.year, "name": target.name},
            _("Lấy ra lúc %(hour)s ngày %(day)s.") % {"hour": f"{when:%H:%M}", "day": f"{when:%d/%m/%Y}"},
            _("Chỉ ghi vào ô có viền. Ô khác đã khóa; không thêm, bớt, đổi tên trang và cột."),
            _("Ô có danh sách thì chọn trong danh sách. Ngày ghi như 14/12/2022; đánh dấu bằng chữ x."),
            _("Ghi xong thì lưu tệp và gửi lên tại trang “Ghi từ giấy” của nơi kiểm điểm; hệ thống cho xem trước."),
            _("Ô nào ở hệ thống đã được người khác ghi khác đi thì hệ thống hỏi lại, không tự ghi đè."),
        ]
        for number, line in enumerate(lines):
            sheet.write_string(number, 0, line, self.title if number == 0 else self.given)
        for number, page in enumerate(self.book.pages, start=len(lines) + 1):
            sheet.write_url(number, 0, f"internal:'{page.name}'!A1", string=f"{page.title} ({page.name})")
        sheet.protect()

    def page(self, page: Page) -> None:
        sheet = self.out.add_worksheet(page.name)
        sheet.protect(options={"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})
        sheet.freeze_panes(1, 1 + min(1, len(page.given)))
        sheet.set_column(0, 0, 8, None, {"hidden": True})
        for place, heading in enumerate((ROW, *page.given, *page.columns.values())):
            sheet.write_string(0, place, heading, self.head)
        first = 1 + len(page.given)
        sheet.set_column(1, first - 1, _GIVEN)
        shape = page.rows[0].fields if page.rows else page.blank
        for place, column in enumerate(page.columns, start=first):
            sheet.set_column(place, place, _width(page, shape.get(column)))
        for number, row in enumerate(page.rows, start=1):
            self.row(sheet, page, number, row)
        if page.blank:
            self.blanks(sheet, page, len(page.rows) + 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def row(self, sheet: Any, page: Page, number: int, row: Row) -> None:
        sheet.write_string(number, 0, row.key, self.given)
        for place, text in enumerate(row.given, start=1):
            sheet.write_string(number, place, text, self.given)
        for place, column in enumerate(page.columns, start=1 + len(row.given)):
            field = row.fields[column]
            text = field.show(row.values.get(column))
            self.base.append((page.key, row.key, column, text))
            free = column in row.open
            sheet.write_string(number, place, text, self.free if free else self.shut)
            if free and field.options:
                sheet.data_validation(number, place, number, place, self.choice(field))

    def blanks(self, sheet: Any, page: Page, first: int) -> None:
        last = first + BLANK - 1
        for number in range(first, last + 1):
            sheet.write_string(number, 0, f"moi-{number - first + 1}", self.given)
            for place in range(1, 1 + len(page.given)):
                sheet.write_blank(number, place, None, self.given)
            for place in range(1 + len(page.given), 1 + len(page.given) + len(page.columns)):
                sheet.write_blank(number, place, None, self.free)
        for place, field in enumerate(page.blank.values(), start=1 + len(page.given)):
            if field.options:
                sheet.data_validation(first, place, last, place, self.choice(field))

    def choice(self, field: Field) -> dict[str, Any]:
        """A drop-down whose words stand on the hidden sheet, so that commas and long lists are no trouble."""
        if field.options not in self.lists:
            self.lists.append(field.options)
        column = xl_col_to_name(self.lists.index(field.options), col_abs=True)
        return {
            "validate": "list",
            "source": f"='{LISTS}'!{column}$1:{column}${len(field.options)}",
            "error_title": _("Chọn trong danh sách"),
            "error_message": _("Hãy chọn một giá trị trong danh sách của ô này, hoặc để trống."),
        }

    def hidden(self) -> None:
        target = self.book.target
        about = {
            "mau": VERSION,
            "noi": target.place.code,
            "dot": str(target.cycle.pk),
            "tap_the": target.collective.code if target.collective else "",
            "hop": str(target.meeting.pk) if target.meeting else "",
            "luc": self.at.isoformat(timespec="seconds"),
        }
        self.table(ABOUT, [_ABOUT, *about.items()])
        self.table(BASE, [_BASE, *self.base])
        sheet = self.out.add_worksheet(LISTS)
        sheet.hide()
        for place, words in enumerate(self.lists):
            for number, word in enumerate(words):
                sheet.write_string(number, place, word)

    def table(self, name: str, rows: Iterable[tuple[str, ...]]) -> None:
        sheet = self.out.add_worksheet(name)
        sheet.hide()
        for number, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                sheet.write_string(number, place, cell)


def _width(page: Page, field: Field | None) -> int:
    if field is None or len(page.columns) == 1:
        return 2 * _TALL
    return _TALL if field.tall else _SHORT if field.short else _LINE


def read(path: Path, book_pages: Iterable[Page] = ()) -> Returned:
    """Đọc sổ gửi về. Raises `workbooks.Unreadable` for what is no such book, or one of another version."""
    names = {fold(name): name for name in (ABOUT, BASE)}
    schemas = [frozenset(header_key(name) for name in heads) for heads in (_ABOUT, _BASE)]
    pages = {fold(page.name): page for page in book_pages}
    schemas += [frozenset(header_key(name) for name in (ROW, *page.columns.values())) for page in pages.values()]
    if path.suffix.lower() not in (".xlsx", ".ods"):
        raise workbooks.Unreadable(path, "không phải sổ ghi kiểm điểm; hãy gửi tệp .xlsx lấy từ trang này.")
    tables, _names = read_sheets(path, schemas)
    by_name = {names.get(fold(table.sheet), table.sheet): table for table in tables}
    if ABOUT not in by_name or BASE not in by_name:
        raise workbooks.Unreadable(
            path, "không phải sổ ghi kiểm điểm lấy từ hệ thống này; hãy lấy sổ rồi ghi vào sổ ấy."
        )
    about = {row[0]: row[1] for row in _cells(by_name[ABOUT], _ABOUT)}
    if about.get("mau") != VERSION:
        raise workbooks.Unreadable(path, "là sổ ghi kiểm điểm theo mẫu khác; hãy lấy sổ mới rồi ghi lại.")
    base = {At(page, row, column): text for page, row, column, text in _cells(by_name[BASE], _BASE)}
    texts: dict[At, str] = {}
    cells: dict[At, str] = {}
    for table in tables:
        if page := pages.get(fold(table.sheet)):
            _read_page(table, page, texts, cells)
    return Returned(about, Sent(texts, base, cells))


def _cells(table: SheetTable, heads: tuple[str, ...]) -> list[list[str]]:
    places = {header_key(name): place for place, name in enumerate(table.names)}
    if table.arrow is None:
        return []
    columns = [table.arrow.column(places[header_key(name)]).to_pylist() for name in heads]
    return [[cell or "" for cell in row] for row in zip(*columns, strict=True)]


def _read_page(table: SheetTable, page: Page, texts: dict[At, str], cells: dict[At, str]) -> None:
    """Every cell of the columns to fill in, by the key of its row; rows without a key are no rows of the book."""
    places = {header_key(name): place for place, name in enumerate(table.names)}
    if header_key(ROW) not in places or table.arrow is None:
        return
    keys = table.arrow.column(places[header_key(ROW)]).to_pylist()
    for column, heading in page.columns.items():
        place = places.get(header_key(heading))
        if place is None:
            continue
        for index, (key, text) in enumerate(zip(keys, table.arrow.column(place).to_pylist(), strict=True)):
            if key:
                at = At(page.key, key, column)
                texts[at] = text or ""
                cells[at] = f"{table.letters[place]}{table.first_row + index}"
