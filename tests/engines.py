"""Hai loại cơ sở dữ liệu cho kiểm thử: every test runs on SQLite, and again on a private PostgreSQL.

KIEMDIEM_TEST_ENGINE   sqlite (default) or postgresql
KIEMDIEM_TEST_FOLDERS  set by the first process of a session; its xdist workers use the same folders and server
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import django

ENGINE = os.environ.get("KIEMDIEM_TEST_ENGINE", "sqlite")
_PG = Path(__file__).parent.parent / "scripts" / "pg.sh"
_FOLDERS = "KIEMDIEM_TEST_FOLDERS"


@cache
def prepare() -> None:
    """Chuẩn bị Django cho cả phiên: call it while conftest is imported, before anything of Django's is used."""
    if ENGINE not in ("sqlite", "postgresql"):
        raise ValueError(f"KIEMDIEM_TEST_ENGINE is {ENGINE!r}, not sqlite or postgresql")
    data, server = _folders()
    os.environ["KIEMDIEM_DATA"] = str(data)
    os.environ["DJANGO_SETTINGS_MODULE"] = "kiemdiem.settings"
    from django.conf import settings

    usual = settings.DATABASES["default"]
    settings.DATABASES["default"] = postgresql(server) if ENGINE == "postgresql" else sqlite(data, usual)
    _serve_as_found(settings)
    _forget_connections()
    django.setup()
    _let_flush_past_triggers()


def _serve_as_found(settings: Any) -> None:
    """Static files under their own names, straight from the source: nothing needs collecting before a test."""
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True


def sqlite(data: Path, configured: dict[str, Any]) -> dict[str, Any]:
    """The product's own settings, on a file: in memory SQLite neither waits for a lock nor writes ahead."""
    return configured | {"NAME": data / "kiemdiem.sqlite3", "TEST": {"NAME": str(data / "test.sqlite3")}}


def postgresql(server: Path) -> dict[str, Any]:
    """The private server. No pool: each thread has a connection of its own, and a database in use can't be dropped."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "postgres",
        "USER": "postgres",
        "HOST": str(server),
        "TEST": {"NAME": "test_kiemdiem"},
    }


def _folders() -> tuple[Path, Path]:
    """A folder for data and one for the server, made, started and removed by the first process of the session."""
    if known := os.environ.get(_FOLDERS):
        data, server = known.split(os.pathsep)
        return Path(data), Path(server)
    made = Path(tempfile.mkdtemp(prefix="kiemdiem-")), Path(tempfile.mkdtemp(prefix="kiemdiem-pg-"))
    os.environ[_FOLDERS] = os.pathsep.join(map(str, made))
    atexit.register(_remove, *made)
    if ENGINE == "postgresql":
        subprocess.run(["sh", _PG, "start", made[1]], check=True, stdout=subprocess.DEVNULL)
    return made


def _remove(data: Path, server: Path) -> None:
    if (server / "data").exists():
        subprocess.run(["sh", _PG, "stop", server], check=False)
    shutil.rmtree(data, ignore_errors=True)
    shutil.rmtree(server, ignore_errors=True)


def _forget_connections() -> None:
    """Let Django read DATABASES again: in xdist workers pytest-django has looked before any conftest is imported."""
    from django.db import connections

    vars(connections).pop("settings", None)
    for alias in [each.alias for each in connections.all(initialized_only=True)]:
        del connections[alias]


def _let_flush_past_triggers() -> None:
    """Django empties all tables after a transactional test, and now those too whose triggers refuse it."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    flush = BaseDatabaseOperations.execute_sql_flush

    def past_triggers(operations: Any, statements: Sequence[str]) -> None:
        before, after = ["SET LOCAL session_replication_role = replica"], []
        if operations.connection.vendor == "sqlite":
            with operations.connection.cursor() as cursor:
                cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                triggers = cursor.fetchall()
            before, after = [f"DROP TRIGGER {name}" for name, _ in triggers], [sql for _, sql in triggers]
        flush(operations, [*before, *statements, *after])

    BaseDatabaseOperations.execute_sql_flush = past_triggers
