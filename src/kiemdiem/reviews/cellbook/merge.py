"""So ba giá trị: as it was taken out, as it came back, as it stands now; what changes, what collides, what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kiemdiem.organisations.roster.columns import Unreadable
from kiemdiem.reviews.cellbook.book import At, Book, Page, Row


@dataclass(frozen=True, slots=True)
class Sent:
    """Sổ gửi về: texts by cell (of added rows too), the texts it was taken out with, where each cell stands."""

    texts: Mapping[At, str]
    base: Mapping[At, str]
    cells: Mapping[At, str] = field(default_factory=dict)  # as B7, in a workbook


@dataclass(frozen=True, slots=True)
class Problem:
    """Một chỗ phải sửa: the cell, its address for people, one sentence, and its clause where a rule stands behind."""

    at: At | None
    where: str
    sentence: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Một ô thay đổi; `collides` when somebody else has written there since the book was taken out."""

    at: At
    where: str
    now: str
    sent: str
    collides: bool = False
    taken: bool = True  # of a collision: whether what was sent was chosen


@dataclass(slots=True)
class Merged:
    """Kết quả so: what is to be written, and every value as it would then stand."""

    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    values: dict[At, Any] = field(default_factory=dict)
    added: dict[str, list[tuple[str, dict[str, Any]]]] = field(default_factory=dict)  # page → (row, values)

    @property
    def values_change(self) -> bool:
        """Whether anything would be written."""
        return any(each.taken for each in self.changes)

    def changed(self, page: str, *columns: str) -> set[str]:
        """Keys of the rows of a page in which one of these columns changes (any, when none is named)."""
        rows = (each.at for each in self.changes if each.at.page == page and each.taken)
        return {at.row for at in rows if not columns or at.column in columns}


def merge(book: Book, sent: Sent, chosen: Mapping[At, bool]) -> Merged:
    """Compare; `chosen` settles a collision: True takes what was sent, False keeps what stands."""
    done = Merged()
    pages = {page.key: page for page in book.pages}
    rows = {(page.key, row.key): row for page in book.pages for row in page.rows}
    for at, page, row in book.cells():
        done.values[at] = row.values.get(at.column)
        if at in sent.texts:
            _compare(at, page, row, sent, chosen, done)
    for at in _strangers(sent, rows):
        done.problems.append(_gone(at, pages.get(at.page), sent))
    for page in book.pages:
        if page.blank:
            _add(page, sent, done)
    return done


def _compare(at: At, page: Page, row: Row, sent: Sent, chosen: Mapping[At, bool], done: Merged) -> None:
    field_ = row.fields[at.column]
    now, here = row.values.get(at.column), _at_row(page, row.label, at, sent)
    base = _base(field_, sent.base.get(at), now)
    try:
        value = field_.read(sent.texts[at])
    except Unreadable as wrong:
        done.problems.append(Problem(at, here, _sentence(str(wrong))))
        return
    if value in (base, now):
        return
    if at.column not in row.open:
        sentence = _("Ô này không còn ghi được: đã ghi và khóa ở nơi khác. Hãy để như đang có rồi gửi lại.")
        done.problems.append(Problem(at, here, sentence))
        return
    collides = now != base and at not in chosen
    taken = chosen.get(at, True) if now != base else True
    done.changes.append(Change(at, here, field_.show(now), field_.show(value), collides, taken))
    if taken and not collides:
        done.values[at] = value


def _base(field_: Any, text: str | None, now: Any) -> Any:
    """What stood there when the book was taken out; what can't be read any more counts as what stands now."""
    if text is None:
        return now
    try:
        return field_.read(text)
    except Unreadable:
        return now


def _strangers(sent: Sent, rows: Mapping[tuple[str, str], Row]) -> Iterator[At]:
    """Cells changed in rows that stood in the book then and don't now."""
    for at, text in sent.texts.items():
        if (at.page, at.row) not in rows and at in sent.base and text != sent.base[at]:
            yield at


def _gone(at: At, page: Page | None, sent: Sent) -> Problem:
    title = page.title if page else at.page
    sentence = _("Dòng này không còn trong danh sách của nơi kiểm điểm; hãy lấy sổ mới rồi ghi lại.")
    return Problem(at, f"{title}, {sent.cells[at]}" if at in sent.cells else title, sentence)


def _add(page: Page, sent: Sent, done: Merged) -> None:
    """Rows written where none stood, in their order; one that is there already is passed over."""
    fresh: dict[str, dict[str, str]] = {}
    for at, text in sent.texts.items():
        if at.page == page.key and at.row.startswith("moi-") and text:
            fresh.setdefault(at.row, {})[at.column] = text
    known = set(page.known)
    for key in sorted(fresh, key=lambda key: (len(key), key)):
        values: dict[str, Any] = {}
        for column, field_ in page.blank.items():
            at = At(page.key, key, column)
            try:
                values[column] = field_.read(fresh[key].get(column, ""))
            except Unreadable as wrong:
                done.problems.append(Problem(at, _at_row(page, _added(at), at, sent), _sentence(str(wrong))))
        whole = tuple(values.get(column) for column in page.blank)
        if whole in known:
            continue
        known.add(whole)
        done.added.setdefault(page.key, []).append((key, values))
        for column, text in fresh[key].items():
            at = At(page.key, key, column)
            done.changes.append(Change(at, _at_row(page, _added(at), at, sent), "", text))


def where(book: Book, at: At, sent: Sent) -> str:
    """Where a cell stands, for people: page, row, column, and its address in the workbook."""
    page = next(each for each in book.pages if each.key == at.page)
    row = next((each for each in page.rows if each.key == at.row), None)
    return _at_row(page, row.label if row else _added(at), at, sent)


def _added(at: At) -> str:
    return _("dòng thêm %(number)s") % {"number": at.row.removeprefix("moi-")}


def _at_row(page: Page, label: str, at: At, sent: Sent) -> str:
    heading = page.columns[at.column]
    parts = [page.title, label] + ([heading] if len(page.columns) > 1 else [])
    found = ", ".join(parts)
    return f"{found} ({sent.cells[at]})" if at in sent.cells else found


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + "."
