"""Trang chuẩn bị bỏ phiếu: the ballots of a place, a new one, a draft written anew, opened or dropped."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kiemdiem.ballots import preparing
from kiemdiem.ballots.models import Ballot, ItemResult
from kiemdiem.ballots.preparing import Setup, Teller
from kiemdiem.cycles.models import Place, Subject
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.ratings import voting
from kiemdiem.regulation import Kind
from kiemdiem.regulation.rules import thresholds
from kiemdiem.web.ballots.finding import body, find
from kiemdiem.web.ballots.forms import TELLERS, SetupForm
from kiemdiem.web.paging import page_of
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.reviews import parsing


@require_safe
@signed_in
def at_place(request: Request, cycle: int, code: str) -> HttpResponse:
    """Các lần bỏ phiếu của một nơi, and of the cells whose members it decides on."""
    place = body(request, cycle, code)
    bodies = voting.bodies_for(request.actor, place.cycle).filter(
        Q(pk=place.pk) | Q(rates_members=place.code, kind__in=voting.CELLS)
    )
    mine = voting.ballots_for(request.actor).filter(Q(path=place.path) | Q(above=place.path))
    mine = mine.filter(about__startswith=f"cycle:{place.cycle_id}:")
    context = {"place": place, "bodies": bodies, "page": page_of(request, mine)}
    return render(request, "ballots/at.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: Request, cycle: int, code: str) -> HttpResponse:
    """Chuẩn bị một lần bỏ phiếu; `?tiep=` a ballot some of whose lines are voted on again."""
    place = body(request, cycle, code)
    before = request.GET.get("tiep", "")
    follows = find(request, parsing.whole(before) or 0) if before else None
    return _set_up(request, place, follows=follows)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: Request, pk: int) -> HttpResponse:
    """Sửa bản đang chuẩn bị."""
    held = find(request, pk)
    if held.state != Ballot.State.DRAFT:
        return redirect("ballot", pk)
    return _set_up(request, voting.place_of(held), held=held)


@require_POST
@signed_in
def open_(request: Request, pk: int) -> HttpResponse:
    """Mở phiếu."""
    found = find(request, pk)
    try:
        preparing.open_(found, by=request.actor)
        messages.success(request, _("Đã mở phiếu. Danh sách, tổ kiểm phiếu, ngưỡng đã chốt."))
    except WrongState as refusal:
        messages.error(request, refusal.sentence)
    return redirect("ballot", pk)


@require_POST
@signed_in
def drop(request: Request, pk: int) -> HttpResponse:
    """Bỏ bản đang chuẩn bị."""
    found = find(request, pk)
    place = voting.place_of(found)
    try:
        preparing.drop(found, by=request.actor)
        messages.success(request, _("Đã bỏ bản chuẩn bị."))
    except WrongState as refusal:
        messages.error(request, refusal.sentence)
        return redirect("ballot", pk)
    return redirect("ballots_at", place.cycle_id, place.code)


def _set_up(
    request: Request, place: Place, *, held: Ballot | None = None, follows: Ballot | None = None
) -> HttpResponse:
    subjects = _asked(request, place, held, follows)
    options = thresholds(place.cycle.law, place.cycle.rule_day)
    people = voting.electorate(place, held.held_on if held else request.today)
    form = SetupForm(
        request.POST or None,
        options=options.values(),
        initial=_initial(request, place, people, options, held, follows),
    )
    status = 200
    if form.is_valid():
        try:
            made = voting.prepare(
                place, _setup(form, place, request), _chosen(request, subjects), by=request.actor,
                name=str(request.user), at=request.now, held=held, follows=follows,
            )  # fmt: skip
            return redirect("ballot", made.pk)
        except WrongState as refusal:
            form.add_error(None, refusal.sentence)
            status = 409
    marked = set(_chosen(request, subjects)) if request.method == "POST" else _marked(subjects, held)
    listed = voting.subjects_at(place).count()
    context = {
        "place": place, "form": form, "subjects": [(each, each.pk in marked) for each in subjects], "held": held,
        "follows": follows, "people": people, "kinds": _kinds(place), "kind": _kind(request, place, held, follows),
        "waiting": listed - voting.ready(voting.subjects_at(place), place.cycle).count(), "row": _row(place),
    }  # fmt: skip
    return render(request, "ballots/set_up.html", context, status=status)


def _kinds(place: Place) -> list[tuple[str, str]]:
    rows = voting.ready(voting.subjects_at(place), place.cycle)
    there = set(rows.order_by().values_list("kind", flat=True).distinct())
    return [(kind.value, kind.official) for kind in Kind if kind.value in there]


def _kind(request: Request, place: Place, held: Ballot | None, follows: Ballot | None) -> str:
    kinds = [value for value, _label in _kinds(place)]
    asked = request.GET.get("loai", "")
    return "" if held or follows else asked if asked in kinds else next(iter(kinds), "")


def _asked(request: Request, place: Place, held: Ballot | None, follows: Ballot | None) -> list[Subject]:
    """Whom the page lists: of one kind, of the draft, or those whom no level reached the last time."""
    rows: QuerySet[Subject] = voting.ready(voting.subjects_at(place), place.cycle)
    if follows:
        lines = ItemResult.objects.filter(result__ballot=follows, result__current=True, reached=None)
        keys = lines.values_list("item__key", flat=True)
        return list(rows.filter(pk__in=[int(key.removeprefix("subject:")) for key in keys]))
    if held:
        kinds = Subject.objects.filter(pk__in=voting.subjects_of(held)).order_by().values("kind")
        return list(rows.filter(kind__in=kinds))
    kind = _kind(request, place, held, follows)
    rows = rows.filter(kind=kind)
    if kind == Kind.MEMBER and place.kind not in voting.CELLS:
        return list(rows[:200])
    return list(rows)


def _chosen(request: Request, subjects: list[Subject]) -> list[int]:
    return [each.pk for each in subjects if f"chon-{each.pk}" in request.POST]


def _marked(subjects: list[Subject], held: Ballot | None) -> set[int]:
    return set(voting.subjects_of(held)) if held else {each.pk for each in subjects}


def _row(place: Place) -> Any:
    return place.cycle.law.value("vote.threshold", place.cycle.rule_day)


def _initial(request: Request, place: Place, people: Any, options: Any, held: Any, follows: Any) -> dict[str, Any]:
    first = next(iter(options.values()))
    told: dict[str, Any] = {
        "held_on": request.today, "entitled": people.counted, "threshold": first.key, "base": first.base,
        "higher_counts": first.higher_counts,
        "purpose": f"Xếp loại chất lượng năm {place.cycle.year}, {place.name}",
    }  # fmt: skip
    if source := held or follows:
        names = ("purpose", "venue", "chair", "secretary", "committee_reason", "threshold_ground")
        told |= {name: getattr(source, name) for name in names}
        told |= {"threshold": source.rule.key, "base": source.rule.base, "higher_counts": source.rule.higher_counts}
        told |= dict(zip(TELLERS, source.committee.order_by("position").values_list("name", flat=True), strict=False))
    if held:
        told |= {name: getattr(held, name) for name in ("held_on", "entitled", "entitled_reason", "present")}
    return told


def _setup(form: SetupForm, place: Place, request: Request) -> Setup:
    given = form.cleaned_data
    law, day = place.cycle.law, place.cycle.rule_day
    usual = next(iter(thresholds(law, day).values()))
    asked = thresholds(law, day, base=given["base"], higher_counts=given["higher_counts"])
    people = voting.electorate(place, given["held_on"])
    names = [" ".join(given[name].split()) for name in TELLERS if given[name].strip()]
    tellers: list[Teller] = [people.teller(name) for name in names]
    return Setup(
        purpose=given["purpose"], held_on=given["held_on"], venue=given["venue"], chair=given["chair"],
        secretary=given["secretary"], counted=people.counted, entitled=given["entitled"],
        entitled_reason=given["entitled_reason"], present=given["present"], free=0, committee=tellers,
        committee_reason=given["committee_reason"], threshold=asked[given["threshold"]], usual=usual,
        threshold_ground=given["threshold_ground"], lines=(),
    )  # fmt: skip
