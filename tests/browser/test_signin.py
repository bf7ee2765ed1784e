"""Signing in, one's own account, keeping accounts in a real browser: accessible, workable by keyboard, told in time."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect

from accounts.cast import STRONG, account, acting, city, figures, with_factor
from kiemdiem.accounts import acts, helping
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import Role

SETUP = "/bao-mat/xac-thuc-hai-buoc/"
Axe = Callable[..., list[str]]
SignIn = Callable[..., None]


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def board() -> Account:
    """The board of the city, whose member Lan has lost her phone and has asked Minh to stand in."""
    city()
    made = account("tc", (Role.ORGANISATION_BOARD, "TP"), (Role.ADMINISTRATOR, "TP"))
    lan, minh = with_factor(account("lan", (Role.HEAD, "Q1"), of="L"), now()), account("minh", of="M")
    for absent, deputy in ((lan, minh), (lan, made), (made, lan)):
        acts.delegate(
            absent,
            deputy,
            by=acting(absent, localdate()),
            since=localdate(),
            until=localdate() + timedelta(days=9),
            reason="Đi học lớp cao cấp lý luận chính trị",
        )
    helper = account("a2", (Role.ADMINISTRATOR, "TP"))
    helping.ask_factor_help(lan, helper, by=acting(helper, localdate()), reason="mất điện thoại")
    return made


@pytest.mark.parametrize("width", [1280, 390])
def test_the_doors_are_accessible_and_fit(page: Page, axe: Axe, width: int, settings: Any) -> None:
    settings.DEMO = True
    Account.objects.create(name="bt", demo_note="Bí thư chi bộ: xem việc đến hạn")
    for address in ("/dang-nhap/?vi=het-phien", "/kich-hoat/"):
        page.goto(address)
        assert axe(page, width) == [], address


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_of_accounts_is_accessible_and_fits(page: Page, sign_in: SignIn, axe: Axe, width: int) -> None:
    made = board()
    lan = Account.objects.get(name="lan")
    sign_in(page, made)
    for address in (
        "/bao-mat/",
        "/bao-mat/mat-khau/",
        SETUP,
        "/xac-thuc-lai/",
        "/lam-thay/",
        "/tai-khoan/",
        f"/tai-khoan/{lan.pk}/",
        "/tai-khoan/mo/",
        f"/tai-khoan/vai-tro/{lan.grants.get().pk}/ket-thuc/",
    ):
        page.goto(address)
        assert axe(page, width) == [], address
    sign_in(page, lan)
    page.goto("/bao-mat/ma-du-phong/")
    assert axe(page, width) == []


def test_a_name_and_a_password_by_keyboard_alone(page: Page) -> None:
    city()
    minh = account("minh", of="M")
    minh.set_password(STRONG)
    minh.save()
    page.goto("/dang-nhap/?next=/bao-mat/")
    page.get_by_label("Tên đăng nhập").focus()
    page.keyboard.type("minh")
    page.keyboard.press("Tab")
    page.keyboard.type("sai rồi")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Mật khẩu", exact=True).focus()
    page.keyboard.type(STRONG)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Bảo mật tài khoản")).to_be_visible()


def test_a_password_is_shown_when_asked_and_marks_are_told(page: Page) -> None:
    page.goto("/dang-nhap/")
    password = page.get_by_label("Mật khẩu", exact=True)
    password.fill("mat khau")
    expect(page.get_by_text("chữ có dấu")).to_have_count(0)
    password.fill("mật khẩu")
    expect(page.get_by_text("chữ có dấu")).to_be_visible()
    page.get_by_role("button", name="Hiện mật khẩu").click()
    expect(password).to_have_attribute("type", "text")
    page.get_by_role("button", name="Giấu mật khẩu").click()
    expect(password).to_have_attribute("type", "password")


def test_the_phone_is_set_up_with_the_letters_on_the_page(page: Page, sign_in: SignIn) -> None:
    city()
    sign_in(page, account("minh", of="M"))
    page.goto(SETUP)
    expect(page.get_by_role("img", name=re.compile("Mã QR"))).to_have_js_property("complete", True)
    secret = page.locator("dd").first.inner_text().replace(" ", "")
    page.get_by_label("Mã ứng dụng đang hiện").fill(figures(now(), secret))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Mã dự phòng")).to_be_visible()
    expect(page.locator(".kd-codes li")).to_have_count(10)


def test_a_session_about_to_end_says_so_and_goes_on_when_asked(page: Page, sign_in: SignIn) -> None:
    city()
    page.clock.install()
    sign_in(page, account("minh", of="M"))
    page.goto("/bao-mat/")
    notice = page.get_by_text("Phiên làm việc sắp hết sau 5 phút. Bài viết đã lưu.")
    page.clock.fast_forward(24 * 60_000)
    expect(notice).to_be_hidden()
    page.clock.fast_forward(61_000)
    expect(notice).to_be_visible()
    page.get_by_role("button", name="Tiếp tục làm việc").click()
    expect(notice).to_be_hidden()
    page.clock.fast_forward(24 * 60_000)
    expect(notice).to_be_hidden()


def test_a_session_that_has_ended_leads_to_the_sign_in_page_and_back(page: Page, sign_in: SignIn) -> None:
    city()
    page.clock.install()
    sign_in(page, account("minh", of="M"))
    page.goto("/lam-thay/")
    page.context.clear_cookies()
    page.clock.fast_forward(31 * 60_000)
    expect(page).to_have_url(re.compile(r"/dang-nhap/\?vi=het-phien&next=%2Flam-thay%2F$"))
    expect(page.get_by_text("lâu không thao tác")).to_be_visible()


def test_a_page_with_text_may_keep_it_before_the_session_is_over(page: Page, sign_in: SignIn) -> None:
    city()
    page.clock.install()
    sign_in(page, account("minh", of="M"))
    page.goto("/lam-thay/")
    page.evaluate("document.addEventListener('kd:session-over', event => event.preventDefault())")
    page.clock.fast_forward(31 * 60_000)
    expect(page).to_have_url(re.compile(r"/lam-thay/$"))


def test_work_that_is_saved_without_a_page_load_puts_the_notice_off(page: Page, sign_in: SignIn) -> None:
    city()
    page.clock.install()
    sign_in(page, account("minh", of="M"))
    page.goto("/bao-mat/")
    page.clock.fast_forward(20 * 60_000)
    page.evaluate("document.dispatchEvent(new Event('kd:worked'))")
    page.clock.fast_forward(20 * 60_000)
    notice = page.get_by_text("Phiên làm việc sắp hết")
    expect(notice).to_be_hidden()
    page.clock.fast_forward(6 * 60_000)
    expect(notice).to_be_visible()


def test_slips_are_printed_without_what_belongs_to_the_screen(page: Page, sign_in: SignIn) -> None:
    city()
    sign_in(page, account("tc", (Role.ORGANISATION_BOARD, "TP")))
    page.goto("/tai-khoan/mo/")
    page.get_by_label("Lê Thị Lan").check()
    page.get_by_role("button", name="Mở cho những người đã chọn").click()
    slip = page.get_by_role("listitem").filter(has_text="Lê Thị Lan")
    expect(slip).to_contain_text(re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}"))
    page.emulate_media(media="print")
    expect(slip).to_be_visible()
    expect(page.get_by_role("button", name="In phiếu")).to_be_hidden()
