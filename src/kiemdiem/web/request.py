"""Yêu cầu của người đã đăng nhập: what every view of ours gets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from kiemdiem.accounts.actor import AccountActor, actor_of
from kiemdiem.accounts.models import Account

ACTING = "acting_for"  # the session's key: primary key of the absent one


class Request(HttpRequest):
    """A request with the actor, and the day and moment it acts on."""

    user: Account
    actor: AccountActor
    today: date
    now: datetime


View = Callable[..., HttpResponseBase]


def today() -> date:
    """Hôm nay; in the demo the day on which it stands."""
    return settings.DEMO_DAY or timezone.localdate()


def now() -> datetime:
    """Lúc này; in the demo the present hour of its day."""
    moment = timezone.localtime()
    if settings.DEMO_DAY:
        day: date = settings.DEMO_DAY
        moment = moment.replace(year=day.year, month=day.month, day=day.day)
    return moment


def signed_in(view: View) -> View:
    """Chỉ người đã đăng nhập: anybody else is sent to the sign-in page; the actor is made anew from today's rights."""

    @login_required
    @wraps(view)
    def run(request: Any, *args: Any, **named: Any) -> HttpResponseBase:
        request.today, request.now = today(), now()
        request.actor = acting(request)
        return view(request, *args, **named)

    return run


def acting(request: Any) -> AccountActor:
    """Người thực hiện của yêu cầu này; a delegation that has ended is dropped from the session."""
    if absent := request.session.get(ACTING):
        try:
            return actor_of(request.user, request.today, acting_for=Account.objects.get(pk=absent))
        except (PermissionDenied, Account.DoesNotExist):
            del request.session[ACTING]
    return actor_of(request.user, request.today)
