"""Bảng tỷ lệ: every group of a deciding level at once, and what trying other levels would do; nothing is written.

A trial starts from the level in force, else the one staged in the latest draft, else the latest proposal; opened over
one draft it leaves proposals out, so that it says what releasing that draft would meet (decision 0035). The moves live
with whoever tries them; here they are laid over the start and judged by the same rules as a release.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from kiemdiem.cycles.models import Headship, Place, QuotaGroup, Subject
from kiemdiem.ratings.figures import judge
from kiemdiem.ratings.models import Decision, DecisionLine, Proposal
from kiemdiem.regulation import Kind, Level, Verdict, rules
from kiemdiem.regulation.rules import Tally


@dataclass(frozen=True, slots=True)
class Name:
    """Một đối tượng trên bảng: its kind, group, level in force, level the trial starts from."""

    pk: int
    kind: str
    code: str
    group: int | None
    in_force: Level | None
    start: Level | None


@dataclass(frozen=True, slots=True)
class Body:
    """Tập thể, tổ chức do một người đứng đầu; `pk` also when another level decides on it."""

    pk: int
    code: str
    name: str
    in_force: Level | None


@dataclass(frozen=True, slots=True)
class Line:
    """Một nhóm trên bảng: as the trial has it and as it was before, each with its verdict."""

    group: QuotaGroup
    before: Tally
    tally: Tally
    was: Verdict
    verdict: Verdict
    heads_above: int

    @property
    def over(self) -> int:
        """Vượt bao nhiêu so với tối đa."""
        return max(0, (self.tally.excellent or 0) - (self.verdict.facts["allowed"] or 0))

    @property
    def product(self) -> tuple[int, int]:
        """Tích trước khi làm tròn: whole part and hundredths."""
        percent: int = self.verdict.facts["percent"]
        return divmod(percent * (self.verdict.facts["base"] or 0), 100)

    @property
    def blocks(self) -> bool:
        """Chặn: above the ceiling with more excellent than are in force; a lawful downgrade only flags."""
        return self.verdict.ok is False and (self.tally.excellent or 0) > self.group.excellent


@dataclass(slots=True)
class Board:
    """Bảng của một cấp quyết định, with the moves of a trial laid over it."""

    place: Place
    draft: Decision | None
    groups: dict[int, QuotaGroup]
    names: dict[int, Name]
    headed: dict[int, list[str]]  # leader → codes
    bodies: dict[str, list[Body]]
    staged: dict[int, Level]
    alone: bool = False  # over one draft, without proposals
    moves: dict[int, Level] = field(default_factory=dict)

    def level(self, pk: int) -> Level | None:
        """Mức đang thử."""
        return self.moves.get(pk) or self.names[pk].start

    def try_out(self, moves: Mapping[int, Level]) -> None:
        """Lay moves over the start; those that change nothing fall away. KeyError for a name not on the board."""
        self.moves = {pk: level for pk, level in moves.items() if self.names[pk].start is not level}

    def fingerprint(self) -> str:
        """Dấu của mức ban đầu: differs when anybody changed a figure since the page was opened."""
        told = ";".join(f"{pk}:{name.start or 0}:{name.group}" for pk, name in sorted(self.names.items()))
        return sha256(told.encode()).hexdigest()[:16]

    def against(self, pk: int) -> dict[str, Level]:
        """Mức của những nơi một người đứng đầu, as the trial has them."""
        found: dict[str, Level] = {}
        for code in self.headed.get(pk, []):
            for body in self.bodies.get(code, []):
                level = self.level(body.pk) if body.pk in self.names else body.in_force
                if level:
                    found[code] = min(level, found.get(code, level))
        return found

    def heads_above(self) -> dict[int, Verdict]:
        """Người đứng đầu cao hơn tập thể, by the cap of the year."""
        cycle = self.place.cycle
        found = {}
        for pk in self.headed:
            level = self.level(pk)
            if level:
                verdict = rules.head_not_above(level, self.against(pk), cycle.law, cycle.rule_day)
                if verdict.ok is False:
                    found[pk] = verdict
        return found

    def lines(self) -> list[Line]:
        """Mọi nhóm, the worst first."""
        cycle, above = self.place.cycle, Counter(self.names[pk].group for pk in self.heads_above())
        before: dict[int, Counter[Level]] = defaultdict(Counter)
        after: dict[int, Counter[Level]] = defaultdict(Counter)
        for pk, name in self.names.items():
            if name.group is not None:
                if name.start:
                    before[name.group][name.start] += 1
                if level := self.level(pk):
                    after[name.group][level] += 1
        made = []
        for pk, group in self.groups.items():
            was, now = _tally(before[pk]), _tally(after[pk])
            verdict = judge(group, now, cycle, cycle.law)
            judged = verdict if was == now else judge(group, was, cycle, cycle.law)
            made.append(Line(group, was, now, judged, verdict, above[pk]))
        return sorted(made, key=lambda line: (-line.over, -line.heads_above, line.group.kind, line.group.key))

    def to_stage(self, group: int | None) -> dict[int, Level]:
        """Những mức đưa vào dự thảo: all that was moved, and the chosen group's levels that nothing holds yet."""
        found = dict(self.moves)
        for pk, name in self.names.items():
            level = self.level(pk)
            if name.group == group and level and name.in_force is None and self.staged.get(pk) is not level:
                found[pk] = level
        return found


def read(place: Place, wanted: int | None = None) -> Board:
    """Đọc bảng của một cấp, over the draft that is wanted, else its latest; as many queries whatever its size."""
    cycle = place.cycle
    drafts = Decision.objects.filter(cycle=cycle, path=place.path, state=Decision.State.DRAFT).order_by("-pk")
    draft = drafts.filter(pk=wanted).first() if wanted else drafts.first()
    lines = DecisionLine.objects.filter(decision=draft).order_by("pk") if draft else DecisionLine.objects.none()
    staged = {pk: Level(level) for pk, level in lines.values_list("subject_id", "level")}
    mine = Subject.objects.filter(cycle=cycle, authority=place.code, rated=True).order_by("pk")
    latest = {} if wanted and draft else _proposed(place)
    names = {}
    for pk, kind, code, group, level in mine.values_list("pk", "kind", "code", "group_id", "level"):
        in_force = Level(level) if level else None
        start = in_force or staged.get(pk) or (Level(latest[pk]) if pk in latest else None)
        names[pk] = Name(pk, kind, code, group, in_force, start)
    headed: dict[int, list[str]] = defaultdict(list)
    heads = Headship.objects.filter(leader__cycle=cycle, leader__authority=place.code).order_by("leader", "pk")
    for leader, code in heads.values_list("leader_id", "code"):
        if leader in names:
            headed[leader].append(code)
    groups = QuotaGroup.objects.filter(cycle=cycle, scope=place.code).order_by("pk")
    bodies = _bodies(place, headed)
    kept = {each.pk: each for each in groups}
    return Board(place, draft, kept, names, dict(headed), bodies, staged, alone=bool(wanted and draft))


def _proposed(place: Place) -> dict[int, int]:
    """Mức đề nghị gần nhất của những ai chưa có quyết định."""
    rows = Proposal.objects.filter(subject__cycle=place.cycle_id, subject__authority=place.code, subject__level=None)
    return dict(rows.order_by("at", "pk").values_list("subject_id", "level"))


def _bodies(place: Place, headed: Mapping[int, list[str]]) -> dict[str, list[Body]]:
    codes = {code for held in headed.values() for code in held}
    found: dict[str, list[Body]] = defaultdict(list)
    kinds = (Kind.PARTY_ORGANISATION, Kind.COLLECTIVE)
    rows = Subject.objects.filter(cycle=place.cycle_id, kind__in=kinds, code__in=codes).order_by("kind", "pk")
    for pk, code, name, level in rows.values_list("pk", "code", "name", "level"):
        found[code].append(Body(pk, code, name, Level(level) if level else None))
    return dict(found)


def _tally(counts: Counter[Level]) -> Tally:
    return Tally(**{level.key: counts[level] for level in Level})
