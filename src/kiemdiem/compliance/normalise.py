"""Chuẩn hóa giá trị: which years are judged, and a finding for every cell that can't be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kiemdiem.compliance import values
from kiemdiem.compliance.columns import RATINGS, Shape
from kiemdiem.compliance.context import Context
from kiemdiem.compliance.profiles import CHECKED
from kiemdiem.compliance.store import Row
from kiemdiem.regulation import FIRST_YEAR, rules


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


def unread_profiles(context: Context) -> dict[int, list[tuple[str, str]]]:
    """The cells that can't be read, by profile, in any year asked for or unreadable itself: column, text."""
    found = {}
    for id_, year, *cells in context.store.rows(
        f"""SELECT p.id, y.value, {", ".join(f"p.{column}" for column in CHECKED)} FROM profiles p
        LEFT JOIN year_values y ON p.year IS NOT DISTINCT FROM y.raw"""
    ):
        bad = [
            (column, str(cell))
            for (column, reader), cell in zip(CHECKED.items(), cells, strict=True)
            if not values.is_read(reader, cell)
        ]
        if bad and (year is not None or bad[0][0] == "year"):  # else a year not asked for
            found[id_] = bad
    return found


def report_unread(context: Context, row: Row, bad: Sequence[tuple[str, str]], year: int | None, kind: str) -> None:
    """One finding for a row (of `profiles.rows_of`), naming each of its cells that can't be read."""
    _, source, number, code, scope, group, _ = row
    field, text = bad[0]
    context.found(
        rules.readable(field, text, context.law, context.day(year)),
        year=year,
        kind=kind,
        scope=scope,
        group=group,
        subjects=[code],
        where=[context.where(source, number, each) for each, _ in bad],
        cells={RATINGS[each]: value for each, value in bad},
    )


def report_codeless(context: Context) -> None:
    """Dòng không có mã: a row with a level and no code counts in its group and is named."""
    rows = context.store.rows(
        """SELECT r.source, r.row, r.scope, r."group", y.value, k.value
        FROM (FROM ratings WHERE code IS NULL UNION ALL FROM ratings WHERE code = '') r
        JOIN year_values y ON r.year IS NOT DISTINCT FROM y.raw JOIN kind_values k ON r.kind = k.raw
        JOIN level_values l ON r.level = l.raw ORDER BY r.source, r.row"""
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
