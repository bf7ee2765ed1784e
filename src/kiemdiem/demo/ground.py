"""Ghi thành phố vào cơ sở dữ liệu: units, collectives, people, posts, by the thousand; deterministic by its seed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from kiemdiem.demo import cast, names
from kiemdiem.demo.shape import City, Seat, Spot
from kiemdiem.organisations.kinds import Discipline, Standing
from kiemdiem.organisations.models import Collective, Membership, Person, Placement, Post, Unit, YearFact
from kiemdiem.organisations.tree import child_path
from kiemdiem.regulation import Level

FOUNDED, SEATED = date(2010, 1, 1), date(2020, 8, 15)
LAST_YEAR = date(2021, 12, 1)  # on this day last year's cycle was opened
_STORIES = (cast.WARD, cast.ABOVE_COLLECTIVE, cast.BEFORE_COLLECTIVE)
_NEWCOMERS = {(cast.AREA_1, 3): date(2022, 8, 19), (cast.NURSERY, 2): date(2022, 9, 2)}
_BATCH = 2000

Chair = tuple[str, int]  # a cell and a place in it, counted from 0


class Ground:
    """Thành phố đang ghi: its units by code and its people by their place."""

    def __init__(self, city: City, seed: int) -> None:
        self.city = city
        self._draw = Random(f"people-{seed}")
        self._size = {spot.code: spot.members for spot in city.spots}
        self.units = _units(city.spots)
        self.collectives = _collectives(city, self.units)
        self.people = self._people()
        self._newcomers = [each for each in self.people.values() if (each.admitted or FOUNDED) >= LAST_YEAR]

    def settle(self) -> None:
        """Ghi đảng viên đã vào Đảng trước năm nay, their posts and the facts of the year."""
        _write_people(each for each in self.people.values() if (each.admitted or FOUNDED) < LAST_YEAR)
        self._posts()
        self._facts()

    def settle_newcomers(self) -> None:
        """Ghi đảng viên kết nạp trong năm nay: they come after last year's cycle, which knows nothing of them."""
        _write_people(self._newcomers)

    def of(self, key: str) -> Person:
        """Người của câu chuyện, by the key in the cast."""
        _name, where, place = cast.PEOPLE[key]
        return self.people[self._chair(where, place)]

    def _chair(self, where: str, place: int | str) -> Chair:
        if isinstance(place, str):
            seat = next(each for each in self.city.seats if (each.unit, each.title) == (where, place))
            where, place = seat.cell, seat.place
        return where, place % self._size[where]

    def _people(self) -> dict[Chair, Person]:
        called = {self._chair(where, place): name for name, where, place in cast.PEOPLE.values()}
        seated = {self._chair(seat.cell, seat.place) for seat in self.city.seats}
        found: dict[Chair, Person] = {}
        for spot in self.city.spots:
            for place in range(spot.members):
                chair = (spot.code, place)
                name = names.person(self._draw)
                steady = chair in seated or chair in called or spot.code.startswith(_STORIES)
                person = self._person(len(found) + 1, called.get(chair, name), self.units[spot.code], steady=steady)
                if chair in _NEWCOMERS:
                    person.admitted, person.standing, person.confirmed = _NEWCOMERS[chair], Standing.PROBATIONARY, None
                found[chair] = person
        return found

    def _person(self, number: int, name: str, cell: Unit, *, steady: bool) -> Person:
        """One member; `steady` ones are official members of long standing."""
        draw = self._draw
        born = date(1957, 1, 1) + timedelta(days=draw.randrange(40 * 365))
        admitted = max(date(1980, 2, 3), born + timedelta(days=draw.randrange(19, 24) * 365))
        standing, chance = Standing.OFFICIAL, draw.random()
        if not steady and chance < 0.035:
            admitted = date(2022, 1, 5) + timedelta(days=draw.randrange(275))
            standing = Standing.PROBATIONARY
        elif not steady and chance < 0.036:
            standing = Standing.SUSPENDED
        elif not steady and chance < 0.075 and born.year < 1970:
            standing = Standing.EXEMPT
        return Person(
            code=f"DV-{number:06d}",
            **Person.name_keys(name),
            born=born,
            cell=cell,
            path=cell.path,
            admitted=admitted,
            confirmed=admitted + timedelta(days=365) if standing != Standing.PROBATIONARY else None,
            standing=standing,
            civil_servant=draw.random() < 0.4,
        )

    def _posts(self) -> None:
        rows = [self._post(seat) for seat in self.city.seats]
        Post.objects.bulk_create(rows, batch_size=_BATCH)

    def _post(self, seat: Seat) -> Post:
        return Post(
            person=self.people[self._chair(seat.cell, seat.place)],
            unit=self.units[seat.unit],
            collective=self.collectives.get(seat.unit) if seat.in_body else None,
            title=seat.title,
            is_head=seat.is_head,
            managed_by=self.units.get(seat.manager),
            since=SEATED,
        )

    def _facts(self) -> None:
        """Kỷ luật, nghỉ ốm, xếp loại công chức of those with a story, and long leave of some others."""
        told: dict[str, dict[str, Any]] = {
            "disciplined": {"discipline": Discipline.REPRIMAND, "disciplined_on": date(2022, 6, 20)},
            "sick": {"sick_days": 124},
            "civil": {"civil_level": Level.FAILED},
        }
        rows = [YearFact(person=self.of(key), year=2022, **facts) for key, facts in told.items()]
        others = [each for (code, _), each in self.people.items() if each.pk and not code.startswith(_STORIES)]
        rows += [YearFact(person=each, year=2022, sick_days=95) for each in others[50::700]]
        YearFact.objects.bulk_create(rows, batch_size=_BATCH)


def _units(spots: Iterable[Spot]) -> dict[str, Unit]:
    """Đơn vị và vị trí: a level of the tree at a time, for a child needs the key of its parent."""
    made: dict[str, Unit] = {}
    children: Counter[str] = Counter()
    levels: dict[int, list[Unit]] = defaultdict(list)
    for spot in spots:
        children[spot.above] += 1
        parent = made.get(spot.above)
        path = child_path(parent.path if parent else "", children[spot.above])
        unit = Unit(code=spot.code, **Unit.name_keys(spot.name), kind=spot.kind, path=path, since=FOUNDED)
        unit.parent = parent
        made[spot.code] = unit
        levels[len(path)].append(unit)
    for _length, units in sorted(levels.items()):
        for unit in units:
            unit.parent = unit.parent  # takes over the key that the parent has got meanwhile
        Unit.objects.bulk_create(units, batch_size=_BATCH)
    Placement.objects.bulk_create(
        (Placement(unit=unit, parent=unit.parent, name=unit.name, since=FOUNDED) for unit in made.values()),
        batch_size=_BATCH,
    )
    return made


def _collectives(city: City, units: Mapping[str, Unit]) -> dict[str, Collective]:
    """Tập thể, by the code of the unit."""
    rows = {
        body.unit: Collective(
            code=body.code, **Collective.name_keys(body.name), kind=body.kind, unit=units[body.unit], since=FOUNDED
        )
        for body in city.bodies
    }
    Collective.objects.bulk_create(rows.values(), batch_size=_BATCH)
    return rows


def _write_people(people: Iterable[Person]) -> None:
    rows = list(people)
    Person.objects.bulk_create(rows, batch_size=_BATCH)
    Membership.objects.bulk_create(
        (Membership(person=each, cell=each.cell, since=each.admitted or FOUNDED) for each in rows), batch_size=_BATCH
    )
