"""What is not restored, and that nothing is left behind then."""

from __future__ import annotations

import json
import random
import re
import signal
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from engines import ENGINE
from kiemdiem.backup.archive import MANIFEST, reading
from kiemdiem.backup.errors import BackupError
from kiemdiem.backup.make import back_up
from kiemdiem.ledger.checkpoint import KEY_FILE, write_checkpoint

from .cast import Place, fill, forge, same_place, sqlite_place

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A backup of the small city, its keys and its file."""
    fill()
    write_checkpoint(tmp_path / "moc.txt", settings.DATA)
    back_up(tmp_path / "a.zip")
    return tmp_path / "a.zip"


def refusal(path: Path) -> str:
    with pytest.raises(BackupError) as refused, reading(path):
        pass
    return str(refused.value)


def refused_there(place: Place, *words: object) -> str:
    done = place.run(*words)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    return done.stderr.strip()


def test_a_changed_byte_anywhere_is_refused(tmp_path: Path, backup: Path) -> None:
    whole = backup.read_bytes()
    chosen = random.Random(2022).sample(range(len(whole)), 300)
    changed = tmp_path / "changed.zip"
    for position in [*range(60), *chosen, *range(len(whole) - 200, len(whole))]:
        content = bytearray(whole)
        content[position] ^= 1 << (position % 8)
        changed.write_bytes(content)
        assert refusal(changed).endswith(("hãy dùng bản khác.", "hãy chọn đúng tệp.")), position


def test_a_file_cut_short_or_lengthened_is_refused(tmp_path: Path, backup: Path) -> None:
    whole, changed = backup.read_bytes(), tmp_path / "changed.zip"
    for length in (0, 1, 2, 63, 64, 65, len(whole) // 2, len(whole) - 65, len(whole) - 64, len(whole) - 1):
        changed.write_bytes(whole[:length])
        refusal(changed)
    changed.write_bytes(whole + b"\0")
    refusal(changed)


def test_what_is_no_backup_of_ours_is_refused(tmp_path: Path, backup: Path) -> None:
    assert "không đọc được" in refusal(tmp_path / "none.zip").lower()
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("a.txt", "x" * 200)
    refusal(tmp_path / "other.zip")
    (tmp_path / "note.txt").write_text("PK" + "x" * 200)
    refusal(tmp_path / "note.txt")


def later_format(manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
    manifest["format"] = 2


def later_program(manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
    manifest["program"] = "99.0"


def later_step(manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
    manifest["migrations"].append(["ledger", "0099_later"])


def file_elsewhere(manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
    parts["files/../../x"] = b"x"
    manifest["files"]["files/../../x"] = "0"


def row_of_nobody(manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
    name = "tables/notices.notice.jsonl"
    columns, first, *others = (json.loads(line) for line in parts[name].decode().splitlines())
    first[columns.index("account_id")] = 987654
    parts[name] = "".join(f"{json.dumps(row)}\n" for row in (columns, first, *others)).encode()


def number_too_large(manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
    parts["tables/ledger.entry.jsonl"] = re.sub(
        rb",5\]", f",{2**70}]".encode(), parts["tables/ledger.entry.jsonl"], count=1
    )


def row_of_nonsense(manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
    parts["tables/ledger.entry.jsonl"] += b'["only one value"]\n'
    manifest["tables"]["ledger.entry"]["rows"] += 1


def key_not_as_listed(manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
    parts[f"keys/{KEY_FILE}"] = b"another"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "says"),
    [
        (later_format, "mới hơn chương trình này"),
        (later_program, "do kiemdiem 99.0 lập, mới hơn chương trình này"),
        (later_step, "mới hơn chương trình này"),
        (file_elsewhere, "tên tệp không dùng được"),
        (row_of_nobody, "chưa khôi phục gì"),
        (number_too_large, "hãy dùng bản khác" if ENGINE == "sqlite" else "chưa khôi phục gì"),
        (row_of_nonsense, "có dòng không đọc được"),
        (key_not_as_listed, "không khớp bảng kê"),
    ],
)
def test_a_forged_or_newer_backup_leaves_nothing_behind(
    tmp_path: Path, backup: Path, change: Callable[[dict[str, Any], dict[str, bytes]], None], says: str
) -> None:
    forged = forge(backup, tmp_path / "forged.zip", change)
    with same_place(tmp_path) as place:
        place.data.mkdir()
        (place.data / "secret-key").write_text("own")
        assert says in refused_there(place, "restore", forged)
        assert place.left() == []
        assert (place.data / "secret-key").read_text() == "own"
        if connection.vendor == "postgresql":
            assert place.ask("tables()") == []
        if change is row_of_nobody:
            assert place.run("restore", backup).returncode == 0


@pytest.mark.slow
def test_a_place_that_holds_something_is_left_as_it_is(tmp_path: Path, backup: Path) -> None:
    with same_place(tmp_path) as place:
        place.run("migrate")
        assert "Cơ sở dữ liệu đích không trống" in refused_there(place, "restore", backup)
        assert place.ask("Entry.objects.count()") == 0
    with same_place(tmp_path) as place:
        (place.data / "files").mkdir(parents=True)
        (place.data / "files" / "a.pdf").write_bytes(b"x")
        assert "không trống" in refused_there(place, "restore", backup)
    with same_place(tmp_path) as place:
        place.data.mkdir()
        (place.data / KEY_FILE).write_text("has signed")
        assert "không trống" in refused_there(place, "restore", backup)
        assert (place.left(), (place.data / KEY_FILE).read_text()) == ([KEY_FILE], "has signed")


@pytest.mark.slow
def test_a_restore_that_was_killed_left_nothing_that_counts_and_can_be_done_again(tmp_path: Path, backup: Path) -> None:
    with same_place(tmp_path) as place:
        killed = subprocess.Popen(place.command("restore", backup), env=place.environment)
        end = monotonic() + 30
        while not (place.data / "restoring").exists():
            assert monotonic() < end
            sleep(0.01)
        sleep(0.3)
        killed.send_signal(signal.SIGKILL)
        assert killed.wait() == -signal.SIGKILL
        assert place.left() == ["restoring"]
        done = place.run("restore", backup)
        assert (done.returncode, done.stderr) == (0, "")
        assert "restoring" not in place.left()
        assert place.run("ledger", "verify").returncode == 0


@pytest.mark.slow
def test_a_backup_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    with sqlite_place(tmp_path) as place:
        assert "hãy chạy kiemdiem migrate" in refused_there(place, "backup", "-o", tmp_path / "a.zip")
        place.run("migrate")
        assert "Không ghi được" in refused_there(place, "backup", "-o", tmp_path / "no" / "a.zip")
        (tmp_path / "old.zip").write_text("evidence")
        assert "không ghi đè" in refused_there(place, "backup", "-o", tmp_path / "old.zip")
        assert "nằm trong thư mục được sao lưu" in refused_there(place, "backup", "-o", place.data / "files" / "a.zip")
        assert sorted(path.name for path in tmp_path.glob("*.zip*")) == ["old.zip"]


def test_the_manifest_tells_what_is_inside(backup: Path) -> None:
    with reading(backup) as opened, zipfile.ZipFile(backup) as zipped:
        made = opened.manifest
        assert zipped.testzip() is None
        assert set(zipped.namelist()) == {MANIFEST, *made.files, *(f"tables/{name}.jsonl" for name in made.tables)}
        assert made.tables["ledger.entry"]["rows"] == made.seq == 5
        assert set(made.files) == {"files/2022/bien-ban.pdf", "keys/secret-key", f"keys/{KEY_FILE}"}
        assert b"sessions" not in b"".join(name.encode() for name in zipped.namelist())
