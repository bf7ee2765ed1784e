"""Xác thực thứ hai: six figures that a phone shows and that change every half minute, and ten codes on paper beside.

A code counts once: the step it belongs to is written down with the factor, and neither it nor an earlier one is taken
again. A clock may run half a minute fast or slow.
"""

from __future__ import annotations

import base64
import secrets
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt, encrypt
from django.db import transaction

from kiemdiem.accounts.models import Account
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import record

PHONE, PAPER = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES
STEP = 30  # seconds
DRIFT = 1  # steps
_FIGURES = 6
_LAST = "last_step"


def new_secret() -> str:
    """Khóa mới cho ứng dụng xác thực, as it can be typed."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def has_factor(account: Account) -> bool:
    """Đã đặt xác thực hai bước chưa."""
    return bool(Authenticator.objects.filter(user=account, type=PHONE).exists())


@transaction.atomic
def set_factor(account: Account, secret: str, code: str, *, by: Actor, at: datetime) -> Authenticator | None:
    """Đặt xác thực hai bước, also in the place of an old one; the code proves that the phone has the secret.

    None when the code is wrong. New codes on paper are made, for the old ones belong to the old factor.
    """
    step = _step(secret, _plain(code), at, after=0)
    if step is None:
        return None
    Account.objects.select_for_update().get(pk=account.pk)
    remove_factor(account)
    made: Authenticator = Authenticator.objects.create(
        user=account, type=PHONE, data={"secret": encrypt(secret), _LAST: step}, last_used_at=at
    )
    RecoveryCodes.activate(account)
    record("factor.set", by=by, about=account.key, path=account.path, facts={})
    return made


@transaction.atomic
def check_code(account: Account, code: str, *, at: datetime) -> Authenticator | None:
    """Kiểm tra mã: the factor that the code belongs to, which is spent by it; None for a wrong or a spent code."""
    plain = _plain(code)
    kind = PHONE if len(plain) == _FIGURES else PAPER
    factor: Authenticator | None = Authenticator.objects.select_for_update().filter(user=account, type=kind).first()
    if factor is None or not (_spend_step(factor, plain, at) if kind == PHONE else _spend_paper(factor, plain)):
        return None
    factor.last_used_at = at
    factor.save(update_fields=["data", "last_used_at"])
    return factor


def paper_codes(account: Account) -> list[str]:
    """Mã dự phòng chưa dùng."""
    factor = Authenticator.objects.filter(user=account, type=PAPER).first()
    return list(RecoveryCodes(factor).get_unused_codes()) if factor else []


@transaction.atomic
def renew_paper_codes(account: Account, *, by: Actor) -> None:
    """Lập mã dự phòng mới; the old ones count no more."""
    Account.objects.select_for_update().get(pk=account.pk)
    Authenticator.objects.filter(user=account, type=PAPER).delete()
    RecoveryCodes.activate(account)
    record("factor.codes_renewed", by=by, about=account.key, path=account.path, facts={})


def remove_factor(account: Account) -> None:
    """Bỏ xác thực hai bước: part of other acts, which record it."""
    Authenticator.objects.filter(user=account).delete()


def _plain(code: str) -> str:
    return "".join(figure for figure in code if figure in "0123456789")


def _step(secret: str, code: str, at: datetime, *, after: int) -> int | None:
    """The step that shows this code, near enough to now and later than `after`."""
    now = int(at.timestamp()) // STEP
    for step in range(max(now - DRIFT, after + 1), now + DRIFT + 1):
        if secrets.compare_digest(format_hotp_value(hotp_value(secret, step)), code):
            return step
    return None


def _spend_step(factor: Authenticator, code: str, at: datetime) -> bool:
    step = _step(decrypt(factor.data["secret"]), code, at, after=factor.data[_LAST])
    if step is None:
        return False
    factor.data[_LAST] = step
    return True


def _spend_paper(factor: Authenticator, code: str) -> bool:
    codes = RecoveryCodes(factor)
    if not codes.validate_code(code):
        return False
    factor.data = codes.instance.data
    return True
