"""The table refuses to be changed, through the program and past it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from engines import ENGINE
from kiemdiem.ledger.models import Entry

from .cast import note, run, unguarded, write

pytestmark = pytest.mark.django_db


@contextmanager
def refused() -> Iterator[None]:
    """The database says no, and nothing has changed."""
    before = list(Entry.objects.values_list())
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        yield
    assert list(Entry.objects.values_list()) == before


def test_an_entry_is_not_changed_by_the_program() -> None:
    entry = write(3)[1]
    with refused():
        Entry.objects.filter(seq=2).update(action="unit.moved")
    with refused():
        entry.save()


def test_an_entry_is_not_deleted_by_the_program() -> None:
    entry = write(3)[1]
    with refused():
        entry.delete()
    with refused():
        Entry.objects.all().delete()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_entry SET facts = '{}'",
        "UPDATE ledger_entry SET seq = 9 WHERE seq = 3",
        "DELETE FROM ledger_entry WHERE seq = 3",
        "DELETE FROM ledger_entry",
    ],
)
def test_an_entry_is_not_changed_by_raw_sql(sql: str) -> None:
    write(3)
    with refused():
        run(sql)


def test_an_entry_is_not_replaced_by_inserting_it_again() -> None:
    write(3)
    columns = ", ".join(field.column for field in Entry._meta.concrete_fields[1:])
    same = f"SELECT 2, {columns} FROM ledger_entry WHERE seq = 3"
    insert = {
        "sqlite": f"INSERT OR REPLACE INTO ledger_entry (seq, {columns}) {same}",
        "postgresql": f"INSERT INTO ledger_entry (seq, {columns}) {same} ON CONFLICT (seq) DO UPDATE SET post = '{{}}'",
    }
    with refused():
        run(insert[connection.vendor])


@pytest.mark.skipif(ENGINE != "postgresql", reason="SQLite has no TRUNCATE")
def test_the_table_is_not_emptied() -> None:
    write(3)
    with refused():
        run("TRUNCATE ledger_entry")
    with refused():
        run("TRUNCATE ledger_entry CASCADE")


def test_a_new_entry_is_not_refused() -> None:
    write(3)
    assert note().seq == 4


def test_the_hand_of_these_tests_gets_past_the_triggers_and_leaves_them_in_place() -> None:
    write(3)
    with unguarded():
        run("DELETE FROM ledger_entry WHERE seq = 3")
    assert Entry.objects.count() == 2
    with refused():
        run("DELETE FROM ledger_entry")


@pytest.mark.django_db(transaction=True)
def test_the_triggers_can_be_unmade_and_made_again() -> None:
    call_command("migrate", "ledger", "0001", verbosity=0)
    write(2)
    run("DELETE FROM ledger_entry")
    call_command("migrate", "ledger", verbosity=0)
    write(2)
    with refused():
        run("DELETE FROM ledger_entry")


def test_paths_sort_by_their_bytes() -> None:
    for about, path in (("a", "0001b"), ("b", "0001"), ("c", "0001B"), ("d", "0001A0")):
        entry = note()
        entry.seq, entry.about, entry.path = entry.seq + 1, about, path
        entry.save(force_insert=True)
    entries = Entry.objects.order_by("path", "seq")
    in_order = [path for path in entries.values_list("path", flat=True) if len(path) < 8]
    assert in_order == ["0001", "0001A0", "0001B", "0001b"]


@pytest.mark.skipif(ENGINE != "postgresql", reason="SQLite sorts by bytes in any case")
def test_paths_sort_by_their_bytes_in_a_database_of_any_locale() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT collation_name FROM information_schema.columns "
            "WHERE table_name = 'ledger_entry' AND column_name = 'path'"
        )
        assert cursor.fetchone() == ("C",)
