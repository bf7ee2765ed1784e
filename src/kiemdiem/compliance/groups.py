"""Trùng lặp và tỷ lệ: one row a subject, then the ceiling on *excellent* in every group.

Leaves the table `superseded` (source, row): rows of a subject that stands more than once, all but the one
that counts (latest decision, else the last row).
"""

from __future__ import annotations

from kiemdiem.compliance.columns import Shape
from kiemdiem.compliance.context import Context
from kiemdiem.compliance.findings import Group
from kiemdiem.regulation import Kind, Verdict, rule_day, rules

_KEY = 'r.year, r.kind, r.scope, r."group"'


def check_duplicates(context: Context) -> None:
    """Đối tượng trùng: rows with equal 64-bit hashes first, then compared by their values.

    Sorting the hashes takes half the time and memory of grouping by them (measured, 5.4 million rows).
    """
    store = context.store
    store.run(
        """CREATE OR REPLACE TEMP TABLE suspects AS SELECT DISTINCT h FROM (
            SELECT h, lag(h) OVER (ORDER BY h) AS before
            FROM (SELECT hash(year, kind, code) AS h FROM ratings WHERE code <> '')) WHERE h = before"""
    )
    some = bool(store.rows("SELECT h FROM suspects LIMIT 1"))
    store.run(
        f"""CREATE OR REPLACE TEMP TABLE repeated AS
        SELECT r.source, r.row, r.code, {_KEY}, r.level, y.value AS y, k.value AS k, d.value AS decided
        FROM ratings r JOIN year_values y ON r.year IS NOT DISTINCT FROM y.raw
        JOIN kind_values k ON r.kind = k.raw LEFT JOIN decision_values d ON r.decision_on = d.raw
        WHERE {"hash(r.year, r.kind, r.code) IN (FROM suspects)" if some else "false"}"""
    )
    _spelled_otherwise(context)
    store.run(
        """CREATE OR REPLACE TEMP TABLE ranked AS SELECT *,
        count(*) OVER subject AS times,
        row_number() OVER (subject ORDER BY decided DESC NULLS LAST, source DESC, row DESC) AS place
        FROM repeated WINDOW subject AS (PARTITION BY y, k, code)"""
    )
    store.run("CREATE OR REPLACE TEMP TABLE superseded AS SELECT * FROM ranked WHERE times > 1 AND place > 1")
    rows = store.rows(
        """SELECT y, k, code, times, list(source ORDER BY source, row), list(row ORDER BY source, row),
        arg_min(scope, place), arg_min("group", place) FROM ranked WHERE times > 1 GROUP BY ALL ORDER BY y, k, code"""
    )
    for year, kind, code, times, sources, numbers, scope, group in rows:
        context.found(
            rules.one_row_each(times, context.law, rule_day(year)),
            year=year,
            kind=kind,
            scope=scope,
            group=group,
            subjects=[code],
            where=[context.where(source, row, "code") for source, row in zip(sources, numbers, strict=True)],
        )


def _spelled_otherwise(context: Context) -> None:
    """Years or kinds written in two ways hide a repeat from the hash: compare those subjects by value."""
    spellings = context.store.rows(
        "SELECT count(*) > count(DISTINCT value) FROM kind_values UNION ALL "
        "SELECT count(*) > count(DISTINCT value) FROM year_values"
    )
    if not any(several for (several,) in spellings):
        return
    context.store.run(
        f"""INSERT INTO repeated
        WITH named AS (SELECT r.source, r.row, r.code, {_KEY}, r.level, y.value AS y, k.value AS k, d.value AS decided
            FROM ratings r JOIN year_values y ON r.year IS NOT DISTINCT FROM y.raw
            JOIN kind_values k ON r.kind = k.raw LEFT JOIN decision_values d ON r.decision_on = d.raw
            WHERE r.code IS NOT NULL AND r.code <> ''),
        twice AS (SELECT y, k, code FROM named GROUP BY ALL HAVING count(*) > 1)
        SELECT named.* FROM named SEMI JOIN twice USING (y, k, code)
        ANTI JOIN repeated ON named.source = repeated.source AND named.row = repeated.row"""
    )


def check_quota(context: Context) -> None:
    """Tỷ lệ xuất sắc: count every group once, judge every distinct count, name the groups that fail."""
    store = context.store
    store.run(
        f"""CREATE OR REPLACE TEMP TABLE groups AS
        WITH counted AS (
            SELECT {_KEY}, r.level, count(*) AS n FROM ratings r GROUP BY ALL
            UNION ALL SELECT {_KEY}, r.level, -count(*) FROM superseded r GROUP BY ALL)
        SELECT y.value AS year, k.value AS kind, coalesce(trim(scope::VARCHAR), '') AS scope,
            coalesce(trim("group"::VARCHAR), '') AS "group",
            coalesce(sum(n) FILTER (l.value = 4), 0)::BIGINT AS excellent,
            coalesce(sum(n) FILTER (l.value = 3), 0)::BIGINT AS good,
            coalesce(sum(n) FILTER (l.value = 2), 0)::BIGINT AS completed,
            coalesce(sum(n) FILTER (l.value = 1), 0)::BIGINT AS failed,
            coalesce(sum(n) FILTER (l.value IS NULL), 0)::BIGINT AS not_rated
        FROM counted c JOIN year_values y ON c.year IS NOT DISTINCT FROM y.raw
        JOIN kind_values k ON c.kind = k.raw LEFT JOIN level_values l ON c.level = l.raw
        GROUP BY 1, 2, 3, 4"""
    )
    store.run(
        """CREATE OR REPLACE TEMP TABLE tallies AS SELECT row_number() OVER () AS id, * FROM (
        SELECT year, kind, CASE WHEN scope IN (SELECT unnest(?::VARCHAR[])) THEN scope ELSE '' END AS own,
            excellent, good, completed, failed, list((scope, "group")) AS places FROM groups GROUP BY ALL)""",
        [own_scopes(context)],
    )
    verdicts = {
        id_: _judge(context, *tally)
        for id_, *tally in store.rows("SELECT id, year, kind, own, excellent, good, completed, failed FROM tallies")
    }
    failing = [id_ for id_, verdict in verdicts.items() if verdict.ok is False]
    rows = store.rows(
        """SELECT id, year, kind, place[1], place[2]
        FROM (SELECT id, year, kind, unnest(places) AS place FROM tallies WHERE id IN (SELECT unnest(?)))
        ORDER BY year, kind, place""",
        [failing],
    )
    for id_, year, kind, scope, group in rows:
        context.found(verdicts[id_], year=year, kind=kind, scope=scope, group=group)


def _judge(
    context: Context, year: int, kind: str, scope: str, excellent: int, good: int, completed: int, failed: int
) -> Verdict:
    return rules.excellent_share(
        rules.Tally(excellent, good, completed, failed),
        context.law,
        rule_day(year),
        kind=Kind(kind),
        scope=scope,
        reading=context.reading,
    )


def group_table(context: Context) -> list[Group]:
    """Mọi nhóm với ba cách đọc, for the report by unit; made only when asked for."""
    rows = context.store.rows(
        """SELECT year, kind, scope, "group", excellent, good, completed, failed, not_rated
        FROM groups ORDER BY year, kind, scope, "group" """
    )
    table = []
    for year, kind, scope, group, excellent, good, completed, failed, not_rated in rows:
        verdict = _judge(context, year, kind, scope, excellent, good, completed, failed)
        total = excellent + good + completed + failed + not_rated
        counts = (excellent, good, completed, failed, not_rated, total)
        table.append(Group(year, kind, scope, group, "", *counts, verdict.facts["percent"], verdict.facts["readings"]))
    return table


def note_scopes(context: Context) -> None:
    """Say where the scope of the ceiling was not stated."""
    sources = context.of(Shape.RATINGS)
    for source in sources:
        if "scope" not in source.columns:
            context.note(
                f"{source.label}: không có cột Phạm vi tính tỷ lệ; mỗi loại đối tượng trong tệp được tính một phạm vi."
            )
    _note_similar(context)
    if any("scope" not in source.columns for source in sources):
        return
    for kind, count in context.store.rows(
        "SELECT kind, sum(excellent + good + completed + failed) FROM groups WHERE scope = '' GROUP BY kind"
    ):
        if count:
            context.note(f"{Kind(kind).official}: {count} dòng không ghi Phạm vi tính tỷ lệ, tính chung một phạm vi.")


def _note_similar(context: Context) -> None:
    """Collectives and leaders are counted among their like (21-HD, II.B.3, II.B.4): say where that isn't known."""
    rows = context.store.rows(
        """SELECT kind, sum(excellent + good + completed + failed) FROM groups
        WHERE "group" = '' AND kind IN ('collective', 'leader') GROUP BY kind ORDER BY kind"""
    )
    for kind, count in rows:
        if count:
            context.note(
                f"{Kind(kind).official}: {count} dòng không ghi Nhóm tương đồng, tính chung trong phạm vi, trong khi "
                "tỷ lệ tính theo loại tập thể, chức danh tương đương (docs/decisions/0001)."
            )


def own_scopes(context: Context) -> list[str]:
    """Scopes for which the locality has set a share of their own."""
    rows = context.law.overlay.parameters.get("quota.excellent_share", ())
    return sorted({scope for row in rows for scope in row.scopes})
