"""Xem trước: what a workbook would change, and everything in it that can't be true. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from kiemdiem.organisations.kinds import Standing
from kiemdiem.organisations.roster.columns import PEOPLE, POSTS, SHEETS, UNITS
from kiemdiem.organisations.roster.current import current_rows
from kiemdiem.organisations.roster.read import Book, Key, Problem, Rows, read_book


@dataclass(frozen=True, slots=True)
class Change:
    """Một dòng khác: new when `old` is None; `fields` are the columns whose value changes."""

    sheet: str
    key: Key
    row: dict[str, Any]
    old: dict[str, Any] | None

    @property
    def fields(self) -> list[str]:
        """Keys of the columns that change."""
        return [name for name, value in self.row.items() if self.old is None or self.old[name] != value]


@dataclass(slots=True)
class Plan:
    """Kế hoạch nhập: changes by sheet, rows that stay as they are, problems, notes."""

    changes: dict[str, list[Change]] = field(default_factory=dict)
    same: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def count(self, sheet: str, *, new: bool) -> int:
        """How many rows of a sheet are new, or changed."""
        return sum((change.old is None) is new for change in self.changes.get(sheet, ()))

    @property
    def unchanged(self) -> int:
        """How many rows stay as they are."""
        return len(self.same)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not any(self.changes.values())


def preview(path: Path) -> Plan:
    """Compare a workbook with the database. Raises `workbooks.Unreadable` when it can't be read at all."""
    book = read_book(path)
    plan = Plan(problems=list(book.problems), notes=list(book.notes))
    present = {sheet: current_rows(sheet) for sheet in SHEETS}
    for sheet, rows in book.sheets.items():
        _check_references(rows, book, present, plan)
        changes = []
        for key, row in rows.rows.items():
            old = present[sheet].get(key)
            if old is not None:
                row = {name: value if name in rows.letters else old[name] for name, value in row.items()}
            if old == row:
                plan.same.append(Change(sheet, key, row, old))
            else:
                changes.append(Change(sheet, key, row, old))
        plan.changes[sheet] = changes
    if UNITS in book.sheets:
        _check_tree(book.sheets[UNITS], present[UNITS], plan)
    _check_people(book, plan)
    plan.problems.sort(key=lambda each: list(SHEETS).index(each.sheet))
    return plan


def _check_references(rows: Rows, book: Book, present: dict[str, dict[Key, dict[str, Any]]], plan: Plan) -> None:
    """Every code a row names stands in the workbook or in the database."""
    for column in rows.columns:
        if not column.refers_to or column.key not in rows.letters:
            continue
        inside = book.sheets.get(column.refers_to)
        known = {key[0] for key in present[column.refers_to]} | (inside.named if inside else set())
        for key, row in rows.rows.items():
            wanted = row[column.key]
            if wanted and wanted not in known:
                plan.problems.append(
                    Problem(
                        rows.sheet,
                        rows.cell(key, column.key),
                        _(
                            "%(column)s “%(code)s” không có ở trang %(sheet)s và chưa có trong hệ thống; "
                            "hãy thêm hoặc sửa mã"
                        )
                        % {"column": column.header, "code": wanted, "sheet": column.refers_to},
                    )
                )


def _check_tree(rows: Rows, present: dict[Key, dict[str, Any]], plan: Plan) -> None:
    """No unit is above itself, however long the way round."""
    parents = {key[0]: row["parent"] for key, row in present.items()}
    parents |= {key[0]: row["parent"] for key, row in rows.rows.items()}
    sound: set[str] = set()
    for start in list(parents):
        way: list[str] = []
        unit = start
        while unit and unit not in sound and unit not in way:
            way.append(unit)
            unit = parents.get(unit, "")
        if unit in way:
            ring = way[way.index(unit) :]
            key = next(((code,) for code in ring if (code,) in rows.rows), None)
            if key:
                plan.problems.append(
                    Problem(
                        UNITS,
                        rows.cell(key, "parent"),
                        _("cấp trên vòng tròn: %(ring)s; hãy sửa Mã đơn vị cấp trên")
                        % {"ring": " → ".join([*ring, unit])},
                    )
                )
        sound.update(way)


def _check_people(book: Book, plan: Plan) -> None:
    """A member who is active has a cell; one unit or collective has one head at a time."""
    if people := book.sheets.get(PEOPLE):
        _check_cells(people, plan)
    if posts := book.sheets.get(POSTS):
        _check_heads(posts, plan)


def _check_cells(people: Rows, plan: Plan) -> None:
    if "cell" not in people.letters:
        return
    for key, row in people.rows.items():
        if row["admitted"] and not row["cell"] and row["standing"] != Standing.LEFT:
            plan.problems.append(
                Problem(PEOPLE, people.cell(key, "cell"), _("đảng viên chưa có chi bộ; hãy ghi Mã chi bộ"))
            )


def _check_heads(posts: Rows, plan: Plan) -> None:
    heads: dict[tuple[str, str], Key] = {}
    for key, row in posts.rows.items():
        if not row["is_head"] or row["until"] is not None:
            continue
        first = heads.setdefault((row["unit"], row["collective"]), key)
        if first != key:
            plan.problems.append(
                Problem(
                    POSTS,
                    posts.cell(key, "is_head"),
                    _("“%(code)s” đã có người đứng đầu ở dòng %(row)s; hãy ghi Đến ngày cho người trước")
                    % {"code": row["collective"] or row["unit"], "row": posts.numbers[first]},
                )
            )
