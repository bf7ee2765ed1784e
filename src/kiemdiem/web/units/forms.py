"""Biểu mẫu của đơn vị: the roster's upload, the four ways to rearrange."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiemdiem.ledger.actor import Actor
from kiemdiem.organisations.actions import REORGANISE
from kiemdiem.organisations.models import CODE, Person, Placement, Unit
from kiemdiem.organisations.tree import within_any
from kiemdiem.vietnamese import fold, squeeze
from kiemdiem.web.forms import DayField, Form

MOST_BYTES = 20 * 1024 * 1024
MOST_PEOPLE = 500


class UploadForm(Form):
    """Gửi sổ danh sách."""

    book = forms.FileField(
        label=gettext_lazy("Sổ danh sách"),
        help_text=gettext_lazy("Tệp .xlsx hoặc .ods theo mẫu, không quá 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods"}),
        error_messages={
            "required": gettext_lazy("Đồng chí chưa chọn tệp nào."),
            "empty": gettext_lazy("Tệp này trống; hãy kiểm tra lại rồi chọn lại."),
        },
    )

    def clean_book(self) -> Any:
        """A workbook by its name, not too large; whether it is one shows when it is read."""
        book = self.cleaned_data["book"]
        if not book.name.lower().endswith((".xlsx", ".ods")):
            raise forms.ValidationError(_("“%(name)s” không phải tệp .xlsx hoặc .ods.") % {"name": book.name})
        if book.size > MOST_BYTES:
            size = f"{book.size / 1024 / 1024:.1f}".replace(".", ",")
            raise forms.ValidationError(
                _("Tệp dài %(size)s MB, quá 20 MB; hãy chia sổ thành nhiều tệp, mỗi tệp một phần đơn vị.")
                % {"size": size}
            )
        return book


class ChangeForm(Form):
    """Một việc sắp xếp tổ chức tại một đơn vị, from a day on."""

    on = DayField(
        label=gettext_lazy("Có hiệu lực từ ngày"),
        help_text=gettext_lazy("Theo quyết định của cấp có thẩm quyền, ngày/tháng/năm; không sau hôm nay."),
    )
    field_order: list[str]

    def __init__(self, data: Any = None, *, unit: Unit, by: Actor, today: date) -> None:
        super().__init__(data)
        self.unit, self.by, self.today = unit, by, today

    def clean_on(self) -> date:
        """Not in the future, since names and places change as soon as they are written; not before the last change."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("Ngày này sau hôm nay; hãy ghi việc sắp xếp khi quyết định có hiệu lực."))
        present = Placement.objects.filter(unit=self.unit, until=None).values_list("since", flat=True).first()
        earliest = present or self.unit.since
        if on < earliest:
            raise forms.ValidationError(
                _("Tên và vị trí hiện nay của đơn vị có từ ngày %(day)s; hãy ghi ngày không trước ngày ấy.")
                % {"day": f"{earliest:%d/%m/%Y}"}
            )
        return on

    def target(self, typed: str) -> Unit:
        """The unit meant by a code or a whole name, among those where the actor may rearrange."""
        wanted = Q(code__iexact=squeeze(typed)) | Q(name_key=fold(typed))
        known = Unit.objects.filter(within_any(self.by.reach(REORGANISE)), wanted, until=None).exclude(pk=self.unit.pk)
        found: list[Unit] = list(known.order_by("path")[:6])
        if not found:
            raise forms.ValidationError(
                _("Không thấy đơn vị còn hoạt động nào có mã hoặc tên “%(typed)s” trong phần đồng chí được sắp xếp.")
                % {"typed": typed}
            )
        if len(found) > 1:
            codes = ", ".join(unit.code for unit in found)
            raise forms.ValidationError(
                _("Có nhiều đơn vị cùng tên “%(typed)s”; hãy ghi mã: %(codes)s.") % {"typed": typed, "codes": codes}
            )
        return found[0]


class RenameForm(ChangeForm):
    """Đổi tên đơn vị."""

    name = forms.CharField(label=gettext_lazy("Tên mới"), max_length=250)
    field_order = ["name", "on"]

    def clean_name(self) -> str:
        """A name other than the present one."""
        name = squeeze(self.cleaned_data["name"])
        if name == self.unit.name:
            raise forms.ValidationError(_("Đây là tên hiện nay của đơn vị; hãy ghi tên mới."))
        return name


class TargetForm(ChangeForm):
    """Chuyển đến, hoặc sáp nhập vào, một đơn vị khác."""

    to = forms.CharField(
        max_length=250, help_text=gettext_lazy("Ghi mã đơn vị, hoặc cả tên nếu không có đơn vị nào trùng tên.")
    )
    field_order = ["to", "on"]

    def clean_to(self) -> Unit:
        """The unit itself."""
        return self.target(self.cleaned_data["to"])


class MoveForm(TargetForm):
    """Chuyển đơn vị sang cấp trên khác."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["to"].label = _("Cấp trên mới")

    def clean_to(self) -> Unit:
        """Not where it stands already."""
        found = super().clean_to()
        if found.pk == self.unit.parent_id:
            raise forms.ValidationError(_("“%(name)s” đang là cấp trên của đơn vị này.") % {"name": found.name})
        return found


class MergeForm(TargetForm):
    """Sáp nhập đơn vị vào đơn vị khác."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["to"].label = _("Sáp nhập vào đơn vị")


class SplitForm(ChangeForm):
    """Tách ra một đơn vị mới."""

    code = forms.CharField(
        label=gettext_lazy("Mã đơn vị mới"), max_length=CODE, help_text=gettext_lazy("Mã chưa dùng cho đơn vị nào.")
    )
    name = forms.CharField(label=gettext_lazy("Tên đơn vị mới"), max_length=250)
    people = forms.MultipleChoiceField(
        label=gettext_lazy("Những đồng chí chuyển sang đơn vị mới"),
        help_text=gettext_lazy("Ai không được chọn thì ở lại đơn vị cũ."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    field_order = ["code", "name", "on", "people"]

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        here = Person.objects.visible_to(self.by).filter(cell=self.unit).order_by("sort_key", "code")
        choices = [(code, f"{name} ({code})") for code, name in here.values_list("code", "name")[:MOST_PEOPLE]]
        self.fields["people"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["people"]

    def clean_code(self) -> str:
        """A code that can stand in an address and isn't taken."""
        code = squeeze(self.cleaned_data["code"])
        if "/" in code:
            raise forms.ValidationError(_("Mã chỉ gồm chữ, số, dấu chấm và gạch nối; không dùng dấu /."))
        if Unit.objects.filter(code__iexact=code).exists():
            raise forms.ValidationError(
                _("Mã “%(code)s” đã dùng; mã không dùng lại, hãy chọn mã khác.") % {"code": code}
            )
        return code
