"""Các trang của một cấp quyết định: settings of shares, groups, what to deal with, results as of a day."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kiemdiem.accounts.actions import DECIDE, READ_LEVELS, STAGE
from kiemdiem.cycles.models import Cycle, Place, QuotaGroup, QuotaSetting, Subject
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.tree import within_any
from kiemdiem.ratings import cases, queries
from kiemdiem.ratings.models import Case, own
from kiemdiem.ratings.regrouping import regroup
from kiemdiem.ratings.terms import set_terms
from kiemdiem.regulation import Kind
from kiemdiem.web.forms import DayField
from kiemdiem.web.paging import page_of
from kiemdiem.web.ratings.forms import AnswerForm, RegroupForm, TermsForm
from kiemdiem.web.ratings.places import LEVELS
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.reviews import parsing
from kiemdiem.web.templatetags.kd import SHORT


def _find(request: Request, cycle: int, code: str) -> Place:
    """A place that one decides for or drafts its decisions; 404 elsewhere."""
    held = own(request.actor, STAGE, DECIDE)
    places = Place.objects.filter(path__in=held).exclude(cycle__phase=Cycle.Phase.OPENING)
    place: Place = get_object_or_404(places.select_related("cycle__root"), cycle__pk=cycle, code=code)
    return place


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def settings(request: Request, cycle: int, code: str) -> HttpResponse:
    """Thiết lập tỷ lệ: what the law says, what this level has decided, by date; one more."""
    place = _find(request, cycle, code)
    decides = request.actor.holds(DECIDE, place.path)
    form = TermsForm(request.POST or None, initial={"kind": Kind.MEMBER.value})
    if request.method == "POST" and not decides:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        try:
            set_terms(place, form.terms(place.code), by=request.actor, name=str(request.user), at=request.now)
            messages.success(request, _("Đã ghi thiết lập; các nhóm được tính lại ngay."))
            return redirect("quota_settings", cycle, code)
        except WrongState as refusal:
            form.add_error(None, refusal.sentence)
    law, day = place.cycle.law, place.cycle.rule_day
    rows = [(kind, law.value("quota.excellent_share", day, kind=kind)) for kind in Kind]
    held = QuotaSetting.objects.filter(cycle=place.cycle_id, scope=place.code)
    context = {
        "place": place,
        "form": form,
        "decides": decides and place.cycle.phase == Cycle.Phase.OPEN,
        "rows": [(kind, row, law.cited("quota.excellent", row, day)) for kind, row in rows],
        "settings": held.order_by("-decided_on", "-pk"),
    }
    return render(request, "ratings/settings.html", context, status=409 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def groups(request: Request, cycle: int, code: str) -> HttpResponse:
    """Nhóm tương đồng: who is counted with whom, and putting some of them into another group."""
    place = _find(request, cycle, code)
    kind = request.GET.get("loai", "") or Kind.LEADER.value
    if kind not in set(Kind):
        raise Http404
    subjects = Subject.objects.filter(cycle=place.cycle_id, authority=place.code, kind=kind, rated=True)
    page = page_of(request, subjects.select_related("group").order_by("group__key", "sort_key", "pk"))
    decides = request.actor.holds(DECIDE, place.path)
    form = RegroupForm(request.POST or None, initial={"signed_on": request.today})
    chosen = set(parsing.numbered(request.POST, "chon-")) if request.method == "POST" else set()
    if request.method == "POST" and not decides:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        try:
            if not chosen:
                raise WrongState(_("Chưa chọn ai để đưa vào nhóm."))
            key = form.cleaned_data["key"]
            to = regroup(place, chosen, key, instrument=form.instrument(), by=request.actor, at=request.now)
            messages.success(request, _("Đã đưa vào nhóm “%(group)s”.") % {"group": to.key or to.name})
            return redirect(request.get_full_path())
        except WrongState as refusal:
            form.add_error(None, refusal.sentence)
    context = {
        "place": place,
        "kind": kind,
        "kinds": [(each.value, each.official) for each in Kind],
        "page": page,
        "form": form,
        "chosen": chosen,
        "decides": decides and place.cycle.phase == Cycle.Phase.OPEN,
        "groups": QuotaGroup.objects.filter(cycle=place.cycle_id, scope=place.code, kind=kind).order_by("key"),
    }
    return render(request, "ratings/groups.html", context, status=409 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def open_cases(request: Request, cycle: int, code: str) -> HttpResponse:
    """Việc phải xử lý: groups over their ceiling, heads above, commendations; the open ones first."""
    place = _find(request, cycle, code)
    form = AnswerForm(request.POST or None)
    answered = 0
    if request.method == "POST":
        answered = next(iter(parsing.numbered(request.POST, "viec-")), 0)
        mine = Case.objects.visible_to(request.actor).filter(cycle=place.cycle_id, path=place.path)
        case = get_object_or_404(mine, pk=answered)
        if form.is_valid():
            try:
                cases.answer(case, by=request.actor, how=form.cleaned_data["how"], at=request.now)
                messages.success(request, _("Đã ghi kết quả xem xét."))
                return redirect("rating_cases", cycle, code)
            except WrongState as refusal:
                form.add_error(None, refusal.sentence)
    context = {
        "place": place,
        "page": page_of(request, queries.cases_at(place, request.actor)),
        "today": request.today,
        "cite": place.cycle.law.grounds("quota.excellent", place.cycle.rule_day, parameter="quota.excellent_share"),
        "form": form,
        "answered": answered,
        "decides": request.actor.holds(DECIDE, place.path),
    }
    return render(request, "ratings/cases.html", context, status=409 if request.method == "POST" else 200)


@require_safe
@signed_in
def results(request: Request, cycle: int, code: str) -> HttpResponse:
    """Kết quả xếp loại của một nhánh như tại một ngày (?ngay=): each day has its own truth."""
    seen = Place.objects.filter(within_any(request.actor.reach(READ_LEVELS), "path"))
    seen = seen.exclude(cycle__phase=Cycle.Phase.OPENING).select_related("cycle__root")
    place = get_object_or_404(seen, cycle__pk=cycle, code=code)
    typed = request.GET.get("ngay", "")
    error = ""
    on: date = request.today
    try:
        on = DayField(required=False).clean(typed) or on
    except ValidationError as wrong:
        error = wrong.messages[0]
    found = queries.results(place.cycle, place.path, on)
    context = {
        "place": place,
        "on": on,
        "today": request.today,
        "typed": typed or f"{on:%d/%m/%Y}",
        "error": error,
        "results": found,
        "levels": LEVELS,
        "rows": [
            {
                "kind": kind,
                "counts": [(SHORT[level], number) for level, number in counts.items()],
                "waiting": found.rated.get(kind, 0) - sum(counts.values()),
                "rated": found.rated.get(kind, 0),
            }
            for kind, counts in found.counts.items()
        ],
    }
    return render(request, "ratings/results.html", context, status=400 if error else 200)
