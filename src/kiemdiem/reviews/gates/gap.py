"""Điều còn thiếu và điều đã đủ: what a gate answers, with the clause it stands on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kiemdiem.regulation import Severity, Verdict

SHOWN = 5  # names in a sentence
PEOPLE, COMMENTS, ITEMS, CONCLUSION = "phan-1", "phan-2", "phan-3", "phan-4"  # parts of the record


@dataclass(frozen=True, slots=True)
class Gap:
    """Một điều còn thiếu: the sentence, what it is about and how to mend it, its clause, the part of the record.

    `stops` is false for what is only to be heeded.
    """

    sentence: str
    detail: str = ""
    clause: str = ""
    anchor: str = PEOPLE
    code: str = ""
    stops: bool = True

    @property
    def part(self) -> str:
        """Number of the part, for the link to it."""
        return self.anchor.removeprefix("phan-")


@dataclass(frozen=True, slots=True)
class Met:
    """Một điều đã đủ."""

    words: str


@dataclass(frozen=True, slots=True)
class Checked:
    """Kết quả xét: what is missing, what is to be heeded, what is there."""

    gaps: list[Gap]
    cares: list[Gap]
    met: list[str]


def judged(verdict: Verdict, met: str, gaps: Iterable[tuple[str, str]], anchor: str) -> list[Gap | Met]:
    """Gaps (sentence, detail) of a failed verdict with its clause, or what is there; nothing where nothing is asked."""
    if verdict.severity is Severity.NONE:
        return []
    if verdict.ok is not False:
        return [Met(met)] if met else []
    clause, stops = clause_of(verdict), verdict.severity is Severity.BREACH
    return [Gap(sentence, detail, clause, anchor, verdict.code, stops) for sentence, detail in gaps]


def clause_of(verdict: Verdict) -> str:
    """Căn cứ; the national clause marked when nobody has read it. The locality's own follow, with their own marks."""
    if verdict.verified:
        return verdict.citation
    national, _sign, local = verdict.citation.partition("; ")
    marked = f"{national} {_('(chờ đối chiếu bản gốc)')}"
    return f"{marked}; {local}" if local else marked


def listed(names: Sequence[str]) -> str:
    """Tên, the first few of them, and how many more."""
    shown = ", ".join(names[:SHOWN])
    more = len(names) - SHOWN
    return _("%(names)s và %(more)s nơi khác, người khác") % {"names": shown, "more": more} if more > 0 else shown
