"""Mốc sổ cái: how far the ledger reached, signed, in a text file that leaves the machine.

    Mốc sổ cái: kiemdiem, bản 1
    Mục cuối: 1204
    Mã băm: 5f1c…
    Số mục: 1204
    Thời điểm: 2022-12-31T10:00:00+00:00
    Nơi lập: Thành ủy Vĩnh Giang
    Chương trình: kiemdiem 0.1.0
    Dạng ngắn: 0412 …
    Khóa công khai: 77ab…
    Chữ ký: 9d20…

The signature (Ed25519) is over the lines above it in UTF-8, NFC, joined by "\\n", without an end of line. The key in
the file proves that nobody changed the file; that it is this site's key shows when compared with one kept elsewhere.
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db.models import Count, Max
from django.utils.timezone import now

from kiemdiem import __version__
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.seal import ZEROS, visible
from kiemdiem.ledger.short_form import short_form

KEY_FILE = "checkpoint-key"
_TITLE = "kiemdiem, bản 1"
_LABELS = (
    "Mốc sổ cái",
    "Mục cuối",
    "Mã băm",
    "Số mục",
    "Thời điểm",
    "Nơi lập",
    "Chương trình",
    "Dạng ngắn",
    "Khóa công khai",
    "Chữ ký",
)
_LARGEST = 10_000  # bytes; a checkpoint has some 700


class CheckpointError(Exception):
    """Mốc hoặc khóa ký không dùng được; the text is one Vietnamese sentence."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Mốc: the last entry of the ledger at a moment; `signed` is the text under the signature."""

    seq: int
    digest: str
    count: int
    at: datetime
    site: str
    program: str
    public_key: str
    signature: str
    signed: str

    @property
    def short_form(self) -> str:
        return short_form(self.digest)

    def is_signed(self) -> bool:
        """Does the signature hold for exactly this text?"""
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.public_key))
            key.verify(bytes.fromhex(self.signature), self.signed.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


def write_checkpoint(path: Path, data_folder: Path) -> Checkpoint:
    """Lập mốc: write where the ledger stands now to a new file. An older checkpoint is evidence and isn't written over.

    Raises CheckpointError when the key can't be used or the file can't be written.
    """
    key = _private_key(data_folder)
    text = _signed_text(key)
    content = f"{text}\n{_LABELS[-1]}: {key.sign(text.encode()).hex()}\n"
    try:
        with path.open("x", encoding="utf-8", newline="\n") as out:
            out.write(content)
    except FileExistsError:
        raise CheckpointError(f"Đã có “{path}”; mốc cũ là chứng cứ nên không ghi đè, hãy chọn tên khác.") from None
    except OSError as error:
        raise CheckpointError(f"Không ghi được mốc vào “{path}” ({error.strerror}); hãy chọn nơi khác.") from error
    return _parse(content, path)


def read_checkpoint(path: Path) -> Checkpoint:
    """Đọc mốc: the values of a checkpoint file; its signature is checked by `is_signed`.

    Byte order mark, ends of lines and Unicode form may have changed on the way. Raises CheckpointError.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as error:
        raise CheckpointError(f"Không đọc được tệp mốc “{path}” ({error.strerror}); hãy xem lại tên tệp.") from error
    if not raw.strip():
        raise CheckpointError(f"Tệp mốc “{path}” không có nội dung; hãy dùng bản khác của mốc.")
    if len(raw) > _LARGEST:
        raise _not_a_checkpoint(path)
    try:
        return _parse(raw.decode("utf-8-sig"), path)
    except ValueError as error:
        raise _not_a_checkpoint(path) from error


def own_public_key(data_folder: Path) -> str:
    """Khóa công khai của máy này; "" when no checkpoint was ever made here. Raises CheckpointError."""
    return _public(_private_key(data_folder)) if (data_folder / KEY_FILE).exists() else ""


def _not_a_checkpoint(path: Path) -> CheckpointError:
    return CheckpointError(f"“{path}” không phải tệp mốc do kiemdiem lập; hãy chọn đúng tệp.")


def _signed_text(key: Ed25519PrivateKey) -> str:
    reached = Entry.objects.aggregate(last=Max("seq"), count=Count("seq"))
    seq = reached["last"] or 0
    digest = Entry.objects.values_list("digest", flat=True).get(seq=seq) if seq else ZEROS
    values = (
        _TITLE,
        seq,
        digest,
        reached["count"],
        now().astimezone(UTC).isoformat(timespec="seconds"),
        visible(settings.SITE),
        f"kiemdiem {__version__}",
        short_form(digest),
        _public(key),
    )
    lines = [f"{label}: {value}".strip() for label, value in zip(_LABELS[:-1], values, strict=True)]
    return unicodedata.normalize("NFC", "\n".join(lines))


def _parse(text: str, path: Path) -> Checkpoint:
    """Raises ValueError or CheckpointError."""
    lines = [line.strip() for line in unicodedata.normalize("NFC", text).strip().splitlines()]
    pairs = [line.partition(":") for line in lines]
    if tuple(label for label, _, _ in pairs) != _LABELS:
        raise _not_a_checkpoint(path)
    title, seq, digest, count, at, site, program, _, public_key, signature = (value.strip() for _, _, value in pairs)
    if title != _TITLE:
        raise _not_a_checkpoint(path)
    int(digest, 16)
    return Checkpoint(
        seq=int(seq),
        digest=digest,
        count=int(count),
        at=datetime.fromisoformat(at).astimezone(UTC),
        site=site,
        program=program,
        public_key=public_key,
        signature=signature,
        signed="\n".join(lines[:-1]),
    )


def _private_key(folder: Path) -> Ed25519PrivateKey:
    """Khóa ký mốc: made once, readable by this program alone; it never enters the database."""
    kept = folder / KEY_FILE
    try:
        if not kept.exists():
            _make_key(kept)
        if kept.stat().st_mode & 0o077:
            raise CheckpointError(f"Người khác trên máy đọc được khóa ký “{kept}”; hãy chạy: chmod 600 '{kept}'")
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kept.read_text(encoding="ascii")))
    except OSError as error:
        raise CheckpointError(f"Không dùng được khóa ký “{kept}” ({error.strerror}); hãy xem lại thư mục.") from error
    except ValueError as error:
        raise CheckpointError(
            f"Khóa ký “{kept}” đã hỏng; hãy khôi phục từ bản sao lưu, hoặc đổi tên tệp này để tạo khóa mới."
        ) from error


def _make_key(kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
        out.write(Ed25519PrivateKey.generate().private_bytes_raw().hex())


def _public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()
