"""Cùng sống cùng chết: a process of the tree ends when the one that started it is gone, however it went."""

from __future__ import annotations

import os
import signal
from threading import Thread
from time import sleep

LOOKS_EVERY = 1.0
GRACE = 20.0  # seconds to end in order; also what a service manager should grant
PARENT = "KIEMDIEM_PARENT"  # the number of the process that started this one, told by it


def as_parent() -> dict[str, str]:
    """Biến môi trường cho tiến trình con: a child that asks only once it runs may find its parent gone already."""
    return {PARENT: str(os.getpid())}


def end_with_parent() -> None:
    """Theo dõi tiến trình cha: without it this one would keep the port, or the database, for nobody."""
    parent = int(os.environ[PARENT])

    def watch() -> None:
        while os.getppid() == parent:
            sleep(LOOKS_EVERY)
        os.kill(os.getpid(), signal.SIGTERM)
        sleep(GRACE)
        os._exit(1)

    Thread(target=watch, daemon=True).start()
