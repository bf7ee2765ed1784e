"""Signing in: the same answer for every wrong pair, five tries, a second step for who decides, slips, the demo."""

from __future__ import annotations

import re
import threading
import unicodedata
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from django.db import connection
from django.test import Client

from accounts.cast import NOON, STRONG, account, acting, city, figures, with_factor
from kiemdiem.accounts import acts, factors
from kiemdiem.accounts.models import Account, SignedIn
from kiemdiem.accounts.roles import Role

pytestmark = pytest.mark.django_db
WRONG = "chưa đúng, hoặc tài khoản chưa kích hoạt"
HOME, SIGN_IN = "/", "/dang-nhap/"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as travelled:
        yield travelled


@pytest.fixture
def browser() -> Client:
    """A browser in which nobody is signed in."""
    return Client()


@pytest.fixture
def minh() -> Account:
    """A member with a password and no role."""
    city()
    return with_password(account("minh", of="M"))


def with_password(who: Account, password: str = STRONG) -> Account:
    who.set_password(password)
    who.save()
    return who


def enter(browser: Client, name: str, password: str = STRONG, **more: str) -> Any:
    return browser.post(SIGN_IN, {"name": name, "password": password} | more)


def is_in(browser: Client) -> bool:
    return browser.get("/bao-mat/").status_code == 200


def test_a_member_signs_in_with_name_and_password_however_the_name_is_typed(browser: Client, minh: Account) -> None:
    answer = enter(browser, " MINH ")
    assert (answer.status_code, answer["Location"]) == (302, HOME)
    assert is_in(browser)


def test_the_session_is_another_one_after_signing_in(browser: Client, minh: Account) -> None:
    session = browser.session
    session["before"] = 1
    session.save()
    planted = session.session_key
    browser.cookies["sessionid"] = planted
    enter(browser, "minh")
    assert browser.session.session_key != planted
    assert SignedIn.objects.get().session_key == browser.session.session_key


@pytest.mark.parametrize("case", ["unknown", "wrong", "closed", "not activated", "empty password"])
def test_every_wrong_pair_gets_the_same_answer(browser: Client, minh: Account, case: str) -> None:
    expected = enter(Client(), "minh", "sai hoàn toàn rồi")
    name, password = "minh", "sai hoàn toàn rồi"
    if case == "unknown":
        name = "nobody-of-that-name"
    elif case == "closed":
        with_password(account("lan", of="L"))
        Account.objects.filter(name="lan").update(is_active=False)
        name, password = "lan", STRONG
    elif case == "not activated":
        acts.open_accounts(["L"], by=acting(account("tc", (Role.ADMINISTRATOR, "TP"))), at=NOON)
        name = "L"
    answer = enter(browser, name, password)
    assert answer.status_code == expected.status_code == 200
    assert WRONG in answer.content.decode()
    assert plain(answer, name) == plain(expected, "minh")
    assert not is_in(browser)


def plain(answer: Any, name: str) -> str:
    """The page without what was typed and without its token."""
    text = answer.content.decode().replace(f'value="{name}"', "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


@pytest.mark.parametrize("name", ["minh", "nobody-of-that-name", "L"])
def test_a_wrong_pair_costs_one_hash_whoever_it_names(
    browser: Client, minh: Account, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    acts.open_accounts(["L"], by=acting(account("tc", (Role.ADMINISTRATOR, "TP"))), at=NOON)
    made, encode = [], MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        made.append(1)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    enter(browser, name, "sai hoàn toàn rồi")
    assert len(made) == 1


@pytest.mark.parametrize("name", ["minh", "nobody-of-that-name"])
def test_five_wrong_tries_lock_for_a_quarter_of_an_hour(browser: Client, minh: Account, name: str, clock: Any) -> None:
    answers = [enter(browser, name, f"sai lần {number}") for number in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert "phải chờ 15 phút" in answers[-1].content.decode()
    clock.shift(timedelta(minutes=14, seconds=59))
    assert enter(browser, name).status_code == 429
    clock.shift(timedelta(seconds=1))
    assert enter(browser, name).status_code == (302 if name == "minh" else 200)


def test_capitals_another_browser_and_a_right_pair_of_another_give_no_further_try(minh: Account) -> None:
    with_password(account("lan", of="L"))
    for number in range(4):
        spelt = ["minh", "MINH", "Minh", "minH"][number]
        agent = Client(headers={"user-agent": f"browser {number}"})
        assert enter(agent, spelt, "sai hoàn toàn rồi").status_code == 200
    assert enter(Client(), "lan").status_code == 302
    assert enter(Client(), "minh", "sai hoàn toàn rồi").status_code == 429
    assert enter(Client(), "minh").status_code == 429
    assert enter(Client(REMOTE_ADDR="10.0.0.9"), "minh").status_code == 302


def test_a_right_try_clears_the_count(minh: Account) -> None:
    for _round in range(3):
        for number in range(4):
            assert enter(Client(), "minh", f"sai lần {number}").status_code == 200
        assert enter(Client(), "minh").status_code == 302
    assert not AccessAttempt.objects.exists()


def test_no_password_is_kept_with_a_wrong_try(browser: Client, minh: Account) -> None:
    enter(browser, "minh", "mật khẩu gõ nhầm")
    assert "gõ nhầm" not in str(list(AccessAttempt.objects.values_list()))


@pytest.mark.django_db(transaction=True)
def test_twenty_tries_at_once_are_five_tries(minh: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth.backends import ModelBackend

    looked, gate, answers = [], threading.Barrier(20), []
    look = ModelBackend.authenticate

    def counted(self: Any, *args: Any, **named: Any) -> Any:
        looked.append(1)
        return look(self, *args, **named)

    monkeypatch.setattr(ModelBackend, "authenticate", counted)

    def send(number: int) -> None:
        browser = Client(headers={"user-agent": f"browser {number}"})
        gate.wait()
        answers.append(enter(browser, "minh", "sai hoàn toàn rồi").status_code)
        connection.close()

    senders = [threading.Thread(target=send, args=(number,)) for number in range(20)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert len(looked) == 5
    assert answers.count(429) == 16


@pytest.mark.parametrize(
    ("asked", "goes"),
    [
        ("/bao-mat/", "/bao-mat/"),
        ("/tim/?q=an", "/tim/?q=an"),
        ("https://khac.vn/", HOME),
        ("//khac.vn/", HOME),
        ("/\\khac.vn/", HOME),
        ("javascript:alert(1)", HOME),
        ("http:///khac.vn", HOME),
        (" //khac.vn", HOME),
    ],
)
def test_after_signing_in_one_stays_in_the_house(minh: Account, asked: str, goes: str) -> None:
    assert enter(Client(), "minh", next=asked)["Location"] == goes
    browser = Client()
    enter(browser, "minh")
    assert browser.get(SIGN_IN, {"next": asked})["Location"] == goes


def test_the_way_is_remembered_over_the_second_step() -> None:
    city()
    with_password(with_factor(account("lan", (Role.HEAD, "Q1"), of="L")))
    browser = Client()
    assert enter(browser, "lan", next="/bao-mat/")["Location"] == "/xac-thuc/"
    assert browser.post("/xac-thuc/", {"code": figures(NOON)})["Location"] == "/bao-mat/"


def test_a_form_from_elsewhere_is_refused(minh: Account) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert enter(strict, "minh").status_code == 403
    assert not SignedIn.objects.exists()
    strict.force_login(minh, "django.contrib.auth.backends.ModelBackend")
    assert strict.post("/dang-xuat/").status_code == 403


@pytest.mark.parametrize("path", ["/dang-xuat/", "/dang-nhap/minh-hoa/", "/phien/tiep-tuc/"])
def test_what_changes_something_takes_no_link(minh: Account, path: str) -> None:
    browser = Client()
    enter(browser, "minh")
    assert browser.get(path).status_code == 405
    assert is_in(browser)


def test_signing_out_ends_the_session(browser: Client, minh: Account) -> None:
    enter(browser, "minh")
    key = browser.session.session_key
    assert browser.post("/dang-xuat/")["Location"] == SIGN_IN
    browser.cookies["sessionid"] = str(key)
    assert not is_in(browser)
    assert not SignedIn.objects.exists()


@pytest.mark.parametrize("name", ["\0", "x" * 61, "' OR 1=1 --", "<script>"])
def test_odd_names_are_only_wrong(browser: Client, minh: Account, name: str) -> None:
    answer = enter(browser, name)
    assert answer.status_code == 200
    assert b"<script>" not in answer.content.replace(b"<script src=", b"")
    assert not SignedIn.objects.exists()


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/signup/", "/login/", "/signup/", "/dang-ky/", "/admin/"]
)
def test_nothing_else_is_open_for_signing_up_or_in(browser: Client, path: str) -> None:
    assert browser.get(path).status_code == 404


# The second step


@pytest.fixture
def lan() -> Account:
    """A head with password and phone."""
    city()
    return with_password(with_factor(account("lan", (Role.HEAD, "Q1"), of="L")))


def half_in(lan: Account) -> Client:
    """A browser in which the password was right."""
    browser = Client()
    assert enter(browser, "lan")["Location"] == "/xac-thuc/"
    return browser


def test_who_decides_gives_a_code_too(lan: Account) -> None:
    browser = half_in(lan)
    assert not is_in(browser)
    assert browser.get("/xac-thuc/").status_code == 200
    assert browser.post("/xac-thuc/", {"code": figures(NOON)})["Location"] == HOME
    assert is_in(browser)


def test_a_code_signs_in_once(lan: Account) -> None:
    assert half_in(lan).post("/xac-thuc/", {"code": figures(NOON)}).status_code == 302
    again = half_in(lan).post("/xac-thuc/", {"code": figures(NOON)})
    assert again.status_code == 200
    assert "đã dùng rồi" in again.content.decode()


def test_a_code_on_paper_signs_in_once(lan: Account) -> None:
    code = factors.paper_codes(lan)[0]
    assert half_in(lan).post("/xac-thuc/", {"code": code}).status_code == 302
    assert half_in(lan).post("/xac-thuc/", {"code": code}).status_code == 200


def test_wrong_codes_lock_like_wrong_passwords(lan: Account) -> None:
    browser = half_in(lan)
    answers = [browser.post("/xac-thuc/", {"code": f"{number:06}"}).status_code for number in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert browser.post("/xac-thuc/", {"code": figures(NOON)}).status_code == 429
    assert enter(Client(), "lan").status_code == 429


def test_a_right_password_gives_no_new_tries_for_the_code(lan: Account) -> None:
    answers = [half_in(lan).post("/xac-thuc/", {"code": "000000"}).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]


def test_the_second_step_without_the_first_leads_back(browser: Client, lan: Account) -> None:
    assert browser.get("/xac-thuc/")["Location"] == SIGN_IN
    assert browser.post("/xac-thuc/", {"code": figures(NOON)})["Location"] == SIGN_IN


def test_the_first_step_is_forgotten_after_a_quarter_of_an_hour(lan: Account, clock: Any) -> None:
    browser = half_in(lan)
    clock.shift(timedelta(minutes=15, seconds=1))
    assert browser.post("/xac-thuc/", {"code": figures(NOON + timedelta(minutes=15))})["Location"] == SIGN_IN


def test_an_account_closed_between_the_steps_stays_outside(lan: Account) -> None:
    browser = half_in(lan)
    Account.objects.update(is_active=False)
    browser.post("/xac-thuc/", {"code": figures(NOON)})
    assert not is_in(browser)


# Slips


def slip(name: str = "L") -> str:
    return acts.open_accounts([name], by=acting(account("tc", (Role.ADMINISTRATOR, "TP"))), at=NOON)[name]


def activate(browser: Client, code: str, name: str = "L", new: str = STRONG, again: str = "", **more: str) -> Any:
    return browser.post("/kich-hoat/", {"name": name, "code": code, "new": new, "again": again or new} | more)


def test_the_owner_activates_with_the_slip_and_is_in(browser: Client) -> None:
    city()
    code = slip()
    assert activate(browser, code)["Location"] == HOME
    assert is_in(browser)
    assert activate(Client(), code).status_code == 200
    assert enter(Client(), "l").status_code == 302


@pytest.mark.parametrize(
    ("new", "again", "says"),
    [("ngắn", "", "ngắn quá"), (STRONG, "khác hẳn", "chưa giống nhau"), ("1234567890123", "", "hoàn toàn là số")],
)
def test_a_weak_password_is_no_wrong_try_and_the_slip_stays(browser: Client, new: str, again: str, says: str) -> None:
    city()
    code = slip()
    for _ in range(6):
        answer = activate(browser, code, new=new, again=again)
        assert answer.status_code == 200
    assert says in answer.content.decode()
    assert activate(browser, code).status_code == 302


def test_wrong_slips_are_counted_too_and_apart_from_passwords(browser: Client) -> None:
    city()
    code = slip()
    for number in range(5):
        assert enter(Client(), "L", f"sai lần {number}").status_code in (200, 429)
    answers = [activate(browser, f"AAAA-AAAA-AAA{number}").status_code for number in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert activate(browser, code).status_code == 429
    assert activate(Client(REMOTE_ADDR="10.0.0.9"), code).status_code == 302


def test_unknown_names_and_wrong_codes_read_the_same(browser: Client) -> None:
    city()
    slip()
    known, unknown = (activate(browser, "AAAA-AAAA-AAAA", name=name) for name in ("L", "KHONGCO"))
    assert plain(known, "L") == plain(unknown, "KHONGCO")


def test_a_slip_changes_nothing_but_the_password(browser: Client) -> None:
    city()
    activate(
        browser, slip(), is_active="", must_change_password="on", person="1", demo_note="x", last_login="2000-01-01"
    )
    made = Account.objects.get(name="L")
    assert (made.is_active, made.must_change_password, made.demo_note, str(made)) == (True, False, "", "Lê Thị Lan")


def test_who_has_a_phone_gives_its_code_after_a_new_slip_too(lan: Account) -> None:
    code = acts.renew_code(lan, by=acting(account("tc", (Role.ADMINISTRATOR, "TP"))), at=NOON)
    browser = Client()
    assert activate(browser, code, name="lan", new="tám con voi qua cầu treo")["Location"] == "/xac-thuc/"
    assert not is_in(browser)


def test_passwords_are_the_same_however_the_keyboard_composes_them(browser: Client) -> None:
    city()
    activate(browser, slip(), new=unicodedata.normalize("NFD", STRONG))
    assert enter(Client(), "L", STRONG).status_code == 302


# The demo


@pytest.fixture
def shown(settings: Any) -> Account:
    city()
    settings.DEMO = True
    return Account.objects.create(name="bt", demo_note="Bí thư, xem việc đến hạn")


def test_the_demo_is_entered_with_one_press_and_without_a_second_factor(browser: Client, shown: Account) -> None:
    with_factor(shown)
    page = browser.get(SIGN_IN).content.decode()
    assert "Bí thư, xem việc đến hạn" in page
    assert browser.post("/dang-nhap/minh-hoa/", {"account": shown.pk})["Location"] == HOME
    assert is_in(browser)


def test_the_page_of_the_demo_costs_few_queries(
    browser: Client, shown: Account, django_assert_max_num_queries: Any
) -> None:
    for code in ("L", "M", "N"):
        Account.objects.filter(pk=account(code, of=code).pk).update(demo_note="Đảng viên")
    with django_assert_max_num_queries(2):
        assert "Lê Thị Lan" in browser.get(SIGN_IN).content.decode()


def test_one_role_of_the_demo_after_another(browser: Client, shown: Account) -> None:
    other = Account.objects.create(name="dv", demo_note="Đảng viên")
    browser.post("/dang-nhap/minh-hoa/", {"account": shown.pk})
    browser.post("/dang-nhap/minh-hoa/", {"account": other.pk})
    assert browser.session["_auth_user_id"] == str(other.pk)
    assert SignedIn.objects.get().account == other


@pytest.mark.parametrize("given", ["", "0", "x", "-1", "9" * 30, "²"])
def test_the_demo_knows_only_those_it_shows(browser: Client, shown: Account, given: str) -> None:
    assert browser.post("/dang-nhap/minh-hoa/", {"account": given}).status_code == 404
    plain_account = account("khac", of="L")
    assert browser.post("/dang-nhap/minh-hoa/", {"account": plain_account.pk}).status_code == 404


def test_outside_the_demo_there_is_no_such_door(browser: Client, shown: Account, settings: Any) -> None:
    settings.DEMO = False
    assert "Bí thư, xem việc" not in browser.get(SIGN_IN).content.decode()
    assert browser.post("/dang-nhap/minh-hoa/", {"account": shown.pk}).status_code == 404
    assert not is_in(browser)
