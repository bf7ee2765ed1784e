"""Ứng dụng Django của sổ cái."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Sổ cái."""

    name = "kiemdiem.ledger"
    label = "ledger"
