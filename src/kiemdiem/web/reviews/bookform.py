"""Biểu mẫu của sổ ghi từ giấy: names of fields, what was typed, rows as the page shows them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from django.http import QueryDict

from kiemdiem.reviews.cellbook import At, Book, Change, Outcome, Page, Problem, Row, Sent
from kiemdiem.reviews.cellbook.fields import Field

BLANK = 3  # rows to add, also without a script
_MOST = 200_000  # letters of what stood there, as the page sends it back


@dataclass(frozen=True, slots=True)
class Cell:
    """Một ô trên trang: what is typed in it, what is to choose from, what is wrong or collides."""

    at: At
    name: str
    heading: str
    field: Field
    open: bool
    text: str
    now: str
    changed: bool
    problem: str
    collision: Change | None

    @property
    def id(self) -> str:
        """For labels and links."""
        return self.name.replace(":", "-")

    @property
    def is_mark(self) -> bool:
        """Ô đánh dấu."""
        return self.field.options == ("x",)

    @property
    def strange(self) -> bool:
        """Chữ không có trong danh sách, shown all the same so that it can be mended."""
        return bool(self.text) and self.text not in self.field.options


@dataclass(frozen=True, slots=True)
class Line:
    """Một dòng trên trang."""

    label: str
    given: tuple[str, ...]
    cells: list[Cell]
    added: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Một phần của trang."""

    page: Page
    lines: list[Line] = field(default_factory=list)

    @property
    def single(self) -> bool:
        """A page of one column is a form, not a table."""
        return len(self.page.columns) == 1


def name_of(at: At) -> str:
    """Tên ô trong biểu mẫu."""
    return f"o:{at.page}:{at.row}:{at.column}"


def _at(name: str, prefix: str) -> At | None:
    kind, _sign, rest = name.partition(":")
    parts = rest.split(":")
    return At(*parts) if kind == prefix and len(parts) == 3 else None


def sent(posted: QueryDict, book: Book) -> Sent:
    """Chữ đã gõ, and what stood there when the page was opened."""
    typed = {at: str(posted[name]) for name in posted if (at := _at(name, "o"))}
    known = {page.key: page for page in book.pages}
    texts = {at: text for at, text in typed.items() if at.page in known and at.column in known[at.page].columns}
    return Sent(texts, _base(posted.get("goc", "")))


def _base(written: str) -> dict[At, str]:
    try:
        rows = json.loads(written) if len(written) < _MOST * 10 else []
    except ValueError:
        return {}
    if not isinstance(rows, list):
        return {}
    sound = [row for row in rows if isinstance(row, list) and len(row) == 4 and all(isinstance(e, str) for e in row)]
    return {At(page, row, column): text for page, row, column, text in sound}


def base(book: Book, sent: Sent | None) -> str:
    """Chữ đang có lúc mở trang, to be sent back with what is typed; of a workbook, when it was taken out."""
    texts = book.texts() if sent is None else sent.base
    return json.dumps([[*at, text] for at, text in texts.items()], ensure_ascii=False)


def chosen(posted: QueryDict) -> dict[At, bool]:
    """Ô người khác cũng ghi: which words were chosen."""
    return {at: posted[name] == "gui" for name in posted if (at := _at(name, "chon"))}


def sections(book: Book, sent: Sent | None, outcome: Outcome | None) -> list[Section]:
    """Mọi phần của trang."""
    made = _Maker(sent, outcome)
    return [made.section(page) for page in book.pages]


class _Maker:
    """Rows of the page, with what was sent in them."""

    def __init__(self, sent: Sent | None, outcome: Outcome | None) -> None:
        self.sent = sent
        self.changes = {each.at: each for each in outcome.changes} if outcome else {}
        problems: list[Problem] = outcome.problems if outcome else []
        self.problems = {each.at: each.sentence for each in problems if each.at}

    def section(self, page: Page) -> Section:
        lines = [self.line(page, row) for row in page.rows]
        return Section(page, lines + self.added(page))

    def line(self, page: Page, row: Row) -> Line:
        cells = [
            self.cell(At(page.key, row.key, column), heading, row.fields[column], row)
            for column, heading in page.columns.items()
        ]
        return Line(row.label, row.given, cells)

    def added(self, page: Page) -> list[Line]:
        """Rows written anew as they were sent, then some to write in."""
        if not page.blank:
            return []
        keys = {
            at.row for at, text in self.typed().items() if at.page == page.key and at.row.startswith("moi-") and text
        }
        last = max((int(key[4:]) for key in keys if key[4:].isdigit()), default=0)
        keys |= {f"moi-{number}" for number in range(last + 1, last + 1 + BLANK)}
        return [self.new(page, key) for key in sorted(keys, key=lambda key: (len(key), key))]

    def new(self, page: Page, key: str) -> Line:
        cells = [
            self.cell(At(page.key, key, column), heading, page.blank[column], None)
            for column, heading in page.columns.items()
        ]
        return Line(key[4:], ("",) * len(page.given), cells, added=True)

    def typed(self) -> dict[At, str]:
        return dict(self.sent.texts) if self.sent else {}

    def cell(self, at: At, heading: str, kind: Field, row: Row | None) -> Cell:
        now = kind.show(row.values.get(at.column)) if row else ""
        change = self.changes.get(at)
        problem = self.problems.get(at, "")
        changed = change is not None or bool(problem)
        text = self.sent.texts.get(at, now) if self.sent and (changed or row is None) else now
        collision = change if change and change.collides else None
        open_ = row is None or at.column in row.open
        return Cell(at, name_of(at), heading, kind, open_, text, now, change is not None, problem, collision)
