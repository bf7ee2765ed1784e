"""Từng đối tượng: what a row says of itself, judged once for every distinct combination of facts.

Millions of rows hold a few thousand distinct profiles. The engine groups them, the law judges each profile,
and only the rows of those that fail are fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kiemdiem.compliance import values
from kiemdiem.compliance.columns import Shape
from kiemdiem.compliance.context import Context
from kiemdiem.regulation import Exemption, Kind, Level, Severity, Verdict, rule_day, rules
from kiemdiem.regulation.rules import is_under_six_months

_FACTS = ("year", "kind", "level", "not_rated_reason", "civil_level", "discipline", "duty_related",
          "self_detected", "sick_days")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Profile:
    """Một tổ hợp dữ kiện: what some rows have in common. `level` None with `level_read` False: unreadable."""

    year: int
    kind: Kind
    level: Level | None
    level_read: bool
    reason: Exemption | None
    civil: Level | None
    discipline: str | None
    duty_related: bool | None
    self_detected: bool
    sick_days: int | None
    young: bool
    decided: date | None


Judge = Callable[[Profile, Context, date], Iterator[Verdict]]


def check_subjects(context: Context) -> None:
    """Judge every distinct profile, then fetch and report the rows of those that fail."""
    store = context.store
    _keep_young(context)
    _keep_late(context)
    columns = ", ".join(f'r."{fact}"' for fact in _FACTS)
    store.run(
        f"""CREATE OR REPLACE TEMP TABLE profiles AS SELECT row_number() OVER () AS id, * FROM (
        SELECT r.source, {columns}, r.since IN (SELECT raw FROM young) AS young,
            CASE WHEN r.decision_on IN (SELECT raw FROM late) THEN r.decision_on END AS decided
        FROM ratings r GROUP BY ALL)"""
    )
    years: dict[Any, int] = dict(store.rows("SELECT raw, value FROM year_values"))
    failing: dict[int, list[Verdict]] = {}
    for id_, source, *facts in store.rows("SELECT * FROM profiles"):
        profile = _profile(context, source, years, facts)
        if profile is None:
            continue
        on = rule_day(profile.year)
        verdicts = [verdict for judge in JUDGES for verdict in judge(profile, context, on)]
        for verdict in verdicts:
            if verdict.ok is None:
                _cannot(context, verdict, profile, source)
        if failed := [verdict for verdict in verdicts if verdict.ok is False]:
            failing[id_] = failed
    _report(context, failing)


def _report(context: Context, failing: Mapping[int, list[Verdict]]) -> None:
    if not failing:
        return
    store = context.store
    store.run(
        "CREATE OR REPLACE TEMP TABLE guilty AS SELECT * FROM profiles WHERE id IN (SELECT unnest(?))", [list(failing)]
    )
    same = " AND ".join(f'r."{fact}" IS NOT DISTINCT FROM g."{fact}"' for fact in _FACTS)
    rows = store.rows(
        f"""SELECT g.id, r.source, r.row, r.code, y.value, k.value, r.scope, r."group", r.since, r.discipline
        FROM ratings r JOIN guilty g ON r.source = g.source AND {same}
            AND (r.since IN (SELECT raw FROM young)) IS NOT DISTINCT FROM g.young
            AND (CASE WHEN r.decision_on IN (SELECT raw FROM late) THEN r.decision_on END)
                IS NOT DISTINCT FROM g.decided
        JOIN year_values y ON r.year IS NOT DISTINCT FROM y.raw JOIN kind_values k ON r.kind = k.raw
        ANTI JOIN superseded s ON r.source = s.source AND r.row = s.row ORDER BY r.source, r.row"""
    )
    for id_, source, row, code, year, kind, scope, group, since, discipline in rows:
        for verdict in failing[id_]:
            extra: dict[str, Any] = {}
            if verdict.code == "discipline.not_failed":
                extra["discipline"] = values.plain(discipline)
            if verdict.variant == Exemption.UNDER_SIX_MONTHS and values.is_read(values.day, since):
                day = values.day(since)
                extra |= {"since": day.isoformat()} if day else {}
            context.found(
                verdict,
                year=year,
                kind=kind,
                scope=scope,
                group=group,
                subjects=[code],
                where=[context.where(source, row, "level")],
                **extra,
            )


def _profile(context: Context, source: int, years: Mapping[Any, int], facts: list[Any]) -> Profile | None:
    raw_year, kind, level, reason, civil, discipline, duty, self_detected, sick, young, decided = facts
    if raw_year not in years or not values.is_read(values.kind, kind) or values.kind(kind) is None:
        return None
    found = values.kind(kind)
    assert found is not None
    columns = context.sources[source].columns
    level_read = values.is_read(values.level, level)
    return Profile(
        year=years[raw_year],
        kind=found,
        level=values.level(level) if level_read else None,
        level_read=level_read,
        reason=values.reason(reason),
        civil=values.level(civil) if values.is_read(values.level, civil) else None,
        discipline=_read(context, "discipline.not_failed", "Kỷ luật", values.discipline, discipline),
        duty_related=(
            bool(_read(context, "discipline.not_failed", "Liên quan nhiệm vụ", values.mark, duty))
            if "duty_related" in columns
            else None
        ),
        self_detected=bool(
            _read(context, "discipline.not_failed", "Tự phát hiện, khắc phục", values.mark, self_detected)
        ),
        sick_days=_read(context, "sick_leave.above_completed", "Nghỉ ốm (ngày)", values.whole, sick),
        young=bool(young),
        decided=values.day(decided),
    )


def _read(context: Context, code: str, column: str, reader: Callable[[Any], Any], raw: Any) -> Any:
    """A value other than a level, kind or date: when it can't be read, the rule that needs it says so."""
    try:
        return reader(raw)
    except values.Unknown as unread:
        context.not_checked(code, f"không đọc được giá trị “{unread}” ở cột {column}")
        return None


def _keep_young(context: Context) -> None:
    """Raw dates that make a subject under six months in its year."""
    pairs = context.store.rows(
        """SELECT DISTINCT r.since, y.value, s.value FROM (SELECT DISTINCT year, since FROM ratings) r
        JOIN year_values y ON r.year IS NOT DISTINCT FROM y.raw JOIN since_values s ON r.since = s.raw"""
    )
    young = {raw for raw, year, day in pairs if is_under_six_months(Kind.MEMBER, day, context.law, rule_day(year))}
    context.store.keep_values("young", "since", "ratings", [(raw, True) for raw in young], "BOOLEAN")


def _keep_late(context: Context) -> None:
    """Raw decision days on or after the first day that the year's deadline warns of."""
    pairs = context.store.rows(
        """SELECT DISTINCT r.decision_on, y.value, d.value FROM (SELECT DISTINCT year, decision_on FROM ratings) r
        JOIN year_values y ON r.year IS NOT DISTINCT FROM y.raw JOIN decision_values d ON r.decision_on = d.raw"""
    )
    late = {raw for raw, year, day in pairs if rules.decided_in_time(day, context.law, rule_day(year)).ok is False}
    context.store.keep_values("late", "decision_on", "ratings", [(raw, True) for raw in late], "BOOLEAN")


def _discipline(profile: Profile, context: Context, on: date) -> Iterator[Verdict]:
    if profile.discipline and profile.level:
        yield rules.disciplined_is_failed(
            profile.kind,
            profile.level,
            duty_related=profile.duty_related,
            self_detected=profile.self_detected,
            law=context.law,
            on=on,
        )


def _civil(profile: Profile, context: Context, on: date) -> Iterator[Verdict]:
    if profile.kind is Kind.MEMBER and profile.level and profile.civil:
        yield rules.civil_matches(profile.level, profile.civil, context.law, on)


def _sick_leave(profile: Profile, context: Context, on: date) -> Iterator[Verdict]:
    if profile.kind is Kind.MEMBER and profile.level and profile.sick_days is not None:
        yield rules.sick_leave_capped(profile.level, profile.sick_days, context.law, on)


def _eligibility(profile: Profile, context: Context, on: date) -> Iterator[Verdict]:
    """A stated reason goes before the date; a row whose level can't be read is neither rated nor unrated."""
    young = profile.young and profile.kind is not Kind.LEADER
    if profile.level:
        stated = profile.reason if profile.reason is not Exemption.OTHER else None
        reason = stated or (Exemption.UNDER_SIX_MONTHS if young else None)
        if reason:
            yield rules.ineligible_is_unrated(profile.kind, reason, context.law, on)
        if profile.reason and not stated:
            context.note(
                f"{profile.kind.official}, năm {profile.year}: có dòng vừa có mức xếp loại vừa ghi lý do “khác”."
            )
    elif profile.level_read:
        yield rules.eligible_is_rated(
            has_level=False, has_reason=profile.reason is not None, under_six_months=young, law=context.law, on=on
        )


def _late(profile: Profile, context: Context, on: date) -> Iterator[Verdict]:
    if profile.level and profile.decided:
        yield rules.decided_in_time(profile.decided, context.law, on)


JUDGES: tuple[Judge, ...] = (_discipline, _civil, _sick_leave, _eligibility, _late)


def _cannot(context: Context, verdict: Verdict, profile: Profile, source: int) -> None:
    if verdict.variant == "no_duty_column":
        context.lacks(verdict.code, ["duty_related"], [context.sources[source]])
    else:
        say_unchecked(context, "discipline.not_failed", verdict.code, profile.year, profile.kind)


def say_unchecked(context: Context, key: str, code: str, year: int, kind: Kind | None) -> None:
    """Say that the law held here doesn't let this rule be applied to that kind in that year, with its reading."""
    row = context.law.value(key, rule_day(year), kind=kind)
    if row.severity is Severity.UNCHECKED:
        whom = f", {kind.official.lower()}" if kind else ""
        context.not_checked(code, f"năm {year}{whom}: {row.reading}")


def say_missing_columns(context: Context) -> None:
    """Every rule of the subject's own row that could not be applied, and why."""
    present: dict[int, set[tuple[int, Kind]]] = {}
    for source, year, kind in context.store.rows(
        "SELECT DISTINCT p.source, y.value, k.value FROM profiles p "
        "JOIN year_values y ON p.year IS NOT DISTINCT FROM y.raw JOIN kind_values k ON p.kind = k.raw"
    ):
        present.setdefault(source, set()).add((year, Kind(kind)))
    for source in context.of(Shape.RATINGS):
        for year, kind in sorted(present.get(source.number, ())):
            for code, key, kinds, columns in NEEDS:
                if kind not in kinds:
                    continue
                row = context.law.value(key, rule_day(year), kind=kind)
                if row.severity is Severity.UNCHECKED:
                    say_unchecked(context, key, code, year, kind if key == "discipline.not_failed" else None)
                elif row.severity is not Severity.NONE:
                    wanted = [
                        column for column in columns if column != "duty_related" or "duty_related_only" in row.values
                    ]
                    context.lacks(code, wanted, [source])


_ALL = frozenset(Kind)
_MEMBER = frozenset({Kind.MEMBER})
NEEDS: tuple[tuple[str, str, frozenset[Kind], tuple[str, ...]], ...] = (
    ("discipline.not_failed", "discipline.not_failed", _ALL, ("discipline", "duty_related")),
    ("civil.mismatch", "civil.mismatch", _MEMBER, ("civil_level",)),
    ("sick_leave.above_completed", "sick_leave.above_completed", _MEMBER, ("sick_days",)),
    ("ineligible.rated", "eligibility.exempt", _ALL, ("not_rated_reason",)),
    ("ineligible.rated", "eligibility.exempt", _ALL - {Kind.LEADER}, ("since",)),
    ("eligible.unrated", "eligibility.unrated", _ALL, ("not_rated_reason",)),
    ("decision.late", "decision.late", _ALL, ("decision_on",)),
    ("head.above_collective", "head.above_collective", frozenset({Kind.LEADER}), ("heads",)),
    ("decision.order", "decision.order", frozenset({Kind.LEADER}), ("heads", "decision_on")),
    ("collective.above_organisation", "collective.above_organisation", frozenset({Kind.COLLECTIVE}), ("of_unit",)),
    ("organisation.subordinates", "organisation.subordinates", frozenset({Kind.PARTY_ORGANISATION}), ("unit",)),
)
