"""Sổ văn bản on its page: terms and numbers for who keeps them there, and of papers never a word."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cycles.cast import TODAY, account, town
from documents.cast import NOON, SYSTEM, letter
from kiemdiem.accounts.roles import Role
from kiemdiem.documents import acts
from kiemdiem.documents.models import Document, Term
from kiemdiem.organisations.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clerk(client: Client, settings: Any) -> None:
    """A town, and its clerk signed in."""
    settings.DEMO_DAY = TODAY
    town()
    client.force_login(account("clerk", [(Role.CLERK, "TP")]))


def page(client: Client, name: str = "register", code: str = "TP", **query: object) -> Any:
    return client.get(reverse(name, args=[code]), query)


def paper(number: int = 1) -> Document:
    unit = Unit.objects.get(code="TP")
    sheet = letter(subject="CANARY", to=("CANARY",))
    made = acts.draft("CV", sheet, organ=unit, about="suggestion:1", path=unit.path, by=SYSTEM, on=TODAY)
    return acts.issue(made, signed_on=TODAY, by=SYSTEM, at=NOON)


def begin(client: Client, day: str) -> Any:
    return client.post(reverse("term_begin", args=["TP"]), {"begins": day})


def test_a_term_is_recorded_and_the_next_ends_it(client: Client) -> None:
    assert "Chưa ghi nhiệm kỳ" in page(client).content.decode()
    assert begin(client, "01/10/2020").status_code == 302
    refused = begin(client, "01/10/2020")
    assert refused.status_code == 409
    assert "phải bắt đầu sau ngày 01/10/2020" in refused.content.decode()
    assert 'value="01/10/2020"' in refused.content.decode()
    begin(client, "01/12/2022")
    assert list(Term.objects.order_by("begins").values_list("begins", "ends")) == [
        (date(2020, 10, 1), date(2022, 11, 30)),
        (date(2022, 12, 1), None),
    ]


def test_the_register_tells_number_kind_day_and_state_and_nothing_else(client: Client) -> None:
    begin(client, "01/10/2020")
    acts.withdraw(paper(), reason="CANARY", by=SYSTEM, at=NOON)
    paper()
    text = page(client).content.decode()
    for words in ("Số 01-CV/TU", "Số 02-CV/TU", "Công văn", "01/12/2022", "Đã thu hồi", "Đã ban hành"):
        assert words in text
    assert "CANARY" not in text


def test_a_draft_is_not_in_the_register(client: Client) -> None:
    begin(client, "01/10/2020")
    unit = Unit.objects.get(code="TP")
    acts.draft("CV", letter(), organ=unit, about="suggestion:1", path=unit.path, by=SYSTEM, on=TODAY)
    assert "Số …" not in page(client).content.decode()


def test_numbers_used_outside_are_recorded_with_their_note(client: Client) -> None:
    address = reverse("numbers_used", args=["TP"])
    assert client.get(address).status_code == 302
    begin(client, "01/10/2020")
    given = {"kind": "CV", "number": "607", "note": "Theo sổ công văn đi"}
    assert client.post(address, given).status_code == 302
    again = client.post(address, given)
    assert again.status_code == 409
    assert "phải lớn hơn 607" in again.content.decode()
    assert client.post(address, given | {"number": "0", "note": ""}).status_code == 200
    assert paper().number == 608
    text = page(client).content.decode()
    assert "Theo sổ công văn đi" in text
    assert "01–607" in text


def test_an_earlier_term_can_still_be_read(client: Client) -> None:
    begin(client, "01/10/2020")
    paper()
    begin(client, "02/12/2022")
    assert "Số 01-CV/TU" not in page(client).content.decode()
    first = Term.objects.order_by("begins")[0]
    assert "Số 01-CV/TU" in page(client, **{"nhiem-ky": first.pk}).content.decode()


@pytest.mark.parametrize("code", ["Q1", "C1", "KHONG-CO"])
@pytest.mark.parametrize("name", ["register", "term_begin", "numbers_used"])
def test_nobody_keeps_the_register_of_another_unit(client: Client, code: str, name: str) -> None:
    assert page(client, name, code).status_code == 404
    answer = client.post(reverse(name, args=[code]), {"begins": "01/10/2020"})
    assert answer.status_code == (405 if name == "register" else 404)
    assert not Term.objects.exists()


@pytest.mark.parametrize("papers", [3, 60])
def test_the_page_costs_the_same_however_long(client: Client, papers: int, django_assert_max_num_queries: Any) -> None:
    begin(client, "01/10/2020")
    for _ in range(papers):
        paper()
    with django_assert_max_num_queries(20):
        text = page(client).content.decode()
    assert text.count("-CV/TU</th>") == min(papers, 50)
