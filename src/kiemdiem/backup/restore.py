"""Khôi phục: into an empty database and folder, all or nothing; what was read back is compared before it counts."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps.registry import Apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from kiemdiem import __version__
from kiemdiem.backup.archive import FILES, KEYS, Manifest, Reader, newer, reading
from kiemdiem.backup.errors import BackupError
from kiemdiem.backup.load import load
from kiemdiem.ledger.checkpoint import KEY_FILE
from kiemdiem.schema import known

STAGING = "restoring"  # in the data folder, until everything in it is whole


def restore(path: Path) -> Manifest:
    """Khôi phục từ một tệp. Raises BackupError; then database and folder are as they were."""
    with reading(path) as backup:
        _refuse_newer(backup.manifest, path)
        _refuse_filled(backup.manifest)
        staging = settings.DATA / STAGING
        shutil.rmtree(staging, ignore_errors=True)  # of a restore that was killed
        staging.mkdir(parents=True)
        try:
            _unpack(backup, staging)
            with _placing(staging) as place:
                (_into_sqlite if connection.vendor == "sqlite" else _into_postgresql)(backup, staging, place)
        except DatabaseError as error:
            raise BackupError(
                f"Cơ sở dữ liệu không nhận nội dung của tệp sao lưu ({' '.join(str(error).split())}); "
                "chưa khôi phục gì."
            ) from error
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    return backup.manifest


def _refuse_newer(manifest: Manifest, path: Path) -> None:
    steps = {(app, name) for app, name in manifest.migrations}
    if steps - known() or _version(manifest.program) > _version(__version__):
        raise newer(path, manifest.program)


def _version(text: str) -> list[int]:
    return [int(part) for part in text.split(".") if part.isdigit()]


def _refuse_filled(manifest: Manifest) -> None:
    """Nothing may be lost: no table, no file, no key that has signed checkpoints."""
    in_file = connection.vendor == "sqlite"
    is_made = not in_file or Path(connection.settings_dict["NAME"]).exists()  # looking would make it
    if is_made and connection.introspection.table_names():
        raise BackupError("Cơ sở dữ liệu đích không trống; chỉ khôi phục vào cơ sở dữ liệu mới lập.")
    key = settings.DATA / KEY_FILE
    if any((settings.DATA / FILES).rglob("*")) or (key.exists() and f"{KEYS}/{KEY_FILE}" in manifest.files):
        raise BackupError(f"Thư mục dữ liệu “{settings.DATA}” không trống; hãy đặt KIEMDIEM_DATA là thư mục mới.")


def _unpack(backup: Reader, staging: Path) -> None:
    (staging / FILES).mkdir()
    (staging / KEYS).mkdir()
    for name, digest in backup.manifest.files.items():
        to = staging / name
        to.parent.mkdir(parents=True, exist_ok=True)
        backup.copy(name, digest, to)
        if name.startswith(f"{KEYS}/"):
            to.chmod(0o600)


def _into_postgresql(backup: Reader, _staging: Path, place: Callable[[], None]) -> None:
    """One transaction from the first table to the last row; files take their places before it counts."""
    with transaction.atomic():
        _fill(backup)
        place()


def _into_sqlite(backup: Reader, staging: Path, place: Callable[[], None]) -> None:
    """A file of its own, which gets its name when everything else is in place."""
    kept = connection.settings_dict["NAME"]
    made = staging / Path(kept).name
    connection.close()
    connection.settings_dict["NAME"] = str(made)
    try:
        _fill(backup)
        connection.close()
        place()
        made.rename(kept)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = kept


def _fill(backup: Reader) -> None:
    """Tables as they were at the time of the backup, their rows, then the steps of this program since."""
    load(backup, _tables_of(backup.manifest))
    call_command("migrate", verbosity=0, interactive=False)


def _tables_of(manifest: Manifest) -> Apps:
    steps = {(app, name) for app, name in manifest.migrations}
    executor = MigrationExecutor(connection)
    whole = executor.migration_plan(executor.loader.graph.leaf_nodes())
    plan = [(step, back) for step, back in whole if (step.app_label, step.name) in steps]
    return executor.migrate(None, plan=plan).apps


@contextmanager
def _placing(staging: Path) -> Iterator[Callable[[], None]]:
    """Gives a function that moves files and keys into the data folder; they go back when something fails after it."""
    earlier: dict[Path, bytes | None] = {}

    def place() -> None:
        for key in sorted((staging / KEYS).iterdir()):
            to = settings.DATA / key.name
            earlier[to] = to.read_bytes() if to.exists() else None
            key.replace(to)
        if any((staging / FILES).iterdir()):
            (staging / FILES).replace(settings.DATA / FILES)

    try:
        yield place
    except BaseException:
        for path, content in earlier.items():
            path.unlink(missing_ok=True)
            if content is not None:
                path.touch(mode=0o600)
                path.write_bytes(content)
        if not (staging / FILES).exists():
            (settings.DATA / FILES).rename(staging / FILES)
        raise
