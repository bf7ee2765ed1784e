"""Việc cần làm: the home page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kiemdiem.accounts.models import Delegation
from kiemdiem.notices.queries import unread_count
from kiemdiem.web.home.task import groups
from kiemdiem.web.home.tasks import Desk
from kiemdiem.web.request import Request, signed_in

SHOWN = 5


@require_safe
@signed_in
def home(request: Request) -> HttpResponse:
    """Việc cần làm, what is late first; five of a group, then all of it on request."""
    desk = Desk(request.actor, request.today, request.user.person)
    tasks = desk.tasks()
    whole = request.GET.get("het") == "1"
    rows = [
        {
            "group": group,
            "tasks": [
                (task, *task.distance(request.today)) for task in (group.tasks if whole else group.tasks[:SHOWN])
            ],
            "hidden": 0 if whole else max(0, len(group.tasks) - SHOWN),
        }
        for group in groups(tasks, request.today)
    ]
    request.task_count = len(tasks)  # type: ignore[attr-defined]
    context = {
        "today": request.today,
        "rows": rows,
        "count": len(tasks),
        "late": sum(bool(task.due and task.due < request.today) for task in tasks),
        "waiting": desk.waiting(),
        "cycles": list(desk.cycles.values())[:3],
        "deputies": Delegation.objects.on(request.today).filter(deputy=request.user).select_related("absent__person"),
        "unread": unread_count(request.user),
    }
    return render(request, "home/home.html", context)
