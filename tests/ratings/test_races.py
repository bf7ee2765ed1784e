"""Two acts of which each judges what the other is about to change: whichever comes second sees the first."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event
from typing import Any

import pytest
from django.db import connection

from cycles.cast import member, subject
from kiemdiem.cycles import acts
from kiemdiem.cycles.models import Cycle, Place, QuotaGroup
from kiemdiem.ledger.acts import record
from kiemdiem.ratings import deciding, regrouping, terms
from kiemdiem.ratings.instrument import Instrument
from kiemdiem.ratings.models import Decision
from kiemdiem.regulation import Kind, Level
from kiemdiem.regulation.shares import Terms
from ratings.cast import NOON, SYSTEM, decide, draft, hear_on_paper, reviewed_town
from ratings.crowd import Answer, outcome
from ratings.oracle import wrong

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ORDER = Instrument("9-QĐ/QU", date(2022, 12, 1), "kết luận của Ban Thường vụ", "Trần Văn A")
Act = Callable[[], object]


def overlapping(monkeypatch: pytest.MonkeyPatch, module: Any, first: Act, second: Act) -> list[Answer]:
    """The second begins when the first has written all but its entry in the ledger, and has a second to run into it."""
    written, other = Event(), Event()

    def late(*given: Any, **named: Any) -> object:
        written.set()
        other.wait(timeout=1)
        return record(*given, **named)

    def alone(act: Act) -> Answer:
        try:
            return outcome(act)
        finally:
            connection.close()

    def follow() -> Answer:
        assert written.wait(timeout=20)
        try:
            return alone(second)
        finally:
            other.set()

    monkeypatch.setattr(module, "record", late)
    with ThreadPoolExecutor(2) as pool:
        begun = [pool.submit(alone, first), pool.submit(follow)]
        return [each.result() for each in begun]


def town() -> Cycle:
    """The ward's committee and the leader of the finance office stand good."""
    cycle = reviewed_town()
    bodies = {("TT-P1", Kind.COLLECTIVE), ("TT-A1", Kind.COLLECTIVE), ("P1", Kind.PARTY_ORGANISATION)}
    decide(cycle, "Q1", dict.fromkeys(bodies, Level.GOOD), "1-QĐ")
    decide(cycle, "Q1", {("M7", Kind.LEADER): Level.GOOD}, "2-QĐ")
    return cycle


def lowering(cycle: Cycle, code: str) -> Act:
    lower = draft(cycle, "Q1", {(code, Kind.COLLECTIVE): Level.COMPLETED}, "3-QĐ")
    return releasing(lower)


def releasing(decision: Decision) -> Act:
    return lambda: deciding.release(decision, by=SYSTEM, name="", at=NOON)


def test_a_head_who_comes_while_the_body_is_lowered(monkeypatch: pytest.MonkeyPatch) -> None:
    cycle = town()

    def comes() -> object:
        return regrouping.change_head(
            subject("M7", Kind.LEADER), ["TT-P1"], since=date(2022, 6, 1), by=SYSTEM, reason="điều động", at=NOON
        )

    assert overlapping(monkeypatch, regrouping, comes, lowering(cycle, "TT-P1")) == ["done", "done"]
    assert wrong(cycle) == []


def test_two_bodies_of_one_head_lowered_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    cycle = town()
    regrouping.change_head(
        subject("M7", Kind.LEADER), ["TT-P1", "TT-A1"], since=date(2022, 6, 1), by=SYSTEM, reason="kiêm nhiệm", at=NOON
    )
    first = lowering(cycle, "TT-P1")
    other = draft(cycle, "Q1", {("TT-A1", Kind.COLLECTIVE): Level.FAILED}, "4-QĐ")
    assert overlapping(monkeypatch, deciding, first, releasing(other)) == ["done", "done"]
    assert wrong(cycle) == []


def test_two_decisions_of_one_number(monkeypatch: pytest.MonkeyPatch) -> None:
    cycle = town()
    first = lowering(cycle, "TT-P1")
    other = draft(cycle, "Q1", {("M2", Kind.LEADER): Level.GOOD}, "3-QĐ")
    assert overlapping(monkeypatch, deciding, first, releasing(other)) == ["done", "out of turn"]


def test_a_group_made_while_its_terms_are_set(monkeypatch: pytest.MonkeyPatch) -> None:
    cycle = town()
    place = Place.objects.get(cycle=cycle, code="Q1")
    given = Terms("Q1", Kind.LEADER, "9-QĐ", date(2022, 11, 1), "kết luận", rounding="up")

    def regroups() -> object:
        return regrouping.regroup(place, [subject("M7", Kind.LEADER).pk], "a", instrument=ORDER, by=SYSTEM, at=NOON)

    def sets() -> object:
        return terms.set_terms(place, given, by=SYSTEM, name="", at=NOON)

    assert overlapping(monkeypatch, regrouping, regroups, sets) == ["done", "done"]
    assert QuotaGroup.objects.get(scope="Q1", key="a").terms["rounding"] == "up"
    assert wrong(cycle) == []


def test_one_member_added_twice_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    cycle = town()
    person = member("Y1", "Đảng viên mới", "C2")

    def adds() -> object:
        return acts.add_member(cycle, person, by=SYSTEM, reason="mới chuyển đến")

    assert overlapping(monkeypatch, acts, adds, adds) == ["done", "out of turn"]
    hear_on_paper(subject("Y1"))
    assert wrong(cycle) == []
