"""Thanh tiến độ: what a long command is doing, on a terminal, and nothing for a short one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

STEPS = 9


@contextmanager
def terminal_steps() -> Iterator[Callable[[str], None]]:
    """Yields a function to call with the name of each step as it begins; the bar goes away at the end."""
    columns = (SpinnerColumn(), BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=STEPS)

        def step(name: str) -> None:
            progress.update(task, description=name, advance=1)

        yield step
