"""Căn cứ xếp “Không hoàn thành nhiệm vụ” và chỉ tiêu của từng mức: hard facts against a level; they override any vote.

Each function is asked only where its fact is known. A row may name `excuses`: cases in which the law lets the competent
authority decide otherwise; with such a decision the breach becomes a note (`excused`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from kiemdiem.regulation.law import Law
from kiemdiem.regulation.levels import Kind, Level
from kiemdiem.regulation.parameters import Parameter
from kiemdiem.regulation.verdicts import Severity, Verdict

EXCUSES = {
    "force_majeure": "Bất khả kháng",
    "self_detected": "Tự phát hiện và đã khắc phục",
    "elsewhere": "Vi phạm ở nơi công tác trước, hoặc không liên quan",
}
EXCUSABLE = {  # code → parameter
    "targets.below": "targets.below",
    "units.disciplined": "units.disciplined",
    "collective.member_disciplined": "collective.member_disciplined",
    "conclusion.not_failed": "conclusion.not_failed",
    "corruption.below": "corruption.below",
}


def targets_reached(kind: Kind, level: Level, done: int, main_met: bool | None, law: Law, on: date) -> Verdict:
    """Hoàn thành dưới tỷ lệ chỉ tiêu: `done` per cent of what was assigned; `main_met`: main targets all reached.

    Where the law asks for both and `main_met` isn't known the rule can't be applied.
    """
    row = law.value("targets.below", on, kind=kind)
    below = done < row["percent"]
    if below and row["main_too"]:
        unknown = main_met is None and level is not Level.FAILED
        if unknown and row.severity is not Severity.NONE:
            return law.verdict("targets.below", row, on, ok=None, variant="main_unknown", facts={"done": done})
        below = main_met is False
    return _failed("targets.below", row, level, law, on, met=below, facts={"done": done, "percent": row["percent"]})


def few_units_disciplined(kind: Kind, level: Level, disciplined: int, total: int, law: Law, on: date) -> Verdict:
    """Không quá tỷ lệ đơn vị trực thuộc bị kỷ luật: `disciplined` of the `total` units directly below."""
    row = law.value("units.disciplined", on, kind=kind)
    over = 100 * disciplined > row["percent"] * total
    facts = {"disciplined": disciplined, "total": total, "percent": row["percent"]}
    return _failed("units.disciplined", row, level, law, on, met=over, facts=facts)


def members_clean(level: Level, disciplined: Mapping[str, tuple[str, bool]], law: Law, on: date) -> Verdict:
    """Không có thành viên bị kỷ luật: `disciplined` maps each such member's name to the form, and if duty-related."""
    row = law.value("collective.member_disciplined", on)
    counted = sorted(
        name
        for name, (form, duty) in disciplined.items()
        if form in row["forms"] and (duty or not row["duty_related_only"])
    )
    facts = {"members": counted}
    return _failed("collective.member_disciplined", row, level, law, on, met=bool(counted), facts=facts)


def nothing_concluded(kind: Kind, level: Level, law: Law, on: date) -> Verdict:
    """Có kết luận mất đoàn kết, suy thoái: asked of whom a competent body has concluded it."""
    row = law.value("conclusion.not_failed", on, kind=kind)
    variant = "body" if kind in (Kind.COLLECTIVE, Kind.PARTY_ORGANISATION) else ""
    return _failed("conclusion.not_failed", row, level, law, on, met=True, variant=variant)


def no_corruption_below(kind: Kind, level: Level, law: Law, on: date) -> Verdict:
    """Nơi trực thuộc có tham nhũng, tiêu cực đã bị xử lý: asked where that happened."""
    row = law.value("corruption.below", on, kind=kind)
    return _failed("corruption.below", row, level, law, on, met=True)


def targets_of_level(level: Level, shares: Mapping[str, int | None], law: Law, on: date) -> Verdict:
    """Chỉ tiêu của nơi mình phụ trách đủ cho mức ấy: `shares` per cent done, exceeded, in_time; None isn't known."""
    row = law.value("leader.targets", on)
    least: Mapping[str, int] = row.values.get(level.key) or {}
    lacking = {
        name: share
        for name, needed in least.items()
        if (share := shares.get("done" if name == "more_than" else name)) is not None
        and (share <= needed if name == "more_than" else share < needed)
    }
    name = min(lacking, default="done")
    facts = {"level": level.key, "share": lacking.get(name), "least": least.get(name)}
    return _judged("leader.targets", row, law, on, ok=not lacking, variant=name, facts=facts)


def units_of_level(level: Level, completed_up: int, good_up: int, rated: int, law: Law, on: date) -> Verdict:
    """Đơn vị trực tiếp quản lý đủ cho mức ấy: of `rated` units, those at least *hoàn thành*, at least *tốt*."""
    row = law.value("leader.units", on)
    least: Mapping[str, int] = row.values.get(level.key) or {}
    ok = all(
        100 * {"completed": completed_up, "good": good_up}[name] >= needed * rated for name, needed in least.items()
    )
    facts = {
        "level": level.key,
        "rated": rated,
        "completed_or_better": completed_up,
        "good_or_better": good_up,
        "completed_percent": least.get("completed", 0),
        "good_percent": least.get("good", 0),
    }
    return _judged("leader.units", row, law, on, ok=ok if rated else None, variant="", facts=facts)


def discipline_counts(
    year: int, *, violated: int | None, decided: int | None, elsewhere: bool, counted_before: bool, law: Law, on: date
) -> Verdict:
    """Vi phạm bị kỷ luật có tính cho năm này, nơi này: ok when it does; each violation counts once.

    `violated`, `decided` are years, None when not known; `elsewhere`: it happened at another unit; `counted_before`: an
    earlier year was already rated *không hoàn thành* for the same violation.
    """
    row = law.value("discipline.year", on)
    counted_in = violated if row["counted_in"] == "violation" else decided
    variant = ""
    if counted_before:
        variant = "counted_before"
    elif counted_in is not None and counted_in != year:
        variant = "other_year"
    elif elsewhere and row["old_unit"]:
        variant = "old_unit"
    facts = {"violated_in": violated, "decided_in": decided, "counted_in": counted_in}
    return law.verdict("discipline.year", row, on, ok=not variant, variant=variant, facts=facts)


def new_head(since: date, law: Law, on: date) -> tuple[Verdict, bool]:
    """Người đứng đầu mới đến trong năm: a note where the year's text speaks of it; and whether the cap only warns."""
    row = law.value("head.new", on)
    months = (on.year - since.year) * 12 + on.month - since.month + (1 if since.day == 1 else 0)
    came = since.year == on.year and since > date(on.year, 1, 1)
    facts = {"since": since.isoformat(), "months": months}
    verdict = _judged("head.new", row, law, on, ok=not came, variant="", facts=facts)
    return verdict, came and months < row["free_months"]


def reverified(waiting: Collection[str], law: Law, on: date) -> Verdict:
    """Đã thẩm định lại trước khi quyết định: `waiting` says what came in and isn't concluded."""
    row = law.value("review.reverified", on)
    return _judged("review.reverified", row, law, on, ok=not waiting, variant="", facts={"waiting": sorted(waiting)})


def excused(verdict: Verdict, kind: Kind, given: Mapping[str, str], law: Law, on: date) -> Verdict:
    """Đã có quyết định ngoại lệ: `given` maps a case to the decision's number; the breach is then a note."""
    if verdict.ok is not False or verdict.code not in EXCUSABLE:
        return verdict
    row = law.value(EXCUSABLE[verdict.code], on, kind=kind)
    for case in row["excuses"]:
        if case in given:
            facts = {**verdict.facts, "decision_no": given[case], "excuse": EXCUSES[case]}
            return replace(verdict, severity=Severity.WARNING, variant="excused", facts=facts)
    return verdict


def excuses_for(code: str, kind: Kind, law: Law, on: date) -> list[str]:
    """Những trường hợp mà quy định năm đó cho cấp có thẩm quyền quyết định khác."""
    return list(law.value(EXCUSABLE[code], on, kind=kind)["excuses"]) if code in EXCUSABLE else []


def _failed(
    code: str,
    row: Parameter,
    level: Level,
    law: Law,
    on: date,
    *,
    met: bool,
    variant: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Verdict:
    """Where the ground is met only *không hoàn thành* is lawful."""
    ok = not met or level is Level.FAILED
    return _judged(code, row, law, on, ok=ok, variant=variant, facts={"level": level.key, **(facts or {})})


def _judged(
    code: str, row: Parameter, law: Law, on: date, *, ok: bool | None, variant: str, facts: Mapping[str, Any]
) -> Verdict:
    if row.severity is Severity.NONE:
        return law.verdict(code, row, on, ok=True)
    return law.verdict(code, row, on, ok=ok, variant=variant, facts=facts)
