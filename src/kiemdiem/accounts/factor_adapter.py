"""Khóa của xác thực hai bước được mã hóa trong cơ sở dữ liệu: a copy of the database alone makes no codes."""

from __future__ import annotations

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Chỗ nối với allauth.mfa: how secrets are kept."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> MultiFernet:
    """Keys from the site's secret; older secrets still open what they closed."""
    keys = [
        salted_hmac("kiemdiem.factor", "", secret=secret, algorithm="sha256").digest()
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
