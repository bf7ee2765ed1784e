"""Sao lưu: while people go on working, one moment of the database, then the files, into one sealed file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils.timezone import now

from kiemdiem import __version__
from kiemdiem.backup.archive import FILES, Manifest, Writer, blocks, writing
from kiemdiem.backup.errors import BackupError
from kiemdiem.backup.numbers import last_number
from kiemdiem.backup.snapshot import files, fingerprint_of, ledger_head, one_moment
from kiemdiem.backup.tables import Table, carried, label
from kiemdiem.backup.values import lines
from kiemdiem.ledger.checkpoint import KEY_FILE
from kiemdiem.schema import applied, known, unapplied

KEYS = ("secret-key", KEY_FILE)


def back_up(path: Path, *, with_keys: bool = True) -> Manifest:
    """Sao lưu vào một tệp mới. Raises BackupError; then there is no file."""
    if waiting := unapplied():
        raise BackupError(
            f"Cơ sở dữ liệu còn {waiting} bước nâng cấp chưa chạy; hãy chạy kiemdiem migrate rồi sao lưu."
        )
    if settings.DATA / FILES in path.absolute().parents:
        raise BackupError(f"“{path}” nằm trong thư mục được sao lưu; hãy chọn nơi khác.")
    with writing(path) as out:
        with one_moment():
            manifest = _tables(out)
        _files(out, manifest, with_keys=with_keys)  # after the database: all that it names is there already
        manifest.fingerprint = fingerprint_of(manifest.compared())
        out.add_manifest(manifest)
    return manifest


def _tables(out: Writer) -> Manifest:
    seq, digest = ledger_head()
    manifest = Manifest(
        program=__version__,
        made=now().isoformat(timespec="seconds"),
        site=settings.SITE,
        migrations=sorted([app, name] for app, name in applied() & known()),
        seq=seq,
        digest=digest,
    )
    for model in carried(apps):
        count = _Count()
        sha256 = out.add(f"tables/{label(model)}.jsonl", count.each(model))
        manifest.tables[label(model)] = {"rows": count.rows, "sha256": sha256, "last": last_number(model)}
    return manifest


def _files(out: Writer, manifest: Manifest, *, with_keys: bool) -> None:
    found = files(settings.DATA)
    if with_keys:
        found |= {f"keys/{name}": settings.DATA / name for name in KEYS if (settings.DATA / name).exists()}
    for name, path in found.items():
        manifest.files[name] = out.add(name, blocks(path))


class _Count:
    """Counts rows as they pass."""

    rows = 0

    def each(self, model: Table) -> Iterator[bytes]:
        for number, line in enumerate(lines(model)):
            self.rows = number
            yield line
