"""Trang dữ kiện trong năm của một đối tượng: discipline, leave, targets, conclusions; entered with their ground."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kiemdiem.cycles.models import Subject
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.actions import RECORD_FACTS
from kiemdiem.organisations.kinds import Discipline
from kiemdiem.organisations.models import BodyFact, YearFact
from kiemdiem.organisations.tree import within_any
from kiemdiem.organisations.yearfacts import BODY_FIELDS, PERSON_FIELDS, record_body, record_person
from kiemdiem.regulation import Level
from kiemdiem.web.forms import DayField, Form
from kiemdiem.web.official import official_lazy
from kiemdiem.web.ratings.forms import percent_field, text_field
from kiemdiem.web.request import Request, signed_in

_DISCIPLINE = [("", gettext_lazy("Không bị kỷ luật"))] + [
    (value, official_lazy(str(label))) for value, label in Discipline.choices
]


def _flag(label: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


class _Facts(Form):
    """Phần chung: discipline and the ground of what is entered."""

    discipline = forms.ChoiceField(label=gettext_lazy("Hình thức kỷ luật"), choices=_DISCIPLINE, required=False)
    violated_on = DayField(label=gettext_lazy("Ngày vi phạm"), required=False)
    disciplined_on = DayField(label=gettext_lazy("Ngày quyết định kỷ luật"), required=False)
    disciplined_by = forms.CharField(label=gettext_lazy("Mã đơn vị quyết định kỷ luật"), max_length=40, required=False)
    self_detected = _flag(gettext_lazy("Tự phát hiện và đã khắc phục"))
    targets_done = percent_field(gettext_lazy("Hoàn thành chỉ tiêu, nhiệm vụ được giao (%)"))


class PersonFacts(_Facts):
    """Dữ kiện của một người."""

    violated_at = forms.CharField(label=gettext_lazy("Mã đơn vị nơi vi phạm"), max_length=40, required=False)
    duty_related = _flag(gettext_lazy("Vi phạm liên quan nhiệm vụ được giao"))
    degenerated = _flag(gettext_lazy("Có kết luận suy thoái, “tự diễn biến”, “tự chuyển hóa”"))
    sick_days = forms.IntegerField(
        label=gettext_lazy("Nghỉ ốm cộng dồn (ngày)"),
        required=False,
        min_value=0,
        max_value=366,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "kd-short", "maxlength": 3}),
        error_messages={"invalid": gettext_lazy("Phải là số ngày, từ 0 đến 366."),
                        "min_value": gettext_lazy("Phải là số ngày, từ 0 đến 366."),
                        "max_value": gettext_lazy("Phải là số ngày, từ 0 đến 366.")},
    )  # fmt: skip
    maternity = _flag(gettext_lazy("Nghỉ thai sản"))
    civil_level = forms.TypedChoiceField(
        label=gettext_lazy("Xếp loại cán bộ, công chức, viên chức"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", gettext_lazy("Chưa có"))]
        + [(level.value, official_lazy(level.official)) for level in reversed(Level)],
    )
    reason = text_field(gettext_lazy("Căn cứ: văn bản, kết luận nào"), 1000)
    field_order = (
        "discipline",
        "violated_on",
        "violated_at",
        "disciplined_on",
        "disciplined_by",
        "duty_related",
        "self_detected",
        "degenerated",
    )


class BodyFacts(_Facts):
    """Dữ kiện của một đơn vị hoặc tập thể."""

    main_met = forms.TypedChoiceField(
        label=gettext_lazy("Các chỉ tiêu chủ yếu"),
        required=False,
        coerce=lambda value: {"1": True, "0": False}.get(value),
        empty_value=None,
        choices=[
            ("", gettext_lazy("Chưa rõ")),
            ("1", gettext_lazy("Đều đạt")),
            ("0", gettext_lazy("Có chỉ tiêu không đạt")),
        ],
    )
    exceeded = percent_field(gettext_lazy("Chỉ tiêu cơ bản vượt mức (%)"))
    in_time = percent_field(gettext_lazy("Hoàn thành đúng tiến độ, chất lượng (%)"))
    corruption = _flag(gettext_lazy("Nơi trực thuộc có tham nhũng, tiêu cực đã bị xử lý"))
    disunited = _flag(gettext_lazy("Có kết luận mất đoàn kết, suy thoái"))
    reason = text_field(gettext_lazy("Căn cứ: văn bản, kết luận nào"), 1000)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def page(request: Request, pk: int) -> HttpResponse:
    """Ghi dữ kiện trong năm."""
    subject = _find(request, pk)
    kind, fields, held = _held(subject)
    initial = {name: getattr(held, name) for name in fields} if held else {}
    if initial.get("main_met") is not None:
        initial["main_met"] = "1" if initial["main_met"] else "0"
    form = kind(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in fields}
        try:
            _write(request, subject, values, form.cleaned_data["reason"])
            messages.success(request, _("Đã ghi dữ kiện của năm."))
            return redirect("year_facts", pk)
        except WrongState as refusal:
            form.add_error(None, refusal.sentence)
    context = {"subject": subject, "form": form, "held": held}
    return render(request, "ratings/facts.html", context, status=409 if request.method == "POST" else 200)


def _find(request: Request, pk: int) -> Subject:
    paths = request.actor.reach(RECORD_FACTS)
    seen = Subject.objects.filter(within_any(paths) | within_any(paths, "person__path"))
    found: Subject = get_object_or_404(seen.select_related("cycle", "person", "unit", "collective__unit"), pk=pk)
    owner = found.person.path if found.person else found.path
    if not request.actor.may(RECORD_FACTS, owner):
        raise Http404
    return found


def _held(subject: Subject) -> tuple[type[_Facts], tuple[str, ...], Any]:
    year = subject.cycle.year
    if subject.person:
        return PersonFacts, PERSON_FIELDS, YearFact.objects.filter(person=subject.person, year=year).first()
    whose = {"collective": subject.collective} if subject.collective else {"unit": subject.unit}
    return BodyFacts, BODY_FIELDS, BodyFact.objects.filter(**whose, year=year).first()


def _write(request: Request, subject: Subject, values: dict[str, Any], reason: str) -> None:
    year = subject.cycle.year
    if subject.person:
        record_person(subject.person, year, values, by=request.actor, reason=reason)
        return
    body = subject.collective or subject.unit
    if body is None:
        raise PermissionDenied
    record_body(body, year, values, by=request.actor, reason=reason)
