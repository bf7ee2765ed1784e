"""Phân công dự và chỉ đạo kiểm điểm: assign, substitute, withdraw; nobody in two places at one time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from kiemdiem.accounts.actions import ASSIGN
from kiemdiem.accounts.models import RoleGrant
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Cycle, Place
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import record
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.notices.acts import notify
from kiemdiem.organisations.kinds import CollectiveKind
from kiemdiem.organisations.models import Collective, Person, Post, Unit, on_day
from kiemdiem.suggestions.law import ground
from kiemdiem.suggestions.models import Assignment, Suggestion

SENT_ROLES = (Role.STANDING_BOARD, Role.BOARD_LEADER, Role.HEAD)  # the head of a committee sits in its standing board
_ASSIGNED = Assignment.State.ASSIGNED


@dataclass(frozen=True, slots=True)
class Task:
    """Việc được phân công: where, to whose meeting, in which capacity, when."""

    place: Place
    collective: Collective | None = None
    suggestion: Suggestion | None = None
    capacity: str = ""
    role: str = Assignment.Role.LEAD
    meets_on: date | None = None
    starts_at: time | None = None
    ends_at: time | None = None


class Unsure(WrongState):
    """Cùng ngày, chưa rõ giờ: may be done all the same once it is confirmed."""


def assignable(unit: Unit, day: date) -> dict[int, str]:
    """Ai được phân công, with the post they hold: members of the standing board, leaders of party-building boards."""
    grants = RoleGrant.objects.on(day).filter(unit=unit, role__in=SENT_ROLES, account__person__isnull=False)
    found = {key: str(Role(role).label) for key, role in grants.values_list("account__person", "role").order_by("pk")}
    board = Post.objects.filter(on_day(day), unit=unit, collective__kind=CollectiveKind.STANDING_BOARD)
    return found | dict(board.order_by("is_head", "-pk").values_list("person", "title"))


@transaction.atomic
def assign(
    cycle: Cycle, unit: Unit, person: Person, task: Task, *, by: Actor, name: str, at: datetime, sure: bool = False
) -> Assignment:
    """Phân công một đồng chí to a place below the unit; only that person is told.

    Raises WrongState for a person of another role, for two places at one time; Unsure when times of one day aren't
    known and `sure` is false.
    """
    if not by.holds(ASSIGN, unit.path):
        raise PermissionDenied
    cycle.must_be_open()
    _checked_place(cycle, unit, task)
    made = _assign(cycle, unit, person, task, by=by, name=name, at=at, sure=sure)
    _tell(made)
    facts = {"place": task.place.code, "person": person.code, "held_on": str(task.meets_on or "")}
    record("assignment.made", by=by, about=f"assignment:{made.pk}", path=unit.path, facts=facts)
    return made


@transaction.atomic
def substitute(
    assignment: Assignment, person: Person, *, reason: str, by: Actor, name: str, at: datetime, sure: bool = False
) -> Assignment:
    """Thay người: the same task for another, with the reason; the one before stays in the record as replaced."""
    before = _locked(assignment, by)
    if not reason.strip():
        raise WrongState(_("Hãy ghi lý do thay người."))
    if person.pk == before.person_id:
        raise WrongState(_("Người thay phải khác người đang được phân công."))
    before.state, before.reason = Assignment.State.REPLACED, reason.strip()
    before.save(update_fields=["state", "reason"])
    made = _assign(before.cycle, before.unit, person, task_of(before), by=by, name=name, at=at, sure=sure)
    made.substitute_for = before
    made.save(update_fields=["substitute_for"])
    _tell(made)
    _untell(before)
    facts = {"place": before.place.code, "person": person.code, "was": before.person.code}
    record("assignment.substituted", by=by, about=f"assignment:{made.pk}", path=before.path, facts=facts)
    return made


@transaction.atomic
def withdraw(assignment: Assignment, *, reason: str, by: Actor) -> Assignment:
    """Rút phân công, with the reason."""
    found = _locked(assignment, by)
    if not reason.strip():
        raise WrongState(_("Hãy ghi lý do rút phân công."))
    found.state, found.reason = Assignment.State.WITHDRAWN, reason.strip()
    found.save(update_fields=["state", "reason"])
    _untell(found)
    facts = {"place": found.place.code, "person": found.person.code}
    record("assignment.withdrawn", by=by, about=f"assignment:{found.pk}", path=found.path, facts=facts)
    return found


def task_of(assignment: Assignment) -> Task:
    """The same task, without the capacity, which is the person's."""
    return Task(
        place=assignment.place,
        collective=assignment.collective,
        suggestion=assignment.suggestion,
        role=assignment.role,
        meets_on=assignment.meets_on,
        starts_at=assignment.starts_at,
        ends_at=assignment.ends_at,
    )


def clashes(one: Assignment | Task, other: Assignment | Task) -> bool | None:
    """Trùng giờ: True in the same hour of one day, None on one day at unknown hours, False otherwise."""
    if one.meets_on is None or one.meets_on != other.meets_on:
        return False
    if not (one.starts_at and one.ends_at and other.starts_at and other.ends_at):
        return None
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _assign(
    cycle: Cycle, unit: Unit, person: Person, task: Task, *, by: Actor, name: str, at: datetime, sure: bool
) -> Assignment:
    person = Person.objects.select_for_update().get(pk=person.pk)  # two assignments of one person wait for each other
    allowed = assignable(unit, task.meets_on or at.date())
    if person.pk not in allowed:
        raise WrongState(
            _(
                "Đồng chí %(name)s không phải ủy viên ban thường vụ hay lãnh đạo ban xây dựng Đảng của %(unit)s "
                "vào ngày ấy nên không phân công dự và chỉ đạo kiểm điểm được (%(cite)s)."
            )
            % {"name": person.name, "unit": unit.name, "cite": ground(cycle)}
        )
    task = replace(task, capacity=task.capacity.strip()[:200] or allowed[person.pk])
    _free(person, task, by, sure=sure)
    return Assignment.objects.create(
        cycle=cycle, place=task.place, collective=task.collective, suggestion=task.suggestion, unit=unit,
        path=unit.path, person=person, capacity=task.capacity, role=task.role, meets_on=task.meets_on,
        starts_at=task.starts_at, ends_at=task.ends_at, assigned_by=name, assigned_at=at,
    )  # fmt: skip


def _free(person: Person, task: Task, by: Actor, *, sure: bool) -> None:
    """Nobody is sent twice to one meeting, nor to two places at one time."""
    held = list(Assignment.objects.filter(person=person, state=_ASSIGNED).select_related("place"))
    same = (each for each in held if each.place_id == task.place.pk and each.collective == task.collective)
    if any(each.meets_on == task.meets_on for each in same):
        raise WrongState(_("Đồng chí %(name)s đã được phân công dự nơi này rồi.") % {"name": person.name})
    if doubled := next((each for each in held if clashes(task, each)), None):
        raise WrongState(_("%(sentence)s Hãy đổi giờ hoặc phân công người khác.") % {"sentence": _other(doubled, by)})
    unsure = next((each for each in held if clashes(task, each) is None), None)
    if unsure and not sure:
        raise Unsure(
            _("%(sentence)s Chưa rõ giờ nên có thể trùng; nếu chắc là dự được cả hai thì xác nhận rồi ghi.")
            % {"sentence": _other(unsure, by)}
        )


def _other(held: Assignment, by: Actor) -> str:
    """When the other one is; where, only for those who may know of it."""
    words = {"name": held.person.name, "day": f"{held.meets_on:%d/%m/%Y}", "hours": hours(held)}
    if Assignment.objects.visible_to(by).filter(pk=held.pk).exists():
        return _("Đồng chí %(name)s đã được phân công dự %(place)s ngày %(day)s%(hours)s.") % (
            words | {"place": held.place.name}
        )
    return _("Đồng chí %(name)s đã có phân công khác ngày %(day)s%(hours)s.") % words


def hours(task: Assignment | Task) -> str:
    """“, 08:00–10:30”; nothing when no hour is set."""
    known = [f"{each:%H:%M}" for each in (task.starts_at, task.ends_at) if each]
    return f", {'–'.join(known)}" if known else ""


def _checked_place(cycle: Cycle, unit: Unit, task: Task) -> None:
    """Below the unit, in the tree of the cycle; its own collective; a suggestion of the unit to that very place."""
    place = task.place
    if place.cycle_id != cycle.pk or place.path == unit.path or not place.path.startswith(unit.path):
        raise PermissionDenied
    if task.collective and task.collective.unit_id != place.unit_id:
        raise PermissionDenied
    told = task.suggestion
    if told and (told.path != unit.path or told.subject_path != place.path or told.state == Suggestion.State.DRAFT):
        raise PermissionDenied
    if task.starts_at and task.ends_at and task.ends_at <= task.starts_at:
        raise WrongState(_("Giờ kết thúc phải sau giờ bắt đầu."))
    if (task.starts_at or task.ends_at) and not task.meets_on:
        raise WrongState(_("Có giờ thì phải có ngày họp."))


def _locked(assignment: Assignment, by: Actor) -> Assignment:
    rows = Assignment.objects.select_for_update(of=("self",))
    found: Assignment = rows.select_related("cycle", "place", "unit", "person", "collective", "suggestion").get(
        pk=assignment.pk
    )
    if not by.holds(ASSIGN, found.path):
        raise PermissionDenied
    if found.state != _ASSIGNED:
        raise WrongState(_("Phân công này đã thay người hoặc đã rút."))
    found.cycle.must_be_open()
    return found


def _tell(made: Assignment) -> None:
    text = f"Đồng chí được phân công dự và chỉ đạo kiểm điểm năm {made.cycle.year}; ngày, nơi ở trang Phân công."
    _notify([made.person], f"assignment.made:{made.pk}", text, made)


def _untell(ended: Assignment) -> None:
    text = f"Một phân công dự kiểm điểm năm {ended.cycle.year} của đồng chí đã thay đổi; xem trang Phân công."
    _notify([ended.person], f"assignment.ended:{ended.pk}", text, ended)


def _notify(people: Iterable[Person], event: str, text: str, assignment: Assignment) -> None:
    notify(people, event=event, text=text, url="/phan-cong/", about=f"assignment:{assignment.pk}")
