"""Trang quyết định: draft and stage, see what would stop it, release or be told why not; read what is released."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kiemdiem.accounts.actions import DECIDE, STAGE
from kiemdiem.cycles.models import Subject
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.ratings import deciding, queries
from kiemdiem.ratings.checking import check, draft_of, lawful_part
from kiemdiem.ratings.models import Decision, Ground
from kiemdiem.ratings.rerating import effects
from kiemdiem.regulation import Kind, Level
from kiemdiem.vietnamese import fold
from kiemdiem.web.paging import asked_text, page_of
from kiemdiem.web.ratings.forms import DocumentForm
from kiemdiem.web.ratings.places import KINDS, LEVELS, find
from kiemdiem.web.ratings.refusal import tell
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.reviews import parsing

EMPTY: dict[str, Any] = {"number": "", "signed_on": None, "signatory": ""}


@require_POST
@signed_in
def begin(request: Request, cycle: int, code: str) -> HttpResponse:
    """Lập dự thảo quyết định."""
    place = find(request, cycle, code)
    try:
        made = deciding.begin(place.cycle, place, by=request.actor, name=str(request.user), at=request.now)
    except WrongState as refusal:
        messages.error(request, refusal.sentence)
        return redirect("proposals", cycle, code)
    return redirect("decision", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def decision(request: Request, pk: int) -> HttpResponse:
    """Quyết định: a draft to work on for its authority, a released one to read."""
    found = _find(request, pk)
    is_draft, works = found.state == Decision.State.DRAFT, _works_on(request, found)
    if request.method != "POST":
        return _show(request, found) if is_draft and works else _read(request, found)
    if not works:
        raise PermissionDenied
    document = DocumentForm(request.POST)
    if not document.is_valid() and is_draft:
        return _show(request, found, document=document, status=409)
    try:
        deciding.describe(found, **EMPTY | document.cleaned_data, by=request.actor)
        levels = _staged(request, found)
        if levels:
            ground = request.POST.get("ground", "")
            reason = request.POST.get("reason", "")[:1000]
            deciding.stage(found, levels, by=request.actor, reason=reason, ground=ground if ground in Ground else "")
    except WrongState as refusal:
        found.refresh_from_db(fields=["state"])
        if found.state != Decision.State.DRAFT:
            return _read(request, found, refusal=refusal.sentence, status=409)
        return _show(request, found, document=document, refusal=refusal.sentence, status=409)
    messages.success(request, _("Đã lưu dự thảo; chưa có gì được ban hành."))
    return redirect(request.get_full_path())


@require_POST
@signed_in
def stage_proposed(request: Request, pk: int) -> HttpResponse:
    """Đưa mức đề nghị vào dự thảo, of all subjects of a kind not decided yet."""
    found = _find(request, pk)
    subjects = Subject.objects.filter(cycle=found.cycle_id, authority=found.authority, rated=True, level=None)
    kind = request.POST.get("loai", "")
    if kind in dict(KINDS):
        subjects = subjects.filter(kind=kind)
    rows = queries.rows(subjects, request.actor)
    levels = {row.subject.pk: Level(row.proposed) for row in rows if row.proposed}
    try:
        deciding.stage(found, levels, by=request.actor)
        messages.success(request, _("Đã đưa %(count)s mức đề nghị vào dự thảo.") % {"count": len(levels)})
    except WrongState as refusal:
        messages.error(request, refusal.sentence)
    return redirect("decision", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def release(request: Request, pk: int) -> HttpResponse:
    """Ban hành, on a page of its own that says what happens and who is told."""
    found = _find(request, pk)
    if not request.actor.holds(DECIDE, found.path):
        raise Http404
    if request.method != "POST" and found.state != Decision.State.DRAFT:
        return redirect("decision", pk)
    if request.method != "POST":
        return _preview(request, found)
    try:
        deciding.release(found, by=request.actor, name=str(request.user), at=request.now)
    except deciding.Refused as refused:
        said = tell(refused.findings, found.cycle.year, found.cycle.law)
        context = {"decision": found, "said": said, "free": _free(found)}
        return render(request, "ratings/refused.html", context, status=409)
    except WrongState as refusal:
        messages.error(request, refusal.sentence)
        return redirect("decision", pk)
    messages.success(request, _("Đã ban hành quyết định. Những người có tên đã được báo."))
    return redirect("decision", pk)


def _free(found: Decision) -> int:
    """How many lines could go before the rest; 0 when none could, or all."""
    draft = draft_of(found)
    part = lawful_part(draft, {row.group.pk: row.group for row in queries.groups_of(draft)})
    return len(part) if len(part) < len(draft.staged) else 0


def _preview(request: Request, found: Decision) -> HttpResponse:
    """What would be released, and what would stop it, as things stand now."""
    draft = draft_of(found)
    groups = queries.groups_of(draft)
    findings = check(draft, {row.group.pk: row.group for row in groups})
    lines = list(found.lines.all())
    context = {
        "decision": found,
        "counts": queries.by_level(lines),
        "lines": lines,
        "said": tell(findings, found.cycle.year, found.cycle.law),
        "stops": any(each.stops for each in findings),
        "effects": effects(draft),
    }
    return render(request, "ratings/release.html", context)


@require_POST
@signed_in
def split(request: Request, pk: int) -> HttpResponse:
    """Tách phần không vướng thành một dự thảo riêng, to be released before the rest."""
    found = _find(request, pk)
    if not _works_on(request, found):
        raise PermissionDenied
    draft = draft_of(found)
    groups = {row.group.pk: row.group for row in queries.groups_of(draft)}
    try:
        part = lawful_part(draft, groups)
        if not part:
            raise WrongState(_("Không có dòng nào không vướng để ban hành trước."))
        made = deciding.split(found, part, by=request.actor, name=str(request.user), at=request.now)
    except WrongState as refusal:
        messages.error(request, refusal.sentence)
        return redirect("decision", pk)
    words = _("Đã tách %(count)s dòng không vướng thành dự thảo riêng; ghi số, ngày, người ký rồi ban hành.")
    messages.success(request, words % {"count": len(part)})
    return redirect(reverse("decision", args=[made.pk]) + "?chi=co-ten")


@require_POST
@signed_in
def drop(request: Request, pk: int) -> HttpResponse:
    """Bỏ dự thảo."""
    found: Decision = get_object_or_404(Decision.objects.visible_to(request.actor), pk=pk)
    try:
        deciding.drop(found, by=request.actor)
        messages.success(request, _("Đã bỏ dự thảo."))
    except WrongState as refusal:
        messages.error(request, refusal.sentence)
    return redirect("ratings_own")


def _find(request: Request, pk: int) -> Decision:
    seen = Decision.objects.visible_to(request.actor).exclude(state=Decision.State.DROPPED)
    found: Decision = get_object_or_404(seen.select_related("cycle__root"), pk=pk)
    return found


def _works_on(request: Request, found: Decision) -> bool:
    return request.actor.holds(STAGE, found.path)


def _staged(request: Request, found: Decision) -> dict[int, Level | None]:
    """Chosen levels of the names that stood on the page: `muc-<subject>`; empty takes the line out."""
    shown = set(parsing.numbered(request.POST, "co-"))
    mine = Subject.objects.filter(cycle=found.cycle_id, authority=found.authority, pk__in=shown)
    before = dict(found.lines.values_list("subject_id", "level"))
    chosen = {pk: parsing.level(request.POST.get(f"muc-{pk}")) for pk in mine.values_list("pk", flat=True)}
    return {pk: level for pk, level in chosen.items() if level != before.get(pk)}


def _show(
    request: Request, found: Decision, *, document: DocumentForm | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    draft = draft_of(found)
    groups = queries.groups_of(draft)
    findings = check(draft, {row.group.pk: row.group for row in groups})
    subjects = Subject.objects.filter(cycle=found.cycle_id, authority=found.authority, rated=True)
    page = page_of(request, _filtered(request, subjects, found))
    initial = {"number": found.number, "signed_on": found.signed_on, "signatory": found.signatory}
    context = {
        "decision": found,
        "document": document or DocumentForm(initial=initial),
        "page": page,
        "rows": _as_typed(request, queries.rows(page, request.actor), draft.staged),
        "levels": LEVELS,
        "kinds": [(value, label) for value, label in KINDS if value != Kind.MEMBER or found.authority],
        "kind": request.GET.get("loai", ""),
        "text": asked_text(request),
        "only": request.GET.get("chi", ""),
        "groups": groups,
        "said": tell(findings, found.cycle.year, found.cycle.law),
        "stops": any(each.stops for each in findings),
        "count": len(draft.staged),
        "refusal": refusal,
        "may_release": request.actor.holds(DECIDE, found.path),
        "grounds": Ground.choices,
    }
    return render(request, "ratings/decision.html", context, status=status)


def _as_typed(request: Request, rows: list[queries.Row], staged: Mapping[int, Level]) -> list[queries.Row]:
    """The levels as they are staged; after a refusal as they were chosen, not as they are stored."""
    for row in rows:
        row.staged = staged.get(row.subject.pk)
        if f"co-{row.subject.pk}" in request.POST:
            row.staged = parsing.level(request.POST.get(f"muc-{row.subject.pk}"))
    return rows


def _filtered(request: Request, subjects: Any, found: Decision) -> Any:
    if (kind := request.GET.get("loai", "")) in dict(KINDS):
        subjects = subjects.filter(kind=kind)
    if text := fold(asked_text(request)):
        subjects = subjects.filter(name_key__contains=text)
    if request.GET.get("chi") == "co-ten":
        subjects = subjects.filter(pk__in=found.lines.values("subject"))
    elif request.GET.get("chi") == "chua":
        subjects = subjects.filter(level=None).exclude(pk__in=found.lines.values("subject"))
    return subjects.order_by("kind", "path", "sort_key", "pk")


def _read(request: Request, found: Decision, *, refusal: str = "", status: int = 200) -> HttpResponse:
    lines = found.lines.select_related("subject", "replaces", "replaced_by").order_by(
        "subject__kind", "-level", "subject__sort_key", "pk"
    )
    counts = queries.by_level(list(found.lines.all()))
    may_release = found.state == Decision.State.DRAFT and request.actor.holds(DECIDE, found.path)
    context = {
        "decision": found,
        "page": page_of(request, lines),
        "counts": counts,
        "may_release": may_release,
        "refusal": refusal,
    }
    return render(request, "ratings/read.html", context, status=status)
