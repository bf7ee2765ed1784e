"""Fifty at once, many times over: threads that keep their connections, and a town put back to where it stood."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from threading import Barrier

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from kiemdiem.cycles.models import Cycle, Headship, Place, QuotaGroup, QuotaSetting, Subject, Tally
from kiemdiem.ledger.refusals import RuleBroken, WrongState
from kiemdiem.ratings.models import Case, Decision, DecisionLine
from kiemdiem.regulation import Level
from ratings.cast import NOON

LONG = "KIEMDIEM_SEEDS"
SIGNED = date(2022, 12, 20)
Answer = str | BaseException


def seeds(usual: int = 2) -> range:
    """How often a test is played, each time with other dice; `make long` sets it high."""
    return range(int(os.environ.get(LONG, usual)))


class Crowd:
    """Threads with a connection each, that all begin at the same moment."""

    def __init__(self, threads: int) -> None:
        self._pool = ThreadPoolExecutor(threads)
        self._threads = threads

    def at_once(self, acts: Sequence[Callable[[], object]]) -> list[Answer]:
        """What each came to: a word, or the error nobody expected."""
        assert len(acts) <= self._threads
        start = Barrier(len(acts))

        def alone(act: Callable[[], object]) -> Answer:
            start.wait(timeout=60)
            return outcome(act)

        return list(self._pool.map(alone, acts))

    def close(self) -> None:
        everyone = Barrier(self._threads)

        def leave(_: int) -> None:
            everyone.wait(timeout=60)
            connection.close()

        list(self._pool.map(leave, range(self._threads)))
        self._pool.shutdown()


@contextmanager
def crowd(threads: int) -> Iterator[Crowd]:
    """A crowd, sent home at the end."""
    made = Crowd(threads)
    try:
        yield made
    finally:
        made.close()


def outcome(act: Callable[[], object]) -> Answer:
    """Done, or lawfully refused; everything else is an error and comes back as it is."""
    try:
        act()
    except RuleBroken as refusal:
        return refusal.verdict.code
    except WrongState:
        return "out of turn"
    except PermissionDenied:
        return "not theirs"
    except Exception as error:  # what a deadlock, a lost lock or a broken constraint raises
        return error
    return "done"


@dataclass
class Town:
    """The rows as they stood; `back` puts them there again, without building the town anew."""

    cycle: Cycle
    subjects: dict[int, Subject] = field(init=False)
    groups: list[QuotaGroup] = field(init=False)
    tallies: list[Tally] = field(init=False)
    headships: list[Headship] = field(init=False)
    in_force: list[int] = field(init=False)
    last: int = field(init=False)

    def __post_init__(self) -> None:
        self.subjects = {each.pk: each for each in Subject.objects.all()}
        self.groups, self.tallies = list(QuotaGroup.objects.all()), list(Tally.objects.all())
        self.headships = list(Headship.objects.all())
        self.in_force = list(DecisionLine.objects.filter(in_force=True).values_list("pk", flat=True))
        self.last = Decision.objects.order_by("-pk").values_list("pk", flat=True)[0]

    @transaction.atomic
    def back(self) -> None:
        """Everything done since is gone, but the ledger."""
        for rows in (
            Case.objects.all(),
            DecisionLine.objects.filter(decision__gt=self.last),
            Decision.objects.filter(pk__gt=self.last),
            QuotaSetting.objects.all(),
            Headship.objects.all(),
            Tally.objects.all(),
        ):
            rows._raw_delete(rows.db)
        DecisionLine.objects.filter(pk__in=self.in_force).update(in_force=True)
        Headship.objects.bulk_create(self.headships)
        Tally.objects.bulk_create(self.tallies)
        held = {each.pk: each for each in Subject.objects.all()}
        kept = ("group_id", "level", "state", "heads", "authority", "authority_path", "place", "path", "rated",
                "reviewed", "reason")  # fmt: skip
        changed = [
            old
            for pk, old in self.subjects.items()
            if any(getattr(old, name) != getattr(held[pk], name) for name in kept)
        ]
        Subject.objects.bulk_update(changed, [name.removesuffix("_id") for name in kept])
        added = Subject.objects.exclude(pk__in=self.subjects)
        added._raw_delete(added.db)
        new = QuotaGroup.objects.exclude(pk__in=[each.pk for each in self.groups])
        Place.objects.filter(members_group__in=new).update(members_group=None)
        new._raw_delete(new.db)
        QuotaGroup.objects.bulk_update(
            self.groups, ["excellent", "good", "completed", "failed", "over", "room", "terms"]
        )


def drafted(cycle: Cycle, authority: str, staged: Iterable[tuple[Subject, Level]], number: str) -> Decision:
    """A signed draft, laid down as it would stand after `stage` and `describe`."""
    place = Place.objects.get(cycle=cycle, code=authority)
    made = Decision.objects.create(
        cycle=cycle, authority=place.code, authority_name=place.name, path=place.path, drafted_at=NOON,
        number=number, signed_on=SIGNED, signatory="A",
    )  # fmt: skip
    DecisionLine.objects.bulk_create(
        DecisionLine(
            decision=made,
            subject=each,
            level=level,
            reason="xếp loại lại" if each.level else "",
            ground="other" if each.level else "",
        )
        for each, level in staged
    )
    return made


@dataclass
class Figures:
    """What was played and what came of it, told at the end and on the way."""

    what: str
    begun: float = field(default_factory=time.perf_counter)
    played: int = 0
    answers: Counter[str] = field(default_factory=Counter)

    def add(self, answers: Iterable[Answer]) -> None:
        self.played += 1
        self.answers.update(str(each) for each in answers)
        if self.played % 50 == 0:
            self.tell()

    def tell(self) -> None:
        """One line on standard output, for docs/reliability.md; pytest shows it with -s."""
        seconds = time.perf_counter() - self.begun
        each = seconds / max(self.played, 1)
        counted = ", ".join(f"{word} {number:,}" for word, number in self.answers.most_common())
        played = f"{self.what}: {self.played:,} seeds in {seconds:,.0f} s ({each:.2f} s each)"
        print(f"\n{connection.vendor}: {played}: {counted}", flush=True)
