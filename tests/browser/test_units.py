"""Unit, people, search, roster and rearranging in a real browser: accessible at both widths, workable by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from kiemdiem.organisations.models import Person, Unit
from kiemdiem.organisations.roster.columns import SHEETS
from web.place import city, member, officer

PAGES = (
    "/don-vi/Q1/",
    "/don-vi/Q1/nguoi/",
    "/tim/?q=lan",
    "/nguoi/Q1-2/",
    "/danh-sach/",
    "/don-vi/Q1-C/sap-xep/",
    "/don-vi/Q1-C/sap-xep/chia-tach/",
)


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_is_accessible_and_fits(
    page: Page, sign_in: Callable[..., None], axe: Callable[..., list[str]], width: int
) -> None:
    city()
    sign_in(page, officer())
    for address in PAGES:
        page.goto(address)
        assert axe(page, width) == [], address


def test_the_main_act_is_in_sight_without_scrolling(page: Page, sign_in: Callable[..., None]) -> None:
    city()
    sign_in(page, officer())
    page.set_viewport_size({"width": 1366, "height": 768})
    for address, button in (("/danh-sach/", "Xem trước"), ("/don-vi/Q1-C/sap-xep/doi-ten/", "Xem việc sẽ làm")):
        page.goto(address)
        expect(page.get_by_role("button", name=button)).to_be_in_viewport(ratio=1)


def test_a_roster_is_sent_in_looked_at_and_imported(
    page: Page, sign_in: Callable[..., None], axe: Callable[..., list[str]], tmp_path: Path, settings: Any
) -> None:
    settings.DATA = tmp_path
    city()
    sign_in(page, officer())
    book = openpyxl.Workbook()
    book.active.title = "NhanSu"
    book.active.append([column.header for column in SHEETS["NhanSu"]])
    book.active.append(["Q1-1", "Đặng Thị Lan mới", "03/02/1980", "Q1-C", "19/05/2010"])
    book.save(tmp_path / "so.xlsx")
    page.goto("/danh-sach/")
    page.get_by_label("Sổ danh sách").set_input_files(tmp_path / "so.xlsx")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xem trước sổ danh sách")
    assert axe(page) == []
    page.get_by_role("button", name="Nhập sổ danh sách").click()
    expect(page.get_by_role("status")).to_contain_text("Đã nhập 1 dòng")
    assert Person.objects.get(code="Q1-1").name == "Đặng Thị Lan mới"


def test_what_will_happen_takes_the_focus_before_it_happens(page: Page, sign_in: Callable[..., None]) -> None:
    city()
    sign_in(page, officer())
    page.goto("/don-vi/Q1-C/sap-xep/sap-nhap/")
    page.get_by_label("Sáp nhập vào đơn vị").fill("Q1-P")
    page.get_by_label("Có hiệu lực từ ngày").fill("01/07/2022")
    page.keyboard.press("Enter")
    box = page.get_by_role("alert")
    expect(box).to_be_focused()
    expect(box).to_contain_text("2 người và 0 đơn vị trực thuộc chuyển sang")
    expect(page.get_by_label("Có hiệu lực từ ngày")).to_be_hidden()
    assert Unit.objects.get(code="Q1-C").until is None
    page.get_by_role("button", name="Sáp nhập đơn vị").click()
    expect(page.get_by_text("Đã ghi: Sáp nhập vào đơn vị khác.")).to_be_visible()
    assert Unit.objects.get(code="Q1-C").until is not None


def test_an_error_takes_the_focus_and_leads_to_its_field(page: Page, sign_in: Callable[..., None]) -> None:
    city()
    sign_in(page, officer())
    page.goto("/don-vi/Q1-C/sap-xep/doi-ten/")
    page.get_by_label("Có hiệu lực từ ngày").fill("31/02/2022")
    page.get_by_label("Tên mới").fill("Chi bộ mới")
    page.get_by_role("button", name="Xem việc sẽ làm").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link", name="Có hiệu lực từ ngày").click()
    expect(page.get_by_label("Có hiệu lực từ ngày")).to_be_focused()


def test_a_member_reads_the_own_cell_on_a_phone(
    page: Page, sign_in: Callable[..., None], axe: Callable[..., list[str]]
) -> None:
    city()
    sign_in(page, member())
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/don-vi/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Chi bộ")
    assert axe(page, 390) == []
