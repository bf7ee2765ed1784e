"""The frame of every page in a real browser: accessible, printable, usable by keyboard and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.cast import account, city
from kiemdiem.accounts.roles import Role


@pytest.mark.parametrize("width", [1280, 390])
def test_the_help_page_is_accessible_and_fits(page: Page, axe: Callable[..., list[str]], width: int) -> None:
    page.goto("/tro-giup/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Trợ giúp")
    assert axe(page, width) == []


def test_the_first_tab_leads_to_the_content(page: Page) -> None:
    page.goto("/tro-giup/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#noi-dung")


def test_the_letters_are_our_own_and_hold_every_mark(page: Page) -> None:
    page.goto("/tro-giup/")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("[...document.fonts].filter(face => face.status === 'loaded').length") >= 2
    assert page.evaluate("document.fonts.check('700 16px \"Be Vietnam Pro\"', 'Ủy ban Kiểm tra, Ễ, Ặ, đ')")


def test_the_person_menu_closes_by_escape_and_gives_the_focus_back(
    page: Page, sign_in: Callable[..., None], axe: Callable[..., list[str]]
) -> None:
    city()
    sign_in(page, account("lan", (Role.HEAD, "Q1"), of="L"))
    page.goto("/tro-giup/")
    person = page.locator("details.kd-person")
    person.locator("summary").click()
    expect(person).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(person).not_to_have_attribute("open", "")
    expect(person.locator("summary")).to_be_focused()
    assert axe(page) == []


def test_on_a_phone_the_menu_opens_on_demand(page: Page, sign_in: Callable[..., None]) -> None:
    city()
    sign_in(page, account("lan", of="L"))
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/tro-giup/")
    expect(page.locator("#muc-luc")).to_be_hidden()
    page.get_by_role("button", name="Mục lục").click()
    expect(page.locator("#muc-luc")).to_be_visible()
    expect(page.get_by_role("button", name="Mục lục")).to_have_attribute("aria-expanded", "true")


def test_on_paper_the_menu_and_the_buttons_are_gone(page: Page, sign_in: Callable[..., None]) -> None:
    city()
    sign_in(page, account("lan", of="L"))
    page.goto("/tro-giup/")
    expect(page.locator(".kd-printed")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".kd-top")).to_be_hidden()
    expect(page.locator(".kd-foot")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".kd-printed")).to_contain_text("Lê Thị Lan")
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_at_twice_the_size_nothing_runs_over(page: Page) -> None:
    page.set_viewport_size({"width": 640, "height": 450})
    page.goto("/tro-giup/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
