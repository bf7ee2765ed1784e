"""Bảo mật tài khoản của mình: password, second factor, codes on paper, sessions elsewhere."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kiemdiem.accounts import acts, factors, sessions
from kiemdiem.accounts.actor import needs_second_factor
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.signin.acting import own_actor
from kiemdiem.web.signin.forms import ChangePasswordForm, FactorForm
from kiemdiem.web.signin.fresh import fresh_proof
from kiemdiem.web.signin.gate import is_verified
from kiemdiem.web.signin.lockout import give_back, one_try

SECRET = "factor_secret"  # the session's key: the secret shown, until the first code proves that it was taken over


@signed_in
@require_http_methods(["GET", "HEAD"])
def security(request: Request) -> HttpResponse:
    """Bảo mật tài khoản."""
    facts = {
        "has_factor": factors.has_factor(request.user),
        "must_have": needs_second_factor(request.user, request.today) and not settings.DEMO,
        "codes_left": len(factors.paper_codes(request.user)),
        "others": max(0, sessions.count_sessions(request.user) - 1),
        "has_password": request.user.has_usable_password(),
    }
    return render(request, "signin/security.html", facts)


@signed_in
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password_change(request: Request) -> HttpResponse:
    """Đổi mật khẩu: the present one proves who asks; every other session ends."""
    form = ChangePasswordForm(request.POST or None)
    if form.is_valid():
        if authenticate(request, username=request.user.name, password=form.cleaned_data["old"]) != request.user:
            form.add_error("old", _("Mật khẩu đang dùng chưa đúng."))
        elif form.cleaned_data["new"] == form.cleaned_data["old"]:
            form.add_error("new", _("Mật khẩu mới phải khác mật khẩu đang dùng."))
        else:
            give_back(request, request.user.name)
            return _changed(request, form)
    return _change_page(request, form)


def _changed(request: Request, form: ChangePasswordForm) -> HttpResponse:
    try:
        account = acts.change_password(request.user, form.cleaned_data["new"], keep=str(request.session.session_key))
    except ValidationError as weak:
        form.add_error("new", weak)
        return _change_page(request, form)
    update_session_auth_hash(request, account)
    sessions.remember(account, request)
    messages.success(request, _("Đã đổi mật khẩu. Các phiên làm việc ở máy khác đã kết thúc."))
    return redirect("security")


def _change_page(request: Request, form: ChangePasswordForm) -> HttpResponse:
    return render(request, "signin/password.html", {"form": form, "forced": request.user.must_change_password})


@signed_in
@fresh_proof
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def factor_setup(request: Request) -> HttpResponse:
    """Đặt xác thực hai bước: the secret as a picture and as letters; the first code proves that the phone has it."""
    form = FactorForm(request.POST or None)
    secret = request.session.setdefault(SECRET, factors.new_secret())
    if form.is_valid():
        factor = one_try(request, request.user.name, lambda: _set(request, secret, form.cleaned_data["code"]))
        if factor is not None:
            return _set_up(request, factor)
        form.add_error("code", _("Mã chưa đúng; hãy xem giờ của điện thoại có đúng không, rồi gõ mã đang hiện."))
    facts = {
        "form": form,
        "picture": _picture(request.user, secret),
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "name": request.user.name,
        "must_have": needs_second_factor(request.user, request.today) and not is_verified(request),
    }
    return render(request, "signin/factor.html", facts)


def _set(request: Request, secret: str, code: str) -> Any:
    return factors.set_factor(request.user, secret, code, by=own_actor(request), at=now())


def _set_up(request: Request, factor: Any) -> HttpResponse:
    """A session begun without the factor is as good as one begun with it; the others aren't."""
    del request.session[SECRET]
    record_authentication(request, request.user, method="mfa", id=factor.pk, type=factor.type)
    sessions.end_sessions(request.user, keep=str(request.session.session_key))
    messages.success(request, _("Đã đặt xác thực hai bước. Hãy in hoặc chép các mã dự phòng dưới đây và cất riêng."))
    return redirect("recovery_codes")


def _picture(account: Any, secret: str) -> str:
    adapter = get_adapter()
    drawn = adapter.build_totp_svg(adapter.build_totp_url(account, secret))
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.encode()).decode()


@signed_in
@fresh_proof
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: Request) -> HttpResponse:
    """Mã dự phòng: those not yet used; a POST makes new ones."""
    if not factors.has_factor(request.user):
        return redirect("security")
    if request.method == "POST":
        factors.renew_paper_codes(request.user, by=own_actor(request))
        messages.success(request, _("Đã lập mã dự phòng mới; các mã cũ không dùng được nữa."))
        return redirect("recovery_codes")
    return render(request, "signin/recovery_codes.html", {"codes": factors.paper_codes(request.user)})


@signed_in
@require_POST
def other_sessions_end(request: Request) -> HttpResponse:
    """Kết thúc các phiên ở máy khác."""
    sessions.end_sessions(request.user, keep=str(request.session.session_key))
    messages.success(request, _("Các phiên làm việc ở máy khác đã kết thúc."))
    return redirect("security")
