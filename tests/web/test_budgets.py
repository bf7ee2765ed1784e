"""How many queries a page asks: at most twenty, and no more for three thousand rows than for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cycles.cast import LONG_AGO, account, open_year, subject, town
from kiemdiem.accounts.actor import actor_of
from kiemdiem.accounts.models import Account, Delegation
from kiemdiem.accounts.roles import Role
from kiemdiem.ballots import preparing
from kiemdiem.ballots.arithmetic import CHOICES, Figures
from kiemdiem.ballots.counting import confirm, enter
from kiemdiem.ballots.models import Ballot
from kiemdiem.ballots.preparing import Line, Setup, Teller
from kiemdiem.cycles.models import Cycle, Place, Subject
from kiemdiem.cycles.states import State
from kiemdiem.ledger.actor import SystemActor
from kiemdiem.ledger.models import Entry
from kiemdiem.notices.models import Notice
from kiemdiem.organisations.kinds import UnitKind
from kiemdiem.organisations.models import Membership, Person, Post, Unit, YearFact
from kiemdiem.organisations.tree import child_path
from kiemdiem.ratings import voting
from kiemdiem.ratings.models import Decision, DecisionLine, Proposal
from kiemdiem.regulation import Kind, Level
from kiemdiem.regulation.rules import thresholds
from kiemdiem.reviews import meetings
from kiemdiem.reviews.models import Criterion, Hearing, Meeting, Paper, PaperLine, Save

from .canaries import Who
from .crawl_cast import NOON, SYSTEM, TODAY
from .crawler import Crawler, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MOST = 20
FEW, MANY = 1, 3000
SITTING = {FEW: 2, MANY: 60}  # people at a meeting, rows of a file
OPEN, CLOSED = "đang ghi", "đã khóa"


@dataclass(slots=True)
class World:
    """A ward of that size, with everything a page can list, and who looks."""

    size: int
    cycle: Cycle = field(init=False)
    people: dict[str, Who] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)

    @property
    def sitting(self) -> int:
        """Rows of what is never long."""
        return SITTING[self.size]


def build(size: int) -> World:
    """Members and cells by the number; papers, proposals, votes, decisions of all of them."""
    world = World(size)
    town()
    _members(size)
    _cells(size)
    open_year(2021, on=date(2021, 12, 1))
    Cycle.objects.update(phase=Cycle.Phase.CLOSED)
    world.cycle = open_year()
    _papers(world)
    _ratings(world)
    _meetings(world)
    _accounts(world)
    _file_of_one(world)
    _criteria(world)
    return world


def _criteria(world: World) -> None:
    """Of the town, on the results of every member."""
    town_unit = Unit.objects.get(code="TP")
    rows = [
        Criterion(unit=town_unit, form="person", section="results", code=str(code), title=f"Việc {code}", since=2021)
        for code in range(world.sitting)
    ]
    world.keys["criterion"] = Criterion.objects.bulk_create(rows)[0].pk


def _members(size: int) -> None:
    cell = Unit.objects.get(code="C1")
    rows = [
        Person(code=f"X{n:04}", cell=cell, path=cell.path, admitted=LONG_AGO, **Person.name_keys(f"Nguyễn Văn {n}"))
        for n in range(size)
    ]
    Person.objects.bulk_create(rows)
    Membership.objects.bulk_create(Membership(person=each, cell=cell, since=LONG_AGO) for each in rows)
    unit = Unit.objects.get(code="P1")
    Post.objects.bulk_create(Post(person=each, unit=unit, title="Ủy viên", since=LONG_AGO) for each in rows)


def _cells(size: int) -> None:
    """Cells of the ward, and an agency each of the district: none is a member's."""
    for above, letter, kind in (("P1", "U", UnitKind.CELL), ("Q1", "V", UnitKind.AGENCY)):
        parent = Unit.objects.get(code=above)
        Unit.objects.bulk_create(
            Unit(code=f"{letter}{n:04}", kind=kind, parent=parent, path=child_path(parent.path, 100 + n),
                 since=LONG_AGO, **Unit.name_keys(f"Đơn vị {n}"))
            for n in range(size)
        )  # fmt: skip


def _mine() -> list[Subject]:
    return list(Subject.objects.filter(cycle__year=2022, kind=Kind.MEMBER, code__startswith="X").order_by("code"))


def _papers(world: World) -> None:
    papers = [
        Paper(cycle=world.cycle, form="person", person_id=each.person_id, owner=each.name, place="C1", path=each.path,
              state=Paper.State.HANDED_IN, handed_in_at=NOON)
        for each in _mine()
    ]  # fmt: skip
    Paper.objects.bulk_create(papers)
    PaperLine.objects.bulk_create(
        PaperLine(paper=paper, subject=each, self_level=Level.GOOD) for paper, each in zip(papers, _mine(), strict=True)
    )
    draft = Paper.objects.create(
        cycle=world.cycle, form="person", person=Person.objects.get(code="M4"), owner="M4", place="C2",
        path=subject("M4").path, version=world.sitting,
    )  # fmt: skip
    PaperLine.objects.create(paper=draft, subject=subject("M4"))
    for version in range(world.sitting):
        Save.objects.create(paper=draft, version=version, answers={}, at=NOON, by="M4")
    world.keys |= {"read": papers[0].pk, "write": draft.pk, "save": draft.saves.first().pk}  # type: ignore[union-attr]


def _ratings(world: World) -> None:
    place, cell = (Place.objects.get(cycle=world.cycle, code=code) for code in ("P1", "C1"))
    said = {"body": "C1", "body_path": cell.path, "by": "Chi bộ", "at": NOON}
    Proposal.objects.bulk_create(Proposal(subject=each, level=Level.GOOD, **said) for each in _mine())
    _ballots(world, cell, place)
    signed = {"signed_on": date(2022, 12, 20), "signatory": "Lê A", "drafted_by": "", "drafted_at": NOON}
    made = [
        Decision(
            cycle=world.cycle,
            authority="P1",
            authority_name="P1",
            path=place.path,
            number=f"{n}",
            state=state,
            **signed,
        )
        for n, state in enumerate([Decision.State.DRAFT] + [Decision.State.RELEASED] * world.size)
    ]
    Decision.objects.bulk_create(made)
    for decision in made[:2]:
        DecisionLine.objects.bulk_create(
            DecisionLine(decision=decision, subject=each, level=Level.EXCELLENT if n % 2 else Level.GOOD)
            for n, each in enumerate(_mine())
        )
    Subject.objects.filter(pk__in=[each.pk for each in _mine()]).update(state=State.PROPOSED)
    world.keys |= {"draft": made[0].pk, "released": made[1].pk, "rated": _mine()[0].pk, "member": subject("M3").pk}


def _ballots(world: World, cell: Place, ward: Place) -> None:
    """All of them on one ballot of the cell, confirmed; others of the ward at every step, one for each."""
    made = _ballot(world, cell, ward.path, typed=2)
    confirm(made, head_checked=True, by=SYSTEM, name="", at=NOON)
    world.keys["voted"] = made.pk
    for typed, name, code in ((0, "opened", "C2"), (2, "typed", "U0000")):
        there = Place.objects.get(cycle=world.cycle, code=code)
        world.keys[name] = _ballot(world, there, ward.path, typed=typed).pk
    world.keys["differs"] = _ballot(world, ward, "", typed=2, other=8).pk


def _ballot(world: World, place: Place, above: str, *, typed: int, other: int = 9) -> Ballot:
    usual = thresholds(world.cycle.law, world.cycle.rule_day)["half"]
    lines = [Line(f"subject:{each.pk}", each.name, "") for each in _mine()]
    setup = Setup(
        purpose="Xếp loại", held_on=TODAY, venue="", chair="A", secretary="B", counted=9, entitled=9,
        entitled_reason="", present=9, free=9, committee=[Teller(name) for name in "CDE"], committee_reason="",
        threshold=usual, usual=usual, threshold_ground="", lines=lines,
    )  # fmt: skip
    matter = voting.matter_of(world.cycle, place, above)
    ballot = preparing.open_(preparing.prepare(matter, setup, by=SYSTEM, name="", at=NOON), by=SYSTEM)
    for number in (9, other)[:typed]:
        row = dict.fromkeys(CHOICES, 0) | {"good": number, "blank": 9 - number}
        figures = Figures(9, 9, 9, 9, 0, votes={line.key: row for line in lines})
        by = SystemActor(person_key=f"typist {ballot.counts.count()}")
        enter(ballot, figures, reader="C", note="", law=world.cycle.law, by=by, name="A", at=NOON)
    return ballot


def _meetings(world: World) -> None:
    place = Place.objects.get(cycle=world.cycle, code="C2")
    for name, day in ((OPEN, TODAY), (CLOSED, TODAY + timedelta(days=1))):
        meeting = meetings.plan(world.cycle, place, None, held_on=day, venue=name, by=SYSTEM)
        meeting.attendances.all().delete()
        people = list(Person.objects.exclude(code__in=("M4", "M5")).order_by("code")[: world.sitting])
        meeting.attendances.bulk_create(meeting.attendances.model(meeting=meeting, person=each) for each in people)
        heard = Subject.objects.filter(cycle=world.cycle, kind=Kind.MEMBER).order_by("code")[: world.sitting]
        Hearing.objects.bulk_create(Hearing(meeting=meeting, subject=each, position=n) for n, each in enumerate(heard))
        world.keys[name] = meeting.pk
    Meeting.objects.filter(venue=CLOSED).update(closed_at=NOON)


def _accounts(world: World) -> None:
    held = {
        "ward": ([(Role.HEAD, "P1")], "M1"),
        "cell": ([(Role.HEAD, "C1"), (Role.CLERK, "C2")], "M2"),
        "district": ([(Role.ORGANISATION_BOARD, "Q1")], ""),
        "town": ([(Role.ORGANISATION_BOARD, "TP"), (Role.ADMINISTRATOR, "TP")], ""),
        "everywhere": (
            [(role, unit) for unit in ("P1", "P2", "C1", "C2", "Q1") for role in (Role.HEAD, Role.CLERK)],
            "",
        ),
        "member": ([], "M4"),
        "reader": ([], "M3"),
    }
    for name, (grants, of) in held.items():
        found = account(name, grants, of=of)
        who = Who(name, found, actor_of(found, TODAY))
        sign_in(who)
        world.people[name] = who
    rows = [Account(name=each.code, person=each, password="!") for each in Person.objects.filter(code__startswith="X")]
    Account.objects.bulk_create(rows)
    town_keeper = world.people["town"].account
    Notice.objects.bulk_create(
        Notice(account=town_keeper, event=f"e{n}", text="Đã có quyết định.", url="/") for n in range(world.size)
    )
    Delegation.objects.bulk_create(
        Delegation(absent=absent, deputy=deputy, since=TODAY, until=TODAY, reason="Đi vắng")
        for each in rows[: world.sitting]
        for absent, deputy in ((each, town_keeper), (town_keeper, each))
    )
    last = Entry.objects.order_by("-seq").values_list("seq", flat=True)[0]
    Entry.objects.bulk_create(
        Entry(seq=last + 1 + n, at=NOON, action="paper.handed_in", actor=f"account:{rows[n].pk}", person="", post="",
              acting_for="", about=f"paper:{n}", path=Unit.objects.get(code="C1").path if n == 0 else "0001",
              facts="{}", previous=f"{n:064}", digest=f"{n + 1:064}")
        for n in range(world.size)
    )  # fmt: skip
    world.keys |= {"account": rows[0].pk}


def _file_of_one(world: World) -> None:
    person, unit = Person.objects.get(code="M3"), Unit.objects.get(code="P1")
    for n in range(world.sitting):
        since = LONG_AGO + timedelta(days=n)
        Post.objects.create(person=person, unit=unit, title="Ủy viên", since=since, until=since)
        YearFact.objects.create(person=person, year=1950 + n)
        Membership.objects.create(person=person, cell=unit, temporary=True, since=since, until=since)


def at(name: str, *args: Any, **query: str) -> str:
    """An address."""
    return reverse(name, args=args) + ("?" + "&".join(f"{key}={text}" for key, text in query.items()) if query else "")


PAGES: dict[str, tuple[str, Callable[[World], str]]] = {  # page → who looks, address
    "home of a ward": ("ward", lambda world: at("home")),
    "home of a cell": ("cell", lambda world: at("home")),
    "home of a district": ("district", lambda world: at("home")),
    "home of who holds many roles": ("everywhere", lambda world: at("home", het="1")),
    "home of a member": ("member", lambda world: at("home")),
    "notices": ("town", lambda world: at("notices")),
    "acting for others": ("town", lambda world: at("acting")),
    "accounts": ("town", lambda world: at("accounts")),
    "accounts, searched": ("town", lambda world: at("accounts", tim="nguyen")),
    "account": ("town", lambda world: at("account", world.keys["account"])),
    "accounts to open": ("town", lambda world: at("account_open")),
    "security": ("ward", lambda world: at("security")),
    "unit": ("town", lambda world: at("unit", "P1")),
    "unit of a district": ("district", lambda world: at("unit", "Q1")),
    "unit on a day": ("town", lambda world: at("unit", "P1", ngay="01/02/2015")),
    "cell of a member": ("reader", lambda world: at("unit", "C1")),
    "people": ("town", lambda world: at("unit_people", "TP")),
    "people, the last": ("town", lambda world: at("unit_people", "TP", trang="999")),
    "people of the own cell": ("reader", lambda world: at("unit_people", "C1")),
    "search for people": ("town", lambda world: at("search", q="nguyen")),
    "search for units": ("town", lambda world: at("search", q="don vi")),
    "split": ("town", lambda world: at("unit_split", "C1")),
    "merge": ("town", lambda world: at("unit_merge", "C1")),
    "roster": ("town", lambda world: at("roster")),
    "person": ("town", lambda world: at("person", "M3")),
    "own file": ("reader", lambda world: at("own_file")),
    "board": ("ward", lambda world: at("cycle", world.cycle.pk)),
    "board of a district": ("district", lambda world: at("cycle", world.cycle.pk, noi="Q1", xep="ten", loai="member")),
    "names": ("ward", lambda world: at("cycle_names", world.cycle.pk)),
    "names, searched": ("town", lambda world: at("cycle_names", world.cycle.pk, q="van")),
    "calendar": ("town", lambda world: at("cycle_calendar", world.cycle.pk)),
    "open a year": ("town", lambda world: at("cycle_open")),
    "leave somebody out": ("town", lambda world: at("subject_leave_out", world.keys["rated"])),
    "own papers": ("everywhere", lambda world: at("own_papers")),
    "papers at a cell": ("cell", lambda world: at("papers_at", "C1")),
    "papers of a branch": ("ward", lambda world: at("papers_at", "P1", **{"ca-nhanh": "1"})),
    "criteria": ("ward", lambda world: at("criteria", "P1")),
    "criterion": ("town", lambda world: at("criterion", world.keys["criterion"])),
    "paper to read": ("cell", lambda world: at("paper", world.keys["read"])),
    "paper to write": ("member", lambda world: at("paper", world.keys["write"])),
    "saves": ("member", lambda world: at("paper_saves", world.keys["write"])),
    "two versions": ("member", lambda world: at("paper_compare", world.keys["write"], world.keys["save"])),
    "paper on paper": ("cell", lambda world: at("paper_on_paper", world.keys["member"])),
    "meeting to plan": ("cell", lambda world: at("meeting_plan", "C1")),
    "record of sixty people": ("cell", lambda world: at("meeting", world.keys[OPEN])),
    "minutes of sixty people": ("ward", lambda world: at("meeting", world.keys[CLOSED])),
    "ratings": ("everywhere", lambda world: at("ratings_own")),
    "proposals of a cell": ("cell", lambda world: at("proposals", world.cycle.pk, "C1")),
    "proposals of a ward": ("ward", lambda world: at("proposals", world.cycle.pk, "P1")),
    "ballots of a ward": ("ward", lambda world: at("ballots_at", world.cycle.pk, "P1")),
    "ballot to prepare": ("cell", lambda world: at("ballot_new", world.cycle.pk, "C1")),
    "ballot of sixty people": ("cell", lambda world: at("ballot", world.keys["voted"])),
    "ballot to count": ("ward", lambda world: at("ballot_enter", world.keys["opened"])),
    "counts that differ": ("ward", lambda world: at("ballot_difference", world.keys["differs"])),
    "ballot to confirm": ("ward", lambda world: at("ballot_confirm", world.keys["typed"])),
    "minutes of a ballot": ("cell", lambda world: at("ballot_docx", world.keys["voted"], 1)),
    "quota board": ("ward", lambda world: at("quota_board", world.cycle.pk, "P1")),
    "settings of a share": ("ward", lambda world: at("quota_settings", world.cycle.pk, "P1")),
    "groups of a level": ("district", lambda world: at("quota_groups", world.cycle.pk, "Q1")),
    "cases of a level": ("ward", lambda world: at("rating_cases", world.cycle.pk, "P1")),
    "results as of a day": ("district", lambda world: at("rating_results", world.cycle.pk, "Q1", ngay="20/12/2022")),
    "file of a subject": ("ward", lambda world: at("casefile", world.keys["rated"])),
    "steps of a subject": ("ward", lambda world: at("rating_steps", world.keys["rated"])),
    "steps of a year": ("member", lambda world: at("steps_of_year", 2022)),
    "facts of a year": ("ward", lambda world: at("year_facts", world.keys["rated"])),
    "draft decision": ("ward", lambda world: at("decision", world.keys["draft"])),
    "draft decision, filtered": ("ward", lambda world: at("decision", world.keys["draft"], chi="co-ten", q="van")),
    "decision to read": ("district", lambda world: at("decision", world.keys["released"])),
    "release": ("ward", lambda world: at("decision_release", world.keys["draft"])),
    "ledger": ("town", lambda world: at("ledger")),
}  # fmt: skip


@pytest.fixture(scope="module")
def asked(django_db_setup: None, django_db_blocker: Any) -> dict[int, dict[str, list[str]]]:
    """The queries of every page, by size."""
    found: dict[int, dict[str, list[str]]] = {}
    with django_db_blocker.unblock(), time_machine.travel(NOON, tick=False):
        for size in (FEW, MANY):
            with transaction.atomic():
                found[size] = dict(_measured(build(size)))
                transaction.set_rollback(True)
    return found


def _measured(world: World) -> Iterator[tuple[str, list[str]]]:
    browser = Crawler()
    for name, (who, address) in PAGES.items():
        with CaptureQueriesContext(connection) as queries:
            answer = browser.send_for_good(world.people[who], "GET", address(world))
        assert answer.status_code == 200, (name, answer.status_code, answer.headers.get("Location"))
        yield name, [each["sql"] for each in queries.captured_queries]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_no_more_whatever_its_size(page: str, asked: dict[int, dict[str, list[str]]]) -> None:
    few, many = asked[FEW][page], asked[MANY][page]
    told = "\n".join([f"{len(few)} for one row, {len(many)} for {MANY}:", *(each[:200] for each in many)])
    assert len(many) <= MOST, told
    assert len(many) <= len(few) + 1, told  # a second page asks for nothing; one more is the pager's own count
