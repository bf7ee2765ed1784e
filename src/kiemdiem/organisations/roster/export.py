"""Xuất sổ danh sách: the same workbook back, or an empty one to fill in, with its lists of values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Any

import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.db import transaction
from xlsxwriter.exceptions import FileCreateError

from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import record
from kiemdiem.organisations.actions import IMPORT
from kiemdiem.organisations.kinds import CollectiveKind, Discipline, Standing, UnitKind
from kiemdiem.organisations.roster.columns import SHEETS, Column
from kiemdiem.organisations.roster.current import current_rows
from kiemdiem.regulation import Level

LISTS: Mapping[str, list[str]] = {
    "Loại (DonVi)": [str(label) for label in UnitKind.labels],
    "Loại (TapThe)": [str(label) for label in CollectiveKind.labels],
    "Tình trạng": [str(label) for label in Standing.labels],
    "Kỷ luật": [str(label) for label in Discipline.labels],
    "Xếp loại CBCCVC": [level.official for level in sorted(Level, reverse=True)],
}


def export_roster(path: Path) -> None:
    """Write what the database holds; importing it again changes nothing."""
    _write(path, {sheet: current_rows(sheet).values() for sheet in SHEETS})


def hand_out_roster(path: Path, *, by: Actor) -> None:
    """Giao sổ danh sách cho một người: the rows within that one's reach; the ledger says who took how many.

    Raises PermissionDenied for whoever may not import rosters anywhere.
    """
    if not by.reach(IMPORT):
        raise PermissionDenied
    rows = {sheet: current_rows(sheet, by) for sheet in SHEETS}
    _write(path, {sheet: each.values() for sheet, each in rows.items()})
    facts = {"rows": {sheet: len(each) for sheet, each in rows.items() if each}}
    with transaction.atomic():  # short: on SQLite nobody else writes meanwhile
        record("roster.handed_out", by=by, about="roster:all", path=by.reach(IMPORT)[0], facts=facts)


def write_template(path: Path) -> None:
    """Write the sheets with their headings only."""
    _write(path, dict.fromkeys(SHEETS, ()))


def _write(path: Path, rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
    book = xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
        "text": book.add_format({"num_format": "@"}),  # codes stay text, so that leading zeros stay
        "day": book.add_format({"num_format": "dd/mm/yyyy"}),
    }
    for sheet, columns in SHEETS.items():
        page = book.add_worksheet(sheet)
        page.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            page.set_column(place, place, 34 if column.key in ("name", "title", "kind") else 16, formats["text"])
            page.write_string(0, place, column.header, formats["head"])
        for number, row in enumerate(rows[sheet], start=1):
            _write_row(page, number, columns, row, formats)
    _write_lists(book.add_worksheet("DanhMuc"), formats["head"])
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(f"{error}") from None


def _write_lists(page: Any, head: Any) -> None:
    """Danh mục: one column a list, row by row, since the workbook is written as it goes."""
    page.set_column(0, len(LISTS) - 1, 46)
    columns = [[heading, *words] for heading, words in LISTS.items()]
    for number, cells in enumerate(zip_longest(*columns)):
        for place, cell in enumerate(cells):
            if cell:
                page.write_string(number, place, cell, head if number == 0 else None)


def _write_row(page: Any, number: int, columns: tuple[Column, ...], row: Mapping[str, Any], formats: Any) -> None:
    for place, column in enumerate(columns):
        value = column.show(row[column.key])
        if isinstance(value, date):
            page.write_datetime(number, place, value, formats["day"])
        elif isinstance(value, int):
            page.write_number(number, place, value)
        elif value:
            page.write_string(number, place, value, formats["text"])
