"""Tương quan giữa các mức xếp loại: head and collective, collective and organisation, organisation and those below."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kiemdiem.regulation.law import Law
from kiemdiem.regulation.levels import Level
from kiemdiem.regulation.verdicts import Severity, Verdict


def head_not_above(level: Level, against: Mapping[str, Level], law: Law, on: date) -> Verdict:
    """Người đứng đầu không được xếp cao hơn tập thể, tổ chức mình đứng đầu: the lowest of several counts.

    `against` maps the code of each collective or organisation headed, found and rated, to its level;
    empty means the rule can't be applied (`ok` None).
    """
    return _not_above("head.above_collective", level, against, law, on)


def collective_not_above(level: Level, against: Mapping[str, Level], law: Law, on: date) -> Verdict:
    """Tập thể lãnh đạo, quản lý không được xếp cao hơn tổ chức của mình; `against` as for the head."""
    return _not_above("collective.above_organisation", level, against, law, on)


def subordinates_reach(completed_up: int, good_up: int, rated: int, law: Law, on: date) -> Verdict:
    """Tổ chức đảng xuất sắc: đủ tỷ lệ cấp dưới (hoặc đảng viên) hoàn thành trở lên và tốt trở lên.

    Asked of an organisation rated excellent. `rated`: its subordinates with a level; `completed_up`,
    `good_up`: those at least *hoàn thành*, at least *tốt*. No rated subordinate: can't be applied.
    """
    row = law.value("organisation.subordinates", on)
    if row.severity is Severity.NONE:
        return law.verdict("organisation.subordinates", row, on, ok=True)
    completed_percent, good_percent = row["completed_percent"], row["good_percent"]
    low_completed = 100 * completed_up < completed_percent * rated
    low_good = 100 * good_up < good_percent * rated
    variant = "both" if low_completed and low_good else "completed" if low_completed else "good"
    return law.verdict(
        "organisation.subordinates",
        row,
        on,
        ok=None if rated == 0 else not (low_completed or low_good),
        variant=variant,
        facts={
            "rated": rated,
            "completed_or_better": completed_up,
            "good_or_better": good_up,
            "completed_percent": completed_percent,
            "good_percent": good_percent,
        },
    )


def _not_above(code: str, level: Level, against: Mapping[str, Level], law: Law, on: date) -> Verdict:
    row = law.value(code, on)
    lowest = min(against.values(), default=None)
    return law.verdict(
        code,
        row,
        on,
        ok=None if lowest is None else level <= lowest,
        facts={
            "level": level.key,
            "highest": None if lowest is None else lowest.key,
            "against": {each: found.key for each, found in against.items()},
        },
    )
