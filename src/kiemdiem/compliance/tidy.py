"""Dòng không phải đối tượng: total rows are checked and left out, blank rows and signatures left out.

Only for files that people wrote (.xlsx, .ods, .csv); a Parquet file comes from a program.
"""

from __future__ import annotations

import re

from kiemdiem.compliance import values
from kiemdiem.compliance.columns import COUNTS, Shape, Source
from kiemdiem.compliance.context import Context
from kiemdiem.regulation import FIRST_YEAR, rule_day, rules
from kiemdiem.workbooks import ParquetTable, is_total_label

NUMBERS = ("total", "excellent", "good", "completed", "failed", "not_rated")
_NEEDED = {Shape.RATINGS: ("kind", "level"), Shape.COUNTS: ("total", "excellent", "good")}


def leave_out_non_subjects(context: Context) -> None:
    """Remove total rows (after checking them), blank rows and text below the table from every loaded source."""
    for source in context.sources:
        if isinstance(source.table, ParquetTable):
            continue
        needed = ", ".join(_NEEDED[source.shape])
        rows = context.store.rows(
            f"SELECT row, lead, {needed} FROM source_{source.number} WHERE lead IS NOT NULL ORDER BY row"
        )
        totals = [row[0] for row in rows if is_total_label(row[1])]
        blank = [row[0] for row in rows if not any(values.plain(cell) for cell in row[2:]) and row[0] not in totals]
        if totals:
            check = _check_counts if source.shape is Shape.COUNTS else _check_ratings
            labels = {row[0]: row[1] for row in rows}
            context.store.remove(source, [*totals, *blank])
            check(context, source, totals, labels)
        elif blank:
            context.store.remove(source, blank)
        text = [row for row in rows if row[0] in set(blank) and row[1]]
        if text:
            context.note(f"{source.label}: bỏ qua {len(text)} dòng chữ ngoài bảng (dòng {text[0][0]} …).")


def keep_totals(context: Context) -> None:
    """Remember the numbers of the counts files before their total rows go."""
    for source in context.of(Shape.COUNTS):
        if not isinstance(source.table, ParquetTable):
            context.store.run(
                f"CREATE OR REPLACE TEMP TABLE all_{source.number} AS SELECT row, {', '.join(NUMBERS)} "
                f"FROM source_{source.number}"
            )


def _check_ratings(context: Context, source: Source, totals: list[int], labels: dict[int, str]) -> None:
    """A total row below ratings may say how many there are."""
    (count,) = context.store.rows(f"SELECT count(*) FROM source_{source.number}")[0]
    for row in totals:
        stated = [int(number) for number in re.findall(r"\d+", labels[row].replace(".", ""))]
        wrong = f", ghi {stated[0]} nhưng bảng có {count} dòng" if stated and stated[0] != count else ""
        context.note(f"{source.label}: dòng {row} là dòng cộng, không tính{wrong}.")


def _check_counts(context: Context, source: Source, totals: list[int], _labels: dict[int, str]) -> None:
    """Each number of a total row is the sum of all rows, or of those since the total row before."""
    context.note(f"{source.label}: {len(totals)} dòng cộng (dòng {totals[0]} …) không tính, chỉ đối chiếu.")
    numbers = context.store.rows(f"SELECT * FROM all_{source.number} ORDER BY row")
    start = 0
    for total_row in totals:
        stated = next(row for row in numbers if row[0] == total_row)
        above = [row for row in numbers if row[0] < total_row and row[0] not in totals]
        block = [row for row in above if row[0] > start]
        start = total_row
        for position, key in enumerate(NUMBERS, start=1):
            if not values.is_read(values.whole, stated[position]) or key not in source.columns:
                continue
            total = values.whole(stated[position])
            sums = [_sum(rows, position) for rows in (above, block)]
            if total is not None and total not in sums:
                _report(context, source, total_row, key, total, sums[0])


def _sum(rows: list[tuple[object, ...]], position: int) -> int:
    return sum(values.whole(row[position]) or 0 for row in rows if values.is_read(values.whole, row[position]))


def _report(context: Context, source: Source, row: int, key: str, total: int, above: int) -> None:
    year = context.year
    if year is None:
        years = context.store.rows(f"SELECT DISTINCT year FROM source_{source.number}")
        read = [values.year(raw) for (raw,) in years if values.is_read(values.year, raw)]
        year = max((each for each in read if each is not None), default=None)
    if year is None or year < FIRST_YEAR:
        context.note(
            f"{source.label}: dòng cộng {row} ghi {total} ở cột {COUNTS[key]}, các dòng trên cộng lại {above}."
        )
        return
    verdict = rules.total_row_adds_up(total, above, COUNTS[key], context.law, rule_day(year))
    context.found(verdict, year=year, where=[context.where(source.number, row, key)])
