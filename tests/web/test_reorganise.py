"""Rearranging units on pages: first what will happen, then the act; nothing outside one's reach."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate

from kiemdiem.accounts.roles import Role
from kiemdiem.ledger.models import Entry
from kiemdiem.organisations.models import Person, Unit

from .place import MARKS, city, officer

pytestmark = pytest.mark.django_db
DAY = "01/07/2022"
ACTS: dict[str, dict[str, Any]] = {
    "doi-ten/": {"name": "Chi bộ Vàm Sậy", "on": DAY},
    "chuyen/": {"to": "Q1", "on": DAY},
    "sap-nhap/": {"to": "Q1-P", "on": DAY},
    "chia-tach/": {"code": "Q1-X", "name": "Chi bộ mới", "on": DAY, "people": ["Q1-2"]},
}


def post(client: Client, act: str, values: dict[str, Any], unit: str = "Q1-C", **more: str) -> Any:
    return client.post(f"/don-vi/{unit}/sap-xep/{act}", {**values, **more}, follow=True)


@pytest.mark.parametrize("act", ACTS)
def test_every_act_first_says_what_will_happen_and_then_does_it_once(client: Client, act: str) -> None:
    city()
    client.force_login(officer())
    assert client.get(f"/don-vi/Q1-C/sap-xep/{act}").status_code == 200
    shown = post(client, act, ACTS[act]).content.decode()
    assert "Việc này sẽ làm thay đổi" in shown
    assert "01/07/2022" in shown
    assert "Chưa có gì được ghi." in shown
    assert not Entry.objects.exists()
    done = post(client, act, ACTS[act], confirm="yes")
    assert "Đã ghi: " in done.content.decode()
    assert done.redirect_chain[0][0].startswith("/don-vi/")
    assert Entry.objects.count() == 1


def test_what_was_confirmed_has_happened(client: Client) -> None:
    city()
    client.force_login(officer())
    post(client, "doi-ten/", ACTS["doi-ten/"], confirm="yes")
    post(client, "chia-tach/", ACTS["chia-tach/"], confirm="yes")
    assert Person.objects.get(code="Q1-2").cell.name == "Chi bộ mới"
    post(client, "chuyen/", {"to": f"đảng bộ quận {MARKS['Q1']}", "on": "02/07/2022"}, "Q1-X", confirm="yes")
    assert Unit.objects.get(code="Q1-X").parent.code == "Q1"
    post(client, "sap-nhap/", {"to": "q1-c", "on": "03/07/2022"}, "Q1-X", confirm="yes")
    assert Person.objects.get(code="Q1-2").cell.name == "Chi bộ Vàm Sậy"
    assert Unit.objects.get(code="Q1-X").until == date(2022, 7, 2)


def test_one_may_go_back_and_mend(client: Client) -> None:
    city()
    client.force_login(officer())
    page = post(client, "doi-ten/", ACTS["doi-ten/"], back="yes").content.decode()
    assert "Việc này sẽ làm thay đổi" not in page
    assert 'value="Chi bộ Vàm Sậy"' in page
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("act", "values", "says"),
    [
        ("doi-ten/", {"name": f"Chi bộ  {MARKS['Q1']}"}, "Đây là tên hiện nay của đơn vị"),
        ("doi-ten/", {"on": "31/12/1999"}, "có từ ngày 01/01/2000"),
        ("doi-ten/", {"on": "tomorrow"}, "Ngày này sau hôm nay"),
        ("doi-ten/", {"on": ""}, "Đồng chí chưa ghi ngày."),
        ("doi-ten/", {"name": "x" * 251}, "251"),
        ("chuyen/", {"to": "Q2"}, "Không thấy đơn vị còn hoạt động nào có mã hoặc tên “Q2”"),
        ("chuyen/", {"to": "TP"}, "Không thấy đơn vị còn hoạt động nào có mã hoặc tên “TP”"),
        ("chuyen/", {"to": "Q1-P"}, "đang là cấp trên của đơn vị này"),
        ("sap-nhap/", {"to": "Q1-C"}, "Không thấy đơn vị còn hoạt động nào"),
        ("chia-tach/", {"code": "q2"}, "Mã “q2” đã dùng"),
        ("chia-tach/", {"code": "A/B"}, "không dùng dấu /"),
        ("chia-tach/", {"people": ["Q2-2"]}, "Q2-2"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(client: Client, act: str, values: dict[str, Any], says: str) -> None:
    city()
    client.force_login(officer())
    if values.get("on") == "tomorrow":
        values = {"on": f"{localdate().replace(year=localdate().year + 1, day=1):%d/%m/%Y}"}
    page = post(client, act, ACTS[act] | values, confirm="yes").content.decode()
    assert says in page
    assert "kd-error" in page
    assert MARKS["Q2"] not in page
    assert not Entry.objects.exists()


def test_two_units_of_one_name_are_told_apart_by_code(client: Client) -> None:
    city()
    client.force_login(officer(at="TP"))
    Unit.objects.filter(code__in=["Q1-P", "Q2-P"]).update(**Unit.name_keys("Đảng bộ phường"))
    page = post(client, "chuyen/", {"to": "Đảng bộ phường", "on": DAY}).content.decode()
    assert "hãy ghi mã: Q1-P, Q2-P." in page


def test_a_unit_cannot_go_below_itself(client: Client) -> None:
    city()
    client.force_login(officer(at="TP"))
    page = post(client, "chuyen/", {"to": "Q1-C", "on": DAY}, "Q1", confirm="yes").content.decode()
    assert "thuộc chính “Đảng bộ quận" in page
    page = post(client, "sap-nhap/", {"to": "Q1-C", "on": DAY}, "Q1", confirm="yes").content.decode()
    assert "hãy chọn một đơn vị ngoài" in page
    assert not Entry.objects.exists()


def test_a_unit_that_has_ended_stays_as_it_was(client: Client) -> None:
    city()
    client.force_login(officer(at="TP"))
    post(client, "sap-nhap/", ACTS["sap-nhap/"], confirm="yes")
    page = post(client, "doi-ten/", ACTS["doi-ten/"], confirm="yes").content.decode()
    assert "đã kết thúc từ ngày 30/06/2022" in page
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("role", [Role.HEAD, Role.VIEWER, Role.INSPECTION_BOARD])
def test_readers_may_not_rearrange(client: Client, role: Role) -> None:
    city()
    client.force_login(officer(role))
    assert client.get("/don-vi/Q1-C/sap-xep/").status_code == 403
    for act, values in ACTS.items():
        assert post(client, act, values, confirm="yes").status_code == 403
    assert "Sắp xếp tổ chức" not in client.get("/don-vi/Q1/").content.decode()
    assert not Entry.objects.exists()
