"""Nhịp của lịch: what every worker does now and then; however many do it, each thing happens once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django_tasks_db.models import DBTaskResult

from kiemdiem.jobs.acts import enqueue
from kiemdiem.jobs.models import Job, Schedule, State
from kiemdiem.jobs.registry import DECLARED, Declared
from kiemdiem.jobs.runner import LEASE, fall_back, give_out

KEPT = timedelta(days=90)  # a job that is over; one that must happen once keeps its row for ever
TICKETS_KEPT = timedelta(days=2)


def tick(at: datetime) -> None:
    """Giao việc đến hạn, giao lại việc của máy đã chết."""
    for declared in DECLARED.values():
        if declared.is_scheduled:
            _give_out_due(declared, at)
    for job in Job.objects.filter(state=State.RUNNING, seen__lt=at - LEASE):
        fall_back(job, "Máy chạy việc đã dừng giữa chừng.", unseen_since=at - LEASE)
    for job in _without_ticket(at):
        give_out(job)


def prune(at: datetime) -> str:
    """Xóa việc đã xong từ lâu và phiếu đã dùng."""
    tickets, _ = DBTaskResult.objects.exclude(status="READY").filter(started_at__lt=at - TICKETS_KEPT).delete()
    over = Job.objects.filter(state__in=(State.DONE, State.FAILED), once=None, ended__lt=at - KEPT)
    jobs = over.count()
    over.delete()
    return f"Đã xóa {jobs} việc cũ, {tickets} phiếu cũ."


def _give_out_due(declared: Declared, at: datetime) -> None:
    """Whoever moves the day on gives the job out; nights missed while nothing ran are made up for by one run."""
    row, _ = Schedule.objects.get_or_create(
        name=declared.name, defaults={"due": at if declared.daily is None else declared.next_due(at)}
    )
    if row.due > at:
        return
    with transaction.atomic():
        moved = Schedule.objects.filter(pk=row.pk, due=row.due).update(due=declared.next_due(at))
        is_open = Job.objects.filter(name=declared.name, state__in=(State.WAITING, State.RUNNING)).exists()
        if moved and not is_open:
            enqueue(declared.name)


def _without_ticket(at: datetime) -> list[Job]:
    """Jobs whose worker was killed between taking the ticket and beginning."""
    ticket = DBTaskResult.objects.filter(pk=OuterRef("ticket"), status="READY")
    waiting = Job.objects.filter(Q(due__lt=at - LEASE), state=State.WAITING)
    return list(waiting.filter(~Exists(ticket)))
