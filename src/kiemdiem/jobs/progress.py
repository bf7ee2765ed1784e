"""Tiến độ: how far a job is, kept where the page of who waits reads it."""

from __future__ import annotations

from threading import Event
from time import monotonic

from django.utils.timezone import now
from django.utils.translation import gettext as _

from kiemdiem.jobs.models import Job, State

WRITTEN_EVERY = 0.5  # seconds; a step more often than that is only counted
STOPPING = Event()  # this process has been asked to end


class Interrupted(Exception):
    """Máy đang dừng: the job goes back to the queue and another worker begins it again."""


class Superseded(Exception):
    """Lần chạy này đã bị coi là dừng và việc đã giao cho máy khác."""


class Progress:
    """Tiến độ của một lần chạy."""

    def __init__(self, job: int, attempt: int) -> None:
        self._this = Job.objects.filter(pk=job, attempts=attempt, state=State.RUNNING)
        self._done = 0
        self._written = 0.0

    def begin(self, total: int, unit: str = "") -> None:
        """Bắt đầu đếm: of how many, and of what."""
        self._done = 0
        self._write(done=0, total=total, unit=unit or _("dòng"))

    def step(self, count: int = 1) -> None:
        """Thêm bấy nhiêu đã xong. Call it after the transaction of a chunk, not in it.

        Raises Interrupted when this worker is to stop, Superseded when another has taken the job over.
        """
        self._done += count
        if STOPPING.is_set():
            raise Interrupted
        if monotonic() - self._written >= WRITTEN_EVERY:
            self._write(done=self._done)

    def _write(self, **values: object) -> None:
        if not self._this.update(seen=now(), **values):
            raise Superseded
        self._written = monotonic()
