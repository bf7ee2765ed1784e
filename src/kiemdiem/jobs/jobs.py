"""Việc của chính gói này."""

from __future__ import annotations

from datetime import time

from django.utils.timezone import now

from kiemdiem.jobs.progress import Progress
from kiemdiem.jobs.registry import job
from kiemdiem.jobs.tick import prune


@job("jobs.prune", daily=time(3, 10))
def prune_jobs(progress: Progress) -> str:
    """Dọn hàng đợi mỗi đêm."""
    return prune(now())
