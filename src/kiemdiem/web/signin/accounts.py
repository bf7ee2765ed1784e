"""Tài khoản trong phạm vi: the list, one account; never what is in anybody's file."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from kiemdiem.accounts import acts, factors, sessions
from kiemdiem.accounts.models import Account, FactorHelp, RoleGrant
from kiemdiem.accounts.roles import GRANT, HELP, OPEN
from kiemdiem.organisations.tree import within_any
from kiemdiem.vietnamese import fold
from kiemdiem.web.paging import page_of
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.signin.forms import GrantForm, ReasonForm

SHOWN = 40  # grants on a page, open requests for help


@signed_in
@require_http_methods(["GET", "HEAD"])
def accounts(request: Request) -> HttpResponse:
    """Tài khoản trong phạm vi mở tài khoản hoặc giao vai trò."""
    asked = request.GET.get("tim", "")[:100]
    rows = known(request, keeper_branches(request))
    helped = known(request, request.actor.reach(HELP))
    helps = FactorHelp.objects.filter(confirmed_by=None, dropped_at=None, account__in=helped)
    facts = {
        "page": page_of(request, described(matching(rows, asked), request)),
        "asked": asked,
        "helps": helps.select_related("account__person", "asked_by__person").order_by("asked_at")[:SHOWN],
        "may_open": bool(request.actor.reach(OPEN)),
    }
    return render(request, "signin/accounts.html", facts)


@signed_in
@require_http_methods(["GET", "HEAD"])
def account(request: Request, pk: int) -> HttpResponse:
    """Một tài khoản: state, roles, what may be done with it."""
    return show(request, find(request, pk))


def show(request: Request, found: Account, form: GrantForm | None = None, status: int = 200) -> HttpResponse:
    """The page of an account, with the form as it stands."""
    granting = request.actor.reach(GRANT)
    grants = found.grants.select_related("unit").order_by("-since", "-pk")[:SHOWN]
    asked = found.factor_helps.filter(confirmed_by=None, dropped_at=None)
    facts = {
        "account": found,
        "has_factor": factors.has_factor(found),
        "grants": [_line(grant, request) for grant in grants],
        "sessions": sessions.count_sessions(found),
        "manages": acts.may_manage(found, OPEN, request.actor),
        "helps": acts.may_manage(found, HELP, request.actor) and not request.actor.acting_for,
        "help": asked.select_related("asked_by__person").first(),
        "form": (form or GrantForm(today=request.today, branches=granting)) if granting else None,
        "why": ReasonForm(),
    }
    return render(request, "signin/account.html", facts, status=status)


def _line(grant: RoleGrant, request: Request) -> dict[str, Any]:
    over = grant.withdrawn or (grant.until is not None and grant.until < request.today)
    state = "over" if over else "coming" if grant.since > request.today else "held"
    return {"grant": grant, "state": state, "mine": not over and request.actor.may(GRANT, grant.unit.path)}


def keeper_branches(request: Request) -> list[str]:
    """Nhánh được giữ tài khoản. Who keeps none anywhere finds no such page."""
    branches = [*request.actor.reach(OPEN), *request.actor.reach(GRANT), *request.actor.reach(HELP)]
    if not branches:
        raise Http404
    return branches


def known(request: Request, branches: list[str]) -> QuerySet[Account]:
    """Tài khoản thuộc các nhánh ấy, and those that hold a role there now."""
    held = RoleGrant.objects.on(request.today).filter(within_any(branches, "unit__path")).values("account")
    belonging = Account.objects.within(branches).values("pk")
    return Account.objects.filter(Q(pk__in=belonging) | Q(pk__in=held))


def find(request: Request, pk: int) -> Account:
    """Một tài khoản trong phạm vi, else 404."""
    return get_object_or_404(known(request, keeper_branches(request)).select_related("person__cell"), pk=pk)


def matching(rows: QuerySet[Account], asked: str) -> QuerySet[Account]:
    """Tìm theo tên người, không cần dấu, theo tên đăng nhập, hoặc theo mã đơn vị."""
    if words := asked.strip().replace("\0", ""):
        code = Q(name__icontains=words) | Q(person__cell__code__iexact=words)
        rows = rows.filter(Q(person__name_key__contains=fold(words)) | code)
    return rows.order_by(F("person__sort_key").asc(nulls_first=True), "name")


def described(rows: QuerySet[Account], request: Request) -> QuerySet[Account]:
    """With what a row of the list shows."""
    present = RoleGrant.objects.on(request.today).select_related("unit").order_by("role", "unit__path")
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type=factors.PHONE)
    return (
        rows.select_related("person__cell")
        .prefetch_related(Prefetch("grants", present, to_attr="present"))
        .annotate(has_factor=Exists(factor))
    )
