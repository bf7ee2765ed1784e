"""Biểu mẫu của phòng xếp loại."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kiemdiem.web.forms import DayField, Form


class DocumentForm(Form):
    """Số, ngày, người ký của quyết định."""

    number = forms.CharField(label=_("Số, ký hiệu"), max_length=60, required=False, help_text=_("Ví dụ 117-QĐ/QU."))
    signed_on = DayField(label=_("Ngày ký"), required=False)
    signatory = forms.CharField(label=_("Người ký"), max_length=250, required=False,
                                help_text=_("Họ và tên, chức vụ người ký."))  # fmt: skip
