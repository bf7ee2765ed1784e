"""Các trang và cột của sổ danh sách: what stands in each, how a cell is read and how it is written back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kiemdiem.organisations.kinds import CollectiveKind, Discipline, Standing, UnitKind, by_wording
from kiemdiem.regulation import Level
from kiemdiem.vietnamese import fold, squeeze
from kiemdiem.workbooks import parse_date, parse_whole


class Unreadable(ValueError):
    """Ô không đọc được: what is wrong and what to write instead."""


@dataclass(frozen=True, slots=True)
class Column:
    """Một cột: `read` turns the text of a cell into a value or raises Unreadable, `show` turns it back."""

    key: str
    header: str
    read: Callable[[str], Any]
    show: Callable[[Any], str | date | int | None]
    required: bool = False
    refers_to: str = ""


def _text(most: int) -> Callable[[str], str]:
    def read(cell: str) -> str:
        value = squeeze(cell)
        if len(value) > most:
            raise Unreadable(
                _("dài %(count)s chữ, quá %(most)s; hãy viết gọn lại") % {"count": len(value), "most": most}
            )
        return value

    return read


def _code(cell: str) -> str:
    value = _text(40)(cell)
    if "/" in value:  # a code is part of an address
        raise Unreadable(_("“%(value)s” có dấu /; mã chỉ gồm chữ, số, dấu chấm và gạch nối") % {"value": value})
    return value


def _day(cell: str) -> date | None:
    if not cell:
        return None
    found = parse_date(cell)
    if found is None or not 1900 <= found.year <= 2100:
        raise Unreadable(_("“%(cell)s” không phải một ngày; hãy ghi ngày/tháng/năm, ví dụ 03/02/2022") % {"cell": cell})
    return found


def _whole(most: int) -> Callable[[str], int | None]:
    def read(cell: str) -> int | None:
        if not cell:
            return None
        found = parse_whole(cell)
        if found is None or not 0 <= found <= most:
            raise Unreadable(_("“%(cell)s” không phải số từ 0 đến %(most)s") % {"cell": cell, "most": most})
        return found

    return read


def _mark(cell: str) -> bool:
    word = fold(cell)
    if word in ("x", "co", "1", "true", "v"):
        return True
    if word in ("", "khong", "0", "false"):
        return False
    raise Unreadable(_("“%(cell)s” không rõ; hãy ghi x hoặc để trống") % {"cell": cell})


def _choice(choices: Any, empty: str = "") -> Callable[[str], str]:
    def read(cell: str) -> str:
        if not cell:
            return empty
        found = by_wording(choices, cell)
        if found is None:
            raise Unreadable(_("“%(cell)s” không có trong danh mục; hãy chọn theo trang DanhMuc") % {"cell": cell})
        return found

    return read


def _level(cell: str) -> int | None:
    if not cell:
        return None
    for level in Level:
        if fold(cell) in (fold(level.official), fold(level.abbreviation)):
            return level.value
    raise Unreadable(
        _("“%(cell)s” không phải một mức xếp loại; hãy ghi đủ chữ, ví dụ Hoàn thành tốt nhiệm vụ") % {"cell": cell}
    )


def _same(value: Any) -> Any:
    return value


def _cross(value: bool) -> str | None:
    return "x" if value else None


def _label(choices: Any) -> Callable[[Any], str | None]:
    labels = {value: str(label) for value, label in choices.choices}
    return lambda value: labels.get(value)


def _official(value: int | None) -> str | None:
    return Level(value).official if value else None


def code(key: str, header: str, refers_to: str = "", *, required: bool = False) -> Column:
    """Cột mã: text, so that leading zeros stay."""
    return Column(key, header, _code, _same, required, refers_to)


def text(key: str, header: str, most: int = 250, *, required: bool = False) -> Column:
    """Cột chữ."""
    return Column(key, header, _text(most), _same, required)


def day(key: str, header: str, *, required: bool = False) -> Column:
    """Cột ngày."""
    return Column(key, header, _day, _same, required)


def choice(key: str, header: str, choices: Any, *, required: bool = False, empty: str = "") -> Column:
    """Cột chọn trong danh mục."""
    return Column(key, header, _choice(choices, empty), _label(choices), required)


def mark(key: str, header: str) -> Column:
    """Cột đánh dấu x."""
    return Column(key, header, _mark, _cross)


def whole(key: str, header: str, most: int, *, required: bool = False) -> Column:
    """Cột số nguyên, from 0."""
    return Column(key, header, _whole(most), _same, required)


def level(key: str, header: str) -> Column:
    """Cột mức xếp loại."""
    return Column(key, header, _level, _official)


UNITS, COLLECTIVES, PEOPLE = "DonVi", "TapThe", "NhanSu"
TEMPORARY, POSTS, FACTS = "SinhHoatTamThoi", "ChucVu", "DuKienNam"
SHEETS: Mapping[str, tuple[Column, ...]] = {
    UNITS: (
        code("code", "Mã đơn vị", required=True),
        text("name", "Tên đơn vị", required=True),
        choice("kind", "Loại", UnitKind, required=True),
        code("parent", "Mã đơn vị cấp trên", UNITS),
        day("since", "Ngày thành lập", required=True),
        day("until", "Ngày kết thúc"),
    ),
    COLLECTIVES: (
        code("code", "Mã tập thể", required=True),
        text("name", "Tên", required=True),
        code("unit", "Mã đơn vị", UNITS, required=True),
        choice("kind", "Loại", CollectiveKind, required=True),
        day("since", "Từ ngày", required=True),
        day("until", "Đến ngày"),
    ),
    PEOPLE: (
        code("code", "Mã", required=True),
        text("name", "Họ và tên", required=True),
        day("born", "Ngày sinh"),
        code("cell", "Mã chi bộ", UNITS),
        day("admitted", "Ngày kết nạp"),
        day("confirmed", "Ngày chính thức"),
        choice("standing", "Tình trạng", Standing, empty=Standing.OFFICIAL.value),
        mark("civil_servant", "CBCCVC"),
    ),
    TEMPORARY: (
        code("person", "Mã", PEOPLE, required=True),
        code("cell", "Mã chi bộ", UNITS, required=True),
        day("since", "Từ ngày", required=True),
        day("until", "Đến ngày"),
    ),
    POSTS: (
        code("person", "Mã", PEOPLE, required=True),
        code("unit", "Mã đơn vị", UNITS, required=True),
        code("collective", "Mã tập thể", COLLECTIVES),
        text("title", "Chức vụ", 200, required=True),
        mark("is_head", "Đứng đầu"),
        code("managed_by", "Đơn vị quản lý", UNITS),
        day("since", "Từ ngày", required=True),
        day("until", "Đến ngày"),
    ),
    FACTS: (
        code("person", "Mã", PEOPLE, required=True),
        whole("year", "Năm", 2100, required=True),
        choice("discipline", "Kỷ luật", Discipline),
        day("violated_on", "Ngày vi phạm"),
        code("violated_at", "Đơn vị vi phạm"),
        day("disciplined_on", "Ngày quyết định"),
        code("disciplined_by", "Đơn vị quyết định"),
        mark("duty_related", "Liên quan nhiệm vụ"),
        mark("self_detected", "Tự phát hiện"),
        whole("sick_days", "Nghỉ ốm (ngày)", 366),
        mark("maternity", "Nghỉ thai sản"),
        level("civil_level", "Xếp loại CBCCVC"),
        whole("targets_done", "Tỷ lệ hoàn thành chỉ tiêu", 1000),
    ),
}
KEYS: Mapping[str, tuple[str, ...]] = {
    UNITS: ("code",),
    COLLECTIVES: ("code",),
    PEOPLE: ("code",),
    TEMPORARY: ("person", "cell", "since"),
    POSTS: ("person", "unit", "title", "since"),
    FACTS: ("person", "year"),
}
SPANS: Mapping[str, tuple[str, str]] = {
    UNITS: ("since", "until"),
    COLLECTIVES: ("since", "until"),
    PEOPLE: ("admitted", "confirmed"),
    TEMPORARY: ("since", "until"),
    POSTS: ("since", "until"),
}
