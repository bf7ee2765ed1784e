"""Fifty committees at once: the ceiling of a group they share is never passed, and nobody fails needlessly."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from cycles.cast import member, open_year, town
from kiemdiem.cycles.models import Cycle, QuotaGroup, Subject
from kiemdiem.ratings import deciding
from kiemdiem.ratings.models import Decision
from kiemdiem.regulation import Kind, Level
from ratings.cast import NOON, SYSTEM, decide, draft, hear_on_paper, members

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
COMMITTEES = 50


def one_group() -> list[Decision]:
    """A ward of 50 more members; 30 are good already, so 6 may be excellent; 50 drafts each raise one."""
    town()
    for n in range(80):
        member(f"X{n:02}", f"Đảng viên số {n}", "C1")
    cycle: Cycle = open_year()
    for each in Subject.objects.filter(kind=Kind.MEMBER, code__startswith="X"):
        hear_on_paper(each)
    decide(cycle, "P1", members(Level.GOOD, *(f"X{n:02}" for n in range(50, 80))), "0-QĐ")
    return [draft(cycle, "P1", members(Level.EXCELLENT, f"X{n:02}"), f"{n + 1}-QĐ") for n in range(COMMITTEES)]


def all_at_once(drafts: list[Decision]) -> list[str]:
    start = Barrier(len(drafts))

    def release(decision: Decision) -> str:
        start.wait()
        try:
            deciding.release(decision, by=SYSTEM, name="", at=NOON)
        except deciding.Refused as refusal:
            return refusal.verdict.code
        finally:
            connection.close()
        return "released"

    with ThreadPoolExecutor(len(drafts)) as pool:
        return list(pool.map(release, drafts))


def test_the_ceiling_holds_and_every_place_below_it_is_used() -> None:
    answers = all_at_once(one_group())
    assert answers.count("released") == 6, answers
    assert answers.count("quota.excellent") == COMMITTEES - 6
    assert Subject.objects.filter(level=Level.EXCELLENT).count() == 6
    group = QuotaGroup.objects.get(kind=Kind.MEMBER, scope="P1")
    assert (group.excellent, group.good, group.over) == (6, 30, False)


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="on SQLite the transaction itself is the lock")
def test_control_without_the_lock_the_ceiling_is_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the row lock each sees the figures as they were, and more than six come through."""

    def unlocked(decision: Decision) -> dict[int, QuotaGroup]:
        keys = decision.lines.values("subject__group")
        return {group.pk: group for group in QuotaGroup.objects.filter(pk__in=keys)}

    drafts = one_group()
    monkeypatch.setattr(deciding, "_lock", unlocked)
    all_at_once(drafts)
    assert Subject.objects.filter(level=Level.EXCELLENT).count() > 6
