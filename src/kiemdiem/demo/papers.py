"""Bản kiểm điểm theo loạt: papers of a whole cycle through the tables, as far as each organisation is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from kiemdiem.cycles.models import Cycle, Subject, Tally
from kiemdiem.cycles.progress import advance
from kiemdiem.cycles.states import State
from kiemdiem.demo import words
from kiemdiem.demo.clock import moment
from kiemdiem.demo.criteria import Graded
from kiemdiem.demo.stages import Stage, owner_of
from kiemdiem.regulation import Kind, Level
from kiemdiem.regulation.forms import Form, forms_of
from kiemdiem.reviews.models import Paper, PaperLine

StageOf = Callable[[str], Stage]
_CHUNK = 2000
# how many papers in a hundred are handed in, drafts, returned at each stage; the rest hasn't been begun
_SHARES = {Stage.IDLE: (4, 18, 0), Stage.WRITING: (42, 38, 4), Stage.HANDED: (95, 3, 2)}
_STATES = (Paper.State.HANDED_IN, Paper.State.DRAFT, Paper.State.RETURNED)
_LEVELS = (Level.GOOD,) * 7 + (Level.EXCELLENT,) * 2 + (Level.COMPLETED,)


class Papers:
    """Các bản kiểm điểm của một đợt."""

    def __init__(self, cycle: Cycle, stage_of: StageOf, seed: int) -> None:
        self.cycle, self.stage_of = cycle, stage_of
        self.draw = Random(f"papers-{cycle.year}-{seed}")
        self.forms = forms_of(cycle.year)
        self.graded = Graded(cycle.year, seed)

    def write(self, told: Callable[[Subject], bool] = lambda subject: False) -> None:
        """Viết, nộp, và đưa đối tượng đến bước của chúng; those a story tells of are left to it."""
        subjects = Subject.objects.filter(cycle=self.cycle, reviewed=True).order_by("path", "kind", "code")
        owners = _by_owner(subject for subject in subjects if not told(subject))
        papers = iter([(paper, mine) for mine in owners if (paper := self._paper(mine))])
        while some := list(islice(papers, _CHUNK)):
            Paper.objects.bulk_create([paper for paper, _ in some], batch_size=_CHUNK)
            lines = [self._line(paper, subject) for paper, mine in some for subject in mine]
            PaperLine.objects.bulk_create(lines, batch_size=_CHUNK)
            self._move(some)

    def _paper(self, mine: list[Subject]) -> Paper | None:
        """The paper of one owner; None when it hasn't been begun."""
        first = mine[0]
        state = self._state(self.stage_of(owner_of(first.place)))
        if state is None:
            return None
        form = self._form(first)
        sections = form.sections_for(frozenset(subject.subject_kind for subject in mine))
        saved = self._day()
        whole = state != Paper.State.DRAFT
        paper = Paper(
            cycle=self.cycle,
            form=form.key,
            person_id=first.person_id,
            collective_id=first.collective_id,
            unit_id=None if first.person_id or first.collective_id else first.unit_id,
            owner=first.name,
            place=first.place,
            path=first.path,
            state=state,
            answers=words.answers(sections, self.draw) | self.graded.answers(form.key)
            if whole
            else words.half(sections, self.draw),
            version=self.draw.randrange(2, 9),
            saved_at=saved,
            saved_by=first.name,
            handed_in_at=saved if whole else None,
        )
        if state == Paper.State.RETURNED:
            paper.returned_at, paper.returned_by = saved + timedelta(hours=5), "Bí thư chi bộ"
            paper.return_reason = "Mục hạn chế, khuyết điểm còn chung chung; đề nghị nêu việc cụ thể."
        return paper

    def _form(self, subject: Subject) -> Form:
        return next(form for form in self.forms.values() if subject.subject_kind in form.kinds)

    def _state(self, stage: Stage) -> Paper.State | None:
        if stage >= Stage.HEARD:
            return Paper.State.HANDED_IN
        chance = self.draw.randrange(100)
        for share, state in zip(_SHARES[stage], _STATES, strict=True):
            if chance < share:
                return state
            chance -= share
        return None

    def _day(self) -> datetime:
        """A working hour in the two weeks before the demo's day."""
        return moment(self.cycle.year, 12, 7, self.draw.randrange(7, 17), self.draw.randrange(60)) - timedelta(
            days=self.draw.randrange(16)
        )

    def _line(self, paper: Paper, subject: Subject) -> PaperLine:
        level = self.draw.choice(_LEVELS) if paper.state != Paper.State.DRAFT else None
        return PaperLine(paper=paper, subject=subject, self_level=level)

    def _move(self, papers: Iterable[tuple[Paper, list[Subject]]]) -> None:
        going: dict[State, list[Subject]] = defaultdict(list)
        for paper, mine in papers:
            for subject in mine:
                going[self._goal(paper, subject)].append(subject)
        self._lay_out(going)
        for state, subjects in going.items():
            advance(subjects, state)

    def _lay_out(self, going: Mapping[State, Iterable[Subject]]) -> None:
        """Rows of progress that will be counted in, all at once: one by one they take most of the time."""
        keys = {(subject.path, subject.kind, state) for state, subjects in going.items() for subject in subjects}
        rows = (Tally(cycle=self.cycle, path=path, kind=kind, state=state) for path, kind, state in sorted(keys))
        Tally.objects.bulk_create(rows, batch_size=_CHUNK, ignore_conflicts=True)

    def _goal(self, paper: Paper, subject: Subject) -> State:
        if paper.state != Paper.State.HANDED_IN:
            return State(paper.state)
        heard = self.stage_of(owner_of(subject.place)) >= Stage.HEARD
        return State.REVIEWED if heard else State.HANDED_IN


def _by_owner(subjects: Iterable[Subject]) -> Iterable[list[Subject]]:
    """One list for each paper there will be: member and leader; collective and its organisation."""
    held: dict[tuple[str, int | str], list[Subject]] = defaultdict(list)
    for subject in subjects:
        key = ("person", subject.person_id) if subject.person_id else ("unit", subject.path)
        held[key].append(subject)
    return (sorted(mine, key=_first) for mine in held.values())


def _first(subject: Subject) -> bool:
    """False for the one a paper is begun with: the member, and the collective."""
    return subject.kind not in (Kind.MEMBER, Kind.COLLECTIVE)
