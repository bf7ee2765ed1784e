"""Kích hoạt tài khoản bằng mã trên phiếu: the owner chooses the password and is signed in."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kiemdiem.accounts import acts
from kiemdiem.accounts.models import Account
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.web.signin.forms import ActivateForm
from kiemdiem.web.signin.lockout import one_try
from kiemdiem.web.signin.signing import begin


@sensitive_post_parameters("code", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: HttpRequest) -> HttpResponse:
    """Kích hoạt tài khoản."""
    if request.user.is_authenticated:
        return redirect("home")
    form = ActivateForm(request.POST or None)
    if form.is_valid():
        try:
            # Counted apart from sign-ins: who has locked the name by a forgotten password comes in with a new code.
            account = one_try(request, f"{form.cleaned_data['name']} (mã)", lambda: _activated(form))
        except ValidationError as weak:
            form.add_error("new", weak)
        else:
            if account is not None:
                return begin(request, account, None)
            form.add_error(
                None, _("Tên đăng nhập hoặc mã kích hoạt chưa đúng, hoặc mã đã hết hạn; hãy hỏi người phát mã.")
            )
    return render(request, "signin/activate.html", {"form": form})


def _activated(form: ActivateForm) -> Account | None:
    given = form.cleaned_data
    try:
        return acts.activate(given["name"], given["code"], given["new"], at=now())
    except WrongState:
        return None
