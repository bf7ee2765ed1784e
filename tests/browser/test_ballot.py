"""A ballot with a wrong second count: the page tells where two counts differ, never what the other typed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from browser.test_year import shot, staff
from cycles.cast import subject
from kiemdiem.accounts.roles import Role
from kiemdiem.ballots.models import Ballot, Count, Result
from kiemdiem.cycles.models import Cycle
from kiemdiem.documents.models import Term
from kiemdiem.organisations.models import Unit
from ratings.cast import reviewed_town

NOON = datetime(2022, 12, 1, 5, tzinfo=UTC)
__all__ = ["shot"]  # a fixture


@pytest.fixture(autouse=True)
def december() -> Any:
    with time_machine.travel(NOON, tick=True):
        yield


def types(page: Page, excellent: int, good: int) -> None:
    page.get_by_label("Trần Văn B").check()
    for label, number in (("Phiếu in", 3), ("Phiếu phát ra", 3), ("Phiếu thu về", 3), ("Phiếu hợp lệ", 3)):
        page.get_by_label(label, exact=True).fill(f"{number}")
    page.get_by_label("Phiếu không hợp lệ", exact=True).fill("0")
    for label, number in (("Xuất sắc", excellent), ("Tốt", good), ("Hoàn thành", 0), ("Không hoàn thành", 0)):
        page.get_by_label(label, exact=True).fill(f"{number}")
    page.get_by_label("Để trống", exact=True).fill("0")
    page.get_by_role("button", name="Ghi số liệu").click()


def test_a_wrong_second_count_is_found_and_typed_again(page: Page, sign_in: Any, shot: Any) -> None:
    reviewed_town()
    cycle, found = Cycle.objects.get(), subject("M2")
    Term.objects.create(unit=Unit.objects.get(code="C1"), begins=date(2020, 1, 1))
    clerk, head = staff("giup-viec", (Role.CLERK, "P1"), of="M4"), staff("bi-thu", (Role.HEAD, "C1"), of="M1")
    sign_in(page, clerk)
    page.goto(f"/xep-loai/{cycle.pk}/P1/")
    page.get_by_role("link", name="Bỏ phiếu kín").click()
    shot("ballots-at")
    page.get_by_role("link", name="Chuẩn bị bỏ phiếu Chi bộ khu vực 1").click()
    for each in ("M1", "M3"):
        page.locator(f"#chon-{subject(each).pk}").uncheck()
    for label, text in (
        ("Chủ trì hội nghị", "Phan Văn Đ"), ("Thư ký hội nghị", "Mai Thị E"),
        ("Số người có quyền bỏ phiếu có mặt", "3"), ("Tổ trưởng tổ kiểm phiếu", "Lê Thị A"),
    ):  # fmt: skip
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="Lưu bản chuẩn bị").click()
    expect(page.get_by_role("alert")).to_contain_text("cần ít nhất 3 người")
    shot("ballot-set-up")
    page.get_by_label("Tổ viên thứ nhất").fill("Trần Văn B")
    page.get_by_label("Tổ viên thứ hai").fill("Ngô Văn C")
    page.get_by_role("button", name="Lưu bản chuẩn bị").click()
    shot("ballot-draft")
    page.get_by_role("button", name="Mở phiếu").click()
    page.get_by_role("link", name="Nhập số liệu lần thứ nhất").click()
    types(page, 2, 2)
    expect(page.get_by_role("alert")).to_contain_text("(4) phải bằng số phiếu hợp lệ (3)")
    shot("ballot-enter")
    types(page, 2, 1)
    expect(page.get_by_text("Đồng chí đã nhập lần thứ nhất.")).to_be_visible()
    ballot = Ballot.objects.get()

    sign_in(page, head)
    page.goto(f"/lan-bo-phieu/{ballot.pk}/")
    shot("ballot-first")
    page.get_by_role("link", name="Nhập số liệu lần thứ hai").click()
    types(page, 0, 3)
    page.get_by_role("link", name="Xem chỗ khác nhau").click()
    expect(page.get_by_text("đồng chí đã nhập 0")).to_be_visible()
    listed = page.locator("main .kd-rows").inner_text()
    assert "2" not in listed, "what the other typed"
    shot("ballot-difference")
    expect(page.get_by_label("Bỏ số liệu do đồng chí giup-viec nhập")).to_have_count(0)
    page.get_by_role("radio").first.check()
    page.get_by_label("Lý do").fill("Đọc nhầm cột")
    page.get_by_role("button", name="Bỏ số liệu đã chọn").click()
    page.get_by_role("link", name="Nhập số liệu lần thứ hai").click()
    types(page, 2, 1)
    page.get_by_role("link", name="Đối chiếu và xác nhận").click()
    shot("ballot-confirm")
    page.get_by_role("button", name="Xác nhận kết quả").click()
    expect(page.get_by_role("alert")).to_contain_text("phải đối chiếu và ký biên bản giấy")
    page.get_by_label("Tổ trưởng Lê Thị A đã đối chiếu").check()
    page.get_by_role("button", name="Xác nhận kết quả").click()
    expect(page.get_by_text("Đã xác nhận kết quả bỏ phiếu.")).to_be_visible()
    shot("ballot-confirmed")
    result = Result.objects.get()
    assert (result.lines.get().item.key, result.lines.get().reached) == (f"subject:{found.pk}", 4)
    assert Count.objects.exclude(discarded="").count() == 1
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải biên bản PDF").click()
    assert download.value.suggested_filename.startswith("bien-ban-kiem-phieu")
    page.get_by_role("link", name="Ban hành biên bản").click()
    page.get_by_role("button", name="Ban hành biên bản").click()
    expect(page.get_by_text("Đã ban hành biên bản kiểm phiếu.")).to_be_visible()
    shot("ballot-issued")
