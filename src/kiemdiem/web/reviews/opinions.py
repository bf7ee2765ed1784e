"""Trang nhận xét của nơi được lấy ý kiến: what is due, what came, one more written down, one taken out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kiemdiem.cycles.models import Subject
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.regulation import Level
from kiemdiem.regulation.forms import CriterionLevel
from kiemdiem.reviews import opinions
from kiemdiem.reviews.dues import Due, due_opinions
from kiemdiem.reviews.models import Opinion
from kiemdiem.web.files.parts import files_of_each
from kiemdiem.web.official import official
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.reviews import parsing
from kiemdiem.web.reviews.written import criterion_levels


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def page(request: Request, pk: int) -> HttpResponse:
    """Nhận xét về một đối tượng: due, there, and one more as it came."""
    subject = get_object_or_404(opinions.subjects_for(request.actor), pk=pk)
    if request.method != "POST":
        return _show(request, subject)
    if not opinions.may_enter(subject, request.actor):
        raise PermissionDenied
    try:
        said = _said(request.POST, _dues(subject))
        opinions.enter(subject, said, by=request.actor, name=str(request.user), at=request.now)
    except WrongState as refusal:
        return _show(request, subject, refusal=refusal.sentence, status=409)
    messages.success(request, _("Đã ghi nhận xét."))
    return redirect("opinions", pk)


@require_POST
@signed_in
def remove(request: Request, pk: int) -> HttpResponse:
    """Bỏ một nhận xét ghi nhầm, with the reason."""
    found = get_object_or_404(Opinion.objects.visible_to(request.actor).select_related("subject__cycle"), pk=pk)
    try:
        opinions.remove(found, reason=request.POST.get("ly-do", ""), by=request.actor)
    except WrongState as refusal:
        return _show(request, found.subject, refusal=refusal.sentence, status=409)
    messages.success(request, _("Đã bỏ nhận xét; lý do ghi ở sổ cái."))
    return redirect("opinions", found.subject_id)


def _dues(subject: Subject) -> list[Due]:
    return due_opinions([subject]).get(subject.pk, [])


def _said(posted: QueryDict, dues: list[Due]) -> opinions.Said:
    """As typed; the cell whose opinion is due is known by its key."""
    body = posted.get("noi", "")
    chosen = parsing.whole(posted.get("chi-bo", ""))
    unit = next((due.unit for due in dues if due.body == body and due.unit and due.unit.pk == chosen), None)
    grades = {name[2:]: parsing.whole(posted.get(name)) for name in posted if name.startswith("c-")}
    return opinions.Said(
        body=body,
        name=posted.get("ten", ""),
        given_on=parsing.day(posted.get("ngay", "")),
        text=posted.get("nhan-xet", ""),
        unit=unit,
        grades=grades,
        level=parsing.level(posted.get("muc")),
    )


def _show(request: Request, subject: Subject, *, refusal: str = "", status: int = 200) -> HttpResponse:
    dues, given = _dues(subject), list(opinions.of_subject(subject, request.actor))
    files = files_of_each(request, "opinion", given)
    sheet = opinions.sheet_of(subject)
    enters = opinions.may_enter(subject, request.actor)
    context: dict[str, Any] = {
        "subject": subject,
        "dues": dues,
        "given": [(each, files[each.pk], _graded(each)) for each in given],
        "sheet": sheet,
        "groups": [
            (title, [(row, request.POST.get(f"c-{row.key}", "")) for row in rows])
            for title, rows in (opinions.rows_of(subject) if enters else [])
        ],
        "bodies": [(each.value, each.label) for each in opinions.bodies_for(subject)],
        "cells": [due.unit for due in dues if due.unit],
        "criteria": [(str(value), label) for value, label in criterion_levels()],
        "levels": [(str(each.value), official(each.official)) for each in reversed(Level)],
        "enters": enters,
        "typed": request.POST,
        "text": request.POST.get("nhan-xet", ""),
        "refusal": refusal,
    }
    return render(request, "reviews/opinions.html", context, status=status)


def _graded(opinion: Opinion) -> list[tuple[str, str]]:
    """Cấp độ từng tiêu chí with its title as it stood."""
    return [(each["title"], CriterionLevel(each["level"]).official) for each in opinion.grades.values()]
