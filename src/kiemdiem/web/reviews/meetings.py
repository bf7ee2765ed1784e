"""Trang cuộc họp kiểm điểm: plan, write the record, close."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kiemdiem.accounts.actions import RECEIVE
from kiemdiem.cycles.models import Subject
from kiemdiem.cycles.queries import days, due
from kiemdiem.cycles.states import Step
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Collective, on_day
from kiemdiem.reviews import meetings
from kiemdiem.reviews.models import Attendance, Hearing, Meeting
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.reviews import parsing
from kiemdiem.web.reviews.forms import PlanForm
from kiemdiem.web.reviews.places import place_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def plan(request: Request, code: str) -> HttpResponse:
    """Định cuộc họp kiểm điểm tại một nơi, of the cell or of one of its leading collectives."""
    cycle, place = place_of(request, code)
    if not request.actor.may(RECEIVE, place.path):
        raise Http404
    collectives = list(Collective.objects.filter(on_day(request.today), unit=place.unit_id).order_by("code"))
    first = {"collective": collectives[0].code} if collectives else {}
    form = PlanForm(request.POST or None, place=place.name, collectives=collectives, initial=first)
    if form.is_valid():
        given = form.cleaned_data
        chosen = next((each for each in collectives if each.code == given.get("collective")), None)
        try:
            made = meetings.plan(cycle, place, chosen, held_on=given["held_on"], venue=given["venue"], by=request.actor)
            return redirect("meeting", made.pk)
        except WrongState as refusal:
            form.add_error(None, refusal.sentence)
    day = due(days(cycle), Step.REVIEW, place.tier)
    context = {"cycle": cycle, "place": place, "form": form, "due": day}
    return render(request, "reviews/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def meeting(request: Request, pk: int) -> HttpResponse:
    """Biên bản: written by whoever receives papers there, read by those who were present once it is closed."""
    found = find(request, pk)
    if request.method != "POST":
        return show(request, found)
    if not request.actor.may(RECEIVE, found.path):
        raise PermissionDenied
    try:
        base = parsing.whole(request.POST.get("base")) or 0
        meetings.write(found, parsing.record(request.POST), base=base, by=request.actor)
    except meetings.Overtaken as overtaken:
        sentence = _("Biên bản vừa được sửa ở nơi khác; chữ đồng chí vừa viết còn ở dưới, hãy so lại rồi lưu.")
        return show(request, overtaken.meeting, refusal=sentence, posted=request.POST, status=409)
    except WrongState as refusal:
        return show(request, find(request, pk), refusal=refusal.sentence, posted=request.POST, status=409)
    if "close" in request.POST:
        return _close(request, pk)
    messages.success(request, _("Đã lưu biên bản; biên bản chưa khóa và chưa gửi cho ai."))
    return redirect("meeting", pk)


@require_POST
@signed_in
def close(request: Request, pk: int) -> HttpResponse:
    """Kết thúc cuộc họp."""
    return _close(request, pk)


def _close(request: Request, pk: int) -> HttpResponse:
    found = find(request, pk)
    try:
        meetings.close(found, by=request.actor, at=request.now)
    except meetings.NotReady as refusal:
        return show(request, find(request, pk), refusal=refusal.sentence, status=409)
    except WrongState as refusal:
        messages.error(request, refusal.sentence)
        return redirect("meeting", pk)
    messages.success(request, _("Đã kết thúc cuộc họp. Biên bản đã khóa."))
    return redirect("meeting", pk)


def find(request: Request, pk: int) -> Meeting:
    """A meeting one may see; its record while it is open only by those who write it."""
    rows = Meeting.objects.visible_to(request.actor).select_related("cycle", "chair", "secretary", "collective")
    found: Meeting = get_object_or_404(rows, pk=pk)
    if not found.closed_at and not request.actor.may(RECEIVE, found.path):
        raise Http404
    return found


def show(
    request: Request, found: Meeting, *, refusal: str = "", posted: QueryDict | None = None, status: int = 200
) -> HttpResponse:
    """The page of the record; what was typed when it wasn't taken, else what is stored."""
    hearings = list(found.hearings.select_related("subject").order_by("position"))
    heard = {each.subject_id: each for each in hearings}
    writes = not found.closed_at and request.actor.may(RECEIVE, found.path)
    attendances = list(found.attendances.select_related("person").order_by("person__sort_key"))
    candidates = [(each, heard.get(each.pk)) for each in meetings.candidates(found)] if writes else []
    context = {
        "meeting": found,
        "day": posted.get("ngay", "") if posted else f"{found.held_on:%d/%m/%Y}",
        "attendances": attendances,
        "hearings": hearings,
        "candidates": candidates,
        "gaps": meetings.gaps(found, [each.subject for each in hearings]) if writes else [],
        "refusal": refusal,
        "typed": posted.get("bien-ban", "") if posted else "",
    }
    if posted and writes:
        context["candidates"] = _as_typed(posted, found, attendances, [each for each, _hearing in candidates])
    return render(request, "reviews/meeting.html" if writes else "reviews/minutes.html", context, status=status)


def _as_typed(
    posted: QueryDict, found: Meeting, attendances: list[Attendance], candidates: list[Subject]
) -> list[tuple[Subject, Hearing | None]]:
    """Who leads, who is away, who is heard, as they stood in the form; nothing of it is kept."""
    found.venue = posted.get("dia-diem", "")
    found.chair_id, found.secretary_id = parsing.whole(posted.get("chu-tri")), parsing.whole(posted.get("thu-ky"))
    for each in attendances:
        each.present, each.reason = f"vang-{each.person_id}" not in posted, posted.get(f"ly-do-{each.person_id}", "")
    return [
        (each, Hearing(conclusion=posted.get(f"ket-luan-{each.pk}", "")) if f"xet-{each.pk}" in posted else None)
        for each in candidates
    ]
