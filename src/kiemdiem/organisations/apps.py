"""Ứng dụng Django của gói tổ chức."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Tổ chức đảng, tập thể, con người."""

    name = "kiemdiem.organisations"
    label = "organisations"
