"""Cuộc họp theo loạt: closed meetings of what has been reviewed, and some that are planned for the days to come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from kiemdiem.cycles.models import Cycle, Place, Subject
from kiemdiem.cycles.states import State
from kiemdiem.demo import words
from kiemdiem.demo.clock import DAY, moment
from kiemdiem.demo.papers import StageOf
from kiemdiem.demo.stages import Stage, owner_of
from kiemdiem.organisations.kinds import UnitKind
from kiemdiem.organisations.models import Collective, Membership, Post, on_day
from kiemdiem.regulation import Kind
from kiemdiem.reviews.models import Attendance, Hearing, Meeting

_CELLS = (UnitKind.CELL, UnitKind.GRASSROOTS_CELL)
_AWAY = ("Đi công tác", "Nghỉ ốm", "Trực cơ quan")
_CHUNK = 2000


class Hearings:
    """Các cuộc họp của một đợt."""

    def __init__(self, cycle: Cycle, stage_of: StageOf, seed: int) -> None:
        self.cycle, self.stage_of = cycle, stage_of
        self.draw = Random(f"hearings-{cycle.year}-{seed}")
        self.heads = dict(Post.objects.filter(is_head=True).values_list("unit__code", "person_id"))
        self._rows: list[tuple[Meeting, list[int], list[Subject]]] = []

    def write(self) -> None:
        """Ghi các cuộc họp của chi bộ rồi của tập thể, with who came and whom they heard."""
        day = date(self.cycle.year, 12, 7)
        bodies = {each.unit.code: each for each in Collective.objects.select_related("unit").order_by("code")}
        in_cells, in_bodies = self._heard(set(bodies))
        members = _grouped(Membership.objects.filter(on_day(day)).order_by("pk").values_list("cell__code", "person_id"))
        seats = _grouped(Post.objects.filter(on_day(day), collective__isnull=False).order_by("-is_head", "pk")
                         .values_list("unit__code", "person_id"))  # fmt: skip
        for place in Place.objects.filter(cycle=self.cycle).order_by("path"):
            if place.kind in _CELLS:
                self._meet(place, None, members[place.code], in_cells[place.code])
            if body := bodies.get(place.code):
                self._meet(place, body, seats[place.code], in_bodies[place.code])
        self._save()

    def _heard(self, bodies: set[str]) -> tuple[dict[str, list[Subject]], dict[str, list[Subject]]]:
        """What has been reviewed: in its cell, or in the collective of its unit."""
        in_cells: dict[str, list[Subject]] = defaultdict(list)
        in_bodies: dict[str, list[Subject]] = defaultdict(list)
        reviewed = Subject.objects.filter(cycle=self.cycle, state=State.REVIEWED).order_by("path", "kind", "sort_key")
        for subject in reviewed:
            alone = subject.kind == Kind.PARTY_ORGANISATION and subject.code not in bodies
            in_cell = subject.kind == Kind.MEMBER or alone
            (in_cells if in_cell else in_bodies)[subject.place].append(subject)
        return in_cells, in_bodies

    def _meet(self, place: Place, body: Collective | None, people: list[int], heard: list[Subject]) -> None:
        planned = not heard and self.stage_of(owner_of(place.code)) == Stage.HANDED and self.draw.random() < 0.3
        if not (heard or planned):
            return
        chair = self.heads[place.code]
        meeting = Meeting(
            cycle=self.cycle,
            collective=body,
            place=place.code,
            path=place.path,
            name=body.name if body else place.name,
            held_on=self._day(planned=planned, late=body is not None),
            venue="Phòng họp",
            chair_id=chair,
        )
        if heard:
            meeting.secretary_id = next((each for each in people if each != chair), None)
            meeting.minutes, meeting.version = words.MINUTES, 3
            meeting.closed_at = moment(meeting.held_on.year, meeting.held_on.month, meeting.held_on.day, 16, 40)
        self._rows.append((meeting, people, heard))

    def _day(self, *, planned: bool, late: bool) -> date:
        if planned:
            return DAY + timedelta(days=self.draw.randrange(1, 10))
        last = date(self.cycle.year, 12, 7 if late else 3)
        return last - timedelta(days=self.draw.randrange(3 if late else 12))

    def _save(self) -> None:
        Meeting.objects.bulk_create([meeting for meeting, _, _ in self._rows], batch_size=_CHUNK)
        Attendance.objects.bulk_create(
            (self._attendance(meeting, person) for meeting, people, _ in self._rows for person in people),
            batch_size=_CHUNK,
        )
        Hearing.objects.bulk_create(
            (
                Hearing(meeting=meeting, subject=subject, position=position, conclusion=words.CONCLUSION)
                for meeting, _, heard in self._rows
                for position, subject in enumerate(heard, start=1)
            ),
            batch_size=_CHUNK,
        )

    def _attendance(self, meeting: Meeting, person: int) -> Attendance:
        needed = not meeting.closed_at or person in (meeting.chair_id, meeting.secretary_id)
        present = needed or self.draw.random() > 0.05
        return Attendance(
            meeting=meeting, person_id=person, present=present, reason="" if present else self.draw.choice(_AWAY)
        )


def _grouped(rows: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for code, person in rows:
        found[code].append(person)
    return found
