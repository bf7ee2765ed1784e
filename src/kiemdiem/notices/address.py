"""Địa chỉ nhận thư: given by the owner of the account, used once the code sent there has come back."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from kiemdiem.accounts.acts import digest
from kiemdiem.accounts.models import Account
from kiemdiem.jobs.acts import enqueue
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import record
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.notices.models import Address

CODE_LASTS = timedelta(hours=24)
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is misread
_SUBJECT = "Mã xác nhận địa chỉ thư điện tử"
_BODY = """Mã xác nhận: {code}

Đồng chí gõ mã này ở trang Thông báo của hệ thống kiểm điểm, xếp loại trong vòng 24 giờ.
Nếu đồng chí không đề nghị nhận thư ở địa chỉ này thì bỏ qua thư này.
"""


@transaction.atomic
def give_address(account: Account, email: str, *, by: Actor) -> Address:
    """Ghi địa chỉ nhận thư của mình; nothing goes there but a code, until that is confirmed."""
    _own(account, by)
    values = {"email": email, "confirmed": None, "code": "", "code_until": None}
    address, _is_new = Address.objects.update_or_create(account=account, defaults=values)
    enqueue("notices.confirm", address=address.pk)
    return address


@transaction.atomic
def confirm_address(account: Account, code: str, *, by: Actor, at: datetime) -> Address:
    """Xác nhận địa chỉ bằng mã đã nhận. Raises WrongState for a wrong or old code."""
    _own(account, by)
    address = Address.objects.select_for_update().filter(account=account, code_until__gte=at).first()
    if address is None or not address.code or not secrets.compare_digest(address.code, digest(code)):
        raise WrongState(
            _("Mã xác nhận chưa đúng hoặc đã hết hạn; hãy xem lại thư, hoặc ghi lại địa chỉ để nhận mã mới.")
        )
    address.confirmed, address.code, address.code_until = at, "", None
    address.save()
    record("account.mail_on", by=by, about=account.key, path=_path(account), facts={})
    return address


@transaction.atomic
def forget_address(account: Account, *, by: Actor) -> None:
    """Thôi nhận thư."""
    _own(account, by)
    if Address.objects.filter(account=account).delete()[0]:
        record("account.mail_off", by=by, about=account.key, path=_path(account), facts={})


def send_code(address: Address, *, at: datetime) -> None:
    """Gửi mã xác nhận đến địa chỉ; a new code each time, only its digest is kept."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(8))
    address.code, address.code_until = digest(code), at + CODE_LASTS
    address.save(update_fields=["code", "code_until"])
    EmailMessage(_SUBJECT, _BODY.format(code=code), to=[address.email]).send()


def _own(account: Account, by: Actor) -> None:
    if by.key != account.key:
        raise PermissionDenied


def _path(account: Account) -> str:
    return account.person.path if account.person else ""
