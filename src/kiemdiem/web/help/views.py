"""Trang trợ giúp."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Trợ giúp theo vai trò; open to anybody, since it helps with signing in too."""
    return render(request, "help.html")
