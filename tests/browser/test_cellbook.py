"""Recording a cell's meeting from paper in a real browser: one page, rows added, no network, a workbook back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from cycles.cast import account, open_year, town
from kiemdiem.accounts.roles import Role
from kiemdiem.reviews.models import Comment, Meeting, Paper
from reviews.books import fill

NAMES = ["Trần Quốc Thuận", "Lâm Thị Bích Vân", "Ngô Thanh Bình"]


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    with time_machine.travel(datetime(2022, 12, 1, 5, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def secretary(page: Page, sign_in: Any) -> Page:
    """The clerk of a cell at the page to record from paper."""
    town()
    open_year()
    sign_in(page, account("thu-ky-c1", [(Role.CLERK, "C1")], of="M2"))
    page.goto("/don-vi/C1/tu-giay/")
    return page


def picture(page: Page, name: str) -> None:
    """Kept for a person to look at, when asked for."""
    if folder := os.environ.get("KIEMDIEM_SHOTS"):
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})


def typed(page: Page) -> None:
    """A meeting and one comment, as a secretary types them."""
    page.get_by_label("Ngày họp", exact=True).fill("01/12/2022")
    page.get_by_label("Địa điểm").fill("Nhà văn hóa")
    for name in NAMES:
        page.get_by_role("row", name=name).get_by_label("Kiểm điểm tại cuộc họp này").check()
    page.get_by_label("Người góp ý, dòng thêm 1").select_option(NAMES[1])
    page.get_by_label("Góp ý về, dòng thêm 1").select_option(f"{NAMES[2]}, đảng viên")
    page.get_by_label("Nội dung góp ý, dòng thêm 1").fill("Cần sâu sát hơn.")


def test_a_meeting_is_seen_before_it_is_written_and_rows_are_added(secretary: Page, axe: Any) -> None:
    typed(secretary)
    secretary.locator("#trang-gop-y").get_by_role("button", name="Thêm dòng").click()
    expect(secretary.get_by_label("Người góp ý, dòng thêm 4")).to_be_focused()
    secretary.get_by_role("button", name="Xem trước").click()
    expect(secretary.get_by_role("heading", name="Xem trước: chưa ghi gì")).to_be_visible()
    picture(secretary, "tu-giay-xem-truoc")
    assert not Meeting.objects.exists()
    secretary.get_by_role("button", name="Ghi vào hệ thống").click()
    expect(secretary.get_by_text("ô vào hệ thống.")).to_be_visible()
    assert Meeting.objects.get().venue == "Nhà văn hóa"
    assert Comment.objects.get().text == "Cần sâu sát hơn."
    assert axe(secretary) == []
    assert axe(secretary, 390) == []
    picture(secretary, "tu-giay")
    expect(secretary.locator("#con-giu")).to_be_hidden()  # what was taken is not offered again
    secretary.reload()
    expect(secretary.locator("#con-giu")).to_be_hidden()


def test_without_a_network_nothing_typed_is_lost_even_when_the_laptop_is_shut(secretary: Page) -> None:
    address = secretary.url
    other = secretary.context.new_page()  # a lost network is told on the console too, which fails the first page's test
    other.goto(address)
    other.route("**/healthz", lambda route: route.abort())
    typed(other)
    other.locator("#trang-gop-y").get_by_role("button", name="Thêm dòng").click()
    other.get_by_label("Nội dung góp ý, dòng thêm 4").fill("Thêm một ý.")
    other.get_by_role("button", name="Ghi vào hệ thống").click()
    expect(other.get_by_text("Chưa gửi được vì không có mạng.")).to_be_visible()
    assert not Meeting.objects.exists()
    other.close()
    secretary.reload()
    secretary.get_by_role("button", name="Đưa chữ ấy vào trang").click()
    expect(secretary.get_by_label("Địa điểm")).to_have_value("Nhà văn hóa")
    expect(secretary.get_by_label("Nội dung góp ý, dòng thêm 4")).to_have_value("Thêm một ý.")
    expect(secretary.get_by_role("row", name=NAMES[0]).get_by_label("Kiểm điểm tại cuộc họp này")).to_be_checked()
    secretary.get_by_label("Người góp ý, dòng thêm 4").select_option(NAMES[0])
    secretary.get_by_label("Góp ý về, dòng thêm 4").select_option(f"{NAMES[2]}, đảng viên")
    secretary.get_by_role("button", name="Ghi vào hệ thống").click()
    expect(secretary.get_by_text("ô vào hệ thống.")).to_be_visible()
    assert sorted(Comment.objects.values_list("text", flat=True)) == ["Cần sâu sát hơn.", "Thêm một ý."]


def test_the_session_may_end_while_one_records_without_a_network(secretary: Page) -> None:
    typed(secretary)
    secretary.evaluate("document.dispatchEvent(new CustomEvent('kd:session-over', {cancelable: true}))")
    expect(secretary.get_by_text("Phiên làm việc đã hết.")).to_be_visible()
    secretary.get_by_label("Địa điểm").fill("Ghi tiếp")
    secretary.wait_for_timeout(500)
    secretary.reload()
    secretary.get_by_role("button", name="Đưa chữ ấy vào trang").click()
    expect(secretary.get_by_label("Địa điểm")).to_have_value("Ghi tiếp")


def test_a_workbook_comes_back_and_its_mistakes_stand_at_their_cells(secretary: Page, tmp_path: Path) -> None:
    secretary.get_by_text("Ghi bằng sổ Excel, cả khi không có mạng").click()
    with secretary.expect_download() as coming:
        secretary.get_by_role("button", name="Lấy sổ").click()
    path = tmp_path / "so.xlsx"
    coming.value.save_as(path)
    fill(
        path,
        ("CuocHop", "Ngày họp", "Ghi vào đây", "32/12/2022"),
        ("CuocHop", "Địa điểm", "Ghi vào đây", "Nhà văn hóa"),
        ("BanKiemDiem", NAMES[2], "Đã nhận bản giấy", "x"),
        ("BanKiemDiem", NAMES[2], "Tự xếp loại", "Hoàn thành tốt nhiệm vụ"),
    )  # fmt: skip
    secretary.get_by_label("Sổ đã ghi").set_input_files(path)
    secretary.get_by_role("button", name="Gửi sổ để xem trước").click()
    expect(secretary.get_by_role("heading", name="Chưa ghi gì: còn chỗ phải sửa")).to_be_visible()
    picture(secretary, "tu-giay-loi")
    secretary.get_by_role("link", name="Cuộc họp, Ngày họp (C2)").click()
    day = secretary.get_by_label("Ngày họp", exact=True)
    expect(day).to_have_value("32/12/2022")
    day.fill("01/12/2022")
    secretary.get_by_role("button", name="Ghi vào hệ thống").click()
    expect(secretary.get_by_text("Đã ghi 4 ô vào hệ thống.")).to_be_visible()
    assert Paper.objects.get().on_paper
