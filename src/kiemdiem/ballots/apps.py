"""Ứng dụng Django của gói này."""

from django.apps import AppConfig


class BallotsConfig(AppConfig):
    """Bỏ phiếu kín."""

    name = "kiemdiem.ballots"
    label = "ballots"
