"""Trang của danh sách dài: 50 rows at a time, whatever the length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE = "trang"
ROWS = 50
MOST_LETTERS = 100


def page_of(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], size: int = ROWS) -> Page[Any]:
    """Trang đang xem, as the address says (?trang=2); the nearest one when it says something else."""
    return Paginator(rows, size).get_page(request.GET.get(PAGE))


def asked_text(request: HttpRequest) -> str:
    """Chữ đang lọc, as the address says (?q=); a book is no name, and a database tires of looking for one."""
    return request.GET.get("q", "").strip()[:MOST_LETTERS]
