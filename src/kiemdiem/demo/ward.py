"""Chuyện ở phường: a ward's December through the acts themselves, up to the work that waits on the demo's day."""

from __future__ import annotations

from datetime import date

from kiemdiem.accounts.actor import AccountActor
from kiemdiem.cycles.models import Cycle, Place
from kiemdiem.cycles.states import State
from kiemdiem.demo import cast
from kiemdiem.demo.ballots import Votes
from kiemdiem.demo.clock import DAY, moment
from kiemdiem.demo.ground import Ground
from kiemdiem.demo.opening import Accounts
from kiemdiem.demo.writing import Scribe
from kiemdiem.organisations.models import Person
from kiemdiem.ratings import deciding, proposing
from kiemdiem.ratings.models import Decision
from kiemdiem.regulation import Kind, Level
from kiemdiem.reviews import meetings, writing
from kiemdiem.reviews.models import Meeting

EXCELLENT, GOOD, COMPLETED = Level.EXCELLENT, Level.GOOD, Level.COMPLETED
OVER, OWN_NAME, CONDITIONS, UNREVIEWED = "31-QĐ/ĐU", "32-QĐ/ĐU", "33-QĐ/ĐU", "34-QĐ/ĐU"  # drafts, by their numbers
_HEARD = (cast.OFFICE, cast.AREA_5, cast.AREA_6, cast.AREA_7, cast.AREA_8, cast.CLINIC, cast.NURSERY)
_PROPOSED = (cast.OFFICE, cast.AREA_5, cast.AREA_6, cast.AREA_7, cast.AREA_8)
_ON_PAPER = (cast.AREA_7, cast.CLINIC)  # cells whose members write by hand
_VENUE = "Nhà văn hóa khu vực"


class Ward:
    """Đảng bộ phường Vàm Sậy."""

    def __init__(self, cycle: Cycle, ground: Ground, accounts: Accounts, seed: int) -> None:
        self.cycle, self.ground, self.accounts = cycle, ground, accounts
        self.scribe = Scribe(cycle, seed)
        self.clerk = accounts.actor("clerk")

    def live_through(self) -> None:
        """Từ lúc viết đến lúc dự thảo."""
        for cell in (*_HEARD, cast.AREA_1, cast.AREA_2, cast.AREA_3):
            self._papers(cell)
        self._late_cells()
        for cell in _HEARD:
            meetings.close(
                self._meeting(cell, self.clerk, date(2022, 12, 3)), by=self.clerk, at=moment(2022, 12, 3, 17)
            )
        self._waiting_meetings()
        self._proposals()
        Votes(self.cycle, self.accounts, self.scribe).hold()
        self._drafts()

    def _head(self, cell: str) -> Person:
        size = max(place for code, place in self.ground.people if code == cell)
        return self.ground.people[cell, size]

    def _papers(self, cell: str) -> None:
        """Everybody's paper, and that of the cell; one member still writes."""
        at = moment(2022, 11, 28, 20)
        for subject in self.scribe.members(cell):
            if subject.person_id == self.ground.of("writer").pk:
                self.scribe.write_half(subject, by=self.accounts.of(subject.code), at=moment(2022, 12, 7, 21, 32))
            elif cell in _ON_PAPER:
                self.scribe.record_on_paper(subject, by=self.clerk, at=at)
            else:
                self.scribe.hand_in(subject, by=self.accounts.of(subject.code), at=at)
        organisation = self.scribe.subject(Kind.PARTY_ORGANISATION, cell)
        self.scribe.record_on_paper(organisation, by=self.clerk, at=moment(2022, 12, 1, 10))

    def _late_cells(self) -> None:
        """Chi bộ khu vực 4, Quân sự: one paper handed in, one sent back, one begun; the rest not yet."""
        returned = self.scribe.subject(Kind.MEMBER, self.ground.of("returned").code)
        paper = self.scribe.hand_in(returned, by=self.accounts.of(returned.code), at=moment(2022, 12, 2, 19))
        writing.hand_back(
            paper,
            by=self.clerk,
            name=str(self.accounts.players["clerk"]),
            reason="Mục II còn chung chung; đề nghị nêu rõ việc nào, nguyên nhân và trách nhiệm của mình.",
            at=moment(2022, 12, 6, 9),
        )
        others = [each for each in self.scribe.members(cast.AREA_4) if each.pk != returned.pk]
        self.scribe.hand_in(others[0], by=self.accounts.of(others[0].code), at=moment(2022, 12, 3, 20))
        self.scribe.write_half(others[1], by=self.accounts.of(others[1].code), at=moment(2022, 12, 5, 20))
        guard = self.scribe.members(cast.GUARD)
        self.scribe.write_half(guard[0], by=self.accounts.of(guard[0].code), at=moment(2022, 12, 4, 20))
        report = self.scribe.subject(Kind.COLLECTIVE, f"TT-{cast.WARD}")
        self.scribe.write_half(report, by=self.clerk, at=moment(2022, 12, 6, 16))

    def _meeting(self, cell: str, by: AccountActor, on: date) -> Meeting:
        handed = [each for each in self.scribe.members(cell) if each.state == State.HANDED_IN]
        heard = [*handed, self.scribe.subject(Kind.PARTY_ORGANISATION, cell)]
        why = "Bản kiểm điểm chưa viết xong, chuyển sang cuộc họp sau"
        return self.scribe.meeting(cell, heard, self._head(cell), by=by, on=on, venue=_VENUE, why=why)

    def _waiting_meetings(self) -> None:
        """Một cuộc họp chờ kết thúc ở khu vực 2 và khu vực 3; one more in khu vực 2 whose paper is missing."""
        cell_head = self.accounts.actor("cell_head")
        self._meeting(cast.AREA_2, cell_head, DAY)
        late = [each for each in self.scribe.members(cast.AREA_2) if each.state == State.DRAFT]
        chair = self.ground.of("cell_head")
        on, why = date(2022, 12, 10), "Kiểm điểm tại cuộc họp ngày 08/12/2022"
        self.scribe.meeting(cast.AREA_2, late, chair, by=cell_head, on=on, venue=_VENUE, why=why)
        self._meeting(cast.AREA_3, self.clerk, date(2022, 12, 7))
        place = Place.objects.get(cycle=self.cycle, code=cast.AREA_1)
        meetings.plan(self.cycle, place, None, held_on=date(2022, 12, 9), venue="Trụ sở khu vực 1", by=self.clerk)

    def _proposals(self) -> None:
        """Đề nghị của các chi bộ đã kiểm điểm; two cells are left for the clerk."""
        at, name = moment(2022, 12, 6, 14), str(self.accounts.players["clerk"])
        for cell in _PROPOSED:
            levels = {each.pk: GOOD for each in self.scribe.members(cell) if each.rated}
            proposing.propose(levels, by=self.clerk, name=name, at=at)
        own = self.scribe.subject(Kind.MEMBER, self.ground.of("clerk").code)
        head = self.accounts.players["ward_head"]
        proposing.propose({own.pk: GOOD}, by=self.accounts.actor("ward_head"), name=str(head), at=at)

    def _drafts(self) -> None:
        """Bốn dự thảo: one that the deputy can release, three that break a rule."""
        three = [each for cell in (cast.AREA_5, cast.AREA_6, cast.AREA_7) for each in self.scribe.members(cell)]
        over = {each.pk: EXCELLENT if place < 4 else GOOD for place, each in enumerate(three)}
        self._draft(OVER, over | {three[-1].pk: COMPLETED})
        office = self.scribe.members(cast.OFFICE)
        self._draft(OWN_NAME, {each.pk: GOOD for each in office} | {office[-1].pk: COMPLETED})
        area = self.scribe.members(cast.AREA_8)
        marked = {self.ground.of("disciplined").pk: COMPLETED, self.ground.of("civil").pk: COMPLETED}
        self._draft(CONDITIONS, {each.pk: marked.get(each.person_id or 0, GOOD) for each in area})
        unheard = self.scribe.subject(Kind.MEMBER, self.ground.of("unheard").code)
        self._draft(UNREVIEWED, {unheard.pk: GOOD})

    def _draft(self, number: str, levels: dict[int, Level]) -> Decision:
        name, at = str(self.accounts.players["clerk"]), moment(2022, 12, 7, 10)
        place = Place.objects.get(cycle=self.cycle, code=cast.WARD)
        made = deciding.begin(self.cycle, place, by=self.clerk, name=name, at=at)
        deciding.stage(made, levels, by=self.clerk)
        signatory = str(self.accounts.players["ward_deputy"])
        return deciding.describe(made, number=number, signed_on=DAY, signatory=signatory, by=self.clerk)
