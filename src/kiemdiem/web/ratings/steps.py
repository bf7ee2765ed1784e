"""Trang các bước xếp loại: of one subject, with the conditions of each level; of a year by kind, as the law has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from kiemdiem.cycles.states import HEARD
from kiemdiem.ratings import steps as told
from kiemdiem.ratings.criteria import Graded, compared, grades_of
from kiemdiem.regulation import FIRST_YEAR, Kind, Level, NotInForce, governing, rule_day
from kiemdiem.regulation.conditions import Shown, Stands, conditions
from kiemdiem.regulation.forms import CriterionLevel
from kiemdiem.regulation.steps import procedure
from kiemdiem.web.request import Request, signed_in

NAMES = {
    "self": _("Tự đánh giá, tự nhận mức"),
    "consult": _("Lấy ý kiến nơi liên quan"),
    "appraise": _("Thẩm định, tổng hợp"),
    "vote": _("Bỏ phiếu"),
    "propose": _("Đề nghị mức"),
    "decide": pgettext_lazy("step", "Quyết định"),
    "notify": pgettext_lazy("step", "Thông báo"),
}
STATES = {
    "done": ("done", _("Đã xong")),
    "doing": ("doing", _("Đang làm")),
    "todo": ("todo", _("Chưa đến")),
    "hidden": ("locked", _("Chỉ nơi đề nghị, quyết định thấy")),
    "unrecorded": ("none", _("Không ghi trong hệ thống")),
}
STANDS = {
    Stands.HOLDS: ("done", _("Đạt")),
    Stands.FAILS: ("differs", _("Chưa đạt")),
    Stands.OPEN: ("todo", _("Chưa xét được")),
}
GROUNDS = {  # under “không hoàn thành” a condition that holds is a ground
    Stands.HOLDS: ("differs", _("Có căn cứ này")),
    Stands.FAILS: ("done", _("Không có")),
    Stands.OPEN: ("todo", _("Chưa xét được")),
}
ASKED = {
    "results": _("tiêu chí về kết quả thực hiện nhiệm vụ được giao"),
    "others": _("các tiêu chí còn lại"),
    "basic": _("các tiêu chí cơ bản"),
}


@require_safe
@signed_in
def page(request: Request, pk: int) -> HttpResponse:
    """Các bước xếp loại của một đối tượng; 404 for whoever neither is it, nor rates it, nor may read its papers."""
    open_ = told.open_to(request.actor).select_related("cycle__root", "person")
    subject = get_object_or_404(open_, pk=pk)
    reader, cycle = told.reader_of(subject, request.actor), subject.cycle
    paper = told.paper_of(subject, request.actor)
    graded = grades_of(subject, paper)
    context = {
        "subject": subject,
        "reader": reader,
        "procedure": procedure(subject.subject_kind, cycle.rule_day),
        "steps": [(NAMES[each.step.key], each, *STATES[each.state]) for each in told.reached(subject, reader)],
        "waiting": told.waiting_for(subject, reader),
        "unreviewed": subject.state not in HEARD,
        "reviewed_cite": cycle.law.grounds("rating.unreviewed", cycle.rule_day, parameter="review.before_rating"),
        "paper": paper,
        "graded": [(each, _grade(each)) for each in graded.values()],
        "levels": _levels(compared(subject, graded, reader), graded),
    }
    return render(request, "ratings/steps.html", context)


@require_safe
@signed_in
def year(request: Request, year: int) -> HttpResponse:
    """Bảng các bước và điều kiện của một năm, theo loại đối tượng; for every signed-in user."""
    last = request.today.year + 1
    if not FIRST_YEAR <= year <= last:
        raise Http404
    try:
        texts, on = governing(year), rule_day(year)
    except NotInForce:
        raise Http404 from None
    kinds = [
        (kind, found, [(NAMES[each.key], each) for each in found.steps], _asked(conditions(kind, on)))
        for kind in Kind
        for found in [procedure(kind, on)]
    ]
    context = {"year": year, "years": range(FIRST_YEAR, last + 1), "texts": texts, "kinds": kinds}
    return render(request, "ratings/steps_of_year.html", context)


def _levels(found: Mapping[Level, list[Shown]], graded: Mapping[str, Graded]) -> list[Any]:
    """Of each level its conditions with what stands in the way, by title."""
    return [
        (
            level.value,
            level is Level.FAILED,
            [
                (
                    each.condition,
                    _least(each.condition),
                    *(GROUNDS if level is Level.FAILED else STANDS)[each.stands],
                    [(graded[key].title, _grade(graded[key])) for key in each.lacking],
                    [graded[key].title for key in each.unknown],
                )
                for each in rows
            ],
        )
        for level, rows in found.items()
    ]


def _asked(found: Mapping[Level, Any]) -> list[Any]:
    return [
        (level.value, level is Level.FAILED, [(each, _least(each)) for each in rows]) for level, rows in found.items()
    ]


def _least(condition: Any) -> list[tuple[Any, str]]:
    return [(ASKED[group], least.official) for group, least in condition.least.items()]


def _grade(graded: Graded) -> str:
    return CriterionLevel(graded.grade).official if graded.grade else ""
