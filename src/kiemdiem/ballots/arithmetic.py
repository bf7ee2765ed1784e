"""Số học của kiểm phiếu: what must add up, what has to be explained, and where two counts differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from kiemdiem.regulation import Level

SLIPS = ("printed", "issued", "returned", "valid", "invalid")
CHOICES = (*(level.key for level in reversed(Level)), "blank")
MOST = 999_999


@dataclass(frozen=True, slots=True)
class Figures:
    """Số liệu kiểm phiếu: slips, and for each item the votes by level and the lines left blank or spoilt."""

    printed: int
    issued: int
    returned: int
    valid: int
    invalid: int
    votes: Mapping[str, Mapping[str, int]]

    def plain(self) -> dict[str, Any]:
        """For a JSON column and the record."""
        return {name: getattr(self, name) for name in SLIPS} | {
            "votes": {key: {choice: row[choice] for choice in CHOICES} for key, row in self.votes.items()}
        }

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Figures:
        """The same figures again."""
        return cls(**plain)


def wrong(figures: Figures, titles: Mapping[str, str], *, entitled: int, present: int) -> list[str]:
    """Điều không thể đúng: one sentence each, with both figures; empty when everything adds up."""
    chain = (
        (_("số người có quyền bỏ phiếu"), entitled),
        (_("số người có mặt"), present),
        (_("số phiếu phát ra"), figures.issued),
        (_("số phiếu thu về"), figures.returned),
    )
    found = [_exceeds(less, below, more, above) for (more, above), (less, below) in pairwise(chain) if below > above]
    if figures.issued > figures.printed:
        found.append(_exceeds(_("số phiếu phát ra"), figures.issued, _("số phiếu in"), figures.printed))
    if figures.valid + figures.invalid != figures.returned:
        found.append(
            _(
                "Phiếu hợp lệ (%(valid)s) cộng phiếu không hợp lệ (%(invalid)s) phải bằng phiếu thu về (%(returned)s); "
                "hãy đếm lại các phiếu."
            )
            % {"valid": figures.valid, "invalid": figures.invalid, "returned": figures.returned}
        )
    for key, title in titles.items():
        cast = sum(figures.votes[key].values())
        if cast != figures.valid:
            found.append(
                _(
                    "%(title)s: tổng số phiếu bốn mức và để trống (%(cast)s) phải bằng số phiếu hợp lệ (%(valid)s); "
                    "hãy kiểm lại dòng này."
                )
                % {"title": title, "cast": cast, "valid": figures.valid}
            )
    return found


def unusual(figures: Figures, *, present: int, invalid_percent: int) -> list[str]:
    """Điều cần giải thích: possible, but the minutes have to say why."""
    found = []
    if figures.issued != present:
        found.append(
            _("Số phiếu phát ra (%(issued)s) khác số người có mặt (%(present)s); hãy ghi lý do.")
            % {"issued": figures.issued, "present": present}
        )
    if figures.invalid * 100 > invalid_percent * figures.returned:
        found.append(
            _("Phiếu không hợp lệ (%(invalid)s trong %(returned)s) quá %(percent)s%%; hãy ghi lý do.")
            % {"invalid": figures.invalid, "returned": figures.returned, "percent": invalid_percent}
        )
    return found


def differing(one: Figures, other: Figures) -> list[tuple[str, str]]:
    """Chỗ hai lần nhập khác nhau, as (key of the item or "", name of the figure); never the figures themselves."""
    found = [("", name) for name in SLIPS if getattr(one, name) != getattr(other, name)]
    for key in one.votes:
        found += [(key, choice) for choice in CHOICES if one.votes[key][choice] != other.votes[key][choice]]
    return found


def complete(figures: Figures, keys: Iterable[str]) -> bool:
    """Đủ mọi dòng, mọi ô, số không âm: what a form may have left out."""
    rows = [figures.votes.get(key) for key in keys]
    if len(figures.votes) != len(rows) or not all(row is not None and set(row) == set(CHOICES) for row in rows):
        return False
    numbers = [getattr(figures, name) for name in SLIPS] + [each for row in rows if row for each in row.values()]
    return all(type(each) is int and 0 <= each <= MOST for each in numbers)


def _exceeds(less: str, below: int, more: str, above: int) -> str:
    words = {"less": less[:1].upper() + less[1:], "below": below, "more": more, "above": above}
    return _("%(less)s (%(below)s) không thể nhiều hơn %(more)s (%(above)s); hãy đối chiếu lại.") % words
