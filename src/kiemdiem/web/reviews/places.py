"""Bản kiểm điểm của mình, và của một nơi: who has handed in, papers on paper, meetings."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kiemdiem.accounts.actions import ORDER_REVIEW, PROPOSE, READ_PAPERS, RECEIVE, WRITE
from kiemdiem.cycles.models import Cycle, Place, Subject
from kiemdiem.cycles.queries import cycles_over, state_shown
from kiemdiem.cycles.states import HEARD, State
from kiemdiem.documents.acts import attach
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Person
from kiemdiem.organisations.tree import within, within_any
from kiemdiem.regulation import Level
from kiemdiem.reviews import queries, writing
from kiemdiem.reviews.dues import missing_opinions
from kiemdiem.reviews.models import Meeting
from kiemdiem.reviews.places import PlaceDue, places_due
from kiemdiem.reviews.rehearing import waiting_at
from kiemdiem.web.cycles.views import BADGES
from kiemdiem.web.files.parts import ACCEPT
from kiemdiem.web.official import official
from kiemdiem.web.paging import page_of
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.reviews import papers, parsing

LABELS = dict(State.choices)


@require_safe
@signed_in
def own_papers(request: Request) -> HttpResponse:
    """Bản kiểm điểm của tôi, bản tôi viết cho tập thể, và những nơi tôi nhận bản."""
    reach = [path for path in request.actor.reach(WRITE) if request.actor.holds(WRITE, path)]
    cycles = list(cycles_over([*request.actor.reach(READ_PAPERS)]).filter(phase=Cycle.Phase.OPEN)[:5])
    places = Place.objects.filter(path__in=request.actor.reach(READ_PAPERS), cycle__in=cycles).select_related("cycle")
    mine = queries.own_subjects(request.actor.person_key) if request.actor.person_key else Subject.objects.none()
    context = {
        "mine": _grouped(mine) if not request.actor.acting_for else [],
        "due": _due(request, mine) if not request.actor.acting_for else [],
        "collectives": _grouped(_collectives(reach)),
        "places": places.order_by("-cycle__year", "path")[:20],
        "meetings": Meeting.objects.visible_to(request.actor)
        .filter(cycle__phase=Cycle.Phase.OPEN)
        .order_by("-held_on")[:10],
    }
    return render(request, "reviews/own.html", context)


def _due(request: Request, mine: QuerySet[Subject]) -> list[PlaceDue]:
    """Where one must be reviewed this year; told only to those who are due in more than one place."""
    latest = next((each.cycle for each in mine), None)
    person = Person.objects.select_related("cell").filter(code=request.actor.person_key).first()
    due = places_due(person, latest, request.today) if latest and person else []
    return due if len(due) > 1 else []


@require_safe
@signed_in
def papers_at(request: Request, code: str) -> HttpResponse:
    """Bản kiểm điểm và cuộc họp tại một nơi (?dot=, ?ca-nhanh=1)."""
    cycle, place = place_of(request, code)
    rows = Subject.objects.filter(cycle=cycle)
    whole = request.GET.get("ca-nhanh") == "1"
    rows = rows.filter(within(place.path)) if whole else rows.filter(path=place.path)
    rows = rows.annotate(shown=state_shown(request.actor, PROPOSE))
    if (state := request.GET.get("tien-do", "")) in State.values:
        rows = rows.filter(shown=state)
    page = page_of(request, rows.select_related("cycle__root").order_by("kind", "sort_key", "pk"))
    lacking = missing_opinions(page)
    context = {
        "cycle": cycle,
        "place": place,
        "page": page,
        "rows": [
            (row, LABELS[row.subject.shown], BADGES[State(row.subject.shown)], lacking.get(row.subject.pk))  # type: ignore[attr-defined]
            for row in queries.with_papers(page, request.actor)
        ],
        "whole": whole,
        "state": state,
        "states": [
            each for each in State.choices if each[0] != State.PROPOSED or request.actor.holds(PROPOSE, place.path)
        ],
        "meetings": queries.meetings_at(cycle, place.path, request.actor),
        "orders": waiting_at(cycle, place.path, request.actor, request.today),
        "ordering": [path for path in request.actor.reach(ORDER_REVIEW) if request.actor.holds(ORDER_REVIEW, path)],
        "heard": HEARD,
        "may_receive": request.actor.may(RECEIVE, place.path),
        "own_key": request.actor.person_key,
        "open_states": (State.NOT_STARTED, State.DRAFT, State.RETURNED),
    }
    return render(request, "reviews/at.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def on_paper(request: Request, pk: int) -> HttpResponse:
    """Ghi nhận bản nộp trên giấy, with the level each of its subjects gives itself."""
    held = Subject.objects.filter(within_any(request.actor.reach(RECEIVE))).select_related("cycle", "cycle__root")
    subject = get_object_or_404(held, pk=pk)
    given = parsing.levels(request.POST)
    covered = writing.covered(subject)
    context: dict[str, Any] = {
        "subject": subject,
        "accept": ACCEPT,
        "covered": [(each, given.get(each.pk)) for each in covered],
        "levels": [(each.value, official(each.official)) for each in reversed(Level)],
    }
    if request.method == "POST":
        levels = {key: level for key, level in given.items() if level}
        try:
            _record(request, subject, levels)
            messages.success(request, _("Đã ghi nhận bản giấy."))
            return redirect("papers_at", subject.place)
        except writing.Incomplete as refusal:
            context |= {"refusal": refusal.sentence, "missing": refusal.missing}
        except WrongState as refusal:
            context["refusal"] = refusal.sentence
    paper = writing.paper_of(subject)
    paper.answers = dict(parsing.asked(request.POST)) if request.method == "POST" else paper.answers
    context |= papers.asked(paper, covered, context.get("missing", {}))
    return render(request, "reviews/on_paper.html", context)


def _record(request: Request, subject: Subject, levels: dict[int, Level]) -> None:
    """What came on paper, and its scan where one is sent; a scan that can't be taken leaves all as it was."""
    said, scan = parsing.asked(request.POST), request.FILES.get("file")
    with transaction.atomic():
        paper = writing.hand_in_on_paper(subject, levels, answers=said, by=request.actor, at=request.now)
        if scan is not None:
            about = f"paper:{paper.pk}"
            attach(scan, about=about, path=paper.path, by=request.actor, name=scan.name or "", at=request.now)


def place_of(request: Request, code: str) -> tuple[Cycle, Place]:
    """A place where papers are read, in the cycle asked for (?dot=) or the latest there."""
    places = Place.objects.filter(within_any(request.actor.reach(READ_PAPERS)), code=code).select_related("cycle__root")
    if asked := parsing.whole(request.GET.get("dot")):
        places = places.filter(cycle=asked)
    place = places.order_by("-cycle__year").first()
    if place is None:
        raise Http404
    return place.cycle, place


def _collectives(paths: list[str]) -> Any:
    held = Subject.objects.filter(path__in=paths, person=None, reviewed=True, cycle__phase=Cycle.Phase.OPEN)
    return held.select_related("cycle", "paper_line__paper").order_by("-cycle__year", "kind", "code")


def _grouped(subjects: Any) -> list[dict[str, Any]]:
    """One row a paper: the subjects it covers, with the state of the least advanced."""
    rows: dict[Any, list[Subject]] = defaultdict(list)
    for each in subjects:
        line = getattr(each, "paper_line", None)
        owner = (
            line.paper_id
            if line
            else (each.cycle_id, each.person_id or each.code, each.kind if not each.person_id else "")
        )
        rows[owner].append(each)
    return [
        {
            "subject": held[0],
            "kinds": ", ".join(official(each.get_kind_display()).lower() for each in held),
            "paper": held[0].paper_line.paper if hasattr(held[0], "paper_line") else None,
            "label": LABELS[_shown(held[0])],
            "badge": BADGES[_shown(held[0])],
        }
        for held in rows.values()
    ]


def _shown(subject: Subject) -> State:
    """What the person concerned is told: nothing of proposals."""
    return State.REVIEWED if subject.state == State.PROPOSED else State(subject.state)
