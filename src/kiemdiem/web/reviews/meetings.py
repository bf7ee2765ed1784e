"""Trang cuộc họp kiểm điểm: plan, write the record, close."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kiemdiem.accounts.actions import READ_PAPERS, RECEIVE
from kiemdiem.cycles.queries import days, due
from kiemdiem.cycles.states import Step
from kiemdiem.documents.render import docx as render_docx
from kiemdiem.documents.render import pdf as render_pdf
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Collective, on_day
from kiemdiem.reviews import criteria, gates, meetings, replies, writing
from kiemdiem.reviews.models import Meeting, Presence
from kiemdiem.reviews.papers import issue, minutes
from kiemdiem.reviews.rehearing import rounds_of
from kiemdiem.web.files.parts import gathered
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.reviews import pages, parsing
from kiemdiem.web.reviews.forms import PlanForm
from kiemdiem.web.reviews.places import place_of
from kiemdiem.web.reviews.written import criterion_levels, written

_EARLY = gettext_lazy("Nếu gửi dự thảo báo cáo hôm nay thì ngày họp sớm nhất là %(day)s; hãy xem lại ngày họp.")
_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


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
    earliest = meetings.earliest_day(cycle, request.today)
    if form.is_valid():
        given = form.cleaned_data
        chosen = next((each for each in collectives if each.code == given.get("collective")), None)
        try:
            made = meetings.plan(cycle, place, chosen, held_on=given["held_on"], venue=given["venue"], by=request.actor)
            if chosen and given["held_on"] < earliest:
                messages.warning(request, _EARLY % {"day": f"{earliest:%d/%m/%Y}"})
            return redirect("meeting", made.pk)
        except WrongState as refusal:
            form.add_error(None, refusal.sentence)
    day = due(days(cycle), Step.REVIEW, place.tier)
    context = {"cycle": cycle, "place": place, "form": form, "due": day, "earliest": collectives and earliest}
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
    return redirect(f"{reverse('meeting', args=[pk])}#da-ghi")


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
    rows = Meeting.objects.visible_to(request.actor).select_related(
        "cycle", "chair", "secretary", "collective__unit", "supplements", "document__organ"
    )
    found: Meeting = get_object_or_404(rows, pk=pk)
    if not found.closed_at and not request.actor.may(RECEIVE, found.path):
        raise Http404
    return found


def show(
    request: Request, found: Meeting, *, refusal: str = "", posted: QueryDict | None = None, status: int = 200
) -> HttpResponse:
    """The page of the record; what was typed when it wasn't taken, else what is stored."""
    sitting = meetings.sitting(found)
    writes = not found.closed_at and request.actor.may(RECEIVE, found.path)
    context = {"meeting": found, "sitting": sitting, "refusal": refusal, "rounds": rounds_of(found)}
    told = replies.replies_of(found)
    context |= {"replies": [each for each in told if not each.late], "later": [each for each in told if each.late]}
    context |= _files(request, sitting)
    if writes:
        context["speaking"] = {each.pk for each in sitting.heard}
        context |= {"checked": gates.check(sitting)} | pages.record(sitting, posted)
        context["earliest"] = meetings.earliest_day(found.cycle, request.today) if found.collective_id else None
        return render(request, "reviews/meeting.html", context, status=status)
    context |= {"typed": posted.get("bien-ban", "") if posted else ""}
    speaking = replies.hearings_for(request.actor).filter(meeting=found)
    context["speaking"] = set(speaking.values_list("subject", flat=True))
    context["receives"] = request.actor.may(RECEIVE, found.path)
    return render(request, "reviews/minutes.html", context, status=status)


def _files(request: Request, sitting: meetings.Sitting) -> dict[str, Any]:
    """Bản quét biên bản; văn bản xin vắng của cấp trên, for those who read papers there: of who is excused, or has
    sent one."""
    meeting, sent = sitting.meeting, sitting.assignments
    if not any(request.actor.may(action, meeting.path) for action in (RECEIVE, READ_PAPERS)):
        sent = []
    found = gathered(request, [("meeting", meeting), *(("assignment", each) for each in sent)])
    excused = {key for key, each in sitting.presences.items() if each.state == Presence.State.EXCUSED}
    letters = [(each, found[f"assignment:{each.pk}"]) for each in sent]
    return {
        "files": found[f"meeting:{meeting.pk}"],
        "letters": [(each, files) for each, files in letters if each.pk in excused or files.rows],
    }


@require_POST
@signed_in
def circulate(request: Request, pk: int) -> HttpResponse:
    """Gửi dự thảo báo cáo cho người dự, or write down when it went out."""
    found = find(request, pk)
    try:
        on = parsing.day(request.POST.get("ngay-gui", ""))
        meetings.circulate(found, on, by=request.actor, today=request.today)
    except WrongState as refusal:
        return show(request, find(request, pk), refusal=refusal.sentence, status=409)
    messages.success(request, _("Đã ghi ngày gửi dự thảo và báo cho người được mời."))
    return redirect("meeting", pk)


@require_safe
@signed_in
def report(request: Request, pk: int) -> HttpResponse:
    """Dự thảo báo cáo đã gửi, read by those invited before the meeting."""
    found = get_object_or_404(Meeting.objects.select_related("cycle"), pk=pk)
    paper = meetings.circulated_report(found, request.actor)
    if paper is None:
        raise Http404
    sections = written(writing.sections(paper), paper.answers, criteria.asked_of(paper))
    context = {"meeting": found, "paper": paper, "sections": sections, "criteria": criterion_levels()}
    return render(request, "reviews/report.html", context)


@require_safe
@signed_in
def minutes_file(request: Request, pk: int, form: str) -> HttpResponse:
    """Biên bản dạng Word hoặc PDF: as issued, or as it would be printed now."""
    found = find(request, pk)
    held = found.document
    source = held if held and not held.is_draft else minutes(found)
    data = (render_docx if form == "docx" else render_pdf)(source, on=found.held_on)
    name = f"bien-ban-{found.held_on:%Y-%m-%d}-{found.pk}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=_TYPES[form], headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def issue_minutes(request: Request, pk: int) -> HttpResponse:
    """Ban hành biên bản: the day it was signed; the number comes from the register of the organ."""
    found = find(request, pk)
    if not request.actor.may(RECEIVE, found.path):
        raise Http404
    refusal, status = "", 200
    if request.method == "POST":
        try:
            on = parsing.day(request.POST.get("ngay-ky", ""))
            issue(found, signed_on=on, by=request.actor, at=request.now)
            messages.success(request, _("Đã ban hành biên bản."))
            return redirect("meeting", pk)
        except WrongState as refused:
            refusal, status = refused.sentence, 409
    typed = request.POST.get("ngay-ky", f"{found.held_on:%d/%m/%Y}")
    context = {"meeting": found, "refusal": refusal, "typed": typed}
    return render(request, "reviews/issue_minutes.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def supplement(request: Request, pk: int) -> HttpResponse:
    """Định cuộc họp bổ sung cho nội dung gợi ý đến sau cuộc họp."""
    found = find(request, pk)
    if not request.actor.may(RECEIVE, found.path):
        raise Http404
    form = PlanForm(request.POST or None, place=found.name, collectives=[])
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = meetings.supplement(found, held_on=given["held_on"], venue=given["venue"], by=request.actor)
            return redirect("meeting", made.pk)
        except WrongState as refusal:
            form.add_error(None, refusal.sentence)
    return render(request, "reviews/supplement.html", {"meeting": found, "form": form})
