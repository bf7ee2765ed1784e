"""Bỏ phiếu kín ở phường: two ballots confirmed, one of them with a line that reaches no level; one that waits for its
second count.
"""

from __future__ import annotations

from datetime import date

from kiemdiem.accounts.actor import AccountActor
from kiemdiem.ballots import counting, preparing
from kiemdiem.ballots.arithmetic import CHOICES, Figures
from kiemdiem.ballots.models import Ballot
from kiemdiem.ballots.preparing import Setup
from kiemdiem.cycles.models import Cycle, Place, Subject
from kiemdiem.cycles.states import State
from kiemdiem.demo import cast
from kiemdiem.demo.clock import moment
from kiemdiem.demo.opening import Accounts
from kiemdiem.demo.writing import Scribe
from kiemdiem.ratings import voting
from kiemdiem.regulation import Kind
from kiemdiem.regulation.rules import thresholds

HELD = date(2022, 12, 3)
WAITING = (1, 7)  # votes for excellent, for good, of each line of the ballot that waits; the rest is for completed
FIRST, SECOND = "clerk", "ward_head"  # who types


class Votes:
    """Các lần bỏ phiếu của phường Vàm Sậy."""

    def __init__(self, cycle: Cycle, accounts: Accounts, scribe: Scribe) -> None:
        self.cycle, self.accounts, self.scribe = cycle, accounts, scribe

    def hold(self) -> None:
        """Hai chi bộ đã kiểm phiếu xong; the committee's own ballot on its cells still waits."""
        for cell, split in ((cast.AREA_5, False), (cast.AREA_7, True)):
            ballot, people = self._open(cell, self.scribe.members(cell))
            figures = _figures(ballot, people, split=split)
            self._type(ballot, figures, FIRST)
            self._type(ballot, figures, SECOND)
            actor = self._actor(FIRST)
            voting.confirm(ballot, head_checked=True, by=actor, name=self._name(FIRST), at=moment(2022, 12, 3, 18))
        cells = [self.scribe.subject(Kind.PARTY_ORGANISATION, code) for code in (cast.AREA_5, cast.AREA_6)]
        ballot, people = self._open(cast.WARD, [each for each in cells if each.state != State.DECIDED])
        self._type(ballot, _as_noted(ballot, people), FIRST)

    def _open(self, code: str, subjects: list[Subject]) -> tuple[Ballot, int]:
        place = Place.objects.select_related("cycle", "unit").get(cycle=self.cycle, code=code)
        subjects = [each for each in subjects if each.rated and each.state in (State.REVIEWED, State.PROPOSED)]
        people = voting.electorate(place, HELD)
        names = list(people.people.values())
        usual = next(iter(thresholds(self.cycle.law, self.cycle.rule_day).values()))
        tiny = people.free(subjects) < 3
        setup = Setup(
            purpose=f"Xếp loại chất lượng năm {self.cycle.year}, {place.name}", held_on=HELD,
            venue="Hội trường Đảng ủy phường", chair=names[0], secretary=names[-1], counted=people.counted,
            entitled=people.counted, entitled_reason="", present=people.counted, free=0,
            committee=[people.teller(name) for name in names[-3:]],
            committee_reason="Mọi đảng viên của chi bộ có tên trên phiếu; Đảng ủy cử người giám sát."
            if tiny else "",
            threshold=usual, usual=usual, threshold_ground="", lines=(),
        )  # fmt: skip
        by, name = self._actor(FIRST), self._name(FIRST)
        made = voting.prepare(place, setup, [each.pk for each in subjects], by=by, name=name, at=moment(2022, 12, 3, 8))
        return preparing.open_(made, by=by), people.counted

    def _type(self, ballot: Ballot, figures: Figures, who: str) -> None:
        reader = ballot.committee.get(position=1).name
        counting.enter(
            ballot, figures, reader=reader, note="", law=self.cycle.law, by=self._actor(who), name=self._name(who),
            at=moment(2022, 12, 3, 17),
        )  # fmt: skip

    def _actor(self, who: str) -> AccountActor:
        return self.accounts.actor(who)

    def _name(self, who: str) -> str:
        return str(self.accounts.players[who])


def _figures(ballot: Ballot, people: int, *, split: bool) -> Figures:
    """One vote for excellent and the rest for good; with `split` the first line is halved and reaches no level."""
    votes = {}
    for item in ballot.items.order_by("position"):
        best = people // 2 if split and item.position == 1 else 1
        votes[item.key] = dict.fromkeys(CHOICES, 0) | {
            "excellent": best,
            "good": people - best - (split and item.position == 1),
        }
        votes[item.key]["completed"] = people - sum(votes[item.key].values())
    return _all_valid(people, votes)


def _as_noted(ballot: Ballot, people: int) -> Figures:
    """The figures of the ballot that waits, as docs/demo.md tells them."""
    votes = {}
    for item in ballot.items.order_by("position"):
        excellent = min(WAITING[0], people)
        good = min(WAITING[1], people - excellent)
        row = {"excellent": excellent, "good": good, "completed": people - excellent - good}
        votes[item.key] = dict.fromkeys(CHOICES, 0) | row
    return _all_valid(people, votes)


def _all_valid(people: int, votes: dict[str, dict[str, int]]) -> Figures:
    return Figures(printed=people, issued=people, returned=people, valid=people, invalid=0, votes=votes)
