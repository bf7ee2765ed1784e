"""The cast of ratings: reviewed subjects, a draft decision with its lines, and those who release it."""

from __future__ import annotations

from datetime import date

from cycles.cast import open_year, subject, town
from kiemdiem.cycles.models import Cycle, Place, Subject
from kiemdiem.cycles.progress import advance
from kiemdiem.cycles.states import State
from kiemdiem.ledger.actor import Actor, SystemActor
from kiemdiem.ratings import deciding
from kiemdiem.ratings.models import Decision
from kiemdiem.regulation import Kind, Level
from kiemdiem.reviews import writing
from reviews.cast import NOON

SYSTEM = SystemActor()


def reviewed_town() -> Cycle:
    """Everybody's paper came on paper and was heard."""
    town()
    cycle = open_year()
    for each in Subject.objects.filter(cycle=cycle, reviewed=True).order_by("kind"):
        hear_on_paper(each)
    return cycle


def hear_on_paper(found: Subject) -> None:
    """A paper recorded and its subjects reviewed, without a meeting."""
    found = Subject.objects.get(pk=found.pk)
    if found.kind == Kind.PARTY_ORGANISATION and Subject.objects.filter(of_unit=found.code, reviewed=True).exists():
        return
    if found.state in (State.NOT_STARTED, State.DRAFT):
        levels = {each.pk: Level.GOOD for each in writing.covered(found)}
        writing.hand_in_on_paper(found, levels, by=SYSTEM, at=NOON)
    mine = list(Subject.objects.filter(paper_line__paper__lines__subject=found))
    advance([each for each in mine if each.state == State.HANDED_IN], State.REVIEWED)


def draft(cycle: Cycle, authority: str, levels: dict[tuple[str, Kind], Level], number: str = "1-QĐ") -> Decision:
    """A draft with lines, number, day and signatory."""
    place = Place.objects.get(cycle=cycle, code=authority)
    made = deciding.begin(cycle, place, by=SYSTEM, name="", at=NOON)
    staged = {subject(code, kind).pk: level for (code, kind), level in levels.items()}
    deciding.stage(made, staged, by=SYSTEM, reason="xếp loại lại")  # type: ignore[arg-type]
    return deciding.describe(made, number=number, signed_on=date(2022, 12, 20), signatory="Trần Văn A", by=SYSTEM)


def decide(
    cycle: Cycle, authority: str, levels: dict[tuple[str, Kind], Level], number: str = "1-QĐ", by: Actor = SYSTEM
) -> Decision:
    """Drafted and released."""
    return deciding.release(draft(cycle, authority, levels, number), by=by, name="", at=NOON)


def members(level: Level, *codes: str) -> dict[tuple[str, Kind], Level]:
    """The same level for several members."""
    return {(code, Kind.MEMBER): level for code in codes}
