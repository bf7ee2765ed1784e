"""Tham số có hiệu lực theo ngày: dated values with their citation, quote, reading and doubt in one row.

One YAML file is one parameter; its path below `parameters/` is its key, so
`parameters/quota/excellent_share.yaml` is `quota.excellent_share`. A row holds from its `from` until the
next row of the same kinds; a day no row covers raises `NotInForce`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from kiemdiem.regulation.levels import Kind
from kiemdiem.regulation.verdicts import NotInForce, Severity

_OWN_FIELDS = {
    "from", "to", "kinds", "scopes", "severity", "variant", "cite", "verified", "quote", "reading", "decision",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """Một dòng tham số: the value in force from a day on, with its ground.

    `cite` holds "text key, clause" strings, national text first; `values` the numbers and dates of the
    row under their own names; `kinds` and `scopes` are empty when the row holds for all; `variant` names
    the sentence of years whose words differ, "" for the usual one.
    """

    key: str
    start: date
    end: date | None
    kinds: frozenset[Kind]
    scopes: frozenset[str]
    severity: Severity
    variant: str
    cite: tuple[str, ...]
    verified: bool
    quote: str
    reading: str
    decision: str
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def spans(self, on: date) -> bool:
        """Whether the day lies between this row's first and last."""
        return self.start <= on and (self.end is None or on <= self.end)

    def covers(self, on: date, kind: Kind | None, scope: str | None) -> bool:
        """Whether this row holds on that day, for that kind of subject, within that scope."""
        return (
            self.spans(on)
            and (not self.kinds or kind is None or kind in self.kinds)
            and (not self.scopes or scope in self.scopes)
        )


def read_row(key: str, row: Mapping[str, Any]) -> Parameter:
    """One YAML row to a `Parameter`; raises KeyError, TypeError or ValueError when a field is missing or odd."""
    if not isinstance(row["from"], date):
        raise TypeError(f"from: {row['from']!r}")
    return Parameter(
        key=key,
        start=row["from"],
        end=row.get("to"),
        kinds=frozenset(Kind(kind) for kind in row.get("kinds", ())),
        scopes=frozenset(str(scope) for scope in row.get("scopes", ())),
        severity=Severity(row.get("severity", "breach")),
        variant=str(row.get("variant", "")),
        cite=tuple(row["cite"]),
        verified=bool(row["verified"]),
        quote=str(row["quote"]).strip(),
        reading=str(row["reading"]).strip(),
        decision=str(row.get("decision", "")),
        values=MappingProxyType({name: value for name, value in row.items() if name not in _OWN_FIELDS}),
    )


def in_force(rows: Iterable[Parameter], on: date, kind: Kind | None, scope: str | None) -> Parameter | None:
    """The latest row that covers the day; a row for named scopes goes before one for all."""
    fitting = [row for row in rows if row.covers(on, kind, scope)]
    return max(fitting, key=lambda row: (bool(row.scopes), row.start), default=None)


@cache
def national() -> Mapping[str, tuple[Parameter, ...]]:
    """Every national parameter by key, read once from the files shipped with the package."""
    return MappingProxyType(
        {key: tuple(read_row(key, row) for row in data["values"]) for key, data in _contents().items()}
    )


@cache
def official_names() -> Mapping[str, str]:
    """What each parameter is called in the field's own words, by key."""
    return MappingProxyType({key: str(data["official"]) for key, data in _contents().items()})


def missing(key: str, on: date) -> NotInForce:
    """The refusal for a day that no row covers."""
    return NotInForce(f"Không có quy định nào về “{key}” có hiệu lực vào ngày {on:%d/%m/%Y}.")


@cache
def _contents() -> Mapping[str, Any]:
    root = files("kiemdiem.regulation") / "parameters"
    return {
        f"{folder.name}.{source.name.removesuffix('.yaml')}": yaml.load(
            source.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
        )
        for folder in sorted(root.iterdir(), key=lambda entry: entry.name)
        for source in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if source.name.endswith(".yaml")
    }
