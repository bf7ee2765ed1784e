"""Máy phục vụ: Granian with its web processes, and one worker for jobs beside them, as one tree."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from kiemdiem.serving.helper import Helper
from kiemdiem.serving.parent import GRACE, as_parent, end_with_parent

THREADS = 8  # a process


def serve(host: str, port: int, workers: int) -> None:
    """Chạy cho đến khi có tín hiệu dừng; `prepare` has been called. Exits with 1 when web processes keep dying."""
    connections.close_all()
    os.environ |= {"KIEMDIEM_PROCESS": "web"} | as_parent()
    # Begun anew, not forked: no connection, lock or thread of this process is in them.
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "kiemdiem.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=int(GRACE),
        log_level=LogLevels.error,
    )
    helper, over = Helper(), Event()
    server.on_startup(lambda: _started(server, helper, over, host, port))
    server.on_shutdown(over.set)
    server.on_shutdown(helper.stop)
    server.serve(target_loader=load_application, wrap_loader=False)


def load_application() -> Callable[..., Any]:
    """Ứng dụng, trong mỗi tiến trình phục vụ."""
    end_with_parent()
    from kiemdiem.wsgi import application

    return application


def _started(server: Any, helper: Helper, over: Event, host: str, port: int) -> None:
    """Granian has set its signals. A terminal that is closed ends the server too, where Granian would start anew."""
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, server.signal_handler_interrupt)
    helper.start()
    Thread(target=_tell, args=(host, port, over), daemon=True).start()


def _tell(host: str, port: int, over: Event) -> None:
    """Say where it is, once it answers there."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    while not over.wait(0.1):
        try:
            socket.create_connection((reached, port), timeout=1).close()
        except OSError:
            continue
        shown = f"[{reached}]" if ":" in reached else reached
        print(f"Hệ thống đang chạy tại http://{shown}:{port}/ (dừng: Ctrl+C).", file=sys.stdout, flush=True)
        return
