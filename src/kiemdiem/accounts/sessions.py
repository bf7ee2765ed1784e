"""Phiên làm việc đang mở: which sessions an account has, and how they are ended."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.timezone import now

from kiemdiem.accounts.models import Account, SignedIn


def end_sessions(account: Account, *, keep: str = "") -> int:
    """Kết thúc các phiên của một tài khoản but the one to keep; how many there were."""
    ended = SignedIn.objects.filter(account=account).exclude(session_key=keep)
    keys = list(ended.values_list("session_key", flat=True))
    alive, _ = Session.objects.filter(session_key__in=keys).delete()
    ended.delete()
    return alive


def count_sessions(account: Account) -> int:
    """Số phiên đang mở."""
    keys = SignedIn.objects.filter(account=account).values("session_key")
    return Session.objects.filter(session_key__in=keys, expire_date__gt=now()).count()


def remember(account: Account, request: HttpRequest) -> None:
    """Ghi nhớ phiên này; sessions that have run out are forgotten."""
    if request.session.session_key is None:
        request.session.save()  # a session begun anew has no key until it is kept
    kept = Session.objects.filter(expire_date__gt=now()).values("session_key")
    SignedIn.objects.filter(account=account).exclude(session_key__in=kept).delete()
    SignedIn.objects.update_or_create(
        session_key=str(request.session.session_key), defaults={"account": account, "since": now()}
    )


@receiver(user_logged_in)
def _signed_in(sender: object, request: HttpRequest, user: Account, **_: Any) -> None:
    remember(user, request)


@receiver(user_logged_out)
def _signed_out(sender: object, request: HttpRequest, user: Account | None, **_: Any) -> None:
    SignedIn.objects.filter(session_key=request.session.session_key).delete()
