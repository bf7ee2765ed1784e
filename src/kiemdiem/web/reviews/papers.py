"""Trang bản kiểm điểm: write with autosave, hand in, read, return, look at earlier saves, compare two versions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kiemdiem.accounts.actions import RECEIVE, WRITE
from kiemdiem.cycles.models import Subject
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.tree import within_any
from kiemdiem.regulation import Level
from kiemdiem.reviews import answering, criteria, queries, writing
from kiemdiem.reviews.models import FaultAnswer, Paper
from kiemdiem.reviews.rehearing import editions_for
from kiemdiem.suggestions.models import Suggestion
from kiemdiem.web.files.parts import files_of
from kiemdiem.web.official import official
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.reviews import parsing
from kiemdiem.web.reviews.written import criterion_levels, part_of, written
from kiemdiem.web.signin.session import wants_sentence


@require_POST
@signed_in
def begin(request: Request, pk: int) -> HttpResponse:
    """Bắt đầu viết bản của một đối tượng."""
    own = Subject.objects.filter(person__code=request.actor.person_key) if request.actor.person_key else None
    held = Subject.objects.filter(within_any(request.actor.reach(WRITE)), person=None)
    subject = get_object_or_404(held | own if own is not None else held, pk=pk)
    try:
        return redirect("paper", writing.begin(subject, by=request.actor).pk)
    except WrongState as refusal:
        messages.error(request, refusal.sentence)
        return redirect("own_papers")


@require_safe
@signed_in
def paper(request: Request, pk: int) -> HttpResponse:
    """Bản kiểm điểm: to write for its writers until it is handed in, to read for those who may."""
    return show(request, find(request, pk))


@require_POST
@signed_in
def save(request: Request, pk: int) -> HttpResponse:
    """Lưu, by the page itself while one writes or by the button; nothing is overwritten."""
    found = find(request, pk)
    try:
        found = _save(request, found)
    except writing.Conflict:
        return _conflict(request, found)
    except WrongState as refusal:
        return _refused(request, found, refusal)
    saved = _("Đã lưu lúc %(at)s") % {"at": f"{localtime(request.now):%H:%M}"}
    if wants_sentence(request):
        return JsonResponse({"version": found.version, "sentence": saved})
    messages.success(request, saved + ".")
    return redirect("paper", pk)


@require_POST
@signed_in
def hand_in(request: Request, pk: int) -> HttpResponse:
    """Nộp: what stands in the form is saved first; then everything that is missing is named at once."""
    found = find(request, pk)
    try:
        if "base" in request.POST:
            found = _save(request, found)
        writing.hand_in(found, by=request.actor, at=request.now)
    except writing.Conflict:
        return _conflict(request, found)
    except writing.Incomplete as refusal:
        found.refresh_from_db()
        return show(request, found, refusal=refusal.sentence, missing=refusal.missing, status=409)
    except WrongState as refusal:
        return _refused(request, found, refusal)
    messages.success(request, _("Đã nộp. Bản này đã khóa."))
    return redirect("paper", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def hand_back(request: Request, pk: int) -> HttpResponse:
    """Trả lại để viết thêm, on a page that says what happens and who is told."""
    received = Paper.objects.exclude(state=Paper.State.DRAFT).filter(within_any(request.actor.reach(RECEIVE)))
    found: Paper = get_object_or_404(received.select_related("person"), pk=pk)
    if found.person and found.person.code == request.actor.person_key:
        raise Http404
    context: dict[str, Any] = {"paper": found, "reason": request.POST.get("reason", "")}
    if request.method == "POST":
        try:
            writing.hand_back(
                found, by=request.actor, name=str(request.user), reason=context["reason"][:1000], at=request.now
            )
            messages.success(request, _("Đã trả lại; người viết thấy lý do ngay trong bản."))
            return redirect(f"{reverse('papers_at', args=[found.place])}?dot={found.cycle_id}")
        except WrongState as refusal:
            context["refusal"] = refusal.sentence
    return render(request, "reviews/hand_back.html", context)


@require_safe
@signed_in
def saves(request: Request, pk: int) -> HttpResponse:
    """Các lần lưu trước, for those who write it."""
    found = find(request, pk)
    if not writing.may_write(found, request.actor):
        raise Http404
    return render(
        request, "reviews/saves.html", {"paper": found, "saves": queries.saves_of(found, request.actor)[:100]}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def compare(request: Request, pk: int, save: int) -> HttpResponse:
    """Hai bản cạnh nhau; taking the other one is a save like any other, and what stood before is kept too."""
    found = find(request, pk)
    other = get_object_or_404(queries.saves_of(found, request.actor), pk=save)
    if request.method == "POST":
        try:
            base = parsing.whole(request.POST.get("base")) or 0
            _write(request, found, other.answers, {}, base)
        except writing.Conflict:
            return _conflict(request, found)
        except WrongState as refusal:
            return _refused(request, found, refusal)
        messages.success(request, _("Đã lấy bản ấy. Bản trước vẫn còn ở “Các lần lưu trước”."))
        return redirect("paper", pk)
    rows = [(title, part_of(found.answers, key), part_of(other.answers, key)) for key, title in _titles(found)]
    context = {
        "paper": found,
        "save": other,
        "rows": [(each, ours, theirs, ours != theirs) for each, ours, theirs in rows],
    }
    return render(request, "reviews/compare.html", context)


def find(request: Request, pk: int) -> Paper:
    """The paper, if it may be seen."""
    rows = Paper.objects.visible_to(request.actor).select_related(
        "cycle", "cycle__root", "person", "collective", "unit"
    )
    found: Paper = get_object_or_404(rows, pk=pk)
    return found


def show(
    request: Request, found: Paper, *, refusal: str = "", missing: dict[str, str] | Any = None, status: int = 200
) -> HttpResponse:
    """The page to write on, or to read."""
    lines = list(found.lines.select_related("subject").order_by("subject__kind"))
    writes = writing.may_write(found, request.actor) and found.state != Paper.State.HANDED_IN
    missing = missing or {}
    earlier = _last_year(found) if writes or _hears(request, found) else {}
    asked_for = criteria.asked_of(found)
    context = {
        "paper": found,
        "sheet": found.sheet,
        "sections": written(writing.sections(found), found.answers, asked_for, missing=missing, earlier=earlier),
        "lines": [(line, missing.get(f"self-{line.subject_id}", "")) for line in lines],
        **asked(found, [line.subject for line in lines], missing, _suggestions_read(request, found)),
        "criteria": criterion_levels(),
        "levels": [(each.value, official(each.official)) for each in reversed(Level)],
        "missing": missing,
        "refusal": refusal,
        "own": writing.may_write(found, request.actor),
        "may_hand_back": queries.may_hand_back(found, request.actor),
        "secrecies": Paper.Secrecy.choices,
        "files": files_of(request, "paper", found),
        "editions": editions_for(request.actor).filter(paper=found) if found.round > 1 else [],
    }
    template = "reviews/write.html" if writes else "reviews/read.html"
    return render(request, template, context, status=status)


def _titles(found: Paper) -> list[tuple[str, str]]:
    """Mọi ô của bản, by key: sections, criteria, faults still open, items suggested."""
    titles = [(each.key, each.title) for each in writing.sections(found)]
    titles += [(criteria.key_of(each), f"{each.code} {each}") for each in criteria.asked_of(found)]
    what = answering.asked(found, [line.subject for line in found.lines.select_related("subject")])
    titles += [(f"fault-{each.pk}", f"{each.cycle.year}: {each}") for each in what.faults]
    return titles + [(f"item-{each.pk}", f"{each.position}. {each.get_category_display()}") for each in what.items]


def _suggestions_read(request: Request, found: Paper) -> set[int] | None:
    """Which suggestions may be told beside their answers; None for all, to whoever writes or hears the paper."""
    if writing.may_write(found, request.actor) or request.actor.may(RECEIVE, found.path):
        return None
    return set(Suggestion.objects.visible_to(request.actor).filter(cycle=found.cycle_id).values_list("pk", flat=True))


def asked(
    found: Paper, subjects: list[Subject], missing: dict[str, str], read: set[int] | None = None
) -> dict[str, Any]:
    """What must be answered one by one, with what stands there and what is missing."""
    what = answering.asked(found, subjects)

    def row(key: str) -> tuple[dict[str, Any], str]:
        return found.answers.get(key) or {}, missing.get(key, "")

    return {
        "asked_faults": [(each, *row(f"fault-{each.pk}")) for each in what.faults],
        "asked_items": [
            (each, *row(f"item-{each.pk}")) for each in what.items if read is None or each.suggestion_id in read
        ],
        "named_faults": [(each, missing.get(f"share-{each.pk}", "")) for each in what.named],
        "fault_clauses": found.cycle.law.grounds("review.faults", found.cycle.rule_day),
        "results": FaultAnswer.Result.choices,
    }


def _save(request: Request, found: Paper) -> Paper:
    if secrecy := request.POST.get("secrecy"):
        writing.refuse_secret(secrecy)
    keys = [each.key for each in writing.sections(found)]
    keys += [criteria.key_of(each) for each in criteria.asked_of(found)]
    answers = parsing.answers(request.POST, keys)
    levels = parsing.levels(request.POST)
    return _write(request, found, answers, levels, parsing.whole(request.POST.get("base")) or 0)


def _write(request: Request, found: Paper, answers: Any, levels: Any, base: int) -> Paper:
    return writing.save(found, answers, levels, base=base, by=request.actor, name=str(request.user), at=request.now)


def _conflict(request: Request, found: Paper) -> HttpResponse:
    """Somebody, or another window, has saved since; the words sent are kept beside."""
    kept = queries.saves_of(found, request.actor).filter(beside=True).first()
    found.refresh_from_db()
    address = reverse("paper_compare", args=[found.pk, kept.pk]) if kept else reverse("paper", args=[found.pk])
    sentence = _("Đồng chí %(name)s vừa sửa bản này lúc %(at)s. Xem hai bản cạnh nhau rồi chọn.") % {
        "name": found.saved_by,
        "at": f"{localtime(found.saved_at):%H:%M}" if found.saved_at else "",
    }
    if wants_sentence(request):
        return JsonResponse({"sentence": sentence, "compare": address}, status=409)
    messages.warning(request, sentence)
    return redirect(address)


def _refused(request: Request, found: Paper, refusal: WrongState) -> HttpResponse:
    if wants_sentence(request):
        return JsonResponse({"sentence": refusal.sentence}, status=409)
    messages.error(request, refusal.sentence)
    return redirect("paper", found.pk)


def _hears(request: Request, found: Paper) -> bool:
    """Whoever receives the papers of the place, unless it is one's own."""
    return request.actor.may(RECEIVE, found.path) and not writing.may_write(found, request.actor)


def _last_year(found: Paper) -> dict[str, Any]:
    """What the same owner answered the year before, to be read beside."""
    owner = {"person": found.person_id, "collective": found.collective_id, "unit": found.unit_id}
    earlier = Paper.objects.filter(cycle__year=found.cycle.year - 1, state=Paper.State.HANDED_IN, **owner).first()
    return earlier.answers if earlier else {}
