"""A small city for the pages: what belongs to each branch bears that branch's mark, so that a leak can be seen."""

from __future__ import annotations

from datetime import date

from accounts.cast import account
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import Role
from kiemdiem.organisations.kinds import CollectiveKind, Discipline, UnitKind
from kiemdiem.organisations.models import Collective, Membership, Person, Placement, Post, Unit, YearFact
from kiemdiem.organisations.tree import child_path

FOUNDED = date(2000, 1, 1)
MARKS = {"Q1": "thuộc-quận-nhất", "Q2": "thuộc-quận-nhì"}


def unit(code: str, name: str, kind: UnitKind, above: Unit | None = None) -> Unit:
    """A unit below another, since 2000."""
    number = Unit.objects.filter(parent=above).count() + 1
    path = child_path(above.path if above else "", number)
    made = Unit.objects.create(code=code, name=name, kind=kind, parent=above, path=path, since=FOUNDED)
    Placement.objects.create(unit=made, parent=above, name=name, since=FOUNDED)
    return made


def person(code: str, name: str, cell: Unit) -> Person:
    """A member since 2010, born in 1980."""
    facts = {"born": date(1980, 2, 3), "admitted": date(2010, 5, 19)}
    made = Person.objects.create(code=code, name=name, cell=cell, path=cell.path, **facts)
    Membership.objects.create(person=made, cell=cell, since=date(2010, 5, 19))
    return made


def city() -> None:
    """TP; below it the districts Q1 and Q2, each with a ward, a cell, a head, a member who was disciplined in 2022."""
    top = unit("TP", "Đảng bộ thành phố Vĩnh Giang", UnitKind.PROVINCE)
    for district, mark in MARKS.items():
        q = unit(district, f"Đảng bộ quận {mark}", UnitKind.DISTRICT, top)
        ward = unit(f"{district}-P", f"Đảng bộ phường {mark}", UnitKind.GRASSROOTS, q)
        cell = unit(f"{district}-C", f"Chi bộ {mark}", UnitKind.CELL, ward)
        head = person(f"{district}-1", f"Đặng Thị Lan {mark}", cell)
        member = person(f"{district}-2", f"Võ Lân {mark}", cell)
        board = Collective.objects.create(
            code=f"{district}-BTV",
            name=f"Ban Thường vụ {mark}",
            kind=CollectiveKind.STANDING_BOARD,
            unit=q,
            since=FOUNDED,
        )
        since = date(2020, 8, 1)
        Post.objects.create(person=head, unit=q, title=f"Bí thư {mark}", is_head=True, since=since)
        Post.objects.create(person=head, unit=q, collective=board, title="Ủy viên", since=since)
        Post.objects.create(person=member, unit=cell, title="Chi ủy viên", since=since, until=date(2021, 1, 31))
        YearFact.objects.create(
            person=member, year=2022, discipline=Discipline.REPRIMAND, disciplined_on=date(2022, 6, 7), sick_days=41
        )


def officer(role: Role = Role.ORGANISATION_BOARD, at: str = "Q1") -> Account:
    """An account with that role there."""
    return account(f"{role.value}-{at}", (role, at))


def member() -> Account:
    """The head's neighbour in the cell of Q1: an account with a person and no role."""
    return account("lân", of="Q1-2")
