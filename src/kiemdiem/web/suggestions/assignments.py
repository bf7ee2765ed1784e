"""Trang phân công dự kiểm điểm: one's own, those of a unit with who came, assign, substitute, withdraw, calendar."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kiemdiem.accounts.actions import ASSIGN
from kiemdiem.cycles.models import Cycle, Place
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.kinds import UnitKind
from kiemdiem.organisations.models import Collective, Person, Unit, on_day
from kiemdiem.regulation.suggestions import citation
from kiemdiem.reviews.models import Presence
from kiemdiem.suggestions import assigning, feeds, queries
from kiemdiem.suggestions.models import Assignment, FeedToken, Suggestion
from kiemdiem.web.files.parts import files_of_each
from kiemdiem.web.paging import page_of
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.suggestions import forms
from kiemdiem.web.suggestions.attendance import attendance

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CELLS = (UnitKind.CELL, UnitKind.GRASSROOTS_CELL)  # whose members meet without a collective


@require_safe
@signed_in
def own(request: Request) -> HttpResponse:
    """Lịch dự kiểm điểm của tôi, and the units whose assignments I keep."""
    rows = list(queries.own_assignments(request.actor))
    letters = files_of_each(request, "assignment", rows)
    context = {
        "rows": [(each, letters[each.pk]) for each in rows],
        "units": Unit.objects.filter(path__in=_assigning(request)).order_by("path")[:20],
        "has_feed": FeedToken.objects.filter(account=request.user.pk).exists(),
        "address": request.session.pop("feed", ""),
    }
    return render(request, "suggestions/own.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def at(request: Request, code: str) -> HttpResponse:
    """Phân công của một đơn vị: who is sent where, who came, and one more."""
    unit = get_object_or_404(Unit.objects.filter(path__in=_assigning(request)), code=code)
    cycle = queries.open_cycle_at(unit)
    places = _places(cycle, unit, request) if cycle else {}
    form = None
    refusal = ""
    if cycle:
        form = forms.AssignmentForm(
            request.POST or None,
            people=_people(unit, request),
            places=[(str(key), words) for key, (words, _each) in places.items()],
            initial={"role": "lead"},
        )
        if form.is_valid():
            refusal = _assign(request, cycle, unit, form, places)
            if not refusal:
                return redirect("assignments_at", code)
    rows = list(queries.assignments_of(cycle, unit)) if cycle else []
    page = page_of(request, rows)
    came = dict(Presence.objects.filter(assignment__in=list(page)).values_list("assignment", "state"))
    doubled = queries.doubled(rows)
    context = {
        "unit": unit,
        "cycle": cycle,
        "form": form,
        "page": page,
        "rows": [(each, _came(came.get(each.pk)), doubled.get(each.pk)) for each in page],
        "refusal": refusal,
        "cite": citation(),
    }
    return render(request, "suggestions/assignments.html", context, status=409 if refusal else 200)


@require_safe
@signed_in
def report(request: Request, code: str) -> HttpResponse:
    """Báo cáo dự và chỉ đạo kiểm điểm của một đơn vị, as a workbook."""
    unit = get_object_or_404(Unit.objects.filter(path__in=_assigning(request)), code=code)
    cycle = queries.open_cycle_at(unit)
    if cycle is None:
        raise Http404
    rows = list(queries.assignments_of(cycle, unit))
    came = {each.assignment_id: each for each in Presence.objects.filter(assignment__in=rows)}
    answer = HttpResponse(attendance(unit, cycle, rows, came), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="du-kiem-diem-{cycle.year}-{request.today}.xlsx"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def substitute(request: Request, pk: int) -> HttpResponse:
    """Thay người được phân công."""
    found = _find(request, pk)
    people = [each for each in _people(found.unit, request) if each[0] != str(found.person_id)]
    form = forms.SubstituteForm(request.POST or None, people=people)
    context: dict[str, Any] = {"assignment": found, "form": form}
    if form.is_valid():
        person = get_object_or_404(Person, pk=form.cleaned_data["person"])
        reason, sure = form.cleaned_data["reason"], form.cleaned_data["sure"]
        try:
            assigning.substitute(
                found, person, reason=reason, sure=sure, by=request.actor, name=str(request.user), at=request.now
            )
            messages.success(request, _("Đã thay người; hai đồng chí đã được báo."))
            return redirect("assignments_at", found.unit.code)
        except WrongState as refusal:
            context["refusal"] = refusal.sentence
    return render(request, "suggestions/substitute.html", context, status=409 if "refusal" in context else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Rút phân công."""
    found = _find(request, pk)
    form = forms.ReasonForm(request.POST or None)
    context: dict[str, Any] = {"assignment": found, "form": form}
    if form.is_valid():
        try:
            assigning.withdraw(found, reason=form.cleaned_data["reason"], by=request.actor)
            messages.success(request, _("Đã rút phân công."))
            return redirect("assignments_at", found.unit.code)
        except WrongState as refusal:
            context["refusal"] = refusal.sentence
    return render(request, "suggestions/unassign.html", context, status=409 if "refusal" in context else 200)


@require_POST
@signed_in
def feed(request: Request) -> HttpResponse:
    """Tạo hoặc bỏ địa chỉ lịch của mình; a new one is shown once."""
    account: Any = request.user
    if "bo" in request.POST:
        feeds.revoke(account, by=request.actor)
        messages.success(request, _("Đã bỏ địa chỉ lịch; địa chỉ cũ không còn mở được."))
    else:
        secret = feeds.make(account, by=request.actor, at=request.now)
        request.session["feed"] = request.build_absolute_uri(reverse("feed_ics", args=[secret]))
    return redirect("assignments")


@require_safe
def ics(request: Request, secret: str) -> HttpResponse:
    """Lịch .ics theo địa chỉ bí mật: own assignments, no content; 404 for any other address."""
    account = feeds.owner_of(secret)
    if account is None:
        raise Http404
    return HttpResponse(feeds.calendar_of(account, site=settings.SITE), content_type="text/calendar; charset=utf-8")


def _assign(request: Request, cycle: Cycle, unit: Unit, form: forms.AssignmentForm, places: dict[str, Any]) -> str:
    """Empty when it was done, else the sentence of the refusal."""
    given = form.cleaned_data
    _words, (place, collective, told) = places[given["place"]]
    task = assigning.Task(
        place=place, collective=collective, suggestion=told, role=given["role"], meets_on=given["meets_on"],
        starts_at=given["starts_at"], ends_at=given["ends_at"],
    )  # fmt: skip
    try:
        assigning.assign(
            cycle, unit, get_object_or_404(Person, pk=given["person"]), task,
            by=request.actor, name=str(request.user), at=request.now, sure=given["sure"],
        )  # fmt: skip
    except WrongState as refusal:
        return refusal.sentence
    messages.success(request, _("Đã phân công; đồng chí ấy đã được báo."))
    return ""


def _places(cycle: Cycle, unit: Unit, request: Request) -> dict[str, Any]:
    """Cuộc họp để cử người đến, by key: one choice for each meeting of a place, those with a suggestion first."""
    sent = Suggestion.objects.visible_to(request.actor).filter(
        cycle=cycle, path=unit.path, state=Suggestion.State.ISSUED
    )
    told: dict[str, list[Suggestion]] = defaultdict(list)
    for each in sent.select_related("subject").order_by("pk"):
        told[each.subject_path].append(each)
    below = Place.objects.filter(cycle=cycle, path__in=[*told, *_children(cycle, unit)]).exclude(path=unit.path)
    places = list(below.order_by("path"))
    bodies: dict[int, list[Collective]] = defaultdict(list)
    here = Collective.objects.filter(on_day(request.today), unit__in=[place.unit_id for place in places])
    for body in here.order_by("code"):
        bodies[body.unit_id].append(body)
    found = [
        (place, body, _told_to(body, told[place.path]))
        for place in places
        for body in _meetings_of(place, bodies[place.unit_id])
    ]
    found.sort(key=lambda row: (row[2] is None, row[0].path))
    return {f"{row[0].pk}-{row[1].pk if row[1] else 0}": (_named(*row), row) for row in found}


def _meetings_of(place: Place, bodies: list[Collective]) -> list[Collective | None]:
    """Whose meetings are held there: the cell's own, and each leading collective's."""
    own = place.kind in CELLS or not bodies
    return [*([None] if own else []), *bodies]


def _told_to(body: Collective | None, told: list[Suggestion]) -> Suggestion | None:
    """What was suggested to that collective, or to a person or organisation heard at that place."""
    key = body.pk if body else None
    exact = [each for each in told if each.subject.collective_id == key]
    return next(iter(exact or [each for each in told if each.subject.collective_id is None]), None)


def _named(place: Place, body: Collective | None, told: Suggestion | None) -> str:
    name = f"{place.name}, {body.name}" if body else place.name
    marked = _("có gợi ý")
    return f"{name} ({marked})" if told else name


def _children(cycle: Cycle, unit: Unit) -> list[str]:
    from kiemdiem.cycles.queries import children

    return [each.path for each in children(cycle, unit.path)[:200]]


def _people(unit: Unit, request: Request) -> list[tuple[str, str]]:
    held = assigning.assignable(unit, request.today)
    people = Person.objects.filter(pk__in=held).order_by("sort_key")
    return [(str(each.pk), f"{each.name}, {held[each.pk]}") for each in people]


def _came(state: str | None) -> tuple[str, str]:
    shapes = {"present": "done", "excused": "none", "absent": "late"}
    return (shapes[state], str(Presence.State(state).label)) if state else ("todo", _("Chưa họp"))


def _find(request: Request, pk: int) -> Assignment:
    rows = Assignment.objects.filter(path__in=_assigning(request)).select_related("unit", "place", "person", "cycle")
    found: Assignment = get_object_or_404(rows, pk=pk)
    return found


def _assigning(request: Request) -> list[str]:
    return [path for path in request.actor.reach(ASSIGN) if request.actor.holds(ASSIGN, path)]
