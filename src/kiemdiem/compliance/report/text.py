"""Báo cáo trên màn hình lệnh: a table of findings, notes, what was not checked, and the ground."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kiemdiem.compliance.findings import Finding, Report
from kiemdiem.compliance.report.wording import CODE_NAMES, SEVERITY_NAMES, basis_lines, headline, kind_name, yes_no
from kiemdiem.regulation.sentences import number

SHOWN = 200  # findings in the table; all are counted, and all stand in JSON and .xlsx


def write_text(report: Report, out: IO[str], *, width: int | None = None, everything: bool = False) -> None:
    """Print the report; `everything` shows every finding, else the first of each kind up to `SHOWN`."""
    console = Console(file=out, width=width or (None if out.isatty() else 160), highlight=False, soft_wrap=False)
    console.print(f"[bold]Rà soát kết quả xếp loại[/bold]: {escape(headline(report))}")
    console.print(
        f"{number(len(report.files))} tệp, {number(report.rows)} dòng, {number(report.groups)} nhóm tính tỷ lệ, "
        f"năm {', '.join(str(year) for year in report.years)}."
    )
    if report.findings:
        console.print(_summary(report))
        shown = report.findings if everything else report.findings[:SHOWN]
        console.print(_findings(shown))
        if len(shown) < len(report.findings):
            console.print(
                f"… còn {number(len(report.findings) - len(shown))} phát hiện; xem đủ bằng --format xlsx hoặc json.\n"
            )
    _section(console, "Ghi chú", report.notes)
    _section(console, "Chưa kiểm tra được", report.unchecked or ["(mọi quy tắc đều đã áp dụng)"])
    _section(console, "Căn cứ", basis_lines(report))


def _summary(report: Report) -> Table:
    table = Table(box=SIMPLE_HEAD, title_justify="left")
    for heading in ("Nội dung", "Mã", "Vi phạm", "Cần xem lại"):
        table.add_column(heading, justify="right" if heading in ("Vi phạm", "Cần xem lại") else "left")
    for code, name in CODE_NAMES.items():
        of_code = [finding for finding in report.findings if finding.code == code]
        if of_code:
            breaches = sum(finding.severity == "breach" for finding in of_code)
            table.add_row(name, code, number(breaches), number(len(of_code) - breaches))
    return table


def _findings(findings: list[Finding]) -> Table:
    table = Table(box=SIMPLE_HEAD, show_lines=False)
    for heading, ratio in (("Mức", 1), ("Năm", 1), ("Nơi", 3), ("Phát hiện và việc cần làm", 9), ("Căn cứ", 4)):
        table.add_column(heading, ratio=ratio, overflow="fold")
    for finding in findings:
        table.add_row(
            SEVERITY_NAMES[finding.severity],
            str(finding.year or "?"),
            escape(_place(finding)),
            escape(f"{finding.message} {_readings(finding)}→ {finding.remedy}"),
            escape(finding.citation),
        )
    return table


def _place(finding: Finding) -> str:
    """Scope and group, and the first cell where the fault stands."""
    parts = [part for part in (finding.scope, finding.group) if part] or [kind_name(finding.kind)]
    if unit := finding.observed.get("unit"):
        parts = [f"{unit} ({finding.scope})"]
    if finding.where:
        first = finding.where[0]
        name = first.sheet or Path(first.file).name
        more = f" và {len(finding.where) - 1} ô khác" if len(finding.where) > 1 else ""
        parts.append(f"{name}: {first.cell or f'dòng {first.row}'}{more}")
    return "\n".join(parts)


def _readings(finding: Finding) -> str:
    readings = finding.observed.get("readings")
    if not readings:
        return ""
    good_only, better, rated = (yes_no(readings[name]) for name in ("good_only", "good_or_better", "all_rated"))
    return f"[so với “tốt”: {good_only}; “tốt trở lên”: {better}; số được xếp loại: {rated}] "


def _section(console: Console, title: str, lines: list[str]) -> None:
    if lines:
        console.print(f"[bold]{title}[/bold]")
        for line in lines:
            console.print(f"  - {escape(line)}")
