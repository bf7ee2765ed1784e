"""Unit pages, people, search: everything within reach, nothing beyond it, in few queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.cast import account
from kiemdiem.accounts.roles import Role
from kiemdiem.organisations import acts
from kiemdiem.organisations.models import Membership, Person, Unit
from organisations.cast import Officer

from .place import MARKS, city, member, officer, person

pytestmark = pytest.mark.django_db
OWN, FOREIGN = MARKS["Q1"], MARKS["Q2"]
PAGES = (
    "/don-vi/",
    "/don-vi/{0}/",
    "/don-vi/{0}/?ngay=01/02/2021",
    "/don-vi/{0}-P/",
    "/don-vi/{0}-C/",
    "/don-vi/{0}/nguoi/",
    "/don-vi/{0}-C/nguoi/",
    "/nguoi/{0}-1/",
    "/nguoi/{0}-2/",
    "/ho-so/",
    "/tim/?q=lan",
    "/tim/?q={0}-1",
    "/tim/?q={0}",
    "/tim/?q=thuoc",
)
CHANGES = ("", "doi-ten/", "chuyen/", "sap-nhap/", "chia-tach/")


def body(client: Client, address: str, status: int = 200) -> str:
    """What a page says, following where it leads."""
    answer = client.get(address, follow=True)
    assert answer.status_code == status, address
    return answer.content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_no_page_shows_a_name_of_another_branch(client: Client, role: Role) -> None:
    city()
    client.force_login(account("ai-đó", (role, "Q1"), of="Q1-1"))
    for page in PAGES:
        for district in ("Q1", "Q2"):
            answer = client.get(page.format(district), follow=True)
            assert answer.status_code in (200, 404)
            assert FOREIGN not in answer.content.decode(), (role, page)
            assert answer.headers.get("Location", "") == ""


def test_foreign_and_missing_units_and_people_look_the_same(client: Client) -> None:
    city()
    client.force_login(officer())
    for page in (
        "/don-vi/{}/",
        "/don-vi/{}/nguoi/",
        "/nguoi/{}-1/",
        *(f"/don-vi/{{}}/sap-xep/{each}" for each in CHANGES),
    ):
        foreign, missing = client.get(page.format("Q2")), client.get(page.format("Q9"))
        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert foreign.content == missing.content


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    for page in PAGES:
        answer = client.get(page.format("Q1"))
        assert answer.status_code == 302
        assert "?next=" in answer.headers["Location"]


def test_an_administrator_sees_no_content(client: Client) -> None:
    city()
    client.force_login(officer(Role.ADMINISTRATOR, "TP"))
    assert "chưa được giao vai trò ở đơn vị nào" in body(client, "/don-vi/")
    for page in PAGES[1:8]:
        body(client, page.format("Q1"), 404)
    assert OWN not in body(client, "/tim/?q=lan")


def test_the_unit_page_says_who_where_and_below(client: Client) -> None:
    city()
    client.force_login(officer())
    page = body(client, "/don-vi/")
    assert f"<h1>Đảng bộ quận {OWN}</h1>" in page
    for words in ("2 đảng viên sinh hoạt chính thức", "Bí thư", "Ban Thường vụ", f"Đảng bộ phường {OWN}", "01/01/2000"):
        assert words in page
    assert '<a href="/nguoi/Q1-1/">' in page
    assert "Đảng bộ thành phố Vĩnh Giang" in page  # the unit above is named, but its page is not theirs
    assert '<a href="/don-vi/TP/">' not in page
    body(client, "/don-vi/TP/", 404)


def test_a_unit_is_shown_as_it_was_on_a_day(client: Client) -> None:
    city()
    board = Officer([""])
    acts.rename("Q1-C", "Chi bộ tên mới", by=board, on=date(2022, 1, 1))
    client.force_login(officer())
    assert "Chi ủy viên" not in body(client, "/don-vi/Q1-C/")
    then = body(client, "/don-vi/Q1-C/?ngay=31/01/2021")
    assert "Chi ủy viên" in then
    assert f"<h1>Chi bộ {OWN}</h1>" in then
    assert "Đơn vị như tại ngày 31/01/2021." in then
    assert "Chi ủy viên" not in body(client, "/don-vi/Q1-C/?ngay=01/02/2021")
    assert "0 đảng viên" in body(client, "/don-vi/Q1-C/?ngay=18/05/2010")
    for wrong in ("hôm+qua", "31/02/2021", "01/13/2021"):
        assert "không có; hãy gõ ngày/tháng/năm" in body(client, f"/don-vi/Q1-C/?ngay={wrong}")


def test_a_merged_unit_says_where_it_went_and_the_other_what_came(client: Client) -> None:
    city()
    acts.merge(["Q1-C"], "Q1-P", by=Officer([""]), on=date(2022, 7, 1))
    client.force_login(officer())
    assert f"Đơn vị này đã sáp nhập vào Đảng bộ phường {OWN} từ ngày 01/07/2022." in body(client, "/don-vi/Q1-C/")
    assert f"Chi bộ {OWN} đã sáp nhập vào đơn vị này từ ngày 01/07/2022." in body(client, "/don-vi/Q1-P/")
    acts.split("Q1-P", [("Q1-X", "Chi bộ tách", ["Q1-2"])], by=Officer([""]), on=date(2022, 8, 1))
    assert "Chi bộ tách tách ra từ đơn vị này từ ngày 01/08/2022." in body(client, "/don-vi/Q1-P/")
    assert f"Đơn vị này tách ra từ Đảng bộ phường {OWN} từ ngày 01/08/2022." in body(client, "/don-vi/Q1-X/")


def test_a_member_sees_the_own_cell_and_no_more_of_others_than_names_and_posts(client: Client) -> None:
    city()
    client.force_login(member())
    page = body(client, "/don-vi/") + body(client, "/don-vi/Q1-C/nguoi/") + body(client, "/tim/?q=lan")
    assert f"Đặng Thị Lan {OWN}" in page
    assert "/nguoi/Q1-1/" not in page
    assert "03/02/1980" not in page
    assert "Chính thức" not in page
    assert "Xem như tại ngày" not in page
    for address in ("/nguoi/Q1-1/", "/don-vi/Q1-P/", "/don-vi/Q1/", "/don-vi/Q2-C/", "/don-vi/Q1-C/sap-xep/"):
        body(client, address, 404)
    assert FOREIGN not in page


def test_the_own_file_holds_ones_own_facts_and_nobody_elses(client: Client) -> None:
    city()
    client.force_login(member())
    for address in ("/ho-so/", "/nguoi/Q1-2/"):
        page = body(client, address)
        for words in ("03/02/1980", "19/05/2010", "Khiển trách", "07/06/2022", "ốm 41 ngày", "Chi ủy viên"):
            assert words in page
        assert "Đây là hồ sơ của chính đồng chí." in page
    client.force_login(account("không-người"))
    assert "không gắn với một người" in body(client, "/ho-so/")


def test_whoever_reads_the_branch_reads_the_file(client: Client) -> None:
    city()
    client.force_login(officer(Role.HEAD, "Q1-C"))
    page = body(client, "/nguoi/Q1-2/")
    assert "Khiển trách" in page
    assert "Đây là hồ sơ của chính đồng chí." not in page


def test_search_needs_no_marks_and_puts_those_written_just_so_first(client: Client) -> None:
    city()
    cell = Unit.objects.get(code="Q1-C")
    person("A", "Trần Lãn", cell)
    client.force_login(officer())
    page = body(client, "/tim/?q=lân")
    assert page.index("Võ Lân") < page.index("Trần Lãn")
    assert "Đặng Thị Lan" in body(client, "/tim/?q=dang+thi")
    assert "Đặng Thị Lan" in body(client, "/tim/?q=%C4%91%E1%BA%B7ng")
    assert "Không thấy người hay đơn vị nào có tên hoặc mã “<b>x”" not in body(client, "/tim/?q=<b>x")
    assert "“&lt;b&gt;x”" in body(client, "/tim/?q=<b>x")
    assert "Không thấy" not in body(client, "/tim/?q=")
    body(client, "/tim/?q=%00lan")
    body(client, "/tim/?q=" + "a" * 3000)


@pytest.mark.parametrize(
    "address", ["/don-vi/Q1/", "/don-vi/Q1/nguoi/", "/tim/?q=nguyen", "/tim/?q=chi+bo", "/nguoi/M1/"]
)
def test_a_page_asks_no_more_whatever_its_size(
    client: Client, django_assert_max_num_queries: Callable[..., Any], address: str
) -> None:
    city()
    above = Unit.objects.get(code="Q1")
    cell = Unit.objects.get(code="Q1-C")
    people = [
        Person(
            code=f"M{n}", cell=cell, path=cell.path, admitted=date(2010, 1, 1), **Person.name_keys(f"Nguyễn Văn {n}")
        )
        for n in range(300)
    ]
    Person.objects.bulk_create(people)
    Membership.objects.bulk_create([Membership(person=each, cell=cell, since=date(2010, 1, 1)) for each in people])
    for n in range(60):
        Unit.objects.create(
            code=f"U{n}",
            name=f"Chi bộ {n}",
            kind="cell",
            parent=above,
            path=f"{above.path}1{n:03}",
            since=date(2001, 1, 1),
        )
    client.force_login(officer())
    with django_assert_max_num_queries(20):
        page = client.get(address)
    assert page.status_code == 200
    if address.endswith(("/nguoi/", "nguyen")):
        assert "Đang xem 1 đến 50 trong 30" in " ".join(page.content.decode().split())


def test_people_stand_in_order_of_given_name(client: Client) -> None:
    city()
    cell = Unit.objects.get(code="Q1-C")
    person("X", "Vũ Ánh", cell)
    person("Y", "An Đức", cell)
    client.force_login(officer())
    page = body(client, "/don-vi/Q1-C/nguoi/")
    names = ["Vũ Ánh", "An Đức"]
    assert [page.index(name) for name in names] == sorted(page.index(name) for name in names)
