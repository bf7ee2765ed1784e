"""The first account of a place comes from the command line, with its role and a code."""

from __future__ import annotations

import argparse

import pytest
from django.utils.timezone import now

from kiemdiem.accounts import acts
from kiemdiem.accounts.commands import open_account
from kiemdiem.accounts.models import Account, RoleGrant
from kiemdiem.accounts.roles import Role
from kiemdiem.cli import main
from kiemdiem.ledger.models import Entry

from .cast import STRONG, acting, city

pytestmark = pytest.mark.django_db


def run(name: str, role: str = "administrator", unit: str = "TP") -> int:
    return open_account(argparse.Namespace(name=name, role=role, unit=unit))


def test_an_account_is_opened_with_its_role_and_a_code(capsys: pytest.CaptureFixture[str]) -> None:
    city()
    assert run("quan-tri") == 0
    said = capsys.readouterr().out
    code = said.split()[-1]
    assert "giữ vai trò Quản trị hệ thống tại “TP”" in said
    grant = RoleGrant.objects.get()
    assert (grant.role, grant.account.name, grant.granted_by) == ("administrator", "quan-tri", "system")
    assert acts.activate("quan-tri", code, STRONG, at=now()) == grant.account
    assert [entry.action for entry in Entry.objects.order_by("seq")] == [
        "account.opened",
        "role.granted",
        "account.activated",
    ]


def test_opening_again_gives_a_new_code_only_while_the_old_one_is_unused(capsys: pytest.CaptureFixture[str]) -> None:
    city()
    run("L", "organisation_board", "Q1")
    first = capsys.readouterr().out.split()[-1]
    run("L", "organisation_board", "Q1")
    second = capsys.readouterr().out.split()[-1]
    assert first != second
    lan = Account.objects.get()
    assert (str(lan), lan.grants.count()) == ("Lê Thị Lan", 1)
    lan.set_password(STRONG)
    lan.save()
    assert run("l", "head", "Q1") == 0
    assert "đã kích hoạt từ trước" in capsys.readouterr().out
    assert lan.grants.count() == 2


@pytest.mark.parametrize(
    ("name", "role", "unit", "says"),
    [
        ("a", "king", "TP", "Không có vai trò “king”; hãy chọn một trong: member, head"),
        ("a", "viewer", "ZZ", "Không có đơn vị mang mã “ZZ”"),
        ("a", "administrator", "Q1", "chỉ giao ở đơn vị cao nhất"),
        ("", "viewer", "TP", "chưa dùng được"),
        ("x" * 61, "viewer", "TP", "chưa dùng được"),
    ],
)
def test_what_cant_be_is_one_sentence_and_nothing_is_opened(
    capsys: pytest.CaptureFixture[str], name: str, role: str, unit: str, says: str
) -> None:
    city()
    assert run(name, role, unit) == 2
    told = capsys.readouterr()
    assert says in told.err
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert not Account.objects.exists()


def test_the_command_line_leads_there(capsys: pytest.CaptureFixture[str]) -> None:
    city()
    assert main(["account", "open", "quan-tri", "--role", "administrator", "--unit", "TP"]) == 0
    assert acting(Account.objects.get(), RoleGrant.objects.get().since).grants[0][0] is Role.ADMINISTRATOR
    assert "Mã kích hoạt" in capsys.readouterr().out
