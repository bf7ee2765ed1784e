"""Fixtures of these tests: a visitor who has passed the gate, and passwords that cost no time."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.test import Client


class Visitor(Client):
    """A browser. Who is signed in by force has shown password and second factor a moment ago."""

    def force_login(self, user: Any, backend: str | None = None) -> None:
        super().force_login(user, backend or "django.contrib.auth.backends.ModelBackend")
        session = self.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {"method": method, "at": time.time()} for method in ("password", "mfa")
        ]
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
        session.save()


@pytest.fixture
def client() -> Visitor:
    return Visitor()


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
