"""Biểu mẫu của sổ văn bản."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kiemdiem.regulation.layout import PaperKind
from kiemdiem.web.forms import DayField, Form
from kiemdiem.web.official import official

LARGEST = 99_999  # no organ gives out so many in a term; more is a slip of the finger


class TermForm(Form):
    """Bắt đầu nhiệm kỳ."""

    begins = DayField(label=_("Ngày bắt đầu nhiệm kỳ"), help_text=_("ngày/tháng/năm, theo nghị quyết hoặc quyết định"))


class UsedForm(Form):
    """Số đã dùng ngoài hệ thống."""

    kind = forms.ChoiceField(label=_("Loại văn bản"))
    number = forms.IntegerField(
        label=_("Số cuối cùng đã dùng"),
        min_value=1,
        max_value=LARGEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "kd-short", "autocomplete": "off"}),
    )
    note = forms.CharField(
        label=_("Căn cứ"), max_length=250, help_text=_("Ví dụ: theo sổ công văn đi năm 2022, đến ngày 14/10/2022.")
    )

    def __init__(self, *args: Any, kinds: list[PaperKind], **named: Any) -> None:
        super().__init__(*args, **named)
        choices = [(each.key, f"{official(each.name)} ({each.symbol})") for each in kinds]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
