"""The cast of reviews: who writes, who receives; papers filled, handed in, heard."""

from __future__ import annotations

from datetime import UTC, date, datetime

from cycles.cast import TODAY, account, subject
from kiemdiem.accounts.actor import AccountActor, actor_of
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Cycle, Place, Subject
from kiemdiem.organisations.models import Collective, Person
from kiemdiem.regulation import Kind, Level
from kiemdiem.reviews import meetings, writing
from kiemdiem.reviews.models import Meeting, Paper

NOON = datetime(2022, 12, 1, 5, tzinfo=UTC)


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
    by: AccountActor,
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
    )
    meetings.write(meeting, content, base=0, by=by)
    return meetings.close(meeting, by=by, at=NOON)


def reviewed_cell(cycle: Cycle, cell: str = "C1", members: tuple[str, ...] = ("M1", "M2", "M3")) -> None:
    """Members whose papers came on paper and were heard in their cell."""
    from kiemdiem.ledger.actor import SystemActor

    by = SystemActor()
    for code in members:
        found = subject(code)
        levels = {each.pk: Level.GOOD for each in writing.covered(found)}
        writing.hand_in_on_paper(found, levels, by=by, at=NOON)
    mine = [subject(code, Kind.MEMBER) for code in members]
    hear(cycle, cell, mine, by, chair=members[0], secretary=members[1])  # type: ignore[arg-type]
