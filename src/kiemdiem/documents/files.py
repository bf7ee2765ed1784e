"""Loại tệp: decided by what is in the file, whatever its name says; what can't be trusted is refused."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol
from unicodedata import normalize

from django.utils.translation import gettext as _

from kiemdiem.ledger.refusals import WrongState

LARGEST = 20 * 2**20
_LONGEST_NAME = 200
_LISTING = "[Content_Types].xml"
_MOST_LISTED = 2**20  # of a zip's own list of parts; a real one has a few thousand letters


class _File(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


Upload = bytes | _File


@dataclass(frozen=True, slots=True)
class FileKind:
    """Một loại tệp nhận được."""

    suffix: str
    content_type: str
    also: tuple[str, ...] = ()

    def file_name(self, name: str) -> str:
        """The name without folders and signs no file system likes, with the ending that its content has."""
        plain = normalize("NFC", name.replace("\\", "/")).rpartition("/")[2]
        plain = "".join(letter for letter in plain if letter.isprintable() and letter not in '<>:"|?*').strip(" .")
        path = PurePosixPath(plain or "tep")
        ending = path.suffix if path.suffix.lower() in (self.suffix, *self.also) else ""
        stem = path.name.removesuffix(ending) if ending else path.name
        ending = ending or self.suffix
        return stem[: _LONGEST_NAME - len(ending)] + ending


PDF = FileKind(".pdf", "application/pdf")
PNG = FileKind(".png", "image/png")
JPEG = FileKind(".jpg", "image/jpeg", (".jpeg",))
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = FileKind(".docx", f"{_OFFICE}wordprocessingml.document")
XLSX = FileKind(".xlsx", f"{_OFFICE}spreadsheetml.sheet")
KINDS = (PDF, PNG, JPEG, DOCX, XLSX)


def examined(upload: Upload) -> tuple[bytes, FileKind]:
    """Nội dung và loại của tệp. Raises WrongState with one sentence."""
    data = upload if isinstance(upload, bytes) else upload.read(LARGEST + 1)
    if not data:
        raise WrongState(_("Tệp trống; hãy chọn tệp có nội dung."))
    if len(data) > LARGEST:
        raise WrongState(
            _("Tệp lớn hơn %(most)s MB; hãy quét lại ở độ phân giải thấp hơn, hoặc chia thành nhiều tệp.")
            % {"most": LARGEST // 2**20}
        )
    return data, _kind(data)


def _kind(data: bytes) -> FileKind:
    if data.startswith(b"%PDF-"):
        return _pdf(data)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise WrongState(
            _("Tệp Word, Excel kiểu cũ hoặc có mật khẩu chưa nhận được; hãy bỏ mật khẩu và lưu lại thành .docx, .xlsx.")
        )
    raise WrongState(
        _("Nội dung tệp không phải PDF, ảnh PNG, ảnh JPEG, .docx hay .xlsx; hãy chọn tệp thuộc các loại ấy.")
    )


def _pdf(data: bytes) -> FileKind:
    """A copy that broke off has no end mark in its last kilobyte."""
    if b"%%EOF" not in data[-1024:]:
        raise _broken()
    return PDF


def _office(data: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as zipped:
            names = {name.lower() for name in zipped.namelist()}
            with zipped.open(_LISTING) as part:
                listing = part.read(_MOST_LISTED).lower()
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, ValueError, EOFError) as error:
        raise _broken() from error
    if b"macroenabled" in listing or any(name.endswith(("vbaproject.bin", ".vbs", ".js")) for name in names):
        raise WrongState(_("Tệp có macro nên không nhận; hãy lưu lại thành .docx hoặc .xlsx không có macro."))
    if "word/document.xml" in names:
        return DOCX
    if "xl/workbook.xml" in names:
        return XLSX
    raise WrongState(_("Tệp nén này không phải .docx hay .xlsx; hãy tải lên từng tệp một, không nén."))


def _broken() -> WrongState:
    return WrongState(_("Tệp bị hỏng hoặc thiếu đoạn cuối; hãy mở thử, lưu lại rồi tải lên lần nữa."))
