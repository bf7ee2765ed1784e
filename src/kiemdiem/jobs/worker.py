"""Máy chạy việc: takes tickets one after another, and keeps the tick of the schedule between them."""

from __future__ import annotations

import logging
from time import monotonic, sleep
from types import FrameType

from django.db import InterfaceError, OperationalError, connections
from django.utils.crypto import get_random_string
from django.utils.timezone import now
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from kiemdiem.jobs.progress import STOPPING
from kiemdiem.jobs.tick import tick

PAUSE = 1.0  # seconds between two looks at an empty queue
AWAY = 5.0  # seconds to wait for a database that doesn't answer
TICK_EVERY = 10.0
LOGGER = logging.getLogger("kiemdiem.jobs")


class _Worker(Worker):
    """One ticket a run, so that the tick comes between two."""

    def __init__(self) -> None:
        super().__init__(
            queue_names=["default"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=1,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Also tell the job that is running: it goes back to the queue at its next step."""
        STOPPING.set()
        super().shutdown(signum, frame)


def work(*, until_empty: bool = False) -> None:
    """Chạy việc cho đến khi được bảo dừng; with `until_empty` only what is ready now."""
    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    worker = _Worker()
    worker.configure_signals()
    ticked = -TICK_EVERY
    while worker.running:
        try:
            if monotonic() - ticked >= TICK_EVERY:
                ticked = monotonic()
                tick(now())
            if DBTaskResult.objects.ready().exists():  # reading first: taking a ticket locks all of SQLite
                worker.run()
            elif until_empty:
                return
            else:
                sleep(PAUSE)
        except (OperationalError, InterfaceError) as error:
            LOGGER.error("Cơ sở dữ liệu chưa trả lời (%s); thử lại sau %d giây.", type(error).__name__, AWAY)
            connections.close_all()
            sleep(AWAY)
