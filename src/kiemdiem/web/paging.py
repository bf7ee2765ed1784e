"""Trang của danh sách dài: 50 rows at a time, whatever the length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE = "trang"
ROWS = 50


def page_of(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], size: int = ROWS) -> Page[Any]:
    """Trang đang xem, as the address says (?trang=2); the nearest one when it says something else."""
    return Paginator(rows, size).get_page(request.GET.get(PAGE))
