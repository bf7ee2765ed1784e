"""Danh mục việc chạy nền: what a package declares in its module `jobs`, found by name.

    @job("cycles.open")
    def open_cycle(progress: Progress, *, cycle: int) -> str:
        progress.begin(total, "đồng chí")
        …                      # one short transaction a chunk; skips what an earlier attempt has done
        progress.step(500)
        return "Đã mở đợt cho 1.284 đồng chí."

A job may be run again from its beginning (a worker killed, a database away), so it must be idempotent. What it returns
is told to who waits. An exception that has a `sentence` is told as it stands and isn't tried again; any other is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from inspect import signature
from typing import Any

from django.utils.timezone import localtime

Work = Callable[..., str | None]


class Refused(Exception):
    """Việc không làm được và thử lại cũng vậy; the text is one Vietnamese sentence for who waits."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Declared:
    """Việc đã khai báo: its function, and when it runs by itself, if it does."""

    name: str
    work: Work
    daily: time | None = None
    every: timedelta | None = None

    @property
    def is_scheduled(self) -> bool:
        return self.daily is not None or self.every is not None

    def check(self, args: dict[str, Any]) -> None:
        """Raises TypeError when the function doesn't take these arguments."""
        signature(self.work).bind(None, **args)

    def next_due(self, at: datetime) -> datetime:
        """The first time after `at`: at that hour of the site's clock, or that long from now."""
        if self.daily is None:
            return at + (self.every or timedelta(days=1))
        today = localtime(at).replace(hour=self.daily.hour, minute=self.daily.minute, second=0, microsecond=0)
        return today if today > at else today + timedelta(days=1)


DECLARED: dict[str, Declared] = {}


def job(name: str, *, daily: time | None = None, every: timedelta | None = None) -> Callable[[Work], Work]:
    """Khai báo một việc; with `daily` or `every` the schedule runs it, without arguments."""

    def declare(work: Work) -> Work:
        DECLARED[name] = Declared(name, work, daily, every)
        return work

    return declare
