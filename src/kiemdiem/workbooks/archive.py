"""Kiểm tra vỏ nén của .xlsx, .ods trước khi đọc: a workbook is a ZIP of XML, and both can be made to hurt.

Every part is unpacked once in small pieces and counted, whatever its header claims; nothing is kept. XML
that declares a document type (and so entities) is refused, because no office program writes one.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from kiemdiem.workbooks.errors import Filled, Unreadable

MAX_PARTS = 5_000
MAX_UNPACKED = 3 << 30
SMALL = 64 << 20  # below this no ratio is looked at
MAX_RATIO = 100
MAX_ROWS_HALF_EMPTY = 200_000
MAX_CELLS_MOSTLY_EMPTY = 50_000_000
MAX_COLUMNS = 1024
_PIECE = 1 << 20
_NO_SHEETS = ("xl/sharedstrings.xml", "xl/styles.xml")
_CARRIED = 1 << 16  # of a piece, looked at again with the next one
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_LEGACY_FONT = re.compile(rb'(?:val|font-name|font-family|name)="(\.Vn[^"]*|VNI[^"]*)"')
# Attributes are brought to one form first; a pattern that starts with fixed letters is found at memory speed.
_ONE_FORM = bytes.maketrans(b"\t\r\n'", b'   "')
_ROW = re.compile(rb' r="(\d+)')
_CELL_COLUMN = re.compile(rb' r="([A-Za-z]{2,20})')
_DIMENSION = re.compile(rb'dimension ref="[A-Z]{1,3}\d+:[A-Z]{1,3}(\d+)"')
_MERGE = re.compile(rb'mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column; all from 0


@dataclass(slots=True)
class PartStats:
    """Số liệu một trang: counted while the part streams by."""

    values: int = 0
    formulas: int = 0
    last_row: int = 0
    last_column: int = 0
    rows_claimed: int = 0
    far_column: bool = False
    merges: list[Merge] = field(default_factory=list)


@dataclass(slots=True)
class Archive:
    """Vỏ nén đã kiểm: statistics by part name, and the legacy fonts the workbook names."""

    parts: dict[str, PartStats] = field(default_factory=dict)
    fonts: set[str] = field(default_factory=set)


def part_key(name: str) -> str:
    """Tên phần bên trong, as the reader compares it: no case, one kind of slash."""
    return name.replace("\\", "/").lower()


def column_index(letters: str) -> int:
    """Chữ cột → số thứ tự từ 0: A → 0, Z → 25, AA → 26."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def column_letters(index: int) -> str:
    """Số thứ tự từ 0 → chữ cột: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def inspect(path: Path) -> Archive:
    """Unpack every part once without keeping it, and count. Raises Unreadable for anything unsafe."""
    with path.open("rb") as stream:
        _check_signature(path, stream)
        with safely_unzipped(path), zipfile.ZipFile(stream) as container:
            members = container.infolist()
        if len(members) > MAX_PARTS:
            problem = Filled(
                "có %(count)s phần bên trong, quá %(most)s; đây không phải bảng tính.",
                count=len(members),
                most=MAX_PARTS,
            )
            raise Unreadable(path, problem)
        archive = Archive()
        unpacked = 0
        packed = max(1, path.stat().st_size)
        for member in members:
            if member.flag_bits & 1:
                raise Unreadable(path, "đang đặt mật khẩu; hãy bỏ mật khẩu (Lưu thành tệp mới không mật khẩu).")
            is_xml = member.filename.endswith((".xml", ".rels"))
            reader = _PartReader(path, member.filename, archive) if is_xml else None
            size = 0
            for piece in _pieces(path, stream, member):
                size += len(piece)
                unpacked += len(piece)
                if unpacked > MAX_UNPACKED or (unpacked > SMALL and unpacked > MAX_RATIO * packed):
                    raise Unreadable(
                        path,
                        Filled(
                            "bung ra quá lớn so với tệp (hơn %(unpacked)s MB từ %(packed)s MB); "
                            "từ chối đọc, hãy lấy lại tệp gốc từ nơi gửi.",
                            unpacked=unpacked >> 20,
                            packed=f"{packed / (1 << 20):.1f}",
                        ),
                    )
                if reader:
                    reader.feed(piece)
            if reader:
                reader.close()
            if size != member.file_size:
                raise Unreadable(
                    path, Filled("phần “%(part)s” khai sai kích thước; hãy lấy lại tệp gốc.", part=member.filename)
                )
        return archive


@contextmanager
def safely_unzipped(path: Path) -> Iterator[None]:
    """Whatever the standard library says of a broken ZIP becomes Unreadable; a part that isn't there stays KeyError."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OverflowError, ValueError):
        raise Unreadable(
            path, "tệp hỏng, không mở được vỏ nén; hãy mở bằng Excel hoặc LibreOffice rồi lưu lại."
        ) from None


def _check_signature(path: Path, stream: BinaryIO) -> None:
    head = stream.read(8)
    if not head:
        raise Unreadable(path, "tệp rỗng (0 byte); hãy kiểm tra lại tệp được gửi.")
    if head == _OLE:
        stream.seek(0)
        if "EncryptedPackage".encode("utf-16-le") in stream.read(4 << 20):
            raise Unreadable(path, "đang đặt mật khẩu; hãy bỏ mật khẩu (Lưu thành tệp mới không mật khẩu).")
        raise Unreadable(path, "là tệp Excel đời cũ (.xls) đổi đuôi; hãy mở bằng Excel và lưu thành .xlsx.")
    if head[:2] != b"PK":
        raise Unreadable(path, "không phải bảng tính; hãy gửi tệp .xlsx, .ods, .csv hoặc .parquet.")


def _pieces(path: Path, stream: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The real bytes of one part, whatever size its header claims."""
    if not 0 <= member.header_offset < 1 << 62:
        raise Unreadable(path, "tệp hỏng, vỏ nén bị cắt; hãy lấy lại tệp gốc.")
    stream.seek(member.header_offset)
    local = stream.read(30)
    if len(local) < 30 or local[:4] != b"PK\x03\x04":
        raise Unreadable(path, "tệp hỏng, vỏ nén bị cắt; hãy lấy lại tệp gốc.")
    stream.seek(int.from_bytes(local[26:28], "little") + int.from_bytes(local[28:30], "little"), 1)
    left = member.compress_size
    if member.compress_type == zipfile.ZIP_STORED:
        while left > 0 and (piece := stream.read(min(left, _PIECE))):
            left -= len(piece)
            yield piece
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise Unreadable(path, "dùng kiểu nén lạ; hãy mở bằng Excel hoặc LibreOffice rồi lưu lại.")
    unpack = zlib.decompressobj(-15)
    try:
        while left > 0 and (packed := stream.read(min(left, _PIECE))):
            left -= len(packed)
            while packed:
                yield unpack.decompress(packed, _PIECE)
                packed = unpack.unconsumed_tail
        yield unpack.flush()
    except zlib.error:
        problem = Filled("phần “%(part)s” hỏng; hãy lấy lại tệp gốc.", part=member.filename)
        raise Unreadable(path, problem) from None


class _PartReader:
    """Xem một phần XML khi nó chảy qua: refuses what no office program writes, counts what a sheet holds."""

    def __init__(self, path: Path, name: str, archive: Archive) -> None:
        self.path, self.name, self.archive = path, name, archive
        self.is_sheet = part_key(name).startswith("xl/") and part_key(name) not in _NO_SHEETS
        self.stats = archive.parts.setdefault(part_key(name), PartStats()) if self.is_sheet else PartStats()
        self.rest = b""
        self.started = False

    def feed(self, piece: bytes) -> None:
        text = self.rest + piece
        if not self.started and (text[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in text[:64]):
            raise Unreadable(self.path, "có phần XML không phải UTF-8; hãy mở bằng Excel hoặc LibreOffice rồi lưu lại.")
        self.started = True
        if _DOCTYPE.search(text):
            raise Unreadable(self.path, "có khai báo thực thể XML, từ chối đọc; hãy lấy lại tệp gốc từ nơi gửi.")
        if self.name == "META-INF/manifest.xml" and b"encryption-data" in text:
            raise Unreadable(self.path, "đang đặt mật khẩu; hãy bỏ mật khẩu (Lưu thành tệp mới không mật khẩu).")
        if not self.is_sheet:  # a sheet names its fonts in styles.xml
            self.archive.fonts.update(found.decode("latin-1") for found in _LEGACY_FONT.findall(text))
        if self.is_sheet:
            text = _in_one_form(text)
        tail = max(text.rfind(b' r="'), text.rfind(b"<mergeCell"))
        cut = max(tail, len(text) - _CARRIED, 0)
        if self.is_sheet:
            _count(text[:cut], self.stats)
        self.rest = text[cut:]

    def close(self) -> None:
        if self.is_sheet:
            _count(self.rest, self.stats)


def _in_one_form(text: bytes) -> bytes:
    """XML whose attributes read ` r="…"`, as office programs write them and as XML needn't be."""
    if any(sign in text for sign in (b"\t", b"\r", b"\n", b"'")):
        text = text.translate(_ONE_FORM)
    if b" =" in text or b"= " in text:
        text = b"=".join(part.strip(b" ") for part in text.split(b"="))
    return text


def _count(text: bytes, stats: PartStats) -> None:
    """What the reader will lay out: it believes each cell's own place, whatever the row around it says."""
    stats.values += text.count(b"<v") + text.count(b"<is>")
    if b"<f" in text:
        stats.formulas += text.count(b"<f>") + text.count(b"<f ")
    stats.last_row = max(stats.last_row, *map(_number, _ROW.findall(text)), 0)
    stats.last_row = max(stats.last_row, *map(_number, _cells_below(stats.last_row).findall(text)), 0)
    columns = {column_index(each.decode()) for each in set(_CELL_COLUMN.findall(text))}
    stats.last_column = max(stats.last_column, *(each + 1 for each in columns), 0)
    if any(each >= MAX_COLUMNS for each in columns):
        stats.far_column |= _has_far_value(text)
    if claimed := _DIMENSION.search(text):
        stats.rows_claimed = max(stats.rows_claimed, _number(claimed[1]))
    if b"mergeCell" in text:
        stats.merges += [
            (int(r1) - 1, column_index(c1.decode()), int(r2) - 1, column_index(c2.decode()))
            for c1, r1, c2, r2 in _MERGE.findall(text)
        ]


def _has_far_value(text: bytes) -> bool:
    """Whether a cell too far right holds more than a format; a tag that doesn't end is taken for one that does."""
    place = 0
    while found := _CELL_COLUMN.search(text, place):
        place = found.end()
        if column_index(found[1].decode()) >= MAX_COLUMNS:
            place = text.find(b">", place)
            if place < 0 or (text[place - 1 : place] != b"/" and not text.startswith(b"</", place + 1)):
                return True
    return False


@lru_cache(maxsize=256)
def _cells_more_than(length: int, first: int, second: int) -> re.Pattern[bytes]:
    greater = [rf"\d{{{length + 1}}}", *([rf"[{first + 1}-9]\d{{{length - 1}}}"] if first < 9 else [])]
    greater += [rf"{first}[{second + 1}-9]\d{{{length - 2}}}"] if second < 9 else []
    return re.compile(rf' r="[A-Za-z]+((?:{"|".join(greater)})\d*)'.encode())


def _cells_below(row: int) -> re.Pattern[bytes]:
    """Cells whose number is more than a tenth above that of the last row: asked by their first two figures."""
    figures = str(max(row, 10))
    return _cells_more_than(len(figures), int(figures[0]), int(figures[1]))


def _number(digits: bytes) -> int:
    return int(digits[:12])  # beyond any sheet all the same


def check_sheet_size(path: Path, sheet: str, stats: PartStats) -> None:
    """Refuse a sheet that claims a million rows or far columns and holds next to nothing.

    Reading lays out the whole rectangle, so one stray cell at the far corner would fill the memory.
    """
    rows = max(stats.last_row, stats.rows_claimed)
    if rows > MAX_ROWS_HALF_EMPTY and stats.values < rows:
        problem = Filled(
            "khai %(rows)s dòng nhưng chỉ có %(values)s ô có dữ liệu; "
            "hãy xóa các dòng trống bên dưới bảng rồi lưu lại.",
            rows=f"{rows:,}".replace(",", "."),
            values=f"{stats.values:,}".replace(",", "."),
        )
        raise Unreadable(path, problem, sheet=sheet)
    if stats.far_column:
        raise Unreadable(path, "có ô dữ liệu nằm quá xa bên phải bảng; hãy xóa các cột thừa rồi lưu lại.", sheet=sheet)
    cells = rows * min(stats.last_column, MAX_COLUMNS)
    if cells > MAX_CELLS_MOSTLY_EMPTY and stats.values * 10 < cells:
        raise Unreadable(path, "khai số dòng, số cột quá lớn; hãy xóa các dòng, cột trống rồi lưu lại.", sheet=sheet)
