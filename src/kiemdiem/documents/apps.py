"""Ứng dụng Django của văn bản."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Văn bản."""

    name = "kiemdiem.documents"
    label = "documents"
