"""Trình tự và thời hạn: the head after the collective, the civil level first, and decisions before their last day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from kiemdiem.regulation.law import Law
from kiemdiem.regulation.parameters import Parameter
from kiemdiem.regulation.verdicts import NotInForce, Severity, Verdict


def decided_after(decided: date, against: Mapping[str, date], law: Law, on: date) -> Verdict:
    """Người đứng đầu được quyết định sau (hoặc cùng ngày với) tập thể, tổ chức mình đứng đầu.

    `against` maps the code of each one headed to its decision day; empty: can't be applied.
    """
    row = law.value("decision.order", on)
    later = {code: day.isoformat() for code, day in against.items() if day > decided}
    return law.verdict(
        "decision.order",
        row,
        on,
        ok=not later if against else None,
        facts={"decision_on": decided.isoformat(), "later": later},
    )


def decided_in_time(decided: date, law: Law, on: date) -> Verdict:
    """Quyết định xếp loại đúng thời hạn: on a day before the deadline in force for the year of `on`."""
    row = law.value("decision.late", on)
    if row.severity is Severity.UNCHECKED:
        return law.verdict("decision.late", row, on, ok=None, variant="no_date")
    return _timely("decision.late", row, decided, law, on)


def within_deadline(key: str, done: date, law: Law, on: date) -> Verdict:
    """Đúng hạn theo tham số `key` (such as `correction.deadline`), counted for the rating year of `on`."""
    return _timely(key, law.value(key, on), done, law, on)


def last_day(key: str, law: Law, on: date) -> date | None:
    """Ngày cuối cùng còn đúng hạn theo tham số `key`, for the rating year of `on`; None where nobody has set one."""
    try:
        row = law.value(key, on)
    except NotInForce:
        return None
    return _day(row["breach_from"], on.year) - timedelta(days=1)


def _timely(code: str, row: Parameter, done: date, law: Law, on: date) -> Verdict:
    """“Trước ngày D”: the day before is the last lawful one; what follows is a warning, then a breach.

    A row's own variant marks the deadline that leaves room for special places (`late_special`, `edge_special`).
    """
    warn_from, breach_from = (_day(row[edge], on.year) for edge in ("warn_from", "breach_from"))
    late = done >= breach_from
    return law.verdict(
        code,
        row,
        on,
        ok=done < warn_from,
        severity=row.severity if late else Severity.WARNING,
        variant="_".join(filter(None, ("late" if late else "edge", row.variant))),
        facts={
            "decision_on": done.isoformat(),
            "warn_from": warn_from.isoformat(),
            "breach_from": breach_from.isoformat(),
        },
    )


def _day(edge: Mapping[str, Any], year: int) -> date:
    month, day = map(int, edge["day"].split("-"))
    return date(year + int(edge["year"]), month, day)


def collective_rated_first(unrated: Collection[str], law: Law, on: date) -> Verdict:
    """Tập thể, tổ chức được xếp loại trước người đứng đầu: asked of a head about to be decided.

    `unrated`: codes of those headed that are to be rated and have no level yet, not even in the same decision.
    """
    row = law.value("decision.order", on)
    return law.verdict("decision.order", row, on, ok=not unrated, variant="unrated", facts={"unrated": sorted(unrated)})


def civil_rated_first(*, rated: bool, law: Law, on: date) -> Verdict:
    """Công chức, viên chức được xếp loại trước, đảng viên sau: asked of a member who is one."""
    row = law.value("civil.first", on)
    return law.verdict("civil.first", row, on, ok=rated)


def reviewed_before_rated(*, has_paper: bool, reviewed: bool, law: Law, on: date, settled: bool = True) -> Verdict:
    """Kiểm điểm xong mới xếp loại: a paper handed in, heard in a meeting, nothing left of what came after it.

    `settled` is false while a late suggestion waits for its supplementary meeting, or an order to be reviewed anew.
    """
    row = law.value("review.before_rating", on)
    variant = "no_paper" if not has_paper else "unsettled" if reviewed and not settled else ""
    return law.verdict("rating.unreviewed", row, on, ok=has_paper and reviewed and settled, variant=variant)
