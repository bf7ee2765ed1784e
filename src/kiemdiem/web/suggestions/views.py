"""Trang gợi ý kiểm điểm: list, choose whom, draft, issue on a page that says what happens, read, withdraw."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kiemdiem.accounts.actions import ISSUE_SUGGESTIONS, SUGGEST
from kiemdiem.cycles.states import HEARD
from kiemdiem.documents import render as printing
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Unit
from kiemdiem.regulation.suggestions import categories, citation, quoted
from kiemdiem.reviews.rehearing import may_order
from kiemdiem.suggestions import acts, queries
from kiemdiem.suggestions.models import Assignment, Suggestion
from kiemdiem.suggestions.papers import Letter, organ_of
from kiemdiem.web.files.parts import files_of
from kiemdiem.web.forms import Form
from kiemdiem.web.paging import asked_text, page_of
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.reviews import parsing
from kiemdiem.web.suggestions import forms

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BADGES = {"draft": "doing", "issued": "done", "withdrawn": "none"}


@require_safe
@signed_in
def suggestions(request: Request) -> HttpResponse:
    """Gợi ý tôi phải trả lời, và gợi ý đơn vị tôi gửi đi hay đang dự thảo."""
    page = page_of(request, queries.seen(request.actor))
    context = {
        "page": page,
        "rows": [(each, BADGES[each.state]) for each in page],
        "units": Unit.objects.filter(path__in=_suggesting(request)).order_by("path")[:20],
        "cite": citation(),
    }
    return render(request, "suggestions/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: Request, code: str) -> HttpResponse:
    """Chọn ai được gợi ý, among those under the unit's own authority (?q=)."""
    unit = get_object_or_404(Unit.objects.filter(path__in=_suggesting(request)), code=code)
    cycle = queries.open_cycle_at(unit)
    managed = queries.managed(cycle, unit, request.actor, asked_text(request)) if cycle else None
    context: dict[str, Any] = {"unit": unit, "cycle": cycle, "text": asked_text(request), "cite": citation()}
    if request.method == "POST" and managed is not None:
        subject = get_object_or_404(managed, pk=parsing.whole(request.POST.get("doi-tuong")) or 0)
        try:
            made = acts.draft(subject, issuer=unit, by=request.actor, name=str(request.user))
            return redirect("suggestion", made.pk)
        except WrongState as refusal:
            context["refusal"] = refusal.sentence
    page = page_of(request, managed) if managed is not None else None
    return render(
        request, "suggestions/new.html", context | {"page": page}, status=409 if "refusal" in context else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def suggestion(request: Request, pk: int) -> HttpResponse:
    """Một gợi ý: written while it is a draft, read afterwards."""
    found = find(request, pk)
    if request.method != "POST":
        return _show(request, found)
    typed = request.POST.get("explain_by", "").strip()
    try:
        due = parsing.day(typed) if typed else None
        base = request.POST.get("base", "")
        acts.put_items(found, forms.points(request.POST), explain_by=due, base=base, by=request.actor)
    except WrongState as refusal:
        return _show(request, found, refusal=refusal.sentence, status=409)
    messages.success(request, _("Đã lưu dự thảo; chưa gửi cho ai."))
    return redirect("suggestion_issue", pk) if "issue" in request.POST else redirect("suggestion", pk)


@require_POST
@signed_in
def drop(request: Request, pk: int) -> HttpResponse:
    """Bỏ dự thảo."""
    try:
        acts.drop(find(request, pk), by=request.actor)
    except WrongState as refusal:
        messages.error(request, refusal.sentence)
        return redirect("suggestion", pk)
    messages.success(request, _("Đã bỏ dự thảo gợi ý."))
    return redirect("suggestions")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def issue(request: Request, pk: int) -> HttpResponse:
    """Ban hành gợi ý, on a page that says what happens and who is told."""
    found = find(request, pk)
    if not request.actor.holds(ISSUE_SUGGESTIONS, found.path) or found.state != Suggestion.State.DRAFT:
        raise Http404
    form = forms.LetterForm(request.POST or None, late=found.subject.state in HEARD, initial=_letter(found, request))
    context: dict[str, Any] = {"suggestion": found, "form": form, "items": list(found.items.all()), "cite": citation()}
    context["faults"] = acts.faults(context["items"], request.today)
    if form.is_valid():
        given = dict(form.cleaned_data)
        way = given.pop("late_way", "")
        try:
            acts.issue(found, Letter(**given), late_way=way, by=request.actor, name=str(request.user), at=request.now)
            messages.success(request, _("Đã ban hành gợi ý; nơi được gợi ý đã được báo."))
            return _after(request, found, way)
        except acts.Vague as refusal:
            context |= {"refusal": refusal.sentence, "faults": refusal.faults}
        except WrongState as refusal:
            context["refusal"] = refusal.sentence
    status = 409 if "refusal" in context else 200
    return render(request, "suggestions/issue.html", context, status=status)


def _after(request: Request, issued: Suggestion, way: str) -> HttpResponse:
    """What comes next: to review anew has to be ordered too, by whoever may."""
    if way != Suggestion.LateWay.REOPEN:
        return redirect("suggestion", issued.pk)
    if not may_order(issued.subject, request.actor):
        messages.warning(request, _("Gợi ý đến sau cuộc họp: cấp quyết định phải yêu cầu kiểm điểm lại."))
        return redirect("suggestion", issued.pk)
    messages.info(request, _("Gợi ý đến sau cuộc họp: ghi hạn rồi yêu cầu kiểm điểm lại ở đây."))
    return redirect("review_order", issued.subject_id)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Thu hồi gợi ý, with the reason."""
    found = find(request, pk)
    if not request.actor.holds(ISSUE_SUGGESTIONS, found.path):
        raise Http404
    form: Form = forms.ReasonForm(request.POST or None)
    context: dict[str, Any] = {"suggestion": found, "form": form}
    if form.is_valid():
        try:
            acts.withdraw(found, reason=form.cleaned_data["reason"], by=request.actor, at=request.now)
            messages.success(request, _("Đã thu hồi gợi ý và công văn."))
            return redirect("suggestion", pk)
        except WrongState as refusal:
            context["refusal"] = refusal.sentence
    status = 409 if "refusal" in context else 200
    return render(request, "suggestions/withdraw.html", context, status=status)


@require_safe
@signed_in
def letter(request: Request, pk: int, kind: str) -> HttpResponse:
    """Công văn gợi ý as .docx or PDF."""
    found = find(request, pk)
    if found.document is None:
        raise Http404
    word = kind == "docx"
    body = printing.docx(found.document) if word else printing.pdf(found.document)
    answer = HttpResponse(body, content_type=_WORD if word else "application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="cong-van-goi-y-{found.pk}.{kind}"'
    return answer


def find(request: Request, pk: int) -> Suggestion:
    """A suggestion one may see."""
    rows = Suggestion.objects.visible_to(request.actor)
    found: Suggestion = get_object_or_404(
        rows.select_related("cycle", "subject", "issuer__parent", "document__term", "document__organ"), pk=pk
    )
    return found


def _suggesting(request: Request) -> list[str]:
    return [path for path in request.actor.reach(SUGGEST) if request.actor.holds(SUGGEST, path)]


def _letter(found: Suggestion, request: Request) -> dict[str, Any]:
    organ, symbol = organ_of(found.issuer)
    place = organ.split(" ủy ", 1)[-1]
    return {
        "organ": organ,
        "symbol": symbol,
        "place": place[:1].upper() + place[1:],
        "authority": "T/M BAN THƯỜNG VỤ",
        "post": "PHÓ BÍ THƯ",
        "signer": str(request.user),
        "signed_on": f"{request.today:%d/%m/%Y}",
    }


def _show(request: Request, found: Suggestion, *, refusal: str = "", status: int = 200) -> HttpResponse:
    items = list(found.items.all())
    writes = any(request.actor.holds(action, found.path) for action in (SUGGEST, ISSUE_SUGGESTIONS))
    posted = request.POST if refusal else None
    context = {
        "suggestion": found,
        "items": items,
        "rows": forms.rows(items, posted),
        "base": request.POST.get("base", "") if posted else acts.mark(found),
        "due": request.POST.get("explain_by", "") if posted else found.explain_by,
        "faults": dict(acts.faults(items, request.today)) if writes and found.state == "draft" else {},
        "categories": [(each.key, each.official) for each in categories().values()],
        "may_issue": request.actor.holds(ISSUE_SUGGESTIONS, found.path),
        "sent": found.assignments.filter(state=Assignment.State.ASSIGNED).select_related("person"),
        "files": files_of(request, "suggestion", found),
        "refusal": refusal,
        "cite": citation(),
        "quote": quoted("quote"),
    }
    draft = writes and found.state == Suggestion.State.DRAFT
    return render(request, "suggestions/draft.html" if draft else "suggestions/read.html", context, status=status)
