"""One's own account: password, phone, codes on paper, sessions elsewhere, proof afresh; acting for somebody."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.cast import NOON, SECRET, STRONG, TODAY, account, acting, city, figures, with_factor
from kiemdiem.accounts import acts, factors, sessions
from kiemdiem.accounts.models import Account, Delegation
from kiemdiem.accounts.roles import Role
from kiemdiem.ledger.models import Entry

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
NEW = "tám con voi qua cầu treo"
SETUP, CODES, PASSWORD = "/bao-mat/xac-thuc-hai-buoc/", "/bao-mat/ma-du-phong/", "/bao-mat/mat-khau/"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as travelled:
        yield travelled


@pytest.fixture
def minh() -> Account:
    city()
    made = account("m", of="M")
    made.set_password(STRONG)
    made.save()
    return made


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/bao-mat/"),
        ("get", PASSWORD),
        ("post", PASSWORD),
        ("get", SETUP),
        ("post", SETUP),
        ("get", CODES),
        ("post", CODES),
        ("post", "/bao-mat/phien-khac/"),
        ("get", "/lam-thay/"),
        ("post", "/lam-thay/bat-dau/"),
        ("post", "/lam-thay/ket-thuc/"),
        ("post", "/lam-thay/nho/"),
        ("post", "/lam-thay/1/thoi/"),
        ("get", "/xac-thuc-lai/"),
        ("post", "/phien/tiep-tuc/"),
        ("get", "/tai-khoan/"),
        ("get", "/tai-khoan/1/"),
        ("get", "/tai-khoan/mo/"),
        ("post", "/tai-khoan/mo/"),
        ("post", "/tai-khoan/1/dong/"),
        ("post", "/tai-khoan/1/mo-lai/"),
        ("post", "/tai-khoan/1/ma-moi/"),
        ("post", "/tai-khoan/1/ket-thuc-phien/"),
        ("post", "/tai-khoan/1/vai-tro/"),
        ("post", "/tai-khoan/1/giup/"),
        ("get", "/tai-khoan/vai-tro/1/ket-thuc/"),
        ("post", "/tai-khoan/vai-tro/1/ket-thuc/"),
        ("post", "/tai-khoan/giup/1/xac-nhan/"),
        ("post", "/tai-khoan/giup/1/thoi/"),
    ],
)
def test_a_stranger_is_asked_to_sign_in(method: str, path: str) -> None:
    answer = getattr(Client(), method)(path)
    assert (answer.status_code, answer["Location"]) == (302, f"/dang-nhap/?next={path}")


# Password


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(client: Client, minh: Account) -> None:
    elsewhere = Client()
    elsewhere.force_login(minh, BACKEND)
    client.force_login(minh)
    before = client.session.session_key
    assert client.post(PASSWORD, {"old": STRONG, "new": NEW, "again": NEW})["Location"] == "/bao-mat/"
    assert client.get("/bao-mat/").status_code == 200
    assert client.session.session_key != before
    assert elsewhere.get("/bao-mat/").status_code == 302
    assert sessions.count_sessions(minh) == 1
    minh.refresh_from_db()
    assert minh.check_password(NEW)


@pytest.mark.parametrize(
    ("old", "new", "again", "says"),
    [
        ("sai hoàn toàn rồi", NEW, NEW, "đang dùng chưa đúng"),
        (STRONG, NEW, "khác hẳn", "chưa giống nhau"),
        (STRONG, "xyz12", "xyz12", "ngắn quá"),
        (STRONG, STRONG, STRONG, "phải khác"),
        (STRONG, "", "", "Chưa điền"),
    ],
)
def test_a_password_isnt_changed_when_something_is_wrong(
    client: Client, minh: Account, old: str, new: str, again: str, says: str
) -> None:
    client.force_login(minh)
    answer = client.post(PASSWORD, {"old": old, "new": new, "again": again})
    assert says in answer.content.decode()
    assert not any(typed in answer.content.decode() for typed in (old, new) if typed)
    minh.refresh_from_db()
    assert minh.check_password(STRONG)


def test_guessing_the_present_password_locks(client: Client, minh: Account) -> None:
    client.force_login(minh)
    wrong = {"old": "sai hoàn toàn rồi", "new": NEW, "again": NEW}
    assert [client.post(PASSWORD, wrong).status_code for _ in range(5)] == [200, 200, 200, 200, 429]
    assert client.post(PASSWORD, wrong | {"old": STRONG}).status_code == 429


def test_the_form_changes_nothing_else(client: Client, minh: Account) -> None:
    client.force_login(minh)
    fields = {field.attname for field in Account._meta.concrete_fields} - {"password", "id"}
    before = Account.objects.filter(pk=minh.pk).values(*fields).get()
    client.post(PASSWORD, dict.fromkeys(fields, "1") | {"old": STRONG, "new": NEW, "again": NEW})
    assert Account.objects.filter(pk=minh.pk).values(*fields).get() == before


# Phone and paper


def test_the_phone_is_set_up_by_picture_or_by_letters(client: Client, minh: Account) -> None:
    client.force_login(minh)
    page = client.get(SETUP)
    secret = page.context["secret"].replace(" ", "")
    assert page.context["picture"].startswith("data:image/svg+xml;base64,")
    assert client.get(SETUP).context["secret"].replace(" ", "") == secret
    assert client.post(SETUP, {"code": "000000"}).status_code == 200
    assert not factors.has_factor(minh)
    assert client.post(SETUP, {"code": figures(NOON, secret)})["Location"] == CODES
    codes = client.get(CODES).context["codes"]
    assert codes == factors.paper_codes(minh)
    assert client.get(SETUP).context["secret"].replace(" ", "") != secret
    assert Entry.objects.get(action="factor.set").about == minh.key


def test_setting_the_phone_up_ends_the_sessions_that_hadnt_it(client: Client, minh: Account) -> None:
    elsewhere = Client()
    elsewhere.force_login(minh, BACKEND)
    client.force_login(minh)
    secret = client.get(SETUP).context["secret"].replace(" ", "")
    client.post(SETUP, {"code": figures(NOON, secret)})
    assert elsewhere.get("/bao-mat/").status_code == 302
    assert client.get("/bao-mat/").status_code == 200


def test_nobody_sets_up_a_secret_of_ones_own_choice(client: Client, minh: Account) -> None:
    client.force_login(minh)
    client.get(SETUP)
    chosen = {"code": figures(NOON), "secret": SECRET, "factor_secret": SECRET}
    assert client.post(SETUP, chosen).status_code == 200
    assert not factors.has_factor(minh)


def test_codes_on_paper_are_made_anew(client: Client, minh: Account) -> None:
    client.force_login(with_factor(minh))
    old = factors.paper_codes(minh)
    assert client.post(CODES)["Location"] == CODES
    assert not set(client.get(CODES).context["codes"]) & set(old)


def test_without_a_phone_there_are_no_codes(client: Client, minh: Account) -> None:
    client.force_login(minh)
    assert client.get(CODES)["Location"] == "/bao-mat/"
    assert client.post(CODES)["Location"] == "/bao-mat/"


def test_other_sessions_are_ended_from_here(client: Client, minh: Account) -> None:
    elsewhere = Client()
    elsewhere.force_login(minh, BACKEND)
    client.force_login(minh)
    assert "Còn 1 phiên" in client.get("/bao-mat/").content.decode()
    client.post("/bao-mat/phien-khac/")
    assert elsewhere.get("/bao-mat/").status_code == 302
    assert "Chỉ có phiên này" in client.get("/bao-mat/").content.decode()


# Proof afresh


def test_after_ten_minutes_the_password_is_asked_for_and_the_request_goes_on(
    client: Client, minh: Account, clock: Any
) -> None:
    client.force_login(with_factor(minh))
    old = factors.paper_codes(minh)
    clock.shift(timedelta(minutes=9, seconds=59))
    assert client.get(CODES).status_code == 200
    clock.shift(timedelta(seconds=1))
    asked = client.post(CODES)
    assert asked["Location"] == f"/xac-thuc-lai/?next={CODES.replace('/', '%2F')}"
    assert factors.paper_codes(minh) == old
    assert client.post("/xac-thuc-lai/", {"password": "sai hoàn toàn rồi", "next": CODES}).status_code == 200
    assert factors.paper_codes(minh) == old
    assert client.post("/xac-thuc-lai/", {"password": STRONG, "next": CODES})["Location"] == CODES
    assert factors.paper_codes(minh) != old
    assert client.get(CODES).status_code == 200


def test_proof_is_no_way_out_of_the_house_and_no_way_to_guess(client: Client, minh: Account) -> None:
    client.force_login(minh)
    sent = {"password": STRONG, "next": "https://khac.vn/"}
    assert client.post("/xac-thuc-lai/", sent)["Location"] == "/bao-mat/"
    wrong = [client.post("/xac-thuc-lai/", {"password": f"sai {n}"}).status_code for n in range(5)]
    assert wrong == [200, 200, 200, 200, 429]


def test_proving_many_times_locks_nobody(client: Client, minh: Account) -> None:
    client.force_login(minh)
    for _ in range(8):
        assert client.post("/xac-thuc-lai/", {"password": STRONG}).status_code == 302


# Acting for somebody


@pytest.fixture
def lan(minh: Account) -> Account:
    """A head who is away until the fifth and has asked Minh."""
    head = account("lan", (Role.HEAD, "Q1"), of="L")
    acts.delegate(head, minh, by=acting(head), since=TODAY, until=date(2022, 12, 5), reason="Đi công tác")
    return head


def test_acting_begins_and_ends_in_the_open(client: Client, minh: Account, lan: Account) -> None:
    client.force_login(minh)
    page = client.get("/lam-thay/").content.decode()
    assert "Lê Thị Lan" in page
    assert "Đến hết 05/12/2022. Lý do: Đi công tác" in page
    assert client.post("/lam-thay/bat-dau/", {"absent": lan.pk})["Location"] == "/"
    assert "Làm thay đồng chí Lê Thị Lan" in client.get("/lam-thay/").content.decode()
    assert client.post("/lam-thay/ket-thuc/")["Location"] == "/lam-thay/"
    assert "Làm thay đồng chí Lê" not in client.get("/lam-thay/").content.decode()
    written = Entry.objects.filter(action__startswith="acting").order_by("seq")
    assert [(entry.action, entry.actor, entry.acting_for) for entry in written] == [
        ("acting.started", minh.key, "L"),
        ("acting.stopped", minh.key, "L"),
    ]
    client.post("/lam-thay/ket-thuc/")
    assert written.count() == 2


def test_signing_out_ends_the_acting(client: Client, minh: Account, lan: Account) -> None:
    client.force_login(minh)
    client.post("/lam-thay/bat-dau/", {"absent": lan.pk})
    client.post("/dang-xuat/")
    assert Entry.objects.order_by("seq").last().action == "acting.stopped"


def test_an_ended_session_ends_the_acting(client: Client, minh: Account, lan: Account, clock: Any) -> None:
    client.force_login(minh)
    client.post("/lam-thay/bat-dau/", {"absent": lan.pk})
    clock.shift(timedelta(minutes=16))
    assert client.get("/lam-thay/").status_code == 302
    assert Entry.objects.order_by("seq").last().action == "acting.stopped"


def test_a_delegation_that_has_ended_is_dropped_with_the_next_request(
    client: Client, minh: Account, lan: Account, clock: Any
) -> None:
    client.force_login(minh)
    client.post("/lam-thay/bat-dau/", {"absent": lan.pk})
    acts.end_delegation(Delegation.objects.get(), by=acting(lan), last_day=TODAY - timedelta(days=1))
    assert "Làm thay đồng chí Lê" not in client.get("/lam-thay/").content.decode()
    assert "acting_for" not in client.session
    assert client.post("/lam-thay/bat-dau/", {"absent": lan.pk}).status_code == 404


@pytest.mark.parametrize("given", ["", "x", "0", "-1", "9" * 30])
def test_nobody_acts_for_whom_has_not_asked(client: Client, minh: Account, lan: Account, given: str) -> None:
    client.force_login(minh)
    nam = account("nam", (Role.HEAD, "Q2"), of="N")
    for absent in (given, nam.pk, minh.pk):
        assert client.post("/lam-thay/bat-dau/", {"absent": absent}).status_code == 404
    assert "acting_for" not in client.session


def test_work_is_handed_over_with_days_and_a_reason_and_taken_back(client: Client, minh: Account) -> None:
    client.force_login(minh)
    nam = account("nam", of="N")
    asked = {"deputy": "NAM", "since": "01/12/2022", "until": "07/12/2022", "reason": "Nghỉ ốm"}
    assert client.post("/lam-thay/nho/", asked | {"absent": nam.pk, "withdrawn": "on"})["Location"] == "/lam-thay/"
    made = Delegation.objects.get()
    assert (made.absent, made.deputy, made.until, made.withdrawn) == (minh, nam, date(2022, 12, 7), False)
    page = client.get("/lam-thay/").content.decode()
    assert "<strong>nam</strong>" in page
    assert "Hồ Nam" not in page  # a member's code, guessed, is not to tell a name of another unit
    assert client.post(f"/lam-thay/{made.pk}/thoi/")["Location"] == "/lam-thay/"
    assert not Delegation.objects.on(TODAY).exists()
    assert "Đã kết thúc" in client.get("/lam-thay/").content.decode()
    assert "đã kết thúc" in client.post(f"/lam-thay/{made.pk}/thoi/", follow=True).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("deputy", "khong-co", "Không có tài khoản"),
        ("deputy", "m", "phải là người khác"),
        ("since", "30/11/2022", "không được trước hôm nay"),
        ("until", "30/11/2022", "không được trước ngày bắt đầu"),
        ("until", "31/02/2023", "Ngày này không có"),
        ("reason", "", "Chưa điền"),
    ],
)
def test_a_wrong_hand_over_says_what_is_wrong(client: Client, minh: Account, field: str, value: str, says: str) -> None:
    client.force_login(minh)
    account("nam", of="N")
    asked = {"deputy": "nam", "since": "01/12/2022", "until": "07/12/2022", "reason": "Nghỉ ốm"}
    assert says in client.post("/lam-thay/nho/", asked | {field: value}).content.decode()
    assert not Delegation.objects.exists()


def test_only_the_absent_one_takes_the_hand_over_back(client: Client, minh: Account, lan: Account) -> None:
    client.force_login(minh)
    made = Delegation.objects.get()
    assert client.post(f"/lam-thay/{made.pk}/thoi/").status_code == 404
    assert Delegation.objects.on(TODAY).exists()


def test_ones_own_account_is_ones_own_also_while_acting(client: Client, minh: Account, lan: Account) -> None:
    client.force_login(minh)
    client.post("/lam-thay/bat-dau/", {"absent": lan.pk})
    account("nam", of="N")
    asked = {"deputy": "nam", "since": "01/12/2022", "until": "07/12/2022", "reason": "Nghỉ ốm"}
    client.post("/lam-thay/nho/", asked)
    entry = Entry.objects.order_by("seq").last()
    assert (entry.action, entry.about, entry.acting_for) == ("work.delegated", minh.key, "")


def test_own_pages_cost_few_queries_whatever_there_is(
    client: Client, minh: Account, lan: Account, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        other = account(f"x{number}", (Role.HEAD, "Q2"))
        for absent, deputy in ((other, minh), (minh, other)):
            Delegation.objects.create(absent=absent, deputy=deputy, since=TODAY, until=TODAY, reason="x")
    client.force_login(minh)
    for path in ("/lam-thay/", "/bao-mat/"):
        client.get(path)
        with django_assert_max_num_queries(20):
            assert client.get(path).status_code == 200
