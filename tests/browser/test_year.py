"""The whole year in a real browser: a member writes, the secretary reviews, the committee proposes; refused over quota,
corrected, released, and the member sees it. KIEMDIEM_SHOTS=folder keeps a picture of every page at 1280 and 390 px."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from accounts.cast import with_factor
from browser.conftest import AXE
from cycles.cast import account, subject, town
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Cycle
from kiemdiem.cycles.states import State
from kiemdiem.organisations.models import Person
from kiemdiem.ratings.models import Decision
from kiemdiem.regulation import Kind, Level
from kiemdiem.reviews import writing
from kiemdiem.reviews.models import Meeting, Paper
from ratings.cast import SYSTEM

NOON = datetime(2022, 12, 1, 5, tzinfo=UTC)
Show = Callable[[str], None]


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def shot(page: Page) -> Show:
    """Look at the page as it stands, answers to forms too: no fault for axe at both widths, nothing too wide; a picture
    where pictures are wanted."""

    def run(name: str) -> None:
        page.evaluate(AXE.read_text(encoding="utf-8"))
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
            faults = [f"{each['id']}: {[node['html'][:200] for node in each['nodes']]}" for each in found]
            assert faults == [], f"{name} at {width}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} at {width}"
            if folder := os.environ.get("KIEMDIEM_SHOTS"):
                page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 640, "height": 450})  # 1280 px at 200 %
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, f"{name} at 200 %"
        page.set_viewport_size({"width": 1280, "height": 900})

    return run


def staff(name: str, *roles: tuple[Role, str], of: str = "") -> Account:
    return with_factor(account(name, roles, of=of), NOON)


def others_on_paper(*codes: str) -> None:
    for code in codes:
        found = subject(code)
        levels = {each.pk: Level.GOOD for each in writing.covered(found)}
        writing.hand_in_on_paper(found, levels, by=SYSTEM, at=NOON)


def test_the_year_from_the_first_word_to_the_released_rating(page: Page, sign_in: Any, shot: Show) -> None:
    town()
    board = staff("to-chuc", (Role.ORGANISATION_BOARD, "TP"))
    sign_in(page, board)
    opens_the_year(page, shot)
    member = account("dang-vien", of="M3")
    sign_in(page, member)
    writes(page, shot)
    others_on_paper("M1", "M2", "M4", "M5", "M6")
    sign_in(page, staff("bi-thu-c1", (Role.HEAD, "C1"), of="M1"))
    reviews(page, shot)
    from reviews.cast import hear

    hear(Cycle.objects.get(), "C2", [subject(c) for c in ("M4", "M5", "M6")], SYSTEM, chair="M4", secretary="M5")  # type: ignore[arg-type]
    clerk, deputy = staff("giup-viec", (Role.CLERK, "P1")), staff("pho-bi-thu", (Role.STANDING_BOARD, "P1"), of="M8")
    sign_in(page, clerk)
    proposes(page, shot)
    drafts(page, shot)
    sign_in(page, deputy)
    is_refused(page, shot)
    sign_in(page, clerk)
    corrects(page)
    sign_in(page, deputy)
    releases(page, shot)
    sign_in(page, member)
    sees(page, shot)
    sign_in(page, board)
    page.goto("/dot/")
    expect(page.get_by_role("heading", name="Kiểm điểm, xếp loại năm 2022")).to_be_visible()
    shot("board")
    page.get_by_role("link", name="Xem danh sách tên").click()
    shot("names")
    page.goto("/don-vi/P1/")
    shot("unit-year")


def opens_the_year(page: Page, shot: Show) -> None:
    page.goto("/")
    shot("home-board")
    page.get_by_role("link", name="Mở đợt").click()
    shot("open")
    page.get_by_label("Thành ủy Cần Thơ").check()
    page.get_by_role("button", name="Tiếp: đặt lịch").click()
    shot("calendar")
    page.get_by_role("button", name="Mở đợt kiểm điểm").click()
    expect(page.get_by_text("Đã mở đợt kiểm điểm.")).to_be_visible()
    assert Cycle.objects.get().phase == "open"


def writes(page: Page, shot: Show) -> None:
    page.goto("/")
    shot("home-member")
    page.get_by_role("button", name="Viết bản kiểm điểm").click()
    shot("write-empty")
    page.get_by_label("Hạn chế, khuyết điểm và nguyên nhân").fill("Có lúc chưa kiên quyết trong công việc.")
    expect(page.locator("#luu")).to_contain_text("Đã lưu lúc", timeout=10_000)
    paper = Paper.objects.get()
    assert paper.answers["faults"]["text"] == "Có lúc chưa kiên quyết trong công việc."
    page.get_by_role("button", name="Nộp bản kiểm điểm").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa nộp được")
    shot("write-incomplete")
    for area in page.locator("textarea").all():
        if not area.input_value():
            area.fill("Nội dung.")
    for name in {each.get_attribute("name") for each in page.locator("form#ban input[type=radio]").all()}:
        if name and name != "secrecy":
            page.locator(f"input[name='{name}'][value='3']").check()
    page.get_by_role("button", name="Nộp bản kiểm điểm").click()
    expect(page.get_by_text("Bản này đã khóa.").first).to_be_visible()
    shot("read-own")
    assert subject("M3").state == State.HANDED_IN


def reviews(page: Page, shot: Show) -> None:
    page.goto("/")
    shot("home-secretary")
    page.get_by_role("link", name="Đọc 3 bản").click()
    shot("papers-at")
    page.get_by_role("link", name="Đọc bản đã nộp").first.click()
    shot("read-other")
    page.goto("/don-vi/C1/hop/")
    shot("plan")
    page.get_by_label("Ngày họp").fill("01/12/2022")
    page.get_by_role("button", name="Định cuộc họp").click()
    shot("meeting")
    page.get_by_label("Chủ trì", exact=True).select_option(label="Trần Quốc Thuận")
    page.get_by_label("Thư ký", exact=True).select_option(label="Lâm Thị Bích Vân")
    for code in ("M1", "M2", "M3"):
        page.locator(f"#xet-{subject(code).pk}").check()
    page.locator(f"#hoan-{subject('C1', Kind.PARTY_ORGANISATION).pk}").fill("Họp ngày 05/12")
    page.get_by_role("button", name="Kết thúc cuộc họp").click()
    expect(page.get_by_role("alert")).to_contain_text("còn thiếu 1 điều")
    page.get_by_label("4. Diễn biến và kết luận của người chủ trì").fill("Các ý kiến đều đã được tiếp thu.")
    page.get_by_role("button", name="Kết thúc cuộc họp").click()
    expect(page.get_by_text("Đã kết thúc cuộc họp.")).to_be_visible()
    shot("minutes")
    assert Meeting.objects.get(place="C1").closed_at


def proposes(page: Page, shot: Show) -> None:
    page.goto("/")
    page.get_by_role("link", name="Xem và ghi thay").first.click()
    for code, level in (("M1", 4), ("M2", 4), ("M3", 3), ("M4", 3), ("M5", 3), ("M6", 3)):
        page.locator(f"#muc-{subject(code).pk}-{level}").check()
    shot("proposals")
    page.get_by_role("button", name="Ghi đề nghị của trang này").click()
    expect(page.get_by_text("Đã ghi 6 đề nghị.")).to_be_visible()


def drafts(page: Page, shot: Show) -> None:
    page.goto(f"/xep-loai/{Cycle.objects.get().pk}/P1/")
    page.get_by_role("button", name="Lập dự thảo quyết định").click()
    page.get_by_role("button", name="Đưa mọi mức đề nghị vào dự thảo").click()
    page.get_by_label("Số, ký hiệu").fill("5-QĐ/ĐU")
    page.get_by_label("Ngày ký").fill("01/12/2022")
    page.get_by_label("Người ký").fill("Lê Văn An, Phó Bí thư")
    page.get_by_role("button", name="Lưu dự thảo").click()
    expect(page.get_by_text("Điều phải xử lý trước khi ban hành")).to_be_visible()
    shot("decision")


def is_refused(page: Page, shot: Show) -> None:
    page.goto("/")
    shot("home-deputy")
    page.get_by_role("link", name="Mở dự thảo").first.click()
    page.get_by_role("link", name="Xem trước khi ban hành").click()
    shot("release")
    page.get_by_role("button", name="Ban hành quyết định").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa ban hành được quyết định")
    expect(page.get_by_text("608-CV/TU, mục 4").first).to_be_visible()
    shot("refused")
    assert Decision.objects.get().state == "draft"


def corrects(page: Page) -> None:
    page.goto(f"/quyet-dinh/{Decision.objects.get().pk}/?loai={Kind.MEMBER.value}")
    page.locator(f"#muc-{subject('M2').pk}-3").check()
    page.get_by_role("button", name="Lưu dự thảo").click()
    expect(page.get_by_text("Đã lưu dự thảo")).to_be_visible()


def releases(page: Page, shot: Show) -> None:
    page.goto(f"/quyet-dinh/{Decision.objects.get().pk}/ban-hanh/")
    page.get_by_role("button", name="Ban hành quyết định").click()
    expect(page.get_by_text("Đã ban hành quyết định.")).to_be_visible()
    shot("decision-released")
    assert subject("M1").level == Level.EXCELLENT


def sees(page: Page, shot: Show) -> None:
    page.goto("/thong-bao/")
    expect(page.get_by_text("Đã có quyết định xếp loại năm 2022 về đồng chí.")).to_be_visible()
    page.goto("/ho-so/")
    expect(page.get_by_text("Hoàn thành tốt nhiệm vụ").first).to_be_visible()
    shot("own-file")
    assert Person.objects.get(code="M3")
