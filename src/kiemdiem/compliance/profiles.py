"""Tổ hợp dữ kiện: what rows say of themselves, read once for all rows that say the same.

Millions of rows hold a few thousand distinct profiles. The engine groups the raw cells once; distinct values are
read here, and only the rows of profiles that fail are ever fetched. Leaves the tables `profiles`, `year_values`,
`kind_values`, `level_values`, `since_values` and `decision_values` (raw, value) for the other checks. Years outside
the law, or not asked for, have no row there, so a join leaves their subjects out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from kiemdiem.compliance import values
from kiemdiem.compliance.context import Context
from kiemdiem.compliance.store import Row
from kiemdiem.regulation import Kind, rule_day, rules
from kiemdiem.regulation.rules import is_under_six_months

_OWN = ("year", "kind", "level", "not_rated_reason", "civil_level", "discipline", "duty_related", "self_detected",
        "sick_days")  # fmt: skip
_TELLING = ("since", "decision_on", "self_level")  # too many different cells for a profile: kept where they tell
FACTS = ("source", *_OWN, *_TELLING)
_FEW = 3
_KEPT = 1000  # row numbers remembered for a profile; rows of a larger one that fails are looked for again
_TABLES: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "kind": ("kind_values", values.kind, "VARCHAR"),
    "level": ("level_values", values.level, "TINYINT"),
    "since": ("since_values", values.day, "DATE"),
    "decision_on": ("decision_values", values.day, "DATE"),
}
CHECKED: dict[str, Callable[[Any], Any]] = {
    "year": values.year,
    "kind": values.kind,
    "level": values.level,
    "self_level": values.level,
    "civil_level": values.level,
    "since": values.day,
    "decision_on": values.day,
}


def keep_profiles(context: Context, years: dict[Any, int]) -> None:
    """Group the rows by what they say, and keep what the distinct values mean. `years`: raw year → rating year."""
    store = context.store
    store.keep_values("year_values", "year", "ratings", years.items(), "SMALLINT")
    telling = {column: _keep_column(context, column, "ratings") for column in _TELLING}
    telling["since"] += _marked_days(context, "since_values", _is_young)
    telling["decision_on"] += _marked_days(context, "decision_values", _is_late)
    for column, raws in telling.items():
        store.keep_values(f"telling_{column}", column, "ratings", [(raw, True) for raw in raws], "BOOLEAN")
    store.run(
        f"""CREATE OR REPLACE TEMP TABLE profiles AS SELECT row_number() OVER () AS id, * FROM (
        SELECT {_facts(telling)}, count(*) AS n, min(r.row, {_KEPT}) AS kept FROM ratings r GROUP BY ALL)"""
    )
    for column in ("kind", "level"):
        _keep_column(context, column, "profiles")


def rows_of(context: Context, ids: Iterable[int]) -> list[Row]:
    """The rows of some profiles: id, source, row, code, scope, group, whether a later row replaces it."""
    store = context.store
    store.run("CREATE OR REPLACE TEMP TABLE wanted AS FROM profiles WHERE id IN (SELECT unnest(?))", [list(ids)])
    store.run(
        f"CREATE OR REPLACE TEMP TABLE places AS SELECT id, source, unnest(kept) AS row FROM wanted WHERE n <= {_KEPT}"
    )
    if store.rows(f"SELECT id FROM wanted WHERE n > {_KEPT} LIMIT 1"):
        store.run(f"DELETE FROM wanted WHERE n <= {_KEPT}")
        store.run(f"INSERT INTO places {_search(context)}")
    return store.rows(
        """SELECT p.id, r.source, r.row, r.code, r.scope, r."group", s.row IS NOT NULL
        FROM ratings r JOIN places p ON r.source = p.source AND r.row = p.row
        LEFT JOIN superseded s ON r.source = s.source AND r.row = s.row ORDER BY r.source, r.row"""
    )


def _search(context: Context) -> str:
    """The query for every row of the wanted profiles: by the hash of its facts, then fact by fact."""
    names = ", ".join(FACTS)
    filled = {
        column: [raw for (raw,) in context.store.rows(f"SELECT raw FROM telling_{column}")] for column in _TELLING
    }
    same = " AND ".join(f"r.{fact} IS NOT DISTINCT FROM w.{fact}" for fact in FACTS)
    return f"""SELECT w.id, r.source, r.row FROM (
        SELECT row, {names} FROM (SELECT r.row, {_facts(filled)} FROM ratings r)
        WHERE hash({names}) IN (SELECT hash({names}) FROM wanted)) r JOIN wanted w ON {same}"""


def _facts(telling: Mapping[str, Sequence[Any]]) -> str:
    """The select list of a row's facts; a cell that tells nothing is left out, so that profiles stay few."""
    own = [f"r.{fact}" for fact in ("source", *_OWN)]
    kept = [
        f"CASE WHEN r.{column} IN ({_listed(column, raws)}) THEN r.{column} END AS {column}"
        if raws
        else f"NULL AS {column}"
        for column, raws in telling.items()
    ]
    return ", ".join([*own, *kept])


def _listed(column: str, raws: Sequence[Any]) -> str:
    """Những giá trị đáng kể: a few as constants, which cost half of looking them up in their table."""
    if len(raws) <= _FEW and all(isinstance(raw, str) for raw in raws):
        return ", ".join("'" + raw.replace("'", "''") + "'" for raw in raws)
    return f"SELECT raw FROM telling_{column}"


def _keep_column(context: Context, column: str, view: str) -> list[Any]:
    """Bảng tra của một cột: what its distinct raw values mean; returns those that can't be read."""
    name, reader, kind = _TABLES.get(column, ("", CHECKED[column], ""))
    pairs, unread = [], []
    for (raw,) in context.store.rows(f"SELECT DISTINCT {column} FROM {view}"):
        try:
            value = reader(raw)
        except values.Unknown:
            unread.append(raw)
            continue
        if value is not None:
            pairs.append((raw, str(value) if column == "kind" else value))
    if name:
        context.store.keep_values(name, column, view, pairs, kind)
    return unread


def _marked_days(context: Context, read: str, test: Callable[[Context, int, date], bool]) -> list[Any]:
    """Raw days that the law of some year here marks: all from the first one on."""
    days = context.store.rows(f"SELECT value, raw FROM {read} ORDER BY value")
    years = [year for (year,) in context.store.rows("SELECT DISTINCT value FROM year_values")]
    firsts = [bisect_left([day for day, _ in days], True, key=partial(test, context, year)) for year in years]
    return [raw for _, raw in days[min(firsts, default=len(days)) :]]


def _is_young(context: Context, year: int, day: date) -> bool:
    return is_under_six_months(Kind.MEMBER, day, context.law, rule_day(year))


def _is_late(context: Context, year: int, day: date) -> bool:
    return rules.decided_in_time(day, context.law, rule_day(year)).ok is False
