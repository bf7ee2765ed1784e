"""Người thực hiện: what the packages below `accounts` need to know of whoever acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Actor(Protocol):
    """Người thực hiện: whose account, which person in which post, for whom, and what may be done where."""

    @property
    def key(self) -> str:
        """Key of the account."""

    @property
    def person_key(self) -> str:
        """Key of the person; "" when nobody stands behind the account."""

    @property
    def post(self) -> str:
        """The post held now, as it is to be written down."""

    @property
    def acting_for(self) -> str:
        """Key of the person whose work this is, when somebody else enters it; else ""."""

    def may(self, action: str, path: str) -> bool:
        """May this be done at the unit with that path?"""

    def holds(self, action: str, path: str) -> bool:
        """Is this theirs to do in the very unit with that path, not merely above it?"""

    def reach(self, action: str) -> list[str]:
        """Paths of the branches where this may be done; [""] is the whole tree, [] nowhere."""


@dataclass(frozen=True, slots=True)
class SystemActor:
    """Dòng lệnh: whoever holds the machine; may do everything, and the entry says it came from there."""

    key: str = "system"
    person_key: str = ""
    post: str = "Dòng lệnh"
    acting_for: str = ""

    def may(self, action: str, path: str) -> bool:
        return True

    def holds(self, action: str, path: str) -> bool:
        return True

    def reach(self, action: str) -> list[str]:
        return [""]
