"""Ứng dụng Django của thông báo."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Thông báo."""

    name = "kiemdiem.notices"
    label = "notices"
