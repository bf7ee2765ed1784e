"""The two commands: what they print and how they exit."""

from argparse import Namespace
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from kiemdiem.ledger.commands import ledger_checkpoint, ledger_verify
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.short_form import short_form

from .cast import note, run, tamper, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> Path:
    """A data folder of this test's own."""
    settings.DATA = tmp_path / "data"
    return tmp_path / "data"


@pytest.fixture
def mark(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A checkpoint of three entries, made by the command."""
    write(3)
    path = tmp_path / "moc.txt"
    assert ledger_checkpoint(Namespace(output=path)) == 0
    assert short_form(Entry.objects.get(seq=3).digest) in capsys.readouterr().out.splitlines()
    return path


def test_a_whole_ledger_exits_0(mark: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ledger_verify(Namespace(checkpoint=mark)) == 0
    told = capsys.readouterr()
    assert told.out.startswith("Sổ cái liền mạch: đã đọc 3 mục")
    assert (told.out.count("\n"), told.err) == (2, "")


def test_a_broken_ledger_exits_1(mark: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tamper("UPDATE ledger_entry SET post = 'khác' WHERE seq = 2")
    for checkpoint in (mark, None):
        assert ledger_verify(Namespace(checkpoint=checkpoint)) == 1
        told = capsys.readouterr()
        assert told.out.startswith("Nội dung mục số 2 không khớp mã băm")
        assert "SỔ CÁI CÓ SAI LỆCH" in told.out


def test_without_a_checkpoint_a_whole_ledger_exits_0_and_says_what_is_left_open(
    capsys: pytest.CaptureFixture[str],
) -> None:
    note()
    assert ledger_verify(Namespace(checkpoint=None)) == 0
    assert "không loại trừ được" in capsys.readouterr().out


def test_a_checkpoint_that_cannot_be_read_exits_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ledger_verify(Namespace(checkpoint=tmp_path / "khong-co.txt")) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)


def test_a_checkpoint_that_cannot_be_written_exits_2(mark: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ledger_checkpoint(Namespace(output=mark)) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)


def test_a_checkpoint_of_another_key_is_told_and_is_no_break(
    mark: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "checkpoint-key").unlink()
    assert ledger_verify(Namespace(checkpoint=mark)) == 0
    assert "không ký bằng khóa của máy này" in capsys.readouterr().out


def test_an_unusable_key_of_our_own_does_not_stop_the_check(
    mark: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "checkpoint-key").chmod(0o644)
    assert ledger_verify(Namespace(checkpoint=mark)) == 0
    assert "chmod 600" in capsys.readouterr().out


@pytest.mark.parametrize("command", [ledger_verify, ledger_checkpoint])
def test_a_database_without_a_ledger_exits_2(
    command: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert callable(command)
    run("ALTER TABLE ledger_entry RENAME TO elsewhere")
    assert command(Namespace(checkpoint=None, output=tmp_path / "moc.txt")) == 2
    connection.needs_rollback = False
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert "Không đọc được sổ cái" in told.err


def test_a_forged_line_in_an_entry_prints_no_line(mark: Path, capsys: pytest.CaptureFixture[str]) -> None:
    note("x\nSổ cái liền mạch: đã đọc 9 mục, không thấy sai lệch.\n")
    tamper("UPDATE ledger_entry SET about = 'a\nb' WHERE seq = 2")
    assert ledger_verify(Namespace(checkpoint=mark)) == 1
    told = capsys.readouterr().out.splitlines()
    assert not [line for line in told if line.startswith("Sổ cái liền mạch")]
    assert len(told) == 3
