"""Đọc thông báo của một tài khoản."""

from __future__ import annotations

from django.db.models import QuerySet

from kiemdiem.accounts.models import Account
from kiemdiem.notices.models import Notice


def latest(account: Account) -> QuerySet[Notice]:
    """Thông báo của tài khoản này, newest first."""
    return Notice.objects.filter(account=account).order_by("-pk")


def unread_count(account: Account) -> int:
    """Số thông báo chưa đọc."""
    return Notice.objects.filter(account=account, read_at=None).count()
