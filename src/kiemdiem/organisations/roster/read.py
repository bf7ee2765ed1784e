"""Đọc sổ danh sách: every sheet to rows of values, and one sentence for each cell that can't be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext as _

from kiemdiem import workbooks
from kiemdiem.organisations.roster.columns import KEYS, SHEETS, SPANS, Column, Unreadable
from kiemdiem.vietnamese import fold, squeeze
from kiemdiem.workbooks import SheetTable, header_key
from kiemdiem.workbooks.sheets import read_sheets

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Một chỗ phải sửa: sheet, cell and a sentence that says what is wrong and what to do."""

    sheet: str
    cell: str
    sentence: str

    def __str__(self) -> str:
        return _("Trang %(sheet)s, ô %(cell)s: %(sentence)s.") % {
            "sheet": self.sheet,
            "cell": self.cell,
            "sentence": self.sentence,
        }


@dataclass(slots=True)
class Rows:
    """Các dòng của một trang: values by key in the order of the sheet, and the cell of each value."""

    sheet: str
    columns: tuple[Column, ...]
    letters: Mapping[str, str]
    rows: dict[Key, dict[str, Any]] = field(default_factory=dict)
    numbers: dict[Key, int] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)  # codes that stand here, also in rows that must be mended

    def cell(self, key: Key, column: str) -> str:
        """Where a value stands, for people."""
        return f"{self.letters.get(column, 'A')}{self.numbers[key]}"


@dataclass(slots=True)
class Book:
    """Sổ đã đọc: rows by sheet, what must be mended, what was noted (formulas, conversions)."""

    sheets: dict[str, Rows] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_book(path: Path) -> Book:
    """Read a roster workbook. Raises `workbooks.Unreadable` when it is no workbook or holds none of the sheets."""
    schemas = [frozenset(header_key(column.header) for column in columns) for columns in SHEETS.values()]
    if path.suffix.lower() not in (".xlsx", ".ods"):
        raise workbooks.Unreadable(path, "không phải sổ danh sách; hãy gửi tệp .xlsx hoặc .ods.")
    try:
        tables, names = read_sheets(path, schemas)
    except FileNotFoundError:
        raise workbooks.Unreadable(path, "không tìm thấy; hãy kiểm tra lại đường dẫn.") from None
    except OSError as error:
        problem = workbooks.Filled("không đọc được (%(error)s).", error=error.strerror or error)
        raise workbooks.Unreadable(path, problem) from None
    known = {fold(sheet): sheet for sheet in SHEETS}
    book = Book()
    for table in tables:
        sheet = known.get(fold(table.sheet).replace(" ", ""))
        if sheet:
            book.notes += [
                _("Trang %(sheet)s: %(note)s") % {"sheet": sheet, "note": said(note)} for note in table.notes
            ]
            _read_table(sheet, table, book)
    if not book.sheets and not book.problems:
        problem = workbooks.Filled(
            "không có trang nào trong các trang %(wanted)s (tệp có: %(names)s).",
            wanted=", ".join(SHEETS),
            names=", ".join(names),
        )
        raise workbooks.Unreadable(path, problem)
    return book


def said(problem: str) -> str:
    """Lời của bộ đọc bảng tính, which knows no language but one, in the reader's."""
    if isinstance(problem, workbooks.Filled):
        return gettext(problem.template) % problem.facts
    return gettext(problem) if problem else ""


def _read_table(sheet: str, table: SheetTable, book: Book) -> None:
    positions = {header_key(name): place for place, name in enumerate(table.names)}
    columns = SHEETS[sheet]
    found = {
        column.key: positions[header_key(column.header)] for column in columns if header_key(column.header) in positions
    }
    missing = [column.header for column in columns if column.required and column.key not in found]
    if missing or table.arrow is None:
        book.problems.append(
            Problem(
                sheet,
                f"A{table.first_row - 1}",
                _("thiếu cột %(columns)s; hãy bổ sung đúng tên cột") % {"columns": ", ".join(missing)},
            )
        )
        return
    rows = Rows(sheet, columns, {key: table.letters[place] for key, place in found.items()})
    book.sheets[sheet] = rows
    cells = {key: table.arrow.column(place).to_pylist() for key, place in found.items()}
    for index in range(table.arrow.num_rows):
        texts = {key: values[index] or "" for key, values in cells.items()}
        if any(texts.values()):
            _read_row(rows, texts, table.first_row + index, book)


def _read_row(rows: Rows, texts: Mapping[str, str], number: int, book: Book) -> None:
    values: dict[str, Any] = {}
    sound = True
    rows.named.add(squeeze(texts.get(KEYS[rows.sheet][0], "")))
    for column in rows.columns:
        try:
            values[column.key] = column.read(texts.get(column.key, ""))
            if column.required and values[column.key] in (None, ""):
                raise Unreadable(_("thiếu %(column)s; hãy điền") % {"column": column.header})
        except Unreadable as wrong:
            sound = False
            book.problems.append(Problem(rows.sheet, f"{rows.letters.get(column.key, 'A')}{number}", str(wrong)))
    if not sound:
        return
    key = tuple(values[part] for part in KEYS[rows.sheet])
    begins, ends = SPANS.get(rows.sheet, ("", ""))
    if key in rows.rows:
        shown = ", ".join(str(part) for part in key)
        book.problems.append(
            Problem(
                rows.sheet,
                f"{rows.letters[KEYS[rows.sheet][0]]}{number}",
                _("“%(shown)s” đã có ở dòng %(row)s; mỗi %(what)s chỉ ghi một dòng")
                % {"shown": shown, "row": rows.numbers[key], "what": _what(rows.sheet)},
            )
        )
        return
    if begins and values[begins] and values[ends] and values[ends] < values[begins]:
        book.problems.append(
            Problem(
                rows.sheet,
                f"{rows.letters.get(ends, 'A')}{number}",
                _("ngày sau lại trước ngày đầu; hãy sửa một trong hai"),
            )
        )
        return
    rows.rows[key] = values
    rows.numbers[key] = number


def _what(sheet: str) -> str:
    return {
        "DonVi": _("mã đơn vị"),
        "TapThe": _("mã tập thể"),
        "NhanSu": _("người (và chỉ ở một chi bộ chính thức)"),
        "SinhHoatTamThoi": _("đợt sinh hoạt tạm thời"),
        "ChucVu": _("lần giữ chức vụ"),
        "DuKienNam": _("năm của một người"),
    }[sheet]
