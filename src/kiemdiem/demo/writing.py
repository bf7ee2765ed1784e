"""Việc viết, nộp, họp của câu chuyện: the acts of reviews, done by the people of the city with their own accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from random import Random

from kiemdiem.accounts.actor import AccountActor
from kiemdiem.cycles.models import Cycle, Place, Subject
from kiemdiem.demo import words
from kiemdiem.demo.criteria import Graded
from kiemdiem.organisations.models import Person
from kiemdiem.regulation import Kind, Level
from kiemdiem.reviews import meetings, writing
from kiemdiem.reviews.models import Meeting, Paper


class Scribe:
    """Người ghi của câu chuyện: one cycle and one draw of words."""

    def __init__(self, cycle: Cycle, seed: int) -> None:
        self.cycle = cycle
        self.draw = Random(f"scribe-{seed}")
        self.graded = Graded(cycle.year, seed)

    def subject(self, kind: Kind, code: str) -> Subject:
        """Một đối tượng của đợt."""
        found: Subject = Subject.objects.select_related("cycle", "person").get(cycle=self.cycle, kind=kind, code=code)
        return found

    def members(self, cell: str) -> list[Subject]:
        """Đảng viên thuộc diện kiểm điểm của một chi bộ, in the order in which they came."""
        found = Subject.objects.filter(cycle=self.cycle, kind=Kind.MEMBER, place=cell, reviewed=True)
        return list(found.select_related("cycle", "person").order_by("code"))

    def hand_in(self, subject: Subject, *, by: AccountActor, at: datetime) -> Paper:
        """Viết đủ các mục rồi nộp."""
        paper = writing.begin(subject, by=by)
        lines = paper.lines.order_by("subject__kind")  # the same draw for the same line, whatever the engine
        given = {line.subject_id: self.draw.choice((Level.GOOD, Level.GOOD, Level.EXCELLENT)) for line in lines}
        full = words.answers(writing.sections(paper), self.draw) | self.graded.answers(paper.form)
        writing.save(paper, full, given, base=paper.version, by=by, name=subject.name, at=at)
        return writing.hand_in(paper, by=by, at=at)

    def write_half(self, subject: Subject, *, by: AccountActor, at: datetime) -> Paper:
        """Viết dở: some sections, no level yet."""
        paper = writing.begin(subject, by=by)
        some = words.half(writing.sections(paper), self.draw)
        return writing.save(paper, some, {}, base=paper.version, by=by, name=subject.name, at=at)

    def record_on_paper(self, subject: Subject, *, by: AccountActor, at: datetime) -> Paper:
        """Ghi nhận bản nộp trên giấy."""
        mine = writing.covered(subject)
        return writing.hand_in_on_paper(subject, {each.pk: Level.GOOD for each in mine}, by=by, at=at)

    def meeting(
        self, cell: str, heard: Sequence[Subject], chair: Person, *, by: AccountActor, on: date, venue: str, why: str
    ) -> Meeting:
        """Định cuộc họp của chi bộ và ghi biên bản; not closed. `why`: the reason for those not heard this time."""
        place = Place.objects.get(cycle=self.cycle, code=cell)
        planned = meetings.plan(self.cycle, place, None, held_on=on, venue=venue, by=by)
        people = [each for each in meetings.expected(planned) if each.pk != chair.pk]
        content = meetings.Record(
            held_on=on,
            venue=venue,
            chair=chair.pk,
            secretary=people[0].pk,
            minutes=words.MINUTES,
            absent={people[-1].pk: "Đi công tác"} if len(people) > 3 else {},
            subjects=[each.pk for each in heard],
            conclusions={each.pk: words.CONCLUSION for each in heard},
            deferred={each.pk: why for each in meetings.candidates(planned) if each not in heard},
        )
        return meetings.write(planned, content, base=planned.version, by=by)
