"""Every act at the same time, for many seeds: no deadlock, nothing unforeseen, and afterwards everything adds up.

`make long` plays a thousand seeds; docs/reliability.md says when it last did, and what came of it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from cycles.cast import member, subject
from kiemdiem.cycles import acts
from kiemdiem.cycles.models import Place, Subject
from kiemdiem.ledger.verify import verify
from kiemdiem.organisations.models import Person
from kiemdiem.ratings import deciding
from kiemdiem.ratings.instrument import Instrument
from kiemdiem.ratings.regrouping import change_head, regroup
from kiemdiem.ratings.terms import set_terms
from kiemdiem.regulation import Kind, Level
from kiemdiem.regulation.shares import Terms
from ratings.cast import NOON, SYSTEM, decide, hear_on_paper, members, reviewed_town
from ratings.crowd import Figures, Town, crowd, drafted, seeds
from ratings.oracle import wrong

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
THREADS, ROUNDS = 50, 2
EXTRA = [f"X{n:02}" for n in range(30)]
LATE = [f"Y{n}" for n in range(4)]
ORDER = Instrument("9-QĐ/QU", date(2022, 12, 1), "kết luận của Ban Thường vụ", "Trần Văn A")
BODIES = (Kind.PARTY_ORGANISATION, Kind.COLLECTIVE)
Act = Callable[[], object]


def lively_town() -> Town:
    """A ward of some 40 members, 12 of them good; the district's bodies and leaders good; four who come late."""
    cycle = reviewed_town()
    for code in EXTRA:
        made = member(code, f"Đảng viên {code}", "C1")
        acts.add_member(cycle, made, by=SYSTEM, reason="mới chuyển đến")
        hear_on_paper(subject(code))
    for code in LATE:
        member(code, f"Đảng viên {code}", "C2")
    decide(cycle, "P1", members(Level.GOOD, *EXTRA[:12]), "0-QĐ")
    mine = list(Subject.objects.filter(authority="Q1", rated=True).order_by("pk"))
    decide(cycle, "Q1", {(each.code, Kind(each.kind)): Level.GOOD for each in mine if each.kind in BODIES}, "0-QĐ")
    decide(cycle, "Q1", {(each.code, Kind(each.kind)): Level.GOOD for each in mine if each.kind == "leader"}, "00-QĐ")
    return Town(cycle)


class Mix:
    """What fifty people do, by the dice of one seed."""

    def __init__(self, held: Town, dice: random.Random) -> None:
        self.cycle, self.dice, self.count = held.cycle, dice, 0
        self.subjects = list(Subject.objects.filter(cycle=held.cycle).order_by("pk"))
        self.places = {each.code: each for each in Place.objects.filter(cycle=held.cycle)}
        self.bodies = sorted({each.code for each in self.subjects if each.kind in BODIES and each.authority == "Q1"})

    def acts(self, number: int) -> list[Act]:
        kinds = [self.ward, self.ward, self.district, self.district, self.district, self.transfer, self.leave_out,
                 self.regroup, self.regroup, self.terms, self.head, self.head, self.late]  # fmt: skip
        return [self.dice.choice(kinds)() for _ in range(number)]

    def _pick(self, most: int, *, kinds: tuple[str, ...], authority: str = "") -> list[Subject]:
        found = [each for each in self.subjects if each.kind in kinds and each.rated]
        found = [each for each in found if not authority or each.authority == authority]
        return self.dice.sample(found, min(len(found), self.dice.randint(1, most)))

    def _release(self, authority: str, chosen: list[Subject]) -> Act:
        levels = self.dice.choices((4, 3, 2, 1), (4, 5, 3, 1), k=len(chosen))
        number = f"{self.dice.randint(1, 20)}-QĐ"  # now and then the number is taken
        made = drafted(
            self.cycle, authority, [(one, Level(at)) for one, at in zip(chosen, levels, strict=True)], number
        )
        return lambda: deciding.release(made, by=SYSTEM, name="", at=NOON)

    def ward(self) -> Act:
        return self._release("P1", self._pick(6, kinds=("member",), authority="P1"))

    def district(self) -> Act:
        return self._release("Q1", self._pick(3, kinds=(*BODIES, "leader"), authority="Q1"))

    def transfer(self) -> Act:
        one, to = self._pick(1, kinds=("member",))[0], self.dice.choice(("C1", "C2", "P2", "A1", "Q1"))
        return lambda: acts.transfer(one, to, by=SYSTEM, reason="chuyển sinh hoạt")

    def leave_out(self) -> Act:
        one, reviewed = self._pick(1, kinds=("member",))[0], self.dice.random() < 0.5
        return lambda: acts.leave_out(one, by=SYSTEM, reason="ốm dài ngày", reviewed=reviewed)

    def regroup(self) -> Act:
        kind, key = self.dice.choice((*BODIES, "leader")), self.dice.choice(("", "a", "b", "c"))
        chosen = [each.pk for each in self._pick(2, kinds=(kind,), authority="Q1")]
        return lambda: regroup(self.places["Q1"], chosen, key, instrument=ORDER, by=SYSTEM, at=NOON)

    def terms(self) -> Act:
        self.count += 1
        scope, kind = self.dice.choice((("P1", Kind.MEMBER), ("Q1", Kind.LEADER), ("Q1", Kind.COLLECTIVE)))
        terms = Terms(
            scope, kind, f"{self.count}-QĐ", date(2022, 10, 1) + timedelta(days=self.dice.randint(0, 40)), "kết luận",
            percent=self.dice.choice((None, 10, 20)), reading=self.dice.choice(("good_only", "good_or_better")),
            rounding=self.dice.choice(("down", "nearest", "up")),
        )  # fmt: skip
        return lambda: set_terms(self.places[scope], terms, by=SYSTEM, name="", at=NOON)

    def head(self) -> Act:
        one = self._pick(1, kinds=("leader",), authority="Q1")[0]
        codes = self.dice.sample(self.bodies, self.dice.randint(0, 2))
        since = date(2022, 6, 1)
        return lambda: change_head(one, codes, since=since, by=SYSTEM, reason="điều động", at=NOON)

    def late(self) -> Act:
        person = Person.objects.get(code=self.dice.choice(LATE))
        return lambda: acts.add_member(self.cycle, person, by=SYSTEM, reason="mới chuyển đến")


def test_every_act_at_once() -> None:
    held, figures = lively_town(), Figures(f"{THREADS} random acts at once, {ROUNDS} rounds")
    with crowd(THREADS) as people:
        for seed in seeds():
            held.back()
            dice, all_answers = random.Random(seed), []
            for turn in range(ROUNDS):
                answers = people.at_once(Mix(held, dice).acts(THREADS))
                all_answers += answers
                unforeseen = [repr(each) for each in answers if isinstance(each, BaseException)]
                assert unforeseen == [], (seed, turn)
                assert wrong(held.cycle) == [], (seed, turn)
            figures.add(all_answers)
    figures.tell()
    assert verify(None).is_whole
