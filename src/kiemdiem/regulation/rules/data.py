"""Số liệu: one row a subject, parts that make their total, values that can be read."""

from __future__ import annotations

from datetime import date
from typing import Any

from kiemdiem.regulation.law import Law
from kiemdiem.regulation.rules.quota import Tally
from kiemdiem.regulation.verdicts import Verdict


def one_row_each(rows: int, law: Law, on: date) -> Verdict:
    """Mỗi đối tượng một dòng trong một năm, một loại: `rows` is how often the code stands there."""
    return law.verdict(
        "duplicate.subject", law.value("data.duplicate_subject", on), on, ok=rows <= 1, facts={"rows": rows}
    )


def parts_make_total(tally: Tally, law: Law, on: date) -> Verdict:
    """Các phần cộng lại bằng tổng số: five parts given must equal it, fewer must not exceed it.

    No total: can't be applied.
    """
    parts = [tally.excellent, tally.good, tally.completed, tally.failed, tally.not_rated]
    given = [part for part in parts if part is not None]
    ok: bool | None = None
    variant = ""
    if tally.total is not None:
        whole = len(given) == len(parts)
        ok = sum(given) == tally.total if whole else sum(given) <= tally.total
        variant = "parts" if whole else "exceed"
    return law.verdict(
        "totals.mismatch",
        law.value("data.totals_mismatch", on),
        on,
        ok=ok,
        variant=variant,
        facts={"sum": sum(given), "total": tally.total, "parts_given": len(given)},
    )


def total_row_adds_up(stated: int, above: int, column: str, law: Law, on: date) -> Verdict:
    """Dòng cộng bằng tổng các dòng trên: `stated` in the total row, `above` the sum of the rows it totals."""
    return law.verdict(
        "totals.mismatch",
        law.value("data.totals_mismatch", on),
        on,
        ok=stated == above,
        variant="total_row",
        facts={"sum": above, "total": stated, "column": column},
    )


def readable(field: str, value: str, law: Law, on: date, *, variant: str = "", **facts: Any) -> Verdict:
    """Giá trị đọc được: always a fault; asked of a cell that could not be read.

    `field` is the column's key; `variant` a more exact fault than that, with the facts its sentence names.
    """
    return law.verdict(
        "value.unknown",
        law.value("data.value_unknown", on),
        on,
        ok=False,
        variant=variant or field,
        facts={"field": field, "value": value, **facts},
    )
