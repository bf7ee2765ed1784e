"""Whoever changes the ledger past the program is found: any column, any entry, the tail, or the whole."""

import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import models
from pytest_django import DjangoAssertNumQueries

from engines import ENGINE
from kiemdiem.ledger import verify as verifying
from kiemdiem.ledger.checkpoint import write_checkpoint
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.seal import ZEROS
from kiemdiem.ledger.verify import LISTED, Family, Verification, verify

from .cast import note, run, tamper, unguarded, write

pytestmark = pytest.mark.django_db
FIELDS = [field.name for field in Entry._meta.concrete_fields]


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """Ten entries, a checkpoint, and five more."""
    write(10)
    path = tmp_path / "moc.txt"
    write_checkpoint(path, tmp_path)
    write(5)
    return path


def found(result: Verification) -> list[tuple[int, Family]]:
    """What was reported: number and part, each with its number in the sentence."""
    assert all(str(each.seq) in each.sentence for each in result.breaks)
    return [(each.seq, each.family) for each in result.breaks]


def test_a_ledger_nobody_touched_is_whole(mark: Path) -> None:
    result = verify(mark)
    assert (result.is_whole, result.count, result.seq, result.breaks) == (True, 15, 15, [])
    assert result.sentences()[0] == "Sổ cái liền mạch: đã đọc 15 mục, không thấy sai lệch."
    assert "đến mục số 10; các mục sau đó chưa có mốc" in result.sentences()[1]


def test_without_a_checkpoint_it_says_what_it_cannot_exclude() -> None:
    for count in (0, 3):
        write(count)
        result = verify(None)
        assert result.is_whole
        assert "không loại trừ được việc các mục cuối đã bị cắt bỏ" in result.sentences()[-1]


@pytest.mark.parametrize("name", FIELDS)
def test_a_change_of_any_column_is_reported_with_its_number(name: str) -> None:
    write(10)
    tamper(f"UPDATE ledger_entry SET {name} = %s WHERE seq = 5", [_other(Entry._meta.get_field(name))])
    reported = found(verify(None))
    assert reported[0][0] == 5
    assert reported[0][1] in ({"seq": Family.SEQUENCE, "previous": Family.LINK}.get(name, Family.CONTENT),)


def _other(field: object) -> object:
    if isinstance(field, models.DateTimeField):
        return datetime(2022, 12, 31, tzinfo=UTC)
    return 99 if isinstance(field, models.BigIntegerField) else "f" * 64


@pytest.mark.parametrize("name", [name for name in FIELDS if name != "seq"])
@pytest.mark.skipif(ENGINE != "postgresql", reason="SQLite can't drop NOT NULL")
def test_an_emptied_column_is_reported_with_its_number(name: str) -> None:
    write(10)
    run(f"ALTER TABLE ledger_entry ALTER COLUMN {name} DROP NOT NULL")
    tamper(f"UPDATE ledger_entry SET {name} = NULL WHERE seq = 5")
    assert (5, Family.CONTENT) in found(verify(None))


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("value", ["x'00ff'", "CAST(x'ff' AS text)", "'garbage'", "9e999", "' '"])
@pytest.mark.skipif(ENGINE != "sqlite", reason="only SQLite lets a column hold anything")
def test_a_value_of_another_type_is_reported_not_stumbled_over(name: str, value: str) -> None:
    write(10)
    tamper(f"UPDATE ledger_entry SET {name} = {value} WHERE seq = 5")
    assert found(verify(None))[0][0] == 5


@pytest.mark.parametrize("at", ["infinity", "12022-12-31", "0044-03-15 BC"])
@pytest.mark.skipif(ENGINE != "postgresql", reason="times that only PostgreSQL knows")
def test_a_time_that_python_does_not_know_is_reported(at: str) -> None:
    write(10)
    tamper("UPDATE ledger_entry SET at = %s WHERE seq = 5", [at])
    assert found(verify(None)) == [(5, Family.CONTENT)]


@pytest.mark.skipif(ENGINE != "sqlite", reason="SQLite writes a time without microseconds shorter")
def test_a_time_on_the_full_second_is_sealed_and_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiemdiem.ledger.acts.now", lambda: datetime(2022, 12, 31, 10, tzinfo=UTC))
    note()
    assert verify(None).is_whole


def test_the_smallest_change_of_time_is_reported() -> None:
    write(3)
    later = Entry.objects.get(seq=2).at.replace(microsecond=1)
    tamper("UPDATE ledger_entry SET at = %s WHERE seq = 2", [later])
    assert found(verify(None)) == [(2, Family.CONTENT)]


def test_entries_deleted_in_the_middle_are_missed(mark: Path) -> None:
    tamper("DELETE FROM ledger_entry WHERE seq IN (4, 5, 8)")
    result = verify(None)
    assert found(result) == [(4, Family.SEQUENCE), (8, Family.SEQUENCE)]
    assert "các mục từ số 4 đến số 5" in result.breaks[0].sentence
    assert (10, Family.CHECKPOINT) in found(verify(mark))


def test_the_first_entry_is_missed(mark: Path) -> None:
    tamper("DELETE FROM ledger_entry WHERE seq = 1")
    assert found(verify(None)) == [(1, Family.SEQUENCE)]


def test_two_entries_that_changed_places_are_reported() -> None:
    write(10)
    with unguarded():
        for old, new in ((4, 99), (7, 4), (99, 7)):
            run("UPDATE ledger_entry SET seq = %s WHERE seq = %s", [new, old])
    families = {Family.CONTENT, Family.LINK}
    assert {(4, each) for each in families} | {(7, each) for each in families} <= set(found(verify(None)))


def test_an_entry_slipped_in_is_reported(mark: Path) -> None:
    entry = Entry.objects.get(seq=15)
    entry.seq, entry.previous = 99, entry.digest
    entry.digest = entry.seal()
    entry.save(force_insert=True)
    assert found(verify(None)) == [(16, Family.SEQUENCE)]
    entry.seq, entry.previous = 0, ZEROS
    entry.digest = entry.seal()
    entry.save(force_insert=True)
    assert found(verify(None)) == [(0, Family.SEQUENCE), (16, Family.SEQUENCE)]


def test_a_cut_tail_is_found_with_a_checkpoint_only(mark: Path) -> None:
    tamper("DELETE FROM ledger_entry WHERE seq > 9")
    result = verify(mark)
    assert found(result) == [(10, Family.CHECKPOINT)]
    assert "chỉ còn đến mục số 9" in result.breaks[0].sentence
    assert verify(None).is_whole  # and says that it can't exclude this


def test_an_emptied_ledger_is_found_with_a_checkpoint(mark: Path) -> None:
    tamper("DELETE FROM ledger_entry")
    assert found(verify(mark)) == [(10, Family.CHECKPOINT)]


def test_a_tail_cut_after_the_checkpoint_is_told_as_not_excluded(mark: Path) -> None:
    tamper("DELETE FROM ledger_entry WHERE seq > 12")
    result = verify(mark)
    assert result.is_whole
    assert "chưa loại trừ được việc cắt bỏ ở cuối" in result.sentences()[-1]


def test_a_ledger_rewritten_with_new_hashes_is_found_with_a_checkpoint_only(mark: Path) -> None:
    rewrite(changed=3)
    assert verify(None).is_whole
    result = verify(mark)
    assert found(result) == [(10, Family.CHECKPOINT)]
    assert "đã bị viết lại" in result.breaks[0].sentence


def rewrite(changed: int) -> None:
    """Change one entry and hash everything after it again, as a careful forger does."""
    previous = ZEROS
    entries = list(Entry.objects.order_by("seq"))
    for entry in entries:
        if entry.seq == changed:
            entry.facts = '{"to":"khác"}'
        entry.previous = previous
        previous = entry.digest = entry.seal()
    tamper("DELETE FROM ledger_entry")
    Entry.objects.bulk_create(entries)


def test_an_older_copy_put_back_and_worked_on_is_found_with_a_checkpoint(mark: Path) -> None:
    tamper("DELETE FROM ledger_entry WHERE seq > 6")
    assert found(verify(mark)) == [(10, Family.CHECKPOINT)]
    write(20)
    assert verify(None).is_whole
    assert found(verify(mark)) == [(10, Family.CHECKPOINT)]


def test_the_checkpoint_of_an_empty_ledger_holds(tmp_path: Path) -> None:
    write_checkpoint(tmp_path / "moc.txt", tmp_path)
    assert verify(tmp_path / "moc.txt").is_whole
    write(2)
    assert verify(tmp_path / "moc.txt").is_whole


def test_millions_of_breaks_are_counted_and_some_of_them_told() -> None:
    write(LISTED + 20)
    tamper("UPDATE ledger_entry SET post = 'khác'")
    result = verify(None)
    assert (len(result.breaks), result.break_count) == (LISTED, LISTED + 20)
    assert "Còn 20 sai lệch nữa không kể ra ở đây." in result.sentences()


def test_one_query_reads_any_number_of_entries(
    mark: Path, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(verifying, "CHUNK", 2)
    with django_assert_num_queries(1):
        assert verify(mark).count == 15


def test_a_ledger_five_times_as_long_needs_no_more_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "CHUNK", 100)
    peaks = []
    for count in (500, 2000):
        write(count)
        verify(None)
        tracemalloc.start()
        verify(None)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]
