"""Trang báo lỗi: one sentence, and the way out; the frame is quiet, so that a page is the same for everybody."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from kiemdiem.web.context import quiet_frame


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Không có trang này: the same for what isn't there and what isn't theirs."""
    return _page("404.html", 404)


def not_yours(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Việc này không do đồng chí thực hiện."""
    return _page("403.html", 403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Yêu cầu không đọc được."""
    return _page("400.html", 400)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Biểu mẫu đã cũ: the page was open too long, or the form came from elsewhere; nothing has been done."""
    return _page("stale_form.html", 403)


def broken(request: HttpRequest) -> HttpResponse:
    """Hệ thống gặp lỗi: asks neither the database nor the session, which may be what is broken."""
    return _page("500.html", 500)


def _page(template: str, status: int) -> HttpResponse:
    return HttpResponse(
        render_to_string(template, {"site": settings.SITE, "demo": settings.DEMO, "frame": quiet_frame()}),
        status=status,
    )
