"""Một lượt rà soát: what every check shares, and where it puts what it found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kiemdiem.compliance.columns import HEADERS, Shape, Source
from kiemdiem.compliance.findings import Finding, Where
from kiemdiem.compliance.store import Store
from kiemdiem.regulation import Kind, Law, Severity, Verdict, rule_day
from kiemdiem.regulation.sentences import Place, explain, words

SHOWN = 20  # codes listed by name in a note; the rest are counted


@dataclass(slots=True)
class Context:
    """Ngữ cảnh: the store, the law, the years asked for, and the growing report."""

    store: Store
    law: Law
    sources: Sequence[Source]
    reading: str
    year: int | None
    years: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)

    def of(self, shape: Shape) -> list[Source]:
        """The sources of one shape."""
        return [source for source in self.sources if source.shape is shape]

    def day(self, year: int | None) -> date:
        """The rule day of a year; a row whose year can't be read is judged by the latest year asked for."""
        return rule_day(year if year is not None else max(self.years))

    def where(self, source: int, row: int, column: str = "") -> Where:
        """A place in a file; the cell of `column` where the file has it."""
        table = self.sources[source].table
        position = self.sources[source].columns.get(column)
        return Where(str(table.path), table.sheet, row, "" if position is None else table.cell(position, row))

    def found(
        self,
        verdict: Verdict,
        *,
        year: int | None,
        kind: str = "",
        scope: str | None = "",
        group: str | None = "",
        subjects: Iterable[str | None] = (),
        where: Iterable[Where] = (),
        **extra: Any,
    ) -> None:
        """Record a failed verdict, in words; `extra` is added to what was observed."""
        named = tuple(str(subject) for subject in subjects if subject is not None)
        place = Place(self.day(year).year, kind, str(scope or ""), str(group or ""), named[0] if named else "")
        facts = {**verdict.facts, **extra}
        sentence = explain(
            Verdict(
                verdict.ok, verdict.code, verdict.severity, verdict.verified, verdict.citation, verdict.variant, facts
            ),
            place,
        )
        doubt = "" if verdict.verified else f" {words('vi')['doubt']}"
        self.findings.append(
            Finding(
                code=verdict.code,
                severity=verdict.severity.value,
                verified=verdict.verified,
                year=year,
                kind=kind,
                scope=place.scope,
                group=place.group,
                subjects=named,
                observed=facts,
                citation=verdict.citation,
                where=tuple(where),
                message=sentence.message + doubt,
                remedy=sentence.remedy,
            )
        )

    def not_checked(self, code: str, why: str) -> None:
        """Record, once, a rule that could not be applied and why."""
        line = f"{code}: {why}"
        if line not in self.unchecked:
            self.unchecked.append(line)

    def note(self, line: str) -> None:
        """Record a note, once."""
        if line not in self.notes:
            self.notes.append(line)

    def lacks(self, code: str, keys: Sequence[str], sources: Iterable[Source]) -> None:
        """Say which of the columns a rule needs are missing where."""
        for source in sources:
            missing = [HEADERS[source.shape][key] for key in keys if key not in source.columns]
            if missing:
                self.not_checked(code, f"thiếu cột {', '.join(missing)} ({source.label})")

    def has_rule(self, key: str, year: int, kind: Kind | None = None) -> bool:
        """Whether the law of that year has the rule at all."""
        return self.law.value(key, rule_day(year), kind=kind).severity is not Severity.NONE


def listed(codes: Sequence[str]) -> str:
    """Codes for a note: the first by name, the rest counted."""
    more = f" và {len(codes) - SHOWN} mã khác" if len(codes) > SHOWN else ""
    return ", ".join(codes[:SHOWN]) + more
