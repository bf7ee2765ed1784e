"""Trang bảng tiêu chí của một cấp ủy: what holds there in a year, one more, one changed or ended."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kiemdiem.cycles.models import Cycle
from kiemdiem.cycles.queries import cycles_over
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations import queries
from kiemdiem.organisations.models import Unit
from kiemdiem.organisations.tree import ancestors
from kiemdiem.regulation.forms import years_with_forms
from kiemdiem.reviews import cataloguing
from kiemdiem.reviews.cataloguing import CITE, LEVELS, Spot, Wording, spots
from kiemdiem.reviews.criteria import last_used, of_year
from kiemdiem.reviews.models import Criterion
from kiemdiem.web.forms import Form
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.reviews import parsing
from kiemdiem.web.reviews.written import described
from kiemdiem.web.units.views import above


class Spots(forms.Select):
    """Danh sách mục theo mẫu; a list however short, since its choices stand in groups."""


class CriterionForm(Form):
    """Một tiêu chí."""

    spot = forms.ChoiceField(label=gettext_lazy("Mục của mẫu"), widget=Spots(attrs={"lang": "vi"}))
    code = forms.CharField(
        label=gettext_lazy("Số"),
        max_length=20,
        help_text=gettext_lazy("Ví dụ 1.2"),
        widget=forms.TextInput(attrs={"class": "kd-short", "autocomplete": "off"}),
    )
    title = forms.CharField(
        label=gettext_lazy("Nội dung tiêu chí"),
        max_length=cataloguing.LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    excellent, good, average, poor = (
        forms.CharField(
            label=label,
            required=False,
            max_length=cataloguing.LONGEST,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        for label in (
            gettext_lazy("Thế nào là xuất sắc"),
            gettext_lazy("Thế nào là tốt"),
            gettext_lazy("Thế nào là trung bình"),
            gettext_lazy("Thế nào là kém"),
        )
    )
    position = forms.IntegerField(
        label=gettext_lazy("Thứ tự trong mục"),
        min_value=1,
        max_value=999,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "kd-short", "autocomplete": "off"}),
    )
    since = forms.IntegerField(
        label=gettext_lazy("Áp dụng từ năm"),
        min_value=2018,
        max_value=2199,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "kd-short", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, choices: Iterable[Spot], **named: Any) -> None:
        super().__init__(*args, **named)
        grouped = [
            (title, [(f"{each.form}:{each.section}", each.title) for each in held])
            for title, held in groupby(choices, key=lambda spot: spot.form_title)
        ]
        self.fields["spot"].choices = grouped  # type: ignore[attr-defined]

    def wording(self) -> Wording:
        """What was typed."""
        values = dict(self.cleaned_data)
        form, _colon, section = values.pop("spot").partition(":")
        return Wording(form=form, section=section, **values)


@require_safe
@signed_in
def page(request: Request, code: str) -> HttpResponse:
    """Bảng tiêu chí áp dụng ở một đơn vị trong một năm (?nam=), its own and those of the units above."""
    unit = get_object_or_404(queries.seen_units(request.actor), code=code)
    year = _year(request, unit)
    held = of_year(year).filter(unit__path__in=[*ancestors(unit.path), unit.path]).select_related("unit")
    rows: dict[tuple[str, str], list[Criterion]] = {}
    for each in held.order_by("unit__path", "position", "code", "pk"):
        rows.setdefault((each.form, each.section), []).append(each)
    places = [
        (spot, [(each, described(each)) for each in rows[spot.form, spot.section]])
        for spot in spots(year)
        if (spot.form, spot.section) in rows
    ]
    context = {
        "unit": unit,
        "above": [*above(request, unit), (unit, True)],
        "year": year,
        "years": years_with_forms(request.today.year + 1),
        "sheets": [(title, list(some)) for title, some in groupby(places, key=lambda place: place[0].form_title)],
        "has_forms": bool(spots(year)),
        "sets": cataloguing.may_set(unit, request.actor),
        "cite": CITE,
    }
    return render(request, "reviews/criteria.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add(request: Request, code: str) -> HttpResponse:
    """Thêm tiêu chí vào bảng của đơn vị."""
    unit = get_object_or_404(queries.seen_units(request.actor), code=code)
    if not cataloguing.may_set(unit, request.actor):
        raise PermissionDenied
    year = _year(request, unit)
    choices = spots(parsing.whole(request.POST.get("since")) or year) or spots(year)
    form = CriterionForm(request.POST or None, choices=choices, initial={"since": year})
    context: dict[str, Any] = {"unit": unit, "form": form, "address": _page(unit, year), "cite": CITE}
    if request.method == "POST" and form.is_valid():
        try:
            made = cataloguing.add(unit, form.wording(), by=request.actor)
        except WrongState as refusal:
            return render(request, "reviews/criterion.html", context | {"refusal": refusal.sentence}, status=409)
        messages.success(
            request, _("Đã thêm tiêu chí; người viết bản từ năm %(year)s thấy ngay.") % {"year": made.since}
        )
        return redirect(_page(unit, made.since))
    return render(request, "reviews/criterion.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: Request, pk: int) -> HttpResponse:
    """Sửa tiêu chí; once answered, the new words hold from a later year."""
    found = _find(request, pk)
    used = last_used(found)
    since = used + 1 if used else found.since
    typed = parsing.whole(request.POST.get("since"))
    choices = spots(typed or since) or spots(found.since)
    initial = {name: getattr(found, name) for name in ("code", "title", *LEVELS, "position")}
    initial |= {"spot": f"{found.form}:{found.section}", "since": since}
    form = CriterionForm(request.POST or None, choices=choices, initial=initial)
    context: dict[str, Any] = {"criterion": found, "unit": found.unit, "form": form, "used": used, "cite": CITE}
    context["address"] = _page(found.unit, found.since)
    if request.method == "POST" and form.is_valid():
        try:
            made = cataloguing.change(found, form.wording(), by=request.actor)
        except WrongState as refusal:
            return render(request, "reviews/criterion.html", context | {"refusal": refusal.sentence}, status=409)
        messages.success(request, _("Đã ghi tiêu chí, áp dụng từ năm %(year)s.") % {"year": made.since})
        return redirect(_page(found.unit, made.since))
    return render(request, "reviews/criterion.html", context)


@require_POST
@signed_in
def end(request: Request, pk: int) -> HttpResponse:
    """Kết thúc, hoặc bỏ tiêu chí chưa ai trả lời."""
    found = _find(request, pk)
    used = last_used(found)
    try:
        cataloguing.end(found, used or found.since - 1, by=request.actor)
    except WrongState as refusal:
        messages.error(request, refusal.sentence)
        return redirect("criterion", pk)
    done = _("Đã kết thúc tiêu chí; năm %(year)s là năm cuối cùng áp dụng.") % {"year": used}
    messages.success(request, done if used else _("Đã bỏ tiêu chí."))
    return redirect(_page(found.unit, found.since))


def _find(request: Request, pk: int) -> Criterion:
    """A criterion still in force of a unit whose page is seen; only its keepers may change it."""
    seen = Criterion.objects.filter(unit__in=queries.seen_units(request.actor), until=None).select_related("unit")
    found: Criterion = get_object_or_404(seen, pk=pk)
    if not cataloguing.may_set(found.unit, request.actor):
        raise PermissionDenied
    return found


def _year(request: Request, unit: Unit) -> int:
    """The year asked for; else that of the latest cycle over the unit that has forms, else the latest with forms."""
    known = years_with_forms(request.today.year + 1)
    asked = parsing.whole(request.GET.get("nam"))
    if asked in known:
        return int(asked or 0)
    open_years = cycles_over([unit.path]).filter(phase=Cycle.Phase.OPEN).values_list("year", flat=True)
    return max((year for year in open_years if year in known), default=known[-1])


def _page(unit: Unit, year: int) -> str:
    return f"{reverse('criteria', args=[unit.code])}?nam={year}"
