"""Đối tượng của đợt: who is reviewed, who is rated, and with which ground one is left out; no database here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kiemdiem.organisations.kinds import Standing
from kiemdiem.regulation import Exemption, Kind, Law, Severity
from kiemdiem.regulation.rules import ineligible_is_unrated, is_under_six_months


@dataclass(frozen=True, slots=True)
class Place:
    """Diện của một đối tượng: reviewed, rated, and the reason with its clause when not."""

    reviewed: bool = True
    rated: bool = True
    reason: str = ""
    cite: str = ""


IN = Place()
BEYOND = "Cấp trên của %(root)s quyết định xếp loại"
_STANDINGS = {Standing.EXEMPT: Exemption.EXEMPT, Standing.SUSPENDED: Exemption.SUSPENDED}


def member(standing: str, admitted: date | None, law: Law, on: date) -> Place:
    """Đảng viên: exempt and suspended ones are neither reviewed nor rated; the newly admitted are reviewed only."""
    exemption = _STANDINGS.get(Standing(standing))
    if exemption is not None:
        return _left_out(Kind.MEMBER, exemption, law, on, reviewed=False)
    return since(Kind.MEMBER, admitted, law, on)


def since(kind: Kind, day: date | None, law: Law, on: date) -> Place:
    """Mới kết nạp, mới thành lập: under six months is reviewed for that time and not rated."""
    if day is None or not is_under_six_months(kind, day, law, on):
        return IN
    return _left_out(kind, Exemption.UNDER_SIX_MONTHS, law, on, reviewed=True)


def beyond(root: str) -> Place:
    """Do cấp trên của nơi mở đợt quyết định: reviewed here, rated there."""
    return Place(rated=False, reason=BEYOND % {"root": root})


def in_words(exemption: Exemption) -> str:
    """Lý do như được ghi ở đối tượng."""
    return exemption.official[0].upper() + exemption.official[1:]


def _left_out(kind: Kind, exemption: Exemption, law: Law, on: date, *, reviewed: bool) -> Place:
    """Only a breach keeps somebody out: where that year's law has no such rule, or nobody has read it, all stay."""
    verdict = ineligible_is_unrated(kind, exemption, law, on)
    if verdict.ok or verdict.severity is not Severity.BREACH:
        return IN
    return Place(reviewed, rated=False, reason=in_words(exemption), cite=verdict.citation)
