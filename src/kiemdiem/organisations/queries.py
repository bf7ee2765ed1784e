"""Tra cứu tổ chức: what pages ask about units and people; every way in goes through who asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Case, Count, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Substr

from kiemdiem.ledger.actor import Actor
from kiemdiem.organisations.models import Collective, Lineage, Membership, Person, Post, Unit, on_day
from kiemdiem.organisations.tree import WIDTH, ancestors, within
from kiemdiem.vietnamese import fold, squeeze

EXACT, LIKE = 0, 1


def own_cell(by: Actor) -> int | None:
    """Chi bộ nơi chính người ấy sinh hoạt."""
    return Person.objects.filter(code=by.person_key).values_list("cell", flat=True).first() if by.person_key else None


def seen_units(by: Actor) -> QuerySet[Unit]:
    """Đơn vị được xem: those within reach, and one's own cell."""
    cell = own_cell(by)
    return Unit.objects.visible_to(by) | Unit.objects.filter(pk=cell) if cell else Unit.objects.visible_to(by)


def seen_people(by: Actor) -> QuerySet[Person]:
    """Người được thấy tên: those within reach, and the members of one's own cell."""
    cell = own_cell(by)
    return Person.objects.visible_to(by) | Person.objects.filter(cell=cell) if cell else Person.objects.visible_to(by)


def read_people(by: Actor) -> QuerySet[Person]:
    """Người được đọc hồ sơ: those within reach, and oneself; to see a name is not to read a file."""
    return Person.objects.visible_to(by) | Person.objects.filter(code=by.person_key or None)


def units_above(unit: Unit) -> list[Unit]:
    """Các đơn vị cấp trên, the root first."""
    return list(Unit.objects.filter(path__in=ancestors(unit.path)).order_by("path"))


def children_on(unit: Unit, day: date, by: Actor) -> QuerySet[Unit]:
    """Đơn vị trực thuộc còn hoạt động vào ngày ấy, in the order of the tree."""
    return Unit.objects.visible_to(by).filter(on_day(day), parent=unit).order_by("path")


def posts_on(day: date, units: Iterable[Unit], *, heads: bool = False) -> QuerySet[Post]:
    """Chức vụ tại các đơn vị vào ngày ấy, heads first; with `heads` only those."""
    found = Post.objects.filter(on_day(day), unit__in=list(units)).select_related("person", "collective")
    found = found.filter(is_head=True, collective=None) if heads else found
    return found.order_by("-is_head", "person__sort_key", "since")


def heads_on(day: date, units: Iterable[Unit]) -> dict[int, Post]:
    """Người đứng đầu từng đơn vị vào ngày ấy, by the unit's id."""
    return {post.unit_id: post for post in posts_on(day, units, heads=True)}


def collectives_on(unit: Unit, day: date) -> QuerySet[Collective]:
    """Tập thể của đơn vị vào ngày ấy, with how many hold a post in it that day."""
    held = Q(posts__since__lte=day) & (Q(posts__until=None) | Q(posts__until__gte=day))
    found: QuerySet[Collective] = Collective.objects.filter(on_day(day), unit=unit).order_by("code")
    return found.annotate(members=Count("posts__person", filter=held, distinct=True))


def members_below(unit: Unit, day: date) -> dict[str, int]:
    """Số đảng viên sinh hoạt chính thức vào ngày ấy, by the path of each child; those of the unit itself by its own."""
    official = Membership.objects.filter(within(unit.path, "cell__path"), on_day(day), temporary=False)
    branches = official.annotate(branch=Substr("cell__path", 1, len(unit.path) + WIDTH)).values("branch")
    return dict(branches.annotate(members=Count("pk")).order_by().values_list("branch", "members"))


def lineage_of(unit: Unit) -> QuerySet[Lineage]:
    """Nguồn gốc của đơn vị: what it came from and what it became."""
    return Lineage.objects.filter(Q(before=unit) | Q(after=unit)).select_related("before", "after").order_by("since")


def people_of(unit: Unit, day: date, by: Actor) -> QuerySet[Person]:
    """Người thuộc nhánh của đơn vị, by given name, with the posts each holds that day."""
    return with_posts(seen_people(by).filter(within(unit.path)), day).order_by("sort_key", "code")


def with_posts(people: QuerySet[Person], day: date) -> QuerySet[Person]:
    """Each person with the cell, and in `posts_now` the posts held that day, heads first."""
    held = Post.objects.filter(on_day(day)).select_related("unit").order_by("-is_head", "unit__path")
    return people.select_related("cell").prefetch_related(Prefetch("posts", held, to_attr="posts_now"))


def search_units(text: str, by: Actor) -> QuerySet[Unit]:
    """Tìm đơn vị theo mã hoặc tên, marks or not; names written just so come first."""
    return _search(seen_units(by), text).order_by("closeness", "path")


def search_people(text: str, by: Actor) -> QuerySet[Person]:
    """Tìm người theo mã hoặc tên, marks or not; names written just so come first, then by given name."""
    return _search(seen_people(by), text).order_by("closeness", "sort_key", "code")


def _search(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Rows whose words begin as typed. SQLite knows capitals of ASCII only, so the usual ways to write are tried."""
    words, key = squeeze(text), fold(text)
    exact = Q(code__iexact=words)
    for written in {words, words.lower(), words.title(), words.upper(), words.capitalize()}:
        exact |= Q(name__istartswith=written) | Q(name__icontains=f" {written}")
    wanted = Q(name_key__startswith=key) | Q(name_key__contains=f" {key}") | Q(code__iexact=words)
    wanted = wanted if key else Q(pk__in=[])
    closeness: Any = Case(When(exact, then=Value(EXACT)), default=Value(LIKE), output_field=IntegerField())
    found: QuerySet[Any] = rows.filter(wanted).annotate(closeness=closeness)
    return found
