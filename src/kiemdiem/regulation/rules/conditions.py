"""Điều kiện cứng đối với từng người: discipline, the civil-servant level, long sick leave."""

from __future__ import annotations

from datetime import date

from kiemdiem.regulation.law import Law
from kiemdiem.regulation.levels import Kind, Level
from kiemdiem.regulation.verdicts import Severity, Verdict


def disciplined_is_failed(
    kind: Kind, level: Level, *, duty_related: bool | None, self_detected: bool, law: Law, on: date
) -> Verdict:
    """Bị kỷ luật trong năm thì “Không hoàn thành nhiệm vụ”: asked of a subject disciplined that year.

    `duty_related` None: the source has no such column; where the law counts only discipline that concerns
    duty, the rule then can't be applied.
    """
    row = law.value("discipline.not_failed", on, kind=kind)
    duty_only = bool(row.values.get("duty_related_only"))
    severity = row.severity
    ok: bool | None = level is Level.FAILED
    variant = row.variant
    if severity is Severity.UNCHECKED:
        ok, variant = None, "no_clause"
    elif duty_only and duty_related is None:
        ok, variant = None, "no_duty_column"
    elif duty_only and not duty_related:
        ok = True
    elif self_detected and "self_detected_severity" in row.values:
        severity, variant = Severity(row["self_detected_severity"]), "self_detected"
    return law.verdict(
        "discipline.not_failed",
        row,
        on,
        ok=ok,
        severity=severity,
        variant=variant,
        facts={"level": level.key},
    )


def civil_matches(level: Level, civil: Level, law: Law, on: date) -> Verdict:
    """Mức đảng viên phù hợp mức cán bộ, công chức, viên chức: asked of a member whose civil level is stated."""
    row = law.value("civil.mismatch", on)
    too_good = level is Level.EXCELLENT and civil is not Level.EXCELLENT
    not_failed = civil is Level.FAILED and level is not Level.FAILED
    return law.verdict(
        "civil.mismatch",
        row,
        on,
        ok=not (too_good or not_failed),
        variant="not_failed" if not_failed else "excellent",
        facts={"level": level.key, "civil_level": civil.key},
    )


def sick_leave_capped(level: Level, days: int, law: Law, on: date) -> Verdict:
    """Nghỉ ốm dài ngày không được xếp từ “tốt” trở lên: `days` is the total of the year."""
    row = law.value("sick_leave.above_completed", on)
    if row.severity is Severity.NONE:
        return law.verdict("sick_leave.above_completed", row, on, ok=True)
    return law.verdict(
        "sick_leave.above_completed",
        row,
        on,
        ok=days < row["days"] or level <= Level[row["highest"].upper()],
        facts={"level": level.key, "sick_days": days, "days": row["days"], "highest": row["highest"]},
    )
