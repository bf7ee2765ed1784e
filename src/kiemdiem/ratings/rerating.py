"""Xếp loại lại: what replacing a level does to its group, to heads, to commendations, said before it is done."""

from __future__ import annotations

from dataclasses import dataclass

from kiemdiem.cycles.models import QuotaGroup, Subject
from kiemdiem.ratings.cases import heads_of
from kiemdiem.ratings.checking import Draft, tally_after
from kiemdiem.ratings.figures import judge, tally_of
from kiemdiem.ratings.models import Commendation
from kiemdiem.regulation import Kind, Level, Verdict, rules
from kiemdiem.regulation.rules import Tally


@dataclass(frozen=True, slots=True)
class Moved:
    """Một nhóm trước và sau quyết định."""

    group: QuotaGroup
    before: Tally
    after: Tally
    verdict: Verdict

    @property
    def flagged(self) -> bool:
        """Vượt tỷ lệ sau khi thay mức."""
        return self.verdict.ok is False


@dataclass(frozen=True, slots=True)
class Effects:
    """Hệ quả của dự thảo: groups whose figures change, heads left above, commendations to be looked at again."""

    replaced: list[tuple[Subject, Level, Level]]
    groups: list[Moved]
    heads: list[tuple[Subject, Verdict]]
    commendations: list[Commendation]


def effects(draft: Draft) -> Effects:
    """Hệ quả nếu ban hành dự thảo này; a fixed number of queries, nothing written."""
    replaced = [
        (subject, Level(subject.level), draft.staged[pk])
        for pk, subject in draft.subjects.items()
        if subject.level and subject.level != draft.staged[pk]
    ]
    keys = {subject.group_id for subject, _was, _to in replaced if subject.group_id}
    groups = QuotaGroup.objects.filter(pk__in=keys).order_by("kind", "path", "key")
    moved = []
    for group in groups:
        after = tally_after(draft, group)
        moved.append(Moved(group, tally_of(group), after, judge(group, after, draft.cycle, draft.law)))
    lowered = {subject.pk: to for subject, was, to in replaced if to < was}
    rests = Commendation.objects.filter(subject__in=lowered).select_related("subject").order_by("pk")
    return Effects(
        replaced, moved, _heads_above(draft), [each for each in rests if each.least > lowered[each.subject_id]]
    )


def _heads_above(draft: Draft) -> list[tuple[Subject, Verdict]]:
    """Người đứng đầu đã có mức sẽ cao hơn: heads not in this draft, of what it lowers."""
    bodies = [each.code for each in draft.subjects.values() if each.kind in (Kind.PARTY_ORGANISATION, Kind.COLLECTIVE)]
    heads = [each for each in heads_of(draft.cycle, bodies) if each.level and each.pk not in draft.staged]
    codes = {code for each in heads for code in each.heads}
    kinds = (Kind.PARTY_ORGANISATION, Kind.COLLECTIVE)
    levels: dict[str, Level] = {}
    for body in Subject.objects.filter(cycle=draft.cycle, kind__in=kinds, code__in=codes).order_by("pk"):
        if level := draft.level(body):
            levels[body.code] = min(level, levels.get(body.code, level))
    found = []
    for head in heads:
        against = {code: levels[code] for code in head.heads if code in levels}
        verdict = rules.head_not_above(Level(head.level or Level.FAILED), against, draft.law, draft.cycle.rule_day)
        if verdict.ok is False:
            found.append((head, verdict))
    return found
