"""A code counts once, a clock may run a step fast or slow, paper stands in, a copy of the tables tells nothing."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from kiemdiem.accounts import factors
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import Role
from kiemdiem.ledger.models import Entry

from .cast import NOON, SECRET, account, acting, city, figures, with_factor

pytestmark = pytest.mark.django_db
STEP = timedelta(seconds=30)


@pytest.fixture
def lan() -> Account:
    city()
    return with_factor(account("l", (Role.HEAD, "Q1"), of="L"))


def test_the_book_and_the_program_agree(lan: Account) -> None:
    """The first sixteen figures of the standard's own test vectors, T = 59 s."""
    assert figures(NOON.fromtimestamp(59, NOON.tzinfo), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ") == "287082"


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_run_one_step_fast_or_slow(lan: Account, steps: int, taken: bool) -> None:
    found = factors.check_code(lan, figures(NOON + steps * STEP), at=NOON)
    assert (found is not None) is taken


def test_a_code_counts_once_and_no_earlier_one_after_it(lan: Account) -> None:
    assert factors.check_code(lan, figures(NOON + STEP), at=NOON)
    for again in (NOON + STEP, NOON, NOON - STEP):
        assert factors.check_code(lan, figures(again), at=NOON) is None
    assert factors.check_code(lan, figures(NOON + STEP), at=NOON + 2 * STEP) is None
    assert factors.check_code(lan, figures(NOON + 2 * STEP), at=NOON + STEP)


def test_the_code_that_set_the_factor_up_doesnt_sign_in() -> None:
    city()
    who = account("l", of="L")
    assert factors.set_factor(who, SECRET, figures(NOON), by=acting(who), at=NOON)
    assert factors.check_code(who, figures(NOON), at=NOON) is None


def test_a_wrong_first_code_sets_nothing_up() -> None:
    city()
    who = account("l", of="L")
    assert factors.set_factor(who, SECRET, "000000", by=acting(who), at=NOON) is None
    assert not factors.has_factor(who)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "１２３４５６", "0" * 20])
def test_what_is_no_code_is_no_code(lan: Account, typed: str) -> None:
    assert factors.check_code(lan, typed, at=NOON) is None


@pytest.mark.parametrize("typed", ["{0}{1}{2}{3}{4}{5}", "{0}{1}{2} {3}{4}{5}", " {0}{1}{2}-{3}{4}{5} "])
def test_a_code_is_read_with_its_blanks(lan: Account, typed: str) -> None:
    assert factors.check_code(lan, typed.format(*figures(NOON)), at=NOON)


def test_each_code_on_paper_counts_once(lan: Account) -> None:
    codes = factors.paper_codes(lan)
    assert (len(codes), len(set(codes))) == (10, 10)
    assert factors.check_code(lan, codes[3], at=NOON)
    assert factors.check_code(lan, codes[3], at=NOON) is None
    assert factors.paper_codes(lan) == codes[:3] + codes[4:]
    assert factors.check_code(lan, codes[4], at=NOON)


def test_new_codes_on_paper_end_the_old_ones(lan: Account) -> None:
    old = factors.paper_codes(lan)
    factors.renew_paper_codes(lan, by=acting(lan))
    assert not set(old) & set(factors.paper_codes(lan))
    assert factors.check_code(lan, old[0], at=NOON) is None
    assert Entry.objects.last().action == "factor.codes_renewed"


def test_another_phone_takes_the_place_of_the_old_one(lan: Account) -> None:
    other, old = factors.new_secret(), factors.paper_codes(lan)
    assert factors.set_factor(lan, other, figures(NOON, other), by=acting(lan), at=NOON)
    later = NOON + 4 * STEP
    assert factors.check_code(lan, figures(later), at=later) is None
    assert factors.check_code(lan, old[0], at=later) is None
    assert factors.check_code(lan, figures(later, other), at=later)


def test_the_tables_hold_neither_the_secret_nor_a_code(lan: Account) -> None:
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in kept
    assert not any(code in kept for code in factors.paper_codes(lan))


def test_an_old_secret_of_the_site_still_opens_what_it_closed(lan: Account, settings: Any) -> None:
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another secret of the site"
    assert factors.check_code(lan, figures(NOON), at=NOON)


def test_without_a_factor_no_code_is_right() -> None:
    city()
    assert factors.check_code(account("l", of="L"), figures(NOON), at=NOON) is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("paper", [False, True])
def test_one_code_sent_eight_times_at_once_is_taken_once(paper: bool) -> None:
    city()
    who = with_factor(account("l", of="L"))
    code = factors.paper_codes(who)[0] if paper else figures(NOON)
    gate, taken = threading.Barrier(8), []

    def send() -> None:
        gate.wait()
        taken.append(factors.check_code(who, code, at=NOON) is not None)
        connection.close()

    senders = [threading.Thread(target=send) for _ in range(8)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(taken) == [False] * 7 + [True]
