"""Kiểm điểm lại: the order, and the paper of an earlier round."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kiemdiem.accounts.actions import ORDER_REVIEW
from kiemdiem.cycles.models import Subject
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.regulation import Kind
from kiemdiem.regulation.forms import forms_of
from kiemdiem.reviews import rehearing
from kiemdiem.reviews.criteria import answered_in
from kiemdiem.web.files.parts import files_of, files_of_each
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.reviews import parsing
from kiemdiem.web.reviews.written import criterion_levels, written


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def order(request: Request, pk: int) -> HttpResponse:
    """Yêu cầu kiểm điểm lại, by the very unit that decides on the subject."""
    reach = [path for path in request.actor.reach(ORDER_REVIEW) if request.actor.holds(ORDER_REVIEW, path)]
    rows = Subject.objects.filter(authority_path__in=reach).select_related("cycle", "person")
    subject = get_object_or_404(rows, pk=pk)
    if not rehearing.may_order(subject, request.actor):
        raise Http404
    refusal, status = "", 200
    if request.method == "POST":
        try:
            deadline = parsing.day(request.POST.get("han", ""))
            rehearing.order(subject, request.POST.get("can-cu", ""), deadline, by=request.actor, at=request.now)
            messages.success(request, _("Đã yêu cầu kiểm điểm lại; người viết và nơi tổ chức kiểm điểm đã được báo."))
            return redirect("review_order", pk)
        except WrongState as refused:
            refusal, status = refused.sentence, 409
    orders = list(subject.rehearings.select_related("before", "after", "ordered_by", "subject__person").order_by("pk"))
    letters = files_of_each(request, "rehearing", orders)
    context = {
        "subject": subject, "orders": [(each, letters[each.pk]) for each in orders],
        "refusal": refusal, "ground": request.POST.get("can-cu", ""),
        "deadline": request.POST.get("han", ""), "today": request.today,
    }  # fmt: skip
    return render(request, "reviews/order.html", context, status=status)


@require_safe
@signed_in
def edition(request: Request, pk: int, number: int) -> HttpResponse:
    """Bản của một lần kiểm điểm trước, as it was handed in."""
    found = get_object_or_404(rehearing.editions_for(request.actor), paper=pk, round=number)
    sheet = forms_of(found.paper.cycle.year)[found.form]
    held = [each for each in sheet.sections if each.key in found.answers]
    sections = written(held, found.answers, answered_in(found.answers))
    levels = [(Kind(kind).official, level) for kind, level in found.levels.items()]
    context = {"edition": found, "sheet": sheet, "sections": sections, "levels": levels}
    context["criteria"] = criterion_levels()
    context["files"] = files_of(request, "edition", found)
    return render(request, "reviews/edition.html", context)
