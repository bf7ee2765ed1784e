"""Biểu mẫu của phòng xếp loại."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kiemdiem.ratings.instrument import Instrument
from kiemdiem.ratings.models import Complaint, Ground
from kiemdiem.regulation import Kind, Level
from kiemdiem.regulation.shares import Terms
from kiemdiem.web.forms import DayField, Form
from kiemdiem.web.official import official_lazy


class DocumentForm(Form):
    """Số, ngày, người ký của quyết định."""

    number = forms.CharField(label=_("Số, ký hiệu"), max_length=60, required=False, help_text=_("Ví dụ 117-QĐ/QU."))
    signed_on = DayField(label=_("Ngày ký"), required=False)
    signatory = forms.CharField(label=_("Người ký"), max_length=250, required=False,
                                help_text=_("Họ và tên, chức vụ người ký."))  # fmt: skip


def _line(label: Any, most: int, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text)


def text_field(label: Any, most: int, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def percent_field(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "kd-short", "maxlength": 3}),
        error_messages={
            "invalid": _("Phải là số nguyên từ 0 đến 100."),
            "min_value": _("Phải là số nguyên từ 0 đến 100."),
            "max_value": _("Phải là số nguyên từ 0 đến 100."),
        },
    )


class InstrumentForm(Form):
    """Quyết định làm căn cứ: number and day; who signed and why where the act asks for it."""

    number = _line(_("Số quyết định"), 60, _("Ví dụ 117-QĐ/QU."))
    signed_on = DayField(label=_("Ngày quyết định"))

    def instrument(self) -> Instrument:
        """What was typed."""
        given = self.cleaned_data
        return Instrument(given["number"], given["signed_on"], given.get("reason", ""), given.get("signatory", ""))


class ComplaintForm(Form):
    """Khiếu nại, tố cáo, phản ánh."""

    sort = forms.ChoiceField(label=_("Loại"), choices=Complaint.Sort.choices)
    received_on = DayField(label=_("Ngày nhận"))
    text = text_field(_("Nội dung tóm tắt"), 2000, _("Không ghi tên người phản ánh."))


class VerifyForm(Form):
    """Kết quả thẩm định lại."""

    result = text_field(_("Kết quả thẩm định lại"), 2000)
    on = DayField(label=_("Ngày thẩm định lại"))


class ExcuseForm(InstrumentForm):
    """Quyết định ngoại lệ; only the conditions and cases the year's law leaves open."""

    case = forms.ChoiceField(label=_("Điều kiện và trường hợp"))
    signatory = _line(_("Người ký"), 250)
    reason = text_field(_("Lý do"), 1000)
    field_order = ("case", "number", "signed_on", "signatory", "reason")

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        case = self.fields["case"]
        assert isinstance(case, forms.ChoiceField)
        case.choices = choices


class CommendForm(InstrumentForm):
    """Khen thưởng gắn với mức xếp loại."""

    title = _line(_("Danh hiệu, hình thức khen thưởng"), 250)
    least = forms.TypedChoiceField(
        label=_("Mức xếp loại thấp nhất phải có"),
        coerce=int,
        choices=[(level.value, official_lazy(level.official)) for level in (Level.EXCELLENT, Level.GOOD)],
    )
    field_order = ("title", "least", "number", "signed_on")


class HeadForm(Form):
    """Người đứng đầu thay đổi trong năm."""

    codes = _line(
        _("Mã tập thể, tổ chức đang đứng đầu"),
        300,
        _("Cách nhau bằng dấu phẩy; để trống nếu không còn đứng đầu nơi nào."),
        required=False,
    )
    since = DayField(label=_("Từ ngày"))
    reason = text_field(_("Lý do, căn cứ"), 1000)


class AnswerForm(Form):
    """Kết quả xem xét khen thưởng."""

    how = text_field(_("Cấp có thẩm quyền đã xem xét thế nào"), 1000)


class AgainForm(Form):
    """Xếp loại lại."""

    level = forms.TypedChoiceField(
        label=_("Mức mới"),
        coerce=int,
        choices=[(level.value, official_lazy(level.official)) for level in reversed(Level)],
    )
    ground = forms.ChoiceField(label=_("Căn cứ xếp loại lại"), choices=Ground.choices)
    reason = text_field(_("Lý do xếp loại lại"), 1000)


class TermsForm(Form):
    """Thiết lập tỷ lệ của cấp có thẩm quyền."""

    kind = forms.ChoiceField(
        label=_("Loại đối tượng"), choices=[(kind.value, official_lazy(kind.official)) for kind in Kind]
    )
    reading = forms.ChoiceField(
        label=_("Mẫu số của tỷ lệ"),
        required=False,
        choices=[
            ("", _("Như đợt đang áp dụng")),
            ("good_only", _("Số xếp đúng mức tốt (theo chữ của văn bản)")),
            ("good_or_better", _("Số xếp từ tốt trở lên")),
            ("all_rated", _("Mọi đối tượng được xếp loại")),
        ],
    )
    rounding = forms.ChoiceField(
        label=_("Làm tròn"),
        required=False,
        choices=[
            ("", _("Như đang áp dụng")),
            ("down", _("Lấy phần nguyên (không bao giờ vượt tỷ lệ)")),
            ("nearest", _("Làm tròn đến số gần nhất")),
            ("up", _("Làm tròn lên")),
        ],
    )
    percent = percent_field(_("Tỷ lệ (%)"))
    small_below = percent_field(_("Nhóm nhỏ: mẫu số dưới"))
    small_allowed = percent_field(_("Nhóm nhỏ: được xếp xuất sắc"))
    decision_no = _line(_("Số quyết định"), 60, _("Quyết định, kết luận của cấp có thẩm quyền."))
    decided_on = DayField(label=_("Ngày quyết định"))
    ground = text_field(_("Căn cứ, lý do"), 1000)

    def terms(self, scope: str) -> Terms:
        """What was typed."""
        given = self.cleaned_data
        return Terms(scope=scope, **given | {"kind": Kind(given["kind"])})


class RegroupForm(InstrumentForm):
    """Xếp lại nhóm tương đồng."""

    key = _line(_("Tên nhóm tương đồng"), 200, _("Ví dụ: Bí thư cấp ủy cơ sở. Để trống là nhóm chung."), required=False)
    reason = text_field(_("Lý do"), 1000)
    field_order = ("key", "number", "signed_on", "reason")
