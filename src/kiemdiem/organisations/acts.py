"""Sắp xếp tổ chức: rename, move, merge and split units from a day on; each is one transaction and one entry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import record
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.actions import REORGANISE
from kiemdiem.organisations.models import Collective, Lineage, Membership, Person, Placement, Post, Unit, on_day
from kiemdiem.organisations.tree import WIDTH, child_number, child_path

_BATCH = 500


@transaction.atomic
def rename(code: str, name: str, *, by: Actor, on: date) -> Unit:
    """Đổi tên đơn vị từ ngày `on`."""
    unit = _locked(code, by, on)
    old = unit.name
    unit.name = name
    unit.save()
    begin_placement(unit, on)
    record(
        "unit.renamed",
        by=by,
        about=f"unit:{code}",
        path=unit.path,
        facts={"from": old, "to": unit.name, "since": f"{on}"},
    )
    return unit


@transaction.atomic
def move(code: str, parent_code: str, *, by: Actor, on: date) -> Unit:
    """Chuyển đơn vị sang cấp trên khác từ ngày `on`, with everything below it.

    Raises WrongState when the new parent stands inside the unit or has ended.
    """
    unit, parent = _locked(code, by, on), _locked(parent_code, by, on)
    if parent.path.startswith(unit.path):
        raise WrongState(
            _("Không chuyển được “%(unit)s” vào “%(parent)s”: “%(parent)s” thuộc chính “%(unit)s”.")
            % {"unit": unit, "parent": parent}
        )
    old = unit.parent
    unit.parent = parent
    unit.save()
    begin_placement(unit, on)
    refresh_paths()
    unit.refresh_from_db()
    facts = {"from": old.code if old else "", "to": parent_code, "since": f"{on}"}
    record("unit.moved", by=by, about=f"unit:{code}", path=unit.path, facts=facts)
    return unit


@transaction.atomic
def merge(codes: Sequence[str], into: str, *, by: Actor, on: date) -> Unit:
    """Sáp nhập: units, their posts and collectives end the day before `on`; members and children go on in `into`."""
    target = _locked(into, by, on)
    for code in codes:
        unit = _locked(code, by, on)
        if unit == target or target.path.startswith(unit.path):
            raise WrongState(
                _("Không sáp nhập được “%(unit)s” vào “%(target)s”: hãy chọn một đơn vị ngoài “%(unit)s”.")
                % {"unit": unit, "target": target}
            )
        _end(unit, on)
        move_people(list(Person.objects.filter(cell=unit).values_list("id", flat=True)), target, on)
        for child in Unit.objects.filter(parent=unit, until=None):
            child.parent = target
            child.save()
            begin_placement(child, on)
        Lineage.objects.create(before=unit, after=target, how="merged", since=on)
    refresh_paths()
    record(
        "unit.merged", by=by, about=f"unit:{into}", path=target.path, facts={"from": sorted(codes), "since": f"{on}"}
    )
    return target


@transaction.atomic
def split(code: str, parts: Sequence[tuple[str, str, Sequence[str]]], *, by: Actor, on: date) -> list[Unit]:
    """Chia, tách: new units (code, name, codes of the people who go there) beside the old one from `on`.

    People not named stay. Raises PermissionDenied when beside it is beyond the actor's branches, WrongState when a
    code is taken or somebody isn't in the unit.
    """
    unit = _locked(code, by, on)
    if not by.may(REORGANISE, unit.parent.path if unit.parent else ""):
        raise PermissionDenied
    made = []
    for new_code, name, people in parts:
        if Unit.objects.filter(code=new_code).exists():
            raise WrongState(
                _("Mã đơn vị “%(code)s” đã dùng; mã không dùng lại, hãy chọn mã khác.") % {"code": new_code}
            )
        part = Unit(
            code=new_code, kind=unit.kind, parent=unit.parent, path=_next_path(unit.parent), since=on, name=name
        )
        part.save()
        Placement.objects.create(unit=part, parent=part.parent, name=part.name, since=on)
        going = list(Person.objects.filter(code__in=people, cell=unit).values_list("id", "code"))
        if missing := sorted(set(people) - {each for _key, each in going}):
            raise WrongState(
                _("Không có trong “%(unit)s”: %(codes)s; hãy kiểm tra lại danh sách chuyển đi.")
                % {"unit": unit, "codes": ", ".join(missing)}
            )
        move_people([key for key, _code in going], part, on)
        Lineage.objects.create(before=unit, after=part, how="split", since=on)
        made.append(part)
    facts = {"parts": [part.code for part in made], "since": f"{on}"}
    record("unit.split", by=by, about=f"unit:{code}", path=unit.path, facts=facts)
    return made


def begin_placement(unit: Unit, on: date) -> None:
    """Vị trí mới từ một ngày: what held before ends the day before; a second change on one day replaces the first."""
    Placement.objects.filter(unit=unit, until=None, since__lt=on).update(until=on - timedelta(days=1))
    Placement.objects.update_or_create(
        unit=unit, until=None, defaults={"parent_id": unit.parent_id, "name": unit.name, "since": on}
    )


def refresh_paths() -> None:
    """Tính lại đường dẫn: paths of all units from their parents, and of the people in cells whose path changed.

    A child keeps its number below a parent it stays with; a newcomer gets the next free one.
    """
    units = list(Unit.objects.order_by("path"))
    before = {unit.pk: unit.path for unit in units}
    children: dict[int | None, list[Unit]] = defaultdict(list)
    for unit in units:
        children[unit.parent_id].append(unit)
    level = _numbered("", children[None])
    while level:
        level = [child for unit in level for child in _numbered(unit.path, children[unit.pk])]
    changed = [unit for unit in units if before[unit.pk] != unit.path]
    for unit in changed:  # first out of the way, since paths are unique
        Unit.objects.filter(pk=unit.pk).update(path=f"~{unit.pk}")
    Unit.objects.bulk_update(changed, ["path"], _BATCH)
    for unit in changed:
        Person.objects.filter(cell=unit).update(path=unit.path)


def _numbered(parent: str, units: list[Unit]) -> list[Unit]:
    """Give the children of one unit their paths, in place."""
    coming = [unit for unit in units if unit.path[:-WIDTH] != parent]
    following = max((child_number(unit.path) for unit in units if unit.path[:-WIDTH] == parent), default=0)
    for number, unit in enumerate(coming, start=following + 1):
        unit.path = child_path(parent, number)
    return units


def _locked(code: str, by: Actor, on: date) -> Unit:
    unit: Unit | None = Unit.objects.select_for_update().filter(code=code).first()
    if unit is None or not by.may(REORGANISE, unit.path):
        raise PermissionDenied
    if unit.until is not None and unit.until < on:
        raise WrongState(
            _("“%(unit)s” đã kết thúc từ ngày %(day)s; hãy chọn đơn vị còn hoạt động.")
            % {"unit": unit, "day": f"{unit.until:%d/%m/%Y}"}
        )
    return unit


def _next_path(parent: Unit | None) -> str:
    above = parent.path if parent else ""
    last = Unit.objects.filter(parent=parent).aggregate(last=Max("path"))["last"]
    return child_path(above, child_number(last) + 1 if last else 1)


def _end(unit: Unit, on: date) -> None:
    """A unit, its placement, collectives and posts end the day before."""
    last = on - timedelta(days=1)
    Unit.objects.filter(pk=unit.pk).update(until=last)
    Placement.objects.filter(unit=unit, until=None).update(until=last)
    Collective.objects.filter(on_day(on), unit=unit).update(until=last)
    Post.objects.filter(on_day(on), unit=unit).update(until=last)


def move_people(people: Sequence[int], cell: Unit, on: date) -> None:
    """Chuyển sinh hoạt đảng chính thức: the old membership ends the day before the new one begins.

    A membership that began that very day is replaced: it never held for a whole day.
    """
    for start in range(0, len(people), _BATCH):
        some = people[start : start + _BATCH]
        present = Membership.objects.filter(person_id__in=some, temporary=False, until=None)
        present.filter(since__gte=on).delete()
        present.update(until=on - timedelta(days=1))
        Membership.objects.bulk_create([Membership(person_id=key, cell=cell, since=on) for key in some])
        Person.objects.filter(pk__in=some).update(cell=cell, path=cell.path)
