"""Ghi sổ vào hệ thống: all of it or nothing; the same book twice changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from kiemdiem.accounts.actions import RECEIVE
from kiemdiem.cycles.models import Place
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import record
from kiemdiem.reviews.cellbook import sheets
from kiemdiem.reviews.cellbook.applying import Applying
from kiemdiem.reviews.cellbook.book import At, Book, Target
from kiemdiem.reviews.cellbook.compose import compose
from kiemdiem.reviews.cellbook.merge import Change, Problem, Sent, merge
from kiemdiem.reviews.meetings.planning import locked
from kiemdiem.reviews.models import Meeting


@dataclass(slots=True)
class Outcome:
    """Kết quả ghi: what changed, or why nothing was; `meeting` is the one recorded."""

    book: Book
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    meeting: Meeting | None = None

    @property
    def collisions(self) -> list[Change]:
        """Ô người khác cũng vừa ghi, still to be chosen."""
        return [each for each in self.changes if each.collides]

    @property
    def sound(self) -> bool:
        """Whether all of it can be, or was, written."""
        return not self.problems and not self.collisions


class _TakenBack(Exception):
    """Nothing of it stays."""


def hand_out(target: Target, path: Path, *, by: Actor, at: datetime) -> None:
    """Giao sổ cho người nhận bản kiểm điểm ở đó; taking it out is written down. Raises PermissionDenied."""
    if not by.may(RECEIVE, target.place.path):
        raise PermissionDenied
    sheets.write(compose(target, localdate(at), by), path, at=at)
    facts = {"of": target.name}
    with transaction.atomic():  # short: on SQLite nobody else writes meanwhile
        record("cellbook.handed_out", by=by, about=f"place:{target.place.pk}", path=target.place.path, facts=facts)


def rehearse(target: Target, sent: Sent, chosen: Mapping[At, bool], *, by: Actor, at: datetime) -> Outcome:
    """Xem trước: the whole of `apply`, taken back; what it would refuse is refused here."""
    return _run(target, sent, chosen, by, at, keep=False)


def apply(target: Target, sent: Sent, chosen: Mapping[At, bool], *, by: Actor, at: datetime) -> Outcome:
    """Ghi cả sổ hoặc không ghi gì: `sound` says which. Raises PermissionDenied, and WrongState for a closed year."""
    return _run(target, sent, chosen, by, at, keep=True)


def _run(target: Target, sent: Sent, chosen: Mapping[At, bool], by: Actor, at: datetime, *, keep: bool) -> Outcome:
    if not by.may(RECEIVE, target.place.path):
        raise PermissionDenied
    try:
        with transaction.atomic():
            outcome = _write(target, sent, chosen, by, at)
            if not (keep and outcome.sound):
                raise _TakenBack
    except _TakenBack:
        pass
    return outcome


def _write(target: Target, sent: Sent, chosen: Mapping[At, bool], by: Actor, at: datetime) -> Outcome:
    target.cycle.must_be_open()
    Place.objects.select_for_update().get(pk=target.place.pk)  # whoever sends the same book waits here
    if target.meeting:
        target = replace(target, meeting=locked(target.meeting, by))
    book = compose(target, localdate(at), by)
    done = merge(book, sent, chosen)
    outcome = Outcome(book, done.changes, done.problems, target.meeting)
    if outcome.sound and done.values_change:
        applying = Applying(book, done, sent, by, at)
        applying.run()
        outcome.problems, outcome.meeting = applying.problems, applying.meeting
    return outcome
