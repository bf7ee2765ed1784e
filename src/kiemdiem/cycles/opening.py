"""Mở đợt: from the tree of a day to places, groups and subjects; step by step, so that a stopped opening goes on.

Each step is one or more short transactions and may be run again: what is there stays, what is missing comes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import groupby, islice
from typing import Any

from django.db import transaction
from django.db.models import Count

from kiemdiem.cycles import eligibility
from kiemdiem.cycles.bulk import lay_down_members
from kiemdiem.cycles.groups import Groups
from kiemdiem.cycles.models import Cycle, Headship, Place, Subject, Tally
from kiemdiem.cycles.snapshot import Node, Snapshot, take
from kiemdiem.cycles.states import PARTY_ORGANISATIONS, State, tier_of
from kiemdiem.organisations.kinds import CollectiveKind, Standing, UnitKind
from kiemdiem.organisations.models import Collective, Person, Post, Unit, on_day
from kiemdiem.organisations.tree import within
from kiemdiem.regulation import Kind
from kiemdiem.vietnamese import fold, sort_key

CHUNK = 4000
Progress = Callable[[int], None]  # told how many subjects have been laid down


def lay_down(cycle: Cycle, progress: Progress = lambda done: None) -> None:
    """Lập danh sách đối tượng của đợt, from the step that isn't done yet."""
    opening = _Opening(cycle, take(cycle.root, cycle.as_of))
    steps = list(_STEPS)
    for name in steps[steps.index(cycle.done) + 1 :] if cycle.done else steps:
        _STEPS[name](opening, progress)
        cycle.done = name
        cycle.save(update_fields=["done"])


class _Opening:
    """One cycle being opened: its law and its snapshot, asked thousands of times."""

    def __init__(self, cycle: Cycle, snapshot: Snapshot) -> None:
        self.cycle, self.snapshot = cycle, snapshot
        self.law, self.on = cycle.law, cycle.rule_day
        self.groups = Groups(cycle)
        self.beyond = eligibility.beyond(snapshot.root.name)

    def subject(
        self,
        kind: Kind,
        code: str,
        name: str,
        place: Node,
        authority: Node | None,
        standing: eligibility.Place,
        group_key: str = "",
        **more: Any,
    ) -> Subject:
        """One subject with its authority and group; left out of rating when its authority is above the root."""
        standing = standing if authority or not standing.rated else self.beyond
        group = self.groups.of(kind, authority, group_key) if authority and standing.rated else None
        keys = {} if "sort_key" in more else {"name_key": fold(name), "sort_key": sort_key(name)}
        return Subject(
            cycle=self.cycle,
            kind=kind.value,
            code=code,
            name=name,
            place=place.code,
            path=place.path,
            authority=authority.code if authority else "",
            authority_path=authority.path if authority else "",
            group=group,
            reviewed=standing.reviewed,
            rated=standing.rated,
            reason=standing.reason,
            cite=standing.cite,
            state=State.NOT_STARTED if standing.reviewed else State.LEFT_OUT,
            **keys,
            **more,
        )

    def write(self, subjects: Iterable[Subject], progress: Progress) -> None:
        """A transaction for every few thousand; those there already are left as they are."""
        coming = iter(subjects)
        while some := list(islice(coming, CHUNK)):
            with transaction.atomic():
                self.groups.save()
                Subject.objects.bulk_create(some, batch_size=1000, ignore_conflicts=True)
            progress(len(some))


def _places(opening: _Opening, progress: Progress) -> None:
    """The tree as it stands; where members are, also who rates them and in which group."""
    root = opening.snapshot.root.path
    with_members = set(Person.objects.filter(within(root)).order_by().values_list("path", flat=True).distinct())
    rows = [_place(opening, node, has_members=node.path in with_members) for node in opening.snapshot.nodes.values()]
    with transaction.atomic():
        opening.groups.save()
        Place.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)


def _place(opening: _Opening, node: Node, *, has_members: bool) -> Place:
    rates = opening.snapshot.rating_members(node.path) if has_members else None
    return Place(
        cycle=opening.cycle,
        unit_id=node.pk,
        code=node.code,
        name=node.name,
        kind=node.kind,
        path=node.path,
        tier=tier_of(node.kind, is_root=node.path == opening.snapshot.root.path),
        rates_members=rates.code if rates else "",
        rates_members_path=rates.path if rates else "",
        members_group=opening.groups.of(Kind.MEMBER, rates) if rates else None,
    )


def _organisations(opening: _Opening, progress: Progress) -> None:
    founded = dict(Unit.objects.filter(within(opening.snapshot.root.path)).values_list("pk", "since"))
    opening.write(
        (
            opening.subject(
                Kind.PARTY_ORGANISATION,
                node.code,
                node.name,
                node,
                opening.snapshot.superior(node.path),
                eligibility.since(Kind.PARTY_ORGANISATION, founded[node.pk], opening.law, opening.on),
                str(UnitKind(node.kind).label),
                unit_id=node.pk,
            )
            for node in opening.snapshot.nodes.values()
            if node.kind in PARTY_ORGANISATIONS
        ),
        progress,
    )


def _collectives(opening: _Opening, progress: Progress) -> None:
    nodes = opening.snapshot.nodes
    held = Collective.objects.filter(within(opening.snapshot.root.path, "unit__path"), on_day(opening.cycle.as_of))
    rows = held.order_by("unit__path", "code").values_list("pk", "code", "name", "kind", "since", "unit__path")
    opening.write(
        (
            opening.subject(
                Kind.COLLECTIVE,
                code,
                name,
                nodes[path],
                opening.snapshot.superior(path),
                eligibility.since(Kind.COLLECTIVE, since, opening.law, opening.on),
                str(CollectiveKind(kind).label),
                collective_id=pk,
                of_unit=nodes[path].code,
            )
            for pk, code, name, kind, since, path in rows
            if path in nodes
        ),
        progress,
    )


def _leaders(opening: _Opening, progress: Progress) -> None:
    """Cá nhân lãnh đạo, quản lý: holders of a post some unit manages; the one as head, then the highest, counts."""
    root = opening.snapshot.root.path
    posts = (
        Post.objects.filter(within(root, "unit__path"), on_day(opening.cycle.as_of), managed_by__isnull=False)
        .select_related("person", "collective", "managed_by", "unit")
        .order_by("person_id", "-is_head", "managed_by__path", "unit__path", "title")
    )
    opening.write(_leader_subjects(opening, posts), progress)


def _leader_subjects(opening: _Opening, posts: Iterable[Post]) -> Iterator[Subject]:
    nodes = opening.snapshot.nodes
    for _, held in groupby(posts, key=lambda post: post.person_id):
        mine = [post for post in held if post.unit.path in nodes]
        if not mine or mine[0].person.standing == Standing.LEFT:
            continue
        post, person = mine[0], mine[0].person
        standing = eligibility.member(person.standing, None, opening.law, opening.on)
        yield opening.subject(
            Kind.LEADER,
            person.code,
            person.name,
            nodes[post.unit.path],
            nodes.get(post.managed_by.path) if post.managed_by else None,
            standing,
            post.title,
            person=person,
            name_key=person.name_key,
            sort_key=person.sort_key,
            post=post.title,
            heads=heads(mine),
        )


def heads(posts: Iterable[Post]) -> list[str]:
    """Mã của tập thể, tổ chức do một người đứng đầu: the collective of each post as head, and its unit."""
    found: dict[str, None] = {}
    for post in posts:
        if post.is_head:
            if post.collective:
                found[post.collective.code] = None
            found[post.unit.code] = None
    return list(found)


def _headships(opening: _Opening, progress: Progress) -> None:
    """Read back from the subjects, so that it holds however often the step before was begun."""
    root = opening.snapshot.root.path
    posts = Post.objects.filter(within(root, "unit__path"), on_day(opening.cycle.as_of), is_head=True)
    since: dict[tuple[int, str], date] = {}
    for person, day, *codes in posts.values_list("person_id", "since", "unit__code", "collective__code"):
        for code in codes:
            since[person, code] = max(day, since.get((person, code), day))
    leaders = Subject.objects.filter(cycle=opening.cycle, kind=Kind.LEADER).values_list("pk", "person_id", "heads")
    rows = [
        Headship(leader_id=pk, code=code, since=since.get((person, code)))
        for pk, person, codes in leaders
        for code in codes
    ]
    Headship.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)


def _members(opening: _Opening, progress: Progress) -> None:
    lay_down_members(opening.cycle, progress)


def _tallies(opening: _Opening, progress: Progress) -> None:
    """Tiến độ ban đầu, counted once; afterwards acts keep it."""
    cycle = opening.cycle
    counted = Subject.objects.filter(cycle=cycle).values_list("path", "kind", "state").annotate(Count("pk")).order_by()
    with transaction.atomic():
        Tally.objects.filter(cycle=cycle).delete()
        Tally.objects.bulk_create(
            (
                Tally(cycle=cycle, path=path, kind=kind, state=state, number=number)
                for path, kind, state, number in counted
            ),
            batch_size=2000,
        )


_STEPS: dict[str, Callable[[_Opening, Progress], None]] = {
    "places": _places,
    "organisations": _organisations,
    "collectives": _collectives,
    "leaders": _leaders,
    "headships": _headships,
    "members": _members,
    "tallies": _tallies,
}
