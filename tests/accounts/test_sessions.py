"""Sessions of an account are known by their keys, so that they can be ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from kiemdiem.accounts import acts, sessions
from kiemdiem.accounts.models import Account, SignedIn
from kiemdiem.accounts.roles import Role

from .cast import STRONG, account, acting, city

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


def signed_in(who: Account) -> Client:
    """A browser in which somebody is signed in."""
    browser = Client()
    browser.force_login(who, BACKEND)
    return browser


def test_all_sessions_but_one_are_ended_and_those_of_others_stay() -> None:
    city()
    lan, minh = account("l", of="L"), account("m", of="M")
    kept, _second, _third, other = signed_in(lan), signed_in(lan), signed_in(lan), signed_in(minh)
    assert sessions.count_sessions(lan) == 3
    assert sessions.end_sessions(lan, keep=str(kept.session.session_key)) == 2
    alive = set(Session.objects.values_list("session_key", flat=True))
    assert alive == {kept.session.session_key, other.session.session_key}
    assert set(SignedIn.objects.values_list("session_key", flat=True)) == alive


def test_signing_out_forgets_the_session() -> None:
    city()
    lan = account("l", of="L")
    signed_in(lan).logout()
    assert (sessions.count_sessions(lan), SignedIn.objects.count()) == (0, 0)


def test_sessions_that_ran_out_count_no_more_and_are_forgotten_at_the_next_sign_in() -> None:
    city()
    lan, at = account("l", of="L"), datetime(2022, 12, 1, 5, tzinfo=UTC)
    with time_machine.travel(at, tick=False):
        signed_in(lan)
    with time_machine.travel(at + timedelta(days=30), tick=False):
        assert sessions.count_sessions(lan) == 0
        signed_in(lan)
    assert SignedIn.objects.count() == 1


@pytest.mark.parametrize("act", ["close", "code", "end", "password"])
def test_what_takes_an_account_away_ends_its_sessions(act: str) -> None:
    city()
    admin, lan = acting(account("a", (Role.ADMINISTRATOR, "TP"))), account("l", of="L")
    signed_in(lan)
    if act == "close":
        acts.close_account(lan, by=admin, reason="chuyển đi")
    elif act == "code":
        acts.renew_code(lan, by=admin, at=datetime.now(UTC))
    elif act == "end":
        assert acts.end_sessions(lan, by=admin) == 1
    else:
        acts.change_password(lan, STRONG)
    assert sessions.count_sessions(lan) == 0
