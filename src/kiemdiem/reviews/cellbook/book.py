"""Sổ ghi kiểm điểm: pages of rows, each with what is printed in it and what may be filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from kiemdiem.cycles.models import Cycle, Place
from kiemdiem.organisations.models import Collective
from kiemdiem.reviews.cellbook.fields import Field
from kiemdiem.reviews.cellbook.owners import Owner
from kiemdiem.reviews.models import Meeting


class At(NamedTuple):
    """Một ô: the page, the row, the column."""

    page: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Target:
    """Sổ của nơi nào: a place in a cycle, of its cell or one of its collectives; the meeting being recorded, if any."""

    cycle: Cycle
    place: Place
    collective: Collective | None = None
    meeting: Meeting | None = None

    @property
    def name(self) -> str:
        """The collective's, or the place's."""
        return self.collective.name if self.collective else self.place.name


@dataclass(frozen=True, slots=True)
class Row:
    """Một dòng: `given` is printed, `values` stand there now; only columns in `open` may be filled in here.

    `label` names the row to people; `fields` read and show its cells; `group` is the owner of the paper it belongs to.
    """

    key: str
    label: str
    given: tuple[str, ...]
    fields: Mapping[str, Field]
    values: Mapping[str, Any]
    open: frozenset[str]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Một trang: `given` and `columns` are its headings; `blank` reads rows that are added, `known` are those that
    stand there already, so that the same rows sent twice are taken once."""

    key: str
    name: str
    title: str
    hint: str
    given: tuple[str, ...]
    columns: Mapping[str, str]
    rows: list[Row]
    blank: Mapping[str, Field] = field(default_factory=dict)
    known: frozenset[tuple[Any, ...]] = frozenset()


@dataclass(frozen=True, slots=True)
class Book:
    """Sổ của một nơi."""

    target: Target
    pages: tuple[Page, ...]
    owners: tuple[Owner, ...] = ()

    def rows(self, page: str) -> list[Row]:
        """The rows of a page; none where the book has no such page."""
        return next((each.rows for each in self.pages if each.key == page), [])

    def cells(self) -> Iterator[tuple[At, Page, Row]]:
        """Every cell of rows that stand in the book, with its page and row."""
        for page in self.pages:
            for row in page.rows:
                for column in row.fields:
                    yield At(page.key, row.key, column), page, row

    def texts(self) -> dict[At, str]:
        """What stands in every cell now, as text."""
        return {at: row.fields[at.column].show(row.values.get(at.column)) for at, _page, row in self.cells()}
