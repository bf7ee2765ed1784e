"""Bảng tiêu chí: a committee's own criteria for its branch, by form and section, from a year on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from kiemdiem.cycles.models import Cycle, Place
from kiemdiem.organisations.tree import ancestors
from kiemdiem.reviews.models import Criterion

PREFIX = "tc-"  # of the key under which a level stands in a paper or an opinion


def key_of(criterion: Criterion) -> str:
    """Khóa của một tiêu chí in the answers of a paper, in the grades of an opinion."""
    return f"{PREFIX}{criterion.code}"


def in_force(cycle: Cycle, path: str, form: str) -> list[Criterion]:
    """Tiêu chí áp dụng ở một nơi trong năm của đợt: those of the unit and of every unit above it, the upper ones first.

    The tree is that of the cycle; above its root, the present one. Where two have one code, the upper one holds.
    """
    frozen = [*ancestors(path), path]
    placed = Place.objects.filter(cycle=cycle, path__in=frozen).order_by("path").values_list("unit_id", flat=True)
    above = ancestors(cycle.root.path)
    rows = Criterion.objects.filter(Q(unit__in=placed) | Q(unit__path__in=above), form=form, since__lte=cycle.year)
    rows = rows.filter(Q(until=None) | Q(until__gte=cycle.year)).select_related("unit")
    found: dict[str, Criterion] = {}
    for each in rows.order_by("unit__path", "position", "code"):
        found.setdefault(each.code, each)
    return list(found.values())


def by_section(criteria: Iterable[Criterion]) -> dict[str, list[Criterion]]:
    """Tiêu chí theo mục của mẫu."""
    found: dict[str, list[Criterion]] = defaultdict(list)
    for each in criteria:
        found[each.section].append(each)
    return found
