"""Ứng dụng Django của gói màn hình."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Màn hình."""

    name = "kiemdiem.web"
    label = "web"
