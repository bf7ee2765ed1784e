"""Trang của đợt kiểm điểm: the board, the names behind a number, those left out."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from kiemdiem.accounts.actions import OPEN_CYCLE, PROPOSE, READ_LEVELS, SEE_PROGRESS
from kiemdiem.cycles import queries
from kiemdiem.cycles.models import Cycle, Place
from kiemdiem.cycles.states import State
from kiemdiem.organisations.tree import ancestors
from kiemdiem.regulation import Kind, Severity, governing
from kiemdiem.vietnamese import fold
from kiemdiem.web.paging import asked_text, page_of
from kiemdiem.web.request import Request, signed_in

KINDS = [(kind.value, kind.official) for kind in Kind]
LATE_FIRST, BY_NAME = "cham", "ten"


@require_safe
@signed_in
def cycle_own(request: Request) -> HttpResponse:
    """Đợt đang làm: the latest one over one's branches, at one's own place."""
    reach = request.actor.reach(SEE_PROGRESS)
    cycle = queries.cycles_over(reach).first() if reach else None
    return redirect("cycle", cycle.pk) if cycle else render(request, "cycles/none.html", _may_open(request))


@require_safe
@signed_in
def cycle(request: Request, pk: int) -> HttpResponse:
    """Bảng tiến độ: what lies directly below a place, the latest first, with the room left under the ceiling."""
    held = list(queries.cycles_over(request.actor.reach(SEE_PROGRESS)))
    found, place = _at(request, next((each for each in held if each.pk == pk), None))
    whole, below = queries.progress_below(found, place.path, _kinds(request))
    rows = _rows(request, found, place, below)
    context = {
        "cycle": found,
        "place": place,
        "above": trail(request, found, place),
        "whole": whole,
        "page": page_of(request, rows),
        "kinds": KINDS,
        "kind": request.GET.get("loai", ""),
        "text": asked_text(request),
        "order": request.GET.get("xep", LATE_FIRST),
        "states": [(state.value, state.label, whole.counts[state]) for state in State if state != State.PROPOSED],
        "may_open": request.actor.may(OPEN_CYCLE, found.root_path),
        "named": request.actor.may(READ_LEVELS, place.path),
        "texts": governing(found.year),
        "doubt": _doubt(found),
        "others": [each for each in held if each != found],
    }
    return render(request, "cycles/board.html", context)


@require_safe
@signed_in
def names(request: Request, pk: int) -> HttpResponse:
    """Những ai đằng sau một con số, page by page; levels once they are released."""
    found, place = seen(request, pk)
    if not request.actor.may(READ_LEVELS, place.path):
        raise Http404
    kind, state = request.GET.get("loai", ""), request.GET.get("tien-do", "")
    rows = queries.names(found, place.path, request.actor, kind=kind)
    rows = rows.annotate(shown=queries.state_shown(request.actor, PROPOSE))
    if state in State.values:
        rows = rows.filter(shown=state)
    if text := fold(asked_text(request)):
        rows = rows.filter(name_key__contains=text)
    page = page_of(request, rows)
    labels = dict(State.choices)
    places = dict(Place.objects.filter(cycle=found, code__in={each.place for each in page}).values_list("code", "name"))
    context = {
        "cycle": found,
        "place": place,
        "above": trail(request, found, place),
        "page": page,
        "rows": [(each, labels[each.shown], BADGES[State(each.shown)], places.get(each.place, "")) for each in page],
        "kinds": KINDS,
        "kind": kind,
        "state": state,
        "states": [each for each in State.choices if each[0] != State.PROPOSED or own_rating(request, place.path)],
        "text": asked_text(request),
        "may_open": request.actor.may(OPEN_CYCLE, found.root_path),
    }
    return render(request, "cycles/names.html", context)


BADGES = {
    State.NOT_STARTED: "todo",
    State.DRAFT: "doing",
    State.HANDED_IN: "done",
    State.RETURNED: "returned",
    State.REVIEWED: "done",
    State.PROPOSED: "done",
    State.DECIDED: "done",
    State.LEFT_OUT: "none",
}


def seen(request: Request, pk: int) -> tuple[Cycle, Place]:
    """The cycle and the place asked for (?noi=mã), else one's own highest there; 404 beyond one's reach."""
    return _at(request, Cycle.objects.select_related("root").filter(pk=pk).first())


def _at(request: Request, cycle: Cycle | None) -> tuple[Cycle, Place]:
    if cycle is None:
        raise Http404
    places = Place.objects.visible_to(request.actor).filter(cycle=cycle)
    if code := request.GET.get("noi"):
        return cycle, get_object_or_404(places, code=code)
    place = places.order_by("path").first()
    if place is None:
        if request.actor.may(OPEN_CYCLE, cycle.root_path) and cycle.phase == Cycle.Phase.OPENING:
            return cycle, Place(cycle=cycle, code=cycle.root.code, name=cycle.root.name, path=cycle.root_path)
        raise Http404
    return cycle, place


def trail(request: Request, cycle: Cycle, place: Place) -> list[Place]:
    """Đường dẫn từ nơi mở đợt (hoặc nơi cao nhất được xem) xuống."""
    above = [path for path in ancestors(place.path) if request.actor.may(SEE_PROGRESS, path)]
    return list(queries.places_of(cycle, above)) if above else []


def own_rating(request: Request, path: str) -> bool:
    """Is this a body that proposes or decides for what is shown? Then *đã đề nghị* is told."""
    return request.actor.holds(PROPOSE, path)


def _rows(request: Request, cycle: Cycle, place: Place, below: dict[str, queries.Progress]) -> list[dict[str, Any]]:
    rooms = queries.rooms(cycle, place.path)
    text = fold(asked_text(request))
    rows: list[dict[str, Any]] = []
    for child in queries.children(cycle, place.path):
        progress = below.get(child.path) or queries.Progress()
        if text and text not in fold(child.name) and text != fold(child.code):
            continue
        over, room = rooms.get(child.path, (0, 0))
        rows.append(
            {
                "place": child,
                "progress": progress,
                "over": over,
                "room": room,
                "share": share(progress),
                "done": progress.decided == progress.total,
            }
        )
    if request.GET.get("xep") != BY_NAME:
        rows.sort(key=lambda row: (row["done"], row["share"]))
    return rows


def share(progress: queries.Progress) -> int:
    """Phần trăm đã nộp; nothing to hand in is all done."""
    return 100 * progress.handed // progress.total if progress.total else 100


def _kinds(request: Request) -> list[Kind]:
    asked = request.GET.get("loai", "")
    return [Kind(asked)] if asked in dict(KINDS) else []


def _doubt(cycle: Cycle) -> list[str]:
    """What the screen says of a reading that isn't verified for that year."""
    row = cycle.law.value("quota.excellent_share", cycle.rule_day, kind=Kind.MEMBER)
    return [] if row.verified and row.severity is Severity.BREACH else [row.reading]


def _may_open(request: Request) -> dict[str, Any]:
    return {"may_open": bool(request.actor.reach(OPEN_CYCLE)), "year": request.today.year}
