"""Notices: who is told, once, inside the act's transaction, in words that give nobody away."""

from __future__ import annotations

from itertools import product

import pytest
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from accounts.cast import account, city
from kiemdiem.accounts.models import Account
from kiemdiem.notices.acts import mark_all_read, mark_read, notify
from kiemdiem.notices.models import Notice
from kiemdiem.notices.queries import latest, unread_count
from kiemdiem.organisations.models import Person, Unit
from kiemdiem.regulation import Level

pytestmark = pytest.mark.django_db

TEXT = "Đợt kiểm điểm năm 2022 đã mở; đồng chí viết bản kiểm điểm trước ngày 15/12/2022."


def tell(*people: Account | Person, event: str = "cycle.opened:3", text: str = TEXT) -> int:
    return notify(people, event=event, text=text, url="/kiem-diem/", about="cycle:3")


@pytest.fixture
def lan() -> Account:
    city()
    return account("lan", of="L")


def test_each_is_told_once_about_an_event(lan: Account) -> None:
    minh = account("minh", of="M")
    assert tell(lan) == 1
    assert tell(lan, minh, minh) == 2
    assert sorted(Notice.objects.values_list("account__name", flat=True)) == ["lan", "minh"]
    assert (latest(lan).get().text, latest(lan).get().url, latest(lan).get().about) == (TEXT, "/kiem-diem/", "cycle:3")
    tell(lan, event="cycle.opened:4")
    assert (unread_count(lan), unread_count(minh)) == (2, 1)


def test_people_are_told_through_their_accounts_those_without_one_on_paper(lan: Account) -> None:
    Account.objects.create(name="nam", person=Person.objects.get(code="N"), is_active=False)
    assert tell(*Person.objects.all()) == 1
    assert Notice.objects.get().account == lan


@pytest.mark.parametrize("kind", ["people", "accounts"])
def test_thousands_are_told_many_with_each_statement(kind: str, django_assert_max_num_queries: object) -> None:
    city()
    cell = Unit.objects.get(code="Q1-P1")
    people = Person.objects.bulk_create(
        Person(code=f"X{number:04}", name="Lê Văn An", name_key="le van an", sort_key="an", cell=cell, path=cell.path)
        for number in range(5000)
    )
    password = make_password(None)
    Account.objects.bulk_create(Account(name=each.code, person=each, password=password) for each in people)
    told = (
        Person.objects.filter(code__startswith="X")
        if kind == "people"
        else Account.objects.filter(name__startswith="X")
    )
    with transaction.atomic(), django_assert_max_num_queries(60):  # type: ignore[operator]
        assert notify(told, event="cycle.opened:3", text=TEXT, url="/kiem-diem/") == 5000
    assert Notice.objects.count() == 5000


def test_a_notice_is_given_up_with_its_act(lan: Account) -> None:
    with transaction.atomic():
        tell(lan)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_notice_outside_an_act_is_refused() -> None:
    city()
    with pytest.raises(RuntimeError):
        tell(account("lan", of="L"))


@pytest.mark.parametrize(
    "text",
    [
        *(f"Đồng chí được xếp loại {word}." for level in Level for word in (level.official, level.abbreviation)),
        f"Kết quả: {Level.GOOD.official.upper()}",
        "Dòng một\ndòng hai",
        "Dài " * 200,
        "  ",
    ],
)
def test_words_that_tell_a_level_or_are_no_sentence_are_refused(lan: Account, text: str) -> None:
    with pytest.raises(ValueError, match="Nội dung thông báo"):
        tell(lan, text=text)
    assert not Notice.objects.exists()


@pytest.mark.parametrize("url", ["https://noi-khac.vn/", "//noi-khac.vn/", "kiem-diem/", ""])
def test_a_notice_leads_to_a_page_of_this_site(lan: Account, url: str) -> None:
    with pytest.raises(ValueError, match="trang của hệ thống"):
        notify([lan], event="e:1", text=TEXT, url=url)


def test_only_ones_own_notices_are_marked_read(lan: Account) -> None:
    minh = account("minh", of="M")
    for who, event in product((lan, minh), ("a:1", "a:2")):
        tell(who, event=event)
    newest = latest(lan)[0]
    assert mark_read(minh, newest.pk, at=now()) is None
    found = mark_read(lan, newest.pk, at=now())
    assert found is not None
    first_read = found.read_at
    again = mark_read(lan, newest.pk, at=now())
    assert again is not None
    assert again.read_at == first_read
    assert (unread_count(lan), unread_count(minh)) == (1, 2)
    assert mark_all_read(lan, at=now()) == 1
    assert (unread_count(lan), unread_count(minh)) == (0, 2)


def test_the_database_itself_refuses_a_second_notice(lan: Account) -> None:
    tell(lan)
    with pytest.raises(IntegrityError):
        Notice.objects.create(account=lan, event="cycle.opened:3", text="x", url="/")
