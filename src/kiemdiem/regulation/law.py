"""Bộ quy định: the national law with, laid over it, one locality's own texts and parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kiemdiem.regulation import parameters, texts
from kiemdiem.regulation.levels import Kind
from kiemdiem.regulation.overlays import NO_OVERLAY, Overlay
from kiemdiem.regulation.parameters import Parameter
from kiemdiem.regulation.texts import Text
from kiemdiem.regulation.verdicts import Severity, Verdict

UNVERIFIED_MARK = " (chưa xác minh)"


@dataclass(frozen=True, slots=True)
class Law:
    """Bộ quy định áp dụng: values, severities and citations by day; pure, no clock and no default."""

    overlay: Overlay = NO_OVERLAY

    def value(self, key: str, on: date, *, kind: Kind | None = None, scope: str | None = None) -> Parameter:
        """The row of a parameter in force that day; the locality's own row goes before the national one.

        Raises NotInForce when no row covers the day, the kind or the scope.
        """
        for rows in (self.overlay.parameters.get(key, ()), parameters.national().get(key, ())):
            row = parameters.in_force(rows, on, kind, scope)
            if row is not None:
                return row
        raise parameters.missing(key, on)

    def text(self, key: str) -> Text:
        """A text by its key, national or of the locality; KeyError when there is none."""
        return self.overlay.texts.get(key) or texts.national()[key]

    def cited(self, code: str, row: Parameter, on: date) -> str:
        """Căn cứ: the clauses of the row, then those the locality adds for this code on that day."""
        added = [extra for extra in self.overlay.citations if extra.code == code and extra.covers(on)]
        clauses = [self._clause(cite) for cite in row.cite]
        clauses += [self._clause(extra.cite) + ("" if extra.verified else UNVERIFIED_MARK) for extra in added]
        return "; ".join(clauses)

    def grounds(self, code: str, on: date, *, parameter: str = "") -> str:
        """Căn cứ như trang dẫn: national clauses, marked while nobody has read them, then the locality's."""
        row = self.value(parameter or code, on)
        clauses = self.cited(code, row, on).split("; ")
        national, local = clauses[: len(row.cite)], clauses[len(row.cite) :]
        return "; ".join(["; ".join(national) + ("" if row.verified else UNVERIFIED_MARK), *local])

    def verdict(
        self,
        code: str,
        row: Parameter,
        on: date,
        *,
        ok: bool | None,
        severity: Severity | None = None,
        variant: str = "",
        facts: Mapping[str, Any] | None = None,
    ) -> Verdict:
        """A verdict under that row: its severity unless another is given, its citation and its doubt."""
        return Verdict(
            ok=ok,
            code=code,
            severity=severity or row.severity,
            verified=row.verified,
            citation=self.cited(code, row, on),
            variant=variant,
            facts=facts or {},
        )

    def _clause(self, cite: str) -> str:
        key, _, clause = cite.partition(", ")
        number = self.text(key).number
        return f"{number}, {clause}" if clause else number
