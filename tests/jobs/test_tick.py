"""The tick: what is due, what a dead worker left, what is old; once, however many workers tick."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection
from django.utils.timezone import now
from django_tasks_db.models import DBTaskResult

from kiemdiem.jobs.acts import enqueue
from kiemdiem.jobs.models import Job, Schedule, State
from kiemdiem.jobs.progress import Progress
from kiemdiem.jobs.registry import DECLARED, job
from kiemdiem.jobs.runner import LEASE
from kiemdiem.jobs.tick import KEPT, TICKETS_KEPT, prune, tick

from .cast import drain, marks
from .test_jobs import running

pytestmark = pytest.mark.django_db(transaction=True)
EVENING = datetime(2022, 12, 1, 15, tzinfo=UTC)  # 22:00 in Vietnam
NIGHT = datetime(2022, 12, 1, 19, 30, tzinfo=UTC)  # 2:30, when it is due


@pytest.fixture(autouse=True)
def nightly() -> Iterator[None]:
    """One job each night and nothing else."""
    usual = dict(DECLARED)
    for name, declared in usual.items():
        if declared.is_scheduled:
            del DECLARED[name]

    @job("test.nightly", daily=time(2, 30))
    def count_again(progress: Progress) -> None:
        """Counts."""

    yield
    DECLARED.clear()
    DECLARED.update(usual)


def given_out() -> int:
    return Job.objects.filter(name="test.nightly").count()


def test_a_nightly_job_comes_at_its_hour_and_once_a_night() -> None:
    tick(EVENING)
    tick(NIGHT - timedelta(seconds=1))
    assert given_out() == 0
    tick(NIGHT)
    tick(NIGHT + timedelta(minutes=1))
    assert given_out() == 1
    drain()
    tick(NIGHT + timedelta(days=1))
    assert given_out() == 2


def test_nights_without_a_worker_are_made_up_for_by_one_run() -> None:
    tick(EVENING)
    tick(EVENING + timedelta(days=9))
    tick(EVENING + timedelta(days=9, seconds=1))
    assert given_out() == 1
    assert Schedule.objects.get().due == NIGHT + timedelta(days=9)


def test_a_run_that_lasts_into_the_next_night_is_not_joined_by_another() -> None:
    tick(EVENING)
    tick(NIGHT)
    tick(NIGHT + timedelta(days=1))
    assert given_out() == 1


def test_workers_that_tick_at_once_give_it_out_once() -> None:
    tick(EVENING)
    start = Barrier(4)

    def alone(_number: int) -> None:
        try:
            start.wait()
            tick(NIGHT)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(alone, range(4)))
    assert given_out() == 1


def test_an_every_so_often_job_begins_at_once() -> None:
    @job("test.nightly", every=timedelta(minutes=5))
    def count_again(progress: Progress) -> None:
        """Counts."""

    tick(EVENING)
    drain()
    tick(EVENING + timedelta(minutes=4))
    assert given_out() == 1
    tick(EVENING + timedelta(minutes=5))
    assert given_out() == 2


def test_a_job_without_sign_of_life_is_tried_again(tmp_path: Path) -> None:
    left = running(enqueue("test.mark", path=str(tmp_path / "marks"), line="a"))
    tick(now() + LEASE - timedelta(seconds=5))
    left.refresh_from_db()
    assert left.state == State.RUNNING
    tick(now() + LEASE + timedelta(seconds=5))
    left.refresh_from_db()
    assert (left.state, left.attempts) == (State.WAITING, 1)
    assert left.tries.get().reason == "Máy chạy việc đã dừng giữa chừng."
    assert DBTaskResult.objects.filter(pk=left.ticket, status="READY").exists()


def test_a_ticket_taken_and_never_begun_is_made_up_for(tmp_path: Path) -> None:
    given = enqueue("test.mark", path=str(tmp_path / "marks"), line="a")
    DBTaskResult.objects.update(status="RUNNING", started_at=now())
    tick(now() + LEASE - timedelta(seconds=5))
    drain()
    assert marks(tmp_path / "marks") == []
    tick(now() + LEASE + timedelta(seconds=5))
    drain()
    given.refresh_from_db()
    assert (given.state, marks(tmp_path / "marks")) == (State.DONE, ["a"])


def test_what_is_long_over_is_removed_and_what_must_happen_once_is_remembered(tmp_path: Path) -> None:
    for once in (None, "cycle-open-3"):
        enqueue("test.mark", once=once, path=str(tmp_path / "marks"), line="a")
    drain()
    assert prune(now() + TICKETS_KEPT + timedelta(hours=1)) == "Đã xóa 0 việc cũ, 2 phiếu cũ."
    assert prune(now() + KEPT + timedelta(hours=1)) == "Đã xóa 1 việc cũ, 0 phiếu cũ."
    assert [each.once for each in Job.objects.all()] == ["cycle-open-3"]
