"""Biểu mẫu của đợt: opening a year with its calendar, and the reasons of late changes."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kiemdiem.cycles import calendar
from kiemdiem.cycles.states import Step, Tier
from kiemdiem.organisations.models import Unit
from kiemdiem.regulation import FIRST_YEAR, Law, load_overlay
from kiemdiem.regulation.rules import READINGS
from kiemdiem.web.forms import DayField, Form
from kiemdiem.web.official import TERMS, cited, official, quoted

READING_WORDS = {
    "good_only": _("Trên số xếp loại đúng mức tốt (cách đọc theo câu chữ; mặc định)"),
    "good_or_better": _("Trên số xếp loại từ tốt trở lên"),
    "all_rated": _("Trên tất cả số được xếp loại"),
}
OVERLAYS = [("none", _("Không có")), ("can-tho", _("Thành ủy Cần Thơ (608-CV/TU)"))]


class OpenForm(Form):
    """Mở đợt: which year, for which unit, under which settings."""

    year = forms.IntegerField(
        label=_("Năm kiểm điểm"),
        min_value=FIRST_YEAR,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "kd-short", "maxlength": 4}),
        error_messages={
            "invalid": _("Năm phải là số có bốn chữ số, ví dụ 2022."),
            "min_value": _("Hệ thống chỉ có quy định từ năm 2018; hãy chọn năm 2018 trở đi."),
            "max_value": _("Năm này chưa có quy định nào; hãy kiểm tra lại."),
        },
    )
    unit = forms.ChoiceField(label=_("Mở cho"), help_text=_("Đơn vị này và mọi nơi trực thuộc."))
    overlay = forms.ChoiceField(label=_("Văn bản riêng của địa phương"), choices=OVERLAYS)
    reading = forms.ChoiceField(
        label=_("Cách tính tỷ lệ xuất sắc"),
        choices=[(name, READING_WORDS[name]) for name in READINGS],
        help_text=_(
            "Mẫu số theo câu chữ là số được xếp loại “Hoàn thành tốt nhiệm vụ”; chưa có văn bản giải thích khác. "
            "Cấp mở đợt chọn và chịu trách nhiệm; ba cách đọc luôn hiện cạnh nhau."
        ),
    )

    def __init__(self, *args: Any, units: list[Unit], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["unit"].choices = [(unit.code, unit.name) for unit in units]  # type: ignore[attr-defined]


class CalendarForm(Form):
    """Lịch: a day for each step at each level; steps in the lawful order."""

    def __init__(self, *args: Any, year: int, overlay: str, **named: Any) -> None:
        self.proposed = calendar.proposed(year, Law(load_overlay(overlay)))
        super().__init__(*args, **named)
        for (step, tier), (day, cite) in self.proposed.items():
            self.fields[name_of(step, tier)] = DayField(
                label=f"{step.label}, {str(tier.label).lower()}", initial=day, help_text=_ground(cite)
            )

    def days(self) -> dict[tuple[Step, Tier], date]:
        """What was chosen."""
        return {(step, tier): self.cleaned_data[name_of(step, tier)] for step, tier in self.proposed}

    def rows(self) -> list[tuple[Step, list[forms.BoundField]]]:
        """By step, cells first."""
        return [(step, [self[name_of(step, tier)] for tier in Tier]) for step in Step]

    def clean(self) -> dict[str, Any]:
        """What comes first is due first: at one level, and from the cells up for review and rating."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for tier in Tier:
            self._ascending([(step, tier) for step in (Step.PREPARE, Step.REVIEW, Step.RATE, Step.NOTIFY)])
        for step in (Step.REVIEW, Step.RATE):
            self._ascending([(step, tier) for tier in Tier])
        return cleaned

    def _ascending(self, keys: list[tuple[Step, Tier]]) -> None:
        held = [(name_of(*key), self.cleaned_data.get(name_of(*key)), key) for key in keys]
        for (_name, before, earlier), (name, after, _key) in pairwise(held):
            if before and after and after < before:
                self.add_error(
                    name,
                    ValidationError(
                        _("Ngày này phải từ %(day)s trở đi, sau bước “%(step)s, %(tier)s”."),
                        params={
                            "day": f"{before:%d/%m/%Y}",
                            "step": earlier[0].label,
                            "tier": str(earlier[1].label).lower(),
                        },
                    ),
                )


class ReasonForm(Form):
    """Lý do của một thay đổi sau khi mở đợt."""

    reason = forms.CharField(
        label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Lý do được lưu vào sổ cái và hiện bên cạnh đối tượng."),
    )  # fmt: skip


class CloseForm(Form):
    """Kết thúc đợt."""

    reason = forms.CharField(
        label=_("Lý do nếu còn đối tượng chưa có quyết định"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kết thúc đợt thì không ghi thêm được gì vào đợt này; kết quả vẫn xem được."),
    )


class AddForm(ReasonForm):
    """Bổ sung đảng viên."""

    person = forms.CharField(
        label=_("Mã đảng viên"), max_length=40, widget=forms.TextInput(attrs={"class": "kd-short"})
    )
    field_order = ("person", "reason")


class TransferForm(ReasonForm):
    """Chuyển nơi kiểm điểm."""

    to = forms.CharField(label=_("Mã chi bộ nhận"), max_length=40, widget=forms.TextInput(attrs={"class": "kd-short"}))
    field_order = ("to", "reason")


class LeaveOutForm(ReasonForm):
    """Đưa ra khỏi diện xếp loại."""

    reviewed = forms.ChoiceField(
        label=_("Vẫn kiểm điểm?"),
        choices=[("yes", _("Vẫn kiểm điểm, không xếp loại")), ("no", _("Không kiểm điểm, không xếp loại"))],
        initial="yes",
        widget=forms.RadioSelect,
    )
    field_order = ("reviewed", "reason")


def _ground(cite: str) -> str:
    """Căn cứ của một ngày: a clause as it is cited, or that the day is a proposal."""
    return official(cite) if cite in TERMS else quoted(cited(cite))


def name_of(step: Step, tier: Tier) -> str:
    """Tên ô của một bước ở một cấp."""
    return f"{step.value}-{tier.value}"
