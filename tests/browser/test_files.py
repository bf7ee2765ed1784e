"""Files and replies in a real browser: one is added, one is refused on the page it came from; axe at both widths."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from browser.test_every_page import faults, keep
from kiemdiem.suggestions.models import Assignment
from web.crawl_cast import NOON, TODAY, Town
from web.crawl_year import build

PDF = b"%PDF-1.7\nx\n%%EOF\n"


@pytest.fixture(autouse=True)
def december(settings: Any) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def town(page: Page) -> Town:
    return build()


def test_evidence_is_added_and_refused_on_the_page_of_the_paper(
    page: Page, sign_in: Any, town: Town, tmp_path: Path
) -> None:
    sign_in(page, town.whos["Q1 clerk"].account)
    there = f"/ban/{town.at['draft paper']['own']}/"
    good, bad = tmp_path / "minh chứng.pdf", tmp_path / "bảng.pdf"
    good.write_bytes(PDF)
    bad.write_bytes(b"MZ")
    page.goto(there)
    page.get_by_label("Thêm tệp").set_input_files(good)
    page.get_by_role("button", name="Tải tệp lên").click()
    expect(page.get_by_role("status").filter(has_text="Đã đính kèm tệp minh chứng.pdf")).to_be_visible()
    page.get_by_label("Thêm tệp").set_input_files(bad)
    page.get_by_role("button", name="Tải tệp lên").click()
    expect(page.get_by_role("alert").filter(has_text="Nội dung tệp không phải PDF")).to_be_visible()
    assert page.url.endswith(there)
    with page.expect_download() as taken:
        page.get_by_role("link", name="minh chứng.pdf").click()
    assert Path(taken.value.path()).read_bytes() == PDF
    assert taken.value.suggested_filename == "minh chứng.pdf"
    assert faults(page) == []
    keep(page, "files-paper")


def test_pages_with_files_and_replies_have_no_fault(page: Page, sign_in: Any, town: Town) -> None:
    place, unit = town.place("Q1-P"), town.units["Q1"]
    Assignment.objects.create(
        cycle=place.cycle, place=place, unit=unit, path=unit.path, person=town.people["Q1-3"], capacity="-",
        meets_on=TODAY, assigned_by="-", assigned_at=NOON,
    )  # fmt: skip
    mine, meeting = town.subject("Q1-3").pk, town.at["closed meeting"]["cell"]
    for who, name, there in (
        ("clerk", "open-record", f"/hop/{town.at['open meeting']['own']}/"),
        ("member", "own-file", f"/doi-tuong/{mine}/ho-so/"),
        ("member", "reply", f"/hop/{meeting}/y-kien/{mine}/"),
        ("member", "minutes", f"/hop/{meeting}/"),
        ("member", "sent", "/phan-cong/"),
        ("member", "home", "/"),
    ):
        page.context.clear_cookies()
        sign_in(page, town.whos[f"Q1 {who}"].account)
        answer = page.goto(there)
        assert answer is not None
        assert answer.status == 200, there
        for fold in page.locator("details").all():
            fold.evaluate("each => { each.open = true }")
        assert faults(page) == [], there
        keep(page, f"files-{name}")


def test_a_reply_is_sent_and_stands_in_the_file(page: Page, sign_in: Any, town: Town) -> None:
    sign_in(page, town.whos["Q1 member"].account)
    page.goto("/kiem-diem/")
    page.get_by_role("link", name="Hồ sơ kiểm điểm của tôi").first.click()
    page.get_by_role("link", name="Gửi ý kiến của đồng chí").first.click()
    page.get_by_label("Ý kiến trả lời").check()
    page.get_by_label("Trả lời góp ý nào").select_option(index=1)
    page.get_by_label("Nội dung ý kiến").fill("Hôm ấy đi công tác")
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_role("status").filter(has_text="được giữ nguyên trong hồ sơ")).to_be_visible()
    page.get_by_role("link", name="Hồ sơ kiểm điểm của tôi").click()
    expect(page.get_by_text("Hôm ấy đi công tác")).to_be_visible()
