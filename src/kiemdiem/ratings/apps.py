"""Ứng dụng Django của gói này."""

from django.apps import AppConfig


class RatingsConfig(AppConfig):
    """Xếp loại."""

    name = "kiemdiem.ratings"
    label = "ratings"
