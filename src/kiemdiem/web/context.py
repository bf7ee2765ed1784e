"""Khung trang: what the frame of every page shows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Tên cấp ủy, người đang làm việc."""
    return {"site": settings.SITE, "actor": getattr(request, "actor", None)}
