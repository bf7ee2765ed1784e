"""Ảnh chụp nội dung: one moment of the whole database, however long it takes to read and whoever writes meanwhile."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.apps.registry import Apps
from django.db import connection, transaction

from kiemdiem.backup.archive import FILES
from kiemdiem.backup.tables import Table, carried, is_compared, label
from kiemdiem.backup.values import lines
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.seal import ZEROS


@dataclass(frozen=True, slots=True)
class Content:
    """Nội dung: its fingerprint, of how many rows, tables and files, and how far the ledger reached."""

    fingerprint: str
    rows: int
    tables: int
    files: int
    seq: int
    digest: str


@contextmanager
def one_moment() -> Iterator[None]:
    """Đọc trong một thời điểm: a transaction that sees nothing later and holds nobody up."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    connection.ensure_connection()
    usual = connection.transaction_mode  # type: ignore[attr-defined]  # SQLite's
    connection.transaction_mode = None  # type: ignore[attr-defined]  # deferred: reads only, takes no lock of writers
    try:
        with transaction.atomic():
            yield
    finally:
        connection.transaction_mode = usual  # type: ignore[attr-defined]


def read_content(data: Path, registry: Apps = apps) -> Content:
    """Đọc và băm toàn bộ nội dung được so sánh: the database as it is in this transaction, and the files."""
    digests, rows = {}, 0
    for model in carried(registry):
        if is_compared(label(model)):
            digests[label(model)], count = digest_of(model)
            rows += count
    handed_in = {name: _digest_of_file(path) for name, path in files(data).items()}
    seq, last = ledger_head()
    return Content(fingerprint_of(digests | handed_in), rows, len(digests), len(handed_in), seq, last)


def files(data: Path) -> dict[str, Path]:
    """Các tệp đã nộp, by their names in a backup."""
    folder = data / FILES
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {f"{FILES}/{path.relative_to(folder).as_posix()}": path for path in found}


def _digest_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_of(model: Table) -> tuple[str, int]:
    """Mã băm và số dòng của một bảng."""
    digest, count = hashlib.sha256(), -1  # the first line names the columns
    for line in lines(model):
        digest.update(line)
        count += 1
    return digest.hexdigest(), count


def fingerprint_of(digests: Mapping[str, str]) -> str:
    """Mã băm nội dung: over the names of the parts and their digests, in order."""
    text = "".join(f"{name} {digest}\n" for name, digest in sorted(digests.items()))
    return hashlib.sha256(text.encode()).hexdigest()


def ledger_head() -> tuple[int, str]:
    """Số và mã băm của mục cuối sổ cái."""
    return Entry.objects.order_by("-seq").values_list("seq", "digest").first() or (0, ZEROS)
