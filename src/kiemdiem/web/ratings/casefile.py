"""Trang căn cứ xếp loại của một đối tượng: facts, what came in, exceptions, commendations, levels so far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kiemdiem.accounts.actions import DECIDE, STAGE
from kiemdiem.cycles.models import Place, Subject
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.actions import RECORD_FACTS
from kiemdiem.ratings import casefile, deciding
from kiemdiem.ratings.cases import deadline_cite
from kiemdiem.ratings.checking import Draft, check
from kiemdiem.ratings.models import Case, Complaint, Decision, DecisionLine, own
from kiemdiem.ratings.regrouping import change_head
from kiemdiem.ratings.rerating import effects
from kiemdiem.regulation import Kind, Level
from kiemdiem.regulation.rules import EXCUSABLE, EXCUSES, excuses_for
from kiemdiem.web.official import official
from kiemdiem.web.ratings.forms import AgainForm, CommendForm, ComplaintForm, ExcuseForm, HeadForm, VerifyForm
from kiemdiem.web.ratings.refusal import tell
from kiemdiem.web.request import Request, signed_in

CONDITIONS = {
    "targets.below": gettext_lazy("Hoàn thành dưới tỷ lệ chỉ tiêu"),
    "units.disciplined": gettext_lazy("Đơn vị trực thuộc bị kỷ luật"),
    "collective.member_disciplined": gettext_lazy("Thành viên bị kỷ luật"),
    "conclusion.not_failed": gettext_lazy("Kết luận mất đoàn kết, suy thoái"),
    "corruption.below": gettext_lazy("Tham nhũng, tiêu cực ở nơi trực thuộc"),
}


def find(request: Request, pk: int) -> Subject:
    """A subject whose level one drafts or decides on; 404 elsewhere."""
    mine = Subject.objects.filter(authority_path__in=own(request.actor, STAGE, DECIDE), rated=True)
    found: Subject = get_object_or_404(mine.select_related("cycle__root", "person", "group"), pk=pk)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def page(request: Request, pk: int) -> HttpResponse:
    """Căn cứ xếp loại; each of its forms says by `viec` which it is."""
    subject = find(request, pk)
    forms = _forms(request, subject)
    done = ""
    if request.method == "POST":
        name = request.POST.get("viec", "")
        form = forms.get(name)
        if form is None:
            raise PermissionDenied
        if form.is_valid():
            try:
                done = _ACTS[name](request, subject, form)
            except WrongState as refusal:
                form.add_error(None, refusal.sentence)
    if done:
        messages.success(request, done)
        return redirect("casefile", pk)
    return render(
        request, "ratings/casefile.html", _context(request, subject, forms), status=409 if _failed(forms) else 200
    )


def _failed(forms: dict[str, Any]) -> bool:
    return any(form.is_bound for form in forms.values())


def _forms(request: Request, subject: Subject) -> dict[str, Any]:
    """The forms this reader may send; the one that came is bound."""
    decides, stages = (request.actor.holds(action, subject.authority_path) for action in (DECIDE, STAGE))
    chosen = request.POST.get("viec", "") if request.method == "POST" else ""

    def made(name: str, kind: Callable[..., BaseForm], **named: Any) -> BaseForm:
        return kind(request.POST if name == chosen else None, auto_id=f"{name}-%s", **named)

    found: dict[str, Any] = {}
    if stages:
        found["complaint"] = made("complaint", ComplaintForm, initial={"received_on": request.today})
        found["commend"] = made("commend", CommendForm)
    if decides:
        found["verify"] = made("verify", VerifyForm, initial={"on": request.today})
        if choices := _excusable(subject):
            found["excuse"] = made("excuse", ExcuseForm, choices=choices)
        if subject.kind == Kind.LEADER:
            initial = {"codes": ", ".join(subject.heads), "since": request.today}
            found["head"] = made("head", HeadForm, initial=initial)
    return found


def _excusable(subject: Subject) -> list[tuple[str, str]]:
    """Điều kiện mà quy định năm đó cho cấp có thẩm quyền quyết định khác."""
    cycle = subject.cycle
    return [
        (f"{code}|{sort}", f"{CONDITIONS[code]}: {official(EXCUSES[sort])}")
        for code in EXCUSABLE
        for sort in excuses_for(code, subject.subject_kind, cycle.law, cycle.rule_day)
    ]


def _receive(request: Request, subject: Subject, form: Any) -> str:
    given = form.cleaned_data
    casefile.receive(
        subject,
        Complaint.Sort(given["sort"]),
        given["text"],
        received_on=given["received_on"],
        by=request.actor,
        name=str(request.user),
        at=request.now,
    )
    return _("Đã ghi nhận. Cấp quyết định ghi kết quả thẩm định lại trước khi ban hành.")


def _verify(request: Request, subject: Subject, form: Any) -> str:
    waiting = Complaint.objects.visible_to(request.actor).filter(subject=subject)
    key = request.POST.get("khieu-nai", "")
    complaint = get_object_or_404(waiting, pk=key if key.isdecimal() and len(key) < 18 else 0)
    given = form.cleaned_data
    casefile.verify(
        complaint, given["result"], on=given["on"], by=request.actor, name=str(request.user), at=request.now
    )
    return _("Đã ghi kết quả thẩm định lại.")


def _excuse(request: Request, subject: Subject, form: Any) -> str:
    code, _bar, sort = form.cleaned_data["case"].partition("|")
    casefile.excuse(subject, code, sort, form.instrument(), by=request.actor, name=str(request.user), at=request.now)
    return _("Đã ghi quyết định ngoại lệ.")


def _commend(request: Request, subject: Subject, form: Any) -> str:
    casefile.commend(
        subject,
        form.cleaned_data["title"],
        Level(form.cleaned_data["least"]),
        form.instrument(),
        by=request.actor,
        name=str(request.user),
        at=request.now,
    )
    return _("Đã ghi khen thưởng.")


def _head(request: Request, subject: Subject, form: Any) -> str:
    given = form.cleaned_data
    codes = [code for each in given["codes"].replace(";", ",").split(",") if (code := each.strip())]
    change_head(subject, codes, since=given["since"], by=request.actor, reason=given["reason"], at=request.now)
    return _("Đã ghi người đứng đầu.")


_ACTS: dict[str, Callable[[Request, Subject, Any], str]] = {
    "complaint": _receive,
    "verify": _verify,
    "excuse": _excuse,
    "commend": _commend,
    "head": _head,
}


def _context(request: Request, subject: Subject, forms: dict[str, Any]) -> dict[str, Any]:
    lines = DecisionLine.objects.filter(subject=subject, decision__state=Decision.State.RELEASED)
    bodies = Subject.objects.filter(
        cycle=subject.cycle_id, code__in=subject.heads, kind__in=("party_organisation", "collective")
    )
    cycle = subject.cycle
    return {
        "subject": subject,
        "cite": cycle.law.grounds("review.reverified", cycle.rule_day),
        "forms": forms,
        "verify_id": request.POST.get("khieu-nai", ""),
        "facts_open": request.actor.may(RECORD_FACTS, subject.person.path if subject.person else subject.path),
        "complaints": Complaint.objects.filter(subject=subject).order_by("-received_on", "-pk"),
        "excuses": [(each, EXCUSES[each.sort], CONDITIONS[each.code]) for each in subject.excuses.order_by("pk")],
        "commendations": subject.commendations.order_by("pk"),
        "cases": Case.objects.filter(subject=subject, closed_at=None).order_by("pk"),
        "lines": lines.select_related("decision", "replaces").order_by("-pk"),
        "headed": bodies.order_by("kind", "code") if subject.heads else [],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def again(request: Request, pk: int) -> HttpResponse:
    """Xếp loại lại: ground, new level and what it does, said before a draft is made."""
    subject = find(request, pk)
    if subject.level is None or not request.actor.holds(STAGE, subject.authority_path):
        raise PermissionDenied
    form = AgainForm(request.POST or None)
    context: dict[str, Any] = {"subject": subject, "form": form, "cite": deadline_cite(subject.cycle)}
    status = 200
    if request.method == "POST":
        status = 409
        if form.is_valid():
            level = Level(form.cleaned_data["level"])
            if level == subject.level:
                form.add_error("level", _("Mức mới phải khác mức đang có hiệu lực."))
            elif "xem" in request.POST:
                context |= _told(request, subject, level)
                status = 200
            else:
                try:
                    return _begin(request, subject, level, form)
                except WrongState as refusal:
                    form.add_error(None, refusal.sentence)
    return render(request, "ratings/again.html", context, status=status)


def _told(request: Request, subject: Subject, level: Level) -> dict[str, Any]:
    draft = Draft(subject.cycle, {subject.pk: level}, {subject.pk: subject}, request.today)
    groups = {subject.group.pk: subject.group} if subject.group else {}
    return {
        "effects": effects(draft),
        "said": tell(check(draft, groups), subject.cycle.year, subject.cycle.law),
        "told": True,
    }


def _begin(request: Request, subject: Subject, level: Level, form: Any) -> HttpResponse:
    place = Place.objects.select_related("cycle__root").get(cycle=subject.cycle_id, path=subject.authority_path)
    made = deciding.draft_again(
        place,
        subject,
        level,
        ground=form.cleaned_data["ground"],
        reason=form.cleaned_data["reason"],
        by=request.actor,
        name=str(request.user),
        at=request.now,
    )
    messages.success(request, _("Đã lập dự thảo quyết định xếp loại lại; chưa có gì được ban hành."))
    return redirect(reverse("decision", args=[made.pk]) + "?chi=co-ten")
