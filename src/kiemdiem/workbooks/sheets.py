"""Đọc .xlsx và .ods: every sheet to Arrow text columns, title blocks and merged cells understood."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import fastexcel
import pyarrow as pa
import pyarrow.compute as pc

from kiemdiem.vietnamese import Encoding, convert, detect
from kiemdiem.workbooks.archive import (
    Archive,
    Merge,
    PartStats,
    check_sheet_size,
    column_letters,
    inspect,
    part_key,
    safely_unzipped,
)
from kiemdiem.workbooks.errors import Filled, Unreadable
from kiemdiem.workbooks.headers import HEAD_ROWS, Header, find_header
from kiemdiem.workbooks.opendocument import open_document_sheets
from kiemdiem.workbooks.tables import SheetTable

for _reader in ("calamine", "fastexcel"):  # their warnings would stand beside our one sentence
    logging.getLogger(_reader).addHandler(logging.NullHandler())

_SAMPLES = 300
_INVISIBLE = "[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"


def read_sheets(
    path: Path, schemas: Sequence[Collection[str]], only: str | None = None
) -> tuple[list[SheetTable], list[str]]:
    """The sheets of a workbook that hold a table with a known header, and the names of all its sheets.

    `schemas` are sets of header keys (`header_key`); `only` names one sheet to read. Raises Unreadable.
    """
    archive = inspect(path)
    is_ods = path.suffix.lower() == ".ods"
    stats = open_document_sheets(path) if is_ods else _sheet_parts(path, archive)
    try:
        book = fastexcel.read_excel(str(path))
        tables = []
        for name in book.sheet_names:
            if only is not None and name != only:
                continue
            if name not in stats:
                raise Unreadable(path, "có tên không đọc được; hãy đặt lại tên trang rồi lưu lại.", sheet=name)
            check_sheet_size(path, name, stats[name])
            table = _read_sheet(path, book, name, stats[name], archive.fonts, schemas)
            if table:
                tables.append(table)
    except (fastexcel.FastExcelError, pa.ArrowException) as error:
        raise Unreadable(
            path,
            Filled(
                "không đọc được nội dung (%(error)s); hãy mở bằng Excel hoặc LibreOffice rồi lưu lại.",
                error=_short(error),
            ),
        ) from None
    return tables, list(book.sheet_names)


def _read_sheet(
    path: Path, book: Any, name: str, stats: PartStats, fonts: Iterable[str], schemas: Sequence[Collection[str]]
) -> SheetTable | None:
    sheet = book.load_sheet(
        name, header_row=None, skip_rows=0, dtypes="string", whitespace_as_null=True, skip_whitespace_tail_rows=True
    )
    if sheet.width == 0 or sheet.height == 0:
        return None
    columns = [column.absolute_index for column in sheet.available_columns()]
    arrow = sheet.to_arrow()
    arrow = pa.table(
        [_as_text(column) for column in pa.table(arrow).columns], names=[f"c{i}" for i in range(len(columns))]
    )
    head = _head(arrow)
    header, legacy = _find_any_header(head, schemas)
    if header is None:
        return None
    arrow, note = _fill_merged(arrow, stats.merges, columns, header.data_row)
    notes = [note] if note else []
    if stats.formulas:
        notes.append(
            Filled("có %(count)s ô công thức; dùng giá trị đã lưu trong tệp, không tính lại.", count=stats.formulas)
        )
    letters = tuple(column_letters(column) for column in columns)
    labels = [own or letter for own, letter in zip(header.names, letters, strict=True)]
    arrow, converted = _to_unicode(arrow.slice(header.data_row), labels, legacy, fonts)
    row_numbers = pa.array(range(header.data_row + 1, header.data_row + 1 + arrow.num_rows), pa.int64())
    return SheetTable(
        path=path,
        sheet=name,
        names=tuple(header.names),
        letters=letters,
        first_row=header.data_row + 1,
        notes=notes + converted,
        arrow=arrow.append_column("row", row_numbers),
    )


def _head(arrow: pa.Table) -> list[list[str | None]]:
    columns = [column.slice(0, HEAD_ROWS).to_pylist() for column in arrow.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def _find_any_header(
    head: list[list[str | None]], schemas: Sequence[Collection[str]]
) -> tuple[Header | None, Encoding | None]:
    """The header as it stands, else as it reads in a legacy encoding."""
    header = find_header(head, schemas)
    if header:
        return header, None
    for encoding in Encoding:
        converted = [[convert(cell, encoding) if cell else cell for cell in row] for row in head]
        if header := find_header(converted, schemas):
            return header, encoding
    return None, None


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text in normal form C, trimmed, empty as null; work is done on whole columns, on distinct values beyond ASCII."""
    text = column.cast(pa.string())
    if pc.all(pc.string_is_ascii(text)).as_py() is not False:
        return _trimmed(text)
    coded = text.combine_chunks().dictionary_encode()
    words = pc.utf8_normalize(pc.replace_substring_regex(coded.dictionary, _INVISIBLE, ""), form="NFC")
    return pa.chunked_array([_trimmed(words).take(coded.indices)])


def _trimmed(text: Any) -> Any:
    text = pc.utf8_trim_whitespace(text)
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _fill_merged(
    arrow: pa.Table, merges: Sequence[Merge], columns: Sequence[int], data_row: int
) -> tuple[pa.Table, str]:
    """Ô gộp dọc: the value of the top cell is given to the rows it spans, below the header only."""
    place = {column: index for index, column in enumerate(columns)}
    masks: dict[int, list[tuple[int, int]]] = {}
    for top, left, bottom, _right in merges:
        if bottom > top and data_row <= top < arrow.num_rows and left in place:
            masks.setdefault(place[left], []).append((top, min(bottom, arrow.num_rows - 1)))
    count = 0
    for index, spans in masks.items():
        column = arrow.column(index)
        has_value = column.is_valid().to_pylist()
        inside = bytearray(arrow.num_rows)
        for top, bottom in spans:
            if has_value[top]:  # else the value of the row above would run into the empty cell
                inside[top : bottom + 1] = b"\1" * (bottom + 1 - top)
                count += 1
        mask = pc.equal(pa.array(inside, pa.uint8()), 1)
        filled = pc.if_else(mask, pc.fill_null_forward(column), column)
        arrow = arrow.set_column(index, arrow.field(index).name, filled)
    words = Filled("có %(count)s ô gộp dọc; giá trị được hiểu là của mọi dòng trong ô gộp.", count=count)
    return arrow, words if count else ""


def _to_unicode(
    arrow: pa.Table, labels: Sequence[str], header_encoding: Encoding | None, fonts: Iterable[str]
) -> tuple[pa.Table, list[str]]:
    """Đổi TCVN3, VNI sang Unicode: column by column, distinct values only, each change noted with a sample."""
    notes: list[str] = []
    for index in range(arrow.num_columns):
        column = arrow.column(index)
        marked = pc.unique(column.filter(pc.invert(pc.string_is_ascii(column))))
        if not len(marked):
            continue
        samples = marked.slice(0, _SAMPLES).to_pylist()
        encoding = detect(samples, fonts) or (header_encoding if _fits_one_byte(samples) else None)
        if encoding is None:
            continue
        coded = column.combine_chunks().dictionary_encode()
        words = coded.dictionary.to_pylist()
        values = [convert(word, encoding) for word in words]
        changed = [(old, new) for old, new in zip(words, values, strict=True) if old != new]
        if not changed:
            continue
        decoded = pa.DictionaryArray.from_arrays(coded.indices, pa.array(values, pa.string())).cast(pa.string())
        arrow = arrow.set_column(index, arrow.field(index).name, decoded)
        old, new = changed[0]
        notes.append(
            Filled(
                "cột “%(column)s”: đổi %(count)s giá trị từ %(encoding)s sang Unicode, "
                "ví dụ “%(old)s” thành “%(new)s”.",
                column=labels[index],
                count=len(changed),
                encoding=encoding.value,
                old=old,
                new=new,
            )
        )
    return arrow, notes


def _fits_one_byte(samples: Iterable[str]) -> bool:
    return all(letter < "\u0100" or letter in "ŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™" for word in samples for letter in word)


def _sheet_parts(path: Path, archive: Archive) -> dict[str, PartStats]:
    """Statistics by sheet name, through the workbook's own list of sheets."""
    try:
        with safely_unzipped(path), ZipFile(path) as container:
            book = ElementTree.fromstring(container.read("xl/workbook.xml"))
            relations = ElementTree.fromstring(container.read("xl/_rels/workbook.xml.rels"))
    except (LookupError, ElementTree.ParseError):  # no such part, no such encoding, no XML
        raise Unreadable(path, "không phải bảng tính Excel; hãy mở bằng Excel và lưu lại thành .xlsx.") from None
    targets = {each.get("Id"): (each.get("Target") or "").lstrip("/") for each in relations}
    found: dict[str, PartStats] = {}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet"):
            name, target = sheet.get("name", ""), targets.get(_relation(sheet), "")
            part = part_key(target if target.startswith("xl/") else f"xl/{target}")
            if part not in archive.parts:
                raise Unreadable(path, "thiếu phần chứa bảng; hãy mở bằng Excel và lưu lại.", sheet=name)
            if name in found:
                raise Unreadable(path, "trùng tên với một trang khác; hãy đặt lại tên trang.", sheet=name)
            found[name] = archive.parts[part]
    return found


def _relation(sheet: ElementTree.Element) -> str:
    """`r:id`, whose namespace differs between the two kinds of .xlsx that Excel writes."""
    return next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")


def _short(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]
