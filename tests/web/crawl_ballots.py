"""The ballots of the crawl's town: one in every state, figures that nobody sees before they are confirmed."""

from __future__ import annotations

from kiemdiem.ballots import counting, preparing
from kiemdiem.ballots.arithmetic import CHOICES, Figures
from kiemdiem.ballots.models import Ballot
from kiemdiem.ballots.preparing import Line, Setup, Teller
from kiemdiem.cycles.models import Subject
from kiemdiem.ledger.actor import SystemActor
from kiemdiem.ratings import voting
from kiemdiem.regulation import Kind
from kiemdiem.regulation.rules import thresholds

from .crawl_cast import NOON, SYSTEM, TODAY, Town, keys_of

COLLECTIVE = Kind.COLLECTIVE


def vote(town: Town, subject: Subject, body: str, votes: list[int]) -> Ballot:
    """A ballot on one subject, typed by two and confirmed."""
    ballot, everybody = prepared(town, [subject], body, sum(votes)), sum(votes)
    preparing.open_(ballot, by=SYSTEM)
    row = dict(zip(CHOICES, [*votes, 0], strict=True))
    figures = Figures(*[everybody] * 4, 0, votes={f"subject:{subject.pk}": row})
    for number in ("1", "2"):
        by = SystemActor(person_key=f"typist {number}")
        counting.enter(ballot, figures, reader="A", note="", law=subject.cycle.law, by=by, name=number, at=NOON)
    voting.confirm(ballot, head_checked=True, by=SYSTEM, name="1", at=NOON)
    town.at.setdefault("confirmed", {})[body] = ballot
    return ballot


def prepared(town: Town, subjects: list[Subject], body: str, people: int = 3) -> Ballot:
    """Everything but opened."""
    cycle = subjects[0].cycle
    usual = thresholds(cycle.law, cycle.rule_day)["half"]
    setup = Setup(
        purpose="-", held_on=TODAY, venue="-", chair="-", secretary="-", counted=0, entitled=people,
        entitled_reason="-", present=people, free=0, committee=[Teller(name) for name in "ABC"],
        committee_reason="", threshold=usual, usual=usual, threshold_ground="", lines=(),
    )  # fmt: skip
    keys = [each.pk for each in subjects]
    return voting.prepare(town.place(body), setup, keys, by=SYSTEM, name="1", at=NOON)


def ballots(town: Town) -> None:
    """One in every state: what was typed and isn't confirmed stands on no page."""
    made = town.at.pop("confirmed", {})
    if not made:
        return
    town.put("ballot", **keys_of(own=made["Q1"], sibling=made["Q2"], cell=made["Q1-A"]))
    lines = {place: made[q].results.get().lines.get() for place, q in (("own", "Q1"), ("sibling", "Q2"))}
    town.put("ballot line", **keys_of(**lines))
    papers = {place: made[q] for place, q in (("own", "Q1"), ("sibling", "Q2"), ("cell", "Q1-A"))}
    town.put("ballot minutes", **{place: (each.pk, 1) for place, each in papers.items()})
    states = ("draft", "open", "first", "different", "equal")
    for state in states:
        found = {place: _ballot_in(town, state, q) for place, q in (("own", "Q1"), ("sibling", "Q2"))}
        town.put(f"ballot {state}", **keys_of(**found))


def _ballot_in(town: Town, state: str, q: str) -> Ballot:
    if state == "draft":
        return prepared(town, [town.subject(f"{q}-P-TT", COLLECTIVE)], q)
    place = town.place(q)
    usual = thresholds(place.cycle.law, place.cycle.rule_day)["half"]
    line = Line(f"subject:99{sum(map(ord, state))}{q[1:]}", "-")
    setup = Setup(
        purpose="-", held_on=TODAY, venue="-", chair="-", secretary="-", counted=0, entitled=99_999,
        entitled_reason="-", present=99_999, free=0, committee=[Teller(name) for name in "ABC"], committee_reason="",
        threshold=usual, usual=usual, threshold_ground="", lines=[line],
    )  # fmt: skip
    matter = voting.matter_of(place.cycle, place, place.path)
    ballot = preparing.open_(preparing.prepare(matter, setup, by=SYSTEM, name="1", at=NOON), by=SYSTEM)
    typed = [town.birds.number("typed" if state != "equal" else "votes", place.path)]
    typed += typed if state == "equal" else [town.birds.number("typed", place.path)]
    for number, good in zip("12", typed, strict=True):
        if state == "open" or (state == "first" and number == "2"):
            break
        row = dict.fromkeys(CHOICES, 0) | {"good": good}
        figures = Figures(99_999, 99_999, good, good, 0, votes={item.key: row for item in ballot.items.all()})
        by = SystemActor(person_key=f"typist {number}")
        counting.enter(ballot, figures, reader="A", note="", law=place.cycle.law, by=by, name=number, at=NOON)
    ballot.refresh_from_db()
    assert ballot.state == state
    return ballot
