"""Ballots and subjects: who is entitled, who may count, who sees the result, and what it never reaches."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from ballots.cast import SETUP
from ballots.cast import who as typist
from cycles.cast import subject
from kiemdiem.accounts.roles import Role
from kiemdiem.ballots import counting, preparing
from kiemdiem.ballots.arithmetic import CHOICES, Figures
from kiemdiem.ballots.models import Ballot
from kiemdiem.cycles.models import Cycle, Place
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.notices.models import Notice
from kiemdiem.organisations.kinds import Standing
from kiemdiem.organisations.models import Membership, Person
from kiemdiem.ratings import ballot_papers, voting
from kiemdiem.regulation import Level
from ratings.cast import NOON, SYSTEM, reviewed_town
from reviews.cast import officer, person

pytestmark = pytest.mark.django_db
SRC = Path(voting.__file__).parents[1]


def place(code: str) -> Place:
    return Place.objects.select_related("cycle", "unit").get(cycle=Cycle.objects.get(), code=code)


def prepared(code: str, *members: str, by: Actor = SYSTEM) -> Ballot:
    setup = replace(SETUP, entitled=9, entitled_reason="Có khách mời")
    return voting.prepare(place(code), setup, [subject(each).pk for each in members], by=by, name="", at=NOON)


def counted(ballot: Ballot, excellent: int = 2) -> None:
    preparing.open_(ballot, by=SYSTEM)
    typed(ballot, excellent)


def typed(ballot: Ballot, excellent: int) -> None:
    row = dict.fromkeys(CHOICES, 0) | {"excellent": excellent, "good": 9 - excellent}
    figures = Figures(9, 9, 9, 9, 0, votes={item.key: row for item in ballot.items.all()})
    for number in ("T1", "T2"):
        law = Cycle.objects.get().law
        reader = SETUP.committee[0].name
        counting.enter(ballot, figures, reader=reader, note="", law=law, by=typist(number), name=number, at=NOON)
    voting.confirm(ballot, head_checked=True, by=SYSTEM, name="", at=NOON)


def test_only_official_members_who_belong_to_the_cell_are_entitled() -> None:
    reviewed_town()
    assert list(voting.electorate(place("C1"), date(2022, 12, 1)).people) == ["M3", "M1", "M2"]
    Person.objects.filter(code="M3").update(standing=Standing.PROBATIONARY)
    Person.objects.filter(code="M2").update(confirmed=date(2022, 12, 2))
    guest = Person.objects.get(code="M4")
    Membership.objects.create(person=guest, cell=place("C1").unit, temporary=True, since=date(2022, 1, 1))
    assert list(voting.electorate(place("C1"), date(2022, 12, 1)).people) == ["M1"]
    assert "M2" in voting.electorate(place("C1"), date(2022, 12, 2)).people
    assert sorted(voting.electorate(place("P1"), date(2022, 12, 1)).people) == ["M1"], "the committee, not the cells"


def test_a_body_opens_its_own_and_a_ward_for_a_cell_without_officers() -> None:
    reviewed_town()
    for by in (officer(Role.HEAD, "C1"), officer(Role.CLERK, "P1")):
        made = prepared("C1", "M2", by=by)
        assert voting.may_count(made, by)
        made.delete()
    for by in (officer(Role.HEAD, "C2"), officer(Role.HEAD, "Q1"), person("M3"), officer(Role.STANDING_BOARD, "P1")):
        with pytest.raises(PermissionDenied):
            prepared("C1", "M2", by=by)
    with pytest.raises(PermissionDenied):
        prepared("C1", "M4")  # of another cell


def test_nobody_is_voted_on_before_the_review() -> None:
    reviewed_town()
    found = subject("M2")
    found.state = "handed_in"
    found.save()
    with pytest.raises(WrongState, match="cần kiểm điểm trước"):
        prepared("C1", "M2")


def test_results_are_seen_by_the_body_and_by_who_decides_and_by_nobody_else() -> None:
    reviewed_town()
    counted(prepared("C1", "M2"))
    seeing = {
        "cell": officer(Role.HEAD, "C1"), "ward clerk": officer(Role.CLERK, "P1"),
        "ward board": officer(Role.STANDING_BOARD, "P1"), "district": officer(Role.HEAD, "Q1"),
        "city": officer(Role.ORGANISATION_BOARD, "TP"), "inspectors": officer(Role.INSPECTION_BOARD, "TP"),
        "sibling": officer(Role.HEAD, "C2"), "member": person("M2"), "viewer": officer(Role.VIEWER, "TP"),
    }  # fmt: skip
    keys = [subject("M2").pk]
    for look in (lambda by: voting.votes_on(keys, by), lambda by: voting.ballots_for(by).exists()):
        assert {name for name, by in seeing.items() if look(by)} == {"cell", "ward clerk", "ward board"}
    (found,) = voting.votes_on(keys, seeing["cell"])[keys[0]]
    assert (found.good, found.reached) == (7, Level.GOOD)


def test_the_latest_version_is_shown_and_who_decides_hears_of_a_correction() -> None:
    reviewed_town()
    clerk = officer(Role.CLERK, "P1")
    ballot = prepared("C1", "M2")
    counted(ballot)
    assert not Notice.objects.filter(event__startswith="ballot.").exists()
    counting.correct(ballot, reason="Đếm sót", by=SYSTEM)
    typed(ballot, 6)
    (found,) = voting.votes_on([subject("M2").pk], clerk)[subject("M2").pk]
    assert (found.excellent, found.reached) == (6, Level.EXCELLENT)
    assert Notice.objects.filter(event__startswith="ballot.corrected").count() == 1


def test_the_minutes_hold_the_digest_and_the_slip_holds_no_mark() -> None:
    reviewed_town()
    ballot = prepared("C1", "M2")
    counted(ballot)
    result = ballot.results.get()
    said = str(ballot_papers.minutes(result).to_json())
    assert result.digest in said
    assert "phát ra 9" in said
    slip = ballot_papers.slip(ballot)
    assert (slip.kind, slip.number, slip.date, slip.signatures) == ("PHIẾU BIỂU QUYẾT", "", "", ())


def test_only_the_rooms_that_vote_know_ballots() -> None:
    """Dashboards, statistics, audits and exports have no way to a count."""
    importing = {
        path.relative_to(SRC).as_posix()
        for path in SRC.rglob("*.py")
        if re.search(r"kiemdiem\.ballots|\bvoting\b", path.read_text(encoding="utf-8"))
    }
    rooms = ("ballots/", "web/ballots/", "demo/ballots.py", "demo/ward.py")
    assert {each for each in importing if not each.startswith(rooms)} == {
        "ratings/voting.py", "ratings/ballot_papers.py", "ratings/queries.py", "settings.py",
        "web/files/holders.py", "web/ratings/places.py",
    }  # fmt: skip
