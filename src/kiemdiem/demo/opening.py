"""Tài khoản của bản minh họa: opened, given roles and shown by the acts that a real site uses."""

from __future__ import annotations

from datetime import date

from kiemdiem.accounts import acts
from kiemdiem.accounts.actor import AccountActor, actor_of
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import Role
from kiemdiem.demo import cast
from kiemdiem.demo.clock import DAY, moment
from kiemdiem.demo.ground import Ground
from kiemdiem.ledger.actor import SystemActor

SYSTEM = SystemActor()
_OPENED = moment(2022, 1, 4, 8)


class Accounts:
    """Các tài khoản, by the key of the cast; everybody in the ward of the story has one."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._actors: dict[str, AccountActor] = {}
        self.players = {player.key: self._open(player) for player in cast.PLAYERS}
        acts.open_unit(ground.units[cast.WARD], by=SYSTEM, at=_OPENED)
        self._delegate()

    def actor(self, key: str) -> AccountActor:
        """Người của câu chuyện, acting with their own account."""
        return self.of(self._ground.of(key).code)

    def of(self, code: str) -> AccountActor:
        """Một đảng viên, by code, acting with their own account."""
        if code not in self._actors:
            self._actors[code] = actor_of(Account.objects.select_related("person").get(person__code=code), DAY)
        return self._actors[code]

    def _open(self, player: cast.Player) -> Account:
        if player.key == "administrator":
            account, _code = acts.open_named(cast.ADMINISTRATOR, by=SYSTEM, at=_OPENED)
        else:
            person = self._ground.of(player.key)
            acts.open_accounts([person.code], by=SYSTEM, at=_OPENED)
            account = Account.objects.get(person=person)
        account.demo_note = player.note
        account.save(update_fields=["demo_note"])
        for role, unit in player.roles:
            self._grant(account, role, unit)
        return account

    def _grant(self, account: Account, role: Role, unit: str) -> None:
        acts.grant_role(account, role, self._ground.units[unit], by=SYSTEM, since=date(2022, 1, 4), until=None)

    def _delegate(self) -> None:
        """Bí thư chi bộ nghỉ ốm nhờ người làm thay: over the demo's day."""
        absent = Account.objects.get(person=self._ground.of("absent"))
        self._grant(absent, Role.HEAD, cast.AREA_3)
        acts.delegate(
            absent,
            self.players["deputy"],
            by=SYSTEM,
            since=date(2022, 12, 5),
            until=date(2022, 12, 23),
            reason="Nghỉ ốm",
        )
