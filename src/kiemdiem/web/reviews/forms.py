"""Biểu mẫu của phòng kiểm điểm."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kiemdiem.organisations.models import Collective
from kiemdiem.web.forms import DayField, Form


class PlanForm(Form):
    """Định cuộc họp: of the place itself or of one of its leading collectives."""

    collective = forms.ChoiceField(label=_("Họp của"), required=False, widget=forms.RadioSelect)
    held_on = DayField(label=_("Ngày họp"), help_text=_("ngày/tháng/năm"))
    venue = forms.CharField(label=_("Địa điểm"), max_length=200, required=False)

    def __init__(self, *args: Any, place: str, collectives: list[Collective], **named: Any) -> None:
        super().__init__(*args, **named)
        if collectives:
            choices = [("", place), *((each.code, each.name) for each in collectives)]
            self.fields["collective"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["collective"]
