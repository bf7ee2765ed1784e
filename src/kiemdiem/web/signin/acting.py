"""Làm thay người khác: whom one may act for today, beginning and ending it, and asking somebody to act for oneself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kiemdiem.accounts import acts
from kiemdiem.accounts.actor import AccountActor, actor_of
from kiemdiem.accounts.models import Account, Delegation, RoleGrant
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.queries import seen_people
from kiemdiem.web.request import ACTING, Request, signed_in, today
from kiemdiem.web.signin.forms import DelegationForm

SHOWN = 20  # of what has ended


@signed_in
@require_http_methods(["GET", "HEAD"])
def acting(request: Request) -> HttpResponse:
    """Làm thay: hôm nay được làm thay ai, đã nhờ ai làm thay mình."""
    return show(request, DelegationForm(today=request.today))


def show(request: Request, form: DelegationForm) -> HttpResponse:
    """The page, with the form as it stands."""
    held = Delegation.objects.on(request.today).filter(deputy=request.user, absent__is_active=True)
    asked = Delegation.objects.filter(absent=request.user).select_related("deputy__person").order_by("-since", "-pk")
    facts = {
        "form": form,
        "held": list(held.select_related("absent__person").order_by("until", "pk")),
        "roles": list(RoleGrant.objects.on(request.today).filter(account__delegated__in=held).select_related("unit")),
        "asked": _called(request, asked.filter(until__gte=request.today, withdrawn=False)),
        "ended": _called(request, asked.exclude(until__gte=request.today, withdrawn=False)[:SHOWN]),
        "present": request.session.get(ACTING),
    }
    return render(request, "signin/acting.html", facts)


def _called(request: Request, given: Iterable[Delegation]) -> list[tuple[Delegation, str]]:
    """Each with what its deputy is called: the person's name for whoever may see it, else the sign-in name.

    Who knows a sign-in name, which is a member's code, doesn't learn by it whose it is.
    """
    rows = list(given)
    people = seen_people(own_actor(request)).filter(account__in=[each.deputy_id for each in rows])
    seen = set(people.values_list("pk", flat=True))
    return [(each, str(each.deputy) if each.deputy.person_id in seen else each.deputy.name) for each in rows]


@signed_in
@require_POST
def acting_start(request: Request) -> HttpResponse:
    """Bắt đầu làm thay một người; what was done for another before ends first."""
    chosen = request.POST.get("absent", "")
    held = Delegation.objects.on(request.today).filter(deputy=request.user, absent__is_active=True)
    absent = get_object_or_404(Account, pk=chosen if chosen.isdecimal() else None, pk__in=held.values("absent"))
    if request.session.get(ACTING) == absent.pk:  # the button pressed twice
        return redirect("home")
    leave(request)
    acts.start_acting(absent, by=actor_of(request.user, request.today, acting_for=absent))
    request.session[ACTING] = absent.pk
    messages.success(request, _("Từ lúc này đồng chí làm thay đồng chí %(name)s.") % {"name": absent})
    return redirect("home")


@signed_in
@require_POST
def acting_stop(request: Request) -> HttpResponse:
    """Thôi làm thay."""
    if leave(request):
        messages.success(request, _("Đồng chí đã thôi làm thay, và trở lại việc của mình."))
    return redirect("acting")


def leave(request: Any) -> bool:
    """Thôi làm thay nếu đang làm thay, and write it down; was there anything to leave?"""
    absent = Account.objects.filter(pk=request.session.pop(ACTING, None)).first()
    if absent is None or not request.user.is_authenticated:
        return False
    try:
        actor = actor_of(request.user, today(), acting_for=absent)
    except PermissionDenied:  # the delegation has ended meanwhile, and its end stands in the ledger
        return False
    acts.stop_acting(absent, by=actor)
    return True


def own_actor(request: Request) -> AccountActor:
    """Chính người đang đăng nhập, also while acting for somebody: what one does with one's own account."""
    return actor_of(request.user, request.today)


@signed_in
@require_POST
def delegate(request: Request) -> HttpResponse:
    """Nhờ người làm thay đồng chí."""
    form = DelegationForm(request.POST, today=request.today)
    if not form.is_valid():
        return show(request, form)
    given = form.cleaned_data
    try:
        made = acts.delegate(
            request.user,
            given["deputy"],
            by=own_actor(request),
            since=given["since"],
            until=given["until"],
            reason=given["reason"],
        )
    except WrongState as refusal:
        form.add_error(None, refusal.sentence)
        return show(request, form)
    words = _("Đồng chí %(name)s làm thay đồng chí từ %(since)s đến hết %(until)s.")
    ((_made, name),) = _called(request, [made])
    named = {"name": name, "since": f"{made.since:%d/%m/%Y}", "until": f"{made.until:%d/%m/%Y}"}
    messages.success(request, words % named)
    return redirect("acting")


@signed_in
@require_POST
def delegation_end(request: Request, pk: int) -> HttpResponse:
    """Thôi nhờ làm thay, at once."""
    made = get_object_or_404(Delegation, pk=pk, absent=request.user)
    try:
        acts.end_delegation(made, by=own_actor(request), last_day=request.today - timedelta(days=1))
        messages.success(request, _("Đồng chí đã thôi nhờ làm thay."))
    except WrongState as refusal:
        messages.error(request, refusal.sentence)
    return redirect("acting")
