"""Bảng của thông báo: what an account was told, where it wants mail, and which mails are to go."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.db.models.enums import TextChoices


class Notice(models.Model):
    """Thông báo: one sentence for one account about one event; told once, however often the act is tried."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    event = models.CharField("sự kiện", max_length=120)
    text = models.CharField("nội dung", max_length=400)
    url = models.CharField("trang", max_length=250)
    about = models.CharField("đối tượng", max_length=80, blank=True)
    created = models.DateTimeField("lúc", auto_now_add=True)
    read_at = models.DateTimeField("đã đọc lúc", null=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["account", "event"], name="one_notice_an_event_and_account")]
        indexes = [
            models.Index(fields=["account", "-id"], name="notices_by_account"),
            models.Index(fields=["account"], condition=Q(read_at=None), name="unread_notices"),
            models.Index(fields=["event"], name="notices_by_event"),
        ]

    def __str__(self) -> str:
        return self.text


class Address(models.Model):
    """Địa chỉ thư điện tử of an account; mail goes there once its owner has typed the code that came there."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="address")
    email = models.EmailField("thư điện tử")
    confirmed = models.DateTimeField("xác nhận lúc", null=True)
    code = models.CharField("mã xác nhận (băm)", max_length=64, blank=True)
    code_until = models.DateTimeField("mã dùng được đến", null=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(code="") | Q(code_until__isnull=False), name="a_confirmation_code_ends")
        ]

    def __str__(self) -> str:
        return self.email


class MailState(TextChoices):
    """Thư đang ở đâu."""

    WAITING = "waiting", "Chờ gửi"
    SENDING = "sending", "Đang gửi"
    SENT = "sent", "Đã gửi"
    FAILED = "failed", "Không gửi được"


class Mail(models.Model):
    """Thư báo của một thông báo; sent at most once: when it isn't known whether it went, it isn't sent again."""

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="mail")
    state = models.CharField("trạng thái", max_length=10, choices=MailState, default=MailState.WAITING)
    tries = models.PositiveSmallIntegerField("số lần thử", default=0)
    changed = models.DateTimeField("đổi lúc", auto_now_add=True)
    reason = models.CharField("lý do", max_length=250, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state"], condition=Q(state__in=["waiting", "sending"]), name="mails_to_go"),
        ]
