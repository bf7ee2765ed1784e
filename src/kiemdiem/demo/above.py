"""Chuyện ở quận và thành phố: drafts that wait for a district and for the city, and what a board leader writes."""

from __future__ import annotations

from collections.abc import Mapping

from kiemdiem.cycles.models import Cycle, Place, Subject
from kiemdiem.cycles.states import State
from kiemdiem.demo import cast
from kiemdiem.demo.clock import DAY, moment
from kiemdiem.demo.committees import ARMY, POLICE
from kiemdiem.demo.grassroots import code_of
from kiemdiem.demo.ground import Ground
from kiemdiem.demo.opening import Accounts
from kiemdiem.demo.shape import ROOT
from kiemdiem.demo.writing import Scribe
from kiemdiem.ratings import deciding, proposing
from kiemdiem.regulation import Kind, Level

GOOD, COMPLETED = Level.GOOD, Level.COMPLETED
ABOVE, COLLECTIVE_FIRST, BEFORE, CITY = "41-QĐ/QU", "42-QĐ/QU", "43-QĐ/QU", "51-QĐ/TU"  # drafts, by their numbers


class Above:
    """Quận ủy Bến Cau, Thành ủy."""

    def __init__(self, cycle: Cycle, ground: Ground, accounts: Accounts, seed: int) -> None:
        self.cycle, self.ground, self.accounts = cycle, ground, accounts
        self.scribe = Scribe(cycle, seed)

    def live_through(self) -> None:
        """Viết, đề nghị, dự thảo."""
        self._board_leader()
        self._district()
        self._city()

    def _board_leader(self) -> None:
        """Ban Tuyên giáo: the report of the collective and the leader's own paper, both begun."""
        by = self.accounts.actor("board_leader")
        report = self.scribe.subject(Kind.COLLECTIVE, f"TT-{ROOT}-B04")
        self.scribe.write_half(report, by=by, at=moment(2022, 12, 5, 15))
        own = self.scribe.subject(Kind.MEMBER, self.ground.of("board_leader").code)
        self.scribe.write_half(own, by=by, at=moment(2022, 12, 6, 20))

    def _district(self) -> None:
        """Ba dự thảo: a head above the collective; a head before the collective; and the one that must come first."""
        above = self._organisation(cast.ABOVE_COLLECTIVE, COMPLETED)
        above[self._leader("above").pk] = GOOD
        first = self._organisation(cast.BEFORE_COLLECTIVE, GOOD)
        for number, levels in (
            (ABOVE, above), (COLLECTIVE_FIRST, first), (BEFORE, {self._leader("before").pk: GOOD}),
        ):  # fmt: skip
            self._draft("district_board", cast.DISTRICT, number, levels, "district_head")

    def _city(self) -> None:
        """Công an, Quân sự: their committees come first in the year, so the city can decide on them."""
        codes = [code_of(POLICE), code_of(ARMY)]
        found = Subject.objects.filter(cycle=self.cycle, authority=ROOT, place__in=codes, state=State.REVIEWED)
        self._draft("city_board", ROOT, CITY, {each.pk: GOOD for each in found}, "standing")

    def _organisation(self, code: str, level: Level) -> dict[int, Level]:
        kinds = (Kind.PARTY_ORGANISATION, Kind.COLLECTIVE)
        found = Subject.objects.filter(cycle=self.cycle, place=code, kind__in=kinds)
        return {each.pk: level for each in found}

    def _leader(self, key: str) -> Subject:
        return self.scribe.subject(Kind.LEADER, self.ground.of(key).code)

    def _draft(self, key: str, authority: str, number: str, levels: Mapping[int, Level], signatory: str) -> None:
        """Đề nghị rồi đưa vào dự thảo, by the board that helps the authority."""
        by, name = self.accounts.actor(key), str(self.accounts.players[key])
        proposing.propose(levels, by=by, name=name, at=moment(2022, 12, 6, 14))
        place = Place.objects.get(cycle=self.cycle, code=authority)
        made = deciding.begin(self.cycle, place, by=by, name=name, at=moment(2022, 12, 7, 10))
        deciding.stage(made, levels, by=by)
        signed = str(self.accounts.players[signatory])
        deciding.describe(made, number=number, signed_on=DAY, signatory=signed, by=by)
