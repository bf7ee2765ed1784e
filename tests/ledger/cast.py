"""The cast of these tests: somebody who acts, a ledger with entries, and a hand that changes it behind the program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from kiemdiem.ledger.acts import record
from kiemdiem.ledger.models import Entry


@dataclass
class Officer:
    """An officer who may do everything."""

    key: str = "account:7"
    person_key: str = "person:12"
    post: str = "Trưởng Ban Tổ chức"
    acting_for: str = ""

    def may(self, action: str, path: str) -> bool:
        return True

    def reach(self, action: str) -> list[str]:
        return [""]


BINH = Officer()


def note(text: str = "", by: Officer = BINH, about: str = "unit:Q1") -> Entry:
    """One entry."""
    return record("unit.renamed", by=by, about=about, path="00010001", facts={"to": text})


@transaction.atomic
def write(count: int) -> list[Entry]:
    """A ledger grows by some entries."""
    return [note(f"Chi bộ {number}") for number in range(1, count + 1)]


@contextmanager
def unguarded() -> Iterator[None]:
    """Triggers away, as somebody who owns the database can have it."""
    found: list[tuple[str, str]] = []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger_entry'")
            found = cursor.fetchall()
        for name, _ in found:
            run(f"DROP TRIGGER {name}")
    else:
        run("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
    yield
    if connection.vendor == "sqlite":
        for _, sql in found:
            run(sql)
    else:
        run("ALTER TABLE ledger_entry ENABLE TRIGGER USER")


def run(sql: str, values: Sequence[Any] | None = None) -> None:
    """Raw SQL past the program."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def tamper(sql: str, values: Sequence[Any] | None = None) -> None:
    """Raw SQL past the program and its triggers."""
    with unguarded():
        run(sql, values)
