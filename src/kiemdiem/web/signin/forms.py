"""Biểu mẫu của phòng đăng nhập, tài khoản."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import Role
from kiemdiem.organisations.models import Unit
from kiemdiem.organisations.tree import within_any
from kiemdiem.web.forms import DayField, Form
from kiemdiem.web.official import official_lazy

ROLES = [(role.value, official_lazy(role.label)) for role in Role]
LONGEST = 200  # letters of a password; hashing a book would keep the server busy


class PasswordField(forms.CharField):
    """Mật khẩu: the same letters however the keyboard has composed them; never shown again after a mistake."""

    def __init__(self, purpose: str, **named: Any) -> None:
        said = {
            "data-show": gettext_lazy("Hiện mật khẩu"),
            "data-hide": gettext_lazy("Giấu mật khẩu"),
            "data-marks": gettext_lazy("Đang có chữ có dấu; đồng chí xem bộ gõ tiếng Việt có đang bật không."),
        }
        widget = forms.PasswordInput(attrs={"autocomplete": purpose, "data-password": ""} | said)
        super().__init__(strip=False, max_length=LONGEST, widget=widget, **named)

    def clean(self, value: Any) -> str:
        return unicodedata.normalize("NFKC", super().clean(value))


class NameField(forms.CharField):
    """Tên đăng nhập."""

    def __init__(self, **named: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"})
        super().__init__(label=gettext_lazy("Tên đăng nhập"), max_length=60, widget=widget, **named)

    def clean(self, value: Any) -> str:
        return unicodedata.normalize("NFC", super().clean(value))


class SignInForm(Form):
    """Đăng nhập."""

    name = NameField()
    password = PasswordField("current-password", label=gettext_lazy("Mật khẩu"))


class CodeForm(Form):
    """Mã xác thực, from the phone or from paper."""

    code = forms.CharField(
        label=gettext_lazy("Mã xác thực"),
        max_length=20,
        help_text=gettext_lazy("6 chữ số trên ứng dụng xác thực, hoặc 8 chữ số của một mã dự phòng chưa dùng."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "kd-short"}),
    )


class FactorForm(CodeForm):
    """Mã đầu tiên của một ứng dụng xác thực mới."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["code"].label = _("Mã ứng dụng đang hiện")
        self.fields["code"].help_text = _("6 chữ số, đổi sau mỗi 30 giây.")


class ProofForm(Form):
    """Xác nhận lại chính mình bằng mật khẩu."""

    password = PasswordField("current-password", label=gettext_lazy("Mật khẩu của đồng chí"))


class NewPasswordForm(Form):
    """Mật khẩu mới, gõ hai lần."""

    new = PasswordField(
        "new-password",
        label=gettext_lazy("Mật khẩu mới"),
        help_text=gettext_lazy("Ít nhất 12 ký tự, nên là vài từ không dấu dễ nhớ; đừng dùng tên mình hay dãy số."),
    )
    again = PasswordField("new-password", label=gettext_lazy("Gõ lại mật khẩu mới"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "new" in given and "again" in given and given["new"] != given["again"]:
            self.add_error("again", _("Hai lần gõ mật khẩu chưa giống nhau."))
        return given


class ChangePasswordForm(NewPasswordForm):
    """Đổi mật khẩu của mình."""

    old = PasswordField("current-password", label=gettext_lazy("Mật khẩu đang dùng"))
    field_order = ("old", "new", "again")


class ActivateForm(NewPasswordForm):
    """Kích hoạt bằng mã trên phiếu."""

    name = NameField()
    code = forms.CharField(
        label=gettext_lazy("Mã kích hoạt"),
        max_length=30,
        help_text=gettext_lazy("12 chữ và số in trên phiếu; dấu gạch, chữ hoa hay chữ thường đều được."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    field_order = ("name", "code", "new", "again")


class ReasonForm(Form):
    """Lý do, as the ledger will state it."""

    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=250)


class SpanForm(Form):
    """Một khoảng ngày; `today` is the first day that can be chosen."""

    since = DayField(label=gettext_lazy("Từ ngày"), help_text=gettext_lazy("Ngày/tháng/năm."))
    until = DayField(label=gettext_lazy("Đến hết ngày"), help_text=gettext_lazy("Ngày/tháng/năm."))

    def __init__(self, *args: Any, today: date, **named: Any) -> None:
        super().__init__(*args, **named)
        self.today = today
        self.fields["since"].initial = today

    def clean_since(self) -> date:
        since: date = self.cleaned_data["since"]
        if since < self.today:
            raise ValidationError(_("Ngày bắt đầu không được trước hôm nay."))
        return since

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", _("Ngày kết thúc không được trước ngày bắt đầu."))
        return given


class DelegationForm(SpanForm):
    """Nhờ người làm thay mình."""

    deputy = forms.CharField(
        label=gettext_lazy("Tên đăng nhập của người làm thay"),
        max_length=60,
        help_text=gettext_lazy("Hỏi người đó; tên đăng nhập thường là mã đảng viên."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=250,
        help_text=gettext_lazy("Ví dụ: đi công tác, nghỉ ốm. Lý do được ghi vào sổ cái."),
    )
    field_order = ("deputy", "since", "until", "reason")

    def clean_deputy(self) -> Account:
        found = Account.objects.filter(name__iexact=self.cleaned_data["deputy"], is_active=True).first()
        if found is None:
            raise ValidationError(_("Không có tài khoản đang dùng nào mang tên này; hãy hỏi lại người đó."))
        return found


class GrantForm(SpanForm):
    """Giao vai trò tại một đơn vị trong phạm vi của người giao."""

    role = forms.ChoiceField(label=gettext_lazy("Vai trò"), choices=[("", gettext_lazy("Chọn vai trò")), *ROLES])
    unit = forms.CharField(
        label=gettext_lazy("Mã đơn vị"), max_length=40, widget=forms.TextInput(attrs={"class": "kd-short"})
    )
    field_order = ("role", "unit", "since", "until")

    def __init__(self, *args: Any, branches: list[str], **named: Any) -> None:
        super().__init__(*args, **named)
        self.branches = branches
        self.fields["until"].required = False
        self.fields["until"].help_text = _("Để trống nếu chưa biết ngày kết thúc.")

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    def clean_unit(self) -> Unit:
        return _unit(self.cleaned_data["unit"], self.branches)


class OpenUnitForm(Form):
    """Mở tài khoản cho cả một đơn vị."""

    unit = forms.CharField(
        label=gettext_lazy("Mã đơn vị"), max_length=40, widget=forms.TextInput(attrs={"class": "kd-short"})
    )

    def __init__(self, *args: Any, branches: list[str], **named: Any) -> None:
        super().__init__(*args, **named)
        self.branches = branches

    def clean_unit(self) -> Unit:
        return _unit(self.cleaned_data["unit"], self.branches)


class EndForm(Form):
    """Ngày cuối cùng của một vai trò; yesterday ends it at once."""

    last_day = DayField(
        label=gettext_lazy("Ngày cuối cùng"),
        help_text=gettext_lazy("Ghi ngày hôm qua để vai trò hết hiệu lực ngay."),
    )


def _unit(code: str, branches: list[str]) -> Unit:
    found: Unit | None = Unit.objects.filter(within_any(branches), code__iexact=code.strip()).first()
    if found is None:
        raise ValidationError(_("Không có đơn vị mang mã này trong phạm vi của đồng chí."))
    return found
