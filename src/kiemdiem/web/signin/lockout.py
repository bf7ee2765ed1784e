"""Khóa sau nhiều lần thử sai: five tries for a name from an address, then a quarter of an hour of waiting.

A try is counted before it is looked at and given back when it was right, so that a hundred tries sent at once are
five tries as well. Passwords, codes of the second factor and activation codes all go this way.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from allauth.core.internal.httpkit import get_client_ip
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

Found = TypeVar("Found")
_UNKNOWN = "0.0.0.0"


class CountedFirst(AxesDatabaseHandler):  # type: ignore[misc]
    """Cách django-axes đếm ở đây: first count, then look."""

    def is_allowed(self, request: Any, credentials: Mapping[str, Any] | None = None) -> bool:
        request.axes_failures_since_start = _count(request, _name(credentials))
        return bool(request.axes_failures_since_start <= settings.AXES_FAILURE_LIMIT)

    def user_login_failed(
        self, sender: object, credentials: Mapping[str, Any], request: Any = None, **named: Any
    ) -> None:
        if request is not None:
            _after_wrong(request)

    def user_logged_in(self, sender: object, request: Any, user: Any, **named: Any) -> None:
        tried = AccessAttempt.objects.filter(username=_folded(user.get_username()), ip_address=_address(request))
        (tried | AccessAttempt.objects.filter(attempt_time__lt=now() - settings.AXES_COOLOFF_TIME)).delete()

    def user_logged_out(self, sender: object, request: Any, user: Any, **named: Any) -> None:
        """Signing out says nothing about tries."""


def one_try(request: Any, name: str, look: Callable[[], Found | None]) -> Found | None:
    """Một lần thử mã: what `look` finds, None when it is wrong or when no try is left.

    After the last try the answer of the view is replaced by the page that says how long to wait. A ValidationError
    is no wrong try: the code was right and the new password too weak.
    """
    if not CountedFirst().is_allowed(request, {"username": name}):
        _after_wrong(request)
        return None
    try:
        found = look()
    except ValidationError:
        give_back(request, name)
        raise
    if found is None:
        _after_wrong(request)
    else:
        give_back(request, name)
    return found


def give_back(request: HttpRequest, name: str) -> None:
    """Trả lại lần thử đúng."""
    row = AccessAttempt.objects.filter(username=_folded(name), ip_address=_address(request))
    row.filter(failures_since_start__gt=0).update(failures_since_start=F("failures_since_start") - 1)


def locked(request: HttpRequest, response: HttpResponse | None, credentials: object) -> HttpResponse:
    """Trang báo phải chờ; the same for names that exist and names that don't."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    facts = {"tries": settings.AXES_FAILURE_LIMIT, "minutes": minutes}
    return render(request, "signin/locked.html", facts, status=429)


@transaction.atomic
def _count(request: HttpRequest, name: str) -> int:
    """Which try this is; one more than the limit when none is left. Waiting isn't made longer by trying meanwhile."""
    at, limit = now(), int(settings.AXES_FAILURE_LIMIT)
    tried, _ = AccessAttempt.objects.select_for_update().get_or_create(
        username=name, ip_address=_address(request), user_agent="", defaults={"failures_since_start": 0}
    )
    if at - tried.attempt_time >= settings.AXES_COOLOFF_TIME:
        tried.failures_since_start = 0
    if tried.failures_since_start >= limit:
        return limit + 1
    tried.failures_since_start += 1
    tried.attempt_time = at
    tried.save(update_fields=["failures_since_start", "attempt_time"])
    return int(tried.failures_since_start)


def _after_wrong(request: Any) -> None:
    if request.axes_failures_since_start >= settings.AXES_FAILURE_LIMIT:
        request.axes_locked_out = True


def _address(request: HttpRequest) -> str:
    return get_client_ip(request) or _UNKNOWN


def _name(credentials: Mapping[str, Any] | None) -> str:
    return _folded((credentials or {}).get("username") or "")


def _folded(name: str) -> str:
    """Capitals and the form of marks make no other name."""
    return unicodedata.normalize("NFC", name).casefold().strip()[:255]
