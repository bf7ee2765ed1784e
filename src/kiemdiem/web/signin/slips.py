"""Phiếu phát mã kích hoạt: made to be printed once and cut; the codes are kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kiemdiem.accounts import acts
from kiemdiem.accounts.models import Account
from kiemdiem.web.request import Request


@dataclass(frozen=True, slots=True)
class Slip:
    """Phiếu của một người."""

    person: str
    name: str
    code: str


def slips(request: Request, codes: Mapping[str, str]) -> HttpResponse:
    """Trang in phiếu, by the unit where people belong; the answer to the form itself, not a page to come back to."""
    found = Account.objects.filter(name__in=codes).select_related("person__cell")
    units: dict[str, list[Slip]] = {}
    for account in found.order_by("person__path", "person__sort_key", "name"):
        place = str(account.person.cell) if account.person and account.person.cell else ""
        units.setdefault(place, []).append(Slip(str(account), account.name, codes[account.name]))
    facts = {
        "units": units,
        "count": len(codes),
        "days": acts.CODE_DAYS,
        "address": request.build_absolute_uri(reverse("activate")),
    }
    return render(request, "signin/slips.html", facts)
