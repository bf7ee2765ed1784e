"""Nói lời từ chối: what is not right, on which clause, for whom, what would make it lawful."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language

from kiemdiem.ratings.checking import Finding
from kiemdiem.regulation import Kind, Law, rule_day
from kiemdiem.regulation.sentences import Place, explain
from kiemdiem.web.official import official

MOST_NAMES = 20


@dataclass(frozen=True, slots=True)
class Said:
    """Một điều đã nói thành lời."""

    code: str
    message: str
    remedy: str
    citation: str
    verified: bool
    quote: str
    names: tuple[str, ...]
    more: int
    facts: dict[str, object]
    group: str
    stops: bool


KEYS = {
    "quota.excellent": "quota.excellent_share",
    "rating.unreviewed": "review.before_rating",
    "discipline.not_failed": "discipline.not_failed",
}


def tell(findings: Iterable[Finding], year: int, law: Law) -> list[Said]:
    """Each finding in the reader's language, with the words of the clause."""
    language = get_language() or "vi"
    return [_said(each, year, law, "en" if language.startswith("en") else "vi") for each in findings]


def _said(finding: Finding, year: int, law: Law, language: str) -> Said:
    verdict, subject, group = finding.verdict, finding.subject, finding.group
    kind = subject.kind if subject else group.kind if group else ""
    place = Place(
        year=year,
        kind=kind,
        scope=official(group.name.removeprefix(f"{Kind(group.kind).official}, ")) if group else "",
        subject=subject.name if subject else "",
    )
    sentence = explain(verdict, place, language)
    names = finding.names or ((subject.name,) if subject else ())
    row = law.value(KEYS.get(verdict.code, verdict.code), rule_day(year), kind=Kind(kind) if kind else None)
    return Said(
        code=verdict.code,
        message=sentence.message,
        remedy=sentence.remedy,
        citation=verdict.citation,
        verified=verdict.verified,
        quote=row.quote,
        names=names[:MOST_NAMES],
        more=max(0, len(names) - MOST_NAMES),
        facts=dict(verdict.facts),
        group=official(group.name) if group else "",
        stops=finding.stops,
    )
