"""Người thực hiện là một tài khoản: what it may do where on a day, in its own right or for somebody absent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from kiemdiem.accounts.models import Account, Delegation, RoleGrant
from kiemdiem.accounts.roles import ACTIONS, SECOND_FACTOR, Role
from kiemdiem.organisations.models import Post, on_day


@dataclass(frozen=True, slots=True)
class AccountActor:
    """Tài khoản đang làm việc: fulfils `ledger.actor.Actor`; made anew for every request, so rights count at once."""

    key: str
    person_key: str
    post: str
    acting_for: str
    grants: tuple[tuple[Role, str], ...]  # role, path of the unit where it is held

    def may(self, action: str, path: str) -> bool:
        """Có được làm việc ấy ở đơn vị có đường dẫn ấy không."""
        return any(path.startswith(branch) for branch in self.reach(action))

    def holds(self, action: str, path: str) -> bool:
        """Việc của chính đơn vị ấy: a role held at that very unit."""
        return any(held == path and action in ACTIONS[role] for role, held in self.grants)

    def reach(self, action: str) -> list[str]:
        """Các nhánh được làm việc ấy; a branch inside another isn't named again."""
        branches = sorted({path for role, path in self.grants if action in ACTIONS[role]})
        return [path for path in branches if not any(path != other and path.startswith(other) for other in branches)]


def actor_of(account: Account, day: date, *, acting_for: Account | None = None) -> AccountActor:
    """Người thực hiện vào ngày ấy; with `acting_for`, the roles of the absent one, if that was delegated for the day.

    Raises PermissionDenied for an account not in use, or without a delegation for that day.
    """
    if not account.is_active:
        raise PermissionDenied
    whose = account
    if acting_for is not None:
        if (
            not Delegation.objects.on(day).filter(absent=acting_for, deputy=account).exists()
            or not acting_for.is_active
        ):
            raise PermissionDenied
        whose = acting_for
    grants = RoleGrant.objects.on(day).filter(account=whose).order_by("unit__path", "role")
    return AccountActor(
        key=account.key,
        person_key=account.person.code if account.person else "",
        post=_post(account, day),
        acting_for=(acting_for.person.code if acting_for.person else acting_for.key) if acting_for else "",
        grants=tuple((Role(role), path) for role, path in grants.values_list("role", "unit__path")),
    )


def needs_second_factor(account: Account, day: date) -> bool:
    """Có phải xác thực hai bước: holds a role that decides or administers, or acts for somebody who does."""
    return bool(roles_at_hand(account, day) & SECOND_FACTOR)


def roles_at_hand(account: Account, day: date) -> frozenset[Role]:
    """Các vai trò trong tay vào ngày ấy: its own, and those of whom it may act for."""
    absent = Delegation.objects.on(day).filter(deputy=account, absent__is_active=True).values("absent")
    held = RoleGrant.objects.on(day).filter(Q(account=account) | Q(account__in=absent))
    return frozenset(Role(role) for role in held.values_list("role", flat=True).distinct())


def _post(account: Account, day: date) -> str:
    """The post held that day, heads first, as it is to be written down; else the role."""
    if account.person_id:
        held = Post.objects.filter(on_day(day), person_id=account.person_id).order_by("-is_head", "unit__path")
        for title, unit in held.values_list("title", "unit__name")[:1]:
            return f"{title}, {unit}"
    grant = RoleGrant.objects.on(day).filter(account=account).select_related("unit").order_by("unit__path").first()
    return str(grant) if grant else ""
