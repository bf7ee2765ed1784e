"""Kiểm tra dự thảo quyết định: the set as it would be, judged by the same rules as any file; nothing is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from kiemdiem.cycles.models import Cycle, QuotaGroup, Subject
from kiemdiem.cycles.states import HEARD
from kiemdiem.organisations.tree import WIDTH, within
from kiemdiem.ratings.conditions import cap_only_warns, conditions, heads_since, softened
from kiemdiem.ratings.figures import judge
from kiemdiem.ratings.models import Decision, DecisionLine
from kiemdiem.regulation import Kind, Law, Level, Severity, Verdict, rules
from kiemdiem.regulation.rules import Tally
from kiemdiem.reviews.dues import missing_opinions
from kiemdiem.reviews.models import Paper, PaperLine
from kiemdiem.reviews.queries import unsettled


@dataclass(frozen=True, slots=True)
class Finding:
    """Một điều chưa đúng (or worth a second look): the verdict, and whom or which group it speaks of."""

    verdict: Verdict
    subject: Subject | None = None
    group: QuotaGroup | None = None
    names: tuple[str, ...] = ()

    @property
    def stops(self) -> bool:
        """Chặn việc ban hành; a warning doesn't."""
        return self.verdict.ok is False and self.verdict.severity is Severity.BREACH


@dataclass(slots=True)
class Draft:
    """Kết quả như sẽ có: the staged levels over the levels in force; read with a fixed number of queries."""

    cycle: Cycle
    staged: dict[int, Level]  # subject → level
    subjects: dict[int, Subject]
    signed_on: date | None = None
    law: Law = field(init=False)

    def __post_init__(self) -> None:
        self.law = self.cycle.law

    def level(self, subject: Subject) -> Level | None:
        """The level a subject would have."""
        return self.staged.get(subject.pk) or (Level(subject.level) if subject.level else None)


def draft_of(decision: Decision) -> Draft:
    """The lines of a decision with their subjects."""
    lines = list(decision.lines.select_related("subject"))
    return Draft(
        decision.cycle,
        {line.subject_id: Level(line.level) for line in lines},
        {line.subject_id: line.subject for line in lines},
        decision.signed_on,
    )


def check(draft: Draft, groups: Mapping[int, QuotaGroup]) -> list[Finding]:
    """Mọi điều chưa đúng, the worst first: quota, head, order, conditions, missing papers; then what is only noted."""
    related = _related(draft)
    found = [
        *_quota(draft, groups),
        *_standing(draft, related),
        *_days(draft, related),
        *_conditions(draft),
        *_reviews(draft),
        *_opinions(draft),
        *_subordinates(draft),
    ]
    wrong = [finding for finding in found if finding.verdict.ok is False]
    return sorted(wrong, key=lambda finding: not finding.stops)


def lawful_part(draft: Draft, groups: Mapping[int, QuotaGroup]) -> list[int]:
    """Phần không vướng: what is left when all that a stopping finding touches, itself or by its group, is taken out.

    Taking out a collective may stop its head, so it is looked at again until nothing stops.
    """
    part = draft
    while part.staged:
        stopping = [finding for finding in check(part, groups) if finding.stops]
        if not stopping:
            break
        caught = {finding.group.pk for finding in stopping if finding.group}
        named = {finding.subject.pk for finding in stopping if finding.subject}
        kept = {
            pk: subject for pk, subject in part.subjects.items() if pk not in named and subject.group_id not in caught
        }
        part = Draft(draft.cycle, {pk: part.staged[pk] for pk in kept}, kept, draft.signed_on)
    return list(part.staged)


def tally_after(draft: Draft, group: QuotaGroup) -> Tally:
    """Số liệu của nhóm như sẽ có sau quyết định này."""
    counts: dict[Level, int] = {level: getattr(group, level.key) for level in Level}
    for pk, level in draft.staged.items():
        subject = draft.subjects[pk]
        if subject.group_id == group.pk:
            counts[level] += 1
            if subject.level:
                counts[Level(subject.level)] -= 1
    return Tally(**{level.key: counts[level] for level in Level})


def excellent_added(draft: Draft, group: QuotaGroup) -> bool:
    """Whether the decision itself makes *excellent* more numerous in the group; a lawful downgrade never does."""
    return (tally_after(draft, group).excellent or 0) > group.excellent


def judge_quota(draft: Draft, group: QuotaGroup) -> Verdict:
    """Tỷ lệ của một nhóm như sẽ có."""
    return judge(group, tally_after(draft, group), draft.cycle, draft.law)


def _quota(draft: Draft, groups: Mapping[int, QuotaGroup]) -> Iterable[Finding]:
    for group in groups.values():
        if excellent_added(draft, group):
            names = [
                draft.subjects[pk].name
                for pk, level in draft.staged.items()
                if level is Level.EXCELLENT and draft.subjects[pk].group_id == group.pk
            ]
            yield Finding(judge_quota(draft, group), group=group, names=tuple(names))


def _related(draft: Draft) -> dict[str, list[Subject]]:
    """Collectives and organisations of the cycle by code: those headed or led by who is staged."""
    wanted = {code for subject in draft.subjects.values() for code in subject.heads}
    wanted |= {subject.of_unit for subject in draft.subjects.values() if subject.of_unit}
    found: dict[str, list[Subject]] = defaultdict(list)
    kinds = (Kind.PARTY_ORGANISATION, Kind.COLLECTIVE)
    for subject in Subject.objects.filter(cycle=draft.cycle, kind__in=kinds, code__in=wanted).order_by("pk"):
        found[subject.code].append(subject)
    return found


def _standing(draft: Draft, related: Mapping[str, list[Subject]]) -> Iterable[Finding]:
    on = draft.cycle.rule_day
    since = heads_since(draft.subjects.values())
    for pk, level in draft.staged.items():
        subject = draft.subjects[pk]
        if subject.kind == Kind.LEADER:
            against, unrated = _headed(draft, subject, related)
            verdict = rules.head_not_above(level, against, draft.law, on)
            free = cap_only_warns(since.get(pk), draft.law, on)
            yield Finding(softened(verdict) if free else verdict, subject)
            yield Finding(rules.collective_rated_first(unrated, draft.law, on), subject)
        elif subject.kind == Kind.COLLECTIVE:
            above = [each for each in related.get(subject.of_unit, []) if each.kind == Kind.PARTY_ORGANISATION]
            levels = {each.code: rated for each in above if (rated := draft.level(each))}
            yield Finding(rules.collective_not_above(level, levels, draft.law, on), subject)


def _days(draft: Draft, related: Mapping[str, list[Subject]]) -> Iterable[Finding]:
    """Ngày ký: a head's not before that of what he or she heads, and none after the last day of the year's law."""
    if draft.signed_on is None:
        return
    on = draft.cycle.rule_day
    headed = {subject.pk for subjects in related.values() for subject in subjects} - set(draft.staged)
    lines = DecisionLine.objects.filter(subject__in=headed, in_force=True)
    days = dict(lines.values_list("subject_id", "decision__signed_on"))
    for subject in draft.subjects.values():
        if subject.kind == Kind.LEADER:
            mine = [each for code in subject.heads for each in related.get(code, [])]
            against = {each.code: signed for each in mine if (signed := days.get(each.pk))}
            yield Finding(rules.decided_after(draft.signed_on, against, draft.law, on), subject)
    late = rules.decided_in_time(draft.signed_on, draft.law, on)
    first = next(iter(draft.subjects.values()), None)
    if late.ok is False and first is not None:
        yield Finding(late, first, names=tuple(each.name for each in draft.subjects.values()))


def _headed(draft: Draft, leader: Subject, related: Mapping[str, list[Subject]]) -> tuple[dict[str, Level], list[str]]:
    """Levels of what a leader heads, and the codes that are to be rated and have none yet."""
    against: dict[str, Level] = {}
    unrated = []
    for code in leader.heads:
        for subject in related.get(code, []):
            level = draft.level(subject)
            if level is not None:
                against[code] = min(level, against.get(code, level))
            elif subject.rated:
                unrated.append(code)
    return against, unrated


def _conditions(draft: Draft) -> Iterable[Finding]:
    for verdict, subject in conditions(draft.cycle, draft.law, draft.staged, draft.subjects):
        yield Finding(verdict, subject)


def _reviews(draft: Draft) -> Iterable[Finding]:
    papers = PaperLine.objects.filter(subject__in=draft.subjects, paper__state=Paper.State.HANDED_IN)
    handed = set(papers.values_list("subject_id", flat=True))
    waiting = unsettled(draft.subjects)
    for subject in draft.subjects.values():
        yield Finding(
            rules.reviewed_before_rated(
                has_paper=subject.pk in handed,
                reviewed=subject.state in HEARD,
                settled=subject.pk not in waiting,
                law=draft.law,
                on=draft.cycle.rule_day,
            ),
            subject,
        )


def _opinions(draft: Draft) -> Iterable[Finding]:
    """Nhận xét bằng văn bản của chi bộ, there before rating; that of the residence is only asked for on its page."""
    for each in draft.subjects.values():
        each.cycle = draft.cycle
    for dues in missing_opinions(draft.subjects.values()).values():
        for due in dues:
            if due.unit:
                yield Finding(due.verdict, due.subject)


def _subordinates(draft: Draft) -> Iterable[Finding]:
    """Of organisations staged as excellent: their direct organisations, or the members when there are none."""
    excellent = [
        subject
        for pk, subject in draft.subjects.items()
        if draft.staged[pk] is Level.EXCELLENT and subject.kind == Kind.PARTY_ORGANISATION
    ]
    if not excellent:
        return
    branch = within(excellent[0].authority_path)  # the lines of a decision have one authority
    kinds = (Kind.PARTY_ORGANISATION, Kind.MEMBER)
    below = Subject.objects.filter(branch, cycle=draft.cycle, kind__in=kinds, level__isnull=False)
    levels: dict[tuple[str, str], list[Level]] = defaultdict(list)
    for kind, path, level in below.values_list("kind", "path", "level"):
        parent = path[:-WIDTH] if kind == Kind.PARTY_ORGANISATION else path
        levels[kind, parent].append(Level(level))
    for subject in excellent:
        under = levels[Kind.PARTY_ORGANISATION, subject.path] or levels[Kind.MEMBER, subject.path]
        verdict = rules.subordinates_reach(
            sum(level >= Level.COMPLETED for level in under),
            sum(level >= Level.GOOD for level in under),
            len(under),
            draft.law,
            draft.cycle.rule_day,
        )
        yield Finding(verdict, subject)
