"""A small city with everything a backup must bring back, places to restore it to, and a hand that changes backups."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils.timezone import now

from accounts.cast import account, city
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import Role
from kiemdiem.backup.archive import MANIFEST, Manifest, writing
from kiemdiem.jobs.acts import enqueue
from kiemdiem.ledger.actor import SystemActor
from kiemdiem.ledger.acts import record
from kiemdiem.notices.acts import notify

ODD = "Đặng “Ân” \\ 'x' \t é e\u0301 😀 \u00a0%s {} $1"


def fill() -> Account:
    """Units, people, accounts, roles, notices, a job given out, a session, ledger entries, a file handed in."""
    city()
    lan = account("lan", (Role.HEAD, "Q1"), of="L")
    account("minh", of="M")
    Session.objects.create(session_key="open", session_data="x", expire_date=now())
    for number in range(5):
        act(lan, f"{number} {ODD}")
    enqueue("jobs.prune", once="kept")
    handed_in = settings.DATA / "files" / "2022"
    handed_in.mkdir(parents=True, exist_ok=True)
    (handed_in / "bien-ban.pdf").write_bytes(bytes(range(256)) * 20)
    return lan


@transaction.atomic
def act(who: Account, text: str) -> None:
    """One act: a notice and an entry, both or none."""
    notify([who], event=f"act:{text}"[:120], text=f"Việc: {text}", url="/")
    record("unit.renamed", by=SystemActor(), about="unit:Q1", path="0001", facts={"to": text})


@dataclass
class Place:
    """Where a backup may be restored to: a data folder, and a database elsewhere or in it."""

    data: Path
    url: str = ""
    more: dict[str, str] = field(default_factory=dict)

    def run(self, *words: object) -> subprocess.CompletedProcess[str]:
        """A command there, in a process of its own."""
        return subprocess.run(self.command(*words), env=self.environment, capture_output=True, text=True, check=False)

    def command(self, *words: object) -> list[str]:
        return [sys.executable, "-m", "kiemdiem", *map(str, words)]

    @property
    def environment(self) -> dict[str, str]:
        known = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        return known | {"KIEMDIEM_DATA": str(self.data), "DATABASE_URL": self.url} | self.more

    def ask(self, expression: str) -> Any:
        """The value of an expression there, with the models at hand."""
        program = f"import django, json; django.setup(); from backup.there import *; print(json.dumps({expression}))"
        done = subprocess.run(
            [sys.executable, "-c", program],
            env=self.environment | {"DJANGO_SETTINGS_MODULE": "kiemdiem.settings"},
            cwd=Path(__file__).parent.parent,
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)

    def left(self) -> list[str]:
        """What stands in the folder, but for the key that every start makes."""
        return (
            sorted(path.name for path in self.data.glob("*") if path.name != "secret-key") if self.data.exists() else []
        )


@contextmanager
def sqlite_place(folder: Path) -> Iterator[Place]:
    """An empty folder."""
    yield Place(folder / f"there-{uuid4().hex[:6]}")


@contextmanager
def postgresql_place(folder: Path) -> Iterator[Place]:
    """An empty database on the server of these tests."""
    name = f"there_{uuid4().hex[:6]}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield Place(folder / name, f"postgres://postgres@/{name}?host={connection.settings_dict['HOST']}")
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def same_place(folder: Path) -> Any:
    """A place on the engine of this run."""
    return (sqlite_place if connection.vendor == "sqlite" else postgresql_place)(folder)


def forge(path: Path, to: Path, change: Callable[[dict[str, Any], dict[str, bytes]], None]) -> Path:
    """A backup changed and sealed again, as somebody can who knows how; digests of changed parts are made to fit."""
    import hashlib

    with zipfile.ZipFile(path) as zipped:
        parts = {name: zipped.read(name) for name in zipped.namelist() if name != MANIFEST}
        manifest = json.loads(zipped.read(MANIFEST))
    change(manifest, parts)
    for name, table in manifest["tables"].items():
        table["sha256"] = hashlib.sha256(parts[f"tables/{name}.jsonl"]).hexdigest()
    with writing(to) as out:
        for name, content in parts.items():
            out.add(name, [content])
        out.add_manifest(Manifest(**manifest))
    return to
