"""Trang sổ cái: the acts recorded in the branches one keeps watch over; what a draft or a proposal says isn't in it."""

from __future__ import annotations

import json

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kiemdiem.accounts.actions import DECIDE, PROPOSE, STAGE
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import READ_LEDGER
from kiemdiem.ledger.models import Entry
from kiemdiem.organisations.models import Unit
from kiemdiem.organisations.tree import within_any
from kiemdiem.ratings.models import own
from kiemdiem.web.ledger.words import ACTIONS, FACTS, UNDER_WAY
from kiemdiem.web.paging import page_of
from kiemdiem.web.request import Request, signed_in

MANIFESTS = {"manifest", "digest"}  # seals of long lists: they tell a reader nothing


@require_safe
@signed_in
def entries(request: Request) -> HttpResponse:
    """Sổ cái, the latest act first (?viec= keeps one kind of act)."""
    reach = request.actor.reach(READ_LEDGER)
    if not reach:
        raise Http404
    released = ~Q(action__in=UNDER_WAY) | Q(path__in=own(request.actor, PROPOSE, STAGE, DECIDE))
    rows = Entry.objects.filter(within_any(reach, "path"), released).order_by("-seq")
    action = request.GET.get("viec", "")
    if action in ACTIONS:
        rows = rows.filter(action=action)
    page = page_of(request, rows)
    names = _names(list(page))
    units = dict(Unit.objects.filter(path__in={each.path for each in page}).values_list("path", "name"))
    context = {
        "page": page,
        "rows": [
            (each, ACTIONS.get(each.action, each.action), names.get(each.actor, each.actor), units.get(each.path, ""),
             _facts(each))
            for each in page
        ],
        "actions": sorted(ACTIONS.items(), key=lambda pair: str(pair[1])),
        "action": action,
    }  # fmt: skip
    return render(request, "ledger/entries.html", context)


def _names(shown: list[Entry]) -> dict[str, str]:
    """Names behind the keys of accounts."""
    keys = {int(each.actor.removeprefix("account:")) for each in shown if each.actor.startswith("account:")}
    found = Account.objects.filter(pk__in=keys).select_related("person")
    return {each.key: str(each) for each in found}


def _facts(entry: Entry) -> list[tuple[str, str]]:
    """Nội dung: plain values as they were written down."""
    facts = json.loads(entry.facts)
    return [
        (str(FACTS.get(name, name)), _plain(value))
        for name, value in facts.items()
        if name not in MANIFESTS and value not in ("", [])
    ]


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
