"""Biểu mẫu của phòng xếp loại."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kiemdiem.regulation import Level
from kiemdiem.web.forms import DayField, Form
from kiemdiem.web.official import official_lazy


def _count(label: object) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,  # type: ignore[arg-type]
        min_value=0,
        max_value=100_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "kd-short", "maxlength": 6}),
        error_messages={
            "invalid": _("Phải là số nguyên, không có dấu chấm hay chữ."),
            "min_value": _("Số này không âm."),
            "max_value": _("Số này quá lớn; hãy kiểm tra lại biên bản."),
        },
    )


class VoteForm(Form):
    """Biên bản kiểm phiếu: the counts as they stand in the paper minutes."""

    held_on = DayField(label=_("Ngày bỏ phiếu"))
    entitled = _count(_("Số được triệu tập"))
    present = _count(_("Số có mặt"))
    issued = _count(_("Phiếu phát ra"))
    collected = _count(_("Phiếu thu về"))
    valid = _count(_("Phiếu hợp lệ"))
    excellent = _count(official_lazy(Level.EXCELLENT.official))
    good = _count(official_lazy(Level.GOOD.official))
    completed = _count(official_lazy(Level.COMPLETED.official))
    failed = _count(official_lazy(Level.FAILED.official))


class DocumentForm(Form):
    """Số, ngày, người ký của quyết định."""

    number = forms.CharField(label=_("Số, ký hiệu"), max_length=60, required=False, help_text=_("Ví dụ 117-QĐ/QU."))
    signed_on = DayField(label=_("Ngày ký"), required=False)
    signatory = forms.CharField(label=_("Người ký"), max_length=250, required=False,
                                help_text=_("Họ và tên, chức vụ người ký."))  # fmt: skip
