"""A quota conflict solved by keyboard on the board, put into the draft and released; a re-rating that leaves the report
of its day as it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from browser.test_year import Show, shot, staff
from cycles.cast import subject
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Cycle
from kiemdiem.ratings.models import Decision
from kiemdiem.regulation import Kind, Level
from ratings.cast import decide, draft, members, reviewed_town

NOON = datetime(2022, 12, 25, 5, tzinfo=UTC)
EXCELLENT, GOOD = Level.EXCELLENT, Level.GOOD
__all__ = ["shot"]  # a fixture


@pytest.fixture(autouse=True)
def late_december() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


def rows(page: Page) -> str:
    return page.locator("tbody").first.inner_text()


def test_a_conflict_is_solved_on_the_board_by_keyboard(page: Page, sign_in: Any, shot: Show) -> None:
    cycle = reviewed_town()
    held = draft(cycle, "P1", members(EXCELLENT, "M1", "M2") | members(GOOD, "M3", "M4", "M5", "M6"), "1-QĐ")
    sign_in(page, staff("bi-thu", (Role.HEAD, "P1"), of="M7"))
    page.goto(f"/quyet-dinh/{held.pk}/ban-hanh/")
    page.get_by_role("button", name="Ban hành quyết định").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa ban hành được quyết định")
    page.get_by_role("link", name="Mở bảng tỷ lệ").click()
    expect(page.get_by_role("heading", name="Vượt 2 trường hợp xuất sắc")).to_be_visible()
    shot("board-over")
    first = page.locator(f"tr[data-pk='{subject('M1').pk}']")
    first.locator("input[value='4']").focus()
    page.keyboard.press("ArrowRight")
    expect(first.locator("[data-tried]")).to_be_visible()
    expect(page.get_by_text("Có thể đưa 1 mức vào dự thảo")).to_be_visible()
    expect(page.get_by_role("status").first).to_contain_text("Trong tỷ lệ")
    assert held.lines.get(subject__code="M1").level == EXCELLENT
    shot("board-trying")
    first.locator("input[value='3']").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("status").first).to_contain_text("Vượt 2 trường hợp xuất sắc")
    expect(page.get_by_text("Chưa đưa vào dự thảo được: còn 1 điều phải xử lý.")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Có thể đưa 1 mức vào dự thảo")).to_be_visible()
    expect(page.locator("tr.kd-wrong")).to_have_count(0)
    page.get_by_label("Tìm tên trong nhóm").fill("thuan")
    page.keyboard.press("Enter")
    expect(page.locator("#ten tbody tr")).to_have_count(1)
    expect(page.get_by_text("Đồng chí đang thử 1 thay đổi.")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 800})
    page.get_by_role("button", name="Đưa vào dự thảo quyết định").click()
    expect(page.get_by_text("Đã đưa 1 mức vào dự thảo; chưa có gì được ban hành.")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="Xem trước khi ban hành").click()
    page.get_by_role("button", name="Ban hành quyết định").click()
    expect(page.get_by_text("Đã ban hành quyết định")).to_be_visible()
    assert subject("M1").level == GOOD


def test_a_rerating_leaves_the_report_of_its_day_as_it_was(page: Page, sign_in: Any, shot: Show) -> None:
    cycle: Cycle = reviewed_town()
    decide(cycle, "P1", members(GOOD, "M2", "M3", "M4", "M5", "M6"), "1-QĐ")
    decide(cycle, "Q1", {("TT-P1", Kind.COLLECTIVE): GOOD, ("P1", Kind.PARTY_ORGANISATION): GOOD}, "2-QĐ")
    decide(cycle, "Q1", {("M1", Kind.LEADER): GOOD}, "3-QĐ")
    sign_in(page, staff("bi-thu-quan", (Role.HEAD, "Q1"), of="M7"))
    report = f"/xep-loai/{cycle.pk}/Q1/ket-qua/?ngay=20/12/2022"
    page.goto(report)
    before = rows(page)
    page.goto(f"/doi-tuong/{subject('TT-P1', Kind.COLLECTIVE).pk}/can-cu/")
    shot("casefile")
    page.get_by_role("link", name="Xếp loại lại").click()
    page.get_by_label("Hoàn thành nhiệm vụ", exact=True).check()
    page.get_by_label("Kết luận kiểm tra, giám sát").check()
    page.get_by_label("Lý do xếp loại lại").fill("Kết luận số 3-KL/UBKTQU")
    page.get_by_role("button", name="Xem hệ quả").click()
    expect(page.get_by_text("Người đứng đầu sẽ cao hơn tập thể vừa hạ: Trần Quốc Thuận.")).to_be_visible()
    shot("rate-again")
    page.get_by_role("button", name="Lập dự thảo xếp loại lại").click()
    page.get_by_label("Số, ký hiệu").fill("9-QĐ/QU")
    page.get_by_label("Ngày ký").fill("24/12/2022")
    page.get_by_label("Người ký").fill("Trần Văn A, Bí thư")
    page.get_by_role("button", name="Lưu dự thảo").click()
    page.get_by_role("link", name="Xem trước khi ban hành").click()
    shot("release-again")
    page.get_by_role("button", name="Ban hành quyết định").click()
    assert subject("TT-P1", Kind.COLLECTIVE).level == Level.COMPLETED
    page.goto(report)
    assert rows(page) == before
    expect(page.get_by_role("heading", name="Xếp loại lại sau ngày này")).to_be_visible()
    shot("results-as-of")
    page.goto(f"/xep-loai/{cycle.pk}/Q1/ket-qua/")
    assert rows(page) != before
    page.goto(f"/xep-loai/{cycle.pk}/Q1/can-xu-ly/")
    expect(page.get_by_text("Người đứng đầu cao hơn tập thể")).to_be_visible()
    shot("rating-cases")
    assert Decision.objects.get(number="9-QĐ/QU").signed_on == date(2022, 12, 24)
