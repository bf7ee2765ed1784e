"""Keeping accounts: who sees which, what may be done with them, slips, roles, help by two; never what is in a file."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.cast import NOON, STRONG, TODAY, account, acting, city, with_factor
from kiemdiem.accounts import acts, factors, helping, sessions
from kiemdiem.accounts.models import Account, FactorHelp, RoleGrant
from kiemdiem.accounts.roles import Role
from kiemdiem.ledger.models import Entry
from kiemdiem.organisations.models import Person, Unit
from organisations.cast import person

pytestmark = pytest.mark.django_db
LIST, OPENING = "/tai-khoan/", "/tai-khoan/mo/"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as travelled:
        yield travelled


@pytest.fixture
def place() -> dict[str, Account]:
    """The city with accounts: its administrator, the board of Q1, Lan (head in Q1), Minh (Q1), Nam (Q2)."""
    city()
    return {
        "admin": account("a1", (Role.ADMINISTRATOR, "TP")),
        "board": account("tc", (Role.ORGANISATION_BOARD, "Q1")),
        "lan": with_factor(account("lan", (Role.HEAD, "Q1-P1"), of="L")),
        "minh": account("minh", of="M"),
        "nam": account("nam", (Role.HEAD, "Q2"), of="N"),
    }


def names(answer: Any) -> list[str]:
    return [each.name for each in answer.context["page"]]


def test_a_keeper_sees_the_accounts_within_reach(client: Client, place: dict[str, Account]) -> None:
    client.force_login(place["board"])
    assert names(client.get(LIST)) == ["tc", "lan", "minh"]
    client.force_login(place["admin"])
    assert names(client.get(LIST)) == ["a1", "tc", "lan", "minh", "nam"]


@pytest.mark.parametrize(
    ("asked", "found"), [("lê thị", ["lan"]), ("LE THI LAN", ["lan"]), ("min", ["minh"]), ("Q1-p1", ["lan", "minh"])]
)
def test_accounts_are_found_without_marks(
    client: Client, place: dict[str, Account], asked: str, found: list[str]
) -> None:
    client.force_login(place["board"])
    assert names(client.get(LIST, {"tim": asked})) == found


@pytest.mark.parametrize("asked", ["nam", "zzz", "\0", "%", "_", "'"])
def test_what_isnt_there_or_isnt_theirs_is_not_found(client: Client, place: dict[str, Account], asked: str) -> None:
    client.force_login(place["board"])
    answer = client.get(LIST, {"tim": asked})
    assert answer.status_code == 200
    assert "nam" not in names(answer)


@pytest.mark.parametrize("who", ["lan", "minh", "nam"])
def test_who_keeps_no_accounts_finds_no_such_pages(client: Client, place: dict[str, Account], who: str) -> None:
    client.force_login(place[who])
    pk, grant = place["minh"].pk, place["lan"].grants.get().pk
    missing = client.get("/tai-khoan/999999/")
    for path in (LIST, OPENING, f"{LIST}{pk}/", f"{LIST}vai-tro/{grant}/ket-thuc/"):
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (404, missing.content)
    for act in ("dong", "mo-lai", "ma-moi", "ket-thuc-phien", "vai-tro", "giup"):
        assert client.post(f"{LIST}{pk}/{act}/", {"reason": "x"}).status_code == 404
    assert client.post(OPENING, {"person": "M"}).status_code == 404


def test_an_account_outside_the_reach_is_like_one_that_isnt(client: Client, place: dict[str, Account]) -> None:
    client.force_login(place["board"])
    nam = place["nam"]
    assert client.get(f"{LIST}{nam.pk}/").content == client.get(f"{LIST}999999/").content
    for act in ("dong", "mo-lai", "ma-moi", "ket-thuc-phien", "vai-tro", "giup"):
        assert client.post(f"{LIST}{nam.pk}/{act}/", {"reason": "x"}).status_code == 404
    grant = nam.grants.get()
    assert client.post(f"{LIST}vai-tro/{grant.pk}/ket-thuc/", {"last_day": "30/11/2022"}).status_code == 404
    grant.refresh_from_db()
    assert grant.until is None


def test_acts_take_no_links(client: Client, place: dict[str, Account]) -> None:
    client.force_login(place["admin"])
    for act in ("dong", "mo-lai", "ma-moi", "ket-thuc-phien", "vai-tro", "giup"):
        assert client.get(f"{LIST}{place['minh'].pk}/{act}/").status_code == 405


# Opening


def slips(answer: Any) -> dict[str, str]:
    assert answer.status_code == 200
    return {slip.name: slip.code for slips in answer.context["units"].values() for slip in slips}


def test_chosen_people_get_slips_that_open_their_accounts(client: Client, place: dict[str, Account]) -> None:
    person("G", "Đỗ Giang", cell="Q1")
    person("H", "Đỗ Hà", cell="Q1-P1")
    client.force_login(place["board"])
    assert [each.code for each in client.get(OPENING).context["page"]] == ["G", "H"]
    answer = client.post(OPENING, {"person": ["G", "H"]})
    assert list(answer.context["units"]) == ["Q1", "Q1-P1"]
    code = slips(answer)["G"]
    assert code in answer.content.decode()
    assert acts.activate("G", code, STRONG, at=NOON).person == Person.objects.get(code="G")
    assert code not in client.get(LIST).content.decode()


def test_a_whole_unit_gets_slips_at_once(client: Client, place: dict[str, Account]) -> None:
    for number in range(30):
        person(f"X{number:02}", f"Nguyễn Văn {number}", cell="Q1-P1")
    client.force_login(place["board"])
    assert len(slips(client.post(OPENING, {"whole": "1", "unit": "q1"}))) == 30
    again = client.post(OPENING, {"whole": "1", "unit": "Q1"})
    assert "đã có tài khoản" in again.content.decode()
    assert "Không có đơn vị" in client.post(OPENING, {"whole": "1", "unit": "Q2"}).content.decode()


def test_nobody_outside_the_reach_and_nobody_at_all_is_opened(client: Client, place: dict[str, Account]) -> None:
    person("G", "Đỗ Giang", cell="Q2")
    client.force_login(place["board"])
    assert client.post(OPENING, {"person": ["G"]}).status_code == 403
    assert client.post(OPENING, {"person": ["??"]}).status_code == 403
    assert "chưa chọn ai" in client.post(OPENING, {}, follow=True).content.decode()
    assert not Account.objects.filter(name="G").exists()


def test_a_name_that_is_taken_is_said_and_nothing_is_opened(client: Client, place: dict[str, Account]) -> None:
    person("MINH", "Đỗ Minh", cell="Q1")
    client.force_login(place["board"])
    assert "“MINH” đã có người dùng" in client.post(OPENING, {"person": ["MINH"]}, follow=True).content.decode()
    assert "“MINH” đã có người dùng" in client.post(OPENING, {"whole": "1", "unit": "Q1"}).content.decode()


# Keeping


def test_an_account_is_closed_and_opened_again(client: Client, place: dict[str, Account]) -> None:
    client.force_login(place["board"])
    minh = place["minh"]
    assert "Phải ghi lý do" in client.post(f"{LIST}{minh.pk}/dong/", {}, follow=True).content.decode()
    client.post(f"{LIST}{minh.pk}/dong/", {"reason": "chuyển đi", "is_active": "on", "name": "x"})
    minh.refresh_from_db()
    assert (minh.is_active, minh.name) == (False, "minh")
    assert "Đã đóng" in client.get(f"{LIST}{minh.pk}/").content.decode()
    client.post(f"{LIST}{minh.pk}/mo-lai/")
    minh.refresh_from_db()
    assert minh.is_active is True
    assert Entry.objects.get(action="account.closed").actor == place["board"].key


def test_a_new_code_is_shown_once_and_is_in_no_session(client: Client, place: dict[str, Account]) -> None:
    minh = place["minh"]
    client.force_login(place["board"])
    code = slips(client.post(f"{LIST}{minh.pk}/ma-moi/"))["minh"]
    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}", code)
    assert code not in str(dict(client.session.items()))
    assert code not in client.get(f"{LIST}{minh.pk}/").content.decode()
    client.post(f"{LIST}{minh.pk}/dong/", {"reason": "x"})
    assert "đang đóng" in client.post(f"{LIST}{minh.pk}/ma-moi/", follow=True).content.decode()


def test_sessions_of_somebody_are_ended(client: Client, place: dict[str, Account]) -> None:
    elsewhere = Client()
    elsewhere.force_login(place["minh"], "django.contrib.auth.backends.ModelBackend")
    client.force_login(place["board"])
    client.post(f"{LIST}{place['minh'].pk}/ket-thuc-phien/")
    assert sessions.count_sessions(place["minh"]) == 0
    assert elsewhere.get("/bao-mat/").status_code == 302


def test_an_account_that_decides_higher_up_is_seen_and_not_kept(client: Client, place: dict[str, Account]) -> None:
    RoleGrant.objects.create(
        account=place["minh"],
        role=Role.STANDING_BOARD,
        unit=Unit.objects.get(code="TP"),
        since=TODAY,
        granted_by="system",
    )
    client.force_login(place["board"])
    page = client.get(f"{LIST}{place['minh'].pk}/").content.decode()
    assert "Cấp mã mới" not in page
    for act in ("dong", "ma-moi", "ket-thuc-phien"):
        assert client.post(f"{LIST}{place['minh'].pk}/{act}/", {"reason": "x"}).status_code == 403
    assert client.post(f"{LIST}{place['board'].pk}/ma-moi/").status_code == 403


def test_what_weighs_asks_for_proof_and_then_goes_on(client: Client, place: dict[str, Account], clock: Any) -> None:
    board = place["board"]
    board.set_password(STRONG)
    board.save()
    client.force_login(board)
    client.get(LIST)
    clock.shift(timedelta(minutes=10))
    path = f"{LIST}{place['minh'].pk}/dong/"
    answer = client.post(path, {"reason": "chuyển đi"})
    assert answer["Location"].startswith("/xac-thuc-lai/?next=")
    place["minh"].refresh_from_db()
    assert place["minh"].is_active
    assert client.post("/xac-thuc-lai/", {"password": STRONG, "next": path})["Location"] == f"{LIST}{place['minh'].pk}/"
    place["minh"].refresh_from_db()
    assert not place["minh"].is_active
    assert Entry.objects.get(action="account.closed").actor == board.key


# Roles


def grant(**more: str) -> dict[str, str]:
    return {"role": "clerk", "unit": "Q1-P1", "since": "01/12/2022", "until": "31/12/2022"} | more


def test_a_role_is_granted_from_day_to_day_and_nothing_beside_it(client: Client, place: dict[str, Account]) -> None:
    minh = place["minh"]
    client.force_login(place["board"])
    sent = grant(account=str(place["nam"].pk), granted_by="ai đó", withdrawn="on", is_superuser="on")
    assert client.post(f"{LIST}{minh.pk}/vai-tro/", sent)["Location"] == f"{LIST}{minh.pk}/"
    made = minh.grants.get()
    assert (made.role, made.unit.code, made.since, made.until) == ("clerk", "Q1-P1", TODAY, date(2022, 12, 31))
    assert (made.granted_by, made.withdrawn) == (place["board"].key, False)
    assert place["nam"].grants.count() == 1


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"unit": "Q2"}, "Không có đơn vị"),
        ({"unit": "TP"}, "Không có đơn vị"),
        ({"role": "king"}, "king"),
        ({"role": "administrator"}, "chỉ giao ở đơn vị cao nhất"),
        ({"since": "30/11/2022"}, "không được trước hôm nay"),
        ({"until": "30/11/2022"}, "không được trước ngày bắt đầu"),
    ],
)
def test_a_wrong_grant_says_what_is_wrong(
    client: Client, place: dict[str, Account], more: dict[str, str], says: str
) -> None:
    client.force_login(place["board"])
    answer = client.post(f"{LIST}{place['minh'].pk}/vai-tro/", grant(**more))
    assert says in answer.content.decode()
    assert not place["minh"].grants.exists()


def test_nobody_grants_to_oneself_or_without_the_right(client: Client, place: dict[str, Account]) -> None:
    client.force_login(place["board"])
    assert client.post(f"{LIST}{place['board'].pk}/vai-tro/", grant()).status_code == 403
    client.force_login(place["admin"])
    assert client.post(f"{LIST}{place['minh'].pk}/vai-tro/", grant()).status_code == 403
    assert RoleGrant.objects.count() == 4


def test_a_role_is_ended_and_stays_to_be_read(client: Client, place: dict[str, Account]) -> None:
    client.force_login(place["board"])
    held = place["lan"].grants.get()
    path = f"{LIST}vai-tro/{held.pk}/ket-thuc/"
    assert "Sau ngày cuối cùng" in client.get(path).content.decode()
    assert client.post(path, {"last_day": "30/11/2022", "role": "viewer"})["Location"] == f"{LIST}{place['lan'].pk}/"
    held.refresh_from_db()
    assert (held.until, held.role) == (date(2022, 11, 30), "head")
    assert "đã kết thúc" in client.post(path, {"last_day": "30/11/2022"}).content.decode()
    assert "Đã kết thúc" in client.get(f"{LIST}{place['lan'].pk}/").content.decode()


# Help


def test_two_people_help_who_lost_the_phone(client: Client, place: dict[str, Account]) -> None:
    lan, second = place["lan"], account("a2", (Role.ADMINISTRATOR, "TP"))
    client.force_login(place["admin"])
    client.post(f"{LIST}{lan.pk}/giup/", {"reason": "mất điện thoại", "confirmed_by": second.pk})
    asked = FactorHelp.objects.get()
    assert asked.confirmed_by is None
    assert "Xác nhận giúp" not in client.get(f"{LIST}{lan.pk}/").content.decode()
    assert "phải khác" in client.post(f"{LIST}giup/{asked.pk}/xac-nhan/", follow=True).content.decode()
    assert factors.has_factor(lan)
    client.force_login(second)
    assert "mất điện thoại" in client.get(LIST).content.decode()
    assert "Xác nhận giúp" in client.get(f"{LIST}{lan.pk}/").content.decode()
    client.post(f"{LIST}giup/{asked.pk}/xac-nhan/")
    assert not factors.has_factor(lan)
    assert "đã được xác nhận" in client.post(f"{LIST}giup/{asked.pk}/xac-nhan/", follow=True).content.decode()


def test_help_may_be_dropped(client: Client, place: dict[str, Account]) -> None:
    client.force_login(place["admin"])
    client.post(f"{LIST}{place['lan'].pk}/giup/", {"reason": "mất điện thoại"})
    client.post(f"{LIST}giup/{FactorHelp.objects.get().pk}/thoi/")
    assert "mất điện thoại" not in client.get(LIST).content.decode()
    assert factors.has_factor(place["lan"])


def test_who_may_not_help_finds_no_request(client: Client, place: dict[str, Account]) -> None:
    asked = helping.ask_factor_help(place["lan"], place["admin"], by=acting(place["admin"]), reason="x")
    for who in ("board", "minh"):
        client.force_login(place[who])
        assert client.post(f"{LIST}giup/{asked.pk}/xac-nhan/").status_code == 404
        assert client.post(f"{LIST}giup/{asked.pk}/thoi/").status_code == 404
    assert factors.has_factor(place["lan"])


# The administrator sees no content; the pages stay cheap


def test_the_administrator_keeps_accounts_and_finds_no_unit_and_no_file(
    client: Client, place: dict[str, Account]
) -> None:
    client.force_login(place["admin"])
    assert client.get(f"{LIST}{place['lan'].pk}/").status_code == 200
    missing = client.get("/don-vi/khong-co/")
    assert missing.status_code == 404
    for path in ("/don-vi/Q1/", "/don-vi/Q1/nguoi/", "/nguoi/L/"):
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (404, missing.content)
    assert "Lê Thị Lan" not in client.get("/tim/", {"q": "lan"}).content.decode()


@pytest.mark.parametrize("path", [LIST, f"{LIST}?trang=2", f"{LIST}?tim=nguyen", OPENING])
def test_long_lists_cost_few_queries(
    client: Client, place: dict[str, Account], path: str, django_assert_max_num_queries: Any
) -> None:
    unit = Unit.objects.get(code="Q1")
    for number in range(120):
        made = person(f"X{number:03}", f"Nguyễn Văn {number}", cell="Q1-P1")
        if number % 2:
            holder = account(f"x{number:03}", of=made.code)
            RoleGrant.objects.create(account=holder, role=Role.VIEWER, unit=unit, since=TODAY, granted_by="system")
            FactorHelp.objects.create(account=holder, asked_by=place["admin"], reason="x")
    client.force_login(place["board"])
    client.get(path)
    with django_assert_max_num_queries(20):
        assert len(client.get(path).context["page"]) > 0


def test_one_account_with_a_long_past_costs_few_queries(
    client: Client, place: dict[str, Account], django_assert_max_num_queries: Any
) -> None:
    unit = Unit.objects.get(code="Q1")
    for year in range(1950, 2020):
        RoleGrant.objects.create(
            account=place["minh"],
            role=Role.VIEWER,
            unit=unit,
            since=date(year, 1, 1),
            until=date(year, 12, 31),
            granted_by="system",
        )
    client.force_login(place["board"])
    client.get(f"{LIST}{place['minh'].pk}/")
    with django_assert_max_num_queries(20):
        assert client.get(f"{LIST}{place['minh'].pk}/").status_code == 200
