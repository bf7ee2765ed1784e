"""Tương quan: heads against what they head, collectives against their organisation, organisations and those below.

Leaves the table `bodies`: organisations, collectives and leaders with their values read, one row a subject.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from kiemdiem.compliance.context import Context, listed
from kiemdiem.regulation import Kind, Law, Level, Verdict, rule_day, rules


def keep_bodies(context: Context) -> None:
    """The few rows that are not members, with their values read."""
    raws = [raw for (raw,) in context.store.rows("SELECT raw FROM kind_values WHERE value <> 'member'")] or [""]
    context.store.run(  # kinds as constants: a Parquet file then skips the members
        f"""CREATE OR REPLACE TEMP TABLE bodies AS
        SELECT (r.source::BIGINT << 40) + r.row AS id, r.source, r.row, y.value AS year, k.value AS kind,
            r.code::VARCHAR AS code, r.scope::VARCHAR AS scope, r."group"::VARCHAR AS "group", r.unit::VARCHAR AS unit,
            nullif(r.heads::VARCHAR, '') AS heads, nullif(r.of_unit::VARCHAR, '') AS of_unit,
            l.value AS level, d.value AS decided
        FROM ratings r JOIN year_values y ON r.year IS NOT DISTINCT FROM y.raw
        JOIN kind_values k ON r.kind = k.raw
        LEFT JOIN level_values l ON r.level = l.raw LEFT JOIN decision_values d ON r.decision_on = d.raw
        ANTI JOIN superseded s ON r.source = s.source AND r.row = s.row
        WHERE r.kind IN ({", ".join("?" * len(raws))})""",
        raws,
    )


def check_heads(context: Context) -> None:
    """Người đứng đầu: level not above the lowest of those headed, decided on no earlier day."""
    _keep_ties(context, "heads", Kind.LEADER, (Kind.PARTY_ORGANISATION, Kind.COLLECTIVE))
    _note_targets(context, "Đứng đầu", "head.above_collective")
    _check_levels(context, rules.head_not_above)
    _check_order(context)


def check_collectives(context: Context) -> None:
    """Tập thể lãnh đạo, quản lý: level not above that of its organisation."""
    _keep_ties(context, "of_unit", Kind.COLLECTIVE, (Kind.PARTY_ORGANISATION,))
    _note_targets(context, "Thuộc tổ chức", "collective.above_organisation")
    _check_levels(context, rules.collective_not_above)


def check_subordinates(context: Context) -> None:
    """Tổ chức đảng xuất sắc: shares of its subordinate organisations, else of its members."""
    years = [year for year in context.years if context.has_rule("organisation.subordinates", year)]
    if not years:
        return
    store = context.store
    store.run(
        """CREATE OR REPLACE TEMP TABLE excellent AS SELECT id, year, code FROM bodies
        WHERE kind = 'party_organisation' AND level = 4 AND year IN (SELECT unnest(?))""",
        [years],
    )
    store.run(
        """CREATE OR REPLACE TEMP TABLE below AS
        SELECT e.id, 'organisations' AS who, count(*) AS children, count(b.level) AS rated,
            count(*) FILTER (b.level >= 2) AS completed, count(*) FILTER (b.level >= 3) AS good
        FROM excellent e JOIN bodies b ON b.unit = e.code AND b.year = e.year AND b.code <> e.code
        WHERE b.kind = 'party_organisation' GROUP BY e.id"""
    )
    store.run(
        """INSERT INTO below
        SELECT e.id, 'members', sum(n), sum(n) FILTER (l.value IS NOT NULL), coalesce(sum(n) FILTER (l.value >= 2), 0),
            coalesce(sum(n) FILTER (l.value >= 3), 0)
        FROM (SELECT r.year, r.unit, r.level, count(*) AS n FROM ratings r
                JOIN (FROM kind_values WHERE value = 'member') k ON r.kind = k.raw
                WHERE r.unit IN (SELECT code FROM excellent) GROUP BY ALL
              UNION ALL SELECT r.year, r.unit, r.level, -1 FROM superseded s JOIN ratings r
                ON r.source = s.source AND r.row = s.row WHERE s.k = 'member') c
        JOIN year_values y ON c.year IS NOT DISTINCT FROM y.raw LEFT JOIN level_values l ON c.level = l.raw
        JOIN excellent e ON e.code = c.unit AND e.year = y.value
        WHERE e.id NOT IN (SELECT id FROM below) GROUP BY e.id"""
    )
    shapes = store.rows(
        """SELECT DISTINCT e.year, coalesce(b.rated, 0), coalesce(b.completed, 0), coalesce(b.good, 0)
        FROM excellent e LEFT JOIN below b USING (id)"""
    )
    verdicts = {
        shape: rules.subordinates_reach(shape[2], shape[3], shape[1], context.law, rule_day(shape[0]))
        for shape in shapes
    }
    store.keep(
        "failing", "year SMALLINT, rated BIGINT, completed BIGINT, good BIGINT",
        [shape for shape, verdict in verdicts.items() if not verdict.ok],
    )  # fmt: skip
    rows = store.rows(
        """SELECT o.year, f.rated, f.completed, f.good, o.source, o.row, o.code, o.scope, o."group", b.who
        FROM excellent e LEFT JOIN below b USING (id) JOIN failing f ON (e.year, coalesce(b.rated, 0),
            coalesce(b.completed, 0), coalesce(b.good, 0)) = (f.year, f.rated, f.completed, f.good)
        JOIN bodies o USING (id) ORDER BY o.source, o.row"""
    )
    childless = []
    for year, rated, completed, good, source, row, code, scope, group, who in rows:
        verdict = verdicts[(year, rated, completed, good)]
        if verdict.ok is None:
            childless.append(code)
            continue
        context.found(
            verdict,
            year=year,
            kind="party_organisation",
            scope=scope,
            group=group,
            subjects=[code],
            where=[context.where(source, row, "level")],
            subordinates=who,
        )
    if childless:
        context.not_checked(
            "organisation.subordinates",
            f"{len(childless)} tổ chức xuất sắc không có cấp dưới, đảng viên có mức trong tệp: {listed(childless)}",
        )


def _keep_ties(context: Context, column: str, kind: Kind, targets: tuple[Kind, ...]) -> None:
    """Tables `named` (id, target, found, level, decided) and `ties` (id, lowest, last_day) for a kind of body."""
    named = ", ".join(f"'{target}'" for target in targets)
    codes = f"string_split(translate({column}, ',' || chr(10), ';;'), ';')"
    context.store.run(  # apart from the join, whose order would else be guessed wrong and cost five times more
        f"""CREATE OR REPLACE TEMP TABLE split AS FROM (SELECT id, year, trim(unnest({codes})) AS target
        FROM bodies WHERE kind = '{kind}' AND {column} IS NOT NULL) WHERE target <> ''"""
    )
    context.store.run(
        f"""CREATE OR REPLACE TEMP TABLE named AS
        SELECT t.id, t.target, b.id IS NOT NULL AS found, b.level, b.decided FROM split t
        LEFT JOIN bodies b ON b.code = t.target AND b.year = t.year AND b.kind IN ({named})"""
    )
    context.store.run(
        """CREATE OR REPLACE TEMP TABLE ties AS SELECT id, min(level) AS lowest,
        max(decided) FILTER (level IS NOT NULL) AS last_day FROM named GROUP BY id"""
    )


def _note_targets(context: Context, column: str, code: str) -> None:
    """Codes not found, or without a level, are named; bodies with nothing to be measured against too."""
    for found, words in ((False, "không có trong tệp"), (True, "không có mức xếp loại")):
        rows = context.store.rows(
            "SELECT target FROM named WHERE found = ? GROUP BY target HAVING max(level) IS NULL ORDER BY target",
            [found],
        )
        if rows:
            context.note(f"Cột {column}: {len(rows)} mã {words}: {listed([target for (target,) in rows])}.")
    alone = context.store.rows(
        "SELECT code FROM ties JOIN bodies USING (id) WHERE level IS NOT NULL AND lowest IS NULL ORDER BY code"
    )
    if alone:
        context.not_checked(
            code,
            f"{len(alone)} trường hợp không có mức của nơi ghi ở cột {column} để so: "
            f"{listed([each for (each,) in alone])}",
        )


def _check_levels(context: Context, rule: Callable[[Level, Mapping[str, Level], Law, date], Verdict]) -> None:
    """Judge each distinct pair of levels; then each body of a failing pair with its own codes."""
    shapes = context.store.rows(
        """SELECT DISTINCT b.year, b.level, t.lowest FROM ties t JOIN bodies b USING (id)
        WHERE b.level IS NOT NULL AND t.lowest IS NOT NULL"""
    )
    failing = [
        (year, level, lowest)
        for year, level, lowest in shapes
        if rule(Level(level), {"": Level(lowest)}, context.law, rule_day(year)).ok is False
    ]
    context.store.keep("failing", "year SMALLINT, level TINYINT, lowest TINYINT", failing)
    rows = context.store.rows(
        f"""SELECT {_BODY}, b.level, list(n.target ORDER BY n.target, n.level DESC),
            list(n.level ORDER BY n.target, n.level DESC)
        FROM ties t JOIN bodies b USING (id)
        JOIN failing f ON (b.year, b.level, t.lowest) = (f.year, f.level, f.lowest)
        JOIN named n ON n.id = b.id AND n.level IS NOT NULL GROUP BY ALL ORDER BY b.source, b.row"""
    )
    for *body, level, targets, levels in rows:
        against = {target: Level(found) for target, found in zip(targets, levels, strict=True)}
        _found(context, body, rule(Level(level), against, context.law, rule_day(body[2])), "level")


def _check_order(context: Context) -> None:
    """Judge each distinct pair of days; then each head of a failing pair with its own codes."""
    blind = context.store.rows(
        """SELECT b.code FROM ties t JOIN bodies b USING (id)
        WHERE b.level IS NOT NULL AND t.lowest IS NOT NULL AND (b.decided IS NULL OR t.last_day IS NULL)
        ORDER BY b.code"""
    )
    if blind:
        codes = listed([code for (code,) in blind])
        context.not_checked("decision.order", f"{len(blind)} người đứng đầu thiếu ngày quyết định để so: {codes}")
    partly = context.store.rows(
        """SELECT b.code FROM ties t JOIN bodies b USING (id) JOIN named n USING (id)
        WHERE b.level IS NOT NULL AND b.decided IS NOT NULL AND t.last_day IS NOT NULL
        GROUP BY b.code HAVING bool_or(n.level IS NOT NULL AND n.decided IS NULL) ORDER BY b.code"""
    )
    if partly:
        codes = listed([code for (code,) in partly])
        context.note(
            f"{len(partly)} người đứng đầu chỉ so được ngày với một phần nơi mình đứng đầu, vì nơi kia không ghi ngày "
            f"quyết định: {codes}."
        )
    shapes = context.store.rows(
        """SELECT DISTINCT b.year, b.decided, t.last_day FROM ties t JOIN bodies b USING (id)
        WHERE b.level IS NOT NULL AND b.decided IS NOT NULL AND t.last_day IS NOT NULL"""
    )
    failing = [
        (year, decided, last)
        for year, decided, last in shapes
        if rules.decided_after(decided, {"": last}, context.law, rule_day(year)).ok is False
    ]
    context.store.keep("failing", "year SMALLINT, decided DATE, last_day DATE", failing)
    rows = context.store.rows(
        f"""SELECT {_BODY}, b.decided, list(n.target ORDER BY n.target, n.decided),
            list(n.decided ORDER BY n.target, n.decided)
        FROM ties t JOIN bodies b USING (id)
        JOIN failing f ON (b.year, b.decided, t.last_day) = (f.year, f.decided, f.last_day)
        JOIN named n ON n.id = b.id AND n.level IS NOT NULL AND n.decided IS NOT NULL
        WHERE b.level IS NOT NULL GROUP BY ALL ORDER BY b.source, b.row"""
    )
    for *body, decided, targets, days in rows:
        against = dict(zip(targets, days, strict=True))
        _found(context, body, rules.decided_after(decided, against, context.law, rule_day(body[2])), "decision_on")


_BODY = 'b.source, b.row, b.year, b.kind, b.code, b.scope, b."group"'


def _found(context: Context, body: Sequence[Any], verdict: Verdict, column: str) -> None:
    source, row, year, kind, code, scope, group = body
    context.found(
        verdict,
        year=year,
        kind=kind,
        scope=scope,
        group=group,
        subjects=[code],
        where=[context.where(source, row, column)],
    )
