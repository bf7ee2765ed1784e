"""Ứng dụng Django của gói này."""

from django.apps import AppConfig


class CyclesConfig(AppConfig):
    """Đợt kiểm điểm."""

    name = "kiemdiem.cycles"
    label = "cycles"
