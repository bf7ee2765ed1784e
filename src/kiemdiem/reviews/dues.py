"""Nhận xét cần có: of which bodies one is due about each member before rating, and which lack (decision 0031)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from django.db.models import Q

from kiemdiem.cycles.models import Cycle, Subject
from kiemdiem.organisations.models import Lineage, Membership, Unit
from kiemdiem.regulation import Kind, Severity, Verdict, rules
from kiemdiem.regulation.rules import Need
from kiemdiem.reviews.models import Opinion
from kiemdiem.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Due:
    """Một nhận xét cần có: the body, the cell where memberships name it, and the verdict; `ok` when it is there."""

    subject: Subject
    body: Opinion.Body
    verdict: Verdict
    unit: Unit | None = None

    @property
    def given(self) -> bool:
        """Đã có."""
        return self.verdict.ok is True

    @property
    def stops(self) -> bool:
        """Thiếu thì chưa được đề nghị, xếp loại: only where the text read says so."""
        return self.verdict.ok is False and self.verdict.severity is Severity.BREACH

    @property
    def name(self) -> str:
        """Tên nơi nhận xét, as far as it is known."""
        return self.unit.name if self.unit else ""


def due_opinions(subjects: Iterable[Subject]) -> dict[int, list[Due]]:
    """Nhận xét cần có về từng đảng viên sẽ được xếp loại, there or not, by subject; a fixed number of queries."""
    asked = [each for each in subjects if each.kind == Kind.MEMBER and each.rated and each.person_id]
    if not asked:
        return {}
    known = _Known.about(asked)
    return {each.pk: list(_of(each, known)) for each in asked}


def missing_opinions(subjects: Iterable[Subject]) -> dict[int, list[Due]]:
    """Nhận xét còn thiếu by subject, those that stop a proposal first; a subject that lacks none isn't named."""
    found = {}
    for subject, dues in due_opinions(subjects).items():
        if lacking := [each for each in dues if not each.given]:
            found[subject] = sorted(lacking, key=lambda due: not due.stops)
    return found


@dataclass(slots=True)
class _Known:
    """What the rows say of all of them: memberships, cells that became others, opinions that are there."""

    cycles: dict[int, Cycle] = field(default_factory=dict)  # one of each, so that its law is laid together once
    working: set[int] = field(default_factory=set)  # people who are civil servants
    stays: dict[int, list[Membership]] = field(default_factory=lambda: defaultdict(list))
    became: set[tuple[int, int]] = field(default_factory=set)
    given: dict[tuple[int, int], list[Opinion]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def about(cls, subjects: Sequence[Subject]) -> _Known:
        people = [each.person_id for each in subjects]
        known = cls()
        for each in subjects:
            if each.cycle_id not in known.cycles:
                known.cycles[each.cycle_id] = each.cycle
        stays = Membership.objects.filter(person__in=people).select_related("cell", "person").order_by("since", "pk")
        for stay in stays:
            known.stays[stay.person_id].append(stay)
            if stay.person.civil_servant:
                known.working.add(stay.person_id)
        cells = {each.cell_id for mine in known.stays.values() if len(mine) > 1 for each in mine}
        if cells:
            merged = Lineage.objects.filter(Q(before__in=cells) | Q(after__in=cells))
            known.became = set(merged.values_list("before", "after"))
        opinions = Opinion.objects.filter(subject__cycle__in=known.cycles, subject__person__in=people)
        for said in opinions.select_related("subject").defer("text", "grades"):
            known.given[said.subject.cycle_id, said.subject.person_id].append(said)
        return known


def _of(subject: Subject, known: _Known) -> Iterator[Due]:
    cycle, said = known.cycles[subject.cycle_id], known.given[subject.cycle_id, subject.person_id or 0]
    stays = known.stays[subject.person_id or 0]
    for stay, need in _temporary(stays, cycle):
        yield from _cell(subject, Opinion.Body.TEMPORARY_CELL, stay.cell, need, cycle, said)
    for stay, need in _left(stays, cycle, known.became):
        yield from _cell(subject, Opinion.Body.FORMER_CELL, stay.cell, need, cycle, said)
    if subject.person_id in known.working:
        given = any(each.body == Opinion.Body.RESIDENCE for each in said)
        verdict = rules.opinion_there("residence", Need.CERTAIN, cycle.law, cycle.rule_day, given=given)
        yield Due(subject, Opinion.Body.RESIDENCE, verdict)


def _temporary(stays: Sequence[Membership], cycle: Cycle) -> Iterator[tuple[Membership, Need]]:
    for stay in stays:
        if stay.temporary:
            yield stay, rules.temporary_cell_needed(stay.since, stay.until, cycle.as_of, cycle.rule_day)


def _left(stays: Sequence[Membership], cycle: Cycle, became: set[tuple[int, int]]) -> Iterator[tuple[Membership, Need]]:
    """Cells one has left for another; a cell that was merged or split into the next one wasn't left."""
    official = [each for each in stays if not each.temporary]
    for stay, following in pairwise(official):
        moved = stay.cell_id != following.cell_id and (stay.cell_id, following.cell_id) not in became
        if moved and stay.until:
            yield stay, rules.former_cell_needed(stay.since, stay.until, cycle.law, cycle.rule_day)


def _cell(
    subject: Subject, body: Opinion.Body, cell: Unit, need: Need, cycle: Cycle, said: Iterable[Opinion]
) -> Iterator[Due]:
    """None where there is no need, and none of the very cell that rates."""
    if need is Need.NO or cell.code == subject.place:
        return
    given = any(each.body == body and _is(each, cell) for each in said)
    verdict = rules.opinion_there(body.value, need, cycle.law, cycle.rule_day, given=given, name=cell.name)
    if given or verdict.ok is False:
        yield Due(subject, body, verdict, cell)


def _is(said: Opinion, cell: Unit) -> bool:
    return said.unit_id == cell.pk or (said.unit_id is None and fold(said.body_name) == fold(cell.name))
