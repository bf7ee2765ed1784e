"""Tệp sao lưu: a zip that any tool opens, sealed at its end with the digest of every byte before.

    tables/<bảng>.jsonl   one line of column names, then one a row
    files/…               what was handed in
    keys/…                keys of the data folder, unless left out
    manifest.json         versions, steps of the database, digest of each part, fingerprint, ledger head

The seal (the zip's comment, 64 letters) finds accidents: a changed byte, a file cut short. Who changes a backup on
purpose can seal it again; what was decided is proved by the ledger and its checkpoints, which are kept elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from kiemdiem.backup.errors import BackupError
from kiemdiem.backup.tables import is_compared

FORMAT = 1
MANIFEST = "manifest.json"
FILES, KEYS = "files", "keys"  # folders in the zip; the first also in the data folder
_BLOCK = 1 << 20
_SEAL = 64


@dataclass(slots=True)
class Manifest:
    """Bảng kê: what the file holds, and of which moment and program."""

    program: str
    made: str
    site: str
    migrations: list[list[str]]
    fingerprint: str = ""
    seq: int = 0
    digest: str = ""
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)  # rows, sha256, last number given out
    files: dict[str, str] = field(default_factory=dict)  # name in the zip → sha256
    format: int = FORMAT

    def compared(self) -> dict[str, str]:
        """Các phần tính vào mã băm nội dung, with their digests."""
        tables = {name: kept["sha256"] for name, kept in self.tables.items() if is_compared(name)}
        return tables | {name: digest for name, digest in self.files.items() if name.startswith(f"{FILES}/")}


class Writer:
    """Đang ghi một tệp sao lưu."""

    def __init__(self, zipped: zipfile.ZipFile) -> None:
        self._zip = zipped

    def add(self, name: str, blocks: Iterable[bytes]) -> str:
        """Thêm một phần; returns its digest."""
        digest = hashlib.sha256()
        with self._zip.open(name, "w", force_zip64=True) as out:
            for block in blocks:
                digest.update(block)
                out.write(block)
        return digest.hexdigest()

    def add_manifest(self, manifest: Manifest) -> None:
        """Thêm bảng kê, the last part."""
        self.add(MANIFEST, [json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()])


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Ghi một tệp mới: beside its name first, for its owner only; under its name when it is whole and on the disk."""
    if path.exists():
        raise BackupError(f"Đã có “{path}”; không ghi đè bản sao lưu cũ, hãy chọn tên khác.")
    part = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as zipped:
                zipped.comment = b"0" * _SEAL
                yield Writer(zipped)
            raw.seek(-_SEAL, os.SEEK_END)
            end = raw.tell()
            raw.seek(0)
            seal = _digest(raw, end)
            raw.seek(end)
            raw.write(seal.encode())
            raw.flush()
            os.fsync(raw.fileno())
        part.rename(path)
    except OSError as error:
        raise BackupError(f"Không ghi được “{path}” ({error.strerror or error}); hãy chọn nơi khác.") from error
    finally:
        part.unlink(missing_ok=True)


class Reader:
    """Một tệp sao lưu đã mở và còn nguyên."""

    def __init__(self, zipped: zipfile.ZipFile, manifest: Manifest) -> None:
        self._zip = zipped
        self.manifest = manifest

    def lines(self, name: str, expected: str) -> Iterator[bytes]:
        """Từng dòng của một phần. Raises BackupError at its end when the digest differs."""
        with self._zip.open(name) as part:
            yield from _checked(part, name, expected)

    def copy(self, name: str, expected: str, to: Path) -> None:
        """Chép một phần ra tệp."""
        with self._zip.open(name) as part, to.open("wb") as out:
            for block in _checked(iter(lambda: part.read(_BLOCK), b""), name, expected):
                out.write(block)
            out.flush()
            os.fsync(out.fileno())


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    """Mở tệp sao lưu sau khi kiểm tra từng byte. Raises BackupError."""
    try:
        with path.open("rb") as raw:
            _check_seal(raw, path)
            with zipfile.ZipFile(raw) as zipped:
                yield Reader(zipped, _manifest(zipped, path))
    except OSError as error:
        raise BackupError(f"Không đọc được “{path}” ({error.strerror or error}); hãy xem lại tên tệp.") from error
    except zipfile.BadZipFile as error:
        raise _broken(path) from error


def _check_seal(raw: IO[bytes], path: Path) -> None:
    size = raw.seek(0, os.SEEK_END)
    raw.seek(0)
    if raw.read(2) != b"PK" or size < _SEAL:
        raise BackupError(f"“{path}” không phải tệp sao lưu do kiemdiem lập, hoặc đã hỏng; hãy chọn đúng tệp.")
    raw.seek(0)
    if _digest(raw, size - _SEAL).encode() != raw.read(_SEAL):
        raise _broken(path)
    raw.seek(0)


def _broken(path: Path) -> BackupError:
    return BackupError(f"Tệp sao lưu “{path}” đã bị sửa, hỏng hoặc thiếu đoạn cuối; hãy dùng bản khác.")


def blocks(path: Path) -> Iterator[bytes]:
    """Nội dung của một tệp trên đĩa."""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _digest(raw: IO[bytes], end: int) -> str:
    digest = hashlib.sha256()
    while end > 0 and (block := raw.read(min(_BLOCK, end))):
        digest.update(block)
        end -= len(block)
    return digest.hexdigest()


def _checked(blocks: Iterable[bytes], name: str, expected: str) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
        yield block
    if digest.hexdigest() != expected:
        raise BackupError(f"Phần “{name}” của tệp sao lưu không khớp bảng kê; hãy dùng bản khác.")


def _manifest(zipped: zipfile.ZipFile, path: Path) -> Manifest:
    """Raises BackupError for a zip that isn't ours or comes from a later format."""
    try:
        values = json.loads(zipped.read(MANIFEST))
        if values["format"] > FORMAT:
            raise newer(path, values["program"])
        manifest = Manifest(**values)
    except (KeyError, ValueError, TypeError) as error:
        raise BackupError(f"“{path}” không phải tệp sao lưu do kiemdiem lập; hãy chọn đúng tệp.") from error
    for name in manifest.files:
        parts = PurePosixPath(name).parts
        if parts[0] not in (FILES, KEYS) or ".." in parts or "\\" in name:
            raise BackupError(f"Tệp sao lưu có tên tệp không dùng được “{name}”; hãy dùng bản khác.")
    return manifest


def newer(path: Path, program: str) -> BackupError:
    """Lời từ chối một bản sao lưu của chương trình mới hơn."""
    return BackupError(
        f"“{path}” do kiemdiem {program} lập, mới hơn chương trình này; hãy cài bản {program} rồi khôi phục."
    )
