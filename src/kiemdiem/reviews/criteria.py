"""Bảng tiêu chí: a committee's own criteria for its branch, by form and section, from a year on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from kiemdiem.cycles.models import Cycle, Place
from kiemdiem.organisations.tree import ancestors
from kiemdiem.reviews.models import Criterion, Edition, Opinion, Paper

PREFIX = "tc-"  # of the key under which a level stands in a paper or an opinion


def key_of(criterion: Criterion) -> str:
    """Khóa của một tiêu chí in the answers of a paper, in the grades of an opinion."""
    return f"{PREFIX}{criterion.pk}"


def in_force(cycle: Cycle, path: str, form: str) -> list[Criterion]:
    """Tiêu chí áp dụng ở một nơi trong năm của đợt: those of the unit and of every unit above it, the upper ones first.

    The tree is that of the cycle; above its root, the present one.
    """
    frozen = [*ancestors(path), path]
    placed = Place.objects.filter(cycle=cycle, path__in=frozen).order_by("path").values_list("unit_id", flat=True)
    above = ancestors(cycle.root.path)
    rows = of_year(cycle.year).filter(Q(unit__in=placed) | Q(unit__path__in=above), form=form)
    return list(rows.select_related("unit").order_by("unit__path", "position", "code", "pk"))


def of_year(year: int) -> Any:
    """Tiêu chí có hiệu lực trong một năm, of whatever unit."""
    return Criterion.objects.filter(Q(until=None) | Q(until__gte=year), since__lte=year)


def by_section(criteria: Iterable[Criterion]) -> dict[str, list[Criterion]]:
    """Tiêu chí theo mục của mẫu."""
    found: dict[str, list[Criterion]] = defaultdict(list)
    for each in criteria:
        found[each.section].append(each)
    return found


def asked_of(paper: Paper) -> list[Criterion]:
    """Tiêu chí một bản phải trả lời; of a paper handed in, those it was handed in with."""
    if paper.state == Paper.State.HANDED_IN:
        return answered_in(paper.answers)
    return in_force(paper.cycle, paper.path, paper.form)


def answered_in(answers: Mapping[str, Any]) -> list[Criterion]:
    """Tiêu chí đã trả lời trong một bản: what was used is never rewritten, so it reads as it did then."""
    keys = [int(each.removeprefix(PREFIX)) for each in answers if each.startswith(PREFIX)]
    if not keys:
        return []
    rows = Criterion.objects.filter(pk__in=keys).select_related("unit")
    return list(rows.order_by("unit__path", "position", "code", "pk"))


def last_used(criterion: Criterion) -> int | None:
    """Năm gần nhất có bản đã nộp, hoặc nhận xét, trả lời tiêu chí này; None when nobody has."""
    key = key_of(criterion)
    years = [
        Paper.objects.filter(state=Paper.State.HANDED_IN, answers__has_key=key).order_by("-cycle__year"),
        Edition.objects.filter(answers__has_key=key).order_by("-paper__cycle__year"),
        Opinion.objects.filter(grades__has_key=key).order_by("-subject__cycle__year"),
    ]
    columns = ("cycle__year", "paper__cycle__year", "subject__cycle__year")
    found = [rows.values_list(column, flat=True).first() for rows, column in zip(years, columns, strict=True)]
    return max((year for year in found if year is not None), default=None)
