"""Mở tài khoản: for chosen people, or for everybody of a unit who has none; the answer is the slips to print."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import F, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kiemdiem.accounts import acts
from kiemdiem.accounts.roles import OPEN
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.kinds import Standing
from kiemdiem.organisations.models import Person
from kiemdiem.organisations.tree import within_any
from kiemdiem.vietnamese import fold
from kiemdiem.web.paging import page_of
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.signin.forms import OpenUnitForm
from kiemdiem.web.signin.fresh import fresh_proof
from kiemdiem.web.signin.slips import slips


@signed_in
@fresh_proof
@require_http_methods(["GET", "HEAD", "POST"])
def account_open(request: Request) -> HttpResponse:
    """Mở tài khoản: who has none yet; choose people, or a whole unit."""
    if not request.actor.reach(OPEN):
        raise Http404
    if request.method == "POST":
        return _open_unit(request) if "whole" in request.POST else _open_chosen(request)
    return _show(request, OpenUnitForm(branches=request.actor.reach(OPEN)))


def _open_chosen(request: Request) -> HttpResponse:
    chosen = request.POST.getlist("person")
    if not chosen:
        messages.error(request, _("Đồng chí chưa chọn ai; hãy đánh dấu những người cần mở tài khoản."))
        return redirect("account_open")
    try:
        return slips(request, acts.open_accounts(chosen, by=request.actor, at=now()))
    except WrongState as refusal:
        messages.error(request, refusal.sentence)
        return redirect("account_open")


def _open_unit(request: Request) -> HttpResponse:
    form = OpenUnitForm(request.POST, branches=request.actor.reach(OPEN))
    if not form.is_valid():
        return _show(request, form)
    try:
        codes = acts.open_unit(form.cleaned_data["unit"], by=request.actor, at=now())
    except WrongState as refusal:
        form.add_error("unit", refusal.sentence)
        return _show(request, form)
    if not codes:
        form.add_error("unit", _("Mọi đảng viên của đơn vị này đã có tài khoản."))
        return _show(request, form)
    return slips(request, codes)


def _show(request: Request, form: OpenUnitForm) -> HttpResponse:
    asked = request.GET.get("tim", "")[:100].replace("\0", "")
    people = Person.objects.filter(within_any(request.actor.reach(OPEN)), account=None).exclude(standing=Standing.LEFT)
    if words := asked.strip():
        people = people.filter(Q(name_key__contains=fold(words)) | Q(code__iexact=words) | Q(cell__code__iexact=words))
    page = page_of(request, people.select_related("cell").order_by(F("sort_key"), "code"))
    return render(request, "signin/opening.html", {"page": page, "asked": asked, "form": form})
