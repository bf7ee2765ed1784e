"""Báo cáo dạng JSON: the shape other programs rely on, one finding a line."""

from __future__ import annotations

import json
from typing import IO

from kiemdiem.compliance.findings import Report


def write_json(report: Report, out: IO[str]) -> None:
    """Write the report; findings are written one by one, so a long report needs no second copy in memory."""
    whole = report.as_json()
    findings = whole.pop("findings")
    head = json.dumps(whole, ensure_ascii=False, indent=1)
    out.write(head[:-2] + ',\n "findings": [')
    for number, finding in enumerate(findings):
        out.write((",\n  " if number else "\n  ") + json.dumps(finding, ensure_ascii=False))
    out.write("\n ]\n}\n")
