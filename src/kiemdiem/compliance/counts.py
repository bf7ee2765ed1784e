"""Số liệu tổng hợp: counts as published, judged as their own arithmetic says; what isn't said stays unknown."""

from __future__ import annotations

from typing import Any

from kiemdiem.compliance import values
from kiemdiem.compliance.columns import COUNTS, Shape
from kiemdiem.compliance.context import Context, listed
from kiemdiem.compliance.findings import Group
from kiemdiem.compliance.groups import own_scopes
from kiemdiem.compliance.normalise import read_years
from kiemdiem.regulation import Kind, Verdict, rule_day, rules

_PARTS = ("excellent", "good", "completed", "failed", "not_rated", "total")
_WHY_BLIND = {
    "quota.excellent": "nguồn không nêu đủ số để tính theo cách đọc đã chọn",
    "totals.mismatch": "nguồn không nêu tổng số",
}
_SHAPE = ("year", "kind", *_PARTS, "good_includes_excellent")


def check_counts(context: Context) -> int:
    """Judge every row of the counts files; returns how many rows a law covers."""
    years = read_years(context, Shape.COUNTS)
    context.years = sorted({*context.years, *years.values()})
    if not years:
        return 0
    _check_duplicates(context, years)
    store = context.store
    shape = ", ".join(_SHAPE)
    store.run(
        f"""CREATE OR REPLACE TEMP TABLE tallies AS SELECT row_number() OVER () AS id, *
        FROM (SELECT {shape} FROM counts GROUP BY ALL)"""
    )
    verdicts: dict[int, tuple[int | None, str, list[Verdict]]] = {}
    for id_, *raw in store.rows(f"SELECT id, {shape} FROM tallies"):
        year, kind = years.get(raw[0]), values.kind(raw[1]) if values.is_read(values.kind, raw[1]) else None
        tally = read_tally(raw[2:])
        judged = _judge(context, tally, year, kind) if tally and year and kind else []
        if (year or not values.is_read(values.year, raw[0])) and (
            not tally or not kind or any(verdict.ok is not True for verdict in judged)
        ):
            verdicts[id_] = (year, kind.value if kind else "", judged)
    same = " AND ".join(f"c.{column} IS NOT DISTINCT FROM t.{column}" for column in _SHAPE)
    rows = store.rows(
        f"""SELECT t.id, c.source, c.row, coalesce(nullif(c.unit_code::VARCHAR, ''), c.unit::VARCHAR), c.unit,
        {", ".join("c." + column for column in _SHAPE)} FROM counts c JOIN tallies t ON {same}
        WHERE t.id IN (SELECT unnest(?)) ORDER BY c.source, c.row""",
        [list(verdicts)],
    )
    blind: dict[str, list[str]] = {}
    for id_, source, row, code, unit, *raw in rows:
        year, kind_name, judged = verdicts[id_]
        _report_unread(context, raw, year, kind_name, code, source, row)
        for verdict in judged:
            _report(context, verdict, raw, (year, kind_name, code, source, row, unit), blind)
    for judged_code, codes in blind.items():
        context.not_checked(judged_code, f"{len(codes)} dòng số liệu, {_WHY_BLIND[judged_code]}: {listed(codes)}")
    _say_missing(context)
    store.keep_values("count_years", "year", "counts", years.items(), "SMALLINT")
    (count,) = store.rows("SELECT count(*) FROM counts c JOIN count_years y ON c.year IS NOT DISTINCT FROM y.raw")[0]
    return int(count)


def count_table(context: Context) -> list[Group]:
    """Mỗi dòng số liệu với ba cách đọc, for the report by unit."""
    years = read_years(context, Shape.COUNTS)
    columns = ", ".join(_SHAPE)
    table = []
    for unit, code, *raw in context.store.rows(f"SELECT unit, unit_code, {columns} FROM counts ORDER BY source, row"):
        tally = read_tally(raw[2:])
        if raw[0] not in years or not values.is_read(values.kind, raw[1]) or tally is None:
            continue
        kind = values.kind(raw[1])
        if kind is None:
            continue
        facts = rules.excellent_share(
            tally, context.law, rule_day(years[raw[0]]), kind=kind, scope=str(code or ""), reading=context.reading
        ).facts
        parts = (tally.excellent, tally.good, tally.completed, tally.failed, tally.not_rated, tally.total)
        whose = (years[raw[0]], kind.value, str(code or ""), "", str(unit or ""))
        table.append(Group(*whose, *parts, facts["percent"], facts["readings"]))
    return table


def read_tally(raw: list[Any]) -> rules.Tally | None:
    """The counts of a row, in the order of `_PARTS` and the mark; None when one of them can't be read."""
    if not all(values.is_read(values.whole, cell) for cell in raw[:6]) or not values.is_read(values.mark, raw[6]):
        return None
    excellent, good, completed, failed, not_rated, total = (values.whole(cell) for cell in raw[:6])
    if values.mark(raw[6]) and good is not None and excellent is not None:
        good -= excellent
        if good < 0:
            return None
    return rules.Tally(excellent, good, completed, failed, not_rated, total)


def _judge(context: Context, tally: rules.Tally, year: int, kind: Kind) -> list[Verdict]:
    on = rule_day(year)
    return [
        rules.excellent_share(tally, context.law, on, kind=kind, reading=context.reading),
        rules.parts_make_total(tally, context.law, on),
    ]


def _report(
    context: Context, verdict: Verdict, raw: list[Any], at: tuple[Any, ...], blind: dict[str, list[str]]
) -> None:
    year, kind, code, source, row, unit = at
    tally = read_tally(raw[2:])
    if verdict.code == "quota.excellent" and tally and code in own_scopes(context):
        verdict = rules.excellent_share(
            tally, context.law, rule_day(year), kind=Kind(kind), scope=code, reading=context.reading
        )
    if verdict.ok is None:
        blind.setdefault(verdict.code, []).append(str(code or f"dòng {row}"))
    if verdict.ok is False:
        where = [context.where(source, row, "excellent")]
        context.found(verdict, year=year, kind=kind, scope=code, where=where, unit=values.plain(unit))


def _report_unread(
    context: Context, raw: list[Any], year: int | None, kind: str, code: str | None, source: int, row: int
) -> None:
    unread = _unread(raw)
    if not unread:
        return
    field, text = unread[0]
    variant, facts = "", {}
    if field == "good" and values.is_read(values.whole, text):
        variant, facts = "good_less_than_excellent", {"good": values.whole(raw[3]), "excellent": values.whole(raw[2])}
    field = field if field in ("year", "kind") else "count"
    context.found(
        rules.readable(field, text, context.law, context.day(year), variant=variant, **facts),
        year=year,
        kind=kind,
        scope=code,
        where=[context.where(source, row, each) for each, _ in unread],
        cells={COUNTS[each]: value for each, value in unread},
    )


def _unread(raw: list[Any]) -> list[tuple[str, str]]:
    """Cells of a counts row that can't be read: column key and text."""
    readers = (values.year, values.kind, *(values.whole,) * 6, values.mark)
    unread = [
        (column, values.plain(cell))
        for column, reader, cell in zip(_SHAPE, readers, raw, strict=True)
        if not values.is_read(reader, cell)
    ]
    if not unread and read_tally(raw[2:]) is None:
        unread = [("good", values.plain(raw[3]))]
    return unread


def _check_duplicates(context: Context, years: dict[Any, int]) -> None:
    """The same unit twice in a year and kind."""
    rows = context.store.rows(
        """SELECT year, kind, coalesce(nullif(unit_code::VARCHAR, ''), unit::VARCHAR) AS code, count(*),
            list(source ORDER BY source, row), list(row ORDER BY source, row)
        FROM counts WHERE code IS NOT NULL GROUP BY ALL HAVING count(*) > 1 ORDER BY code"""
    )
    for raw_year, kind, code, times, sources, numbers in rows:
        if raw_year not in years or not values.is_read(values.kind, kind):
            continue
        found = values.kind(kind)
        context.found(
            rules.one_row_each(times, context.law, rule_day(years[raw_year])),
            year=years[raw_year],
            kind=found.value if found else "",
            scope=code,
            subjects=[code],
            where=[context.where(source, row, "unit_code") for source, row in zip(sources, numbers, strict=True)],
        )


def _say_missing(context: Context) -> None:
    for source in context.of(Shape.COUNTS):
        if "total" not in source.columns:
            context.lacks("totals.mismatch", ["total"], [source])
