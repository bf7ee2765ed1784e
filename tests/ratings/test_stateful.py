"""Any acts in any order: after each one the figures, flags, cases and earlier days are what an oracle counts.

A refusal is lawful, must be founded and leaves everything as it was.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import ClassVar

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cycles.cast import member, open_year, subject, town
from kiemdiem.cycles import acts
from kiemdiem.cycles.models import Cycle, Headship, Place, QuotaGroup, QuotaSetting, Subject
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.ledger.verify import verify
from kiemdiem.organisations.models import Person
from kiemdiem.ratings import deciding, figures
from kiemdiem.ratings.instrument import Instrument
from kiemdiem.ratings.models import Case, Decision, DecisionLine
from kiemdiem.ratings.regrouping import change_head, regroup
from kiemdiem.ratings.terms import set_terms
from kiemdiem.regulation import Kind, Level
from kiemdiem.regulation.shares import Terms
from ratings.cast import NOON, SYSTEM, hear_on_paper
from ratings.crowd import LONG
from ratings.oracle import Ceiling, ceilings, wrong

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FIRST = date(2022, 10, 1)
ORDER = Instrument("9-QĐ/QU", date(2022, 12, 1), "kết luận của Ban Thường vụ", "Trần Văn A")
BODIES = ("party_organisation", "collective")
Data = st.DataObject
levels = st.sampled_from([Level.GOOD] * 5 + [Level.COMPLETED] * 2 + [Level.EXCELLENT, Level.FAILED])


def small_town() -> Cycle:
    """A ward of 18 members, a cell of its own, bodies and leaders of the district; all reviewed. Two come late."""
    town()
    for n in range(12):
        member(f"X{n:02}", f"Đảng viên số {n}", "C1")
    cycle = open_year()
    for each in Subject.objects.filter(cycle=cycle, reviewed=True).order_by("kind"):
        hear_on_paper(each)
    for n in range(2):
        member(f"Y{n}", f"Đảng viên mới {n}", "C2")
    return cycle


def everything() -> list[object]:
    """What a refusal must leave as it was."""
    return [
        list(Subject.objects.order_by("pk").values_list("pk", "level", "state", "group", "place", "rated", "heads")),
        list(QuotaGroup.objects.order_by("pk").values_list()),
        list(Case.objects.order_by("pk").values_list()),
        list(DecisionLine.objects.order_by("pk").values_list("pk", "decision", "level", "in_force", "replaces")),
        list(Decision.objects.order_by("pk").values_list("pk", "state", "number")),
        list(Headship.objects.order_by("pk").values_list("leader", "code")),
        QuotaSetting.objects.count(),
        Entry.objects.count(),
    ]


class Year(RuleBasedStateMachine):
    """One year of one small town; the transaction is rolled back when it is over."""

    cycle: ClassVar[Cycle]
    met: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.point = transaction.atomic()
        self.point.__enter__()
        self.number = 0
        self.levels: dict[int, int] = {}
        self.history: dict[date, dict[int, int]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.point.__exit__(None, None, None)

    # what there is to act on

    def place(self, code: str) -> Place:
        return Place.objects.get(cycle=self.cycle, code=code)

    def rated(self, authority: str) -> list[Subject]:
        return list(Subject.objects.filter(cycle=self.cycle, authority=authority, rated=True).order_by("pk"))

    def standing(self) -> list[Subject]:
        return list(Subject.objects.filter(cycle=self.cycle, level__isnull=False).order_by("pk"))

    def undecided(self) -> list[Subject]:
        return list(Subject.objects.filter(cycle=self.cycle, kind="member", rated=True, level=None).order_by("pk"))

    def counts(self) -> dict[int, Counter[int]]:
        found: dict[int, Counter[int]] = {}
        for each in Subject.objects.filter(cycle=self.cycle, level__isnull=False):
            found.setdefault(each.group_id, Counter())[each.level] += 1
        return found

    def ceiling(self, group: QuotaGroup) -> Ceiling:
        return ceilings(self.cycle).get((group.kind, group.scope), Ceiling())

    # how it is acted

    @contextmanager
    def maybe(self) -> Iterator[None]:
        """A lawful refusal; nothing has changed then."""
        before = everything()
        try:
            yield
        except (WrongState, PermissionDenied):
            assert everything() == before
            self.met["out of turn"] += 1

    def drafted(self, authority: str, staged: dict[int, Level]) -> Decision:
        made = deciding.begin(self.cycle, self.place(authority), by=SYSTEM, name="", at=NOON)
        deciding.stage(made, staged, by=SYSTEM, reason="rà soát", ground="self_check")
        return self.signed(made)

    def signed(self, decision: Decision) -> Decision:
        """Each on a day of its own."""
        self.number += 1
        day = FIRST + timedelta(days=self.number)
        return deciding.describe(decision, number=f"{self.number}-QĐ", signed_on=day, signatory="Trần Văn A", by=SYSTEM)

    def release(self, decision: Decision) -> None:
        staged = dict(decision.lines.values_list("subject", "level"))
        before, counted = everything(), self.counts()
        try:
            deciding.release(decision, by=SYSTEM, name="", at=NOON)
        except deciding.Refused as refusal:
            assert everything() == before
            self.met.update(each.verdict.code for each in refusal.findings if each.stops)
            self.founded(refusal, staged, counted)
            return
        assert decision.signed_on
        self.met["released"] += 1
        self.levels |= staged
        self.history[decision.signed_on] = dict(self.levels)
        after = self.counts()
        for group in QuotaGroup.objects.filter(cycle=self.cycle, over=True):
            was, now = (each.get(group.pk, Counter())[4] for each in (counted, after))
            self.met["left above"] += 1
            assert now <= was, f"{decision} adds excellent to {group}, which is above its ceiling"

    def founded(self, refusal: deciding.Refused, staged: dict[int, int], counted: dict[int, Counter[int]]) -> None:
        """Refused for the ratio only where the set would have passed it."""
        for finding in refusal.findings:
            if finding.verdict.code == "quota.excellent":
                assert finding.group
                would = Counter(counted.get(finding.group.pk, Counter()))
                for each in Subject.objects.filter(pk__in=staged, group=finding.group):
                    would[staged[each.pk]] += 1
                    if each.level:
                        would[each.level] -= 1
                assert not self.ceiling(finding.group).holds(would), refusal

    # the acts

    @initialize(data=st.data(), rated=st.sampled_from([6, 7, 12, 13, 17]))
    def begin_with_some_rated(self, data: Data, rated: int) -> None:
        """As many of a ward excellent as may be, or one too many; the district's bodies and leaders good."""
        excellent = rated // 6 + data.draw(st.sampled_from([0, 0, 0, 1]))
        ward = [each.pk for each in self.rated("P1") if each.kind == "member"][:rated]
        self.release(self.drafted("P1", {pk: Level(4 if n < excellent else 3) for n, pk in enumerate(ward)}))
        if data.draw(st.sampled_from([True] * 5 + [False])):
            self.release(self.drafted("Q1", {each.pk: Level.GOOD for each in self.rated("Q1")}))

    @rule(data=st.data(), authority=st.sampled_from(["P1", "P1", "P1", "Q1", "Q1", "P2"]))
    def decide(self, data: Data, authority: str) -> None:
        if found := self.rated(authority):
            chosen = data.draw(st.lists(st.sampled_from(found), min_size=1, max_size=8, unique_by=lambda one: one.pk))
            self.release(self.drafted(authority, {each.pk: data.draw(levels) for each in chosen}))

    @rule(data=st.data())
    def decide_bodies_with_their_heads(self, data: Data) -> None:
        staged = {each.pk: data.draw(levels) for each in self.rated("Q1") if each.kind in BODIES}
        lowest = min(staged.values())
        staged |= {each.pk: min(lowest, data.draw(levels)) for each in self.rated("Q1") if each.kind == "leader"}
        self.release(self.drafted("Q1", staged))

    @precondition(lambda self: self.levels)
    @rule(data=st.data())
    def downgrade(self, data: Data) -> None:
        one = data.draw(st.sampled_from(self.standing()))
        self.release(self.drafted(one.authority, {one.pk: Level(data.draw(st.integers(1, one.level or 1)))}))

    @precondition(lambda self: self.levels)
    @rule(data=st.data())
    def lower_many(self, data: Data) -> None:
        authority = data.draw(st.sampled_from(sorted({each.authority for each in self.standing()})))
        found = [each for each in self.standing() if each.authority == authority and each.level in (2, 3)]
        if found:
            chosen = data.draw(st.lists(st.sampled_from(found), min_size=1, max_size=8, unique_by=lambda one: one.pk))
            self.release(self.drafted(authority, {each.pk: Level((each.level or 2) - 1) for each in chosen}))

    @precondition(lambda self: self.levels)
    @rule(data=st.data())
    def rate_up(self, data: Data) -> None:
        one = data.draw(st.sampled_from(self.standing()))
        self.release(self.drafted(one.authority, {one.pk: Level(data.draw(st.integers(one.level or 1, 4)))}))

    @rule(data=st.data(), level=st.sampled_from([Level.EXCELLENT, Level.GOOD]))
    def raise_a_head(self, data: Data, level: Level) -> None:
        leaders = [each for each in self.rated("Q1") if each.kind == "leader"]
        self.release(self.drafted("Q1", {data.draw(st.sampled_from(leaders)).pk: level}))

    @rule(data=st.data(), authority=st.sampled_from(["P1", "Q1"]))
    def split_and_release_a_part(self, data: Data, authority: str) -> None:
        found = self.rated(authority)
        chosen = data.draw(st.lists(st.sampled_from(found), min_size=2, max_size=5, unique_by=lambda one: one.pk))
        whole = self.drafted(authority, {each.pk: data.draw(levels) for each in chosen})
        part = deciding.split(whole, [chosen[0].pk], by=SYSTEM, name="", at=NOON)
        self.release(self.signed(part))
        with self.maybe():
            self.release(self.signed(whole))

    @rule(data=st.data())
    def drop(self, data: Data) -> None:
        one = data.draw(st.sampled_from(self.rated("P1")))
        decision = self.drafted("P1", {one.pk: data.draw(levels)})
        deciding.drop(decision, by=SYSTEM)
        with self.maybe():
            deciding.release(decision, by=SYSTEM, name="", at=NOON)
            pytest.fail("a dropped draft was released")

    @rule(data=st.data(), to=st.sampled_from(["C1", "C2", "P2"]))
    def transfer(self, data: Data, to: str) -> None:
        members = list(Subject.objects.filter(cycle=self.cycle, kind="member").order_by("pk"))
        with self.maybe():
            acts.transfer(data.draw(st.sampled_from(members)), to, by=SYSTEM, reason="chuyển sinh hoạt")

    @precondition(lambda self: self.undecided())
    @rule(data=st.data(), reviewed=st.booleans())
    def leave_out(self, data: Data, reviewed: bool) -> None:
        one = data.draw(st.sampled_from(self.undecided()))
        with self.maybe():
            acts.leave_out(one, by=SYSTEM, reason="ốm dài ngày", reviewed=reviewed)

    @rule(code=st.sampled_from(["Y0", "Y1"]))
    def add_member(self, code: str) -> None:
        with self.maybe():
            acts.add_member(self.cycle, Person.objects.get(code=code), by=SYSTEM, reason="mới chuyển đến")
            hear_on_paper(subject(code))

    @rule(data=st.data(), kind=st.sampled_from([*BODIES, "leader"]), key=st.sampled_from(["", "a", "b"]))
    def regroup(self, data: Data, kind: str, key: str) -> None:
        found = [each.pk for each in self.rated("Q1") if each.kind == kind]
        chosen = data.draw(st.lists(st.sampled_from(found), min_size=1, max_size=2, unique=True))
        regroup(self.place("Q1"), chosen, key, instrument=ORDER, by=SYSTEM, at=NOON)

    @rule(
        where=st.sampled_from([("P1", Kind.MEMBER), ("P2", Kind.MEMBER), ("Q1", Kind.LEADER), ("Q1", Kind.COLLECTIVE)]),
        percent=st.sampled_from([None, 5, 20]),
        reading=st.sampled_from(["good_only", "good_or_better", "all_rated"]),
        rounding=st.sampled_from(["down", "nearest", "up"]),
        small=st.sampled_from([(None, None), (5, 1), (10, 1)]),
    )
    def set_terms(
        self,
        where: tuple[str, Kind],
        percent: int | None,
        reading: str,
        rounding: str,
        small: tuple[int | None, int | None],
    ) -> None:
        self.number += 1
        terms = Terms(
            *where, f"{self.number}-TL", FIRST + timedelta(days=self.number), "kết luận", percent, reading, rounding,
            *small,
        )  # fmt: skip
        with self.maybe():
            set_terms(self.place(where[0]), terms, by=SYSTEM, name="", at=NOON)

    @rule(data=st.data())
    def change_head(self, data: Data) -> None:
        leaders = [each for each in self.rated("Q1") if each.kind == "leader"]
        bodies = sorted({each.code for each in self.rated("Q1") if each.kind in BODIES})
        codes = data.draw(st.lists(st.sampled_from(bodies), max_size=2, unique=True))
        one = data.draw(st.sampled_from(leaders))
        change_head(one, codes, since=date(2022, 6, 1), by=SYSTEM, reason="điều động", at=NOON)

    # what holds after each

    @invariant()
    def it_adds_up(self) -> None:
        assert wrong(self.cycle) == []
        self.met.update(Case.objects.filter(closed_at=None).values_list("sort", flat=True))

    @invariant()
    def the_levels_are_those_decided(self) -> None:
        assert {each.pk: each.level for each in self.standing()} == self.levels

    @invariant()
    def earlier_days_stay_as_they_were(self) -> None:
        lines = DecisionLine.objects.filter(decision__state="released").order_by("decision__signed_on")
        rows = list(lines.values_list("decision__signed_on", "subject", "level"))
        for day, then in self.history.items():
            assert {one: level for signed, one, level in rows if signed <= day} == then, day

    @invariant()
    def the_ledger_is_whole(self) -> None:
        assert verify(None).is_whole


def played(examples: int, *, phases: tuple[Phase, ...] = (Phase.generate, Phase.shrink)) -> Callable[[], None]:
    """So many years of at most 20 acts: the same ones in every run, others when played long."""
    given = settings(
        max_examples=examples, stateful_step_count=20, derandomize=LONG not in os.environ, database=None, deadline=None,
        suppress_health_check=list(HealthCheck), phases=phases,
    )  # fmt: skip
    return lambda: run_state_machine_as_test(Year, settings=given)  # type: ignore[no-untyped-call]


def test_any_acts_in_any_order() -> None:
    Year.cycle = small_town()
    Year.met.clear()
    played(int(os.environ.get(LONG, "30")))()
    print(f"\n{connection.vendor}: {dict(Year.met.most_common())}")
    wanted = {"released", "out of turn", "quota.excellent", "head.above_collective", "over_quota", "head_above"}
    assert wanted <= set(Year.met), "the dice have led past it"


@pytest.mark.parametrize("part", ["heads", "flag"])
def test_control_the_net_catches(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A head left above without a case, a group left above without a flag: each is found."""
    Year.cycle = small_town()
    if part == "heads":
        monkeypatch.setattr(deciding, "settle_heads", lambda *_: [])
    else:
        monkeypatch.setattr(figures, "KEPT", [each for each in figures.KEPT if each != "over"])
    with pytest.raises(AssertionError, match=r"above|over False"):
        played(60, phases=(Phase.generate,))()
