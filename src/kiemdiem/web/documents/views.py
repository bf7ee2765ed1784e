"""Sổ văn bản của một đơn vị: its terms, the last number of every kind, every number given out; of papers only that.

What stands in a paper, and whom it is to, is told on the pages of the matter it is about, to those who may see that.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kiemdiem.accounts.actions import KEEP_REGISTER
from kiemdiem.documents import acts
from kiemdiem.documents.models import Document, Term, UsedOutside
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Unit
from kiemdiem.regulation import NotInForce
from kiemdiem.regulation.layout import PaperKind, all_layouts, layout_on
from kiemdiem.web.documents.forms import TermForm, UsedForm
from kiemdiem.web.paging import page_of
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.units.views import above

TERM = "nhiem-ky"


@require_safe
@signed_in
def register(request: Request, code: str) -> HttpResponse:
    """Sổ văn bản of the present term, or of the one asked for (?nhiem-ky=)."""
    unit = _find(request, code)
    terms = list(unit.terms.order_by("-begins"))
    term = next((each for each in terms if f"{each.pk}" == request.GET.get(TERM)), terms[0] if terms else None)
    papers = page_of(request, _papers(term))
    context = {
        "unit": unit,
        "above": _crumbs(request, unit),
        "terms": terms,
        "term": term,
        "series": [(_kind(each.kind, term), each) for each in term.series.order_by("kind")] if term else [],
        "outside": [(_kind(each.series.kind, term), each) for each in _outside(term)],
        "papers": [(each.layout.kind(each.kind), each) for each in papers],
        "page": papers,
    }
    return render(request, "documents/register.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def begin_term(request: Request, code: str) -> HttpResponse:
    """Ghi ngày bắt đầu nhiệm kỳ."""
    unit = _find(request, code)
    form = TermForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.begin_term(unit, begins=form.cleaned_data["begins"], by=request.actor)
        except WrongState as refusal:
            form.add_error(None, refusal.sentence)
            return _ask(request, unit, form, status=409)
        messages.success(request, _("Đã ghi nhiệm kỳ. Số văn bản chạy lại từ 01."))
        return redirect("register", unit.code)
    return _ask(request, unit, form)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def used_outside(request: Request, code: str) -> HttpResponse:
    """Ghi số đã dùng ngoài hệ thống, in the present term."""
    unit = _find(request, code)
    term = unit.terms.filter(ends=None).first()
    if term is None:
        messages.error(request, _("Chưa ghi nhiệm kỳ nào; hãy ghi ngày bắt đầu nhiệm kỳ trước."))
        return redirect("register", unit.code)
    kinds = list(layout_on(request.today).kinds.values())
    form = UsedForm(request.POST or None, kinds=kinds)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            acts.set_used_before(
                term, given["kind"], number=given["number"], note=given["note"], by=request.actor, at=request.now
            )
        except WrongState as refusal:
            form.add_error(None, refusal.sentence)
            return _ask(request, unit, form, status=409)
        messages.success(request, _("Đã ghi số đã dùng. Số cấp tiếp theo sẽ nối vào đó."))
        return redirect("register", unit.code)
    return _ask(request, unit, form)


def _find(request: Request, code: str) -> Unit:
    """The unit, for whoever keeps the register of that very unit; nobody else is told that there is one."""
    unit: Unit = get_object_or_404(Unit.objects.visible_to(request.actor), code=code)
    if not request.actor.holds(KEEP_REGISTER, unit.path):
        raise Http404
    return unit


def _ask(request: Request, unit: Unit, form: TermForm | UsedForm, *, status: int = 200) -> HttpResponse:
    context = {"unit": unit, "above": _crumbs(request, unit), "form": form, "of_term": isinstance(form, TermForm)}
    return render(request, "documents/form.html", context, status=status)


def _crumbs(request: Request, unit: Unit) -> list[tuple[Unit, bool]]:
    return [*above(request, unit), (unit, True)]


def _papers(term: Term | None) -> QuerySet[Document]:
    return Document.objects.filter(term=term, number__isnull=False).order_by("-signed_on", "kind", "-number")


def _outside(term: Term | None) -> QuerySet[UsedOutside]:
    return UsedOutside.objects.filter(series__term=term).select_related("series").order_by("series__kind", "first")


def _kind(key: str, term: Any) -> PaperKind:
    """A kind as the ruleset of the term's first day names it, else as the latest does."""
    try:
        return layout_on(term.begins).kind(key)
    except NotInForce:
        return all_layouts()[-1].kind(key)
