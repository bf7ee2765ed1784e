"""Ứng dụng Django của gói này."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Kiểm điểm."""

    name = "kiemdiem.reviews"
    label = "reviews"
