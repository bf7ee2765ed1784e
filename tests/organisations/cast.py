"""The cast of these tests: a small tree, its people, and officers with a reach."""

from dataclasses import dataclass, field
from datetime import date

from kiemdiem.organisations.kinds import UnitKind
from kiemdiem.organisations.models import Membership, Person, Placement, Unit
from kiemdiem.organisations.tree import child_path

FOUNDED = date(2000, 1, 1)


@dataclass
class Officer:
    """Somebody who may do everything within some branches."""

    branches: list[str]
    key: str = "account:1"
    person_key: str = ""
    post: str = "Ban Tổ chức"
    acting_for: str = ""
    refused: set[str] = field(default_factory=set)

    def may(self, action: str, path: str) -> bool:
        return action not in self.refused and any(path.startswith(branch) for branch in self.branches)

    def holds(self, action: str, path: str) -> bool:
        return action not in self.refused and path in self.branches

    def reach(self, action: str) -> list[str]:
        return [] if action in self.refused else self.branches


def grow(*places: str) -> None:
    """Units by their way from the root: "TP/Q1/P1" is the unit Q1-P1 below Q1 below TP."""
    made: dict[str, Unit] = {}
    for place in places:
        above, _, own = place.rpartition("/")
        parent = made.get(above)
        number = sum(each.rpartition("/")[0] == above for each in made) + 1
        code = place.partition("/")[2].replace("/", "-") or place
        unit = Unit(code=code, name=code, kind=UnitKind.UPPER, parent=parent, since=FOUNDED)
        unit.path = child_path(parent.path if parent else "", number)
        unit.save()
        Placement.objects.create(unit=unit, parent=parent, name=own, since=FOUNDED)
        made[place] = unit


def person(code: str, name: str, cell: str) -> Person:
    """A member of a cell since 2010."""
    unit = Unit.objects.get(code=cell)
    made = Person.objects.create(code=code, name=name, cell=unit, path=unit.path, admitted=date(2010, 1, 1))
    Membership.objects.create(person=made, cell=unit, since=date(2010, 1, 1))
    return made
