"""Xác nhận lại trước việc hệ trọng: closing a cycle, approving, opening a ballot, bulk export, granting a role.

    @signed_in
    @fresh_proof
    @require_POST
    def close(request: Request, …) -> HttpResponse: …

Whoever hasn't typed the password within ten minutes is asked for it, and then the request goes on as it was sent. A
file that came with it is lost: let the file come first and the weighty act after it. In the demo nobody is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.reauthentication import is_reauthentication_required, suspend_request
from django.http import HttpResponseBase
from django.urls import reverse

View = Callable[..., HttpResponseBase]


def fresh_proof(view: View) -> View:
    """Chỉ người vừa xác nhận chính mình; stands below `signed_in`."""

    @wraps(view)
    def run(request: Any, *args: Any, **named: Any) -> HttpResponseBase:
        if is_reauthentication_required(request, app="kiemdiem"):
            held: HttpResponseBase = suspend_request(request, reverse("prove"))
            return held
        return view(request, *args, **named)

    return run
