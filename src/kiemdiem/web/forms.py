"""Biểu mẫu: how forms look everywhere, and the fields our forms share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

MOST_RADIOS = 6
EARLIEST, LATEST = 1900, 2199  # years of a day that somebody means


class Renderer(TemplatesSetting):
    """Label, hint, error, control, in this order."""

    form_template_name = "parts/form.html"
    field_template_name = "parts/field.html"


class RadiosMixin:
    """Nút chọn thay cho danh sách thả xuống, up to six choices; our own words for a field left empty."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _("Chưa điền mục này.")
            if isinstance(field, forms.ChoiceField) and type(field.widget) is forms.Select:
                _as_radios(field)


def _as_radios(field: forms.ChoiceField) -> None:
    options: Any = field.choices
    choices = [(value, label) for value, label in options if value or not field.required]
    if len(choices) <= MOST_RADIOS:
        field.widget = forms.RadioSelect(attrs=field.widget.attrs, choices=choices)


class Form(RadiosMixin, forms.Form):
    """Biểu mẫu. The browser's own bubbles speak its language, not ours, so what is missing is told by the page."""

    use_required_attribute = False


class DayField(forms.DateField):
    """Ngày gõ theo dd/mm/yyyy."""

    widget = forms.DateInput(
        format="%d/%m/%Y", attrs={"inputmode": "numeric", "autocomplete": "off", "class": "kd-short", "maxlength": 10}
    )
    default_error_messages = {
        "invalid": _("Ngày này không có; hãy gõ ngày/tháng/năm, ví dụ 14/12/2022."),
        "required": _("Đồng chí chưa ghi ngày."),
    }

    def __init__(self, **named: Any) -> None:
        super().__init__(**({"input_formats": ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]} | named))

    def to_python(self, value: Any) -> date | None:
        """A day of this century or the last; 02/01/0202 is a slip of the finger."""
        found = super().to_python(value)
        if found and not EARLIEST <= found.year <= LATEST:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found
