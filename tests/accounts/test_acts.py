"""Accounts are opened by the hundred without a password, activated by their owner, helped by two people."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from kiemdiem.accounts import acts, helping
from kiemdiem.accounts.factors import has_factor
from kiemdiem.accounts.models import Account, Delegation, FactorHelp, RoleGrant
from kiemdiem.accounts.roles import Role
from kiemdiem.ledger.actor import SystemActor
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.actions import READ
from kiemdiem.organisations.kinds import Standing
from kiemdiem.organisations.models import Person, Unit
from organisations.cast import person

from .cast import NOON, STRONG, TODAY, account, acting, city, with_factor

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


def test_opening_many_costs_no_hash_and_few_queries(django_assert_max_num_queries: Callable[..., Any]) -> None:
    city()
    for number in range(50):
        person(f"X{number}", f"Nguyễn {number}", cell="Q1")
    board = acting(account("tc", (Role.ORGANISATION_BOARD, "Q1")))
    with django_assert_max_num_queries(12):
        acts.open_accounts([f"X{number}" for number in range(50)], by=board, at=NOON)


def test_a_whole_unit_is_opened_for_those_who_have_no_account_and_still_belong() -> None:
    city()
    board = acting(account("tc", (Role.ORGANISATION_BOARD, "Q1")))
    account("m", of="M")
    person("G", "Đỗ Giang", cell="Q1")
    Person.objects.filter(code="G").update(standing=Standing.LEFT)
    assert list(acts.open_unit(Unit.objects.get(code="Q1"), by=board, at=NOON)) == ["L"]
    assert acts.open_unit(Unit.objects.get(code="Q1"), by=board, at=NOON) == {}
    with pytest.raises(PermissionDenied):
        acts.open_unit(Unit.objects.get(code="Q2"), by=board, at=NOON)
    assert [entry.action for entry in Entry.objects.all()] == ["accounts.opened"]


def test_a_unit_too_large_for_one_sheet_of_slips_is_opened_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    city()
    monkeypatch.setattr(acts, "MOST_AT_ONCE", 1)
    with pytest.raises(WrongState, match="có 2 người"):
        acts.open_unit(Unit.objects.get(code="Q1"), by=SystemActor(), at=NOON)


def test_a_name_is_taken_however_its_capitals_are_written() -> None:
    city()
    account("l")
    with pytest.raises(WrongState, match="“L” đã có người dùng"):
        acts.open_accounts(["L"], by=SystemActor(), at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(name="L")


def test_the_command_line_opens_the_first_account_and_nobody_else_opens_one_of_nobody() -> None:
    city()
    made, code = acts.open_named("quan-tri", by=SystemActor(), at=NOON)
    assert (made.person, acts.activate("quan-tri", code, STRONG, at=NOON)) == (None, made)
    assert acts.open_named("QUAN-TRI", by=SystemActor(), at=NOON) == (made, "")
    assert acts.open_named("L", by=SystemActor(), at=NOON)[0].person == Person.objects.get(code="L")
    with pytest.raises(PermissionDenied):
        acts.open_named("khac", by=acting(account("a", (Role.ADMINISTRATOR, "TP"))), at=NOON)
    with pytest.raises(ValidationError):
        acts.open_named("x" * 61, by=SystemActor(), at=NOON)


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


def test_the_administrators_role_is_held_at_the_root_only() -> None:
    city()
    chief, other = account("tc", (Role.ORGANISATION_BOARD, "TP")), account("m", of="M")
    with pytest.raises(WrongState, match="đơn vị cao nhất"):
        acts.grant_role(
            other, Role.ADMINISTRATOR, Unit.objects.get(code="Q1"), by=acting(chief), since=TODAY, until=None
        )
    root = Unit.objects.get(code="TP")
    assert acts.grant_role(other, Role.ADMINISTRATOR, root, by=acting(chief), since=TODAY, until=TODAY).pk
    with pytest.raises(WrongState, match="không được trước"):
        acts.grant_role(other, Role.VIEWER, root, by=acting(chief), since=TODAY, until=date(2022, 11, 30))


def test_nobody_gets_a_role_through_whoever_acts_for_them() -> None:
    city()
    chief, deputy = account("tc", (Role.ORGANISATION_BOARD, "Q1"), of="L"), account("m", of="M")
    acts.delegate(chief, deputy, by=acting(chief), since=TODAY, until=TODAY, reason="nghỉ ốm")
    for whom in (chief, deputy):
        with pytest.raises(PermissionDenied):
            acts.grant_role(
                whom,
                Role.VIEWER,
                Unit.objects.get(code="Q1"),
                by=acting(deputy, acting_for=chief),
                since=TODAY,
                until=None,
            )


def test_a_role_given_by_mistake_is_taken_back_the_same_day_and_may_be_given_again() -> None:
    city()
    chief, other = account("tc", (Role.ORGANISATION_BOARD, "TP")), account("m", of="M")
    ward = Unit.objects.get(code="Q1-P1")
    grant = acts.grant_role(other, Role.VIEWER, ward, by=acting(chief), since=TODAY, until=None)
    assert acting(other).reach(READ) == [ward.path]
    acts.end_role(grant, by=acting(chief), last_day=date(2022, 11, 30))
    assert acting(other).reach(READ) == []
    with pytest.raises(WrongState, match="đã kết thúc"):
        acts.end_role(grant, by=acting(chief), last_day=date(2022, 12, 31))
    acts.grant_role(other, Role.VIEWER, ward, by=acting(chief), since=TODAY, until=None)
    assert acting(other).reach(READ) == [ward.path]


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
    for by, day in ((head, TODAY), (chief, date(2022, 12, 2))):
        acts.delegate(head, deputy, by=acting(by), since=day, until=day, reason="nghỉ ốm")
        with pytest.raises(WrongState, match="rồi"):  # the same button pressed twice
            acts.delegate(head, deputy, by=acting(by), since=day, until=day, reason="nghỉ ốm")
    with pytest.raises(PermissionDenied):
        acts.delegate(head, deputy, by=acting(stranger), since=TODAY, until=TODAY, reason="nghỉ ốm")
    for whom, until, reason in ((deputy, TODAY, " "), (head, TODAY, "x"), (deputy, date(2022, 11, 1), "x")):
        with pytest.raises(WrongState):
            acts.delegate(head, whom, by=acting(head), since=TODAY, until=until, reason=reason)
    assert Delegation.objects.count() == 2


def test_a_delegation_ends_when_its_owner_says_so_and_counts_no_more() -> None:
    city()
    head, deputy = account("h", (Role.HEAD, "Q1"), of="L"), account("d", of="M")
    made = acts.delegate(head, deputy, by=acting(head), since=TODAY, until=date(2022, 12, 9), reason="nghỉ ốm")
    with pytest.raises(PermissionDenied):
        acts.end_delegation(made, by=acting(deputy), last_day=TODAY)
    acts.end_delegation(made, by=acting(head), last_day=date(2022, 11, 30))
    with pytest.raises(PermissionDenied):
        acting(deputy, acting_for=head)
    with pytest.raises(WrongState, match="đã kết thúc"):
        acts.end_delegation(made, by=acting(head), last_day=date(2022, 11, 30))
    assert [entry.action for entry in Entry.objects.all()] == ["work.delegated", "work.delegation_ended"]


def test_acting_for_somebody_begins_and_ends_in_the_ledger() -> None:
    city()
    head, deputy = account("h", (Role.HEAD, "Q1"), of="L"), account("d", of="M")
    acts.delegate(head, deputy, by=acting(head), since=TODAY, until=TODAY, reason="nghỉ ốm")
    acts.start_acting(head, by=acting(deputy, acting_for=head))
    acts.stop_acting(head, by=acting(deputy, acting_for=head))
    assert [(entry.action, entry.actor, entry.acting_for, entry.about) for entry in Entry.objects.all()][1:] == [
        ("acting.started", deputy.key, "L", head.key),
        ("acting.stopped", deputy.key, "L", head.key),
    ]


def test_an_account_is_closed_with_a_reason_and_opened_again() -> None:
    city()
    board, other = acting(account("tc", (Role.ORGANISATION_BOARD, "Q1"))), account("m", of="M")
    with pytest.raises(WrongState, match="lý do"):
        acts.close_account(other, by=board, reason=" ")
    assert acts.close_account(other, by=board, reason="chuyển đi").is_active is False
    for refused in (acts.close_account, acts.renew_code):
        more: dict[str, Any] = {"reason": "x"} if refused is acts.close_account else {"at": NOON}
        with pytest.raises(WrongState):
            refused(other, by=board, **more)
    assert acts.reopen_account(other, by=board).is_active is True
    with pytest.raises(WrongState, match="đang mở"):
        acts.reopen_account(other, by=board)
    assert [entry.action for entry in Entry.objects.all()] == ["account.closed", "account.reopened"]


def test_who_forgot_the_password_gets_a_code_and_the_old_password_is_dead() -> None:
    city()
    board, other = acting(account("tc", (Role.ORGANISATION_BOARD, "Q1"))), account("m", of="M")
    other.set_password(STRONG)
    other.save()
    code = acts.renew_code(other, by=board, at=NOON)
    other.refresh_from_db()
    assert other.has_usable_password() is False
    assert acts.activate("m", code, "tám con voi qua cầu treo", at=NOON) == other


def test_who_keeps_the_accounts_of_a_ward_cant_take_over_one_that_decides_above() -> None:
    city()
    board = acting(account("tc", (Role.ORGANISATION_BOARD, "Q1")))
    chief = account("l", (Role.STANDING_BOARD, "TP"), of="L")
    later = account("m", of="M")
    RoleGrant.objects.create(
        account=later,
        role=Role.HEAD,
        unit=Unit.objects.get(code="TP"),
        since=date(2199, 1, 1),
        granted_by="system",
    )
    for whom in (chief, later):
        with pytest.raises(PermissionDenied):
            acts.renew_code(whom, by=board, at=NOON)
        with pytest.raises(PermissionDenied):
            acts.close_account(whom, by=board, reason="x")
        with pytest.raises(PermissionDenied):
            acts.end_sessions(whom, by=board)


def test_nobody_keeps_the_own_account() -> None:
    city()
    chief = account("tc", (Role.ORGANISATION_BOARD, "Q1"), of="L")
    with pytest.raises(PermissionDenied):
        acts.close_account(chief, by=acting(chief), reason="x")


def test_a_new_password_is_checked_and_written_down_without_it() -> None:
    city()
    who = account("m", of="M")
    who.set_password(STRONG)
    who.must_change_password = True
    who.save()
    with pytest.raises(ValidationError):
        acts.change_password(who, "ngắn")
    changed = acts.change_password(who, "tám con voi qua cầu treo")
    assert (changed.must_change_password, changed.check_password("tám con voi qua cầu treo")) == (False, True)
    assert [(entry.action, entry.actor) for entry in Entry.objects.all()] == [("account.password_changed", who.key)]
    assert "voi" not in Entry.objects.get().facts


def test_a_lost_factor_is_helped_by_two_people_and_nobody_learns_a_password() -> None:
    city()
    owner = with_factor(account("l", (Role.HEAD, "Q1-P1"), of="L"))
    first, second = (account(name, (Role.ADMINISTRATOR, "TP")) for name in ("a1", "a2"))
    asked = helping.ask_factor_help(owner, first, by=acting(first), reason="mất điện thoại")
    with pytest.raises(WrongState, match="đang chờ"):
        helping.ask_factor_help(owner, second, by=acting(second), reason="lần nữa")
    with pytest.raises(WrongState, match="phải khác"):
        helping.confirm_factor_help(asked, first, by=acting(first), at=NOON)
    assert has_factor(owner)
    confirmed = helping.confirm_factor_help(asked, second, by=acting(second), at=NOON)
    assert (confirmed.confirmed_by, confirmed.confirmed_at) == (second, NOON)
    assert not has_factor(owner)
    with pytest.raises(WrongState, match="đã được xác nhận"):
        helping.confirm_factor_help(asked, second, by=acting(second), at=NOON)
    assert [entry.action for entry in Entry.objects.all()][1:] == ["factor.help_asked", "factor.help_confirmed"]


def test_who_has_no_right_helps_nobody() -> None:
    city()
    owner, head = with_factor(account("l", (Role.HEAD, "Q1-P1"), of="L")), account("h", (Role.HEAD, "TP"))
    admin = account("a1", (Role.ADMINISTRATOR, "TP"))
    with pytest.raises(PermissionDenied):
        helping.ask_factor_help(owner, head, by=acting(head), reason="x")
    with pytest.raises(PermissionDenied):
        helping.ask_factor_help(admin, admin, by=acting(admin), reason="x")
    asked = helping.ask_factor_help(owner, admin, by=acting(admin), reason="x")
    with pytest.raises(PermissionDenied):
        helping.confirm_factor_help(asked, head, by=acting(head), at=NOON)


def test_a_right_that_was_lent_makes_no_second_helper() -> None:
    city()
    owner = with_factor(account("l", (Role.HEAD, "Q1-P1"), of="L"))
    admin, deputy = account("a1", (Role.ADMINISTRATOR, "TP")), account("d", of="M")
    acts.delegate(admin, deputy, by=acting(admin), since=TODAY, until=TODAY, reason="nghỉ ốm")
    asked = helping.ask_factor_help(owner, admin, by=acting(admin), reason="mất điện thoại")
    with pytest.raises(PermissionDenied):
        helping.confirm_factor_help(asked, deputy, by=acting(deputy, acting_for=admin), at=NOON)
    with pytest.raises(PermissionDenied):
        helping.confirm_factor_help(asked, deputy, by=acting(admin), at=NOON)


def test_a_request_that_was_wrong_is_dropped_and_another_may_be_made() -> None:
    city()
    owner = account("l", (Role.HEAD, "Q1-P1"), of="L")
    admin = account("a1", (Role.ADMINISTRATOR, "TP"))
    with pytest.raises(WrongState, match="chưa đặt"):
        helping.ask_factor_help(owner, admin, by=acting(admin), reason="x")
    with_factor(owner)
    with pytest.raises(WrongState, match="lý do"):
        helping.ask_factor_help(owner, admin, by=acting(admin), reason="")
    asked = helping.ask_factor_help(owner, admin, by=acting(admin), reason="x")
    helping.drop_factor_help(asked, admin, by=acting(admin), at=NOON)
    with pytest.raises(WrongState, match="đã thôi"):
        helping.drop_factor_help(asked, admin, by=acting(admin), at=NOON)
    helping.ask_factor_help(owner, admin, by=acting(admin), reason="x")
    assert has_factor(owner)


def test_the_database_itself_wants_two_people() -> None:
    city()
    owner, admin = account("l", of="L"), account("a1", (Role.ADMINISTRATOR, "TP"))
    with pytest.raises(IntegrityError), transaction.atomic():
        FactorHelp.objects.create(account=owner, asked_by=admin, reason="x", confirmed_by=admin, confirmed_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        FactorHelp.objects.create(account=admin, asked_by=admin, reason="x")


@pytest.mark.django_db(transaction=True)
def test_two_who_open_the_same_accounts_at_once_are_told_so_and_nobody_gets_two_codes() -> None:
    city()
    gate, ended = threading.Barrier(6), []

    def send() -> None:
        gate.wait()
        try:
            ended.append(acts.open_unit(Unit.objects.get(code="Q1"), by=SystemActor(), at=NOON))
        except WrongState as refusal:
            ended.append({refusal.sentence: ""})
        connection.close()

    senders = [threading.Thread(target=send) for _ in range(6)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    codes = [each for each in ended if set(each) == {"L", "M"}]
    assert len(codes) == 1
    assert acts.activate("L", codes[0]["L"], STRONG, at=NOON)
    assert len(ended) == 6
