"""Trang chờ một việc chạy nền: how far it is; who gave it out may leave and come back."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kiemdiem.jobs.models import Job
from kiemdiem.web.request import Request, signed_in


@require_safe
@signed_in
def job(request: Request, pk: int) -> HttpResponse:
    """Việc đang đến đâu, for the account that gave it out."""
    return render(request, "home/job.html", {"job": get_object_or_404(Job, pk=pk, by=request.actor.key)})
