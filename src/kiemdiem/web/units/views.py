"""Trang đơn vị, người của đơn vị, tìm kiếm."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from kiemdiem.accounts.actions import KEEP_REGISTER
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations import queries
from kiemdiem.organisations.actions import IMPORT, READ, REORGANISE
from kiemdiem.organisations.models import Placement, Unit, on_day
from kiemdiem.web.cycles.year import year_line
from kiemdiem.web.paging import asked_text, page_of
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.reviews import parsing

POSTS_SHOWN, UNITS_SHOWN = 15, 20


@require_safe
@signed_in
def unit_own(request: Request) -> HttpResponse:
    """Đơn vị của tôi: where a role is held, else one's cell."""
    reach = request.actor.reach(READ)
    found = Unit.objects.filter(path=reach[0]).first() if reach else queries.seen_units(request.actor).first()
    return redirect("unit", found.code) if found else render(request, "units/none.html")


@require_safe
@signed_in
def unit(request: Request, code: str) -> HttpResponse:
    """Trang đơn vị, as it is or as it was on a day (?ngay=dd/mm/yyyy)."""
    found = get_object_or_404(queries.seen_units(request.actor), code=code)
    day = _day(request)
    children = page_of(request, queries.children_on(found, day, request.actor))
    members = queries.members_below(found, day)
    heads = queries.heads_on(day, children)
    posts = list(queries.posts_on(day, [found])[: POSTS_SHOWN + 1])
    context = {
        "unit": found,
        "name": _name_on(found, day) if day != request.today else found.name,
        "day": day,
        "above": above(request, found),
        "posts": posts[:POSTS_SHOWN],
        "more_posts": len(posts) > POSTS_SHOWN,
        "collectives": queries.collectives_on(found, day),
        "children": [(child, heads.get(child.pk), members.get(child.path, 0)) for child in children],
        "page": children,
        "members": sum(members.values()),
        "lineage": queries.lineage_of(found),
        "staff": request.actor.may(READ, found.path),
        "may_reorganise": request.actor.may(REORGANISE, found.path),
        "may_keep": request.actor.holds(KEEP_REGISTER, found.path),
        "may_import": request.actor.may(IMPORT, found.path),
        "year": year_line(request, found),
    }
    return render(request, "units/unit.html", context)


@require_safe
@signed_in
def people(request: Request, code: str) -> HttpResponse:
    """Người thuộc nhánh của đơn vị."""
    found = get_object_or_404(queries.seen_units(request.actor), code=code)
    page = page_of(request, queries.people_of(found, request.today, request.actor))
    staff = request.actor.may(READ, found.path)
    trail = [*above(request, found), (found, True)]
    context = {"unit": found, "above": trail, "page": page, "staff": staff}
    return render(request, "units/people.html", context)


@require_safe
@signed_in
def search(request: Request) -> HttpResponse:
    """Tìm người, đơn vị."""
    text = asked_text(request)
    found = queries.with_posts(queries.search_people(text, request.actor), request.today)
    page = page_of(request, found)
    units = list(queries.search_units(text, request.actor).select_related("parent")[: UNITS_SHOWN + 1])
    context = {
        "text": text,
        "units": [(each, _parent_seen(request, each)) for each in units[:UNITS_SHOWN]],
        "more_units": len(units) > UNITS_SHOWN,
        "page": page,
        "people": [(each, request.actor.may(READ, each.path)) for each in page],
    }
    return render(request, "units/search.html", context)


def above(request: Request, unit: Unit) -> list[tuple[Unit, bool]]:
    """Đường dẫn lên cấp trên: each with whether its page may be opened."""
    return [(each, request.actor.may(READ, each.path)) for each in queries.units_above(unit)]


def _parent_seen(request: Request, unit: Unit) -> Unit | None:
    """The unit above, to tell like names apart; not for whoever may not see it."""
    return unit.parent if unit.parent and request.actor.may(READ, unit.parent.path) else None


def _day(request: Request) -> date:
    """The day asked for; today when none is, or none that there is: the page says so."""
    typed = request.GET.get("ngay", "")
    if not typed:
        return request.today
    try:
        return parsing.day(typed)
    except WrongState as refusal:
        messages.error(request, refusal.sentence)
        return request.today


def _name_on(unit: Unit, day: date) -> str:
    """What the unit was called that day."""
    named = Placement.objects.filter(on_day(day), unit=unit).values_list("name", flat=True).first()
    return named or unit.name
