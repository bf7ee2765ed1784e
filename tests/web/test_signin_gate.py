"""The gate: idle and absolute limits by role, work told from open pages, own password, second factor, rights anew."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.cast import NOON, STRONG, TODAY, account, acting, city, figures, with_factor
from kiemdiem.accounts import acts, helping
from kiemdiem.accounts.models import Account, RoleGrant
from kiemdiem.accounts.roles import Role
from kiemdiem.organisations.models import Unit

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
PAGE = "/bao-mat/"
SAVES = {"headers": {"accept": "application/json"}}
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as travelled:
        yield travelled


def over(answer: Any) -> bool:
    """Was the visitor sent to sign in because the session had ended?"""
    return answer.status_code == 302 and answer["Location"].startswith("/dang-nhap/?next=%2Fbao-mat%2F&vi=het-phien")


@pytest.mark.parametrize(("role", "minutes"), [(None, 30), (Role.VIEWER, 15), (Role.HEAD, 15), (Role.ADMINISTRATOR, 5)])
def test_an_idle_session_ends_after_the_minutes_of_the_role(
    client: Client, clock: Any, role: Role | None, minutes: int
) -> None:
    city()
    client.force_login(account("l", *([(role, "TP")] if role else []), of="L"))
    assert client.get(PAGE).status_code == 200
    clock.shift(minutes * MINUTE)
    assert client.get(PAGE).status_code == 200
    clock.shift(minutes * MINUTE + timedelta(seconds=1))
    assert over(client.get(PAGE))
    assert not Session.objects.filter(session_key=client.session.session_key).exists()


def test_the_strictest_of_several_roles_counts_also_one_that_is_lent(client: Client, clock: Any) -> None:
    city()
    admin, minh = account("a", (Role.ADMINISTRATOR, "TP")), account("m", of="M")
    acts.delegate(admin, minh, by=acting(admin), since=TODAY, until=TODAY, reason="nghỉ ốm")
    client.force_login(minh)
    client.get(PAGE)
    clock.shift(6 * MINUTE)
    assert over(client.get(PAGE))


def test_no_session_lasts_longer_than_twelve_hours_however_busy(client: Client, clock: Any) -> None:
    city()
    client.force_login(account("m", of="M"))
    for _ in range(12 * 3):
        assert client.get(PAGE).status_code == 200
        clock.shift(20 * MINUTE)
    assert client.get(PAGE).status_code == 200
    clock.shift(MINUTE)
    assert client.get(PAGE).status_code == 302


def test_typing_keeps_the_session_and_an_open_page_alone_doesnt(client: Client, clock: Any) -> None:
    city()
    client.force_login(account("m", of="M"))
    client.get(PAGE)
    for _ in range(4):
        clock.shift(20 * MINUTE)
        assert client.post("/phien/tiep-tuc/", **SAVES).status_code == 204
    for _ in range(3):
        clock.shift(10 * MINUTE)
        assert client.get(PAGE, headers={"x-background": "1"}).status_code == 200
    clock.shift(timedelta(seconds=1))
    assert client.get(PAGE, headers={"x-background": "1"}).status_code == 302


def test_a_save_after_the_end_is_told_so_and_the_page_keeps_the_text(client: Client, clock: Any) -> None:
    city()
    client.force_login(account("m", of="M"))
    client.get(PAGE)
    clock.shift(31 * MINUTE)
    first = client.post("/phien/tiep-tuc/", **SAVES)
    second = client.post("/phien/tiep-tuc/", **SAVES)
    assert (first.status_code, second.status_code) == (401, 401)
    assert "lâu không thao tác" in first.json()["sentence"]
    assert second.json() == {"sentence": "Mời đồng chí đăng nhập."}


def test_htmx_is_led_to_the_sign_in_page(client: Client) -> None:
    answer = client.get(PAGE, headers={"hx-request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/dang-nhap/")


def test_a_form_sent_after_the_end_is_shown_again_to_be_copied(client: Client, clock: Any) -> None:
    city()
    client.force_login(account("m", of="M"))
    client.get(PAGE)
    clock.shift(31 * MINUTE)
    sent = {"reason": "Tôi đã đọc <b>kỹ</b> và xin nêu ý kiến", "new": "mật khẩu dài hơn hai mươi", "short": "ngắn"}
    answer = client.post("/lam-thay/nho/", sent)
    page = answer.content.decode()
    assert answer.status_code == 401
    assert "Tôi đã đọc &lt;b&gt;kỹ&lt;/b&gt; và xin nêu ý kiến</textarea>" in page
    assert "mật khẩu dài" not in page
    assert "chưa được ghi" in page


def test_the_notice_knows_its_minutes(client: Client) -> None:
    city()
    client.force_login(account("a", (Role.ADMINISTRATOR, "TP")))
    page = client.get(PAGE).content.decode()
    assert 'data-idle="300" data-warned="1"' in page
    assert "sắp hết sau 1 phút. Bài viết đã lưu." in page
    client.force_login(account("m", of="M"))
    assert 'data-idle="1800" data-warned="5"' in client.get(PAGE).content.decode()
    assert "data-idle" not in Client().get("/dang-nhap/").content.decode()


def test_sign_in_says_why_and_only_what_is_known(client: Client) -> None:
    assert "lâu không thao tác" in client.get("/dang-nhap/", {"vi": "het-phien"}).content.decode()
    assert "<i>" not in client.get("/dang-nhap/", {"vi": "<i>gì đó</i>"}).content.decode()


def test_a_role_that_ends_counts_no_more_with_the_next_request(client: Client, clock: Any) -> None:
    city()
    clock.move_to(datetime(2022, 12, 1, 16, 59, 59, tzinfo=UTC))  # the last second of the day in Vietnam
    client.force_login(account("tc", (Role.ORGANISATION_BOARD, "Q1")))
    RoleGrant.objects.update(until=TODAY)
    assert client.get("/tai-khoan/").status_code == 200
    clock.shift(timedelta(seconds=1))
    assert client.get("/tai-khoan/").status_code == 404


def test_an_account_that_is_closed_is_out_at_once(client: Client) -> None:
    city()
    admin, minh = account("a", (Role.ADMINISTRATOR, "TP")), account("m", of="M")
    client.force_login(minh)
    assert client.get(PAGE).status_code == 200
    acts.close_account(minh, by=acting(admin), reason="chuyển đi")
    assert client.get(PAGE).status_code == 302


def test_all_sessions_of_a_person_end_when_a_keeper_says_so(client: Client) -> None:
    city()
    admin, minh = account("a", (Role.ADMINISTRATOR, "TP")), account("m", of="M")
    client.force_login(minh)
    acts.end_sessions(minh, by=acting(admin))
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize("path", [PAGE, "/lam-thay/", "/tai-khoan/", "/bao-mat/xac-thuc-hai-buoc/", "/thong-bao/"])
def test_a_password_given_by_somebody_else_is_changed_before_anything_else(client: Client, path: str) -> None:
    city()
    client.force_login(Account.objects.create(name="m", must_change_password=True))
    assert client.get(path)["Location"] == "/bao-mat/mat-khau/"
    assert client.get("/bao-mat/mat-khau/").status_code == 200
    assert client.get("/tro-giup/").status_code == 200
    assert client.post("/dang-xuat/")["Location"] == "/dang-nhap/"


def test_changing_it_opens_the_way(client: Client) -> None:
    city()
    minh = account("m", of="M")
    minh.set_password(STRONG)
    minh.must_change_password = True
    minh.save()
    client.force_login(minh)
    new = "tám con voi qua cầu treo"
    assert client.post("/bao-mat/mat-khau/", {"old": STRONG, "new": new, "again": new})["Location"] == PAGE
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("path", [PAGE, "/lam-thay/", "/tai-khoan/", "/bao-mat/ma-du-phong/", "/thong-bao/"])
def test_who_decides_sets_the_second_factor_before_anything_else(path: str) -> None:
    city()
    browser = Client()
    browser.force_login(account("l", (Role.HEAD, "Q1"), of="L"), BACKEND)
    assert browser.get(path)["Location"] == "/bao-mat/xac-thuc-hai-buoc/"
    assert browser.post(path)["Location"] == "/bao-mat/xac-thuc-hai-buoc/"


def test_a_role_given_during_a_session_asks_for_the_factor_with_the_next_request() -> None:
    city()
    minh, browser = account("m", of="M"), Client()
    browser.force_login(minh, BACKEND)
    assert browser.get(PAGE).status_code == 200
    RoleGrant.objects.create(
        account=minh, role=Role.CLERK, unit=Unit.objects.get(code="Q1"), since=date(2022, 1, 1), granted_by="system"
    )
    assert browser.get(PAGE)["Location"] == "/bao-mat/xac-thuc-hai-buoc/"


def test_a_session_without_the_factor_of_who_has_one_is_ended_not_helped() -> None:
    city()
    browser = Client()
    browser.force_login(with_factor(account("l", (Role.HEAD, "Q1"), of="L")), BACKEND)
    assert browser.get("/bao-mat/xac-thuc-hai-buoc/")["Location"].startswith("/dang-nhap/?next=")
    assert browser.get(PAGE)["Location"] == "/dang-nhap/?next=/bao-mat/"


def test_in_the_demo_no_factor_is_asked_for(settings: Any) -> None:
    settings.DEMO = True
    city()
    browser = Client()
    browser.force_login(account("l", (Role.HEAD, "Q1"), of="L"), BACKEND)
    assert browser.get(PAGE).status_code == 200


def test_after_help_the_owner_signs_in_by_password_and_sets_a_new_factor() -> None:
    city()
    lan = with_factor(account("l", (Role.HEAD, "Q1"), of="L"))
    lan.set_password(STRONG)
    lan.save()
    first, second = (account(name, (Role.ADMINISTRATOR, "TP")) for name in ("a1", "a2"))
    asked = helping.ask_factor_help(lan, first, by=acting(first), reason="mất điện thoại")
    helping.confirm_factor_help(asked, second, by=acting(second), at=NOON)
    browser = Client()
    assert browser.post("/dang-nhap/", {"name": "l", "password": STRONG})["Location"] == "/"
    assert browser.get(PAGE)["Location"] == "/bao-mat/xac-thuc-hai-buoc/"
    shown = browser.get("/bao-mat/xac-thuc-hai-buoc/").context["secret"].replace(" ", "")
    assert browser.post("/bao-mat/xac-thuc-hai-buoc/", {"code": figures(NOON, shown)})["Location"] == (
        "/bao-mat/ma-du-phong/"
    )
    assert browser.get(PAGE).status_code == 200


def test_the_gate_costs_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    city()
    client.force_login(account("l", (Role.HEAD, "Q1"), of="L"))
    client.get(PAGE)
    with django_assert_max_num_queries(12):
        assert client.get(PAGE).status_code == 200


def test_no_page_is_kept_by_the_browser(client: Client) -> None:
    city()
    client.force_login(account("m", of="M"))
    assert client.get(PAGE)["Cache-Control"] == "no-store"
