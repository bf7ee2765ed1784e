"""Máy chạy việc đi kèm: the worker for jobs as a child process, started again when it dies, stopped with the server."""

from __future__ import annotations

import os
import subprocess
import sys
from threading import Event, Thread
from time import monotonic

from kiemdiem.serving.parent import GRACE, as_parent

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds before a dead worker is started again
HEALTHY = 60.0  # a worker that lived so long may be started at once again


class Helper:
    """Tiến trình chạy việc nền."""

    def __init__(self) -> None:
        self._over = Event()
        self._thread = Thread(target=self._keep, daemon=True)
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Bắt đầu, và giữ cho luôn có."""
        self._thread.start()

    def stop(self) -> None:
        """Dừng: asked first, so that a job goes back to the queue; killed when it doesn't listen."""
        self._over.set()
        if child := self._child:
            child.terminate()
            try:
                child.wait(GRACE)
            except subprocess.TimeoutExpired:
                child.kill()
        self._thread.join()

    def _keep(self) -> None:
        pause = FIRST_PAUSE
        while not self._over.is_set():
            begun = monotonic()
            self._child = _start()
            if self._over.is_set():
                self._child.terminate()
            code = self._child.wait()
            if self._over.is_set():
                return
            pause = FIRST_PAUSE if monotonic() - begun > HEALTHY else min(pause * 2, LONGEST_PAUSE)
            print(f"Máy chạy việc nền đã dừng (mã {code}); chạy lại sau {pause:.0f} giây.", file=sys.stderr, flush=True)
            self._over.wait(pause)


def _start() -> subprocess.Popen[bytes]:
    """A session of its own: Ctrl+C reaches the server alone, which then stops its worker in order."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "kiemdiem", "worker"],
        env=os.environ | {"KIEMDIEM_PROCESS": "worker"} | as_parent(),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
