"""The ledger's page: who may read it, what is not told before a release, a name for every act."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from accounts.cast import with_factor
from cycles.cast import account, open_year, subject, town
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import Role
from kiemdiem.ratings.proposing import propose
from kiemdiem.regulation import Level
from kiemdiem.web.ledger.words import ACTIONS
from ratings.cast import NOON, SYSTEM, decide, hear_on_paper, members
from web.conftest import Visitor

pytestmark = pytest.mark.django_db
SOURCES = Path(__file__).parents[2] / "src" / "kiemdiem"


def page(client: Visitor, who: Account) -> str:
    client.force_login(with_factor(who))
    return client.get(reverse("ledger")).content.decode()


def test_every_act_that_is_recorded_has_a_name() -> None:
    recorded = re.compile(r'\b_?(?:record|write_down)\(\s*"([a-z_]+\.[a-z_]+)"')
    found = {name for source in SOURCES.rglob("*.py") for name in recorded.findall(source.read_text(encoding="utf-8"))}
    assert found - set(ACTIONS) == set()
    assert set(ACTIONS) - found == set()


def test_what_is_under_way_is_told_only_in_its_own_unit(client: Visitor) -> None:
    town()
    cycle = open_year()
    hear_on_paper(subject("M3"))
    propose({subject("M3").pk: Level.GOOD}, by=SYSTEM, name="", at=NOON)
    board, own = account("tp", [(Role.ORGANISATION_BOARD, "TP")]), account("c1", [(Role.ORGANISATION_BOARD, "C1")])
    assert "Đề nghị mức xếp loại</th>" not in (words := page(client, board).replace("<span", "</th><span"))
    assert "Mở xong đợt kiểm điểm" in words
    assert "Đề nghị mức xếp loại</th>" in page(client, own).replace("<span", "</th><span")
    decide(cycle, "P1", members(Level.GOOD, "M3"))
    shown = page(client, board).replace("<span", "</th><span")
    assert "Ban hành quyết định</th>" in shown
    assert "Lập dự thảo quyết định</th>" not in shown


def test_it_is_read_within_the_branch_by_those_who_keep_watch(client: Visitor) -> None:
    town()
    open_year()
    hear_on_paper(subject("M7"))
    assert "Nộp bản kiểm điểm" in page(client, account("q1", [(Role.INSPECTION_BOARD, "Q1")]))
    client.force_login(with_factor(account("p1", [(Role.HEAD, "P1")])))
    assert client.get(reverse("ledger")).status_code == 404
    client.force_login(account("m3", of="M3"))
    assert client.get(reverse("ledger")).status_code == 404
