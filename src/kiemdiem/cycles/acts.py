"""Việc của đợt: open a year, go on opening, change the calendar, add, transfer and leave out with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext as _

from kiemdiem.accounts.actions import OPEN_CYCLE
from kiemdiem.cycles import calendar, eligibility
from kiemdiem.cycles.groups import Groups
from kiemdiem.cycles.models import Cycle, Deadline, Place, Subject
from kiemdiem.cycles.opening import Progress, lay_down
from kiemdiem.cycles.progress import advance, count
from kiemdiem.cycles.snapshot import frozen
from kiemdiem.cycles.states import State, Step, Tier
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import manifest_digest, record
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.notices.acts import notify
from kiemdiem.organisations.models import Person, Unit
from kiemdiem.organisations.tree import ancestors, within
from kiemdiem.regulation import Kind, governing
from kiemdiem.regulation.forms import forms_of

Calendar = Mapping[tuple[Step, Tier], date]


@transaction.atomic
def begin(
    year: int, root: str, *, by: Actor, on: date, overlay: str = "none", reading: str = "good_only", days: Calendar
) -> Cycle:
    """Mở đợt kiểm điểm của một năm cho một đơn vị và mọi nơi trực thuộc: the row, its settings and its calendar.

    The subjects come by `finish`. Raises PermissionDenied, WrongState when a cycle of that year already covers part of
    the branch, NotInForce for a year no regulation covers.
    """
    unit = Unit.objects.select_for_update().filter(code=root).first()
    if unit is None or not by.may(OPEN_CYCLE, unit.path):
        raise PermissionDenied
    governing(year)
    _refuse_overlap(year, unit)
    cycle = Cycle.objects.create(
        year=year,
        root=unit,
        root_path=unit.path,
        as_of=on,
        overlay=overlay,
        reading=reading,
        has_forms=bool(forms_of(year)),
        opened_by=by.key,
        opened_at=now(),
    )
    _write_days(cycle, days)
    texts = [text.dated_number for text in governing(year)]
    facts = {"year": year, "texts": texts, "overlay": overlay, "reading": reading, "as_of": f"{on}"}
    record("cycle.begun", by=by, about=f"cycle:{cycle.pk}", path=unit.path, facts=facts)
    return cycle


def finish(cycle: Cycle, *, by: Actor, progress: Progress = lambda done: None) -> Cycle:
    """Lập xong danh sách đối tượng; a stopped opening goes on where it stood, a finished one stays as it is."""
    if not by.may(OPEN_CYCLE, cycle.root_path):
        raise PermissionDenied
    if cycle.phase != Cycle.Phase.OPENING:
        return cycle
    lay_down(cycle, progress)
    with transaction.atomic():
        cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
        if cycle.phase == Cycle.Phase.OPENING:
            cycle.phase = Cycle.Phase.OPEN
            cycle.save(update_fields=["phase"])
            _tell(cycle)
            subjects = Subject.objects.filter(cycle=cycle).order_by("kind", "code")
            lines = [f"{kind}:{code}" for kind, code in subjects.values_list("kind", "code").iterator()]
            facts = {"subjects": len(lines), "manifest": manifest_digest(sorted(lines))}
            record("cycle.opened", by=by, about=f"cycle:{cycle.pk}", path=cycle.root_path, facts=facts)
    return cycle


@transaction.atomic
def set_days(cycle: Cycle, days: Calendar, *, by: Actor) -> None:
    """Sửa lịch của đợt."""
    cycle = _running(cycle, by)
    before = {(each.step, each.tier): each.due for each in cycle.deadlines.all()}
    changed = {key: day for key, day in days.items() if before.get(key) != day}
    if not changed:
        return
    _write_days(cycle, days)
    facts = {f"{step}.{tier}": f"{day}" for (step, tier), day in sorted(changed.items())}
    record("cycle.calendar_changed", by=by, about=f"cycle:{cycle.pk}", path=cycle.root_path, facts=facts)


@transaction.atomic
def close(cycle: Cycle, *, by: Actor, reason: str = "") -> Cycle:
    """Kết thúc đợt: everybody to be rated has a released level, or a reason is given why some have none."""
    cycle = _running(
        Cycle.objects.select_for_update(of=("self",), no_key=True).select_related("root").get(pk=cycle.pk), by
    )
    waiting = Subject.objects.filter(cycle=cycle, rated=True, level=None).count()
    if waiting and not reason.strip():
        raise WrongState(
            _("Còn %(count)s đối tượng chưa có quyết định xếp loại; ghi lý do nếu vẫn kết thúc đợt.")
            % {"count": waiting}
        )
    cycle.phase = Cycle.Phase.CLOSED
    cycle.save(update_fields=["phase"])
    facts = {"undecided": waiting, "reason": reason.strip()}
    record("cycle.closed", by=by, about=f"cycle:{cycle.pk}", path=cycle.root_path, facts=facts)
    return cycle


@transaction.atomic
def add_member(cycle: Cycle, person: Person, *, by: Actor, reason: str) -> Subject:
    """Bổ sung đảng viên sau khi mở đợt, such as one who has moved in; with the reason."""
    cycle = _running(cycle, by, person.path)
    _need(reason)
    place = Place.objects.filter(cycle=cycle, path=person.path).first()
    if place is None:
        raise WrongState(_("Nơi sinh hoạt của đồng chí %(name)s không có trong đợt này.") % {"name": person.name})
    _hold(cycle, place)
    if Subject.objects.filter(cycle=cycle, kind=Kind.MEMBER, code=person.code).exists():
        raise WrongState(_("Đồng chí %(name)s đã có trong đợt này.") % {"name": person.name})
    standing = eligibility.member(person.standing, person.admitted, cycle.law, cycle.rule_day)
    subject = Subject(
        cycle=cycle,
        kind=Kind.MEMBER,
        code=person.code,
        name=person.name,
        name_key=person.name_key,
        sort_key=person.sort_key,
        person=person,
        reviewed=standing.reviewed,
        rated=standing.rated,
        reason=standing.reason,
        cite=standing.cite,
        state=State.NOT_STARTED if standing.reviewed else State.LEFT_OUT,
    )
    _settle(subject, place, cycle)
    subject.save()
    count(Counter({(cycle.pk, subject.path, subject.kind, subject.state): 1}))
    _record("subject.added", subject, by, reason=reason)
    return subject


@transaction.atomic
def transfer(subject: Subject, to: str, *, by: Actor, reason: str) -> Subject:
    """Chuyển nơi kiểm điểm của một đảng viên trong đợt: to the cell where the member now is; before any decision.

    21-HD/BTCTW, II.B.6: the receiving cell rates; the old cell's comment is asked for there.
    """
    place = Place.objects.filter(cycle=subject.cycle_id, code=to).first()
    if place:
        _hold(subject.cycle, place)
    subject = locked(subject)
    cycle = _running(subject.cycle, by, subject.path)
    _need(reason)
    if place is None or not by.may(OPEN_CYCLE, place.path):
        raise PermissionDenied
    _undecided(subject)
    if subject.kind != Kind.MEMBER:
        raise WrongState(_("Chỉ chuyển nơi kiểm điểm của đảng viên; tập thể, tổ chức, lãnh đạo giữ nơi đã chụp."))
    old = subject.place
    if old == place.code:
        raise WrongState(_("%(name)s đang kiểm điểm ở nơi này rồi.") % {"name": subject})
    gone = (cycle.pk, subject.path, subject.kind, subject.state)
    _settle(subject, place, cycle)
    subject.save()
    count(Counter({gone: -1, (cycle.pk, subject.path, subject.kind, subject.state): 1}))
    _record("subject.transferred", subject, by, reason=reason, was=old)
    return subject


@transaction.atomic
def leave_out(subject: Subject, *, by: Actor, reason: str, reviewed: bool) -> Subject:
    """Đưa ra khỏi diện xếp loại (hoặc cả kiểm điểm) with a reason; somebody decides this, and is named."""
    subject = locked(subject)
    _running(subject.cycle, by, subject.path)
    _need(reason)
    _undecided(subject)
    if (subject.reviewed, subject.rated, subject.reason) == (reviewed, False, reason.strip()):
        raise WrongState(_("%(name)s đã được đưa ra khỏi diện với lý do này rồi.") % {"name": subject})
    subject.reviewed, subject.rated, subject.reason, subject.group = reviewed, False, reason.strip(), None
    subject.save(update_fields=["reviewed", "rated", "reason", "group"])
    if not reviewed:
        advance([subject], State.LEFT_OUT)
    _record("subject.left_out", subject, by, reason=reason)
    return subject


def _tell(cycle: Cycle) -> None:
    """Báo cho mọi người thuộc diện kiểm điểm that the year is open; a year without forms has nothing to write."""
    if cycle.has_forms:
        people = Person.objects.filter(subjects__in=Subject.objects.filter(cycle=cycle, reviewed=True)).distinct()
        text = f"Đợt kiểm điểm năm {cycle.year} đã mở. Mời đồng chí viết và nộp bản kiểm điểm."
        notify(people, event=f"cycle.opened:{cycle.pk}", text=text, url="/kiem-diem/", about=f"cycle:{cycle.pk}")


def locked(subject: Subject) -> Subject:
    """The row as it is now, held until the end of the transaction."""
    found: Subject = (
        Subject.objects.select_for_update(of=("self",), no_key=True)
        .select_related("cycle", "cycle__root")
        .get(pk=subject.pk)
    )
    return found


def _hold(cycle: Cycle, place: Place) -> None:
    """The place that rates the members of this one, locked before the subject: only one at a time makes a group there.

    The acts of rating keep the same order (`ratings.locking`).
    """
    if rates := frozen(cycle).rating_members(place.path):
        row = Place.objects.select_for_update(no_key=True).filter(cycle=cycle, path=rates.path)
        list(row.order_by("pk").values("pk"))


def _settle(subject: Subject, place: Place, cycle: Cycle) -> None:
    """Place, authority and group of a member in the frozen tree."""
    tree = frozen(cycle)
    authority = tree.rating_members(place.path)
    subject.place, subject.path = place.code, place.path
    subject.authority, subject.authority_path = (authority.code, authority.path) if authority else ("", "")
    subject.group = None
    if authority and subject.rated:
        groups = Groups(cycle)
        subject.group = groups.of(Kind.MEMBER, authority)
        groups.save()


def _refuse_overlap(year: int, unit: Unit) -> None:
    around = within(unit.path, "root_path") | Q(root_path__in=ancestors(unit.path))
    if held := Cycle.objects.filter(around, year=year).select_related("root").first():
        raise WrongState(
            _("Năm %(year)s đã mở cho “%(unit)s”; mỗi nơi chỉ thuộc một đợt trong một năm. Mở đợt ấy để làm tiếp.")
            % {"year": year, "unit": held.root}
        )


def _running(cycle: Cycle, by: Actor, path: str | None = None) -> Cycle:
    if not by.may(OPEN_CYCLE, cycle.root_path if path is None else path):
        raise PermissionDenied
    if cycle.phase != Cycle.Phase.OPEN:
        raise WrongState(_("Đợt %(year)s %(phase)s; việc này chỉ làm được khi đợt đang tiến hành.")
                         % {"year": cycle.year, "phase": str(cycle.get_phase_display()).lower()})  # fmt: skip
    return cycle


def _undecided(subject: Subject) -> None:
    if subject.state == State.DECIDED:
        raise WrongState(
            _("%(name)s đã có quyết định xếp loại; muốn thay đổi thì phải xếp loại lại.") % {"name": subject}
        )


def _need(reason: str) -> None:
    if not reason.strip():
        raise WrongState(_("Phải ghi lý do; lý do được lưu vào sổ cái."))


def _record(action: str, subject: Subject, by: Actor, **facts: str) -> None:
    record(
        action,
        by=by,
        about=f"subject:{subject.pk}",
        path=subject.path,
        facts={"kind": subject.kind, "code": subject.code, "place": subject.place} | facts,
    )


def _write_days(cycle: Cycle, days: Calendar) -> None:
    grounds = calendar.proposed(cycle.year, cycle.law)
    for (step, tier), day in days.items():
        proposed, cite = grounds[step, tier]
        Deadline.objects.update_or_create(
            cycle=cycle, step=step, tier=tier, defaults={"due": day, "cite": cite if day == proposed else ""}
        )
