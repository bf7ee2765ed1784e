"""A role is held at a unit from one day to another and reaches what is below; rights count at once."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from kiemdiem.accounts import actions, acts
from kiemdiem.accounts.actor import actor_of, needs_second_factor
from kiemdiem.accounts.models import RoleGrant
from kiemdiem.accounts.roles import ACTIONS, GRANT, HELP, OPEN, READ_LEDGER, SECOND_FACTOR, Role
from kiemdiem.organisations.actions import IMPORT, READ, RECORD_FACTS, REORGANISE
from kiemdiem.organisations.models import Person, Post, Unit

from .cast import TODAY, account, acting, city, path

pytestmark = pytest.mark.django_db


def test_a_role_reaches_its_unit_and_what_is_below_and_nothing_else() -> None:
    city()
    board = acting(account("tc-q1", (Role.ORGANISATION_BOARD, "Q1")))
    assert [board.may(READ, path(code)) for code in ("TP", "Q1", "Q2", "Q1-P1")] == [False, True, False, True]
    assert {unit.code for unit in Unit.objects.visible_to(board)} == {"Q1", "Q1-P1"}
    assert {each.code for each in Person.objects.visible_to(board)} == {"L", "M"}


def test_a_branch_inside_another_is_named_once() -> None:
    city()
    board = acting(account("a", (Role.ORGANISATION_BOARD, "TP"), (Role.HEAD, "Q1-P1")))
    assert board.reach(READ) == [path("TP")]


@pytest.mark.parametrize(
    ("day", "holds"),
    [(date(2022, 2, 28), False), (date(2022, 3, 1), True), (date(2022, 3, 31), True), (date(2022, 4, 1), False)],
)
def test_a_role_holds_from_its_first_day_to_its_last(day: date, holds: bool) -> None:
    city()
    who = account("v", (Role.VIEWER, "Q1"), since=date(2022, 3, 1))
    RoleGrant.objects.update(until=date(2022, 3, 31))
    assert acting(who, day).may(READ, path("Q1")) is holds


def test_rights_end_with_the_next_request() -> None:
    city()
    chief, who = account("chief", (Role.ORGANISATION_BOARD, "TP")), account("v", (Role.VIEWER, "Q1"))
    assert acting(who).reach(READ) == [path("Q1")]
    acts.end_role(who.grants.get(), by=acting(chief), last_day=date(2022, 11, 30))
    assert acting(who).reach(READ) == []


def test_an_administrator_keeps_accounts_working_and_sees_no_content() -> None:
    city()
    admin = acting(account("admin", (Role.ADMINISTRATOR, "TP")))
    assert not Unit.objects.visible_to(admin).exists()
    assert not Person.objects.visible_to(admin).exists()
    assert (admin.may(OPEN, path("TP")), admin.may(HELP, path("Q1"))) == (True, True)


def test_what_each_role_may_do() -> None:
    named = {value for name, value in vars(actions).items() if name.isupper()}
    assert set(ACTIONS) == set(Role)
    assert set().union(*ACTIONS.values()) == named | {
        READ,
        IMPORT,
        RECORD_FACTS,
        REORGANISE,
        GRANT,
        OPEN,
        HELP,
        READ_LEDGER,
    }
    assert (ACTIONS[Role.MEMBER], ACTIONS[Role.ADMINISTRATOR]) == (set(), {OPEN, HELP})
    assert {role for role in Role if READ not in ACTIONS[role]} == {Role.MEMBER, Role.ADMINISTRATOR}
    assert {role for role in Role if {IMPORT, REORGANISE, GRANT} & ACTIONS[role]} == {Role.ORGANISATION_BOARD}


def test_an_account_out_of_use_may_nothing() -> None:
    city()
    who = account("v", (Role.VIEWER, "Q1"))
    who.is_active = False
    with pytest.raises(PermissionDenied):
        actor_of(who, TODAY)


def test_the_post_held_that_day_is_written_down() -> None:
    city()
    who = account("l", (Role.HEAD, "Q1-P1"), of="L")
    assert acting(who).post == "Bí thư, người đứng đầu, Q1-P1"
    lan, ward = Person.objects.get(code="L"), Unit.objects.get(code="Q1-P1")
    Post.objects.create(person=lan, unit=ward, title="Bí thư Chi bộ", is_head=True, since=date(2020, 1, 1))
    Post.objects.create(person=lan, unit=ward, title="Tổ trưởng", since=date(2020, 1, 1))
    assert (acting(who).post, acting(who).person_key) == ("Bí thư Chi bộ, Q1-P1", "L")
    assert acting(who, date(2019, 1, 1)).post == ""


def test_who_decides_or_administers_signs_in_with_a_second_factor() -> None:
    city()
    for number, role in enumerate(Role):
        assert needs_second_factor(account(f"a{number}", (role, "Q1")), TODAY) is (role in SECOND_FACTOR)


def test_who_acts_for_a_head_needs_the_second_factor_too() -> None:
    city()
    head, deputy = account("h", (Role.HEAD, "Q1"), of="L"), account("d", of="M")
    assert needs_second_factor(deputy, TODAY) is False
    acts.delegate(head, deputy, by=acting(head), since=TODAY, until=TODAY, reason="đi công tác")
    assert needs_second_factor(deputy, TODAY) is True


def test_a_deputy_acts_with_the_roles_of_the_absent_and_the_ledger_can_say_so() -> None:
    city()
    head, deputy = account("h", (Role.HEAD, "Q1"), of="L"), account("d", of="M")
    with pytest.raises(PermissionDenied):
        acting(deputy, acting_for=head)
    acts.delegate(head, deputy, by=acting(head), since=TODAY, until=date(2022, 12, 5), reason="nghỉ ốm")
    actor = acting(deputy, acting_for=head)
    assert (actor.person_key, actor.acting_for, actor.reach(READ)) == ("M", "L", [path("Q1")])
    assert acting(deputy).reach(READ) == []
    with pytest.raises(PermissionDenied):
        acting(deputy, date(2022, 12, 6), acting_for=head)
