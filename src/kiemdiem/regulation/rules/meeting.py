"""Cuộc họp kiểm điểm: when it may be held, in which order it hears whom, what it needs before it closes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from kiemdiem.regulation.law import Law
from kiemdiem.regulation.verdicts import Severity, Verdict


def circulated_in_time(between: int | None, law: Law, on: date) -> Verdict:
    """Dự thảo gửi trước đủ số ngày làm việc: `between` full working days, None when it wasn't sent at all."""
    row = law.value("review.circulated", on)
    days = int(row["days"])
    variant = "unsent" if between is None else ""
    facts = {"days": days, "between": between}
    ok = between is not None and between >= days
    return law.verdict("review.circulated", row, on, ok=ok, variant=variant, facts=facts)


def lower_reviewed_first(waiting: Collection[str], law: Law, on: date) -> Verdict:
    """Nơi trực thuộc họp xong mới đến nơi trên: `waiting` names the places that haven't."""
    return _none_waiting("review.lower_first", waiting, law, on)


def collective_reviewed_first(waiting: Collection[str], law: Law, on: date) -> Verdict:
    """Tập thể trước, cá nhân sau: `waiting` names the collective when persons are heard and it wasn't."""
    return _none_waiting("review.collective_first", waiting, law, on)


def head_reviewed_first(waiting: Collection[str], law: Law, on: date) -> Verdict:
    """Người đứng đầu trước các thành viên: `waiting` names a head behind whom somebody else is heard."""
    return _none_waiting("review.head_first", waiting, law, on)


def quorate(present: int, expected: int, law: Law, on: date) -> Verdict:
    """Đủ số người dự: more than the share of those expected."""
    row = law.value("review.quorum", on)
    share = row["more_than"]
    needed = expected * share["share"] // share["of"] + 1
    facts = {"present": present, "needed": needed}
    return law.verdict("review.quorum", row, on, ok=present >= needed, facts=facts)


def superior_present(waiting: Collection[str], law: Law, on: date) -> Verdict:
    """Cấp trên được phân công có mặt, or excused in writing: `waiting` names those who are neither."""
    return _none_waiting("review.superior", waiting, law, on)


def comments_answered(waiting: Collection[int], law: Law, on: date) -> Verdict:
    """Mỗi ý kiến có tiếp thu, giải trình: `waiting` numbers those without."""
    return _none_waiting("review.comments", [str(each) for each in waiting], law, on)


def items_concluded(waiting: Collection[str], law: Law, on: date) -> Verdict:
    """Mỗi nội dung gợi ý đã đọc và có kết luận: `waiting` names those that aren't."""
    return _none_waiting("review.items", waiting, law, on)


def due_dealt_with(waiting: Collection[str], law: Law, on: date) -> Verdict:
    """Mọi bản đến hạn được xem xét: heard, or put off with a reason; `waiting` names the rest."""
    return _none_waiting("review.due", waiting, law, on)


def long_enough(days: Decimal | None, law: Law, on: date, *, board: bool, suggested: bool) -> Verdict:
    """Thời gian tối thiểu: `board` for the standing board of a province, `suggested` where a suggestion was made.

    Where that year's law has no number for the body, there is nothing to judge.
    """
    row = law.value("review.length", on)
    name = "days" if not board else "suggested_days" if suggested else "board_days"
    least = row[name]
    if row.severity is Severity.NONE or least is None:
        return law.verdict("review.length", row, on, ok=True)
    ok = days is not None and days >= least
    return law.verdict("review.length", row, on, ok=ok, facts={"least": least, "days": str(days or "")})


def most_places(law: Law, on: date) -> int | None:
    """Nhiều nhất mấy tập thể phải nghe một cán bộ, besides the cell; None for every one of which he is a member."""
    most: int | None = law.value("review.places", on)["most"]
    return most


def _none_waiting(code: str, waiting: Collection[str], law: Law, on: date) -> Verdict:
    row = law.value(code, on)
    return law.verdict(code, row, on, ok=not waiting, facts={"waiting": list(waiting)})
