"""Đọc đề nghị, phiếu, quyết định: what the rating pages list, each with a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from kiemdiem.accounts.actions import DECIDE, PROPOSE, READ_LEVELS, STAGE
from kiemdiem.ballots.models import ItemResult
from kiemdiem.cycles.models import Cycle, Place, QuotaGroup, Subject
from kiemdiem.ledger.actor import Actor
from kiemdiem.organisations.models import Person
from kiemdiem.organisations.tree import within
from kiemdiem.ratings.checking import Draft, judge_quota, tally_after
from kiemdiem.ratings.models import Case, Decision, DecisionLine, Proposal, own
from kiemdiem.ratings.voting import votes_on
from kiemdiem.regulation import Kind, Level, Verdict
from kiemdiem.regulation.rules import Tally
from kiemdiem.reviews.models import Paper, PaperLine


@dataclass(slots=True)
class Row:
    """Một đối tượng với bốn bản ghi riêng: self-level, proposals, votes, and the level staged or in force."""

    subject: Subject
    self_level: int | None = None
    proposals: list[Proposal] = field(default_factory=list)
    votes: list[ItemResult] = field(default_factory=list)
    staged: int | None = None

    @property
    def proposed(self) -> int | None:
        """Mức đề nghị gần nhất."""
        return max(self.proposals, key=lambda each: each.at).level if self.proposals else None


def places_rated(actor: Actor) -> QuerySet[Place]:
    """Những nơi mình đề nghị, lập dự thảo hoặc quyết định, in open cycles."""
    held = own(actor, PROPOSE, STAGE, DECIDE)
    rows = Place.objects.filter(path__in=held).exclude(cycle__phase=Cycle.Phase.OPENING).select_related("cycle")
    return rows.order_by("-cycle__year", "path")


def subjects_of(cycle: Cycle, place: Place) -> QuerySet[Subject]:
    """Những đối tượng một nơi đề nghị hoặc quyết định: members of the cell, and all the place is the authority of."""
    mine = Q(authority=place.code) | Q(kind=Kind.MEMBER, place=place.code)
    return Subject.objects.filter(mine, cycle=cycle, rated=True).order_by("kind", "path", "sort_key", "pk")


def rows(subjects: Iterable[Subject], actor: Actor) -> list[Row]:
    """Each subject with what each body has recorded, as far as the actor may see it; at most four queries."""
    found = {each.pk: Row(each) for each in subjects}
    keys = list(found)
    handed_in = PaperLine.objects.filter(subject__in=keys, paper__state=Paper.State.HANDED_IN)
    for subject, level in handed_in.values_list("subject_id", "self_level"):
        found[subject].self_level = level
    for proposal in Proposal.objects.visible_to(actor).filter(subject__in=keys).order_by("body_path"):
        found[proposal.subject_id].proposals.append(proposal)
    for subject, votes in votes_on(keys, actor).items():
        found[subject].votes = votes
    return list(found.values())


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Một nhóm tính tỷ lệ: as it is, as it would be with the draft, and under the three readings."""

    group: QuotaGroup
    tally: Tally
    verdict: Verdict


def groups_of(draft: Draft) -> list[GroupRow]:
    """Các nhóm mà dự thảo này chạm đến; one query."""
    keys = {each.group_id for each in draft.subjects.values() if each.group_id}
    groups = QuotaGroup.objects.filter(pk__in=keys).order_by("kind", "path", "key")
    return [GroupRow(group, tally_after(draft, group), judge_quota(draft, group)) for group in groups]


def decisions_at(cycle: Cycle, place: Place, actor: Actor) -> QuerySet[Decision]:
    """Các quyết định của một cấp: drafts first, then the latest."""
    seen: QuerySet[Decision] = Decision.objects.visible_to(actor).filter(cycle=cycle, authority=place.code)
    return seen.exclude(state=Decision.State.DROPPED).annotate(number_of_lines=Count("lines")).order_by("state", "-pk")


def released_to(actor: Actor) -> QuerySet[Decision]:
    """Quyết định đã ban hành mà mình được đọc."""
    seen: QuerySet[Decision] = Decision.objects.visible_to(actor).filter(state=Decision.State.RELEASED)
    return seen.select_related("cycle").annotate(number_of_lines=Count("lines")).order_by("-signed_on", "-pk")


def history(person: Person, actor: Actor) -> list[DecisionLine]:
    """Kết quả qua các năm of a person: released lines, replaced ones too; for oneself and those who may read levels."""
    lines = DecisionLine.objects.filter(subject__person=person, decision__state=Decision.State.RELEASED)
    if not is_self(person, actor):
        mine = lines.select_related("subject")
        allowed = [line.pk for line in mine if actor.may(READ_LEVELS, line.subject.path)]
        lines = lines.filter(pk__in=allowed)
    return list(
        lines.select_related("decision", "subject__cycle", "replaced_by__decision", "replaces__decision").order_by(
            "-subject__cycle__year", "subject__kind", "-pk"
        )
    )


def under_way(person: Person, actor: Actor) -> list[Subject]:
    """Những năm chưa ban hành: the same whether a decision is staged or not."""
    rows = Subject.objects.filter(person=person, level=None, cycle__phase=Cycle.Phase.OPEN).select_related("cycle")
    found = [each for each in rows if is_self(person, actor) or actor.may(READ_LEVELS, each.path)]
    return sorted(found, key=lambda each: (-each.cycle.year, each.kind))


def is_self(person: Person, actor: Actor) -> bool:
    """Hồ sơ của chính mình, not that of whom one acts for."""
    return person.code == actor.person_key


@dataclass(frozen=True, slots=True)
class Results:
    """Kết quả của một nhánh tại một ngày: for each kind how many got each level; what was replaced after that day."""

    counts: dict[Kind, dict[Level, int]]
    rated: dict[Kind, int]
    later: list[DecisionLine]
    entered_late: int


MOST_LATER = 200


def results(cycle: Cycle, path: str, on: date) -> Results:
    """Kết quả xếp loại của cả nhánh như tại ngày ấy: lines signed by then that no line signed by then replaces.

    `entered_late`: lines signed by that day but released here only after it, so a report printed then lacked them.
    """
    released = DecisionLine.objects.filter(
        within(path, "subject__path"), subject__cycle=cycle, decision__state=Decision.State.RELEASED
    )
    signed = released.filter(decision__signed_on__lte=on)
    standing = signed.exclude(
        replaced_by__decision__signed_on__lte=on, replaced_by__decision__state=Decision.State.RELEASED
    )
    counts: dict[Kind, dict[Level, int]] = {kind: dict.fromkeys(reversed(Level), 0) for kind in Kind}
    for kind, level, number in standing.values_list("subject__kind", "level").annotate(Count("pk")).order_by():
        counts[Kind(kind)][Level(level)] = number
    rows = Subject.objects.filter(within(path), cycle=cycle, rated=True).values_list("kind").order_by()
    later = released.filter(decision__signed_on__gt=on, replaces__isnull=False)
    later = later.select_related("subject", "decision", "replaces__decision").order_by("decision__signed_on", "pk")
    return Results(
        counts,
        {Kind(kind): number for kind, number in rows.annotate(Count("pk"))},
        list(later[:MOST_LATER]),
        signed.filter(decision__released_at__date__gt=on).count(),
    )


def cases_at(place: Place, actor: Actor) -> QuerySet[Case]:
    """Việc phải xử lý ở một cấp: open ones first, the oldest first."""
    seen: QuerySet[Case] = Case.objects.visible_to(actor).filter(cycle=place.cycle_id, path=place.path)
    seen = seen.select_related("group", "subject", "opened_by", "closed_by")
    return seen.order_by(F("closed_at").asc(nulls_first=True), "opened_at", "pk")


def by_level(lines: Sequence[DecisionLine]) -> dict[Level, int]:
    """Số dòng theo mức."""
    counts: dict[Level, int] = defaultdict(int)
    for line in lines:
        counts[Level(line.level)] += 1
    return {level: counts[level] for level in reversed(Level)}
