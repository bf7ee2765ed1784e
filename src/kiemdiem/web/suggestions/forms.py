"""Biểu mẫu của phòng gợi ý: items as they were typed, the letter, an assignment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kiemdiem.regulation.rules import Point
from kiemdiem.suggestions.acts import MOST_ITEMS
from kiemdiem.suggestions.models import Assignment, Suggestion
from kiemdiem.web.forms import DayField, Form
from kiemdiem.web.reviews.parsing import day

SPARE = 2  # empty places below the items there are, so that one more needs no script


def points(posted: QueryDict) -> list[Point]:
    """Các nội dung đã gõ, in order; a place left empty is none. Raises WrongState for a day that can't be read."""
    found = (_point(posted, number) for number in range(1, MOST_ITEMS + SPARE + 1))
    return [each for each in found if each.fact or each.source or each.explain or each.fact_on]


def rows(kept: Sequence[Any], posted: QueryDict | None) -> list[dict[str, Any]]:
    """Những ô của trang dự thảo: what was typed when it wasn't taken, else what is kept; then empty ones."""
    names = ("category", "category_reason", "fact", "source", "explain")
    if posted is None:
        filled = [
            {name: getattr(each, name) for name in names} | {"day": f"{each.fact_on:%d/%m/%Y}" if each.fact_on else ""}
            for each in kept
        ]
    else:
        numbers = [each for each in range(1, MOST_ITEMS + SPARE + 1) if f"fact-{each}" in posted]
        filled = [
            {name: posted.get(f"{name}-{each}", "") for name in names} | {"day": posted.get(f"day-{each}", "")}
            for each in numbers
        ]
    spare = 0 if posted is not None else SPARE
    return [{"number": number} | each for number, each in enumerate([*filled, *({} for _ in range(spare))], start=1)]


def _point(posted: QueryDict, number: int) -> Point:
    typed = posted.get(f"day-{number}", "").strip()
    return Point(
        category=posted.get(f"category-{number}", ""),
        category_reason=posted.get(f"category_reason-{number}", "").strip(),
        fact=posted.get(f"fact-{number}", "").strip(),
        source=posted.get(f"source-{number}", "").strip(),
        fact_on=day(typed) if typed else None,
        explain=posted.get(f"explain-{number}", "").strip(),
    )


def _hour() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"class": "kd-short", "autocomplete": "off", "maxlength": 5})


class LetterForm(Form):
    """Công văn gợi ý: who issues it, where, who signs, when; for a late one, how it is still heard."""

    organ = forms.CharField(label=_("Cơ quan ban hành"), max_length=90)
    symbol = forms.CharField(label=_("Ký hiệu cơ quan"), max_length=12)
    place = forms.CharField(label=_("Địa danh"), max_length=60)
    authority = forms.CharField(label=_("Quyền hạn ký"), max_length=60)
    post = forms.CharField(label=_("Chức vụ người ký"), max_length=60)
    signer = forms.CharField(label=_("Họ và tên người ký"), max_length=80)
    signed_on = DayField(label=_("Ngày ký"), help_text=_("ngày/tháng/năm"))

    def __init__(self, *args: Any, late: bool, **named: Any) -> None:
        super().__init__(*args, **named)
        if late:
            self.fields["late_way"] = forms.ChoiceField(
                label=_("Đối tượng đã được kiểm điểm; nội dung gợi ý được xem xét bằng cách nào"),
                choices=Suggestion.LateWay.choices,
                widget=forms.RadioSelect,
            )


class AssignmentForm(Form):
    """Phân công: who, where, when."""

    person = forms.ChoiceField(label=_("Phân công đồng chí"))
    place = forms.ChoiceField(label=_("Dự kiểm điểm tại"))
    role = forms.ChoiceField(label=_("Nhiệm vụ"), choices=Assignment.Role.choices, widget=forms.RadioSelect)
    meets_on = DayField(label=_("Ngày họp"), help_text=_("ngày/tháng/năm, để trống nếu chưa định"), required=False)
    starts_at = forms.TimeField(label=_("Từ giờ"), help_text=_("ví dụ 08:00"), required=False, widget=_hour())
    ends_at = forms.TimeField(label=_("Đến giờ"), required=False, widget=_hour())
    sure = forms.BooleanField(label=_("Đã xem lại, dự được cả hai nơi trong ngày"), required=False)

    def __init__(self, *args: Any, people: Any, places: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["person"].choices = people  # type: ignore[attr-defined]
        self.fields["place"].choices = places  # type: ignore[attr-defined]


class SubstituteForm(Form):
    """Thay người: who instead, and why."""

    person = forms.ChoiceField(label=_("Người thay"))
    reason = forms.CharField(label=_("Lý do thay người"), max_length=500)
    sure = forms.BooleanField(label=_("Đã xem lại, dự được cả hai nơi trong ngày"), required=False)

    def __init__(self, *args: Any, people: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["person"].choices = people  # type: ignore[attr-defined]


class ReasonForm(Form):
    """Lý do thu hồi, rút."""

    reason = forms.CharField(label=_("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
