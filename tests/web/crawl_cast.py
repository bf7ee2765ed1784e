"""A town with two districts alike in everything: whatever stands in one bears canaries of its own.

TP (province) with TP-C (cell); Q1, Q2 (districts), each with Qn-P (ward) of the cells Qn-A and Qn-B, and Qn-C (cell).
2022 is open in each district, 2021 closed over the whole town with decisions released, 2020 closed in each ward.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from cycles.cast import open_year
from kiemdiem.accounts.actor import AccountActor, actor_of
from kiemdiem.accounts.models import Account, Delegation, FactorHelp, RoleGrant
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Cycle, Place, Subject
from kiemdiem.jobs.models import Job
from kiemdiem.jobs.models import State as JobState
from kiemdiem.ledger.actor import SystemActor
from kiemdiem.notices.models import Notice
from kiemdiem.organisations.kinds import CollectiveKind, Discipline, UnitKind
from kiemdiem.organisations.models import Collective, Membership, Person, Placement, Post, Unit, YearFact
from kiemdiem.organisations.tree import child_path
from kiemdiem.regulation import Kind

from .canaries import Aviary, Who

TODAY, NOON = date(2022, 12, 1), datetime(2022, 12, 1, 5, tzinfo=UTC)
LONG_AGO = date(2010, 1, 1)
SYSTEM = SystemActor()
OWN, SIBLING, PARENT, CHILD, CELL = "own", "sibling", "parent", "child", "cell"
PLACES = (OWN, SIBLING, PARENT, CHILD, CELL)  # Q1, Q2, TP, Q1-P, and Q1-A: the cell of those who are members only
DISTRICTS = ("Q1", "Q2")
ROLES = [role.value for role in Role if role is not Role.MEMBER]
PERSONAL = {"member": "3", "plain": "5", "cellmate": "7"}  # those at a cell, by the number of their person
CRAWLERS = (*ROLES, *PERSONAL, "nobody")
OFFICES = [
    ("TP", "", UnitKind.PROVINCE, "Đảng bộ thành phố"),
    ("TP-C", "TP", UnitKind.GRASSROOTS_CELL, "Chi bộ cơ quan"),
]
for _q in DISTRICTS:
    OFFICES += [
        (_q, "TP", UnitKind.DISTRICT, "Đảng bộ quận"),
        (f"{_q}-P", _q, UnitKind.GRASSROOTS, "Đảng bộ phường"),
        (f"{_q}-A", f"{_q}-P", UnitKind.CELL, "Chi bộ khu vực"),
        (f"{_q}-B", f"{_q}-P", UnitKind.CELL, "Chi bộ khu vực"),
        (f"{_q}-C", _q, UnitKind.GRASSROOTS_CELL, "Chi bộ trường học"),
    ]
CELLS = {"1": "C", "8": "C", "10": "C", "2": "A", "3": "A", "4": "A", "7": "A", "5": "B", "6": "B"}
POSTS = [  # person, unit, collective, head, managed by; {0} is the district
    ("{0}-1", "{0}", "{0}-TT", True, "TP"),
    ("{0}-8", "{0}", "{0}-TT", False, "TP"),
    ("{0}-2", "{0}-P", "{0}-P-TT", True, "{0}"),
    ("{0}-3", "{0}-P", "{0}-P-TT", False, None),
    ("{0}-7", "{0}-A", None, False, None),
]


@dataclass(slots=True)
class Town:
    """What stands where, by name; `at` gives the objects of an address by the place they belong to."""

    birds: Aviary = field(default_factory=Aviary)
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)  # "Q1 head"
    whos: dict[str, Who] = field(default_factory=dict)
    cycles: dict[str, Cycle] = field(default_factory=dict)
    at: dict[str, dict[str, Any]] = field(default_factory=dict)

    def path(self, code: str) -> str:
        """Path of a unit."""
        return self.units[code].path

    def subject(self, code: str, kind: Kind = Kind.MEMBER, year: int = 2022) -> Subject:
        """A subject of a year, by its code."""
        found: Subject = Subject.objects.select_related("cycle").get(cycle__year=year, kind=kind, code=code)
        return found

    def place(self, code: str, year: int = 2022) -> Place:
        """A place of a year's frozen tree."""
        found: Place = Place.objects.select_related("cycle").get(cycle__year=year, code=code)
        return found

    def put(self, name: str, **by_place: Any) -> None:
        """Objects of an address: own, sibling, parent, child, cell."""
        self.at[name] = by_place


def grow(town: Town) -> None:
    """Units, people, collectives, posts, facts of the year."""
    children: dict[str, int] = {}
    for code, above, kind, name in OFFICES:
        children[above] = children.get(above, 0) + 1
        path = child_path(town.path(above) if above else "", children[above])
        words = f"{name} {town.birds.text('unit name', path)}"
        unit = Unit(code=code, name=words, kind=kind, parent=town.units.get(above), path=path, since=LONG_AGO)
        unit.save()
        Placement.objects.create(unit=unit, parent=town.units.get(above), name=words, since=LONG_AGO)
        town.units[code] = unit
    settle(town, "TP-1", "TP-C")
    for q in DISTRICTS:
        for number, letter in CELLS.items():
            settle(town, f"{q}-{number}", f"{q}-{letter}")
        collective(town, f"{q}-TT", q, CollectiveKind.STANDING_BOARD)
        collective(town, f"{q}-P-TT", f"{q}-P", CollectiveKind.COMMITTEE)
        for person, unit, board, is_head, manager in POSTS:
            codes = [each and each.format(q) for each in (person, unit, board, manager)]
            post(town, codes[0] or "", codes[1] or "", codes[2], is_head, codes[3])
    collective(town, "TP-TT", "TP", CollectiveKind.STANDING_BOARD)
    post(town, "TP-1", "TP", "TP-TT", True, None)


def settle(town: Town, code: str, cell: str) -> None:
    """A member of a cell, with the facts of 2022."""
    unit, birds = town.units[cell], town.birds
    path = unit.path
    name = f"Nguyễn Văn {birds.text('person name', path, code)}"
    born = birds.day("born", path, code)
    made = Person.objects.create(code=code, name=name, cell=unit, path=path, born=born, admitted=LONG_AGO)
    Membership.objects.create(person=made, cell=unit, since=LONG_AGO)
    YearFact.objects.create(
        person=made,
        year=2022,
        discipline=Discipline.REPRIMAND,
        disciplined_on=birds.day("fact", path, code),
        sick_days=birds.number("fact", path, code),
        targets_done=birds.number("fact", path, code),
    )
    town.people[code] = made


def collective(town: Town, code: str, unit: str, kind: CollectiveKind) -> None:
    """A leading collective; those who hold a post in it know its name."""
    holders = {"Q1-TT": ("Q1-1", "Q1-8"), "Q1-P-TT": ("Q1-2", "Q1-3"), "TP-TT": ("TP-1",)}
    owners = holders.get(code) or holders[code.replace("Q2", "Q1")]
    owners = tuple(each.replace("Q1", code[:2]) for each in owners)
    name = f"Ban Thường vụ {town.birds.text('collective name', town.path(unit), *owners)}"
    Collective.objects.create(code=code, unit=town.units[unit], kind=kind, name=name, since=LONG_AGO)


def post(town: Town, person: str, unit: str, board: str | None, is_head: bool, manager: str | None) -> None:
    """A post; where the holder's name may be read, so may the title."""
    holder = town.people[person]
    title = f"Bí thư {town.birds.text('post title', town.path(unit), person, paths=(holder.path,))}"
    Post.objects.create(
        person=holder,
        unit=town.units[unit],
        collective=Collective.objects.get(code=board) if board else None,
        title=title,
        is_head=is_head,
        managed_by=town.units.get(manager or ""),
        since=LONG_AGO,
    )


def open_accounts(town: Town) -> None:
    """Every role at TP, Q1 and Q2; a head and clerks of the ward and of a cell; members."""
    for unit in ("TP", *DISTRICTS):
        for role in ROLES:
            of = {"head": f"{unit}-1"}.get(role, "")
            account(town, f"{unit} {role}", (role, unit), of=of)
    for q in DISTRICTS:
        account(town, f"{q} member", (Role.MEMBER.value, f"{q}-A"), of=f"{q}-3")
        account(town, f"{q} plain", of=f"{q}-5")
        account(town, f"{q} cellmate", of=f"{q}-7")
        account(town, f"{q} nobody", at=q)
        account(town, f"{q} ward head", (Role.HEAD.value, f"{q}-P"), of=f"{q}-2")
        account(town, f"{q} ward deputy", (Role.STANDING_BOARD.value, f"{q}-P"))
        account(town, f"{q} helper", (Role.ADMINISTRATOR.value, q))
        account(town, f"{q} cell head", (Role.HEAD.value, f"{q}-A"))
        account(town, f"{q} writer", of=f"{q}-4")
        account(town, f"{q} late writer", of=f"{q}-6")


def account(town: Town, key: str, *grants: tuple[str, str], of: str = "", at: str = "") -> Account:
    """An account with its roles; its name is a canary of the keepers'."""
    path = town.people[of].path if of else town.path(grants[0][1]) if grants else "-"
    made = Account.objects.create(name=f"{len(town.accounts)}", person=town.people.get(of))
    made.name = town.birds.text("account name", path, made.key)
    made.save(update_fields=["name"])
    for role, unit in grants:
        since = date(2022, 1, 1)
        RoleGrant.objects.create(account=made, role=role, unit=town.units[unit], since=since, granted_by="system")
    town.accounts[key] = made
    return made


def meet(town: Town) -> None:
    """Who everybody is, as the crawl knows them; notices, jobs, delegations, help with a lost factor."""
    for key, each in town.accounts.items():
        actor = actor_of(each, TODAY)
        cell = each.person.path if each.person else "-"
        town.whos[key] = Who(key, each, actor, cell)
        _own_things(town, each)
    for deputy, absent in (("Q1 clerk", "Q1 ward head"), ("Q2 clerk", "Q2 ward head")):
        _delegate(town, town.accounts[absent], town.accounts[deputy])
    for key, at in (("Q1 viewer", "Q1"), ("Q2 viewer", "Q2"), ("TP viewer", "TP"), ("Q1 ward head", "Q1-P")):
        helped, helper = town.accounts[key], town.accounts.get(f"{key[:2]} helper", town.accounts["TP administrator"])
        reason = town.birds.text("help reason", town.path(at))
        made = FactorHelp.objects.create(account=helped, asked_by=helper, reason=reason)
        town.at.setdefault("help", {})[key] = made


def _own_things(town: Town, who: Account) -> None:
    text = f"Đã có quyết định {town.birds.text('own', '-', who.key)}"
    Notice.objects.create(account=who, event=f"crawl:{who.pk}", text=text, url="/ho-so/")
    outcome = town.birds.text("own", "-", who.key)
    Job.objects.create(name="cycles.open", by=who.key, state=JobState.DONE, due=NOON, outcome=outcome)


def _delegate(town: Town, absent: Account, deputy: Account) -> None:
    reason = town.birds.text("own", "-", absent.key, deputy.key)
    made = Delegation.objects.create(absent=absent, deputy=deputy, since=TODAY, until=date(2022, 12, 31), reason=reason)
    town.at.setdefault("delegation", {})[f"{absent.pk}"] = made
    for one, other in ((absent, deputy), (deputy, absent)):
        for who in town.whos.values():
            if who.account == one:
                names = {other.key, *([other.person.code] if other.person else [])}
                who.knows = frozenset(who.knows | names)


def actor_for(person: str) -> AccountActor:
    """Somebody acting in person, for the acts that demand it."""
    return AccountActor(f"person:{person}", person, "", "", ())


def years(town: Town) -> None:
    """The three cycles of each branch, and somebody who came after they were opened."""
    for q in DISTRICTS:
        town.cycles[f"{q}-P 2020"] = open_year(2020, f"{q}-P", on=date(2020, 12, 1))
    town.cycles["TP 2021"] = open_year(2021, "TP", on=date(2021, 12, 1))
    Cycle.objects.update(phase=Cycle.Phase.CLOSED)
    for q in DISTRICTS:
        town.cycles[q] = open_year(2022, q, on=TODAY)
        settle(town, f"{q}-9", f"{q}-B")
    for cycle in town.cycles.values():
        cycle.refresh_from_db()


def keys_of(**objects: Any) -> dict[str, int]:
    """Their keys, by place."""
    return {place: each.pk for place, each in objects.items()}
