"""Đọc .csv: encoding, delimiter and header found by looking; other encodings turned into UTF-8 once."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Sequence
from io import StringIO
from itertools import islice
from pathlib import Path

from kiemdiem.vietnamese import Decoding, UnknownEncoding, decode, decoded_chunks, sniff
from kiemdiem.workbooks.errors import Unreadable
from kiemdiem.workbooks.headers import HEAD_ROWS, find_header
from kiemdiem.workbooks.tables import DelimitedTable

_HEAD_BYTES = 256 << 10
_DELIMITERS = ",;\t"
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1", b"%PDF", b"\x89PNG", b"\xff\xd8\xff")


def read_delimited(path: Path, schemas: Sequence[Collection[str]], scratch: Path) -> DelimitedTable | None:
    """The table of a text file, or None when no known header stands near its top.

    A file not in UTF-8 is converted into the folder `scratch`, in pieces. Raises Unreadable.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    if not head.strip():
        raise Unreadable(path, "tệp rỗng; hãy kiểm tra lại tệp được gửi.")
    if head.startswith(_BINARY):
        raise Unreadable(path, "không phải tệp văn bản .csv; hãy đặt lại đúng đuôi tệp hoặc lưu lại thành .csv.")
    try:
        decoding = sniff(head)
        text = decode(head, decoding, whole=len(head) < _HEAD_BYTES)
    except UnknownEncoding as error:
        raise Unreadable(path, f"không nhận ra bảng mã chữ ({error}); hãy lưu lại dưới dạng CSV UTF-8.") from None
    if len(head) == _HEAD_BYTES:
        text = text[: text.rfind("\n") + 1]
        if not text:
            raise Unreadable(path, "không có dấu xuống dòng ở đầu tệp; đây không phải tệp .csv.")
    lines = list(islice(StringIO(text, newline=""), HEAD_ROWS * 4))
    found = [
        (header, delimiter)
        for delimiter in _DELIMITERS
        if (header := find_header([row for row, _ in _rows(lines, delimiter)], schemas))
    ]
    if not found:
        return None
    header, delimiter = max(found, key=lambda each: each[0].known)
    above = "".join(lines[: list(_rows(lines, delimiter))[header.data_row - 1][1]])
    notes = []
    source = path
    if decoding.codec not in ("utf-8", "utf-8-sig") or decoding.legacy:
        source = _converted(path, decoding, scratch, len(above), header.data_row)
        notes.append(f"đổi từ bảng mã {decoding.name} sang Unicode.")
    elif not _is_plain(above, lines, delimiter):
        source = _converted(path, decoding, scratch, len(above), header.data_row)
    return DelimitedTable(
        path=path,
        sheet="",
        names=header.names,
        letters=("",) * len(header.names),
        first_row=header.data_row + 1,
        notes=notes,
        source=source,
        delimiter=delimiter,
        skip=header.data_row,
    )


def _rows(lines: Sequence[str], delimiter: str) -> Iterator[tuple[list[str | None], int]]:
    """The first rows, each with the number of lines up to its end; a quoted title may hold line breaks."""
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for row in islice(reader, HEAD_ROWS):
            yield [cell.strip() or None for cell in row], reader.line_num
    except csv.Error:  # a cell longer than a page: an unclosed quote, or no table at all
        return


def _is_plain(above: str, lines: Sequence[str], delimiter: str) -> bool:
    """Whether DuckDB skips the lines above the rows as we count them: a quote only around a whole cell, closed on
    its line, and one kind of line end throughout; else it would skip rows too, and not say so.
    """
    cell = rf'(?:"(?:[^"\r\n]|"")*"|[^"{delimiter}\r\n]*)'
    plain = re.compile(rf"{cell}(?:{delimiter}{cell})*[\r\n]*")
    ends = {line[len(line.rstrip("\r\n")) :] for line in lines} - {""}
    return len(ends) <= 1 and all(plain.fullmatch(line) for line in above.splitlines(keepends=True))


def _converted(path: Path, decoding: Decoding, scratch: Path, above: int, rows: int) -> Path:
    """A UTF-8 copy with one kind of line end, and as many empty lines as `rows` in place of its first characters."""
    target = scratch / f"{len(list(scratch.iterdir()))}.csv"
    try:
        with target.open("w", encoding="utf-8", newline="") as out:
            out.write("\n" * rows)
            for piece in decoded_chunks(path, decoding):
                out.write(piece[above:].replace("\r\n", "\n").replace("\r", "\n"))
                above = max(0, above - len(piece))
    except UnknownEncoding as error:
        raise Unreadable(
            path, f"có chữ không thuộc bảng mã {decoding.name} ({error}); hãy lưu lại dưới dạng CSV UTF-8."
        ) from None
    return target
