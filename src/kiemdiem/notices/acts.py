"""Thông báo và đánh dấu đã đọc: told in the transaction of the act, by the thousand, each account once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.models import Model, QuerySet

from kiemdiem.accounts.models import Account
from kiemdiem.jobs.acts import enqueue
from kiemdiem.notices.models import Mail, Notice
from kiemdiem.organisations.models import Person
from kiemdiem.regulation import Level

CHUNK = 2000
LONGEST = Notice._meta.get_field("text").max_length

Recipients = Iterable[Account | Person]  # or a query of either, of any length


def notify(recipients: Recipients, *, event: str, text: str, url: str, about: str = "") -> int:
    """Báo cho nhiều người, mỗi người một lần về một sự kiện; returns how many accounts are concerned.

    Called inside the transaction of the act, before it records. People without an account in use hear of it on paper.
    `event` is "kind:key"; `url` a page of this site; `text` one sentence that names no level, no rating and nobody but
    the reader, because it is shown on locked screens and sent by mail. Raises RuntimeError outside a transaction,
    ValueError for such a text or a page elsewhere.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Thông báo phải cùng giao dịch với việc được báo: notify() needs transaction.atomic")
    _check(text, url)
    accounts = _accounts(recipients)
    for start in range(0, len(accounts), CHUNK):
        told = accounts[start : start + CHUNK]
        Notice.objects.bulk_create(
            (Notice(account_id=account, event=event, text=text, url=url, about=about) for account in told),
            ignore_conflicts=True,
        )
    if settings.MAIL:
        _mail(event)
    return len(accounts)


def mark_read(account: Account, notice: int, *, at: datetime) -> Notice | None:
    """Đánh dấu đã đọc một thông báo của mình; None when there is no such notice among one's own."""
    found = Notice.objects.filter(account=account, pk=notice).first()
    if found and found.read_at is None:
        found.read_at = at
        found.save(update_fields=["read_at"])
    return found


def mark_all_read(account: Account, *, at: datetime) -> int:
    """Đánh dấu đã đọc tất cả; returns how many were new."""
    return Notice.objects.filter(account=account, read_at=None).update(read_at=at)


def _check(text: str, url: str) -> None:
    folded = text.casefold()
    named = [level.official for level in Level if level.official.casefold() in folded or level.abbreviation in text]
    if named or len(text) > (LONGEST or 0) or "\n" in text or not text.strip():
        raise ValueError(f"Nội dung thông báo phải là một câu ngắn, không nêu mức xếp loại: {text[:80]!r}")
    if not url.startswith("/") or url.startswith("//"):
        raise ValueError(f"Thông báo phải dẫn đến một trang của hệ thống: {url!r}")


def _accounts(recipients: Recipients) -> list[int]:
    """Keys of accounts in use, of accounts and of people, each once."""
    if isinstance(recipients, QuerySet):
        return list(_in_use(recipients.model, recipients.order_by().values("pk")))
    chosen: dict[type[Model], list[int]] = {Account: [], Person: []}
    for each in recipients:
        chosen[type(each)].append(each.pk)
    found: set[int] = set()
    for kind, keys in chosen.items():
        for start in range(0, len(keys), CHUNK):
            found.update(_in_use(kind, keys[start : start + CHUNK]))
    return sorted(found)


def _in_use(kind: type[Model], keys: QuerySet[Model, dict[str, int]] | list[int]) -> QuerySet[Account, int]:
    which = "person__in" if kind is Person else "pk__in"
    return Account.objects.filter(is_active=True, **{which: keys}).order_by("pk").values_list("pk", flat=True)


def _mail(event: str) -> None:
    """A mail for each new notice whose reader wants mail, and one job that sends what waits."""
    wanted = Notice.objects.filter(event=event, account__address__confirmed__isnull=False, mail=None)
    mails = [Mail(notice_id=notice) for notice in wanted.values_list("pk", flat=True)]
    if mails:
        Mail.objects.bulk_create(mails, batch_size=CHUNK)
        enqueue("notices.send")
