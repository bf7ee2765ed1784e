"""Điều kiện cứng: the year's facts of those in a draft against the level staged, in a fixed number of queries.

Facts of a person stand in `YearFact`, those of a unit or a collective in `BodyFact`; what isn't entered isn't judged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from django.db.models import Max, Q
from django.utils.translation import pgettext

from kiemdiem.cycles.models import Cycle, Headship, Subject
from kiemdiem.organisations.models import BodyFact, Post, YearFact, on_day
from kiemdiem.organisations.tree import WIDTH, within
from kiemdiem.ratings.models import Complaint, Excuse
from kiemdiem.regulation import Kind, Law, Level, Severity, Verdict, rules

PERSONS = (Kind.MEMBER, Kind.LEADER)  # whose discipline, leave and civil level stand in the facts of a person
Judged = Iterator[tuple[Verdict, Subject]]


def conditions(cycle: Cycle, law: Law, staged: Mapping[int, Level], subjects: Mapping[int, Subject]) -> Judged:
    """Mọi điều kiện cứng của những người, tập thể, tổ chức ấy; a breach with a named exception comes as a note."""
    excuses: Mapping[tuple[int, str], dict[str, str]] | None = None
    for verdict, subject in _all(cycle, law, staged, subjects):
        if verdict.ok is False and verdict.code in rules.EXCUSABLE:
            excuses = _excuses(subjects) if excuses is None else excuses
            yield (
                rules.excused(verdict, subject.subject_kind, excuses[subject.pk, verdict.code], law, cycle.rule_day),
                subject,
            )
        else:
            yield verdict, subject


def _all(cycle: Cycle, law: Law, staged: Mapping[int, Level], subjects: Mapping[int, Subject]) -> Judged:
    yield from _of_persons(cycle, law, staged, subjects)
    bodies = _Bodies(cycle, subjects.values())
    for subject in subjects.values():
        level = staged[subject.pk]
        if subject.kind == Kind.LEADER:
            yield from _of_leader(level, subject, bodies, law)
        elif subject.kind not in PERSONS:
            yield from _of_body(level, subject, bodies, law)
    yield from _members_of_collectives(cycle, law, staged, subjects)
    for pk, waiting in _complaints(subjects).items():
        yield rules.reverified(waiting, law, cycle.rule_day), subjects[pk]


def _excuses(subjects: Mapping[int, Subject]) -> Mapping[tuple[int, str], dict[str, str]]:
    """Quyết định ngoại lệ by subject and condition: the case and the decision's number."""
    found: dict[tuple[int, str], dict[str, str]] = defaultdict(dict)
    rows = Excuse.objects.filter(subject__in=subjects).order_by("pk")
    for subject, code, sort, number in rows.values_list("subject_id", "code", "sort", "decision_no"):
        found[subject, code][sort] = number
    return found


def _complaints(subjects: Mapping[int, Subject]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for each in Complaint.objects.filter(subject__in=subjects, verified_on=None).order_by("pk"):
        found[each.subject_id].append(str(each.get_sort_display()).lower())
    return found


def _of_persons(cycle: Cycle, law: Law, staged: Mapping[int, Level], subjects: Mapping[int, Subject]) -> Judged:
    people: dict[int, list[Subject]] = defaultdict(list)
    for subject in subjects.values():
        if subject.kind in PERSONS and subject.person_id:
            people[subject.person_id].append(subject)
    facts = list(YearFact.objects.filter(year=cycle.year, person__in=people).order_by("person_id"))
    counted = _counted_before(cycle, [each for each in facts if each.discipline])
    for each in facts:
        for subject in people[each.person_id]:
            for verdict in _of_person(
                subject, staged[subject.pk], each, each.person_id in counted, law, cycle.rule_day
            ):
                yield verdict, subject


def _of_person(
    subject: Subject, level: Level, facts: YearFact, counted_before: bool, law: Law, on: date
) -> Iterator[Verdict]:
    kind = subject.subject_kind
    if facts.discipline:
        yield from _of_discipline(subject, level, facts, counted_before, law, on)
    if facts.degenerated:
        yield rules.nothing_concluded(kind, level, law, on)
    if kind is Kind.MEMBER:
        if facts.sick_days:
            yield rules.sick_leave_capped(level, facts.sick_days, law, on)
        if facts.civil_level:
            yield rules.civil_matches(level, Level(facts.civil_level), law, on)
        if facts.targets_done is not None:
            yield rules.targets_reached(kind, level, facts.targets_done, None, law, on)


def _of_discipline(
    subject: Subject, level: Level, facts: YearFact, counted_before: bool, law: Law, on: date
) -> Iterator[Verdict]:
    """A violation that counts for another year or place, or has counted already, binds nobody here; it is told."""
    counts = rules.discipline_counts(
        on.year,
        violated=facts.violated_on.year if facts.violated_on else None,
        decided=facts.disciplined_on.year if facts.disciplined_on else None,
        elsewhere=bool(facts.violated_at) and facts.violated_at not in (subject.place, subject.authority),
        counted_before=counted_before,
        law=law,
        on=on,
    )
    if counts.ok is False:
        yield counts
        return
    verdict = rules.disciplined_is_failed(
        subject.subject_kind,
        level,
        duty_related=facts.duty_related,
        self_detected=facts.self_detected,
        law=law,
        on=on,
    )
    wording = {"discipline": pgettext("official", str(facts.get_discipline_display())).lower()}
    yield replace(verdict, facts={**verdict.facts, **wording})


def _counted_before(cycle: Cycle, disciplined: list[YearFact]) -> set[int]:
    """Persons whose violation of that day was counted in an earlier year: the same fact and *không hoàn thành*."""
    days = {each.person_id: each.violated_on for each in disciplined if each.violated_on}
    if not days:
        return set()
    earlier = YearFact.objects.filter(person__in=days, year__lt=cycle.year).exclude(discipline="")
    same = {(each.person_id, each.year) for each in earlier if each.violated_on == days[each.person_id]}
    failed = Subject.objects.filter(person__in=days, cycle__year__lt=cycle.year, level=Level.FAILED)
    return {person for person, year in failed.values_list("person_id", "cycle__year") if (person, year) in same}


class _Bodies:
    """Dữ kiện trong năm của tập thể, tổ chức: of those staged, and of what leaders staged head; by code."""

    def __init__(self, cycle: Cycle, subjects: Iterable[Subject]) -> None:
        self.cycle = cycle
        subjects = list(subjects)
        own = {each.code for each in subjects if each.kind not in PERSONS}
        codes = own | {code for each in subjects if each.kind == Kind.LEADER for code in each.heads}
        self.facts: dict[str, list[BodyFact]] = defaultdict(list)
        self.paths: dict[str, str] = {}
        self.since: dict[int, date] = {}
        self.below: dict[str, tuple[int, int]] = {}
        self.levels: dict[str, list[Level]] = defaultdict(list)
        if not codes:
            return
        rows = BodyFact.objects.filter(Q(unit__code__in=codes) | Q(collective__code__in=codes), year=cycle.year)
        for each in rows.select_related("unit", "collective").order_by("pk"):
            body = each.unit or each.collective
            self.facts[body.code if body else ""].append(each)
        self.since = heads_since(subjects)
        self._units(codes)

    def _units(self, codes: set[str]) -> None:
        """Đơn vị trực tiếp bên dưới: how many were disciplined, and the levels in force there."""
        bodies = Subject.objects.filter(cycle=self.cycle, kind=Kind.PARTY_ORGANISATION, code__in=codes)
        self.paths = dict(bodies.values_list("code", "path"))
        if not self.paths:
            return
        branch = Q()
        for path in _tops(self.paths.values()):
            branch |= within(path)
        under = Subject.objects.filter(branch, cycle=self.cycle, kind=Kind.PARTY_ORGANISATION).order_by("pk")
        parents = {path: code for code, path in self.paths.items()}
        disciplined = set(
            BodyFact.objects.filter(year=self.cycle.year, unit__isnull=False)
            .exclude(discipline="")
            .values_list("unit__code", flat=True)
        )
        for code, path, level in under.values_list("code", "path", "level"):
            parent = parents.get(path[:-WIDTH])
            if parent is not None:
                hit, total = self.below.get(parent, (0, 0))
                self.below[parent] = hit + (code in disciplined), total + 1
                if level:
                    self.levels[parent].append(Level(level))


def _tops(paths: Iterable[str]) -> list[str]:
    """The paths that stand below none of the others."""
    found: list[str] = []
    for path in sorted(paths):
        if not found or not path.startswith(found[-1]):
            found.append(path)
    return found


def _of_body(level: Level, subject: Subject, bodies: _Bodies, law: Law) -> Judged:
    kind, on = subject.subject_kind, bodies.cycle.rule_day
    for facts in bodies.facts.get(subject.code, []):
        if bool(facts.collective_id) != (kind is Kind.COLLECTIVE):
            continue
        if facts.discipline:
            verdict = rules.disciplined_is_failed(
                kind, level, duty_related=None, self_detected=facts.self_detected, law=law, on=on
            )
            wording = {"discipline": pgettext("official", str(facts.get_discipline_display())).lower()}
            yield replace(verdict, facts={**verdict.facts, **wording}), subject
        if facts.disunited:
            yield rules.nothing_concluded(kind, level, law, on), subject
        if facts.corruption:
            yield rules.no_corruption_below(kind, level, law, on), subject
        if facts.targets_done is not None:
            yield rules.targets_reached(kind, level, facts.targets_done, facts.main_met, law, on), subject
    if kind is Kind.PARTY_ORGANISATION and subject.code in bodies.below:
        yield rules.few_units_disciplined(kind, level, *bodies.below[subject.code], law, on), subject


def _of_leader(level: Level, subject: Subject, bodies: _Bodies, law: Law) -> Judged:
    """Of what a leader heads the lowest figure counts; where an exception holds for a body, it is that body's alone."""
    on = bodies.cycle.rule_day
    headed = [facts for code in subject.heads for facts in bodies.facts.get(code, [])]
    shares: dict[str, int | None] = {}
    for name, column in (("done", "targets_done"), ("exceeded", "exceeded"), ("in_time", "in_time")):
        shares[name] = min((share for each in headed if (share := getattr(each, column)) is not None), default=None)
    if (done := shares["done"]) is not None:
        yield rules.targets_reached(Kind.LEADER, level, done, None, law, on), subject
    yield rules.targets_of_level(level, shares, law, on), subject
    if any(each.corruption for each in headed):
        yield rules.no_corruption_below(Kind.LEADER, level, law, on), subject
    under = [rated for code in subject.heads for rated in bodies.levels.get(code, [])]
    completed, good = (sum(rated >= least for rated in under) for least in (Level.COMPLETED, Level.GOOD))
    yield rules.units_of_level(level, completed, good, len(under), law, on), subject
    if since := bodies.since.get(subject.pk):
        yield rules.new_head(since, law, on)[0], subject


def heads_since(subjects: Iterable[Subject]) -> dict[int, date]:
    """Đứng đầu từ ngày nào: the latest beginning of each leader's headships."""
    leaders = [each.pk for each in subjects if each.kind == Kind.LEADER and each.heads]
    if not leaders:
        return {}
    rows = Headship.objects.filter(leader__in=leaders, since__isnull=False).values_list("leader").order_by("leader")
    return dict(rows.annotate(Max("since")))


def cap_only_warns(since: date | None, law: Law, on: date) -> bool:
    """Người đứng đầu mới đến: whether the locality's setting leaves the cap to the competent level's judgement."""
    return since is not None and rules.new_head(since, law, on)[1]


def softened(verdict: Verdict) -> Verdict:
    """The same breach as a note."""
    return replace(verdict, severity=Severity.WARNING) if verdict.severity is Severity.BREACH else verdict


def _members_of_collectives(
    cycle: Cycle, law: Law, staged: Mapping[int, Level], subjects: Mapping[int, Subject]
) -> Judged:
    collectives = {each.collective_id: each for each in subjects.values() if each.kind == Kind.COLLECTIVE}
    if not collectives:
        return
    posts = Post.objects.filter(on_day(cycle.as_of), collective__in=collectives).order_by("pk")
    sat: dict[int, set[int]] = defaultdict(set)
    for collective, person in posts.values_list("collective_id", "person_id"):
        sat[collective].add(person)
    people = {person for members in sat.values() for person in members}
    facts = YearFact.objects.filter(year=cycle.year, person__in=people).exclude(discipline="").select_related("person")
    disciplined = {each.person_id: each for each in facts}
    for collective, members in sat.items():
        subject = collectives[collective]
        found = {
            disciplined[person].person.name: (disciplined[person].discipline, disciplined[person].duty_related)
            for person in members
            if person in disciplined
        }
        if found:
            yield rules.members_clean(staged[subject.pk], found, law, cycle.rule_day), subject
