"""Ứng dụng Django của gói tài khoản."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Tài khoản và vai trò."""

    name = "kiemdiem.accounts"
    label = "accounts"
