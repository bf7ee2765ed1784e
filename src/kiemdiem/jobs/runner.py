"""Chạy việc: one ticket of the queue is one attempt; it begins once, and ends the job, gives it back or gives it up."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from threading import Event, Thread
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from kiemdiem.jobs.models import TRIES, Attempt, Job, State
from kiemdiem.jobs.progress import Interrupted, Progress, Superseded
from kiemdiem.jobs.registry import DECLARED

BACK_OFF = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
BEAT = 15.0  # seconds between signs of life of a running job
LEASE = timedelta(seconds=90)  # without a sign for so long, its worker is taken for dead
LOGGER = logging.getLogger("kiemdiem.jobs")


@task()
def run(job: int, attempt: int) -> None:
    """Chạy một lần. A ticket that comes late finds the attempt begun already, and does nothing."""
    found = _begin(job, attempt)
    if found is None:
        return
    try:
        with _signs_of_life(found), override(found.language):
            outcome = DECLARED[found.name].work(Progress(job, attempt), **found.args)
    except Superseded:
        LOGGER.warning("job %s: attempt %s was taken for dead", found, attempt)
    except Interrupted:
        _close(found, "Máy chạy việc dừng theo yêu cầu.", state=State.WAITING, due=now(), left=F("left") + 1)
    except Exception as error:
        _fail(found, error)
    else:
        _close(found, "", state=State.DONE, outcome=outcome or "", ended=now())


def give_out(job: Job) -> Job:
    """Phát phiếu cho lần chạy tiếp theo của một việc đang chờ."""
    ticket = run.using(run_after=job.due).enqueue(job.pk, job.attempts + 1)
    job.ticket = UUID(ticket.id)
    job.save(update_fields=["ticket"])
    return job


def fall_back(job: Job, reason: str, *, unseen_since: datetime | None = None) -> None:
    """Lần chạy không xong: tried again after a while, or given up when no attempt is left.

    With `unseen_since` only if there has been no sign of life since then.
    """
    if job.left:
        due = now() + BACK_OFF[TRIES - 1 - job.left]
        _close(job, reason, unseen_since=unseen_since, state=State.WAITING, due=due)
        return
    with override(job.language):
        outcome = _(
            "Việc này chưa làm xong sau %(tries)s lần chạy; đồng chí báo người quản trị, nêu việc số %(job)s."
        ) % {
            "tries": TRIES,
            "job": job.pk,
        }
    _close(job, reason, unseen_since=unseen_since, state=State.FAILED, outcome=outcome, ended=now())


def _begin(job: int, attempt: int) -> Job | None:
    at = now()
    with transaction.atomic():
        waiting = Job.objects.filter(pk=job, attempts=attempt - 1, state=State.WAITING)
        if not waiting.update(state=State.RUNNING, attempts=attempt, left=F("left") - 1, seen=at):
            return None
        Attempt.objects.create(job_id=job, number=attempt, began=at)
    return Job.objects.get(pk=job)


def _fail(job: Job, error: Exception) -> None:
    """An exception that has a sentence is a refusal; any other may pass, and its details belong into the log only."""
    if sentence := getattr(error, "sentence", ""):
        _close(job, sentence, state=State.FAILED, outcome=sentence, ended=now())
        return
    LOGGER.exception("job %s: attempt %s failed", job, job.attempts)
    fall_back(job, f"Lỗi ngoài dự kiến ({type(error).__name__}); chi tiết ở nhật ký của máy chủ.")


@transaction.atomic
def _close(job: Job, reason: str, *, unseen_since: datetime | None = None, **values: object) -> None:
    """End this attempt, unless another has begun meanwhile; a job that waits again gets its next ticket."""
    still = Job.objects.filter(pk=job.pk, attempts=job.attempts, state=State.RUNNING)
    if unseen_since:
        still = still.filter(seen__lt=unseen_since)
    if not still.update(**values):
        return
    Attempt.objects.filter(job=job, number=job.attempts).update(ended=now(), reason=reason)
    if values["state"] == State.WAITING:
        give_out(Job.objects.get(pk=job.pk))


@contextmanager
def _signs_of_life(job: Job) -> Iterator[None]:
    """Write every now and then that the job is being run, from a thread of its own: the job may compute for long."""
    over = Event()

    def beat() -> None:
        while not over.wait(BEAT):
            with suppress(DatabaseError):  # a missed sign is no harm, a lease holds several
                Job.objects.filter(pk=job.pk, attempts=job.attempts).update(seen=now())
            connection.close()

    thread = Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
