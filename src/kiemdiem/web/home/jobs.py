"""Trang chờ một việc chạy nền: how far it is; who gave it out may leave and come back."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kiemdiem.jobs.models import Job, State
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.templatetags.kd import number


@require_safe
@signed_in
def job(request: Request, pk: int) -> HttpResponse:
    """Việc đang đến đâu, for the account that gave it out."""
    found = get_object_or_404(Job, pk=pk, by=request.actor.key)
    return render(request, "home/job.html", {"job": found, "told": told(found)})


def told(job: Job) -> str:
    """Việc đến đâu, bằng một câu."""
    if job.is_over:
        return job.outcome or _("Đã xong.")
    if job.state == State.WAITING:
        return _("Việc này đang chờ đến lượt. Đồng chí có thể rời trang này.")
    if job.total is None:
        return _("Đang xử lý. Đồng chí có thể rời trang này.")
    return _("Đang xử lý %(done)s trong %(total)s %(unit)s. Đồng chí có thể rời trang này.") % {
        "done": number(job.done),
        "total": number(job.total),
        "unit": job.unit,
    }
