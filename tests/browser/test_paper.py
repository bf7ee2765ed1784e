"""A self-review in a real browser: no word is lost when the tab is closed, the session ends, or two tabs are open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from cycles.cast import account, open_year, subject, town
from kiemdiem.accounts.actor import actor_of
from kiemdiem.accounts.models import Account
from kiemdiem.reviews import writing
from kiemdiem.reviews.models import Paper, Save
from reviews.cast import TODAY

FAULTS = "Hạn chế, khuyết điểm và nguyên nhân"


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    with time_machine.travel(datetime(2022, 12, 1, 5, tzinfo=UTC), tick=True):
        yield


def begun(page: Page, sign_in: Any) -> tuple[Account, str]:
    """A member at the page of a paper just begun."""
    town()
    open_year()
    member = account("dang-vien", of="M3")
    paper = writing.begin(subject("M3"), by=actor_of(member, TODAY))
    sign_in(page, member)
    page.goto(f"/ban/{paper.pk}/")
    return member, page.url


def saved(text: str) -> None:
    assert Paper.objects.get().answers["faults"]["text"] == text


def test_what_was_typed_just_before_the_tab_was_closed_is_offered_again(page: Page, sign_in: Any) -> None:
    _, address = begun(page, sign_in)
    page.get_by_label(FAULTS).fill("Chữ cuối trước khi đóng trang.")
    other = page.context.new_page()
    page.close()
    other.goto(address)
    if Paper.objects.get().answers.get("faults", {}).get("text"):
        saved("Chữ cuối trước khi đóng trang.")  # the save got through while the tab was closing
        return
    other.get_by_role("button", name="Đưa chữ ấy vào bản").click()
    expect(other.get_by_label(FAULTS)).to_have_value("Chữ cuối trước khi đóng trang.")
    expect(other.locator("#luu")).to_contain_text("Đã lưu lúc", timeout=10_000)
    saved("Chữ cuối trước khi đóng trang.")


def test_when_the_session_has_ended_the_words_wait_on_the_machine(page: Page, sign_in: Any) -> None:
    member, address = begun(page, sign_in)
    Session.objects.all().delete()
    page.get_by_label(FAULTS).fill("Viết khi phiên đã hết.")
    expect(page.locator("#luu")).to_contain_text("đăng nhập", timeout=10_000)
    expect(page.get_by_label(FAULTS)).to_have_value("Viết khi phiên đã hết.")
    sign_in(page, member)
    page.goto(address)
    page.get_by_role("button", name="Đưa chữ ấy vào bản").click()
    expect(page.locator("#luu")).to_contain_text("Đã lưu lúc", timeout=10_000)
    saved("Viết khi phiên đã hết.")


def test_two_tabs_are_shown_side_by_side_and_neither_is_lost(page: Page, sign_in: Any) -> None:
    _, address = begun(page, sign_in)
    other = page.context.new_page()
    other.goto(address)
    page.get_by_label(FAULTS).fill("Bản thứ nhất.")
    expect(page.locator("#luu")).to_contain_text("Đã lưu lúc", timeout=10_000)
    other.get_by_label(FAULTS).fill("Bản thứ hai.")
    expect(other.locator("#hai-ban")).to_contain_text("vừa sửa bản này lúc", timeout=10_000)
    saved("Bản thứ nhất.")
    assert [each.answers["faults"]["text"] for each in Save.objects.filter(beside=True)] == ["Bản thứ hai."]
    other.get_by_role("link", name="Xem hai bản cạnh nhau").click()
    expect(other.get_by_text("Bản thứ nhất.")).to_be_visible()
    expect(other.get_by_text("Bản thứ hai.")).to_be_visible()
    other.get_by_role("button", name="Lấy bản bên phải").click()
    expect(other.get_by_label(FAULTS)).to_have_value("Bản thứ hai.")
    assert "Bản thứ nhất." in [each.answers["faults"]["text"] for each in Save.objects.all()]


def test_without_a_network_the_page_says_so_and_saves_when_it_is_back(page: Page, sign_in: Any) -> None:
    _, address = begun(page, sign_in)
    other = page.context.new_page()  # a lost network is told on the console too, which fails the first page's test
    other.goto(address)
    other.route("**/luu/", lambda route: route.abort())
    other.get_by_label(FAULTS).fill("Viết khi mất mạng.")
    expect(other.locator("#luu")).to_contain_text("Chưa lưu được, chữ vẫn giữ trên máy này", timeout=10_000)
    other.unroute("**/luu/")
    other.evaluate("window.dispatchEvent(new Event('online'))")
    expect(other.locator("#luu")).to_contain_text("Đã lưu lúc", timeout=10_000)
    saved("Viết khi mất mạng.")


def test_nothing_of_a_paper_handed_in_stays_on_the_machine(page: Page, sign_in: Any) -> None:
    begun(page, sign_in)
    page.get_by_label(FAULTS).fill("Riêng tư.")
    for area in page.locator("textarea").all():
        area.fill("Nội dung riêng.")
    for name in {each.get_attribute("name") for each in page.locator("form#ban input[type=radio]").all()}:
        if name and name != "secrecy":
            page.locator(f"input[name='{name}'][value='3']").check()
    page.get_by_role("button", name="Nộp bản kiểm điểm").click()
    expect(page.get_by_text("Bản này đã khóa.").first).to_be_visible()
    # The script that forgets may run after the text is on the screen. wait_for_function would poll with eval inside
    # the page, which the content policy forbids; evaluate comes from outside.
    left = "Object.keys(localStorage).filter(name => name.startsWith('kd-paper'))"
    for _ in range(50):
        if not page.evaluate(left):
            return
        page.wait_for_timeout(100)
    assert page.evaluate(left) == []
