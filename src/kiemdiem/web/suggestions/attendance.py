"""Báo cáo dự và chỉ đạo kiểm điểm as a workbook: who was sent where, when, and who came by the minutes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

import xlsxwriter
from django.utils import translation

from kiemdiem.cycles.models import Cycle
from kiemdiem.organisations.models import Unit
from kiemdiem.reviews.models import Presence
from kiemdiem.suggestions.models import Assignment

COLUMNS = (  # heading, width
    ("Đồng chí", 28), ("Với tư cách", 28), ("Dự tại", 34), ("Họp của", 34), ("Nhiệm vụ", 16), ("Ngày họp", 12),
    ("Từ giờ", 9), ("Đến giờ", 9), ("Phân công", 16), ("Thay cho", 28), ("Dự họp", 22), ("Lý do, số văn bản", 40),
)  # fmt: skip


def attendance(unit: Unit, cycle: Cycle, rows: Iterable[Assignment], came: Mapping[int, Presence]) -> bytes:
    """Sổ .xlsx; in Vietnamese whoever takes it out, for it is a report of the unit."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
    page = book.add_worksheet("DuKiemDiem")
    page.write_string(0, 0, f"Dự và chỉ đạo kiểm điểm năm {cycle.year}: {unit.name}", book.add_format({"bold": True}))
    for place, (heading, width) in enumerate(COLUMNS):
        page.set_column(place, place, width)
        page.write_string(2, place, heading, head)
    page.freeze_panes(3, 1)
    with translation.override("vi"):
        for number, each in enumerate(rows, start=3):
            _write(page, number, _cells(each, came.get(each.pk)), day)
    book.close()
    return out.getvalue()


def _cells(each: Assignment, told: Presence | None) -> list[Any]:
    standing = each.state == Assignment.State.ASSIGNED
    hours = [f"{hour:%H:%M}" if hour else "" for hour in (each.starts_at, each.ends_at)]
    instead = each.substitute_for.person.name if each.substitute_for else ""
    came = str(Presence.State(told.state).label) if told else "Chưa ghi" if standing else ""
    return [
        each.person.name, each.capacity, each.place.name, each.collective.name if each.collective else each.place.name,
        str(each.get_role_display()), each.meets_on, *hours, str(each.get_state_display()), instead, came,
        told.reason if told else each.reason,
    ]  # fmt: skip


def _write(page: Any, number: int, cells: Iterable[Any], day: Any) -> None:
    for place, cell in enumerate(cells):
        if cell and isinstance(cell, str):
            page.write_string(number, place, cell)
        elif cell:
            page.write_datetime(number, place, cell, day)
