"""Accounts are opened by the hundred without a password, activated by their owner, helped by two people."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from kiemdiem.accounts import acts
from kiemdiem.accounts.models import Account, Delegation, FactorHelp, RoleGrant
from kiemdiem.accounts.roles import Role
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Unit
from organisations.cast import person

from .cast import NOON, STRONG, TODAY, account, acting, city

pytestmark = pytest.mark.django_db


def test_accounts_are_opened_without_a_password_and_the_codes_are_kept_nowhere() -> None:
    city()
    board = acting(account("tc", (Role.ORGANISATION_BOARD, "Q1")))
    codes = acts.open_accounts(["L", "M"], by=board, at=NOON)
    assert sorted(codes) == ["L", "M"]
    assert all(len(code) == 14 for code in codes.values())
    lan = Account.objects.get(name="L")
    assert (lan.has_usable_password(), lan.person.name) == (False, "Lê Thị Lan")
    written = " ".join(
        str(value) for row in (*Account.objects.values_list(), *Entry.objects.values_list()) for value in row
    )
    assert codes["L"] not in written
    assert codes["L"].replace("-", "") not in written


def test_nobody_outside_the_reach_gets_an_account() -> None:
    city()
    board = acting(account("tc", (Role.ORGANISATION_BOARD, "Q1")))
    for people in (["L", "N"], ["L", "??"]):
        with pytest.raises(PermissionDenied):
            acts.open_accounts(people, by=board, at=NOON)
    assert not Account.objects.filter(person__isnull=False).exists()


def test_opening_many_costs_no_hash_and_few_queries_each(django_assert_max_num_queries: Callable[..., Any]) -> None:
    city()
    for number in range(50):
        person(f"X{number}", f"Nguyễn {number}", cell="Q1")
    board = acting(account("tc", (Role.ORGANISATION_BOARD, "Q1")))
    with django_assert_max_num_queries(60):
        acts.open_accounts([f"X{number}" for number in range(50)], by=board, at=NOON)


@pytest.mark.parametrize("typed", ["{}", " {} ", "{lower}", "{plain}"])
def test_the_owner_activates_with_the_code_and_an_own_password(typed: str) -> None:
    city()
    code = acts.open_accounts(["L"], by=acting(account("tc", (Role.ORGANISATION_BOARD, "Q1"))), at=NOON)["L"]
    given = typed.format(code, lower=code.lower(), plain=code.replace("-", ""))
    owner = acts.activate("l", given, STRONG, at=NOON)
    assert owner.check_password(STRONG)
    with pytest.raises(WrongState, match="chưa đúng"):
        acts.activate("L", code, STRONG, at=NOON)


def test_a_wrong_old_or_foreign_code_and_an_unknown_name_read_the_same() -> None:
    city()
    codes = acts.open_accounts(["L", "M"], by=acting(account("tc", (Role.ORGANISATION_BOARD, "Q1"))), at=NOON)
    late = NOON + timedelta(days=acts.CODE_DAYS, seconds=1)
    said = set()
    for name, code, at in (("L", codes["M"], NOON), ("L", "", NOON), ("L", codes["L"], late), ("??", codes["L"], NOON)):
        with pytest.raises(WrongState) as refused:
            acts.activate(name, code, STRONG, at=at)
        said.add(refused.value.sentence)
    assert len(said) == 1
    assert acts.activate("L", codes["L"], STRONG, at=NOON + timedelta(days=acts.CODE_DAYS)).is_active


@pytest.mark.parametrize("weak", ["ngắn", "123456789012", "password1234"])
def test_a_weak_password_is_refused_and_the_code_stays(weak: str) -> None:
    city()
    code = acts.open_accounts(["L"], by=acting(account("tc", (Role.ORGANISATION_BOARD, "Q1"))), at=NOON)["L"]
    with pytest.raises(ValidationError):
        acts.activate("L", code, weak, at=NOON)
    acts.activate("L", code, STRONG, at=NOON)


def test_a_new_code_is_given_only_while_the_old_one_is_unused() -> None:
    city()
    board = acting(account("tc", (Role.ORGANISATION_BOARD, "Q1")))
    first = acts.open_accounts(["L"], by=board, at=NOON)["L"]
    second = acts.open_accounts(["L"], by=board, at=NOON)["L"]
    with pytest.raises(WrongState):
        acts.activate("L", first, STRONG, at=NOON)
    acts.activate("L", second, STRONG, at=NOON)
    assert acts.open_accounts(["L"], by=board, at=NOON) == {}


def test_roles_are_granted_within_the_reach_and_never_to_oneself() -> None:
    city()
    chief = account("tc", (Role.ORGANISATION_BOARD, "Q1"))
    other = account("m", of="M")
    ward, district = Unit.objects.get(code="Q1-P1"), Unit.objects.get(code="Q2")
    grant = acts.grant_role(other, Role.CLERK, ward, by=acting(chief), since=TODAY, until=None)
    assert str(grant) == "Người giúp việc cấp ủy, Q1-P1"
    for whom, unit in ((other, district), (chief, ward)):
        with pytest.raises(PermissionDenied):
            acts.grant_role(whom, Role.VIEWER, unit, by=acting(chief), since=TODAY, until=None)
    with pytest.raises(WrongState, match="đang giữ vai trò"):
        acts.grant_role(other, Role.CLERK, ward, by=acting(chief), since=TODAY, until=None)
    assert RoleGrant.objects.filter(account=other).count() == 1


def test_a_role_that_has_ended_is_kept_and_not_ended_twice() -> None:
    city()
    chief, other = account("tc", (Role.ORGANISATION_BOARD, "TP")), account("m", (Role.CLERK, "Q1"))
    grant = acts.end_role(other.grants.get(), by=acting(chief), last_day=date(2022, 11, 30))
    assert grant.until == date(2022, 11, 30)
    with pytest.raises(WrongState, match="đã kết thúc"):
        acts.end_role(grant, by=acting(chief), last_day=TODAY)


def test_work_is_delegated_by_its_owner_or_by_who_grants_with_a_reason() -> None:
    city()
    head, deputy, stranger = (
        account("h", (Role.HEAD, "Q1"), of="L"),
        account("d", of="M"),
        account("s", (Role.HEAD, "Q2")),
    )
    chief = account("tc", (Role.ORGANISATION_BOARD, "Q1"))
    for by in (head, chief):
        acts.delegate(head, deputy, by=acting(by), since=TODAY, until=TODAY, reason="nghỉ ốm")
    with pytest.raises(PermissionDenied):
        acts.delegate(head, deputy, by=acting(stranger), since=TODAY, until=TODAY, reason="nghỉ ốm")
    for whom, until, reason in ((deputy, TODAY, " "), (head, TODAY, "x"), (deputy, date(2022, 11, 1), "x")):
        with pytest.raises(WrongState):
            acts.delegate(head, whom, by=acting(head), since=TODAY, until=until, reason=reason)
    assert Delegation.objects.count() == 2


def test_a_lost_factor_is_helped_by_two_people_and_nobody_learns_a_password() -> None:
    city()
    owner = account("l", (Role.HEAD, "Q1-P1"), of="L")
    first, second = (account(name, (Role.ADMINISTRATOR, "TP")) for name in ("a1", "a2"))
    asked = acts.ask_factor_help(owner, first, by=acting(first), reason="mất điện thoại")
    with pytest.raises(WrongState, match="đang chờ"):
        acts.ask_factor_help(owner, second, by=acting(second), reason="lần nữa")
    with pytest.raises(WrongState, match="phải khác"):
        acts.confirm_factor_help(asked, first, by=acting(first), at=NOON)
    confirmed = acts.confirm_factor_help(asked, second, by=acting(second), at=NOON)
    assert (confirmed.confirmed_by, confirmed.confirmed_at) == (second, NOON)
    with pytest.raises(WrongState, match="đã được xác nhận"):
        acts.confirm_factor_help(asked, second, by=acting(second), at=NOON)
    assert [entry.action for entry in Entry.objects.all()] == ["factor.help_asked", "factor.help_confirmed"]


def test_who_has_no_right_helps_nobody() -> None:
    city()
    owner, head = account("l", (Role.HEAD, "Q1-P1"), of="L"), account("h", (Role.HEAD, "TP"))
    admin = account("a1", (Role.ADMINISTRATOR, "TP"))
    with pytest.raises(PermissionDenied):
        acts.ask_factor_help(owner, head, by=acting(head), reason="x")
    with pytest.raises(PermissionDenied):
        acts.ask_factor_help(admin, admin, by=acting(admin), reason="x")
    asked = acts.ask_factor_help(owner, admin, by=acting(admin), reason="x")
    with pytest.raises(PermissionDenied):
        acts.confirm_factor_help(asked, head, by=acting(head), at=NOON)


def test_the_database_itself_wants_two_people() -> None:
    city()
    owner, admin = account("l", of="L"), account("a1", (Role.ADMINISTRATOR, "TP"))
    with pytest.raises(IntegrityError), transaction.atomic():
        FactorHelp.objects.create(account=owner, asked_by=admin, reason="x", confirmed_by=admin, confirmed_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        FactorHelp.objects.create(account=admin, asked_by=admin, reason="x")
