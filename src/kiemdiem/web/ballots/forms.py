"""Biểu mẫu của phòng bỏ phiếu kín."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kiemdiem.ballots.arithmetic import CHOICES, MOST, SLIPS, Figures
from kiemdiem.ballots.models import BallotItem
from kiemdiem.regulation import Level
from kiemdiem.regulation.rules import Threshold
from kiemdiem.web.forms import DayField, Form
from kiemdiem.web.official import official
from kiemdiem.web.templatetags.kd import SHORT

BASES = [
    ("entitled", _("Số người có quyền bỏ phiếu")),
    ("present", _("Số người có mặt")),
    ("valid", _("Số phiếu hợp lệ")),
]
TELLERS = ("head", "second", "third", "fourth", "fifth")
LABELS: dict[str, Any] = {
    "printed": _("Phiếu in"), "issued": _("Phiếu phát ra"), "returned": _("Phiếu thu về"),
    "valid": _("Phiếu hợp lệ"), "invalid": _("Phiếu không hợp lệ"), "blank": _("Để trống"),
} | {level.key: SHORT[level] for level in Level}  # fmt: skip


def whole(label: Any, **more: Any) -> forms.IntegerField:
    """Ô gõ một số nguyên không âm."""
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=MOST,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "class": "kd-short", "maxlength": 6, "autocomplete": "off"}
        ),
        error_messages={
            "invalid": _("Phải là số nguyên, không có dấu chấm hay chữ."),
            "min_value": _("Số này không âm."),
            "max_value": _("Số này quá lớn; hãy kiểm tra lại biên bản."),
        },
        **more,
    )


def words(label: Any, most: int, *, required: bool = False, hint: Any = "", long: bool = False) -> forms.CharField:
    """Ô gõ chữ."""
    attrs: dict[str, Any] = {"autocomplete": "off"}
    widget = forms.Textarea(attrs=attrs | {"rows": 3}) if long else forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, max_length=most, required=required, help_text=hint, widget=widget)


def choose(form: forms.Form, name: str, choices: list[tuple[Any, Any]]) -> None:
    """Các lựa chọn của một ô, known only when the page is asked for."""
    field: Any = form.fields[name]
    field.choices = choices


class SetupForm(Form):
    """Những điều chốt khi mở phiếu."""

    purpose = words(_("Nội dung bỏ phiếu"), 300, required=True)
    held_on = DayField(label=_("Ngày bỏ phiếu"))
    venue = words(_("Địa điểm"), 200)
    chair = words(_("Chủ trì hội nghị"), 200, required=True)
    secretary = words(_("Thư ký hội nghị"), 200, required=True)
    entitled = whole(
        _("Số người có quyền bỏ phiếu"),
        help_text=_("Đảng viên dự bị và người sinh hoạt tạm thời không tính. Khác danh sách thì ghi lý do ở ô dưới."),
    )
    entitled_reason = words(_("Lý do khác danh sách"), 300)
    present = whole(_("Số người có quyền bỏ phiếu có mặt"))
    head = words(_("Tổ trưởng tổ kiểm phiếu"), 200, required=True)
    second = words(_("Tổ viên thứ nhất"), 200)
    third = words(_("Tổ viên thứ hai"), 200)
    fourth = words(_("Tổ viên thứ ba"), 200)
    fifth = words(_("Tổ viên thứ tư"), 200)
    committee_reason = words(
        _("Lý do về tổ kiểm phiếu"),
        300,
        hint=_("Chỉ khi nơi này không đủ ba người ngoài danh sách trên phiếu: cấp trên cử ai, vì sao."),
    )
    threshold = forms.ChoiceField(label=_("Ngưỡng để đạt một mức"))
    base = forms.ChoiceField(label=_("Tính trên"), choices=BASES)
    higher_counts = forms.BooleanField(label=_("Phiếu mức cao được cộng cho mức thấp"), required=False)
    threshold_ground = words(
        _("Căn cứ chọn ngưỡng"), 300, hint=_("Bắt buộc khi khác thiết lập thường dùng, ví dụ nghị quyết của hội nghị.")
    )

    def __init__(self, *args: Any, options: Iterable[Threshold], **named: Any) -> None:
        super().__init__(*args, **named)
        choose(self, "threshold", [(each.key, official(each.name)) for each in options])


class CountForm(Form):
    """Số liệu kiểm phiếu: slips, then five figures for each line, in the order of the slip."""

    reader = forms.ChoiceField(label=_("Người trong tổ kiểm phiếu đọc số liệu"))
    note = words(_("Giải thích"), 500, long=True, hint=_("Chỉ khi trang yêu cầu nêu lý do."))

    def __init__(self, *args: Any, items: list[BallotItem], readers: list[str], **named: Any) -> None:
        self.items = items
        super().__init__(*args, **named)
        choose(self, "reader", [(name, name) for name in readers])
        for name in SLIPS:
            self.fields[name] = whole(LABELS[name])
        for item in items:
            for choice in CHOICES:
                self.fields[f"v-{item.pk}-{choice}"] = whole(LABELS[choice])
        self.order_fields(["reader", *SLIPS])

    def first(self) -> Iterator[forms.BoundField]:
        """Người đọc, các số phiếu."""
        return (self[name] for name in ("reader", *SLIPS))

    def lines(self) -> Iterator[tuple[BallotItem, list[forms.BoundField]]]:
        """Từng dòng trên phiếu với năm ô."""
        for item in self.items:
            yield item, [self[f"v-{item.pk}-{choice}"] for choice in CHOICES]

    def figures(self) -> Figures:
        """What was typed."""
        given = self.cleaned_data
        votes = {item.key: {choice: given[f"v-{item.pk}-{choice}"] for choice in CHOICES} for item in self.items}
        return Figures(**{name: given[name] for name in SLIPS}, votes=votes)


class ReasonForm(Form):
    """Một lý do."""

    reason = words(_("Lý do"), 500, required=True, long=True)


class DiscardForm(ReasonForm):
    """Bỏ lần nhập nào."""

    place = forms.ChoiceField(label=_("Quyết định"))
    field_order = ("place", "reason")

    def __init__(self, *args: Any, places: list[tuple[int, Any]], **named: Any) -> None:
        super().__init__(*args, **named)
        choose(self, "place", places)


class ConfirmForm(Form):
    """Tổ trưởng đã đối chiếu."""

    checked = forms.BooleanField(label="", required=False)

    def __init__(self, *args: Any, head: str, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["checked"].label = _("Tổ trưởng %(head)s đã đối chiếu số liệu với phiếu và ký biên bản giấy") % {
            "head": head
        }


class SettleForm(ReasonForm):
    """Không mức nào đạt: làm gì tiếp."""

    way = forms.ChoiceField(
        label=_("Hội nghị quyết định"),
        choices=[("again", _("Bỏ phiếu lại")), ("committee", _("Cấp ủy đề nghị và nêu rõ kết quả phiếu"))],
    )
    field_order = ("way", "reason")


class SignedForm(Form):
    """Ngày ký biên bản."""

    signed_on = DayField(label=_("Ngày ký"))
