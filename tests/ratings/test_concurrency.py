"""Fifty at once, for many seeds: ceilings, heads and figures hold, nobody fails needlessly, nobody waits for ever.

`make long` plays a thousand seeds; docs/reliability.md says when it last did, and what came of it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection, transaction

from cycles.cast import member, open_year, town
from kiemdiem.cycles.models import Cycle, QuotaGroup, Subject
from kiemdiem.ledger.acts import record
from kiemdiem.ledger.verify import verify
from kiemdiem.ratings import deciding
from kiemdiem.ratings.models import Decision
from kiemdiem.regulation import Kind, Level
from ratings.cast import NOON, SYSTEM, decide, hear_on_paper, members
from ratings.crowd import Answer, Crowd, Figures, Town, crowd, drafted, seeds
from ratings.oracle import wrong

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
COMMITTEES = 50
PLACES = 6  # that 30 good leave for excellent


def one_group() -> Town:
    """A ward of 80 more members; 30 are good already, so 6 may be excellent."""
    town()
    for n in range(80):
        member(f"X{n:02}", f"Đảng viên số {n}", "C1")
    cycle: Cycle = open_year()
    for each in Subject.objects.filter(kind=Kind.MEMBER, code__startswith="X"):
        hear_on_paper(each)
    decide(cycle, "P1", members(Level.GOOD, *(f"X{n:02}" for n in range(50, 80))), "0-QĐ")
    return Town(cycle)


def fifty_drafts(held: Town, dice: random.Random) -> list[Decision]:
    """Each raises one, in an order of its own: some not rated yet, some good, whose raising shrinks the base."""
    found = list(Subject.objects.filter(code__startswith="X").order_by("code"))
    new, good = [each for each in found if not each.level], [each for each in found if each.level]
    fresh = dice.sample(new, dice.choice((50, 40, 25)))
    raised = fresh + dice.sample(good, COMMITTEES - len(fresh))
    dice.shuffle(raised)
    return [drafted(held.cycle, "P1", [(each, Level.EXCELLENT)], f"{n}-QĐ") for n, each in enumerate(raised, start=1)]


def releasing(decision: Decision) -> Callable[[], object]:
    return lambda: deciding.release(decision, by=SYSTEM, name="", at=NOON)


def test_the_ceiling_holds_and_every_place_below_it_is_used() -> None:
    held, figures = one_group(), Figures("50 releases in one group")
    with crowd(COMMITTEES) as people:
        for seed in seeds():
            held.back()
            answers = people.at_once([releasing(each) for each in fifty_drafts(held, random.Random(seed))])
            figures.add(answers)
            assert set(answers) <= {"done", "quota.excellent"}, (seed, set(answers))
            group = QuotaGroup.objects.get(kind=Kind.MEMBER, scope="P1")
            assert 5 * group.excellent <= group.good, seed
            assert group.excellent == answers.count("done") == Subject.objects.filter(level=4).count(), seed
            assert 5 * (group.excellent + 1) > group.good - 1, f"seed {seed}: a place was left, and somebody refused"
            assert wrong(held.cycle) == [], seed
    figures.tell()
    assert verify(None).is_whole


def together(monkeypatch: pytest.MonkeyPatch, wait: float) -> None:
    """Whoever has checked waits until all have checked, or for so many seconds: the worst moment there is."""
    everyone, check = Barrier(COMMITTEES), deciding.check

    def check_and_wait(*given: object) -> object:
        found = check(*given)  # type: ignore[arg-type]
        with suppress(BrokenBarrierError):
            everyone.wait(timeout=wait)
        return found

    monkeypatch.setattr(deciding, "check", check_and_wait)


def without_lock(monkeypatch: pytest.MonkeyPatch) -> Callable[[Decision], Callable[[], object]]:
    """The lock taken away: on PostgreSQL that of the rows, on SQLite the transaction, which is the lock there."""
    if connection.vendor == "postgresql":

        def unlocked(decision: Decision) -> dict[int, QuotaGroup]:
            return {
                group.pk: group for group in QuotaGroup.objects.filter(pk__in=decision.lines.values("subject__group"))
            }

        monkeypatch.setattr(deciding, "_lock", unlocked)
        return releasing
    monkeypatch.setattr(deciding, "record", transaction.atomic(record))
    monkeypatch.setattr(deciding, "notify", lambda *_, **__: 0)
    bare = deciding.release.__wrapped__  # type: ignore[attr-defined]
    return lambda decision: lambda: bare(decision, by=SYSTEM, name="", at=NOON)


def played_once(held: Town, people: Crowd, release: Callable[[Decision], Callable[[], object]]) -> list[Answer]:
    drafts = [
        drafted(held.cycle, "P1", [(each, Level.EXCELLENT)], f"{n}-QĐ")
        for n, each in enumerate(Subject.objects.filter(code__lt="X50", code__startswith="X").order_by("code"), start=1)
    ]
    return people.at_once([release(each) for each in drafts])


def test_control_without_the_lock_the_ceiling_is_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    """All check before one writes: with the lock the ceiling holds even so, without it everybody comes through."""
    held = one_group()
    with crowd(COMMITTEES) as people:
        with monkeypatch.context() as patched:
            together(patched, wait=1)
            answers = played_once(held, people, releasing)
            assert (answers.count("done"), answers.count("quota.excellent")) == (PLACES, COMMITTEES - PLACES), answers
            assert wrong(held.cycle) == []
        held.back()
        together(monkeypatch, wait=60)
        figures = Figures("control, without the lock")
        answers = played_once(held, people, without_lock(monkeypatch))
        figures.add(answers)
        figures.tell()
        assert answers.count("done") > PLACES, answers
        assert Subject.objects.filter(level=Level.EXCELLENT).count() > PLACES
        assert wrong(held.cycle) != []


def test_one_decision_released_by_ten_is_released_once() -> None:
    held, figures = one_group(), Figures("one decision released by 10")
    with crowd(10) as people:
        for seed in seeds():
            held.back()
            dice = random.Random(seed)
            decision = fifty_drafts(held, dice)[0]
            answers = people.at_once([releasing(decision)] * 10)
            figures.add(answers)
            assert (answers.count("done"), answers.count("out of turn")) == (1, 9), (seed, answers)
            assert wrong(held.cycle) == [], seed
    figures.tell()
    assert verify(None).is_whole
