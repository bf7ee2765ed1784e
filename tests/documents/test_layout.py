"""The rulesets: which day has which, how a day, a number, a list are written; each group of values has its clause."""

from __future__ import annotations

from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest
import yaml

from kiemdiem.documents.model import Item
from kiemdiem.documents.printed import lead_of
from kiemdiem.regulation import NotInForce
from kiemdiem.regulation.layout import all_layouts, date_line, layout, layout_on, number_line


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2018, 4, 3), "hd36"),
        (date(2022, 10, 14), "hd36"),
        (date(2026, 5, 26), "hd36"),
        (date(2026, 5, 27), "hd05"),
        (date(2099, 1, 1), "hd05"),
    ],
)
def test_the_day_decides(day: date, key: str) -> None:
    assert layout_on(day).key == key


def test_before_the_first_guidance_known_there_is_none() -> None:
    with pytest.raises(NotInForce, match="02/04/2018"):
        layout_on(date(2018, 4, 2))


def test_no_day_between_two_rulesets_is_without_one() -> None:
    for before, after in zip(all_layouts(), all_layouts()[1:], strict=False):
        assert before.end is not None
        assert before.end + timedelta(days=1) == after.start
    assert all_layouts()[-1].end is None


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (date(2026, 2, 3), "Cần Thơ, ngày 03 tháng 02 năm 2026"),
        (date(2026, 3, 9), "Cần Thơ, ngày 09 tháng 3 năm 2026"),
        (date(2026, 1, 10), "Cần Thơ, ngày 10 tháng 01 năm 2026"),
        (date(2022, 10, 31), "Cần Thơ, ngày 31 tháng 10 năm 2022"),
        (None, "Cần Thơ, ngày … tháng … năm …"),
    ],
)
def test_zeros_stand_before_days_under_ten_and_months_under_three(day: date | None, line: str) -> None:
    assert date_line("Cần Thơ", day) == line


@pytest.mark.parametrize(
    ("key", "kind", "organ", "number", "line"),
    [
        ("hd36", "CV", "TU", 608, "Số 608-CV/TU"),
        ("hd36", "CV", "TU", 9, "Số 09-CV/TU"),
        ("hd36", "CV", "TU", 10, "Số 10-CV/TU"),
        ("hd36", "BB", "UBKTTU", None, "Số …-BB/UBKTTU"),
        ("hd36", "QĐi", "TU", 5, "Số 05-QĐi/TU"),
        ("hd05", "QĐi", "TU", 5, "Số 05-QĐ/TU"),
        ("hd05", "QĐ", "TU", 5, "Số 05-QĐ/TU"),
    ],
)
def test_number_and_symbol(key: str, kind: str, organ: str, number: int | None, line: str) -> None:
    assert number_line(layout(key), kind, organ, number) == line


def test_a_request_is_addressed_as_its_ruleset_says() -> None:
    assert [layout(key).kind("TTr").to for key in ("hd36", "hd05")] == ["Kính gửi", "Kính trình"]
    assert [layout(key).kind("CV").to for key in ("hd36", "hd05")] == ["Kính gửi", "Kính gửi"]


@pytest.mark.parametrize("key", ["hd36", "hd05"])
def test_every_group_has_its_clause_and_says_whether_it_was_read(key: str) -> None:
    source = files("kiemdiem.regulation") / "layout" / f"{key}.yaml"
    data: dict[str, Any] = yaml.safe_load(source.read_text(encoding="utf-8"))
    for name, group in [*data["groups"].items(), ("kinds", data["kinds"])]:
        assert group["cite"].startswith(data["number"]), name
        assert isinstance(group["verified"], bool), name
        assert group["verified"] or group["reading"], name


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("1. Tiếp tục", "1."),
        ("12. Tiếp tục", "12."),
        ("Điều 2. Thi hành", "Điều 2."),
        ("a) Việc thứ nhất", ""),
        ("Xong. Hết", ""),
        ("1.500 đồng", ""),
        ("Tiếp tục", ""),
        ("Ngày 1. Hai", ""),
        ("", ""),
    ],
)
def test_the_number_at_the_head_of_an_item(text: str, lead: str) -> None:
    found, rest = lead_of(Item(text))
    assert found == lead
    assert f"{found} {rest}".strip() == text
