"""Trang thông báo của tài khoản, và địa chỉ nhận thư báo."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kiemdiem.ledger.refusals import WrongState
from kiemdiem.notices import acts, address, queries
from kiemdiem.notices.models import Address
from kiemdiem.web.forms import Form
from kiemdiem.web.paging import page_of
from kiemdiem.web.request import Request, View, signed_in


class AddressForm(Form):
    """Địa chỉ nhận thư."""

    email = forms.EmailField(
        label=gettext_lazy("Địa chỉ thư điện tử"),
        help_text=gettext_lazy("Mã xác nhận sẽ được gửi đến địa chỉ này; có mã rồi thư báo mới được gửi."),
        error_messages={
            "invalid": gettext_lazy("Địa chỉ này chưa đúng dạng; ví dụ ten@coquan.vn."),
            "required": gettext_lazy("Đồng chí chưa ghi địa chỉ."),
        },
    )


class CodeForm(Form):
    """Mã đã nhận qua thư."""

    code = forms.CharField(
        label=gettext_lazy("Mã xác nhận"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "kd-short", "autocomplete": "one-time-code"}),
        error_messages={"required": gettext_lazy("Đồng chí chưa ghi mã.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def notices(request: Request) -> HttpResponse:
    """Thông báo, newest first; a POST marks them all as read."""
    if request.method == "POST":
        acts.mark_all_read(request.user, at=now())
        return redirect("notices")
    return _show(request)


@require_POST
@signed_in
def notice(request: Request, pk: int) -> HttpResponse:
    """Mở một thông báo: it is read, and its page follows."""
    found = acts.mark_read(request.user, pk, at=now())
    if found is None:
        raise Http404
    return redirect(found.url)


def with_mail(view: Callable[[Request], HttpResponse]) -> View:
    """Chỉ khi hệ thống gửi thư được."""

    @require_POST
    @signed_in
    @wraps(view)
    def run(request: Request) -> HttpResponse:
        if not settings.MAIL:
            raise Http404
        return view(request)

    return run


@with_mail
def give_address(request: Request) -> HttpResponse:
    """Ghi địa chỉ nhận thư."""
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _show(request, address_form=form)
    address.give_address(request.user, form.cleaned_data["email"], by=request.actor)
    messages.success(request, _("Mã xác nhận sẽ đến địa chỉ ấy trong vài phút; đồng chí gõ mã vào ô bên dưới."))
    return redirect("notices")


@with_mail
def confirm_address(request: Request) -> HttpResponse:
    """Xác nhận địa chỉ bằng mã."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _show(request, code_form=form)
    try:
        address.confirm_address(request.user, form.cleaned_data["code"], by=request.actor, at=now())
    except WrongState as refusal:
        form.add_error("code", refusal.sentence)
        return _show(request, code_form=form)
    messages.success(request, _("Từ nay thông báo cũng được gửi đến địa chỉ của đồng chí."))
    return redirect("notices")


@with_mail
def forget_address(request: Request) -> HttpResponse:
    """Thôi nhận thư."""
    address.forget_address(request.user, by=request.actor)
    messages.success(request, _("Đồng chí không nhận thư báo nữa; thông báo vẫn hiện ở trang này."))
    return redirect("notices")


def _show(request: Request, **shown: Any) -> HttpResponse:
    context = {
        "page": page_of(request, queries.latest(request.user)),
        "unread": queries.unread_count(request.user),
        "mail": settings.MAIL,
        "address": Address.objects.filter(account=request.user).first() if settings.MAIL else None,
        "address_form": AddressForm(),
        "code_form": CodeForm(),
    }
    return render(request, "home/notices.html", context | shown)
