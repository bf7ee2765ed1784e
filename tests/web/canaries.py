"""Canaries: a text, number or day that stands in one field of one row, and the rule that says who may see it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote

from kiemdiem.accounts.actions import (
    ASSIGN,
    DECIDE,
    ISSUE_SUGGESTIONS,
    PROPOSE,
    READ_LEVELS,
    READ_PAPERS,
    READ_SUGGESTIONS,
    RECEIVE,
    SEE_PROGRESS,
    STAGE,
    SUGGEST,
    WRITE,
)
from kiemdiem.accounts.actor import AccountActor
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import GRANT, HELP, OPEN, READ_LEDGER
from kiemdiem.organisations.actions import IMPORT, READ

SHOWN = re.compile(r"cn\d{4}z|(?<![\w./,-])3\d{4}(?![\w./,-])|(?<!\d)\d\d/\d\d/19[0-3]\d(?!\d)")
PICTURE = re.compile(r'"data:[^"]+"')
GROUPED = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
FIRST_NUMBER, FIRST_DAY = 30_001, date(1901, 1, 1)


NO_RIGHTS = AccountActor("", "", "", "", ())


@dataclass(frozen=True, slots=True)
class Canary:
    """One value: how a page would show it, which field it stands in, where, and whose own it is besides."""

    shown: str
    field: str
    path: str
    owners: tuple[str, ...] = ()  # codes of persons, keys of accounts
    paths: tuple[str, ...] = ()  # other units concerned: the body that decides, those a decision rates


@dataclass(slots=True)
class Aviary:
    """Makes canaries, none twice, and knows them again."""

    known: dict[str, Canary] = field(default_factory=dict)

    def text(self, field: str, path: str, *owners: str, paths: tuple[str, ...] = ()) -> str:
        """A word for a text field."""
        return self._keep(f"cn{len(self.known):04}z", field, path, owners, paths)

    def number(self, field: str, path: str, *owners: str, paths: tuple[str, ...] = ()) -> int:
        """A number of five figures."""
        return int(self._keep(f"{FIRST_NUMBER + len(self.known)}", field, path, owners, paths))

    def day(self, field: str, path: str, *owners: str) -> date:
        """A day long before anything else here."""
        made = FIRST_DAY + timedelta(days=len(self.known))
        self._keep(f"{made:%d/%m/%Y}", field, path, owners, ())
        return made

    def _keep(self, shown: str, field: str, path: str, owners: tuple[str, ...], paths: tuple[str, ...]) -> str:
        assert field in RULES
        self.known[shown] = Canary(shown, field, path, owners, paths)
        return shown

    def seen(self, answer: Any, sent: str = "") -> set[Canary]:
        """Those in an answer: page, file, headers, where it leads, what it will say on the next page."""
        typed = set(SHOWN.findall(sent))
        return {self.known[each] for text in _texts(answer) for each in SHOWN.findall(text)
                if each in self.known and each not in typed}  # fmt: skip


def _texts(answer: Any) -> Iterator[str]:
    body = bytes(answer.content)
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"\n".join(book.read(name) for name in book.namelist())
    words = PICTURE.sub("", body.decode("utf-8", "replace"))
    yield words
    yield GROUPED.sub("", words)  # 30.387 is 30387
    for name, value in answer.headers.items():
        yield f"{name}: {unquote(value)}"
    yield said(answer)


def said(answer: Any) -> str:
    """What the next page will say."""
    waiting = getattr(answer.wsgi_request, "_messages", None)
    return "\n".join(str(each.message) for each in getattr(waiting, "_queued_messages", ()))


@dataclass(slots=True)
class Who:
    """Somebody at a browser: the account, the rights of the day, the cookies of the session."""

    name: str
    account: Account | None = None
    actor: AccountActor = NO_RIGHTS
    cell: str = "-"  # path of the cell
    cookies: dict[str, str] = field(default_factory=dict)
    knows: frozenset[str] = frozenset()  # persons one deals with by delegation

    @property
    def selves(self) -> set[str]:
        """What one is called in `Canary.owners`."""
        return {each for each in (self.actor.key, self.actor.person_key) if each}

    def may_see(self, canary: Canary) -> bool:
        """One's own, and what the rule of the field allows."""
        return self.account is not None and (
            bool(self.selves & set(canary.owners)) or any(rule(self, canary) for rule in RULES[canary.field])
        )


Rule = Callable[[Who, Canary], bool]


def within(*actions: str) -> Rule:
    """Whoever may do that at the unit."""
    return lambda who, canary: any(who.actor.may(action, canary.path) for action in actions)


def where_it_counts(*actions: str) -> Rule:
    """Whoever may do that at one of the other units concerned."""
    return lambda who, canary: any(who.actor.may(action, path) for action in actions for path in canary.paths)


def at_that_unit(*actions: str) -> Rule:
    """Whoever may do that at that very unit or at one of the others concerned."""
    return lambda who, canary: any(
        who.actor.holds(action, path) for action in actions for path in (canary.path, *canary.paths)
    )


def in_the_cell(who: Who, canary: Canary) -> bool:
    """The members of the cell itself, and of that of whom it speaks."""
    return who.cell in (canary.path, *canary.paths)


def above(who: Who, canary: Canary) -> bool:
    """Units above one's own are named on the way down to it."""
    return any(path.startswith(canary.path) for path in (who.cell, *(held for _role, held in who.actor.grants)))


def known_person(who: Who, canary: Canary) -> bool:
    """Whom one acts for, and who acts for oneself."""
    return bool(who.knows & set(canary.owners))


def nobody(who: Who, canary: Canary) -> bool:
    """Written down, and on no page."""
    return False


_KEEPS = within(OPEN, GRANT, HELP)
RULES: dict[str, tuple[Rule, ...]] = {
    "unit name": (within(READ, SEE_PROGRESS), in_the_cell, above, _KEEPS),
    "collective name": (within(READ), in_the_cell),
    "person name": (within(READ), in_the_cell, _KEEPS, known_person),
    "post title": (within(READ), where_it_counts(READ), in_the_cell),
    "born": (within(READ, IMPORT),),
    "fact": (within(READ_LEVELS, IMPORT),),
    "handed in": (within(READ_PAPERS), at_that_unit(WRITE)),
    "suggestion draft": (at_that_unit(SUGGEST, ISSUE_SUGGESTIONS),),
    "suggestion": (at_that_unit(SUGGEST, ISSUE_SUGGESTIONS), within(READ_SUGGESTIONS)),
    "assignment": (at_that_unit(ASSIGN),),
    "paper of a collective": (at_that_unit(WRITE),),
    "draft of a person": (),
    "return reason": (within(READ_LEDGER),),
    "opinion": (within(READ_PAPERS, RECEIVE),),
    "open minutes": (within(RECEIVE),),
    "closed minutes": (within(READ_PAPERS, RECEIVE),),
    "left-out reason": (within(READ_LEVELS, READ_PAPERS),),
    "draft decision": (at_that_unit(STAGE, DECIDE),),
    "released decision": (within(READ_LEVELS), where_it_counts(READ_LEVELS)),
    "released signatory": (within(READ_LEVELS),),
    "votes": (at_that_unit(PROPOSE, STAGE, DECIDE),),
    "typed": (nobody,),
    "proposal comment": (nobody,),
    "account name": (_KEEPS,),
    "help reason": (_KEEPS,),
    "own": (),  # notices, jobs, delegations
}
NEVER_SHOWN = {"proposal comment", "typed"}  # a count until it is confirmed
