"""Báo cáo dạng bảng tính: summary, findings, by unit with the readings side by side, the jurist's page.

Everything written is text or a number: a value that begins with “=” stays text, so no cell of the audited
file can become a formula here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from kiemdiem.compliance.findings import Report
from kiemdiem.compliance.report.wording import (
    CODE_NAMES,
    READING_NAMES,
    SEVERITY_NAMES,
    basis_lines,
    headline,
    kind_name,
    yes_no,
)

SHEET_ROWS = 1_000_000
_COUNTS = ("Tổng số", "Xuất sắc", "Tốt", "Hoàn thành", "Không hoàn thành", "Không xếp loại")


def write_workbook(report: Report, path: Path) -> None:
    """Write the report as .xlsx: Tổng hợp, Phát hiện, Theo đơn vị, Căn cứ."""
    book = xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": "Rà soát kết quả xếp loại", "comments": f"kiemdiem {report.basis.program}"})
    style = _Style(book)
    _summary(style, report)
    _findings(style, report)
    _units(style, report)
    _ground(style, report)
    book.close()


class _Style:
    """The few formats of the workbook, and a way to write a table in them."""

    def __init__(self, book: Any) -> None:
        font = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
        self.book = book
        self.title = book.add_format({**font, "bold": True, "font_size": 14})
        self.head = book.add_format({**font, "bold": True, "text_wrap": True, "border": 1, "bg_color": "#EFECE6"})
        self.text = book.add_format({**font, "text_wrap": True, "border": 1})
        self.number = book.add_format({**font, "num_format": "#,##0", "border": 1})
        self.plain = book.add_format({**font, "text_wrap": True})

    def sheet(self, name: str, widths: Sequence[int]) -> Any:
        sheet = self.book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def table(self, sheet: Any, row: int, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        """Headings and rows from `row` on; returns the first free row."""
        for column, heading in enumerate(headings):
            sheet.write_string(row, column, heading, self.head)
        line = row
        for line, cells in enumerate(rows, start=row + 1):
            for column, cell in enumerate(cells):
                if isinstance(cell, int) and not isinstance(cell, bool):
                    sheet.write_number(line, column, cell, self.number)
                else:
                    sheet.write_string(line, column, "" if cell is None else str(cell), self.text)
        return line + 1


def _summary(style: _Style, report: Report) -> None:
    sheet = style.sheet("Tổng hợp", (44, 30, 14, 14))
    sheet.write_string(0, 0, "RÀ SOÁT KẾT QUẢ XẾP LOẠI", style.title)
    sheet.write_string(1, 0, headline(report), style.plain)
    sheet.write_string(2, 0, "Tệp: " + "; ".join(report.files), style.plain)
    rows = []
    for code, name in CODE_NAMES.items():
        severities = [finding.severity for finding in report.findings if finding.code == code]
        rows.append((name, code, severities.count("breach"), severities.count("warning")))
    free = style.table(sheet, 4, ("Nội dung", "Mã", "Vi phạm", "Cần xem lại"), rows)
    style.table(
        sheet, free + 1, ("Số đã xét", "", "", ""),
        [("Dòng", "", report.rows, ""), ("Nhóm tính tỷ lệ", "", report.groups, "")],
    )  # fmt: skip


def _findings(style: _Style, report: Report) -> None:
    headings = (
        "STT", "Mức độ", "Nội dung", "Năm", "Loại đối tượng", "Phạm vi", "Nhóm", "Đối tượng", "Phát hiện",
        "Việc cần làm", "Căn cứ", "Đã xác minh căn cứ", "Vị trí",
    )  # fmt: skip
    widths = (6, 12, 24, 7, 18, 14, 18, 16, 60, 44, 30, 12, 30)
    findings = report.findings
    for part in range(max(1, -(-len(findings) // SHEET_ROWS))):
        sheet = style.sheet("Phát hiện" if not part else f"Phát hiện {part + 1}", widths)
        sheet.freeze_panes(1, 0)
        rows = (
            (
                number,
                SEVERITY_NAMES[finding.severity],
                CODE_NAMES[finding.code],
                str(finding.year or ""),
                kind_name(finding.kind),
                finding.scope,
                finding.group,
                "; ".join(finding.subjects),
                finding.message,
                finding.remedy,
                finding.citation,
                "có" if finding.verified else "chưa",
                "; ".join(f"{Path(at.file).name} {at.sheet} {at.cell or f'dòng {at.row}'}" for at in finding.where),
            )
            for number, finding in enumerate(
                findings[part * SHEET_ROWS : (part + 1) * SHEET_ROWS], start=part * SHEET_ROWS + 1
            )
        )
        last = style.table(sheet, 0, headings, rows)
        sheet.autofilter(0, 0, max(1, last - 1), len(headings) - 1)


def _units(style: _Style, report: Report) -> None:
    """Each group with its counts, and the three readings beside each other; the share is written as a sum to check."""
    headings = (
        "Năm", "Loại đối tượng", "Phạm vi", "Đơn vị", "Nhóm", *_COUNTS, "Tỷ lệ tối đa (%)",
        *(f"So với {name}" for name in READING_NAMES.values()), "Cách tính (theo chữ)",
    )  # fmt: skip
    widths = (7, 24, 16, 30, 24, 10, 10, 10, 10, 12, 12, 10, 16, 16, 16, 28)
    groups = report.table()
    for part in range(max(1, -(-len(groups) // SHEET_ROWS))):
        sheet = style.sheet("Theo đơn vị" if not part else f"Theo đơn vị {part + 1}", widths)
        sheet.freeze_panes(1, 0)
        rows = (
            (
                str(each.year),
                kind_name(each.kind),
                each.scope,
                each.unit,
                each.group,
                each.total,
                each.excellent,
                each.good,
                each.completed,
                each.failed,
                each.not_rated,
                each.percent,
                *(yes_no(each.readings[name]) for name in READING_NAMES),
                _sum_to_check(each.excellent, each.good, each.percent),
            )
            for each in groups[part * SHEET_ROWS : (part + 1) * SHEET_ROWS]
        )
        last = style.table(sheet, 0, headings, rows)
        sheet.autofilter(0, 0, max(1, last - 1), len(headings) - 1)


def _sum_to_check(excellent: int | None, good: int | None, percent: int) -> str:
    """The ceiling as a sum in words, so that anyone can redo it; text, never a formula."""
    if excellent is None or good is None:
        return "nguồn không nêu đủ số"
    sign = "≤" if 100 * excellent <= percent * good else ">"
    return f"{excellent} × 100 {sign} {percent} × {good}"


def _ground(style: _Style, report: Report) -> None:
    """Trang dành cho người kiểm tra pháp lý: texts, values, readings, version, and what was not checked."""
    sheet = style.sheet("Căn cứ", (26, 40, 26, 12, 26, 34, 11, 50, 50, 34))
    sheet.write_string(0, 0, "CĂN CỨ VÀ NHỮNG GÌ CHƯA KIỂM TRA", style.title)
    row = 1
    for line in basis_lines(report):
        sheet.write_string(row, 0, line, style.plain)
        row += 1
    row = style.table(
        sheet, row + 1, ("Chưa kiểm tra được",), [(line,) for line in report.unchecked] or [("Không có",)]
    )  # fmt: skip
    row = style.table(sheet, row + 1, ("Ghi chú",), [(line,) for line in report.notes] or [("Không có",)])
    style.table(
        sheet,
        row + 1,
        (
            "Mã",
            "Quy tắc",
            "Áp dụng cho",
            "Từ ngày",
            "Giá trị",
            "Căn cứ",
            "Xác minh",
            "Trích, ý",
            "Cách đọc",
            "Trang giải thích",
        ),
        [
            (
                each.code,
                each.official,
                each.applies_to,
                f"{each.start:%d/%m/%Y}",
                each.value,
                each.citation,
                "có" if each.verified else "chưa",
                each.quote,
                each.reading,
                each.decision,
            )
            for each in report.grounds
        ],
    )
