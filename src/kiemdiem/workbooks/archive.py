"""Kiểm tra vỏ nén của .xlsx, .ods trước khi đọc: a workbook is a ZIP of XML, and both can be made to hurt.

Every part is unpacked once in small pieces and counted, whatever its header claims; nothing is kept. XML
that declares a document type (and so entities) is refused, because no office program writes one.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from kiemdiem.workbooks.errors import Unreadable

MAX_PARTS = 5_000
MAX_UNPACKED = 3 << 30
SMALL = 64 << 20  # below this no ratio is looked at
MAX_RATIO = 100
MAX_ROWS_HALF_EMPTY = 200_000
_PIECE = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_LEGACY_FONT = re.compile(rb'(?:val|font-name|font-family|name)="(\.Vn[^"]*|VNI[^"]*)"')
_ROW = re.compile(rb'<(?:x:)?row\b[^>]*?\br="(\d{1,9})"')
_DIMENSION = re.compile(rb'<(?:x:)?dimension ref="[A-Z]{1,3}\d+:([A-Z]{1,3})(\d+)"')
_FAR_CELL = re.compile(rb'<(?:x:)?c r="([A-Z]{3})\d+"[^>]*>\s*<(?:x:)?(?:v|is)\b')
_MERGE = re.compile(rb'<(?:x:)?mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column; all from 0


@dataclass(slots=True)
class PartStats:
    """Số liệu một trang: counted while the part streams by."""

    values: int = 0
    formulas: int = 0
    last_row: int = 0
    columns_claimed: int = 0
    rows_claimed: int = 0
    far_column: bool = False
    merges: list[Merge] = field(default_factory=list)


@dataclass(slots=True)
class Archive:
    """Vỏ nén đã kiểm: statistics by part name, and the legacy fonts the workbook names."""

    parts: dict[str, PartStats] = field(default_factory=dict)
    fonts: set[str] = field(default_factory=set)


def column_index(letters: str) -> int:
    """Chữ cột → số thứ tự từ 0: A → 0, Z → 25, AA → 26."""
    index = 0
    for letter in letters:
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
        try:
            with zipfile.ZipFile(stream) as container:
                members = container.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, RecursionError):
            raise Unreadable(
                path, "tệp hỏng, không mở được vỏ nén; hãy mở bằng Excel hoặc LibreOffice rồi lưu lại."
            ) from None
        if len(members) > MAX_PARTS:
            raise Unreadable(path, f"có {len(members)} phần bên trong, quá {MAX_PARTS}; đây không phải bảng tính.")
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
                        f"bung ra quá lớn so với tệp (hơn {unpacked >> 20} MB từ {packed / (1 << 20):.1f} MB); "
                        "từ chối đọc, hãy lấy lại tệp gốc từ nơi gửi.",
                    )
                if reader:
                    reader.feed(piece)
            if reader:
                reader.close()
            if size != member.file_size:
                raise Unreadable(path, f"phần “{member.filename}” khai sai kích thước; hãy lấy lại tệp gốc.")
        return archive


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
        raise Unreadable(path, f"phần “{member.filename}” hỏng; hãy lấy lại tệp gốc.") from None


class _PartReader:
    """Xem một phần XML khi nó chảy qua: refuses what no office program writes, counts what a sheet holds."""

    def __init__(self, path: Path, name: str, archive: Archive) -> None:
        self.path, self.name, self.archive = path, name, archive
        self.stats = archive.parts.setdefault(name, PartStats())
        self.is_sheet = name.startswith("xl/worksheets/")
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
        self.archive.fonts.update(found.decode("latin-1") for found in _LEGACY_FONT.findall(text))
        tail = max(text.rfind(b"<row"), text.rfind(b"<c "), text.rfind(b"<mergeCell "))
        cut = tail if tail > len(text) - 4096 else max(0, len(text) - 256)
        if self.is_sheet:
            _count(text[:cut], self.stats)
        self.rest = text[cut:]

    def close(self) -> None:
        if self.is_sheet:
            _count(self.rest, self.stats)


def _count(text: bytes, stats: PartStats) -> None:
    stats.values += text.count(b"<v>") + text.count(b"<v ") + text.count(b"<is>")
    stats.formulas += text.count(b"<f>") + text.count(b"<f ")
    rows = _ROW.findall(text)
    if rows:
        stats.last_row = max(stats.last_row, int(rows[-1]))
    if claimed := _DIMENSION.search(text):
        stats.columns_claimed = column_index(claimed[1].decode()) + 1
        stats.rows_claimed = int(claimed[2])
    if not stats.far_column and any(column_index(far.decode()) > 1023 for far in _FAR_CELL.findall(text)):
        stats.far_column = True
    if b"<mergeCell" in text:
        stats.merges += [
            (int(r1) - 1, column_index(c1.decode()), int(r2) - 1, column_index(c2.decode()))
            for c1, r1, c2, r2 in _MERGE.findall(text)
        ]


def check_sheet_size(path: Path, sheet: str, stats: PartStats) -> None:
    """Refuse a sheet that claims a million rows or far columns and holds next to nothing.

    Reading lays out the whole rectangle, so one stray cell at the far corner would fill the memory.
    """
    rows = max(stats.last_row, stats.rows_claimed)
    if rows > MAX_ROWS_HALF_EMPTY and stats.values < rows:
        raise Unreadable(
            path,
            f"khai {rows:,} dòng".replace(",", ".")
            + f" nhưng chỉ có {stats.values:,} ô có dữ liệu;".replace(",", ".")
            + " hãy xóa các dòng trống bên dưới bảng rồi lưu lại.",
            sheet=sheet,
        )
    if stats.far_column:
        raise Unreadable(path, "có ô dữ liệu nằm quá xa bên phải bảng; hãy xóa các cột thừa rồi lưu lại.", sheet=sheet)
