"""Lệnh của tài khoản: what `kiemdiem account open` does, once Django is set up; it opens the first account of a place.

Exit code 0: done; 2: not done, with one sentence on standard error.
"""

from __future__ import annotations

import argparse
import sys

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate, now

from kiemdiem.accounts import acts
from kiemdiem.accounts.models import Account, RoleGrant
from kiemdiem.accounts.roles import Role
from kiemdiem.ledger.actor import SystemActor
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Unit

DONE, REFUSED = 0, 2


def open_account(options: argparse.Namespace) -> int:
    """Mở tài khoản `options.name` với vai trò `options.role` tại đơn vị `options.unit`; prints the activation code."""
    if options.role not in Role.values:
        return _refused(f"Không có vai trò “{options.role}”; hãy chọn một trong: {', '.join(Role.values)}.")
    unit = Unit.objects.filter(code=options.unit).first()
    if unit is None:
        return _refused(f"Không có đơn vị mang mã “{options.unit}”; hãy nhập danh sách đơn vị trước.")
    try:
        account, code = _open(options.name, Role(options.role), unit)
    except WrongState as refusal:
        return _refused(refusal.sentence)
    except ValidationError:
        return _refused(f"Tên đăng nhập “{options.name}” chưa dùng được; cần từ 1 đến 60 ký tự và chưa ai dùng.")
    print(f"Tài khoản “{account.name}” giữ vai trò {Role(options.role).label} tại “{unit}”.")
    print(
        f"Mã kích hoạt, dùng một lần trong {acts.CODE_DAYS} ngày: {code}"
        if code
        else "Tài khoản đã kích hoạt từ trước."
    )
    return DONE


@transaction.atomic
def _open(name: str, role: Role, unit: Unit) -> tuple[Account, str]:
    by, today = SystemActor(), localdate()
    account, code = acts.open_named(name, by=by, at=now())
    if not RoleGrant.objects.on(today).filter(account=account, role=role, unit=unit).exists():
        acts.grant_role(account, role, unit, by=by, since=today, until=None)
    return account, code


def _refused(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return REFUSED
