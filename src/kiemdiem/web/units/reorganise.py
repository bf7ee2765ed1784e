"""Sắp xếp tổ chức: each act has its page, that first says what will happen, and only then does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations import acts
from kiemdiem.organisations.actions import REORGANISE
from kiemdiem.organisations.models import Collective, Person, Post, Unit, on_day
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.units.forms import ChangeForm, MergeForm, MoveForm, RenameForm, SplitForm
from kiemdiem.web.units.views import above

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """Một việc sắp xếp: its form, its words, what will happen, and the act."""

    title: Any
    button: Any
    form: type[ChangeForm]
    effects: Callable[[Unit, Values], list[str]]
    act: Callable[[Request, Unit, Values], Unit]


@require_safe
@signed_in
def choose(request: Request, code: str) -> HttpResponse:
    """Chọn việc sắp xếp."""
    unit = _find(request, code)
    return render(request, "units/reorganise.html", {"unit": unit, "above": [*above(request, unit), (unit, True)]})


def _view(change: Change) -> Callable[..., Any]:
    """Trang của một việc: the form, then what will happen, then the act."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @signed_in
    def view(request: Request, code: str) -> HttpResponse:
        unit = _find(request, code)
        form = change.form(request.POST or None, unit=unit, by=request.actor, today=request.today)
        sure = False
        if request.method == "POST" and form.is_valid():
            if "confirm" not in request.POST and "back" not in request.POST:
                sure = True
            elif "confirm" in request.POST:
                try:
                    after = change.act(request, unit, form.cleaned_data)
                except WrongState as refusal:
                    form.add_error(None, refusal.sentence)
                else:
                    messages.success(request, _("Đã ghi: %(what)s.") % {"what": change.title})
                    return redirect("unit", after.code)
        return render(
            request,
            "units/change.html",
            {
                "unit": unit,
                "above": [*above(request, unit), (unit, True)],
                "change": change,
                "form": form,
                "effects": change.effects(unit, form.cleaned_data) if sure else [],
            },
        )

    return view


def _find(request: Request, code: str) -> Unit:
    """The unit, for whoever may rearrange it; readers who may not are told so."""
    unit: Unit = get_object_or_404(Unit.objects.visible_to(request.actor), code=code)
    if not request.actor.may(REORGANISE, unit.path):
        raise PermissionDenied
    return unit


def _rename_effects(unit: Unit, values: Values) -> list[str]:
    return [
        _("Từ ngày %(day)s, “%(old)s” có tên là “%(new)s”.")
        % {"day": _day(values), "old": unit.name, "new": values["name"]},
        _("Mã %(code)s, cấp trên, người và đơn vị trực thuộc giữ nguyên; giấy tờ cũ vẫn mang tên cũ.")
        % {"code": unit.code},
    ]


def _move_effects(unit: Unit, values: Values) -> list[str]:
    return [
        _("Từ ngày %(day)s, “%(unit)s” thuộc “%(to)s”, cùng mọi đơn vị và người bên dưới.")
        % {"day": _day(values), "unit": unit.name, "to": values["to"].name},
        _("Ai được giao việc ở “%(to)s” thì từ nay xem được “%(unit)s”; ai chỉ được giao việc ở cấp trên cũ thì không.")
        % {"to": values["to"].name, "unit": unit.name},
    ]


def _merge_effects(unit: Unit, values: Values) -> list[str]:
    on = values["on"]
    counts = {
        "people": Person.objects.filter(cell=unit).count(),
        "units": Unit.objects.filter(parent=unit, until=None).count(),
        "posts": Post.objects.filter(on_day(on), unit=unit).count(),
        "collectives": Collective.objects.filter(on_day(on), unit=unit).count(),
    }
    last = f"{on - timedelta(days=1):%d/%m/%Y}"
    return [
        _("“%(unit)s” kết thúc ngày %(last)s và từ ngày %(day)s nhập vào “%(to)s”.")
        % {"unit": unit.name, "last": last, "day": _day(values), "to": values["to"].name},
        _("%(people)s người và %(units)s đơn vị trực thuộc chuyển sang “%(to)s”.")
        % {**counts, "to": values["to"].name},
        _("%(posts)s lần giữ chức vụ và %(collectives)s tập thể của đơn vị này kết thúc ngày %(last)s.")
        % {**counts, "last": last},
        _("Mã %(code)s không dùng lại; lịch sử của đơn vị vẫn xem được.") % {"code": unit.code},
    ]


def _split_effects(unit: Unit, values: Values) -> list[str]:
    going = values.get("people", [])
    return [
        _("Từ ngày %(day)s có đơn vị mới “%(new)s”, mã %(code)s, cùng cấp trên với “%(unit)s”.")
        % {"day": _day(values), "new": values["name"], "code": values["code"], "unit": unit.name},
        _("%(count)s người chuyển sang đơn vị mới; những người khác ở lại.") % {"count": len(going)},
        _("Chức vụ và tập thể của đơn vị mới chưa có; ghi sau bằng sổ danh sách."),
    ]


def _day(values: Values) -> str:
    return f"{values['on']:%d/%m/%Y}"


def _split(request: Request, unit: Unit, values: Values) -> Unit:
    part = (values["code"], values["name"], values.get("people", []))
    return acts.split(unit.code, [part], by=request.actor, on=values["on"])[0]


rename = _view(
    Change(
        gettext_lazy("Đổi tên đơn vị"),
        gettext_lazy("Đổi tên đơn vị"),
        RenameForm,
        _rename_effects,
        lambda request, unit, values: acts.rename(unit.code, values["name"], by=request.actor, on=values["on"]),
    )
)
move = _view(
    Change(
        gettext_lazy("Chuyển sang cấp trên khác"),
        gettext_lazy("Chuyển đơn vị"),
        MoveForm,
        _move_effects,
        lambda request, unit, values: acts.move(unit.code, values["to"].code, by=request.actor, on=values["on"]),
    )
)
merge = _view(
    Change(
        gettext_lazy("Sáp nhập vào đơn vị khác"),
        gettext_lazy("Sáp nhập đơn vị"),
        MergeForm,
        _merge_effects,
        lambda request, unit, values: acts.merge([unit.code], values["to"].code, by=request.actor, on=values["on"]),
    )
)
split = _view(
    Change(gettext_lazy("Tách ra đơn vị mới"), gettext_lazy("Tách đơn vị"), SplitForm, _split_effects, _split)
)
