"""A workbook taken out, written in as people do, and sent back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from cycles.cast import TODAY
from kiemdiem.cycles.models import Cycle, Place
from kiemdiem.ledger.actor import Actor, SystemActor
from kiemdiem.organisations.models import Collective
from kiemdiem.reviews import cellbook
from kiemdiem.reviews.cellbook import Outcome, Sent, Target
from kiemdiem.reviews.models import Meeting
from reviews.cast import NOON

BY = SystemActor()


def target(cycle: Cycle, place: str = "C1", body: str = "") -> Target:
    """The place as it stands now, with the meeting being recorded there."""
    held = Collective.objects.select_related("unit").get(code=body) if body else None
    open_one = Meeting.objects.filter(cycle=cycle, place=place, collective=held, closed_at=None).first()
    return Target(cycle, Place.objects.get(cycle=cycle, code=place), held, open_one)


def taken(where: Target, folder: Path, by: Actor = BY) -> Path:
    """A book taken out of the system."""
    path = folder / "so.xlsx"
    cellbook.hand_out(where, path, by=by, at=NOON)
    return path


def fill(path: Path, *cells: tuple[str, str, str, Any]) -> Path:
    """Write into cells: sheet, words that stand somewhere in the row (or its key), heading of the column, text."""
    book = openpyxl.load_workbook(path)
    for sheet, row, heading, text in cells:
        page = book[sheet]
        column = next(cell.column for cell in page[1] if cell.value == heading)
        number = next(
            each[0].row
            for each in page.iter_rows(min_row=2)
            if row == str(each[0].value) or any(row == str(cell.value or "") for cell in each[1:])
        )
        page.cell(number, column).value = text
    book.save(path)
    return path


def sent(where: Target, path: Path) -> Sent:
    """What came back."""
    return cellbook.read(path, cellbook.compose(where, TODAY, BY).pages).sent


def apply(where: Target, path: Path, by: Actor = BY, **chosen: Any) -> Outcome:
    """The book written into the system, or refused."""
    return cellbook.apply(where, sent(where, path), chosen.get("chosen", {}), by=by, at=NOON)
