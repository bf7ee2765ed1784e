"""Trang báo lỗi: one sentence, and the way out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Không có trang này: the same for what isn't there and what isn't theirs."""
    return render(request, "404.html", status=404)


def not_yours(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Việc này không do đồng chí thực hiện."""
    return render(request, "403.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Yêu cầu không đọc được."""
    return render(request, "400.html", status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """Hệ thống gặp lỗi."""
    return render(request, "500.html", status=500)
