"""Trang xếp loại của một nơi: what one proposes and decides here, proposals by page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kiemdiem.accounts.actions import DECIDE, PROPOSE, READ_LEVELS, STAGE
from kiemdiem.cycles.models import Cycle, Place, Subject
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.ratings import queries, voting
from kiemdiem.ratings.models import own
from kiemdiem.ratings.proposing import may_propose, propose
from kiemdiem.regulation import Kind, Level
from kiemdiem.web.paging import page_of
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.reviews import parsing
from kiemdiem.web.templatetags.kd import SHORT

KINDS = [(kind.value, kind.official) for kind in Kind]
LEVELS = [(level.value, SHORT[level]) for level in reversed(Level)]


@require_safe
@signed_in
def ratings_own(request: Request) -> HttpResponse:
    """Xếp loại: the places where one proposes or decides, and released decisions one may read."""
    context = {
        "places": queries.places_rated(request.actor)[:50],
        "page": page_of(request, queries.released_to(request.actor)),
    }
    return render(request, "ratings/own.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def proposals(request: Request, cycle: int, code: str) -> HttpResponse:
    """Đề nghị mức của một nơi: four radios a name, fifty names a page, saved together."""
    place = find(request, cycle, code)
    subjects = queries.subjects_of(place.cycle, place)
    if (kind := request.GET.get("loai", "")) in dict(KINDS):
        subjects = subjects.filter(kind=kind)
    page = page_of(request, subjects.select_related("person"))
    refusal = ""
    if request.method == "POST":
        levels = _levels(request, [each.pk for each in page])
        try:
            made = propose(levels, by=request.actor, name=str(request.user), at=request.now) if levels else []
            done = _("Đã ghi %(count)s đề nghị.") % {"count": len(made)}
            messages.success(request, done if made else _("Không có mức nào thay đổi."))
            return redirect(request.get_full_path())
        except WrongState as wrong:
            refusal = wrong.sentence
    rows = queries.rows(page, request.actor)
    context = {
        "place": place,
        "page": page,
        "rows": [(row, may_propose(row.subject, request.actor), _tried(request, row.subject)) for row in rows],
        "kinds": KINDS,
        "kind": kind,
        "levels": LEVELS,
        "refusal": refusal,
        "decisions": queries.decisions_at(place.cycle, place, request.actor),
        "counts": voting.bodies_for(request.actor, place.cycle).filter(pk=place.pk).exists(),
        "may_stage": request.actor.holds(STAGE, place.path),
        "at_authority": any(request.actor.holds(action, place.path) for action in (STAGE, DECIDE)),
        "reads": request.actor.may(READ_LEVELS, place.path),
    }
    return render(request, "ratings/proposals.html", context, status=409 if refusal else 200)


def find(request: Request, cycle: int, code: str) -> Place:
    """A place where one proposes or decides oneself; 404 elsewhere."""
    held = own(request.actor, PROPOSE, STAGE, DECIDE)
    places = Place.objects.filter(path__in=held).exclude(cycle__phase=Cycle.Phase.OPENING)
    places = places.select_related("cycle__root")
    place: Place = get_object_or_404(places, cycle__pk=cycle, code=code)  # by pk: one beyond all keys finds nothing
    return place


def _levels(request: Request, shown: list[int]) -> dict[int, Level]:
    """What was chosen for the names of this page, and only for those."""
    chosen = {pk: parsing.level(request.POST.get(f"muc-{pk}")) for pk in shown}
    return {pk: level for pk, level in chosen.items() if level}


def _tried(request: Request, subject: Subject) -> int | None:
    return parsing.level(request.POST.get(f"muc-{subject.pk}")) if request.method == "POST" else None
