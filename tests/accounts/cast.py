"""The cast: a city with two districts, an officer of its Organisation Board, members with accounts."""

import base64
import hmac
from datetime import UTC, date, datetime, timedelta

from kiemdiem.accounts.actor import AccountActor, actor_of
from kiemdiem.accounts.factors import set_factor
from kiemdiem.accounts.models import Account, RoleGrant
from kiemdiem.accounts.roles import Role
from kiemdiem.organisations.models import Unit
from organisations.cast import grow, person

TODAY = date(2022, 12, 1)
NOON = datetime(2022, 12, 1, 5, tzinfo=UTC)
STRONG = "bảy con chim sẻ trên dây"


def city() -> None:
    """TP with Q1 (ward P1) and Q2, and three members: Lan and Minh in P1, Nam in Q2."""
    grow("TP", "TP/Q1", "TP/Q2", "TP/Q1/P1")
    for code, name, cell in (("L", "Lê Thị Lan", "Q1-P1"), ("M", "Võ Minh", "Q1-P1"), ("N", "Hồ Nam", "Q2")):
        person(code, name, cell=cell)


def account(name: str, *roles: tuple[Role, str], of: str = "", since: date = date(2022, 1, 1)) -> Account:
    """An account with its roles, each held at a unit since the new year; `of` is the code of its person."""
    from kiemdiem.organisations.models import Person

    made = Account.objects.create(name=name, person=Person.objects.get(code=of) if of else None)
    for role, unit in roles:
        RoleGrant.objects.create(
            account=made, role=role, unit=Unit.objects.get(code=unit), since=since, granted_by="system"
        )
    return made


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def figures(at: datetime, secret: str = SECRET) -> str:
    """The code that the phone shows at that moment, by the book (RFC 6238), not by the program."""
    step = int(at.timestamp()) // 30
    seal = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1").digest()
    start = seal[-1] & 15
    return f"{(int.from_bytes(seal[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def with_factor(who: Account, at: datetime = NOON) -> Account:
    """An account whose phone has SECRET since a day before that moment."""
    before = at - timedelta(days=1)
    assert set_factor(who, SECRET, figures(before), by=acting(who, before.date()), at=before)
    return who


def acting(who: Account, on: date = TODAY, acting_for: Account | None = None) -> AccountActor:
    """Who acts that day."""
    return actor_of(who, on, acting_for=acting_for)


def path(code: str) -> str:
    """The path of a unit."""
    return Unit.objects.get(code=code).path
