"""Trang của một lần bỏ phiếu: who does what next, the two counts, their difference, confirmation, correction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kiemdiem.ballots import counting
from kiemdiem.ballots.arithmetic import CHOICES, SLIPS
from kiemdiem.ballots.models import Ballot, ItemResult, Result
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.ledger.short_form import short_form
from kiemdiem.ratings import ballot_papers, voting
from kiemdiem.web.ballots.finding import find
from kiemdiem.web.ballots.forms import LABELS, ConfirmForm, CountForm, DiscardForm, ReasonForm, SettleForm
from kiemdiem.web.files.parts import files_of
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.reviews import parsing

State = Ballot.State


@require_safe
@signed_in
def ballot(request: Request, pk: int) -> HttpResponse:
    """Lần bỏ phiếu: what is frozen, who does what next, the result once it is confirmed; never a figure before."""
    found = find(request, pk, works=False)
    works = voting.may_count(found, request.actor)
    live = counting.counts_of(found) if found.counting else []
    results = list(found.results.order_by("-version"))
    shown = _shown(request, results)
    items = list(found.items.order_by("position"))
    place = voting.place_of(found)
    context = {
        "ballot": found, "place": place, "works": works, "items": items, "live": live, "results": results,
        "committee": list(found.committee.order_by("position")), "shown": shown, "rule": found.rule,
        "mine": any(each.person == request.actor.person_key for each in live),
        "rated": any(item.person and item.person == request.actor.person_key for item in items),
        "files": files_of(request, "ballot", found), "followed": found.followed_by.order_by("pk").first(),
    }  # fmt: skip
    if shown:
        context |= _result(shown)
    return render(request, "ballots/ballot.html", context)


def _shown(request: Request, results: list[Result]) -> Result | None:
    """The result in force, or the version asked for."""
    asked = parsing.whole(request.GET.get("ban"))
    return next((each for each in results if each.version == asked), results[0] if results else None)


def _result(shown: Result) -> dict[str, Any]:
    lines = list(shown.lines.select_related("item").order_by("item__position"))
    document = ballot_papers.issued(shown)
    return {
        "lines": lines,
        "again": [each for each in lines if each.way == ItemResult.Way.AGAIN],
        "document": document,
        "short": short_form(shown.digest),
        "columns": [LABELS[choice] for choice in CHOICES],
        "rows": [
            (each.item.title, [(LABELS[choice], getattr(each, choice)) for choice in CHOICES], each) for each in lines
        ],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def enter(request: Request, pk: int) -> HttpResponse:
    """Nhập số liệu: the page is the same for the first and the second; nothing typed before stands on it."""
    found = find(request, pk)
    if request.method != "POST" and found.state not in (State.OPEN, State.FIRST):
        return redirect("ballot", pk)
    items = list(found.items.order_by("position"))
    readers = list(found.committee.order_by("position").values_list("name", flat=True))
    form = CountForm(request.POST or None, items=items, readers=readers)
    refusal, problems, status = "", [], 200
    if form.is_valid():
        given = form.cleaned_data
        try:
            now = counting.enter(
                found, form.figures(), reader=given["reader"], note=given["note"], law=voting.place_of(found).cycle.law,
                by=request.actor, name=str(request.user), at=request.now,
            )  # fmt: skip
            messages.success(request, _ENTERED[now.state]())
            return redirect("ballot", pk)
        except counting.Unsound as unsound:
            problems, status = unsound.problems, 409
        except WrongState as wrong:
            refusal, status = wrong.sentence, 409
    context = {"ballot": found, "form": form, "refusal": refusal, "problems": problems}
    return render(request, "ballots/enter.html", context, status=status)


_ENTERED: dict[str, Callable[[], str]] = {
    State.FIRST: lambda: _("Đã ghi lần nhập thứ nhất. Bây giờ người thứ hai nhập từ tài khoản của mình."),
    State.EQUAL: lambda: _("Hai lần nhập khớp nhau. Tổ trưởng tổ kiểm phiếu xác nhận."),
    State.DIFFERENT: lambda: _("Hai lần nhập khác nhau. Xem chỗ khác và quyết định bỏ lần nào."),
    State.CONFIRMED: lambda: _("Kết quả đã được xác nhận."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def difference(request: Request, pk: int) -> HttpResponse:
    """Đối chiếu hai lần nhập: where they differ, one's own figures, never those of the other; what is discarded."""
    found = find(request, pk)
    live = counting.counts_of(found)
    if not live:
        if request.method == "POST":
            messages.error(request, _("Không có số liệu nào để bỏ ở bước này."))
        return redirect("ballot", pk)
    mine = next((each for each in live if each.person == request.actor.person_key), None)
    form = DiscardForm(request.POST or None, places=_places(live, mine))
    refusal, status = "", 200
    if form.is_valid():
        try:
            given = form.cleaned_data
            counting.discard(found, int(given["place"]), reason=given["reason"], by=request.actor)
            messages.success(request, _("Đã bỏ số liệu. Người nhập xem lại phiếu rồi nhập lại."))
            return redirect("ballot", pk)
        except WrongState as wrong:
            refusal, status = wrong.sentence, 409
    titles = dict(found.items.values_list("key", "title"))
    places = [
        (titles.get(key, ""), LABELS[name], _own(mine, key, name)) for key, name in counting.where_different(found)
    ]
    context = {"ballot": found, "form": form, "places": places, "mine": mine, "refusal": refusal, "live": live}
    return render(request, "ballots/difference.html", context, status=status)


def _places(live: list[Any], mine: Any) -> list[tuple[int, Any]]:
    """Whoever typed may take back the own count or ask for a recount; a third person may discard either."""
    named = [
        (each.place, _("Bỏ số liệu do đồng chí %(name)s nhập") % {"name": each.name})
        for each in live
        if mine is None or each.pk == mine.pk
    ]
    both = [(counting.BOTH, _("Bỏ cả hai, kiểm phiếu lại"))] if len(live) == 2 else []
    return named + both


def _own(mine: Any, key: str, name: str) -> int | None:
    if mine is None:
        return None
    value: int = mine.figures[name] if name in SLIPS else mine.figures["votes"][key][name]
    return value


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def confirm(request: Request, pk: int) -> HttpResponse:
    """Xác nhận: what both counts say, for the head of the committee to compare with the slips."""
    found = find(request, pk)
    if request.method != "POST" and found.state != State.EQUAL:
        return redirect("ballot", pk)
    head = found.committee.get(position=1)
    is_head = bool(head.person) and head.person == request.actor.person_key
    form = ConfirmForm(request.POST or None, head=head.name)
    refusal, status = "", 200
    if request.method == "POST":
        try:
            checked = is_head or "checked" in request.POST
            voting.confirm(found, head_checked=checked, by=request.actor, name=str(request.user), at=request.now)
            messages.success(request, _("Đã xác nhận kết quả bỏ phiếu."))
            return redirect("ballot", pk)
        except WrongState as wrong:
            refusal, status = wrong.sentence, 409
    live = counting.counts_of(found)
    context = {"ballot": found, "form": form, "head": head, "is_head": is_head, "refusal": refusal, "live": live}
    context |= _both(found, live)
    return render(request, "ballots/confirm.html", context, status=status)


def _both(found: Ballot, live: list[Any]) -> dict[str, Any]:
    """The figures, once both counts say the same; nothing before."""
    if found.state != State.EQUAL or len(live) != 2:
        return {"slips": [], "rows": [], "columns": []}
    given = live[0].figures
    return {
        "slips": [(LABELS[name], given[name]) for name in SLIPS],
        "columns": [LABELS[choice] for choice in CHOICES],
        "rows": [
            (item.title, [(LABELS[choice], given["votes"][item.key][choice]) for choice in CHOICES], None)
            for item in found.items.order_by("position")
        ],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def annul(request: Request, pk: int) -> HttpResponse:
    """Hủy lần bỏ phiếu chưa xác nhận, with its reason."""
    return _with_reason(request, pk, "annul", lambda found, why: counting.annul(found, reason=why, by=request.actor))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def correct(request: Request, pk: int) -> HttpResponse:
    """Sửa kết quả đã xác nhận: counted and typed twice again."""
    return _with_reason(
        request, pk, "correct", lambda found, why: counting.correct(found, reason=why, by=request.actor)
    )


def _with_reason(request: Request, pk: int, act: str, run: Callable[[Ballot, str], Ballot]) -> HttpResponse:
    found = find(request, pk)
    form = ReasonForm(request.POST or None)
    status = 200
    if form.is_valid():
        try:
            run(found, form.cleaned_data["reason"])
            messages.success(request, _DONE[act]())
            return redirect("ballot", pk)
        except WrongState as wrong:
            form.add_error(None, wrong.sentence)
            status = 409
    context = {"ballot": found, "form": form, "act": act}
    return render(request, "ballots/reason.html", context, status=status)


_DONE: dict[str, Callable[[], str]] = {
    "annul": lambda: _("Đã hủy; lý do đã ghi vào sổ cái."),
    "correct": lambda: _("Đã mở để sửa: kiểm lại phiếu và nhập hai lần như lần đầu. Kết quả cũ vẫn đọc được."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def settle(request: Request, pk: int) -> HttpResponse:
    """Không mức nào đạt ngưỡng: what the meeting decided, by name and with a reason."""
    line = get_object_or_404(ItemResult.objects.select_related("item", "result__ballot"), pk=pk)
    found = find(request, line.result.ballot_id)
    if line.reached is not None:
        raise Http404
    form = SettleForm(request.POST or None, initial={"way": line.way, "reason": line.way_reason})
    status = 200
    if form.is_valid():
        given = form.cleaned_data
        try:
            counting.settle(
                line, given["way"], reason=given["reason"], by=request.actor, name=str(request.user), at=request.now
            )
            messages.success(request, _("Đã ghi quyết định của hội nghị."))
            return redirect("ballot", found.pk)
        except WrongState as wrong:
            form.add_error(None, wrong.sentence)
            status = 409
    return render(request, "ballots/settle.html", {"ballot": found, "line": line, "form": form}, status=status)
