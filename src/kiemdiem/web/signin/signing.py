"""Đăng nhập, bước xác thực thứ hai, xác nhận lại, đăng xuất; allauth keeps the steps between the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.models import Login
from allauth.account.utils import get_login_redirect_url, get_next_redirect_url
from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kiemdiem.accounts import factors
from kiemdiem.accounts.models import Account
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.signin import acting, session
from kiemdiem.web.signin.adapter import SecondStep
from kiemdiem.web.signin.forms import CodeForm, ProofForm, SignInForm
from kiemdiem.web.signin.lockout import give_back, one_try


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Đăng nhập: name and password; who has a second factor goes on to its code."""
    if request.user.is_authenticated:
        return redirect(get_login_redirect_url(request))
    form = SignInForm(request.POST or None)
    if form.is_valid():
        account = authenticate(request, username=form.cleaned_data["name"], password=form.cleaned_data["password"])
        if account is not None:
            give_back(request, form.cleaned_data["name"])
            return begin(request, account, get_next_redirect_url(request))
        form.add_error(None, _("Tên đăng nhập hoặc mật khẩu chưa đúng, hoặc tài khoản chưa kích hoạt hay đã đóng."))
    return render(request, "signin/sign_in.html", _entrance(request) | {"form": form})


def begin(request: HttpRequest, account: Any, next_page: str | None, method: str = "password") -> HttpResponse:
    """Bắt đầu phiên after the first proof; the second step comes in between where there is one."""
    record_authentication(request, account, method=method)
    answer: HttpResponse = perform_login(request, Login(user=account, redirect_url=next_page))
    return answer


def _entrance(request: HttpRequest) -> dict[str, Any]:
    return {
        "why": session.sentences().get(request.GET.get("vi", "")),
        "next": get_next_redirect_url(request) or "",
        "shown": Account.objects.exclude(demo_note="").select_related("person").order_by("pk") if settings.DEMO else [],
    }


@require_POST
def sign_in_demo(request: HttpRequest) -> HttpResponse:
    """Vào bản minh họa bằng một tài khoản có giới thiệu; there is no such page elsewhere."""
    if not settings.DEMO:
        raise Http404
    chosen = request.POST.get("account", "")
    account = get_object_or_404(
        Account.objects.exclude(demo_note=""), pk=chosen if chosen.isdecimal() else None, is_active=True
    )
    acting.leave(request)
    logout(request)
    return begin(request, account, get_next_redirect_url(request), method="demo")


after_password: Callable[[Callable[..., Any]], Callable[..., Any]] = login_stage_required(
    stage=SecondStep.key, redirect_urlname="sign_in"
)


@after_password
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: Any) -> HttpResponse:
    """Bước xác thực thứ hai: a code of the phone or of paper, each taken once."""
    stage = request._login_stage
    account: Account = stage.login.user
    form = CodeForm(request.POST or None)
    if form.is_valid():
        code = form.cleaned_data["code"]
        factor = one_try(request, account.name, lambda: factors.check_code(account, code, at=now()))
        if factor is not None:
            record_authentication(request, account, method="mfa", id=factor.pk, type=factor.type)
            answer: HttpResponse = stage.exit()
            return answer
        form.add_error("code", _("Mã chưa đúng hoặc đã dùng rồi; hãy chờ ứng dụng hiện mã mới."))
    return render(request, "signin/second_step.html", {"form": form})


@signed_in
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: Request) -> HttpResponse:
    """Xác nhận lại chính mình before something that weighs; then the request that was held back goes on."""
    form = ProofForm(request.POST or None)
    if form.is_valid():
        name = request.user.name
        if authenticate(request, username=name, password=form.cleaned_data["password"]) == request.user:
            give_back(request, name)
            record_authentication(request, request.user, method="password", reauthenticated=True)
            answer: HttpResponse | None = resume_request(request)
            return answer or redirect("security")
        form.add_error("password", _("Mật khẩu chưa đúng."))
    return render(request, "signin/prove.html", {"form": form, "next": get_next_redirect_url(request) or ""})


@require_POST
def sign_out(request: Any) -> HttpResponse:
    """Đăng xuất; acting for somebody ends with it."""
    acting.leave(request)
    logout(request)
    return redirect("sign_in")


@signed_in
@require_POST
def session_go_on(request: Request) -> HttpResponse:
    """Tiếp tục làm việc: the gate has counted the request as work already."""
    return HttpResponse(status=204) if session.wants_sentence(request) else redirect(get_login_redirect_url(request))
