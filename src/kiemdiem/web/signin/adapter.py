"""Chỗ nối với allauth: what it keeps for us, and what of it stays shut."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Không tự đăng ký, không thư điện tử: accounts are opened by whoever keeps them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        return [f"{SecondStep.__module__}.{SecondStep.__qualname__}"]

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        return redirect("sign_in")

    def add_message(self, *args: Any, **named: Any) -> None:
        """Our pages say themselves what has happened."""

    def is_reauthentication_required(self, *, app: str, **named: Any) -> bool:
        """A sign-in counts as proof as well, for as long as a proof counts. In the demo nobody has a password."""
        records = get_authentication_records(self.request, self.request.user)
        age = now().timestamp() - records[-1]["at"] if records else settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        return not settings.DEMO and age >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


class SecondStep(AuthenticateStage):  # type: ignore[misc]
    """Bước xác thực thứ hai, on a page of ours; the demo does without."""

    urlname = "second_step"

    def handle(self) -> tuple[HttpResponseRedirect | None, bool]:
        if settings.DEMO or not self._should_handle(self.request):
            return None, True
        return HttpResponseRedirect(reverse(self.urlname)), True
