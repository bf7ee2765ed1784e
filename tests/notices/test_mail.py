"""Mail: only where wanted and confirmed, once each, with nothing in it that others may not read."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils.timezone import now

from accounts.cast import account, acting, city
from jobs.cast import drain, hasten
from kiemdiem.accounts.models import Account
from kiemdiem.jobs.models import Job, State
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.notices import outbox
from kiemdiem.notices.acts import notify
from kiemdiem.notices.address import CODE_LASTS, confirm_address, forget_address, give_address
from kiemdiem.notices.models import Address, Mail, MailState, Notice

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Đợt kiểm điểm năm 2022 đã mở; đồng chí viết bản kiểm điểm trước ngày 15/12/2022."


@pytest.fixture(autouse=True)
def with_mail(settings: Any) -> None:
    settings.MAIL = True


@pytest.fixture
def lan() -> Account:
    city()
    return account("lan", of="L")


@pytest.fixture
def wants_mail(lan: Account) -> Account:
    Address.objects.create(account=lan, email="lan@coquan.vn", confirmed=now())
    return lan


def tell(*who: Account, event: str = "cycle.opened:3") -> None:
    with transaction.atomic():
        notify(who, event=event, text=TEXT, url="/kiem-diem/")


def code_in(message: Any) -> str:
    found = re.search(r"Mã xác nhận: (\S+)", message.body)
    assert found
    return found.group(1)


def test_an_address_is_used_once_its_owner_has_typed_the_code_that_came_there(lan: Account) -> None:
    by = acting(lan)
    give_address(lan, "lan@coquan.vn", by=by)
    tell(lan)
    drain()
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["lan@coquan.vn"], "Mã xác nhận địa chỉ thư điện tử")
    code = code_in(message)
    assert code not in str(list(Address.objects.values()) + list(Job.objects.values()))
    with pytest.raises(WrongState):
        confirm_address(lan, "AAAA-AAAA", by=by, at=now())
    with pytest.raises(WrongState):
        confirm_address(lan, code, by=by, at=now() + CODE_LASTS + timedelta(minutes=1))
    assert confirm_address(lan, code.lower(), by=by, at=now()).confirmed is not None
    with pytest.raises(WrongState):
        confirm_address(lan, code, by=by, at=now())
    assert Entry.objects.get().action == "account.mail_on"
    tell(lan, event="cycle.opened:4")
    drain()
    assert [each.subject for each in mail.outbox[1:]] == ["Đồng chí có thông báo mới · Cấp ủy"]


def test_another_address_is_not_used_before_it_is_confirmed(wants_mail: Account) -> None:
    give_address(wants_mail, "nguoi-la@noi-khac.vn", by=acting(wants_mail))
    tell(wants_mail)
    drain()
    assert [each.subject for each in mail.outbox] == ["Mã xác nhận địa chỉ thư điện tử"]


def test_nobody_gives_an_address_for_somebody_else(lan: Account) -> None:
    by = acting(account("minh", of="M"))
    for act in (
        lambda: give_address(lan, "a@b.vn", by=by),
        lambda: confirm_address(lan, "x", by=by, at=now()),
        lambda: forget_address(lan, by=by),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_mail_goes_once_and_says_no_more_than_its_notice(wants_mail: Account) -> None:
    tell(wants_mail)
    tell(wants_mail)
    drain()
    outbox_job = Job.objects.filter(name="notices.send").latest("pk")
    assert outbox_job.outcome in ("Đã gửi 1 thư.", "Không có thư nào chờ gửi.")
    (message,) = mail.outbox
    assert message.to == ["lan@coquan.vn"]
    assert message.subject == "Đồng chí có thông báo mới · Cấp ủy"
    assert TEXT in message.body
    assert "Lan" not in message.subject + message.body
    assert Mail.objects.get().state == MailState.SENT


def test_without_a_mail_server_nothing_is_put_out(wants_mail: Account, settings: Any) -> None:
    settings.MAIL = False
    tell(wants_mail)
    drain()
    assert (Notice.objects.count(), Mail.objects.count(), Job.objects.count(), mail.outbox) == (1, 0, 0, [])


def test_who_wants_none_gets_none(wants_mail: Account) -> None:
    tell(wants_mail)
    forget_address(wants_mail, by=acting(wants_mail))
    drain()
    assert mail.outbox == []
    assert (Mail.objects.get().state, Mail.objects.get().reason) == (MailState.FAILED, "Người nhận đã thôi nhận thư.")


class Trouble(EmailBackend):
    """A mail server with its moods."""

    errors: Iterator[Exception | None] = iter(())
    away = False

    def open(self) -> None:
        if Trouble.away:
            raise ConnectionRefusedError

    def send_messages(self, messages: Any) -> int:
        if error := next(Trouble.errors, None):
            raise error
        return int(super().send_messages(messages))


@pytest.fixture
def trouble(settings: Any) -> type[Trouble]:
    settings.EMAIL_BACKEND = "notices.test_mail.Trouble"
    Trouble.errors, Trouble.away = iter(()), False
    return Trouble


def test_a_server_that_is_away_is_tried_later(wants_mail: Account, trouble: type[Trouble]) -> None:
    trouble.away = True
    tell(wants_mail)
    drain()
    assert (Mail.objects.get().state, Job.objects.get().state) == (MailState.WAITING, State.WAITING)
    trouble.away = False
    hasten()
    drain()
    assert (len(mail.outbox), Mail.objects.get().state) == (1, MailState.SENT)


def test_a_mail_put_off_by_the_server_waits_and_one_refused_does_not(
    wants_mail: Account, trouble: type[Trouble]
) -> None:
    refused = {"lan@coquan.vn": (550, b"no such person")}
    trouble.errors = iter([smtplib.SMTPDataError(451, b"later"), smtplib.SMTPRecipientsRefused(refused)])
    tell(wants_mail)
    drain()
    assert Mail.objects.get().state == MailState.WAITING
    tell(wants_mail, event="cycle.opened:4")
    drain()
    states = list(Mail.objects.order_by("pk").values_list("state", "reason"))
    assert states == [(MailState.FAILED, "Máy chủ thư từ chối (mã 550)."), (MailState.SENT, "")]


def test_a_mail_of_unknown_fate_is_not_sent_again(wants_mail: Account, trouble: type[Trouble]) -> None:
    trouble.errors = iter([smtplib.SMTPServerDisconnected("gone after the last dot")])
    tell(wants_mail)
    drain()
    assert (Mail.objects.get().state, Mail.objects.get().reason) == (MailState.FAILED, outbox.UNKNOWN)
    tell(wants_mail, event="cycle.opened:4")
    drain()
    assert len(mail.outbox) == 1


def test_a_mail_whose_sender_was_killed_is_not_sent_again(wants_mail: Account) -> None:
    tell(wants_mail)
    Mail.objects.update(state=MailState.SENDING, changed=now() - outbox.LOST - timedelta(seconds=1))
    drain()
    assert (mail.outbox, Mail.objects.get().reason) == ([], outbox.UNKNOWN)
