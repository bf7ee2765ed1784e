"""Bảng của việc chạy nền: the job and how it ended, its attempts, and when scheduled ones are due.

The queue itself is django-tasks-db's table: one ticket an attempt, claimed by one worker. What a job is, how far it has
come and whether it is to be tried again stands here, so that another queue would change one module.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q, UniqueConstraint
from django.db.models.enums import TextChoices

TRIES = 5


class State(TextChoices):
    """Trạng thái của một việc."""

    WAITING = "waiting", "Đang chờ"
    RUNNING = "running", "Đang chạy"
    DONE = "done", "Đã xong"
    FAILED = "failed", "Không xong"


class Job(models.Model):
    """Việc chạy nền: which work with which arguments, for whom, how far it is, how it ended."""

    name = models.CharField("việc", max_length=60)
    args = models.JSONField("tham số", default=dict)
    once = models.CharField("khóa một lần", max_length=120, null=True, unique=True)
    by = models.CharField("người giao", max_length=60, blank=True)
    url = models.CharField("trang xem kết quả", max_length=250, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("số lần đã chạy", default=0)
    left = models.PositiveSmallIntegerField("số lần còn được chạy", default=TRIES)
    ticket = models.UUIDField("phiếu trong hàng đợi", null=True)
    queued = models.DateTimeField("giao lúc", auto_now_add=True)
    due = models.DateTimeField("chạy từ")
    seen = models.DateTimeField("còn chạy lúc", null=True)
    ended = models.DateTimeField("kết thúc lúc", null=True)
    done = models.PositiveIntegerField("đã xong", default=0)
    total = models.PositiveIntegerField("tổng số", null=True)
    unit = models.CharField("đơn vị đếm", max_length=40, blank=True)
    outcome = models.TextField("kết quả bằng lời", blank=True)
    language = models.CharField("tiếng của người giao", max_length=10, default="vi")

    class Meta:
        indexes = [
            models.Index(fields=["state", "name"], condition=Q(state__in=["waiting", "running"]), name="open_jobs"),
            models.Index(fields=["by"], name="jobs_by_account"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.pk})"

    @property
    def is_over(self) -> bool:
        return self.state in (State.DONE, State.FAILED)


class Attempt(models.Model):
    """Lần chạy: when it began and ended, and in one sentence why it didn't end well."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="tries")
    number = models.PositiveSmallIntegerField("lần thứ")
    began = models.DateTimeField("bắt đầu lúc")
    ended = models.DateTimeField("kết thúc lúc", null=True)
    reason = models.TextField("lý do không xong", blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["job", "number"], name="one_row_an_attempt")]


class Schedule(models.Model):
    """Lịch: when a scheduled job is due next."""

    name = models.CharField("việc", max_length=60, unique=True)
    due = models.DateTimeField("đến hạn lúc")
