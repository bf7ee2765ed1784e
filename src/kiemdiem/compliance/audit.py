"""Rà soát kết quả xếp loại: from files to a report, without a server, a database or a setting."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiemdiem import __version__
from kiemdiem.compliance import counts, groups, normalise, profiles, standing, subjects, tidy
from kiemdiem.compliance.columns import Shape, Source
from kiemdiem.compliance.context import Context
from kiemdiem.compliance.findings import Basis, Report
from kiemdiem.compliance.grounds import grounds
from kiemdiem.compliance.sources import gather
from kiemdiem.compliance.store import Store
from kiemdiem.regulation import (
    DEFAULT_OVERLAY,
    FIRST_YEAR,
    Law,
    doubtful_years,
    governing,
    known_until,
    load_overlay,
    rule_day,
)
from kiemdiem.regulation.shares import Terms, with_terms
from kiemdiem.workbooks import Unreadable

Progress = Callable[[str], None]
_ROWLESS = (
    "head.above_collective", "collective.above_organisation", "discipline.not_failed", "civil.mismatch",
    "sick_leave.above_completed", "ineligible.rated", "eligible.unrated", "organisation.subordinates",
    "decision.order", "decision.late",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Options:
    """Tùy chọn rà soát: `year` keeps one year and names that of rows without; `sheet` a name or "all".

    `terms`: settings of a share that competent levels decided, each with its rating year; they go before `reading`.
    """

    year: int | None = None
    sheet: str | None = None
    reading: str = "good_only"
    overlay: str = DEFAULT_OVERLAY
    threads: int | None = None
    terms: tuple[tuple[int, Terms], ...] = ()


def audit(paths: Sequence[Path], options: Options | None = None, on_step: Progress = lambda _step: None) -> Report:
    """Rà soát các tệp: read, count, judge, report.

    Raises `Unreadable` when a file can't be judged and `BrokenOverlay` when the locality's settings can't be
    used; both carry one Vietnamese sentence. `on_step` hears what is being done, for a progress bar.
    """
    options = options or Options()
    law = Law(load_overlay(options.overlay))
    for year in sorted({year for year, _terms in options.terms}):
        law = with_terms(law, [terms for each, terms in options.terms if each == year], rule_day(year))
    with tempfile.TemporaryDirectory(prefix="kiemdiem-") as scratch:
        on_step("Đọc tệp")
        gathered = gather(paths, options.sheet, Path(scratch))
        on_step("Nạp số liệu")
        context = Context(
            Store(gathered.sources, threads=options.threads),
            law,
            gathered.sources,
            options.reading,
            options.year,
            notes=gathered.notes,
        )
    tidy.keep_totals(context)
    tidy.leave_out_non_subjects(context)
    rows = _check_ratings(context, on_step) + _check_counts(context, on_step)
    if not context.years:
        _refuse_yearless(context, gathered.sources)
    on_step("Viết báo cáo")
    return _report(context, options, rows)


def _check_ratings(context: Context, on_step: Progress) -> int:
    if not context.of(Shape.RATINGS):
        for code in _ROWLESS:
            context.not_checked(code, "tệp chỉ có số liệu tổng hợp, không có từng đối tượng")
        return 0
    years = normalise.read_years(context, Shape.RATINGS)
    if not years:
        return 0
    context.years = sorted(set(years.values()))
    on_step("Đọc giá trị")
    profiles.keep_profiles(context, years)
    normalise.report_codeless(context)
    on_step("Tìm dòng trùng")
    groups.check_duplicates(context)
    on_step("Tính tỷ lệ")
    groups.check_quota(context)
    groups.note_scopes(context)
    on_step("Xét từng đối tượng")
    subjects.check_subjects(context)
    subjects.say_missing_columns(context)
    on_step("So người đứng đầu, tập thể, tổ chức")
    standing.keep_bodies(context)
    standing.check_heads(context)
    standing.check_collectives(context)
    standing.check_subordinates(context)
    (rows,) = context.store.rows(
        "SELECT coalesce(sum(n), 0) FROM profiles p JOIN year_values y ON p.year IS NOT DISTINCT FROM y.raw"
    )[0]
    return int(rows)


def _check_counts(context: Context, on_step: Progress) -> int:
    if not context.of(Shape.COUNTS):
        context.not_checked("totals.mismatch", "chỉ áp dụng cho tệp số liệu tổng hợp")
        return 0
    on_step("Đối chiếu số liệu tổng hợp")
    return counts.check_counts(context)


def _refuse_yearless(context: Context, sources: Sequence[Source]) -> None:
    files = ", ".join(dict.fromkeys(str(source.table.path) for source in sources))
    if context.year is not None and context.year < FIRST_YEAR:
        raise Unreadable(files, f"năm {context.year} chưa có quy định được lưu; chỉ rà soát từ năm {FIRST_YEAR}.")
    if context.year is not None:
        raise Unreadable(files, f"không có dòng nào của năm {context.year}; hãy kiểm tra cột Năm hoặc bỏ --year.")
    if any(note.startswith("Năm ") for note in context.notes):
        raise Unreadable(files, f"chỉ có các năm trước {FIRST_YEAR}, chưa có quy định được lưu để rà soát.")
    raise Unreadable(
        files, "không dòng nào ghi năm xếp loại; hãy thêm cột Năm hoặc chạy lại với --year, ví dụ --year 2022."
    )


def _report(context: Context, options: Options, rows: int) -> Report:
    order = {str(source.table.path): number for number, source in enumerate(context.sources)}
    ratings, tallies = context.of(Shape.RATINGS), context.of(Shape.COUNTS)
    (number,) = context.store.rows("SELECT count(*) FROM groups")[0] if ratings and rows else (0,)
    context.findings.sort(
        key=lambda each: (each.severity, each.code, each.year or 0, each.kind, each.scope, each.subjects)
    )
    days = [rule_day(year) for year in context.years]
    texts = {text.key: text.dated_number for year in context.years for text in governing(year)}
    for year in doubtful_years(context.years):
        context.note(
            f"Năm {year}: chưa xác minh các văn bản còn hiệu lực sau ngày {known_until():%d/%m/%Y}; hãy đối chiếu "
            "văn bản mới trước khi kết luận."
        )
    return Report(
        files=list(order),
        rows=rows,
        groups=int(number) + sum(_count_rows(context, source) for source in tallies),
        years=context.years,
        basis=Basis(__version__, list(texts.values()), context.law.overlay.name or None, options.reading),
        findings=context.findings,
        notes=context.notes,
        unchecked=context.unchecked,
        table=lambda: [
            *(groups.group_table(context) if ratings and number else []),
            *(counts.count_table(context) if tallies else []),
        ],
        grounds=grounds(context.law, context.years),
        local_texts="; ".join(text.dated_number for text in context.law.overlay.texts_for(days) if text.verified),
    )


def _count_rows(context: Context, source: Source) -> int:
    (count,) = context.store.rows(f"SELECT count(*) FROM source_{source.number}")[0]
    return int(count)
