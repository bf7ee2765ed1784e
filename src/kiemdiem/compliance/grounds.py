"""Căn cứ đã dùng: the rows of the law a report rests on, for the page that a jurist reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kiemdiem.compliance.findings import Ground
from kiemdiem.regulation import Kind, Law, NotInForce, rule_day
from kiemdiem.regulation.parameters import Parameter, national, official_names

CODE_OF = {
    "eligibility.exempt": "ineligible.rated",
    "eligibility.suspended": "ineligible.rated",
    "eligibility.under_six_months": "ineligible.rated",
    "eligibility.last_admission_day": "ineligible.rated",
    "eligibility.unrated": "eligible.unrated",
    "quota.excellent_share": "quota.excellent",
    "discipline.not_failed": "discipline.not_failed",
    "data.duplicate_subject": "duplicate.subject",
    "data.totals_mismatch": "totals.mismatch",
    "data.value_unknown": "value.unknown",
}


def grounds(law: Law, years: Sequence[int]) -> list[Ground]:
    """Every row of every parameter that the law of those years applies, each once."""
    seen: dict[tuple[str, object, frozenset[Kind]], Ground] = {}
    for year in years:
        on = rule_day(year)
        for key in (*national(), *law.overlay.parameters):
            for kind in Kind:
                try:
                    row = law.value(key, on, kind=kind)
                except NotInForce:
                    continue
                seen.setdefault((key, row.start, row.kinds), _ground(law, key, row, year))
    return list(seen.values())


def _ground(law: Law, key: str, row: Parameter, year: int) -> Ground:
    code = CODE_OF.get(key, key)
    return Ground(
        code=code,
        official=official_names().get(key, key),
        applies_to=", ".join(sorted(kind.official for kind in row.kinds)) or "mọi loại đối tượng",
        start=row.start,
        value=_value(row.values),
        citation=law.cited(code, row, rule_day(year)),
        verified=row.verified,
        quote=row.quote,
        reading=row.reading,
        decision=row.decision,
    )


def _value(values: Mapping[str, Any]) -> str:
    return "; ".join(f"{name} = {value}" for name, value in values.items())
