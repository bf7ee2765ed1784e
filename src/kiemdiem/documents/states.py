"""Trạng thái của văn bản: known also where no table is."""

from __future__ import annotations

from django.db.models import TextChoices


class State(TextChoices):
    """Trạng thái của văn bản."""

    DRAFT = "draft", "Dự thảo"
    ISSUED = "issued", "Đã ban hành"
    WITHDRAWN = "withdrawn", "Đã thu hồi"
