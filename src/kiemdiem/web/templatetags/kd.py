"""Thẻ mẫu dùng ở mọi trang."""

from __future__ import annotations

from django import template

register = template.Library()
