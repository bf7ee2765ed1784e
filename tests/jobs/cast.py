"""Jobs for these tests, which leave their marks in a file, and worker processes on the test database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from django.db import connection
from django_tasks_db.models import DBTaskResult

from kiemdiem.jobs.progress import Progress
from kiemdiem.jobs.registry import Refused, job

TESTS = Path(__file__).parent.parent


def mark(path: str, line: str) -> None:
    """One line, written at once: lines of several processes don't mix."""
    with Path(path).open("a", encoding="utf-8") as out:
        out.write(f"{line}\n")


def marks(path: Path) -> list[str]:
    """The lines so far."""
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


@job("test.mark")
def leave_mark(progress: Progress, *, path: str, line: str) -> None:
    """Leaves one mark."""
    mark(path, line)


@job("test.slow")
def work_slowly(progress: Progress, *, path: str, steps: int) -> str:
    """Leaves marks one after another, without those that an earlier attempt has left."""
    progress.begin(steps, "dòng")
    for number in range(len(marks(Path(path))), steps):
        mark(path, str(number))
        sleep(0.05)
        progress.step()
    return f"Đã ghi {steps} dòng."


@job("test.refuse")
def refuse(progress: Progress) -> None:
    """Can't be done."""
    raise Refused("Đợt kiểm điểm này đã khóa nên không mở lại được.")


@job("test.break")
def fall_over(progress: Progress) -> None:
    """Has a defect."""
    raise ZeroDivisionError


def drain() -> None:
    """Run what is ready, in this process and, if there is one, in this transaction."""
    while ticket := DBTaskResult.objects.ready().first():
        ticket.claim("test")
        ticket.task.call(*ticket.args_kwargs["args"], **ticket.args_kwargs["kwargs"])
        ticket.set_successful(None)


def hasten() -> None:
    """What waits for its time is ready now."""
    from django.utils.timezone import now

    DBTaskResult.objects.filter(status="READY").update(run_after=now() - timedelta(seconds=1))


@contextmanager
def worker(*options: str) -> Iterator[subprocess.Popen[str]]:
    """A worker in a process of its own, on the database of this test; gone afterwards, whatever happened."""
    known = connection.settings_dict
    database = {key: str(known[key]) for key in ("ENGINE", "NAME", "USER", "HOST")}
    started = subprocess.Popen(
        [sys.executable, "-m", "jobs.process", json.dumps(database), *options],
        cwd=TESTS,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "kiemdiem.settings"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield started
    finally:
        started.kill()
        started.communicate()


def wait_for(condition: Any, seconds: float = 90) -> None:
    """Look again until it is so."""
    end = monotonic() + seconds
    while not condition():
        assert monotonic() < end, "it never came about"
        sleep(0.05)
