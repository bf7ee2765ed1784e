"""The cast of reviews: who writes, who receives; papers filled, handed in, heard."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from cycles.cast import TODAY, account, subject
from kiemdiem.accounts.actor import AccountActor, actor_of
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Cycle, Place, Subject
from kiemdiem.cycles.progress import advance
from kiemdiem.cycles.states import HEARD, State
from kiemdiem.ledger.actor import Actor, SystemActor
from kiemdiem.organisations.models import Collective, Person
from kiemdiem.organisations.tree import within
from kiemdiem.regulation import Kind, Level
from kiemdiem.reviews import meetings, writing
from kiemdiem.reviews.models import Meeting, Paper

NOON = datetime(2022, 12, 1, 5, tzinfo=UTC)
IN_TIME = date(2022, 11, 25)  # for a meeting on TODAY


def person(code: str, on: date = TODAY) -> AccountActor:
    """A member acting in person."""
    return actor_of(account(f"ca-nhan-{code}", of=code), on)


def officer(role: Role, unit: str, of: str = "", on: date = TODAY) -> AccountActor:
    """Somebody holding a role at a unit."""
    return actor_of(account(f"{role.value}-{unit}-{of}", [(role, unit)], of=of), on)


def full(paper: Paper) -> dict[str, writing.Answer]:
    """Every section answered, every criterion given a level."""
    return {
        each.key: {"text": f"Nội dung {each.key}"} | ({"level": 3} if each.criterion else {})
        for each in writing.sections(paper)
    }


def hand_in(subject_: Subject, by: AccountActor, level: Level = Level.GOOD) -> Paper:
    """A paper written in one go and handed in."""
    paper = writing.begin(subject_, by=by)
    levels = {line.subject_id: level for line in paper.lines.all()}
    writing.save(paper, full(paper), levels, base=paper.version, by=by, name="Người viết", at=NOON)
    return writing.hand_in(paper, by=by, at=NOON)


def hear(
    cycle: Cycle,
    place: str,
    subjects: list[Subject],
    by: Actor,
    *,
    collective: str = "",
    chair: str,
    secretary: str,
) -> Meeting:
    """A meeting planned, recorded and closed."""
    where = Place.objects.get(cycle=cycle, code=place)
    held = Collective.objects.get(code=collective) if collective else None
    meeting = meetings.plan(cycle, where, held, held_on=TODAY, venue="Hội trường", by=by)
    content = meetings.Record(
        held_on=TODAY,
        venue="Hội trường",
        chair=Person.objects.get(code=chair).pk,
        secretary=Person.objects.get(code=secretary).pk,
        minutes="Diễn biến và kết luận.",
        subjects=[each.pk for each in subjects],
        deferred=later(meeting, subjects),
    )
    meetings.write(meeting, content, base=0, by=by)
    if held:
        circulated(meeting, by)
        below_is_done(meeting)
    return meetings.close(meeting, by=by, at=NOON)


def later(meeting: Meeting, subjects: Iterable[Subject], why: str = "Họp sau") -> dict[int, str]:
    """The others due there, put off with a reason."""
    chosen = {each.pk for each in subjects}
    return {each.pk: why for each in meetings.candidates(meeting) if each.pk not in chosen}


def circulated(meeting: Meeting, by: Actor) -> None:
    """The draft of the report went out three full working days before."""
    meetings.circulate(meeting, IN_TIME, by=by, today=TODAY)


def below_is_done(meeting: Meeting) -> None:
    """Every place directly below has been reviewed, without its meetings."""
    below = Subject.objects.filter(within(meeting.path), cycle=meeting.cycle_id, reviewed=True).exclude(
        path=meeting.path
    )
    reporting = below.filter(kind__in=(Kind.COLLECTIVE, Kind.PARTY_ORGANISATION))
    advance([each for each in reporting if each.state not in HEARD], State.REVIEWED)


def reviewed_cell(cycle: Cycle, cell: str = "C1", members: tuple[str, ...] = ("M1", "M2", "M3")) -> None:
    """Members whose papers came on paper and were heard in their cell."""
    by = SystemActor()
    for code in members:
        found = subject(code)
        levels = {each.pk: Level.GOOD for each in writing.covered(found)}
        writing.hand_in_on_paper(found, levels, by=by, at=NOON)
    mine = [subject(code, Kind.MEMBER) for code in members]
    hear(cycle, cell, mine, by, chair=members[0], secretary=members[1])
