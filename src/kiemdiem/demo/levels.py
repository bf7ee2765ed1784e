"""Mức đúng quy định: levels drawn so that ceilings, heads and long leave hold; what has been decided must be lawful."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from random import Random

from kiemdiem.cycles.models import Subject
from kiemdiem.organisations.models import YearFact
from kiemdiem.regulation import Kind, Level

Cap = Callable[[Subject], Level]


def for_members(subjects: Iterable[Subject], year: int, draw: Random) -> dict[int, Level]:
    """Mức của đảng viên, chi bộ trực thuộc: those with a fact of the year get no more than *completed*."""
    marked = set(YearFact.objects.filter(year=year).values_list("person_id", flat=True))
    return _draw(subjects, draw, lambda each: Level.COMPLETED if each.person_id in marked else Level.EXCELLENT)


def for_district(subjects: Iterable[Subject], draw: Random) -> dict[int, Level]:
    """Mức của tổ chức, tập thể, lãnh đạo: none above what it belongs to, or what he or she heads."""
    by_kind: dict[str, list[Subject]] = defaultdict(list)
    for subject in subjects:
        by_kind[subject.kind].append(subject)
    found = _draw(by_kind[Kind.PARTY_ORGANISATION], draw, lambda each: Level.EXCELLENT)
    of_units = {each.code: found[each.pk] for each in by_kind[Kind.PARTY_ORGANISATION]}
    found |= _draw(by_kind[Kind.COLLECTIVE], draw, lambda each: of_units.get(each.of_unit, Level.EXCELLENT))
    headed = of_units | {each.code: found[each.pk] for each in by_kind[Kind.COLLECTIVE]}

    def of_head(leader: Subject) -> Level:
        if not leader.heads:
            return Level.GOOD
        return min((headed[code] for code in leader.heads if code in headed), default=Level.GOOD)

    return found | _draw(by_kind[Kind.LEADER], draw, of_head)


def _draw(subjects: Iterable[Subject], draw: Random, cap: Cap) -> dict[int, Level]:
    """Group by group: most are good, some completed, and of excellent one for every five that stay good."""
    groups: dict[int | None, list[Subject]] = defaultdict(list)
    for subject in subjects:
        groups[subject.group_id].append(subject)
    found: dict[int, Level] = {}
    for mine in groups.values():
        levels = {each.pk: min(cap(each), Level.COMPLETED if draw.random() < 0.08 else Level.GOOD) for each in mine}
        able = [each.pk for each in mine if levels[each.pk] is Level.GOOD and cap(each) is Level.EXCELLENT]
        good = sum(level is Level.GOOD for level in levels.values())
        for pk in draw.sample(able, min(len(able), good // 6)):
            levels[pk] = Level.EXCELLENT
        found |= levels
    return found
