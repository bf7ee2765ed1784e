"""The cast: a town with a district, a ward of two cells, a cell of its own, collectives, heads; a year opened over it.

TP (province) · Q1 (district) · P1 (grassroots) with cells C1, C2 · P2 (grassroots cell) · A1 (agency of the district).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kiemdiem.accounts.models import Account, RoleGrant
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles import acts, calendar
from kiemdiem.cycles.models import Cycle, Subject
from kiemdiem.ledger.actor import SystemActor
from kiemdiem.organisations.kinds import CollectiveKind, Standing, UnitKind
from kiemdiem.organisations.models import Collective, Membership, Person, Placement, Post, Unit
from kiemdiem.organisations.tree import child_path
from kiemdiem.regulation import Kind, Law

TODAY = date(2022, 12, 1)
LONG_AGO = date(2010, 1, 1)
UNITS = [
    ("TP", "", UnitKind.PROVINCE, "Đảng bộ thành phố Vĩnh Giang"),
    ("Q1", "TP", UnitKind.DISTRICT, "Đảng bộ quận Bến Cau"),
    ("P1", "Q1", UnitKind.GRASSROOTS, "Đảng bộ phường Vàm Sậy"),
    ("C1", "P1", UnitKind.CELL, "Chi bộ khu vực 1"),
    ("C2", "P1", UnitKind.CELL, "Chi bộ khu vực 2"),
    ("P2", "Q1", UnitKind.GRASSROOTS_CELL, "Chi bộ Trường Tiểu học"),
    ("A1", "Q1", UnitKind.AGENCY, "Phòng Tài chính quận"),
]
PEOPLE = [  # code, name, cell
    ("M1", "Trần Quốc Thuận", "C1"),
    ("M2", "Lâm Thị Bích Vân", "C1"),
    ("M3", "Ngô Thanh Bình", "C1"),
    ("M4", "Đỗ Mỹ Hạnh", "C2"),
    ("M5", "Mai Thị Lành", "C2"),
    ("M6", "Phan Văn Đước", "C2"),
    ("M7", "Bùi Thị Tố Nga", "P2"),
    ("M8", "Nguyễn Thị Hòa Bình", "P2"),
]
COLLECTIVES = [
    ("TT-TP", "TP", CollectiveKind.STANDING_BOARD, "Ban Thường vụ Thành ủy Vĩnh Giang"),
    ("TT-Q1", "Q1", CollectiveKind.STANDING_BOARD, "Ban Thường vụ Quận ủy Bến Cau"),
    ("TT-P1", "P1", CollectiveKind.COMMITTEE, "Đảng ủy phường Vàm Sậy"),
    ("TT-A1", "A1", CollectiveKind.AGENCY, "Tập thể lãnh đạo Phòng Tài chính"),
]
POSTS = [  # person, unit, collective, title, head, managed by
    ("M1", "P1", "TT-P1", "Bí thư Đảng ủy phường", True, "Q1"),
    ("M2", "P1", "TT-P1", "Phó Bí thư Đảng ủy phường", False, "Q1"),
    ("M4", "C2", None, "Bí thư chi bộ", True, None),
    ("M7", "A1", "TT-A1", "Trưởng phòng", True, "Q1"),
]


def town() -> None:
    """Units, people, collectives and posts, all since long ago."""
    made: dict[str, Unit] = {}
    children: dict[str, int] = {}
    for code, above, kind, name in UNITS:
        children[above] = children.get(above, 0) + 1
        path = child_path(made[above].path if above else "", children[above])
        made[code] = Unit(code=code, name=name, kind=kind, parent=made.get(above), since=LONG_AGO, path=path)
        made[code].save()
        Placement.objects.create(unit=made[code], parent=made.get(above), name=name, since=LONG_AGO)
    for code, name, cell in PEOPLE:
        member(code, name, cell)
    for code, unit, kind, name in COLLECTIVES:
        Collective.objects.create(code=code, unit=made[unit], kind=kind, name=name, since=LONG_AGO)
    for person, unit, collective, title, head, manager in POSTS:
        Post.objects.create(
            person=Person.objects.get(code=person),
            unit=made[unit],
            collective=Collective.objects.get(code=collective) if collective else None,
            title=title,
            is_head=head,
            managed_by=made.get(manager or ""),
            since=LONG_AGO,
        )


def member(
    code: str, name: str, cell: str, *, admitted: date = LONG_AGO, standing: Standing = Standing.OFFICIAL
) -> Person:
    """A member of a cell."""
    unit = Unit.objects.get(code=cell)
    made = Person.objects.create(code=code, name=name, cell=unit, path=unit.path, admitted=admitted, standing=standing)
    Membership.objects.create(person=made, cell=unit, since=admitted)
    return made


def open_year(year: int = 2022, root: str = "TP", on: date = TODAY, overlay: str = "can-tho") -> Cycle:
    """The cycle of a year, opened."""
    days = {key: day for key, (day, _) in calendar.proposed(year, Law()).items()}
    by = SystemActor()
    return acts.finish(acts.begin(year, root, by=by, on=on, overlay=overlay, days=days), by=by)


def subject(code: str, kind: Kind = Kind.MEMBER, year: int = 2022) -> Subject:
    """A subject of the year."""
    return Subject.objects.select_related("cycle").get(cycle__year=year, kind=kind, code=code)


def account(name: str, roles: Iterable[tuple[Role, str]] = (), of: str = "") -> Account:
    """An account with its roles since the new year; `of` is the code of its person."""
    made = Account.objects.create(name=name, person=Person.objects.get(code=of) if of else None)
    for role, unit in roles:
        RoleGrant.objects.create(
            account=made,
            role=role,
            unit=Unit.objects.get(code=unit),
            since=date(2022, 1, 1),
            granted_by="system",
        )
    return made
