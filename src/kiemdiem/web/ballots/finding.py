"""Tìm lần bỏ phiếu mình được thấy; anybody else is told that there is no such page."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from kiemdiem.ballots.models import Ballot
from kiemdiem.cycles.models import Cycle, Place
from kiemdiem.ratings import voting
from kiemdiem.web.request import Request


def find(request: Request, pk: int, *, works: bool = True) -> Ballot:
    """A ballot one may see; with `works`, one that one may open, count and confirm."""
    found: Ballot = get_object_or_404(voting.ballots_for(request.actor), pk=pk)
    if works and not voting.may_count(found, request.actor):
        raise Http404
    return found


def body(request: Request, cycle: int, code: str) -> Place:
    """A place whose ballots one opens: one's own, or a cell whose members one's unit decides on."""
    of = get_object_or_404(Cycle.objects.exclude(phase=Cycle.Phase.OPENING), pk=cycle)
    places = voting.bodies_for(request.actor, of).select_related("cycle__root", "unit")
    found: Place = get_object_or_404(places, code=code)
    return found
