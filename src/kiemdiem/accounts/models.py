"""Bảng của tài khoản: accounts, roles held at units, delegations; a password is known to its owner only."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Lower

from kiemdiem.accounts.roles import Role
from kiemdiem.organisations.models import Person, Unit, on_day
from kiemdiem.organisations.tree import within_any


class AccountManager(BaseUserManager["Account"]):
    """Tài khoản theo tên đăng nhập, theo phạm vi."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account of a sign-in name, however its capitals are typed."""
        return self.get(name__iexact=username)

    def within(self, branches: list[str]) -> models.QuerySet[Account]:
        """Accounts that belong there: with their person; without one, where a role of theirs is held."""
        held = RoleGrant.objects.filter(within_any(branches, "unit__path")).values("account")
        with_person = Q(person__isnull=False) & within_any(branches, "person__path")
        return self.filter(with_person | Q(person=None, pk__in=held))


class Account(AbstractBaseUser):
    """Tài khoản: a sign-in name, the person behind it; opened without a password, activated once by a code."""

    name = models.CharField("tên đăng nhập", max_length=60, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, related_name="account")
    is_active = models.BooleanField("đang dùng", default=True)
    must_change_password = models.BooleanField("phải đổi mật khẩu", default=False)
    activation = models.CharField("mã kích hoạt (băm)", max_length=64, blank=True)
    activation_until = models.DateTimeField("mã kích hoạt dùng được đến", null=True, blank=True)
    opened = models.DateTimeField("mở lúc", auto_now_add=True)
    demo_note = models.CharField("giới thiệu trong bản minh họa", max_length=120, blank=True)

    USERNAME_FIELD = "name"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(activation="") | Q(activation_until__isnull=False), name="an_activation_code_ends"
            ),
            UniqueConstraint(Lower("name"), name="a_sign_in_name_is_taken_once"),
        ]

    def __str__(self) -> str:
        return str(self.person or self.name)

    @property
    def key(self) -> str:
        """How the ledger names it."""
        return f"account:{self.pk}"

    @property
    def path(self) -> str:
        """Where it belongs: with its person, else where its first role is held; "" when it has neither."""
        if self.person:
            return self.person.path
        return self.grants.order_by("pk").values_list("unit__path", flat=True).first() or ""


class SignedIn(models.Model):
    """Phiên làm việc đang mở của một tài khoản, so that all of them can be ended."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    since = models.DateTimeField()


class Dated(models.QuerySet[Any]):
    """Truy vấn theo ngày."""

    def on(self, day: date) -> Self:
        """What holds on that day; not what was taken back on its first day."""
        return self.filter(on_day(day), withdrawn=False)


class RoleGrant(models.Model):
    """Giao vai trò: a role at a unit from a day to a day, by whom."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="grants")
    role = models.CharField("vai trò", max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants")
    since = models.DateField("từ ngày")
    until = models.DateField("đến ngày", null=True, blank=True)
    granted_by = models.CharField("người giao", max_length=60)
    withdrawn = models.BooleanField("rút ngay ngày đầu", default=False)

    objects = Dated.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="a_role_ends_after_it_begins"),
            UniqueConstraint(
                fields=["account", "role", "unit"], condition=Q(until=None), name="a_role_is_held_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.unit}"


class Delegation(models.Model):
    """Nhờ làm thay: one account does the work of another's roles, with a reason, from a day to a day."""

    absent = models.ForeignKey(Account, models.PROTECT, related_name="delegated")
    deputy = models.ForeignKey(Account, models.PROTECT, related_name="deputising")
    since = models.DateField("từ ngày")
    until = models.DateField("đến ngày")
    reason = models.CharField("lý do", max_length=250)
    withdrawn = models.BooleanField("rút ngay ngày đầu", default=False)

    objects = Dated.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(until__gte=F("since")), name="a_delegation_ends_after_it_begins"),
            CheckConstraint(condition=~Q(absent=F("deputy")), name="nobody_acts_for_oneself"),
        ]


class FactorHelp(models.Model):
    """Giúp mất xác thực thứ hai: asked by one helper, confirmed by another; only then the owner sets a new one."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="factor_helps")
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField("lý do", max_length=250)
    confirmed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=~Q(asked_by=F("confirmed_by")), name="two_people_help_with_a_factor"),
            CheckConstraint(
                condition=~Q(account=F("asked_by")) & ~Q(account=F("confirmed_by")), name="nobody_helps_oneself"
            ),
            CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="a_confirmed_help_has_a_time",
            ),
            CheckConstraint(condition=Q(confirmed_at=None) | Q(dropped_at=None), name="a_help_ends_once"),
            UniqueConstraint(
                fields=["account"], condition=Q(confirmed_by=None, dropped_at=None), name="one_open_help_an_account"
            ),
        ]
