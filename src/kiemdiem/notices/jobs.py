"""Việc chạy nền của thông báo."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils.timezone import now

from kiemdiem.jobs.progress import Progress
from kiemdiem.jobs.registry import job
from kiemdiem.notices.address import send_code
from kiemdiem.notices.models import Address
from kiemdiem.notices.outbox import send_waiting


@job("notices.send", every=timedelta(minutes=15) if settings.MAIL else None)
def send(progress: Progress) -> str:
    """Gửi thư báo: after an act that made some, and every now and then for those put off."""
    return send_waiting(progress)


@job("notices.confirm")
def confirm(progress: Progress, *, address: int) -> str:
    """Gửi mã xác nhận đến một địa chỉ mới."""
    given = Address.objects.filter(pk=address, confirmed=None).first()
    if given is None:
        return "Địa chỉ này không còn chờ xác nhận."
    send_code(given, at=now())
    return "Đã gửi mã xác nhận."
