"""Trang hạn chế, khuyết điểm: those named in a paper with who answers for them, and the register of a place."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Person
from kiemdiem.reviews import answering, faults, writing
from kiemdiem.reviews.models import Fault, FaultShare, Paper
from kiemdiem.web.paging import page_of
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.reviews import papers, parsing
from kiemdiem.web.reviews.places import place_of

BADGES = {
    Fault.State.OPEN: "todo",
    Fault.State.PLANNED: "doing",
    Fault.State.FIXED: "done",
    Fault.State.PARTLY: "soon",
    Fault.State.RECURRING: "late",
}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def own_faults(request: Request, pk: int) -> HttpResponse:
    """Hạn chế, khuyết điểm tự nêu trong một bản đang viết: name one, with one's own link to an earlier one."""
    paper = _own(request, pk)
    if request.method != "POST":
        return _show(request, paper)
    try:
        earlier = Fault.objects.filter(pk=parsing.whole(request.POST.get("lap-lai")) or 0).first()
        faults.name_own(
            paper,
            request.POST.get("noi-dung", ""),
            request.POST.get("nguyen-nhan", ""),
            earlier=earlier,
            by=request.actor,
            at=request.now,
        )
    except WrongState as refusal:
        return _show(request, paper, refusal=refusal.sentence, status=409)
    messages.success(request, _("Đã ghi hạn chế, khuyết điểm."))
    return redirect("paper_faults", pk)


@require_POST
@signed_in
def drop(request: Request, pk: int) -> HttpResponse:
    """Bỏ một hạn chế khỏi bản đang viết."""
    found, paper = _fault(request, pk)
    try:
        faults.drop(found, by=request.actor)
    except WrongState as refusal:
        return _show(request, paper, refusal=refusal.sentence, status=409)
    messages.success(request, _("Đã bỏ hạn chế ấy khỏi bản."))
    return redirect("paper_faults", paper.pk)


@require_POST
@signed_in
def share(request: Request, pk: int) -> HttpResponse:
    """Ghi trách nhiệm của một người đối với hạn chế của tập thể."""
    found, paper = _fault(request, pk)
    person = Person.objects.filter(pk=parsing.whole(request.POST.get("ai")) or 0).first()
    try:
        if person is None:
            raise WrongState(_("Hãy chọn người chịu trách nhiệm."))
        faults.share(
            found,
            person,
            role=request.POST.get("vai-tro", ""),
            share=request.POST.get("muc-do", ""),
            text=request.POST.get("trach-nhiem", ""),
            by=request.actor,
        )
    except WrongState as refusal:
        return _show(request, paper, refusal=refusal.sentence, status=409)
    messages.success(request, _("Đã ghi trách nhiệm."))
    return redirect("paper_faults", paper.pk)


@require_safe
@signed_in
def register(request: Request, code: str) -> HttpResponse:
    """Sổ hạn chế, khuyết điểm của một nơi (?ca-nhanh=1, ?tinh-trang=, ?nguon=, ?nam=), for readers of papers there."""
    cycle, place = place_of(request, code)
    whole = request.GET.get("ca-nhanh") == "1"
    rows = faults.register(cycle, place.path, request.actor, whole=whole)
    years = list(rows.order_by("-cycle__year").values_list("cycle__year", flat=True).distinct())
    if (state := request.GET.get("tinh-trang", "")) in Fault.State.values:
        rows = rows.filter(state=state)
    if (source := request.GET.get("nguon", "")) in Fault.Source.values:
        rows = rows.filter(source=source)
    if (year := parsing.whole(request.GET.get("nam"))) in years:
        rows = rows.filter(cycle__year=year)
    page = page_of(request, rows)
    context = {
        "cycle": cycle,
        "place": place,
        "fault_clauses": cycle.law.grounds("review.faults", cycle.rule_day),
        "page": page,
        "rows": [(each, BADGES[Fault.State(each.state)]) for each in page],
        "whole": whole,
        "state": state,
        "states": Fault.State.choices,
        "source": source,
        "sources": Fault.Source.choices,
        "year": year,
        "years": years,
    }
    return render(request, "reviews/faults_at.html", context)


def of_owner(request: Request, **owner: Any) -> list[tuple[Fault, str]]:
    """Hạn chế đã được nêu của một người hay một tập thể, as the file shows them."""
    rows = Fault.objects.visible_to(request.actor).filter(**owner).select_related("cycle", "earlier__cycle")
    return [(each, BADGES[Fault.State(each.state)]) for each in rows.order_by("-cycle__year", "pk")[:100]]


def _own(request: Request, pk: int) -> Paper:
    paper = papers.find(request, pk)
    if not writing.may_write(paper, request.actor):
        raise Http404
    return paper


def _fault(request: Request, pk: int) -> tuple[Fault, Paper]:
    found = get_object_or_404(Fault.objects.visible_to(request.actor).filter(paper__isnull=False), pk=pk)
    return found, _own(request, found.paper_id)


def _show(request: Request, paper: Paper, *, refusal: str = "", status: int = 200) -> HttpResponse:
    rows = paper.faults.prefetch_related("shares__person").select_related("earlier__cycle", "cycle")
    named = list(rows.order_by("pk"))
    people = list(faults.candidates(named[0])) if named and not paper.person_id else []
    held = answering.heads(named[0]) if people else set()
    context = {
        "paper": paper,
        "fault_clauses": paper.cycle.law.grounds("review.faults", paper.cycle.rule_day),
        "open": paper.state != Paper.State.HANDED_IN,
        "rows": [(each, answering.head_answered(each, held)) for each in named],
        "people": people,
        "heads": held,
        "roles": FaultShare.Role.choices,
        "shares": FaultShare.Share.choices,
        "earlier": answering.carried_over(paper),
        "refusal": refusal,
        "content": request.POST.get("noi-dung", ""),
        "cause": request.POST.get("nguyen-nhan", ""),
    }
    return render(request, "reviews/faults.html", context, status=status)
