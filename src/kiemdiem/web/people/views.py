"""Hồ sơ của một người, and one's own."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kiemdiem.accounts.actions import READ_LEVELS
from kiemdiem.cycles.models import Subject
from kiemdiem.organisations import queries
from kiemdiem.organisations.actions import READ
from kiemdiem.organisations.models import Person, Unit
from kiemdiem.ratings.queries import history, under_way
from kiemdiem.reviews.models import Paper
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.reviews.faults import of_owner
from kiemdiem.web.units.views import above


@require_safe
@signed_in
def own_file(request: Request) -> HttpResponse:
    """Hồ sơ của tôi."""
    mine = Person.objects.select_related("cell").filter(code=request.actor.person_key or None).first()
    return _file(request, mine) if mine else render(request, "people/none.html")


@require_safe
@signed_in
def person(request: Request, code: str) -> HttpResponse:
    """Hồ sơ của một người, for whoever may read that branch, and for the person."""
    return _file(request, get_object_or_404(queries.read_people(request.actor).select_related("cell"), code=code))


def _file(request: Request, whose: Person) -> HttpResponse:
    cell = whose.cell
    posts = whose.posts.select_related("unit", "collective").order_by("-since", "unit__path")

    def opens(unit: Unit) -> bool:
        return unit == cell or request.actor.may(READ, unit.path)

    mine = whose.code == request.actor.person_key
    reads = request.actor.may(READ_LEVELS, whose.path)
    context = {
        "person": whose,
        "mine": mine,
        "above": [*above(request, cell), (cell, opens(cell))] if cell else [],
        "posts": [(post, opens(post.unit)) for post in posts],
        "memberships": whose.memberships.select_related("cell").order_by("-since"),
        "year_facts": whose.year_facts.order_by("-year") if mine or reads else [],
        "shows_facts": mine or reads,
        "ratings": [
            (line, request.actor.may(READ_LEVELS, line.decision.path)) for line in history(whose, request.actor)
        ],
        "under_way": under_way(whose, request.actor),
        "papers": Paper.objects.visible_to(request.actor)
        .filter(person=whose)
        .select_related("cycle")
        .order_by("-cycle"),
        "files": _own_years(whose) if mine and not request.actor.acting_for else [],
        "faults": of_owner(request, person=whose),
        "answerable": of_owner(request, shares__person=whose),
        "today": request.today,
    }
    return render(request, "people/person.html", context)


def _own_years(whose: Person) -> list[Subject]:
    """One of the subjects one is in each year, the latest year first: the way to that year's file."""
    rows = Subject.objects.filter(person=whose).select_related("cycle").order_by("-cycle__year", "-cycle_id", "kind")
    return list({each.cycle_id: each for each in reversed(rows)}.values())[::-1]
