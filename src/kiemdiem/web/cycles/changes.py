"""Mở đợt và sửa đợt: opening in two steps (settings, calendar), calendar, additions, transfers, leaving out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kiemdiem.accounts.actions import OPEN_CYCLE
from kiemdiem.cycles import acts
from kiemdiem.cycles.models import Cycle, Subject
from kiemdiem.cycles.states import PARTY_ORGANISATIONS
from kiemdiem.jobs.acts import enqueue
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Person, Unit, on_day
from kiemdiem.organisations.tree import within, within_any
from kiemdiem.regulation import DEFAULT_OVERLAY, FIRST_YEAR, NotInForce, governing
from kiemdiem.regulation.rules import READINGS
from kiemdiem.web.cycles.forms import AddForm, CalendarForm, CloseForm, LeaveOutForm, OpenForm, ReasonForm, TransferForm
from kiemdiem.web.request import Request, signed_in

AT_ONCE = 3000  # people up to whom a cycle is opened while one waits
GET_OR_POST = ["GET", "HEAD", "POST"]
STARTING = {"reading": READINGS[0], "overlay": DEFAULT_OVERLAY}


@require_http_methods(GET_OR_POST)
@signed_in
def open_cycle(request: Request) -> HttpResponse:
    """Mở đợt kiểm điểm: settings, then the calendar, a page each; nothing is written before the last press."""
    units = _units(request)
    if not units:
        raise Http404
    form = OpenForm(
        request.POST or None, units=units, initial=STARTING | {"year": request.today.year, "unit": units[0].code}
    )
    if request.method != "POST" or not form.is_valid():
        return render(request, "cycles/open.html", {"form": form})
    given = form.cleaned_data
    try:
        texts = governing(given["year"])
        days = CalendarForm(
            request.POST if "calendar" in request.POST else None, year=given["year"], overlay=given["overlay"]
        )
    except NotInForce:
        words = _("Năm %(year)s không có quy định, hướng dẫn nào được lưu ở đây (có từ năm %(first)s).")
        form.add_error("year", words % {"year": given["year"], "first": FIRST_YEAR})
        return render(request, "cycles/open.html", {"form": form})
    if not days.is_valid():
        return render(
            request, "cycles/calendar_open.html", {"form": form, "days": days, "texts": texts, "given": given}
        )
    try:
        made = acts.begin(
            given["year"],
            given["unit"],
            by=request.actor,
            on=request.today,
            overlay=given["overlay"],
            reading=given["reading"],
            days=days.days(),
        )
    except WrongState as refusal:
        form.add_error(None, refusal.sentence)
        return render(request, "cycles/open.html", {"form": form})
    return _lay_down(request, made)


@require_http_methods(["POST"])
@signed_in
def resume(request: Request, pk: int) -> HttpResponse:
    """Làm tiếp việc mở đợt đã dừng."""
    return _lay_down(request, _found(request, pk))


@require_http_methods(GET_OR_POST)
@signed_in
def calendar(request: Request, pk: int) -> HttpResponse:
    """Sửa lịch của đợt."""
    cycle = _found(request, pk)
    held = {f"{each.step}-{each.tier}": each.due for each in cycle.deadlines.all()}
    form = CalendarForm(request.POST or None, year=cycle.year, overlay=cycle.overlay, initial=held)
    if form.is_valid():
        return _act(
            request, form, lambda: acts.set_days(cycle, form.days(), by=request.actor), cycle, "cycles/calendar.html"
        )
    return render(request, "cycles/calendar.html", {"cycle": cycle, "form": form, "days": form})


@require_http_methods(GET_OR_POST)
@signed_in
def close(request: Request, pk: int) -> HttpResponse:
    """Kết thúc đợt, on a page that says what is still undecided."""
    cycle = _found(request, pk)
    form = CloseForm(request.POST or None)
    title = _("Kết thúc đợt kiểm điểm")
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        act = partial(acts.close, cycle, by=request.actor, reason=reason)
        return _act(request, form, act, cycle, "cycles/change.html", title=title)
    return render(request, "cycles/change.html", {"cycle": cycle, "form": form, "title": title})


@require_http_methods(GET_OR_POST)
@signed_in
def add(request: Request, pk: int) -> HttpResponse:
    """Bổ sung một đảng viên vào đợt."""
    cycle = _found(request, pk)
    form = AddForm(request.POST or None)
    if form.is_valid():
        branch = Person.objects.filter(within_any(request.actor.reach(OPEN_CYCLE)), within(cycle.root_path))
        person = branch.filter(code=form.cleaned_data["person"].strip()).first()
        if person is None:
            form.add_error("person", _("Không có đảng viên mang mã này trong phạm vi của đợt; hãy kiểm tra lại mã."))
        else:
            reason = form.cleaned_data["reason"]
            act = partial(acts.add_member, cycle, person, by=request.actor, reason=reason)
            return _act(request, form, act, cycle, "cycles/change.html", title=_("Bổ sung đảng viên"))
    return render(request, "cycles/change.html", {"cycle": cycle, "form": form, "title": _("Bổ sung đảng viên")})


@require_http_methods(GET_OR_POST)
@signed_in
def transfer(request: Request, pk: int) -> HttpResponse:
    """Chuyển nơi kiểm điểm của một đảng viên."""
    form = TransferForm(request.POST or None)
    subject = _subject(request, pk)

    def act() -> Any:
        given = form.cleaned_data
        return acts.transfer(subject, given["to"].strip(), by=request.actor, reason=given["reason"])

    return _change(request, subject, form, act, _("Chuyển nơi kiểm điểm"), unknown="to")


@require_http_methods(GET_OR_POST)
@signed_in
def leave_out(request: Request, pk: int) -> HttpResponse:
    """Đưa một đối tượng ra khỏi diện xếp loại, with the reason."""
    form = LeaveOutForm(request.POST or None)
    subject = _subject(request, pk)

    def act() -> Any:
        given = form.cleaned_data
        return acts.leave_out(subject, by=request.actor, reason=given["reason"], reviewed=given["reviewed"] == "yes")

    return _change(request, subject, form, act, _("Đưa ra khỏi diện xếp loại"))


def _change(
    request: Request, subject: Subject, form: ReasonForm, act: Callable[[], Any], title: str, unknown: str = ""
) -> HttpResponse:
    context = {"cycle": subject.cycle, "subject": subject, "title": title, "form": form}
    if form.is_valid():
        try:
            return _act(request, form, act, subject.cycle, "cycles/change.html", subject=subject, title=title)
        except PermissionDenied:
            if not unknown:
                raise
            form.add_error(unknown, _("Không có chi bộ mang mã này trong đợt; hãy kiểm tra lại mã."))
    return render(request, "cycles/change.html", context)


def _act(
    request: Request, form: Any, act: Callable[[], Any], cycle: Cycle, template: str, **context: Any
) -> HttpResponse:
    """Do it and go to the board; out of turn comes back on the form."""
    try:
        act()
    except WrongState as refusal:
        form.add_error(None, refusal.sentence)
        return render(request, template, {"cycle": cycle, "form": form, "days": form} | context)
    messages.success(request, _("Đã ghi thay đổi."))
    return redirect("cycle", cycle.pk)


def _lay_down(request: Request, cycle: Cycle) -> HttpResponse:
    """At once for a small branch, in the background for a large one."""
    people = Person.objects.filter(within(cycle.root_path)).count()
    if people <= AT_ONCE:
        acts.finish(cycle, by=request.actor)
        messages.success(request, _("Đã mở đợt kiểm điểm."))
        return redirect("cycle", cycle.pk)
    job = enqueue(
        "cycles.open",
        once=f"cycle-{cycle.pk}",
        by=request.actor.key,
        url=reverse("cycle", args=[cycle.pk]),
        cycle=cycle.pk,
        account=request.user.pk,
        day=f"{request.today}",
    )
    return redirect("job", job.pk)


def _units(request: Request) -> list[Unit]:
    """The heads of the branches where one opens cycles."""
    own = Unit.objects.filter(on_day(request.today), path__in=request.actor.reach(OPEN_CYCLE))
    return list(own.filter(kind__in=PARTY_ORGANISATIONS).order_by("path"))


def _found(request: Request, pk: int) -> Cycle:
    reach = within_any(request.actor.reach(OPEN_CYCLE), "root_path")
    return get_object_or_404(Cycle.objects.filter(reach).select_related("root"), pk=pk)


def _subject(request: Request, pk: int) -> Subject:
    found = Subject.objects.filter(within_any(request.actor.reach(OPEN_CYCLE))).select_related("cycle", "cycle__root")
    subject: Subject = get_object_or_404(found, pk=pk)
    return subject
