"""Thiết lập tỷ lệ của cấp có thẩm quyền: reading, rounding, small groups and a higher share, by a numbered decision.

The text fixes none of the three (decision 0037); what a competent level has decided for its own scope is laid over the
law for that scope and kind, and says whose decision it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from kiemdiem.regulation.law import Law
from kiemdiem.regulation.levels import Kind
from kiemdiem.regulation.overlays import Overlay
from kiemdiem.regulation.parameters import Parameter
from kiemdiem.regulation.rules.quota import READINGS, ROUNDINGS, Ceiling
from kiemdiem.regulation.texts import Text

SHARE = "quota.excellent_share"


@dataclass(frozen=True, slots=True)
class Terms:
    """Một thiết lập: for a scope and kind, with the number, day and ground of the decision; None keeps the law's."""

    scope: str
    kind: Kind
    decision_no: str
    decided_on: date
    ground: str
    percent: int | None = None
    reading: str = ""
    rounding: str = ""
    small_below: int | None = None
    small_allowed: int | None = None

    @property
    def small_group(self) -> Mapping[str, int] | None:
        """Nhóm nhỏ."""
        if self.small_below is None or self.small_allowed is None:
            return None
        return {"below": self.small_below, "allowed": self.small_allowed}


@dataclass(frozen=True, slots=True)
class BadTerms(ValueError):
    """Thiết lập không hợp lệ: what is wrong with it, by a key the page puts into words, with its figures."""

    key: str
    figures: Mapping[str, int]


def check(terms: Terms, law: Law, on: date) -> None:
    """Raises BadTerms for a share above what the law of that day lets an authority decide, or a rule of small groups
    that would give a small group more than the next larger one."""
    row = law.value(SHARE, on, kind=terms.kind)
    if terms.percent is not None and not 0 < terms.percent <= row["percent_by_decision"]:
        raise BadTerms("percent", {"most": row["percent_by_decision"], "year": on.year})
    if terms.reading not in ("", *READINGS):
        raise BadTerms("reading", {})
    if terms.rounding not in ("", *ROUNDINGS):
        raise BadTerms("rounding", {})
    if (terms.small_below is None) != (terms.small_allowed is None):
        raise BadTerms("small_half", {})
    if terms.small_below is not None and terms.small_allowed is not None:
        most = Ceiling(terms.percent or row["percent"], terms.rounding or "down").allows(terms.small_below)
        if not 0 < terms.small_allowed <= most:
            raise BadTerms("small_group", {"below": terms.small_below, "most": most})


def with_terms(law: Law, terms: Iterable[Terms], on: date) -> Law:
    """The law with these settings laid over it; the later decision goes before the earlier one."""
    texts, rows = dict(law.overlay.texts), list(law.overlay.parameters.get(SHARE, ()))
    last = {(each.scope, each.kind): each for each in sorted(terms, key=lambda one: one.decided_on)}
    for each in last.values():
        text = _text(each)
        texts[text.key] = text
        rows.append(_row(each, text, law, on))
    if len(texts) == len(law.overlay.texts):
        return law
    parameters = MappingProxyType({**law.overlay.parameters, SHARE: tuple(rows)})
    overlay = law.overlay
    return Law(Overlay(overlay.name, overlay.title, MappingProxyType(texts), overlay.citations, parameters))


def _text(terms: Terms) -> Text:
    return Text(
        key=f"decision:{terms.decision_no}:{terms.decided_on}",
        number=terms.decision_no,
        role="local",
        issuer="",
        title="",
        signed=terms.decided_on,
        start=terms.decided_on,
        end=None,
        replaces=(),
        verified=False,
    )


def _row(terms: Terms, text: Text, law: Law, on: date) -> Parameter:
    """The law's own row with what was decided in the place of it; unverified where the text itself is left."""
    base = law.value(SHARE, on, kind=terms.kind)
    values = dict(base.values) | {"decision_no": terms.decision_no}
    for name, value in (
        ("percent", terms.percent),
        ("reading_by_decision", terms.reading),
        ("rounding", terms.rounding),
        ("small_group", terms.small_group),
    ):
        if value:
            values[name] = value
    by_text = not (terms.rounding not in ("", "down") or terms.small_group or terms.reading)
    return replace(
        base,
        start=on,
        end=on,
        kinds=frozenset({terms.kind}),
        scopes=frozenset({terms.scope}),
        cite=(*base.cite, text.key),
        verified=base.verified and by_text,
        reading=terms.ground or base.reading,
        values=MappingProxyType(values),
    )
