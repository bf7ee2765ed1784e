"""Chuẩn hóa giá trị: distinct raw values to what they mean, once; and a finding for each that can't be read.

Leaves the tables `year_values`, `kind_values`, `level_values`, `since_values`, `decision_values`
(raw, value) for the other checks. Years outside the law, or not asked for, have no row there, so a join
leaves their subjects out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kiemdiem.compliance import values
from kiemdiem.compliance.columns import RATINGS, Shape
from kiemdiem.compliance.context import Context
from kiemdiem.regulation import FIRST_YEAR, rules

_TABLES: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "kind": ("kind_values", values.kind, "VARCHAR"),
    "level": ("level_values", values.level, "TINYINT"),
    "since": ("since_values", values.day, "DATE"),
    "decision_on": ("decision_values", values.day, "DATE"),
}
_CHECKED: dict[str, Callable[[Any], Any]] = {
    "year": values.year,
    "kind": values.kind,
    "level": values.level,
    "self_level": values.level,
    "civil_level": values.level,
    "since": values.day,
    "decision_on": values.day,
}


def read_years(context: Context, shape: Shape) -> dict[Any, int]:
    """Năm của từng dòng: raw year → rating year, for the years asked for and covered by law.

    A row without a year takes the year asked for. Years left out are noted.
    """
    known: dict[Any, int] = {}
    old: dict[int, int] = {}
    nameless = 0
    for raw, count in context.store.rows(f"SELECT year, count(*) FROM {shape} GROUP BY year"):
        if not values.is_read(values.year, raw):
            continue
        found = values.year(raw)
        year = found if found is not None else context.year
        if year is None:
            nameless += count
        elif year < FIRST_YEAR:
            old[year] = old.get(year, 0) + count
        elif context.year in (None, year):
            known[raw] = year
    for year, count in sorted(old.items()):
        context.note(f"Năm {year}: {count} dòng không rà soát, vì chỉ lưu quy định từ năm {FIRST_YEAR}.")
    if nameless and known:
        context.note(f"{nameless} dòng không ghi năm, không rà soát; hãy chạy lại với --year.")
    return known


def keep_values(context: Context, years: dict[Any, int]) -> None:
    """Make the tables of values for the ratings, and report what can't be read."""
    store = context.store
    store.keep_values("year_values", "year", "ratings", years.items(), "SMALLINT")
    unread: dict[str, list[Any]] = {}
    for column, reader in _CHECKED.items():
        pairs = []
        for (raw,) in store.rows(f'SELECT DISTINCT "{column}" FROM ratings'):
            if not values.is_read(reader, raw):
                unread.setdefault(column, []).append(raw)
            elif column in _TABLES and (value := reader(raw)) is not None:
                pairs.append((raw, value if column != "kind" else str(value)))
        if column in _TABLES:
            name, _, kind = _TABLES[column]
            store.keep_values(name, column, "ratings", pairs, kind)
    _report_unread(context, unread)


def _report_unread(context: Context, unread: dict[str, list[Any]]) -> None:
    """One finding a row, naming each of its cells that can't be read."""
    if not unread:
        return
    context.store.keep(
        "unread", "field VARCHAR, raw VARCHAR", [(f, str(raw)) for f, raws in unread.items() for raw in raws]
    )
    fields = list(unread)
    cells = ", ".join(
        f"""CASE WHEN r."{field}"::VARCHAR IN (SELECT raw FROM unread WHERE field = '{field}')
        THEN r."{field}"::VARCHAR END"""
        for field in fields
    )
    some = " OR ".join(
        f"""r."{field}"::VARCHAR IN (SELECT raw FROM unread WHERE field = '{field}')""" for field in fields
    )
    rows = context.store.rows(
        f"""SELECT r.source, r.row, r.code, r.scope, r."group", y.value, k.value, r.year, {cells}
        FROM ratings r LEFT JOIN year_values y ON r.year IS NOT DISTINCT FROM y.raw
        LEFT JOIN kind_values k ON r.kind = k.raw WHERE {some} ORDER BY r.source, r.row"""
    )
    for source, row, code, scope, group, year, kind, raw_year, *texts in rows:
        if year is None and values.is_read(values.year, raw_year):
            continue  # a year not asked for
        bad = [(field, text) for field, text in zip(fields, texts, strict=True) if text is not None]
        field, text = bad[0]
        context.found(
            rules.readable(field, text, context.law, context.day(year)),
            year=year,
            kind=kind or "",
            scope=scope,
            group=group,
            subjects=[code],
            where=[context.where(source, row, each) for each, _ in bad],
            cells={RATINGS[each]: value for each, value in bad},
        )


def report_codeless(context: Context) -> None:
    """Dòng không có mã: a row with a level and no code counts in its group and is named."""
    rows = context.store.rows(
        """SELECT r.source, r.row, r.scope, r."group", y.value, k.value FROM ratings r
        JOIN year_values y ON r.year IS NOT DISTINCT FROM y.raw JOIN kind_values k ON r.kind = k.raw
        JOIN level_values l ON r.level = l.raw WHERE r.code IS NULL OR r.code = '' ORDER BY r.source, r.row"""
    )
    for source, row, scope, group, year, kind in rows:
        context.found(
            rules.readable("missing_code", "", context.law, context.day(year)),
            year=year,
            kind=kind,
            scope=scope,
            group=group,
            where=[context.where(source, row, "code")],
        )
