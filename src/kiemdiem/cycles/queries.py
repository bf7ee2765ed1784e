"""Đọc tiến độ của đợt: which cycle one works in, counts at every node, the names behind a number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Length, Substr

from kiemdiem.cycles.models import Cycle, Deadline, Place, QuotaGroup, Subject, Tally
from kiemdiem.cycles.states import HANDED, HEARD, State, Step, Tier
from kiemdiem.ledger.actor import Actor
from kiemdiem.organisations.tree import WIDTH, ancestors, within, within_any
from kiemdiem.regulation import Kind


@dataclass(slots=True)
class Progress:
    """Tiến độ của một nhánh: how many subjects are in each state, over all kinds or one."""

    counts: dict[State, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def total(self) -> int:
        """Thuộc diện kiểm điểm."""
        return sum(number for state, number in self.counts.items() if state != State.LEFT_OUT)

    @property
    def handed(self) -> int:
        """Đã nộp trở lên."""
        return sum(self.counts[state] for state in HANDED)

    @property
    def heard(self) -> int:
        """Đã kiểm điểm trở lên."""
        return sum(self.counts[state] for state in HEARD)

    @property
    def decided(self) -> int:
        """Đã có quyết định."""
        return self.counts[State.DECIDED]

    def hide_proposed(self) -> None:
        """In a branch there are always bodies one isn't of: *đã đề nghị* is told as *đã kiểm điểm*."""
        self.counts[State.REVIEWED] += self.counts.pop(State.PROPOSED, 0)


def cycles_over(paths: Collection[str]) -> QuerySet[Cycle]:
    """Các đợt có dính đến những nơi ấy: opened above or below them; the latest year first."""
    found = within_any(list(paths), "root_path")
    above = {each for path in paths for each in ancestors(path)}
    return Cycle.objects.filter(found | Q(root_path__in=above)).select_related("root").order_by("-year", "root_path")


def progress_below(cycle: Cycle, path: str, kinds: Collection[Kind] = ()) -> tuple[Progress, dict[str, Progress]]:
    """Tiến độ của cả nhánh, và của từng nơi ngay dưới nó by path; one query, of rows kept by the acts."""
    rows = Tally.objects.filter(within(path), cycle=cycle).order_by()
    if kinds:
        rows = rows.filter(kind__in=kinds)
    child = Substr("path", 1, len(path) + WIDTH)
    whole, below = Progress(), defaultdict[str, Progress](Progress)
    for at, state, number in rows.values_list(child, "state").annotate(Sum("number")):
        whole.counts[State(state)] += number
        below[at].counts[State(state)] += number
    for each in (whole, *below.values()):
        each.hide_proposed()
    return whole, below


def children(cycle: Cycle, path: str) -> QuerySet[Place]:
    """Những nơi ngay dưới một nơi."""
    below = Place.objects.filter(within(path), cycle=cycle)
    found: QuerySet[Place] = below.alias(depth=Length("path")).filter(depth=len(path) + WIDTH).order_by("path")
    return found


def rooms(cycle: Cycle, path: str) -> dict[str, tuple[int, int]]:
    """Tỷ lệ đã dùng của từng nơi ngay dưới: groups over their ceiling, and how many more could be excellent.

    Counts released decisions only; both were judged when they were released.
    """
    child = Substr("path", 1, len(path) + WIDTH)
    rows = QuotaGroup.objects.filter(within(path), cycle=cycle).order_by().values_list(child)
    counted = rows.annotate(exceeded=Count("pk", filter=Q(over=True)), left=Sum("room"))
    return {at: (over, room) for at, over, room in counted}


def names(cycle: Cycle, path: str, actor: Actor, *, kind: str = "", state: str = "") -> QuerySet[Subject]:
    """Những người, tập thể, tổ chức đằng sau một con số, in the order of names."""
    rows = Subject.objects.visible_to(actor).filter(within(path), cycle=cycle)
    if kind:
        rows = rows.filter(kind=kind)
    if state in State.values:
        rows = rows.filter(state=state)
    return rows.order_by("sort_key", "pk")


def state_shown(actor: Actor, action: str) -> Case:
    """Tiến độ như người xem được thấy: *đã đề nghị* only to the body that proposes or decides for that very subject."""
    own = [path for path in actor.reach(action) if actor.holds(action, path)]
    rates = Q(authority_path__in=own) | Q(kind=Kind.MEMBER, path__in=own)
    return Case(When(Q(state=State.PROPOSED) & ~rates, then=Value(State.REVIEWED.value)), default=F("state"))


def days(cycle: Cycle) -> dict[tuple[str, str], Deadline]:
    """Lịch của đợt by step and tier."""
    return {(each.step, each.tier): each for each in cycle.deadlines.all()}


def due(calendar: Mapping[tuple[str, str], Deadline], step: Step, tier: str) -> date | None:
    """Hạn của một bước ở một cấp."""
    found = calendar.get((step, tier or Tier.CELL))
    return found.due if found else None


def places_of(cycle: Cycle, paths: Iterable[str]) -> QuerySet[Place]:
    """Những nơi có đường dẫn ấy trong cây đã chụp."""
    return Place.objects.filter(cycle=cycle, path__in=list(paths)).order_by("path")
