"""Before the release nobody but those who propose and decide sees what is proposed and staged, byte by byte.

Every page is opened as others see it before anything is proposed, and again with a proposal, votes and a staged
decision in the database. Nothing may differ: no list, no count, no search, no file, no error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from kiemdiem.cycles.models import Cycle
from kiemdiem.ratings.models import Decision
from kiemdiem.regulation import Kind, Level
from kiemdiem.reviews.models import Paper, PaperLine

from .canaries import said
from .crawl_cast import Town
from .crawl_year import build, rate_one
from .crawler import Crawler, opened

pytestmark = pytest.mark.django_db
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value="|X-CSRFToken": ")\w{64}')
ABOVE = ("TP head", "TP inspection_board")
MEMBERS = ("Q1 member", "Q1 plain", "Q1 administrator")
LOOKERS = ("Q1 inspection_board", "Q1 board_leader", "Q1 viewer")
RUNNERS = ("Q1 head", "Q1 clerk", "Q1 organisation_board", "Q1 standing_board")
# What is rated: subject, kind, body that proposes, authority, and who else is there to look.
RATED = {
    "a member, by the cell and the ward": (
        ("Q1-3", Kind.MEMBER, "Q1-A", "Q1-P", Level.EXCELLENT),
        (*RUNNERS, *LOOKERS, *MEMBERS, *ABOVE),
    ),
    "the head of the ward, by the district": (
        ("Q1-2", Kind.LEADER, "Q1", "Q1", Level.FAILED),
        ("Q1 ward head", "Q1 ward deputy", "Q1 cell head", "Q2 head", *LOOKERS, *MEMBERS, *ABOVE),
    ),
}
PLACES = ("Q1", "Q1-P", "Q1-A")


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    """The town before anything is proposed."""
    yield from opened(django_db_blocker, lambda: build(rated=False))


def pages(town: Town) -> list[str]:
    """Every page on which a level, a state, a count, a number or a name of somebody rated could stand."""
    cycle: Cycle = town.cycles["Q1"]
    found = [reverse(each) for each in ("home", "own_papers", "own_file", "ratings_own", "notices", "ledger")]
    found += [f"{reverse('search')}?q={text}" for text in ("Q1-3", "Q1-2", "1-QD")]
    for place in PLACES:
        board, names, at = reverse("cycle", args=[cycle.pk]), reverse("cycle_names", args=[cycle.pk]), f"noi={place}"
        found += [f"{board}?{at}", f"{board}?{at}&loai=member", f"{board}?{at}&loai=leader"]
        found += [f"{names}?{at}", f"{names}?{at}&tien-do=proposed", f"{names}?{at}&tien-do=reviewed"]
        papers = reverse("papers_at", args=[place])
        found += [f"{papers}?dot={cycle.pk}&ca-nhanh=1", f"{papers}?dot={cycle.pk}&ca-nhanh=1&tien-do=proposed"]
        found += [reverse("unit", args=[place]), reverse("proposals", args=[cycle.pk, place])]
        found += [reverse("ballots_at", args=[cycle.pk, place]), reverse("ballot_new", args=[cycle.pk, place])]
    found += [reverse("person", args=[code]) for code in ("Q1-2", "Q1-3")]
    for subject in (town.subject("Q1-3"), town.subject("Q1-2", Kind.LEADER)):
        found += [reverse(each, args=[subject.pk]) for each in ("rating_steps", "subject_transfer", "paper_on_paper")]
    papers = Paper.objects.filter(cycle=cycle, person__code__in=("Q1-3", "Q1-4", "Q1-5")).order_by("pk")
    found += [reverse("paper", args=[key]) for key in papers.values_list("pk", flat=True)]
    drafted = Decision.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
    return found + [reverse(each, args=[drafted]) for each in ("decision", "decision_release")]


def forms(town: Town) -> list[tuple[str, dict[str, str]]]:
    """What others may try with those who are being rated, and the workbook of the roster."""
    member, leader = town.subject("Q1-3"), town.subject("Q1-2", Kind.LEADER)
    paper, meeting = town.at["handed in"]["cell"], town.at["closed meeting"]["cell"]
    return [
        (reverse("roster_export"), {}),
        (reverse("paper_hand_back", args=[paper]), {"reason": "Viết rõ hơn"}),
        (reverse("meeting_close", args=[meeting]), {}),
        *((reverse("paper_on_paper", args=[each.pk]), {f"self-{each.pk}": "3"}) for each in (member, leader)),
        (reverse("ballot_new", args=[member.cycle_id, "Q1-A"]), {f"chon-{member.pk}": "on"}),
        (reverse("proposals", args=[member.cycle_id, "Q1-P"]), {f"muc-{member.pk}": "3"}),
        (reverse("cycle_add", args=[member.cycle_id]), {"person": "Q1-3", "reason": "Thử"}),
        (reverse("subject_transfer", args=[leader.pk]), {"to": "Q1-C", "reason": "Thử"}),
    ]


@dataclass(slots=True)
class Watch:
    """What everybody is told, as it was before."""

    town: Town
    asked: list[tuple[str, str, Any]]
    crawler: Crawler = field(default_factory=Crawler)
    before: dict[str, list[Any]] = field(default_factory=dict)

    def answers(self, key: str) -> list[Any]:
        """Everything that somebody is told: page, status, headers, and what the next page will say."""
        found = []
        for method, page, form in self.asked:
            answer = self.crawler.send(self.town.whos[key], method, page, form)
            kept = {
                name: value for name, value in answer.headers.items() if name not in ("Content-Length", "Set-Cookie")
            }
            found.append((answer.status_code, TOKEN.sub(b"", answer.content), kept, said(answer)))
        return found

    def differing(self, observers: tuple[str, ...], change: Callable[[], None]) -> list[str]:
        """Requests that are answered otherwise after a change, which is undone."""
        for key in observers:
            self.before.setdefault(key, []) or self.before[key].extend(self.answers(key))
        with transaction.atomic():
            change()
            found = [
                f"{key}: {method} {page}"
                for key in observers
                for (method, page, _form), was, now in zip(self.asked, self.before[key], self.answers(key), strict=True)
                if was != now
            ]
            transaction.set_rollback(True)
        return found


@pytest.fixture(scope="module")
def watch(town: Town) -> Watch:
    asked: list[tuple[str, str, Any]] = [("GET", page, None) for page in pages(town)]
    return Watch(town, asked + [("POST", page, form) for page, form in forms(town)])


@pytest.mark.parametrize("rated", RATED)
def test_what_is_staged_shows_nowhere_else(watch: Watch, rated: str) -> None:
    what, observers = RATED[rated]
    found = watch.differing(observers, lambda: rate_one(watch.town, *what))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("rated", RATED)
def test_those_who_propose_and_decide_see_it(watch: Watch, rated: str) -> None:
    """So that the test above can fail."""
    what, _observers = RATED[rated]
    raters = ("Q1 ward head", "Q1 ward deputy", "Q1 cell head") if what[2] == "Q1-A" else RUNNERS
    found = watch.differing(raters, lambda: rate_one(watch.town, *what))
    assert {each.partition(":")[0] for each in found} == set(raters)


def test_what_one_writes_shows_to_nobody_before_it_is_handed_in(watch: Watch) -> None:
    def write() -> None:
        """A draft, and a paper handed back that is being written anew."""
        for paper in Paper.objects.filter(person__code__in=("Q1-4", "Q1-5"), cycle=watch.town.cycles["Q1"]):
            PaperLine.objects.filter(paper=paper).update(self_level=Level.FAILED)
            paper.answers = {key: {"text": "Viết lại từ đầu."} for key in paper.answers}
            paper.save(update_fields=["answers"])

    states = set(Paper.objects.filter(person__code__in=("Q1-4", "Q1-5")).values_list("state", flat=True))
    assert states == {Paper.State.DRAFT, Paper.State.RETURNED}
    observers = ("Q1 ward head", "Q1 cell head", "Q1 head", "Q1 organisation_board", "Q1 inspection_board", "Q1 member")
    found = watch.differing(observers, write)
    assert not found, "\n".join(found)
