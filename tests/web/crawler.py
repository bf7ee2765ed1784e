"""A browser without the comforts of Django's test client, which copies every context of every template."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import unescape
from typing import Any
from urllib.parse import urlencode

import time_machine
from django.conf import settings
from django.db import transaction
from django.test import RequestFactory, override_settings
from django.test.client import ClientHandler

from .canaries import Who, said
from .conftest import Visitor
from .crawl_cast import NOON, Town

NOBODY = Who("anonymous")
FORM = "application/x-www-form-urlencoded"


class Crawler(RequestFactory):
    """Sends one request as somebody; whatever it did is undone."""

    def __init__(self, *, csrf: bool = False) -> None:
        super().__init__()
        self.handler = ClientHandler(enforce_csrf_checks=csrf)
        self.handler.load_middleware()

    def request(self, **request: Any) -> Any:
        return self.handler(self._base_environ(**request))

    def send(self, who: Who, method: str, address: str, form: dict[str, Any] | None = None) -> Any:
        """The answer to one request; the database is as before."""
        with transaction.atomic():
            answer = self.send_for_good(who, method, address, form)
            transaction.set_rollback(True)
        return answer

    def send_for_good(self, who: Who, method: str, address: str, form: dict[str, Any] | None = None) -> Any:
        """The answer to one request that leaves its mark."""
        self.cookies.clear()
        for name, value in who.cookies.items():
            self.cookies[name] = value
        files = [each for each in (form or {}).values() if hasattr(each, "seek")]
        for each in files:
            each.seek(0)
        if method == "POST" and not files:
            return self.generic("POST", address, urlencode(form or {}), FORM)
        call = getattr(self, method.lower())
        return call(address, form) if files else call(address)


def sign_in(who: Who) -> None:
    """A session in which somebody has passed every gate."""
    visitor = Visitor()
    visitor.force_login(who.account)
    visitor.get("/tro-giup/")  # from here on no request writes down when work was last done
    who.cookies = {settings.SESSION_COOKIE_NAME: visitor.cookies[settings.SESSION_COOKIE_NAME].value}


def opened(blocker: Any, build: Callable[[], Town]) -> Iterator[Town]:
    """One town for a module, in a transaction that is given up at the end, on the first of December."""
    with (
        blocker.unblock(),
        time_machine.travel(NOON, tick=False),
        override_settings(MAIL=True, PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]),
        transaction.atomic(),
    ):
        town = build()
        for who in town.whos.values():
            sign_in(who)
        yield town
        transaction.set_rollback(True)


def told(answer: Any) -> str:
    """What somebody reads: the page, or what the next one will say."""
    return unescape("\n".join([answer.content.decode("utf-8", "replace"), said(answer)]))
