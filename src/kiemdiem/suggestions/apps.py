"""Ứng dụng Django của gợi ý kiểm điểm."""

from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    """Gợi ý kiểm điểm."""

    name = "kiemdiem.suggestions"
    label = "suggestions"
