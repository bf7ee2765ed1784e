"""Kết quả rà soát: findings, and the report that carries them with its ground."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

CODES = (
    "quota.excellent",
    "head.above_collective",
    "collective.above_organisation",
    "discipline.not_failed",
    "civil.mismatch",
    "sick_leave.above_completed",
    "ineligible.rated",
    "eligible.unrated",
    "organisation.subordinates",
    "decision.order",
    "duplicate.subject",
    "totals.mismatch",
    "value.unknown",
    "decision.late",
)


@dataclass(frozen=True, slots=True)
class Where:
    """Vị trí trong tệp: the file, the sheet ("" where there is none), the row as a person counts it, the cell."""

    file: str
    sheet: str
    row: int
    cell: str

    def as_json(self) -> dict[str, Any]:
        return {"file": self.file, "sheet": self.sheet, "row": self.row, "cell": self.cell}


@dataclass(frozen=True, slots=True)
class Finding:
    """Một phát hiện: one group, one head, one subject or one cell that a rule says no to."""

    code: str
    severity: str
    verified: bool
    year: int | None
    kind: str
    scope: str
    group: str
    subjects: tuple[str, ...]
    observed: Mapping[str, Any]
    citation: str
    where: tuple[Where, ...]
    message: str
    remedy: str

    def as_json(self) -> dict[str, Any]:
        """The shape other programs rely on (docs/files.md)."""
        return {
            "code": self.code,
            "severity": self.severity,
            "verified": self.verified,
            "year": self.year,
            "kind": self.kind,
            "scope": self.scope,
            "group": self.group,
            "subjects": list(self.subjects),
            "observed": dict(self.observed),
            "citation": self.citation,
            "where": [each.as_json() for each in self.where],
            "message": self.message,
            "remedy": self.remedy,
        }


@dataclass(frozen=True, slots=True)
class Group:
    """Một nhóm tính tỷ lệ: its counts and what each reading says of it; for the report by unit."""

    year: int
    kind: str
    scope: str
    group: str
    unit: str
    excellent: int | None
    good: int | None
    completed: int | None
    failed: int | None
    not_rated: int | None
    total: int | None
    percent: int
    readings: Mapping[str, bool | None]


@dataclass(frozen=True, slots=True)
class Ground:
    """Một tham số đã dùng: which value was applied, from which day, by which clause and reading."""

    code: str
    official: str
    applies_to: str
    start: date
    value: str
    citation: str
    verified: bool
    quote: str
    reading: str
    decision: str


@dataclass(slots=True)
class Basis:
    """Căn cứ của báo cáo: what it was judged by, so that a jurist can check it."""

    program: str
    texts: list[str]
    overlay: str | None
    reading: str

    def as_json(self) -> dict[str, Any]:
        return {"program": self.program, "texts": self.texts, "overlay": self.overlay, "reading": self.reading}


@dataclass(slots=True)
class Report:
    """Báo cáo rà soát: everything every form of output is made from."""

    files: list[str]
    rows: int
    groups: int
    years: list[int]
    basis: Basis
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    table: Callable[[], list[Group]] = list
    grounds: list[Ground] = field(default_factory=list)
    local_texts: str = ""

    def count(self, severity: str) -> int:
        """How many findings have that severity."""
        return sum(finding.severity == severity for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        """The shape other programs rely on (docs/files.md)."""
        return {
            "files": self.files,
            "rows": self.rows,
            "groups": self.groups,
            "years": self.years,
            "basis": self.basis.as_json(),
            "findings": [finding.as_json() for finding in self.findings],
            "notes": self.notes,
            "unchecked": self.unchecked,
        }
