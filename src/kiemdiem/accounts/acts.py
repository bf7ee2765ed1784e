"""Việc về tài khoản: open, activate, close, grant, delegate; each one transaction, one entry in the ledger."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kiemdiem.accounts import sessions
from kiemdiem.accounts.actor import AccountActor
from kiemdiem.accounts.models import Account, Delegation, RoleGrant
from kiemdiem.accounts.roles import GRANT, OPEN, Role
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import manifest_digest, record
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.kinds import Standing
from kiemdiem.organisations.models import Person, Unit
from kiemdiem.organisations.tree import within

CODE_DAYS = 30
MOST_AT_ONCE = 3_000  # slips on one page
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
    for account in (person.account for person in found if hasattr(person, "account")):
        if account.is_active and not account.has_usable_password():
            codes[account.name] = _new_code(account, at)
            account.save(update_fields=["activation", "activation_until"])
    return codes | _open([person for person in found if not hasattr(person, "account")], by, at, codes)


@transaction.atomic
def open_unit(unit: Unit, *, by: Actor, at: datetime) -> dict[str, str]:
    """Mở tài khoản cho mọi đảng viên của một đơn vị và các đơn vị trực thuộc who have none yet."""
    if not by.may(OPEN, unit.path):
        raise PermissionDenied
    people = Person.objects.filter(within(unit.path), account=None).exclude(standing=Standing.LEFT)
    if (many := people.count()) > MOST_AT_ONCE:
        raise WrongState(
            _("“%(unit)s” có %(many)s người chưa có tài khoản, mỗi lần mở tối đa %(most)s; hãy mở theo đơn vị nhỏ hơn.")
            % {"unit": unit, "many": many, "most": MOST_AT_ONCE}
        )
    return _open(list(people), by, at, {})


def _open(people: list[Person], by: Actor, at: datetime, renewed: dict[str, str]) -> dict[str, str]:
    accounts = [Account(name=person.code, person=person) for person in people]
    if taken := _taken(accounts):
        raise WrongState(
            _("Tên đăng nhập “%(name)s” đã có người dùng; hãy đổi mã của người này trong danh sách.") % {"name": taken}
        )
    codes = {account.name: _new_code(account, at) for account in accounts}
    for account in accounts:
        account.set_unusable_password()
    try:
        with transaction.atomic():
            Account.objects.bulk_create(accounts)
    except IntegrityError:
        raise WrongState(
            _("Vừa có người khác mở tài khoản cho một trong những người này; hãy tải lại danh sách.")
        ) from None
    if named := sorted(renewed | codes):
        facts = {"accounts": len(named), "manifest": manifest_digest(named)}
        record("accounts.opened", by=by, about="accounts:many", path="", facts=facts)
    return codes


def _taken(accounts: list[Account]) -> str:
    """A name that another account bears, or two of these, when capitals don't count; "" when all are free."""
    seen = {name.lower() for name in Account.objects.values_list("name", flat=True)} if accounts else set()
    for account in accounts:
        if account.name.lower() in seen:
            return account.name
        seen.add(account.name.lower())
    return ""


@transaction.atomic
def open_named(name: str, *, by: Actor, at: datetime) -> tuple[Account, str]:
    """Mở một tài khoản theo tên đăng nhập: of the person with that code, else of nobody; the code is "" when it is
    in use already."""
    if not by.may(OPEN, ""):
        raise PermissionDenied
    account = Account.objects.filter(name__iexact=name).first()
    if account and account.has_usable_password():
        return account, ""
    person = Person.objects.filter(code=name).first()
    account = account or Account(name=name, person=person)
    account.set_unusable_password()
    code = _new_code(account, at)
    account.full_clean(exclude=["password"])
    account.save()
    record("account.opened", by=by, about=account.key, path=account.path, facts={"name": account.name})
    return account, code


@transaction.atomic
def activate(name: str, code: str, password: str, *, at: datetime) -> Account:
    """Kích hoạt tài khoản bằng mã: the owner chooses the password; the code is spent.

    Raises WrongState with one sentence for a wrong, spent or old code, the same for an unknown name;
    ValidationError for a password that is too weak.
    """
    account = Account.objects.select_for_update().filter(name__iexact=name, is_active=True).first()
    wrong = WrongState(_("Tên đăng nhập hoặc mã kích hoạt chưa đúng, hoặc mã đã hết hạn; hãy hỏi người phát mã."))
    if account is None or not account.activation or account.activation_until is None:
        raise wrong
    if at > account.activation_until or not secrets.compare_digest(account.activation, digest(code)):
        raise wrong
    validate_password(password, account)
    account.set_password(password)
    account.activation, account.activation_until = "", None
    account.must_change_password = False
    account.save()
    record("account.activated", by=_Owner(account), about=account.key, path=account.path, facts={})
    return account


@transaction.atomic
def change_password(account: Account, password: str, *, keep: str = "") -> Account:
    """Đổi mật khẩu: by the owner; every session but the one to keep ends. Raises ValidationError for a weak one."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    validate_password(password, account)
    account.set_password(password)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    sessions.end_sessions(account, keep=keep)
    record("account.password_changed", by=_Owner(account), about=account.key, path=account.path, facts={})
    return account


@transaction.atomic
def renew_code(account: Account, *, by: Actor, at: datetime) -> str:
    """Cấp mã kích hoạt mới cho người quên mật khẩu: the old password and all sessions end; the owner chooses anew."""
    account = managed(account, OPEN, by)
    if not account.is_active:
        raise WrongState(_("Tài khoản “%(name)s” đang đóng; hãy mở lại trước khi cấp mã.") % {"name": account})
    account.set_unusable_password()
    code = _new_code(account, at)
    account.save(update_fields=["password", "activation", "activation_until"])
    sessions.end_sessions(account)
    record("account.code_renewed", by=by, about=account.key, path=account.path, facts={})
    return code


@transaction.atomic
def close_account(account: Account, *, by: Actor, reason: str) -> Account:
    """Đóng tài khoản: nobody signs in with it from now on; its roles and its record stay."""
    account = managed(account, OPEN, by)
    if not account.is_active:
        raise WrongState(_("Tài khoản “%(name)s” đã đóng từ trước.") % {"name": account})
    account.is_active = False
    account.activation, account.activation_until = "", None
    account.save(update_fields=["is_active", "activation", "activation_until"])
    sessions.end_sessions(account)
    record("account.closed", by=by, about=account.key, path=account.path, facts={"reason": stated(reason)})
    return account


@transaction.atomic
def reopen_account(account: Account, *, by: Actor) -> Account:
    """Mở lại tài khoản đã đóng, with the password and the roles it had."""
    account = managed(account, OPEN, by)
    if account.is_active:
        raise WrongState(_("Tài khoản “%(name)s” đang mở.") % {"name": account})
    account.is_active = True
    account.save(update_fields=["is_active"])
    record("account.reopened", by=by, about=account.key, path=account.path, facts={})
    return account


@transaction.atomic
def end_sessions(account: Account, *, by: Actor) -> int:
    """Kết thúc mọi phiên làm việc của một tài khoản: whoever uses it must sign in again."""
    account = managed(account, OPEN, by)
    if not (ended := sessions.end_sessions(account)):
        raise WrongState(_("Tài khoản này không có phiên nào đang mở."))
    record("account.sessions_ended", by=by, about=account.key, path=account.path, facts={"sessions": ended})
    return ended


@transaction.atomic
def grant_role(account: Account, role: Role, unit: Unit, *, by: Actor, since: date, until: date | None) -> RoleGrant:
    """Giao vai trò tại một đơn vị. Nobody grants to oneself; the administrator's role isn't granted below the root."""
    if not by.may(GRANT, unit.path) or _is_same(by, account):
        raise PermissionDenied
    if role is Role.ADMINISTRATOR and unit.parent_id is not None:
        raise WrongState(
            _("Vai trò %(role)s chỉ giao ở đơn vị cao nhất, không giao tại “%(unit)s”.")
            % {"role": pgettext("official", str(role.label)), "unit": unit}
        )
    held = RoleGrant.objects.filter(account=account, role=role, unit=unit, withdrawn=False).exclude(until__lt=since)
    if (held.exclude(since__gt=until) if until else held).exists():
        raise WrongState(
            _("“%(name)s” đang giữ vai trò %(role)s tại “%(unit)s”; hãy kết thúc lần giao trước.")
            % {"name": account, "role": pgettext("official", str(role.label)), "unit": unit}
        )
    if until is not None and until < since:
        raise WrongState(_("Ngày kết thúc vai trò không được trước ngày bắt đầu."))
    grant = RoleGrant.objects.create(account=account, role=role, unit=unit, since=since, until=until, granted_by=by.key)
    facts = {"role": role.value, "unit": unit.code, "since": f"{since}", "until": f"{until or ''}"}
    record("role.granted", by=by, about=account.key, path=unit.path, facts=facts)
    return grant


@transaction.atomic
def end_role(grant: RoleGrant, *, by: Actor, last_day: date) -> RoleGrant:
    """Kết thúc vai trò; the grant stays with its last day. One that ends before its first day never held."""
    grant = RoleGrant.objects.select_for_update(of=("self",)).select_related("unit", "account").get(pk=grant.pk)
    if not by.may(GRANT, grant.unit.path):
        raise PermissionDenied
    if grant.withdrawn or (grant.until is not None and grant.until <= last_day):
        raise WrongState(_("Vai trò này đã kết thúc ngày %(day)s.") % {"day": f"{grant.until:%d/%m/%Y}"})
    _end(grant, last_day)
    facts = {"role": grant.role, "unit": grant.unit.code, "until": f"{grant.until}", "withdrawn": grant.withdrawn}
    record("role.ended", by=by, about=grant.account.key, path=grant.unit.path, facts=facts)
    return grant


@transaction.atomic
def delegate(absent: Account, deputy: Account, *, by: Actor, since: date, until: date, reason: str) -> Delegation:
    """Nhờ làm thay: by the absent one, or by who grants roles where all of the absent one's roles are held."""
    if not _speaks_for(absent, by, since):
        raise PermissionDenied
    if not reason.strip():
        raise WrongState(_("Phải ghi lý do nhờ làm thay."))
    if absent == deputy or until < since:
        raise WrongState(_("Người làm thay phải là người khác, và ngày kết thúc không trước ngày bắt đầu."))
    asked = Delegation.objects.filter(absent=absent, deputy=deputy, withdrawn=False)
    if asked.filter(since__lte=until, until__gte=since).exists():
        raise WrongState(_("Đã nhờ người này làm thay trong những ngày ấy rồi."))
    made = Delegation.objects.create(absent=absent, deputy=deputy, since=since, until=until, reason=reason.strip())
    facts = {"deputy": deputy.key, "since": f"{since}", "until": f"{until}", "reason": made.reason}
    record("work.delegated", by=by, about=absent.key, path=absent.path, facts=facts)
    return made


@transaction.atomic
def end_delegation(made: Delegation, *, by: Actor, last_day: date) -> Delegation:
    """Thôi nhờ làm thay, by those who may ask for it; the next request of the deputy counts without it."""
    made = Delegation.objects.select_for_update(of=("self",)).select_related("absent", "deputy").get(pk=made.pk)
    if not _speaks_for(made.absent, by, last_day + timedelta(days=1)):
        raise PermissionDenied
    if made.withdrawn or made.until <= last_day:
        raise WrongState(_("Việc làm thay này đã kết thúc ngày %(day)s.") % {"day": f"{made.until:%d/%m/%Y}"})
    _end(made, last_day)
    facts = {"deputy": made.deputy.key, "until": f"{made.until}", "withdrawn": made.withdrawn}
    record("work.delegation_ended", by=by, about=made.absent.key, path=made.absent.path, facts=facts)
    return made


@transaction.atomic
def start_acting(absent: Account, *, by: AccountActor) -> None:
    """Bắt đầu làm thay: `by` is the deputy's actor made for the absent one, so the right has been looked at."""
    record("acting.started", by=by, about=absent.key, path=absent.path, facts={})


@transaction.atomic
def stop_acting(absent: Account, *, by: AccountActor) -> None:
    """Thôi làm thay."""
    record("acting.stopped", by=by, about=absent.key, path=absent.path, facts={})


def digest(code: str) -> str:
    """Mã băm của mã kích hoạt, however it is typed: blanks, hyphens and small letters don't matter."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def may_manage(account: Account, action: str, by: Actor) -> bool:
    """Có được quản lý tài khoản ấy không: where it belongs, and wherever it holds a role, now or in days to come.

    Else whoever keeps the accounts of a ward could take over one that decides for the city.
    """
    if _is_same(by, account):
        return False
    held = RoleGrant.objects.filter(account=account, withdrawn=False).exclude(until__lt=localdate())
    paths = {account.path, *held.values_list("unit__path", flat=True)}
    return all(by.may(action, path) for path in paths)


def managed(account: Account, action: str, by: Actor) -> Account:
    """Tài khoản ấy, khóa dòng lại. Raises PermissionDenied when it isn't the actor's to manage."""
    if not may_manage(account, action, by):
        raise PermissionDenied
    return Account.objects.select_for_update().get(pk=account.pk)


def _is_same(by: Actor, account: Account) -> bool:
    """Is it the actor's own account, or that of the absent one for whom the actor does this?"""
    absent = account.person.code if account.person else account.key
    return by.key == account.key or (bool(by.acting_for) and by.acting_for == absent)


def _speaks_for(absent: Account, by: Actor, day: date) -> bool:
    held = RoleGrant.objects.on(day).filter(account=absent).values_list("unit__path", flat=True)
    return by.key == absent.key or bool(held and all(by.may(GRANT, path) for path in held))


def _end(dated: RoleGrant | Delegation, last_day: date) -> None:
    dated.withdrawn = last_day < dated.since
    dated.until = max(last_day, dated.since)
    dated.save(update_fields=["until", "withdrawn"])


def stated(text: str) -> str:
    """Lý do đã ghi. Raises WrongState when nothing is written."""
    if not text.strip():
        raise WrongState(_("Phải ghi lý do."))
    return text.strip()


def _new_code(account: Account, at: datetime) -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(12))
    code = f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"
    account.activation, account.activation_until = digest(code), at + timedelta(days=CODE_DAYS)
    return code


class _Owner:
    """The owner of an account that has no right yet: acts on it alone."""

    post, acting_for = "", ""

    def __init__(self, account: Account) -> None:
        self.key = account.key
        self.person_key = account.person.code if account.person else ""

    def may(self, action: str, path: str) -> bool:
        return False

    def holds(self, action: str, path: str) -> bool:
        return False

    def reach(self, action: str) -> list[str]:
        return []
