"""Gợi ý kiểm điểm: what makes an item “cụ thể, rõ ràng”."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kiemdiem.regulation.law import Law
from kiemdiem.regulation.suggestions import categories
from kiemdiem.regulation.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Point:
    """Một nội dung gợi ý, as far as it was written."""

    category: str
    category_reason: str = ""
    fact: str = ""
    source: str = ""
    fact_on: date | None = None
    explain: str = ""


def vague(point: Point, today: date) -> tuple[str, ...]:
    """Còn thiếu gì để cụ thể, rõ ràng: names of the parts; `future` for a day that hasn't come."""
    known = categories().get(point.category)
    missing = [] if known else ["category"]
    if known and known.needs_reason and not point.category_reason.strip():
        missing.append("category_reason")
    missing += [name for name in ("fact", "source", "explain") if not getattr(point, name).strip()]
    if point.fact_on is None:
        missing.append("fact_on")
    elif point.fact_on > today:
        missing.append("future")
    return tuple(missing)


def concrete(point: Point, today: date, law: Law, on: date) -> Verdict:
    """Nội dung gợi ý phải cụ thể, rõ ràng (608-CV/TU, mục 3): asked of every item on the day of issue."""
    missing = vague(point, today)
    row = law.value("suggestion.concrete", on)
    return law.verdict("suggestion.vague", row, on, ok=not missing, facts={"missing": list(missing)})
