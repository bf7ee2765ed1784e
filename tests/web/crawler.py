"""A browser without the comforts of Django's test client, which copies every context of every template."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import RequestFactory
from django.test.client import ClientHandler

from .canaries import Who
from .conftest import Visitor

NOBODY = Who("anonymous")


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
        for each in (form or {}).values():
            if hasattr(each, "seek"):
                each.seek(0)
        call = getattr(self, method.lower())
        return call(address, form) if form is not None else call(address)


def sign_in(who: Who) -> None:
    """A session in which somebody has passed every gate."""
    visitor = Visitor()
    visitor.force_login(who.account)
    visitor.get("/tro-giup/")  # from here on no request writes down when work was last done
    who.cookies = {settings.SESSION_COOKIE_NAME: visitor.cookies[settings.SESSION_COOKIE_NAME].value}
