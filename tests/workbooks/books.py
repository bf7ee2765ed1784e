"""Workbooks to read: .xlsx by openpyxl, .ods built by hand, and what was read laid out as plain rows."""

import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import pyarrow as pa

from kiemdiem.workbooks import DelimitedTable, SheetTable, Table, header_key, open_file

Cell = str | int | float | bool | date | None
Rows = Sequence[Sequence[Cell]]
HEADER = ("Năm", "Loại đối tượng", "Mã đối tượng", "Mức xếp loại")
SCHEMAS = [
    frozenset(map(header_key, (*HEADER, "Tên đối tượng", "Kỷ luật", "Ngày quyết định", "Mã đơn vị"))),
    frozenset(map(header_key, ("Đơn vị", "Loại đối tượng", "Tổng số", "Xuất sắc", "Tốt"))),
]
DATA = (
    (2022, "Đảng viên", "DV-1", "Hoàn thành tốt nhiệm vụ"),
    (2022, "Đảng viên", "DV-2", "Hoàn thành nhiệm vụ"),
    (2022, "Tổ chức đảng", "TC-1", "Hoàn thành xuất sắc nhiệm vụ"),
)
READ = [[None if cell is None else str(cell) for cell in row] for row in DATA]

_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "manifest")
)
_MIME = "application/vnd.oasis.opendocument.spreadsheet"


def write_xlsx(path: Path, *sheets: Rows, names: Sequence[str] = (), merged: Sequence[str] = ()) -> Path:
    """One sheet for each list of rows; `merged` are ranges of the first."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        page = book.create_sheet(names[number] if names else f"Trang{number + 1}")
        for row in rows:
            page.append(list(row))
        for area in merged if number == 0 else ():
            page.merge_cells(area)
    book.save(path)
    return path


def write_ods(
    path: Path, *sheets: Rows, names: Sequence[str] = (), spans: dict[tuple[int, int], int] | None = None
) -> Path:
    """The same in OpenDocument; `spans` are the heights of merged cells of the first sheet, by row and column."""
    body = "".join(
        f"<table:table table:name={quoteattr(names[number] if names else f'Trang{number + 1}')}>"
        + "".join(
            "<table:table-row>"
            + "".join(ods_cell(cell, (spans or {}).get((y, x), 1) if number == 0 else 1) for x, cell in enumerate(row))
            + "</table:table-row>"
            for y, row in enumerate(rows)
        )
        + "</table:table>"
        for number, rows in enumerate(sheets)
    )
    return write_ods_body(path, body)


def write_ods_body(path: Path, body: str, extra: str = "") -> Path:
    """A minimal OpenDocument spreadsheet around the XML of its tables."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _MIME, zipfile.ZIP_STORED)
        archive.writestr(
            "META-INF/manifest.xml",
            f"<manifest:manifest {_NAMESPACES}><manifest:file-entry manifest:full-path='/' "
            f"manifest:media-type='{_MIME}'/></manifest:manifest>",
        )
        archive.writestr(
            "content.xml",
            f"<?xml version='1.0' encoding='UTF-8'?><office:document-content {_NAMESPACES} office:version='1.3'>"
            f"{extra}<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
    return path


def ods_cell(cell: Cell, height: int = 1) -> str:
    """One cell as LibreOffice writes it."""
    span = f" table:number-rows-spanned='{height}' table:number-columns-spanned='1'" if height > 1 else ""
    if cell is None:
        return f"<table:table-cell{span}/>"
    if isinstance(cell, bool):
        kind = f"office:value-type='boolean' office:boolean-value='{str(cell).lower()}'"
    elif isinstance(cell, int | float):
        kind = f"office:value-type='float' office:value='{cell}'"
    elif isinstance(cell, date):
        kind = f"office:value-type='date' office:date-value='{cell.isoformat()}'"
    else:
        kind = "office:value-type='string'"
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(cell).split("\n"))
    return f"<table:table-cell {kind}{span}>{lines}</table:table-cell>"


def change_part(path: Path, part: str, old: str, new: str) -> Path:
    """The workbook with a text in one of its parts replaced; the text must be there."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def read(path: Path, only: str | None = None) -> list[Table]:
    """Its tables, through the one door of the package."""
    scratch = path.parent / "scratch"
    scratch.mkdir(exist_ok=True)
    return open_file(path, SCHEMAS, scratch, only).tables


def read_sheet(path: Path) -> SheetTable:
    """The one table of a workbook."""
    (table,) = read(path)
    assert isinstance(table, SheetTable)
    return table


def read_text(path: Path) -> DelimitedTable:
    """The one table of a text file."""
    (table,) = read(path)
    assert isinstance(table, DelimitedTable)
    return table


def rows_of(table: SheetTable) -> list[list[str | None]]:
    """Its cells, row by row."""
    assert isinstance(table.arrow, pa.Table)
    columns = [table.arrow.column(name).to_pylist() for name in table.arrow.column_names if name != "row"]
    return [list(row) for row in zip(*columns, strict=True)]


def row_numbers(table: SheetTable) -> list[int]:
    """The numbers a person sees beside its rows."""
    assert isinstance(table.arrow, pa.Table)
    return list(table.arrow.column("row").to_pylist())
