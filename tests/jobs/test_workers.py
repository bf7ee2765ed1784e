"""Worker processes: each job once among several, none lost when one is killed or stopped."""

from __future__ import annotations

import signal
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from kiemdiem.jobs.acts import enqueue
from kiemdiem.jobs.models import TRIES, Job, State
from kiemdiem.jobs.runner import LEASE

from .cast import hasten, marks, wait_for, worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
JOBS = 60


def test_three_workers_run_each_job_exactly_once(tmp_path: Path) -> None:
    with transaction.atomic():
        for number in range(JOBS):
            enqueue("test.mark", path=str(tmp_path / "marks"), line=f"{number}")
    with worker("until_empty") as first, worker("until_empty") as second, worker("until_empty") as third:
        workers = [first, second, third]
        said = [each.communicate(timeout=120)[0] for each in workers]
        assert [each.returncode for each in workers] == [0, 0, 0], said
    assert sorted(marks(tmp_path / "marks"), key=int) == [str(number) for number in range(JOBS)]
    assert set(Job.objects.values_list("state", "attempts")) == {(State.DONE, 1)}


def test_the_job_of_a_killed_worker_is_taken_up_again(tmp_path: Path) -> None:
    path = tmp_path / "marks"
    job = enqueue("test.slow", path=str(path), steps=60)
    with worker():
        wait_for(lambda: len(marks(path)) > 3)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.RUNNING, 1)
    assert job.seen is not None
    Job.objects.filter(pk=job.pk).update(seen=job.seen - LEASE - timedelta(seconds=1))
    with worker():
        wait_for(lambda: Job.objects.get(pk=job.pk).state == State.WAITING)
        hasten()
        wait_for(lambda: Job.objects.get(pk=job.pk).state == State.DONE)
    job.refresh_from_db()
    assert (job.attempts, job.outcome) == (2, "Đã ghi 60 dòng.")
    assert marks(path) == [str(number) for number in range(60)]


def test_a_worker_that_is_stopped_puts_its_job_back(tmp_path: Path) -> None:
    path = tmp_path / "marks"
    job = enqueue("test.slow", path=str(path), steps=60)
    with worker() as first:
        wait_for(lambda: len(marks(path)) > 3)
        first.send_signal(signal.SIGTERM)
        said = first.communicate(timeout=20)[0]
    assert (first.returncode, said) == (0, "")
    job.refresh_from_db()
    assert (job.state, job.attempts, job.left) == (State.WAITING, 1, TRIES)
    with worker("until_empty") as second:
        second.communicate(timeout=60)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.DONE, 2)
    assert len(marks(path)) == 60
