"""Giao việc chạy nền: in the transaction of the act that needs it; given up with it, run only after it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import get_language

from kiemdiem.jobs.models import TRIES, Job, State
from kiemdiem.jobs.registry import DECLARED
from kiemdiem.jobs.runner import give_out


@transaction.atomic
def enqueue(
    name: str, *, once: str | None = None, by: str = "", url: str = "", after: datetime | None = None, **args: Any
) -> Job:
    """Giao một việc: `args` are keys and plain values. The same `once` is the same job, however often it is asked for.

    One that has failed is tried anew when it is asked for again. `by` is the key of the account that may read how far
    it is, in the language of this request; `url` where the result stands, `after` when to begin. Raises KeyError for a
    name that nobody declared, TypeError for arguments it doesn't take.
    """
    DECLARED[name].check(args)
    due = after or now()
    values = {"name": name, "args": args, "by": by, "url": url, "due": due, "language": get_language() or "vi"}
    if once is None:
        return give_out(Job.objects.create(**values))
    job, is_new = Job.objects.get_or_create(once=once, defaults=values)
    if is_new:
        return give_out(job)
    failed = Job.objects.filter(pk=job.pk, state=State.FAILED)
    if failed.update(state=State.WAITING, due=due, left=TRIES, ended=None, outcome="", done=0, total=None):
        job.refresh_from_db()
        give_out(job)
    return job
