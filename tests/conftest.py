"""Shared helpers: small ratings files as offices write them, and the command run in this process."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from engines import prepare
from kiemdiem.cli import main
from kiemdiem.compliance.columns import RATINGS

prepare()

Row = dict[str, Any]


def header(keys: Sequence[str]) -> list[str]:
    """Vietnamese headers of our keys."""
    return [RATINGS.get(key, key) for key in keys]


def keys_of(rows: Sequence[Row]) -> list[str]:
    """Every key used, in the order of the format."""
    used = {key for row in rows for key in row}
    return [key for key in RATINGS if key in used] + sorted(used - set(RATINGS))


def rating(code: str, level: str, kind: str = "Đảng viên", **more: Any) -> Row:
    """One rated subject of 2022 in scope CS-01."""
    return {"year": 2022, "kind": kind, "code": code, "scope": "CS-01", "level": level, **more}


def write_xlsx(path: Path, rows: Sequence[Row], title: Sequence[str] = (), sheet: str = "DangVien") -> Path:
    """Rows below a title block on one sheet."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for line in title:
        page.append([line])
    keys = keys_of(rows)
    page.append(header(keys))
    for row in rows:
        page.append([row.get(key) for key in keys])
    book.save(path)
    return path


def write_csv(path: Path, rows: Sequence[Row], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """Rows as text."""
    keys = keys_of(rows)
    with path.open("w", encoding=encoding, newline="") as out:
        writer = csv.writer(out, delimiter=delimiter)
        writer.writerow(header(keys))
        writer.writerows([row.get(key, "") for key in keys] for row in rows)
    return path


@pytest.fixture
def audit(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, dict[str, Any]]]:
    """Run `kiemdiem audit … --format json`; gives the exit code and the report."""

    def run(*arguments: object) -> tuple[int, dict[str, Any]]:
        code = main(["audit", *map(str, arguments), "--format", "json"])
        return code, json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a command that must be refused: exit 2, nothing on standard output, one sentence on standard error."""

    def run(*arguments: object) -> str:
        with pytest.raises(SystemExit) as stopped:
            main([str(each) for each in arguments])
        captured = capsys.readouterr()
        assert stopped.value.code == 2
        assert captured.out == ""
        assert captured.err.count("\n") == 1
        assert "Traceback" not in captured.err
        return captured.err.strip()

    return run


def codes(report: dict[str, Any]) -> list[tuple[str, str, tuple[str, ...]]]:
    """What was found: code, severity and subjects."""
    return sorted((each["code"], each["severity"], tuple(each["subjects"])) for each in report["findings"])
