"""Đối tượng không xếp loại: who must not carry a level, and who must."""

from __future__ import annotations

from datetime import date

from kiemdiem.regulation.law import Law
from kiemdiem.regulation.levels import Exemption, Kind
from kiemdiem.regulation.verdicts import Severity, Verdict

_RULES = {
    Exemption.EXEMPT: "eligibility.exempt",
    Exemption.SUSPENDED: "eligibility.suspended",
    Exemption.UNDER_SIX_MONTHS: "eligibility.under_six_months",
}


def is_under_six_months(kind: Kind, since: date, law: Law, on: date) -> bool:
    """Chưa đủ 6 tháng: admitted or founded after the last day that makes six months by the rule day.

    A leader's date says nothing about membership and is ignored.
    """
    return kind is not Kind.LEADER and since > last_admission_day(law, on)


def last_admission_day(law: Law, on: date) -> date:
    """Ngày kết nạp cuối cùng còn đủ 6 tháng: who came in on that day is rated this year, who came in after isn't."""
    month, day = map(int, law.value("eligibility.last_admission_day", on)["day"].split("-"))
    return date(on.year, month, day)


def ineligible_is_unrated(kind: Kind, reason: Exemption, law: Law, on: date) -> Verdict:
    """Thuộc diện không xếp loại thì không có mức: asked of a subject that carries a level and that reason.

    A reason the law doesn't name (`khác`), or names for other kinds or years only, is no fault: ok.
    """
    row = law.value(_RULES.get(reason, "eligibility.exempt"), on, kind=kind)
    return law.verdict(
        "ineligible.rated",
        row,
        on,
        ok=reason is Exemption.OTHER or row.severity is Severity.NONE,
        variant=row.variant or reason.value,
        facts={"reason": reason.value},
    )


def eligible_is_rated(*, has_level: bool, has_reason: bool, under_six_months: bool, law: Law, on: date) -> Verdict:
    """Thuộc diện thì phải được xếp loại: no level needs a reason, or a date under six months."""
    row = law.value("eligibility.unrated", on)
    return law.verdict("eligible.unrated", row, on, ok=has_level or has_reason or under_six_months)
