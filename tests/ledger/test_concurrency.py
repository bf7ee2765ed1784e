"""Many at once: one chain, no hole; and what would happen without the lock."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from engines import ENGINE
from kiemdiem.ledger import acts
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.verify import Family, verify

from .cast import note, run

pytestmark = pytest.mark.django_db(transaction=True)
THREADS, EACH = 20, 25


def at_once(count: int, act: Callable[[int], object]) -> list[object]:
    """That many threads, each with a connection of its own; the error when one raises."""

    def alone(number: int) -> object:
        try:
            return act(number)
        except IntegrityError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(alone, range(count)))


def test_twenty_threads_make_one_chain_without_a_hole() -> None:
    start = Barrier(THREADS)

    def work(number: int) -> None:
        start.wait()
        for turn in range(EACH):
            with transaction.atomic():
                note(f"{number}.{turn}")

    assert at_once(THREADS, work) == [None] * THREADS
    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, THREADS * EACH + 1))
    assert Entry.objects.values("facts").distinct().count() == THREADS * EACH
    assert verify(None).is_whole


def test_acts_given_up_among_others_leave_no_hole() -> None:
    def work(number: int) -> None:
        for turn in range(10):
            with transaction.atomic():
                note(f"{number}.{turn}")
                transaction.set_rollback((number + turn) % 2 == 0)

    assert at_once(6, work) == [None] * 6
    assert Entry.objects.count() == 30
    assert verify(None).is_whole


def without_the_lock(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Two record at the same moment: both read the same head before either writes."""
    both_have_read = Barrier(2)
    head = acts._head

    def read_together() -> tuple[int, str]:
        found = head()
        both_have_read.wait(timeout=20)
        return found

    monkeypatch.setattr(acts, "_wait_for_turn", lambda: None)
    monkeypatch.setattr(acts, "_head", read_together)

    def work(number: int) -> int:
        with transaction.atomic():
            return note(f"{number}").seq

    return at_once(2, work)


@pytest.mark.skipif(ENGINE != "postgresql", reason="SQLite has one writer by itself")
def test_without_the_lock_one_of_two_acts_is_lost_to_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = without_the_lock(monkeypatch)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["IntegrityError", "int"]


@pytest.mark.skipif(ENGINE != "postgresql", reason="SQLite has one writer by itself")
def test_without_the_lock_and_the_key_the_chain_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    run("ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_pkey")
    try:
        assert without_the_lock(monkeypatch) == [1, 1]
        assert {each.family for each in verify(None).breaks} == {Family.SEQUENCE}
    finally:
        with transaction.atomic():
            run("SET LOCAL session_replication_role = replica")
            run("TRUNCATE ledger_entry")
        run("ALTER TABLE ledger_entry ADD PRIMARY KEY (seq)")
