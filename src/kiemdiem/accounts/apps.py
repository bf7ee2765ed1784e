"""Ứng dụng Django của gói tài khoản."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Tài khoản và vai trò."""

    name = "kiemdiem.accounts"
    label = "accounts"

    def ready(self) -> None:
        from kiemdiem.accounts import sessions  # noqa: F401  (it listens to who signs in and out)
