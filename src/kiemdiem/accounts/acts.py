"""Việc về tài khoản: open, activate, grant, end, delegate, help; each one transaction, one entry in the ledger."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied
from django.db import transaction

from kiemdiem.accounts.models import Account, Delegation, FactorHelp, RoleGrant
from kiemdiem.accounts.roles import GRANT, HELP, OPEN, Role
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import manifest_digest, record
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Person, Unit

CODE_DAYS = 30
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is misread on paper


@transaction.atomic
def open_accounts(people: Sequence[str], *, by: Actor, at: datetime) -> dict[str, str]:
    """Mở tài khoản cho nhiều người: sign-in name = the person's code; returns the activation code of each, shown once.

    People who have an account get a new code when they haven't used the old one. No password is made or hashed here.
    Raises PermissionDenied when one of them stands outside the actor's reach.
    """
    found = list(Person.objects.filter(code__in=people).select_related("account"))
    if len(found) != len(set(people)) or not all(by.may(OPEN, person.path) for person in found):
        raise PermissionDenied
    codes: dict[str, str] = {}
    for person in found:
        account = getattr(person, "account", None) or Account(name=person.code, person=person)
        if account.pk and account.has_usable_password():
            continue
        codes[person.code] = _new_code()
        if not account.pk:
            account.set_unusable_password()
        account.activation = digest(codes[person.code])
        account.activation_until = at + timedelta(days=CODE_DAYS)
        account.save()
    if codes:
        facts = {"accounts": len(codes), "manifest": manifest_digest(sorted(codes))}
        record("accounts.opened", by=by, about="accounts:many", path="", facts=facts)
    return codes


@transaction.atomic
def activate(name: str, code: str, password: str, *, at: datetime) -> Account:
    """Kích hoạt tài khoản bằng mã: the owner chooses the password; the code is spent.

    Raises WrongState with one sentence for a wrong, spent or old code, the same for an unknown name;
    ValidationError for a password that is too weak.
    """
    account = Account.objects.select_for_update().filter(name__iexact=name, is_active=True).first()
    wrong = WrongState("Tên đăng nhập hoặc mã kích hoạt chưa đúng, hoặc mã đã hết hạn; hãy hỏi người phát mã.")
    if account is None or not account.activation or account.activation_until is None:
        raise wrong
    if at > account.activation_until or not secrets.compare_digest(account.activation, digest(code)):
        raise wrong
    validate_password(password, account)
    account.set_password(password)
    account.activation, account.activation_until = "", None
    account.must_change_password = False
    account.save()
    record("account.activated", by=_Owner(account), about=account.key, path=_path(account), facts={})
    return account


@transaction.atomic
def grant_role(account: Account, role: Role, unit: Unit, *, by: Actor, since: date, until: date | None) -> RoleGrant:
    """Giao vai trò tại một đơn vị. Nobody grants to oneself; the administrator's role isn't granted below the root."""
    if not by.may(GRANT, unit.path) or by.key == account.key:
        raise PermissionDenied
    if RoleGrant.objects.filter(account=account, role=role, unit=unit, until=None).exists():
        raise WrongState(f"“{account}” đang giữ vai trò {role.label} tại “{unit}”; hãy kết thúc lần giao trước.")
    grant = RoleGrant.objects.create(account=account, role=role, unit=unit, since=since, until=until, granted_by=by.key)
    facts = {"role": role.value, "unit": unit.code, "since": f"{since}", "until": f"{until or ''}"}
    record("role.granted", by=by, about=account.key, path=unit.path, facts=facts)
    return grant


@transaction.atomic
def end_role(grant: RoleGrant, *, by: Actor, last_day: date) -> RoleGrant:
    """Kết thúc vai trò; the grant stays with its last day, and rights end with it at once."""
    grant = RoleGrant.objects.select_for_update().select_related("unit", "account").get(pk=grant.pk)
    if not by.may(GRANT, grant.unit.path):
        raise PermissionDenied
    if grant.until is not None and grant.until <= last_day:
        raise WrongState(f"Vai trò này đã kết thúc ngày {grant.until:%d/%m/%Y}.")
    grant.until = max(last_day, grant.since)
    grant.save(update_fields=["until"])
    facts = {"role": grant.role, "unit": grant.unit.code, "until": f"{grant.until}"}
    record("role.ended", by=by, about=grant.account.key, path=grant.unit.path, facts=facts)
    return grant


@transaction.atomic
def delegate(absent: Account, deputy: Account, *, by: Actor, since: date, until: date, reason: str) -> Delegation:
    """Nhờ làm thay: by the absent one, or by who grants roles where all of the absent one's roles are held."""
    held = RoleGrant.objects.on(since).filter(account=absent).values_list("unit__path", flat=True)
    if by.key != absent.key and not (held and all(by.may(GRANT, path) for path in held)):
        raise PermissionDenied
    if not reason.strip():
        raise WrongState("Phải ghi lý do nhờ làm thay.")
    if absent == deputy or until < since:
        raise WrongState("Người làm thay phải là người khác, và ngày kết thúc không trước ngày bắt đầu.")
    made = Delegation.objects.create(absent=absent, deputy=deputy, since=since, until=until, reason=reason.strip())
    facts = {"deputy": deputy.key, "since": f"{since}", "until": f"{until}", "reason": made.reason}
    record("work.delegated", by=by, about=absent.key, path=_path(absent), facts=facts)
    return made


@transaction.atomic
def ask_factor_help(account: Account, helper: Account, *, by: Actor, reason: str) -> FactorHelp:
    """Đề nghị giúp mất xác thực thứ hai: the first of two helpers, who has seen the owner."""
    if not by.may(HELP, _path(account)) or by.key != helper.key or helper == account:
        raise PermissionDenied
    if FactorHelp.objects.filter(account=account, confirmed_by=None).exists():
        raise WrongState(f"Đã có đề nghị cho “{account}”, đang chờ người thứ hai xác nhận.")
    made = FactorHelp.objects.create(account=account, asked_by=helper, reason=reason.strip())
    record("factor.help_asked", by=by, about=account.key, path=_path(account), facts={"reason": made.reason})
    return made


@transaction.atomic
def confirm_factor_help(asked: FactorHelp, helper: Account, *, by: Actor, at: datetime) -> FactorHelp:
    """Xác nhận giúp: by somebody other than who asked. The owner then sets a new factor; nobody learns a password."""
    asked = FactorHelp.objects.select_for_update().select_related("account").get(pk=asked.pk)
    if not by.may(HELP, _path(asked.account)) or by.key != helper.key:
        raise PermissionDenied
    if helper.pk in (asked.asked_by_id, asked.account_id):
        raise WrongState("Người xác nhận phải khác người đề nghị và khác chủ tài khoản.")
    if asked.confirmed_by_id is not None:
        raise WrongState("Đề nghị này đã được xác nhận.")
    asked.confirmed_by, asked.confirmed_at = helper, at
    asked.save(update_fields=["confirmed_by", "confirmed_at"])
    record("factor.help_confirmed", by=by, about=asked.account.key, path=_path(asked.account), facts={})
    return asked


def digest(code: str) -> str:
    """Mã băm của mã kích hoạt, however it is typed: blanks, hyphens and small letters don't matter."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def _new_code() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(12))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def _path(account: Account) -> str:
    """Where an account belongs: with its person, else where its first role is held; "" when it has neither."""
    if account.person:
        return account.person.path
    return account.grants.order_by("pk").values_list("unit__path", flat=True).first() or ""


class _Owner:
    """The owner of an account that has no right yet: acts on it alone."""

    post, acting_for = "", ""

    def __init__(self, account: Account) -> None:
        self.key = account.key
        self.person_key = account.person.code if account.person else ""

    def may(self, action: str, path: str) -> bool:
        return False

    def reach(self, action: str) -> list[str]:
        return []
