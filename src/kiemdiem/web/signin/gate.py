"""Cổng vào: is the session still alive, is the password the owner's own, is the second factor there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from kiemdiem.accounts.actor import roles_at_hand
from kiemdiem.accounts.factors import has_factor
from kiemdiem.accounts.roles import SECOND_FACTOR, Role
from kiemdiem.web.request import today
from kiemdiem.web.signin import session

ALWAYS_OPEN = frozenset({"sign_in", "sign_in_demo", "sign_out", "second_step", "activate", "set_language", "help"})
OF_PASSWORD = frozenset({"password_change"})
OF_FACTOR = frozenset({"factor_setup", "prove", "password_change", "session_go_on"})


class Gate:
    """Middleware của cổng vào; rights and roles are looked at anew with every request."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.answer(request)
        if _sends_to_sign_in(response) and session.wants_sentence(request):
            return session.refused_quietly(request, session.sentences()["dang-nhap"])
        return response

    def process_view(
        self, request: Any, view: Callable[..., Any], args: list[Any], named: dict[str, Any]
    ) -> HttpResponse | None:
        """None lets the request through."""
        if not request.user.is_authenticated:
            return None
        roles = roles_at_hand(request.user, today())
        request.idle_seconds = session.idle_seconds(roles)
        request.warned_minutes = session.warned_minutes(request.idle_seconds)
        address = request.resolver_match.view_name
        if session.is_over(request, request.idle_seconds):
            return None if address == "sign_out" else session.refuse(request, "het-phien")
        session.count_as_work(request)
        return None if address in ALWAYS_OPEN else _missing(request, roles, address)


def _missing(request: Any, roles: frozenset[Role], address: str) -> HttpResponse | None:
    """What stands between this account and its pages."""
    if request.user.must_change_password:
        return None if address in OF_PASSWORD else redirect("password_change")
    if settings.DEMO or not roles & SECOND_FACTOR or is_verified(request):
        return None
    if has_factor(request.user):
        return session.refuse(request, "xac-thuc")
    return None if address in OF_FACTOR else redirect("factor_setup")


def is_verified(request: Any) -> bool:
    """Phiên này đã qua bước thứ hai chưa."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def _sends_to_sign_in(response: HttpResponseBase) -> bool:
    return response.status_code == 302 and response.headers["Location"].partition("?")[0] == reverse("sign_in")
