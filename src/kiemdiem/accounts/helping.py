"""Giúp người mất xác thực thứ hai: two people, neither the owner; each step one entry in the ledger."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from kiemdiem.accounts import factors, sessions
from kiemdiem.accounts.acts import managed, stated
from kiemdiem.accounts.models import Account, FactorHelp
from kiemdiem.accounts.roles import HELP
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import record
from kiemdiem.ledger.refusals import WrongState


@transaction.atomic
def ask_factor_help(account: Account, helper: Account, *, by: Actor, reason: str) -> FactorHelp:
    """Đề nghị giúp mất xác thực thứ hai: the first of two helpers, who has seen the owner."""
    _helps(helper, by)
    account = managed(account, HELP, by)
    if not factors.has_factor(account):
        raise WrongState(_("“%(name)s” chưa đặt xác thực hai bước; không có gì phải giúp.") % {"name": account})
    if FactorHelp.objects.filter(account=account, confirmed_by=None, dropped_at=None).exists():
        raise WrongState(_("Đã có đề nghị cho “%(name)s”, đang chờ người thứ hai xác nhận.") % {"name": account})
    made = FactorHelp.objects.create(account=account, asked_by=helper, reason=stated(reason))
    record("factor.help_asked", by=by, about=account.key, path=account.path, facts={"reason": made.reason})
    return made


@transaction.atomic
def confirm_factor_help(asked: FactorHelp, helper: Account, *, by: Actor, at: datetime) -> FactorHelp:
    """Xác nhận giúp: by somebody other than who asked. The owner then sets a new factor; nobody learns a password."""
    _helps(helper, by)
    asked = _open_help(asked)
    account = managed(asked.account, HELP, by)
    if helper.pk == asked.asked_by_id:
        raise WrongState(_("Người xác nhận phải khác người đề nghị và khác chủ tài khoản."))
    asked.confirmed_by, asked.confirmed_at = helper, at
    asked.save(update_fields=["confirmed_by", "confirmed_at"])
    factors.remove_factor(account)
    sessions.end_sessions(account)
    facts = {"asked_by": asked.asked_by.key}
    record("factor.help_confirmed", by=by, about=account.key, path=account.path, facts=facts)
    return asked


@transaction.atomic
def drop_factor_help(asked: FactorHelp, helper: Account, *, by: Actor, at: datetime) -> FactorHelp:
    """Thôi giúp: the request was wrong or is needed no more; either helper may say so."""
    _helps(helper, by)
    asked = _open_help(asked)
    account = managed(asked.account, HELP, by)
    asked.dropped_at = at
    asked.save(update_fields=["dropped_at"])
    record("factor.help_dropped", by=by, about=account.key, path=account.path, facts={})
    return asked


def _open_help(asked: FactorHelp) -> FactorHelp:
    locked = FactorHelp.objects.select_for_update(of=("self",)).select_related("account", "asked_by")
    asked = locked.get(pk=asked.pk)
    if asked.confirmed_by_id is not None or asked.dropped_at is not None:
        raise WrongState(_("Đề nghị này đã được xác nhận hoặc đã thôi."))
    return asked


def _helps(helper: Account, by: Actor) -> None:
    """Two people, not one with a right lent by the other: helping is done in one's own right only."""
    if by.key != helper.key or by.acting_for:
        raise PermissionDenied
