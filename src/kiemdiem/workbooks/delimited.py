"""Đọc .csv: encoding, delimiter and header found by looking; other encodings turned into UTF-8 once."""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
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
        text = decode(_whole_lines(head, path, decoding), decoding)
    except UnknownEncoding as error:
        raise Unreadable(path, f"không nhận ra bảng mã chữ ({error}); hãy lưu lại dưới dạng CSV UTF-8.") from None
    lines = text.splitlines()[: HEAD_ROWS * 2]
    found = [
        (header, delimiter)
        for delimiter in _DELIMITERS
        if (header := find_header(_split(lines, delimiter)[:HEAD_ROWS], schemas))
    ]
    if not found:
        return None
    header, delimiter = max(found, key=lambda each: each[0].known)
    skip = _lines_before(lines, delimiter, header.data_row)
    notes = []
    source = path
    if decoding.codec not in ("utf-8", "utf-8-sig") or decoding.legacy:
        source = _converted(path, decoding, scratch)
        notes.append(f"đổi từ bảng mã {decoding.name} sang Unicode.")
    return DelimitedTable(
        path=path,
        sheet="",
        names=header.names,
        letters=("",) * len(header.names),
        first_row=skip + 1,
        notes=notes,
        source=source,
        delimiter=delimiter,
        skip=skip,
    )


def _split(lines: list[str], delimiter: str) -> list[list[str | None]]:
    return [[cell.strip() or None for cell in row] for row in csv.reader(lines, delimiter=delimiter)]


def _lines_before(lines: list[str], delimiter: str, row: int) -> int:
    """How many lines stand before a row; a quoted title may hold line breaks."""
    reader = csv.reader(lines, delimiter=delimiter)
    for _ in range(row):
        next(reader)
    return reader.line_num


def _whole_lines(head: bytes, path: Path, decoding: Decoding) -> bytes:
    """The head cut at its last line end, so that no character is cut in two."""
    if len(head) < _HEAD_BYTES:
        return head
    end = b"\n\x00" if decoding.codec.startswith("utf-16") and not decoding.codec.endswith("be") else b"\n"
    cut = head.rfind(end)
    if cut < 0:
        raise Unreadable(path, "không có dấu xuống dòng ở đầu tệp; đây không phải tệp .csv.")
    return head[: cut + len(end)]


def _converted(path: Path, decoding: Decoding, scratch: Path) -> Path:
    target = scratch / f"{len(list(scratch.iterdir()))}.csv"
    try:
        with target.open("w", encoding="utf-8", newline="") as out:
            out.writelines(decoded_chunks(path, decoding))
    except UnknownEncoding as error:
        raise Unreadable(
            path, f"có chữ không thuộc bảng mã {decoding.name} ({error}); hãy lưu lại dưới dạng CSV UTF-8."
        ) from None
    return target
