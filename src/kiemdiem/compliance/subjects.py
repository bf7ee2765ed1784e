"""Từng đối tượng: what a row says of itself, judged once for every distinct combination of facts.

The engine groups rows into profiles, the law judges each profile, and only the rows of those that fail are fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from kiemdiem.compliance import values
from kiemdiem.compliance.columns import Shape
from kiemdiem.compliance.context import Context
from kiemdiem.compliance.normalise import report_unread, unread_profiles
from kiemdiem.compliance.profiles import FACTS, rows_of
from kiemdiem.compliance.store import Row
from kiemdiem.regulation import Exemption, Kind, Level, Severity, Verdict, rule_day, rules
from kiemdiem.regulation.rules import is_under_six_months

T = TypeVar("T")


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
    """Judge every distinct profile, then fetch and report the rows of those that fail or can't be read."""
    years: dict[Any, int] = dict(context.store.rows("SELECT raw, value FROM year_values"))
    unread = unread_profiles(context)
    failing: dict[int, tuple[list[Verdict], dict[str, Any]]] = {}
    for id_, source, *cells in context.store.rows(f"SELECT id, {', '.join(FACTS)} FROM profiles"):
        facts = dict(zip(FACTS[1:], cells, strict=True))
        profile = _profile(context, source, years, facts)
        verdicts = _judge(context, profile, source) if profile else []
        if verdicts or id_ in unread:
            failing[id_] = (verdicts, facts)
    for row in rows_of(context, failing) if failing else ():
        id_, *_, superseded = row
        verdicts, facts = failing[id_]
        year, kind = years.get(facts["year"]), _or_none(values.kind, facts["kind"])
        if id_ in unread:
            report_unread(context, row, unread[id_], year, kind.value if kind else "")
        if year and kind and not superseded:
            _report(context, row, verdicts, year, kind, facts)


def _judge(context: Context, profile: Profile, source: int) -> list[Verdict]:
    """The verdicts that fail; a rule that can't be applied says so."""
    failed = []
    for judge in JUDGES:
        for verdict in judge(profile, context, rule_day(profile.year)):
            if verdict.ok is None:
                _cannot(context, verdict, profile, source)
            elif not verdict.ok:
                failed.append(verdict)
    return failed


def _report(
    context: Context, row: Row, verdicts: Sequence[Verdict], year: int, kind: Kind, facts: Mapping[str, Any]
) -> None:
    """A finding for each verdict, with what the row's own cells add: the form of discipline, the day of admission."""
    _, source, number, code, scope, group, _ = row
    for verdict in verdicts:
        extra: dict[str, Any] = {}
        if verdict.code == "discipline.not_failed":
            extra["discipline"] = values.plain(facts["discipline"])
        if verdict.facts.get("reason") == Exemption.UNDER_SIX_MONTHS:
            since = _or_none(values.day, facts["since"])
            if since and is_under_six_months(kind, since, context.law, rule_day(year)):
                extra["since"] = since.isoformat()
        context.found(
            verdict,
            year=year,
            kind=kind.value,
            scope=scope,
            group=group,
            subjects=[code],
            where=[context.where(source, number, "level")],
            **extra,
        )


def _profile(context: Context, source: int, years: Mapping[Any, int], facts: Mapping[str, Any]) -> Profile | None:
    found = _or_none(values.kind, facts["kind"])
    if facts["year"] not in years or found is None:
        return None
    year, admitted = years[facts["year"]], _or_none(values.day, facts["since"])
    return Profile(
        year=year,
        kind=found,
        level=_or_none(values.level, facts["level"]),
        level_read=values.is_read(values.level, facts["level"]),
        reason=values.reason(facts["not_rated_reason"]),
        civil=_or_none(values.level, facts["civil_level"]),
        discipline=_read(context, "discipline.not_failed", "Kỷ luật", values.discipline, facts["discipline"]),
        duty_related=(
            bool(_read(context, "discipline.not_failed", "Liên quan nhiệm vụ", values.mark, facts["duty_related"]))
            if "duty_related" in context.sources[source].columns
            else None
        ),
        self_detected=bool(
            _read(context, "discipline.not_failed", "Tự phát hiện, khắc phục", values.mark, facts["self_detected"])
        ),
        sick_days=_read(context, "sick_leave.above_completed", "Nghỉ ốm (ngày)", values.sick_days, facts["sick_days"]),
        young=admitted is not None and is_under_six_months(found, admitted, context.law, rule_day(year)),
        decided=_or_none(values.day, facts["decision_on"]),
    )


def _or_none(reader: Callable[[Any], T | None], raw: Any) -> T | None:
    """What a cell says, or None when it can't be read; the cell is then named in a finding of its own."""
    return reader(raw) if values.is_read(reader, raw) else None


def _read(context: Context, code: str, column: str, reader: Callable[[Any], Any], raw: Any) -> Any:
    """A value other than a level, kind or date: when it can't be read, the rule that needs it says so."""
    try:
        return reader(raw)
    except values.Unknown as unread:
        context.not_checked(code, f"không đọc được giá trị “{unread}” ở cột {column}")
        return None


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
    if profile.level:
        stated = profile.reason if profile.reason is not Exemption.OTHER else None
        known = stated if stated and _concerns(profile.kind, stated) else None
        reason = known or (Exemption.UNDER_SIX_MONTHS if profile.young else None)
        if reason:
            yield rules.ineligible_is_unrated(profile.kind, reason, context.law, on)
        if profile.reason and not stated:
            context.note(
                f"{profile.kind.official}, năm {profile.year}: có dòng vừa có mức xếp loại vừa ghi lý do “khác”."
            )
        elif stated and not known:
            context.note(
                f"{profile.kind.official}, năm {profile.year}: có dòng vừa có mức xếp loại vừa ghi lý do "
                f"“{stated.official}”; lý do này không áp dụng cho loại đối tượng ấy."
            )
    elif profile.level_read:
        yield rules.eligible_is_rated(
            has_level=False,
            has_reason=profile.reason is not None,
            under_six_months=profile.young,
            law=context.law,
            on=on,
        )


def _concerns(kind: Kind, reason: Exemption) -> bool:
    """Whether the law knows that reason for that kind: only members are exempt or suspended, no leader is young."""
    return kind is Kind.MEMBER or (reason is Exemption.UNDER_SIX_MONTHS and kind is not Kind.LEADER)


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
    ("ineligible.rated", "eligibility.under_six_months", _ALL, ("not_rated_reason", "since")),
    ("eligible.unrated", "eligibility.unrated", _ALL, ("not_rated_reason",)),
    ("decision.late", "decision.late", _ALL, ("decision_on",)),
    ("head.above_collective", "head.above_collective", frozenset({Kind.LEADER}), ("heads",)),
    ("decision.order", "decision.order", frozenset({Kind.LEADER}), ("heads", "decision_on")),
    ("collective.above_organisation", "collective.above_organisation", frozenset({Kind.COLLECTIVE}), ("of_unit",)),
    ("organisation.subordinates", "organisation.subordinates", frozenset({Kind.PARTY_ORGANISATION}), ("unit",)),
)
