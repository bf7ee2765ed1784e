"""Progress at every node, names behind the numbers, room under the ceiling; proposals are told to those who rate."""

import pytest

from cycles.cast import account, open_year, subject, town
from kiemdiem.accounts.actions import PROPOSE
from kiemdiem.accounts.actor import actor_of
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles import queries
from kiemdiem.cycles.models import Cycle, QuotaGroup
from kiemdiem.cycles.progress import advance
from kiemdiem.cycles.states import State
from kiemdiem.organisations.models import Unit
from kiemdiem.regulation import Kind
from reviews.cast import TODAY

pytestmark = pytest.mark.django_db


def path(code: str) -> str:
    return Unit.objects.get(code=code).path


def test_a_branch_is_the_sum_of_what_lies_below() -> None:
    town()
    cycle = open_year()
    advance([subject("M1"), subject("M2")], State.HANDED_IN)
    advance([subject("M4")], State.DECIDED)
    whole, below = queries.progress_below(cycle, path("P1"), [Kind.MEMBER])
    assert (whole.total, whole.handed, whole.heard, whole.decided) == (6, 3, 1, 1)
    assert {at: (each.total, each.handed) for at, each in below.items()} == {path("C1"): (3, 2), path("C2"): (3, 1)}


def test_moving_twice_to_a_state_counts_once() -> None:
    town()
    cycle = open_year()
    advance([subject("M1")], State.DRAFT)
    advance([subject("M1")], State.DRAFT)
    whole, _ = queries.progress_below(cycle, path("TP"), [Kind.MEMBER])
    assert (whole.counts[State.DRAFT], whole.total) == (1, 8)


def test_proposed_is_told_as_reviewed_to_those_who_do_not_rate() -> None:
    town()
    open_year()
    advance([subject("M1")], State.PROPOSED)
    seen = {
        role.value + unit: queries.names(
            Cycle.objects.get(), path("P1"), (by := actor_of(account(f"{role.value}-{unit}", [(role, unit)]), TODAY)),
            kind=Kind.MEMBER,
        ).annotate(shown=queries.state_shown(by, PROPOSE)).get(code="M1").shown
        for role, unit in (
            (Role.HEAD, "C1"), (Role.CLERK, "P1"), (Role.HEAD, "Q1"), (Role.ORGANISATION_BOARD, "TP"),
            (Role.STANDING_BOARD, "P1"),
        )
    }  # fmt: skip
    assert seen == {
        "headC1": "proposed", "clerkP1": "proposed", "headQ1": "reviewed", "organisation_boardTP": "reviewed",
        "standing_boardP1": "reviewed",
    }  # fmt: skip


def test_what_is_over_and_what_is_left_is_told_by_place() -> None:
    town()
    cycle = open_year()
    QuotaGroup.objects.filter(kind=Kind.MEMBER, scope="P1").update(excellent=1, good=20, room=2)
    QuotaGroup.objects.filter(kind=Kind.MEMBER, scope="P2").update(excellent=3, good=1, over=True)
    assert queries.rooms(cycle, path("Q1")) == {path("P1"): (0, 2), path("P2"): (1, 0), path("Q1"): (0, 0)}


def test_the_cycles_over_a_place_are_those_opened_above_or_below() -> None:
    town()
    first = open_year(2021, root="Q1")
    second = open_year(2022, root="TP")
    assert list(queries.cycles_over([path("P1")])) == [second, first]
    assert list(queries.cycles_over([path("TP")])) == [second, first]
    assert list(queries.cycles_over([])) == []
