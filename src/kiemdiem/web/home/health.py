"""Dấu hiệu sống cho máy giám sát: nothing in the answer but its number."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Tiến trình này đang sống."""
    return HttpResponse(content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Phục vụ được: the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse(status=503, content_type="text/plain")
    return HttpResponse(content_type="text/plain")
