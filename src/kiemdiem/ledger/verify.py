"""Kiểm tra sổ cái: every entry read once, in order, hashed again, compared with the one before and a checkpoint.

One query, rows in chunks: a ledger of any length needs the same memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.timezone import localtime

from kiemdiem.ledger.checkpoint import Checkpoint, read_checkpoint
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.seal import SEALED, ZEROS, seal

CHUNK = 2000
LISTED = 100  # breaks told one by one; a ledger rewritten as a whole has millions


class Family(StrEnum):
    """Loại sai lệch: which part of an entry no longer fits."""

    SEQUENCE = "sequence"  # its number
    LINK = "link"  # what it says of the entry before
    CONTENT = "content"  # its own fields, or its digest
    CHECKPOINT = "checkpoint"  # what it was when the checkpoint was made
    SIGNATURE = "signature"  # the checkpoint file itself


@dataclass(frozen=True, slots=True)
class Break:
    """Sai lệch: at which number, in which part, in one Vietnamese sentence."""

    seq: int
    family: Family
    sentence: str


@dataclass(slots=True)
class Verification:
    """Kết quả kiểm tra: how many entries were read, the last of them, and what doesn't fit."""

    checkpoint: Checkpoint | None
    count: int = 0
    seq: int = 0
    digest: str = ZEROS
    breaks: list[Break] = field(default_factory=list)
    break_count: int = 0

    @property
    def is_whole(self) -> bool:
        return not self.break_count

    def add(self, seq: int, family: Family, sentence: str) -> None:
        """Keep a break; only count it when many are listed already."""
        self.break_count += 1
        if len(self.breaks) < LISTED:
            self.breaks.append(Break(seq, family, sentence))

    def sentences(self) -> list[str]:
        """Kết luận bằng lời: what was found, and what this check can't exclude."""
        told = [each.sentence for each in self.breaks]
        if self.break_count > len(told):
            told.append(f"Còn {self.break_count - len(told)} sai lệch nữa không kể ra ở đây.")
        return [*told, self._conclusion(), *self._limits()]

    def _conclusion(self) -> str:
        if self.is_whole:
            return f"Sổ cái liền mạch: đã đọc {self.count} mục, không thấy sai lệch."
        return f"SỔ CÁI CÓ SAI LỆCH: đã đọc {self.count} mục, thấy {self.break_count} sai lệch."

    def _limits(self) -> list[str]:
        mark = self.checkpoint
        if mark is None:
            return [
                "Không có tệp mốc nên không loại trừ được việc các mục cuối đã bị cắt bỏ, cả sổ đã bị viết lại "
                "hoặc dữ liệu đã bị thay bằng bản cũ; hãy kiểm tra lại với --checkpoint TỆP."
            ]
        made = f"Mốc lập lúc {localtime(mark.at):%H:%M ngày %d/%m/%Y} tại “{mark.site}”, đến mục số {mark.seq}"
        if self.is_whole and self.seq > mark.seq:
            return [f"{made}; các mục sau đó chưa có mốc nên chưa loại trừ được việc cắt bỏ ở cuối."]
        return [f"{made}."]


def verify(checkpoint: Path | None) -> Verification:
    """Kiểm tra cả sổ, và đối chiếu với mốc khi có tệp mốc.

    Raises CheckpointError when that file can't be read, DatabaseError when the ledger can't.
    """
    found = Verification(read_checkpoint(checkpoint) if checkpoint else None)
    mark = found.checkpoint
    if mark and not mark.is_signed():
        found.add(
            mark.seq,
            Family.SIGNATURE,
            "Chữ ký của tệp mốc không đúng: tệp mốc đã bị sửa hoặc chép sai, không dùng để đối chiếu được; "
            "hãy dùng bản khác của mốc.",
        )
        mark = None
    for row in _rows():
        _take(row, found, mark)
    if mark and found.seq < mark.seq:
        found.add(
            mark.seq,
            Family.CHECKPOINT,
            f"Mốc ghi đến mục số {mark.seq} nhưng sổ chỉ còn đến mục số {found.seq}: các mục cuối đã bị cắt bỏ, "
            "hoặc dữ liệu đã bị thay bằng bản cũ.",
        )
    return found


def _take(row: Sequence[Any], found: Verification, mark: Checkpoint | None) -> None:
    """One entry against its number, the entry before, its own digest and the checkpoint."""
    *values, digest = row
    seq, previous = values[0], values[-1]
    found.count += 1
    expected = found.seq + 1
    number = seq if isinstance(seq, int) else expected
    if seq != expected and number > found.seq and number == seq:
        found.add(expected, Family.SEQUENCE, f"Thiếu {_span(expected, number - 1)}: đã bị xóa hoặc đổi số.")
    elif seq != expected:
        found.add(number, Family.SEQUENCE, f"Mục mang số {seq!r} sai chỗ: số đúng ở đó là {expected}.")
    elif previous != found.digest:
        found.add(number, Family.LINK, f"Mục số {seq} không nối với mục trước: một trong hai mục đã bị thay.")
    if seal(values) != digest:
        found.add(number, Family.CONTENT, f"Nội dung mục số {number} không khớp mã băm: mục này đã bị sửa.")
    if mark and seq == mark.seq and (digest, found.count) != (mark.digest, mark.count):
        found.add(
            mark.seq,
            Family.CHECKPOINT,
            f"Mục số {mark.seq} không còn như khi lập mốc: sổ đã bị viết lại, hoặc tệp mốc là của sổ khác.",
        )
    if number == seq and number > found.seq:
        found.seq, found.digest = number, digest


def _span(first: int, last: int) -> str:
    return f"mục số {first}" if first == last else f"các mục từ số {first} đến số {last}"


def _rows() -> Iterator[Sequence[Any]]:
    """Values of `SEALED` and the digest, of every entry in order.

    Times come as text: both databases can hold one that Python can't, and it must be reported, not stop the reading.
    """
    columns = ["text_at" if name == "at" else name for name in SEALED]
    entries = Entry.objects.order_by("seq").annotate(text_at=Cast("at", TextField()))
    with _any_letters():
        for seq, at, *rest in entries.values_list(*columns, "digest").iterator(chunk_size=CHUNK):
            yield (seq, _moment(at), *rest)


@contextmanager
def _any_letters() -> Iterator[None]:
    """SQLite gives out bytes that are no UTF-8 too, for the same reason; PostgreSQL stores none."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    usual = connection.connection.text_factory
    connection.connection.text_factory = _letters
    try:
        yield
    finally:
        connection.connection.text_factory = usual


def _letters(stored: bytes) -> str:
    return stored.decode(errors="surrogateescape")


def _moment(text: str | None) -> datetime | str | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return text
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
