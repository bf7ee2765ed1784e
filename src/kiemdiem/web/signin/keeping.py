"""Giữ tài khoản: what may be done with one account; every act asks for fresh proof and is written in the ledger."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kiemdiem.accounts import acts, helping
from kiemdiem.accounts.models import Account, FactorHelp, RoleGrant
from kiemdiem.accounts.roles import GRANT, HELP
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.tree import within_any
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.signin.accounts import find, keeper_branches, known, show
from kiemdiem.web.signin.forms import EndForm, GrantForm
from kiemdiem.web.signin.fresh import fresh_proof
from kiemdiem.web.signin.slips import slips

View = Callable[..., HttpResponseBase]


def keeps(view: View) -> View:
    """Việc giữ tài khoản: signed in, proved afresh, sent as a form."""
    return signed_in(fresh_proof(require_POST(view)))


def _done(request: Request, account: Account, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
        messages.success(request, said)
    except WrongState as refusal:
        messages.error(request, refusal.sentence)
    return redirect("account", pk=account.pk)


@keeps
def account_close(request: Request, pk: int) -> HttpResponse:
    """Đóng tài khoản."""
    found, reason = find(request, pk), request.POST.get("reason", "")[:250]
    act = partial(acts.close_account, found, by=request.actor, reason=reason)
    return _done(request, found, act, _("Đã đóng tài khoản."))


@keeps
def account_reopen(request: Request, pk: int) -> HttpResponse:
    """Mở lại tài khoản."""
    found = find(request, pk)
    return _done(request, found, partial(acts.reopen_account, found, by=request.actor), _("Đã mở lại tài khoản."))


@keeps
def account_sessions_end(request: Request, pk: int) -> HttpResponse:
    """Kết thúc mọi phiên làm việc của tài khoản."""
    found = find(request, pk)
    act = partial(acts.end_sessions, found, by=request.actor)
    return _done(request, found, act, _("Đã kết thúc mọi phiên làm việc của tài khoản này."))


@keeps
def account_code(request: Request, pk: int) -> HttpResponse:
    """Cấp mã kích hoạt mới: the slip is the answer itself, for the code is kept nowhere and shown once."""
    found = find(request, pk)
    try:
        return slips(request, {found.name: acts.renew_code(found, by=request.actor, at=now())})
    except WrongState as refusal:
        messages.error(request, refusal.sentence)
        return redirect("account", pk=pk)


@keeps
def role_grant(request: Request, pk: int) -> HttpResponse:
    """Giao vai trò tại một đơn vị."""
    found = find(request, pk)
    if not request.actor.reach(GRANT):
        raise PermissionDenied
    form = GrantForm(request.POST, today=request.today, branches=request.actor.reach(GRANT))
    if not form.is_valid():
        return show(request, found, form)
    given = form.cleaned_data
    try:
        acts.grant_role(
            found, given["role"], given["unit"], by=request.actor, since=given["since"], until=given["until"]
        )
    except WrongState as refusal:
        form.add_error(None, refusal.sentence)
        return show(request, found, form)
    messages.success(request, _("Đã giao vai trò."))
    return redirect("account", pk=pk)


@signed_in
@fresh_proof
@require_http_methods(["GET", "HEAD", "POST"])
def role_end(request: Request, pk: int) -> HttpResponse:
    """Kết thúc một vai trò, on a page that says from when on it holds no more."""
    granted = RoleGrant.objects.filter(within_any(request.actor.reach(GRANT), "unit__path"))
    grant = get_object_or_404(granted.select_related("unit", "account__person"), pk=pk)
    form = EndForm(request.POST or None, initial={"last_day": request.today})
    if form.is_valid():
        try:
            acts.end_role(grant, by=request.actor, last_day=form.cleaned_data["last_day"])
            messages.success(request, _("Đã kết thúc vai trò."))
            return redirect("account", pk=grant.account_id)
        except WrongState as refusal:
            form.add_error(None, refusal.sentence)
    return render(request, "signin/role_end.html", {"grant": grant, "form": form})


@keeps
def factor_ask(request: Request, pk: int) -> HttpResponse:
    """Đề nghị giúp người mất xác thực hai bước: the first of two helpers."""
    found, reason = find(request, pk), request.POST.get("reason", "")[:250]
    act = partial(helping.ask_factor_help, found, request.user, by=request.actor, reason=reason)
    return _done(request, found, act, _("Đã ghi đề nghị. Cần người thứ hai xác nhận."))


@keeps
def factor_confirm(request: Request, pk: int) -> HttpResponse:
    """Xác nhận giúp: the second helper; the owner sets a new factor at the next sign-in."""
    asked = _asked(request, pk)
    act = partial(helping.confirm_factor_help, asked, request.user, by=request.actor, at=now())
    said = _("Đã bỏ xác thực hai bước cũ. Chủ tài khoản đăng nhập bằng mật khẩu rồi đặt lại.")
    return _done(request, asked.account, act, said)


@keeps
def factor_drop(request: Request, pk: int) -> HttpResponse:
    """Thôi giúp."""
    asked = _asked(request, pk)
    act = partial(helping.drop_factor_help, asked, request.user, by=request.actor, at=now())
    return _done(request, asked.account, act, _("Đã thôi đề nghị giúp."))


def _asked(request: Request, pk: int) -> FactorHelp:
    keeper_branches(request)
    reached = known(request, request.actor.reach(HELP))
    return get_object_or_404(FactorHelp.objects.filter(account__in=reached).select_related("account__person"), pk=pk)
