"""A backup comes back whole: on the same engine, on the other, made while people write."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from engines import ENGINE
from kiemdiem.accounts.models import Account
from kiemdiem.backup.make import back_up
from kiemdiem.backup.snapshot import one_moment, read_content
from kiemdiem.ledger.checkpoint import KEY_FILE, write_checkpoint
from kiemdiem.notices.models import Notice

from .cast import ODD, Place, act, fill, forge, postgresql_place, same_place, sqlite_place

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
WRITERS = 4


def fingerprint_here() -> str:
    with one_moment():
        return read_content(settings.DATA).fingerprint


def restored(place: Place, path: Path) -> str:
    """Restore there; the fingerprint that the place itself tells then."""
    done = place.run("restore", path)
    assert (done.returncode, done.stderr) == (0, "")
    return place.run("fingerprint").stdout.splitlines()[0]


def test_what_comes_back_is_the_same(tmp_path: Path) -> None:
    fill()
    write_checkpoint(tmp_path / "moc.txt", settings.DATA)
    made = back_up(tmp_path / "a.zip")
    assert made.fingerprint == fingerprint_here()
    assert stat.S_IMODE((tmp_path / "a.zip").stat().st_mode) == 0o600
    with same_place(tmp_path) as place:
        assert restored(place, tmp_path / "a.zip") == made.fingerprint
        checked = place.run("ledger", "verify", "--checkpoint", tmp_path / "moc.txt")
        assert (checked.returncode, "không ký bằng khóa của máy này" in checked.stdout) == (0, False)
        assert place.ask("Entry.objects.last().facts").count("😀") == 1
        assert place.ask("Notice.objects.last().text") == f"Việc: 4 {ODD}"
        assert place.ask("Account.objects.get(name='lan').grants.count()") == 1
        assert (place.data / "files/2022/bien-ban.pdf").read_bytes() == bytes(range(256)) * 20
        for key in ("secret-key", KEY_FILE):
            assert (place.data / key).read_bytes() == (settings.DATA / key).read_bytes()
            assert stat.S_IMODE((place.data / key).stat().st_mode) == 0o600


def test_the_restored_system_goes_on_where_the_old_one_stood(tmp_path: Path) -> None:
    fill()
    last = Notice.objects.latest("pk").pk
    Notice.objects.filter(pk=last).delete()
    back_up(tmp_path / "a.zip")
    with same_place(tmp_path) as place:
        restored(place, tmp_path / "a.zip")
        assert place.ask("next_notice()") == last + 1
        assert place.ask("write_on()") == 6
        assert place.ask("is_refused('UPDATE ledger_entry SET actor = 1')")
        assert place.ask("is_refused('DELETE FROM ledger_entry')")
        assert place.ask("[Job.objects.get(once='kept').state, Notice.objects.count()]") == ["waiting", 5]
        assert place.run("migrate").returncode == 0
        assert place.run("ledger", "verify").returncode == 0


def test_people_go_on_writing_and_the_backup_is_one_moment(tmp_path: Path) -> None:
    fill()
    over, written = Event(), [0] * WRITERS
    people = list(Account.objects.all())

    def write(number: int) -> None:
        try:
            while not over.is_set():
                act(people[number % len(people)], f"{number}.{written[number]}")
                written[number] += 1
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        running = [pool.submit(write, number) for number in range(WRITERS)]
        try:
            while min(written) < 5:
                over.wait(0.05)
            before = sum(written)
            made = back_up(tmp_path / "a.zip")
            during = sum(written) - before
        finally:
            over.set()
        for each in running:
            each.result()
    assert during > 0
    with same_place(tmp_path) as place:
        assert restored(place, tmp_path / "a.zip") == made.fingerprint
        kept = place.ask("[Entry.objects.count(), Entry.objects.latest('seq').seq, Notice.objects.count()]")
        assert kept == [made.seq] * 3
        assert 5 + before <= made.seq <= 5 + before + during + WRITERS
        assert place.run("ledger", "verify").returncode == 0


@pytest.mark.skipif(ENGINE != "postgresql", reason="needs both engines")
def test_a_backup_of_either_engine_is_taken_by_the_other(tmp_path: Path) -> None:
    fill()
    made = back_up(tmp_path / "a.zip")
    with sqlite_place(tmp_path) as office, postgresql_place(tmp_path) as city:
        assert restored(office, tmp_path / "a.zip") == made.fingerprint
        assert office.ask("is_refused('DELETE FROM ledger_entry')")
        done = office.run("backup", "-o", tmp_path / "b.zip")
        assert (done.returncode, done.stderr) == (0, "")
        assert restored(city, tmp_path / "b.zip") == made.fingerprint
        assert city.ask("next_notice()") == made.tables["notices.notice"]["last"] + 1


def test_keys_can_be_left_out_and_kept_elsewhere(tmp_path: Path) -> None:
    fill()
    write_checkpoint(tmp_path / "moc.txt", settings.DATA)
    made = back_up(tmp_path / "a.zip", with_keys=False)
    assert [name for name in made.files if "key" in name] == []
    with same_place(tmp_path) as place:
        place.data.mkdir()
        (place.data / KEY_FILE).touch(mode=0o600)
        (place.data / KEY_FILE).write_bytes((settings.DATA / KEY_FILE).read_bytes())
        assert restored(place, tmp_path / "a.zip") == made.fingerprint
        assert (place.data / KEY_FILE).read_bytes() == (settings.DATA / KEY_FILE).read_bytes()


def test_the_commands_say_what_they_did(tmp_path: Path) -> None:
    with sqlite_place(tmp_path) as place, sqlite_place(tmp_path) as other:
        place.run("migrate")
        made = place.run("backup", "-o", tmp_path / "a.zip")
        assert (made.returncode, made.stderr) == (0, "")
        told = place.run("fingerprint").stdout.splitlines()
        assert told[0] in made.stdout
        assert told[1].endswith("sổ cái đến mục số 0.")
        taken = other.run("restore", tmp_path / "a.zip")
        assert (taken.returncode, told[0] in taken.stdout) == (0, True)
        assert "kiemdiem ledger verify --checkpoint" in taken.stdout


@pytest.fixture
def one_file(tmp_path: Path) -> Any:
    fill()
    back_up(tmp_path / "a.zip")
    return tmp_path / "a.zip"


def test_an_older_backup_is_restored_and_brought_up_to_date(tmp_path: Path, one_file: Path) -> None:
    def before_notices(manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
        manifest["migrations"] = [step for step in manifest["migrations"] if step[0] != "notices"]
        for name in [name for name in manifest["tables"] if name.startswith("notices.")]:
            del manifest["tables"][name], parts[f"tables/{name}.jsonl"]
        manifest["program"] = "0.0.9"

    old = forge(one_file, tmp_path / "old.zip", before_notices)
    with same_place(tmp_path) as place:
        assert place.run("restore", old).stderr == ""
        assert place.ask("[Entry.objects.count(), Notice.objects.count()]") == [5, 0]
        assert place.run("ledger", "verify").returncode == 0
