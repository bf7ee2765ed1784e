"""The cast of ballots: a body that votes on two persons, people who type, figures that add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from kiemdiem.ballots import counting, preparing
from kiemdiem.ballots.arithmetic import Figures
from kiemdiem.ballots.models import Ballot, Result
from kiemdiem.ballots.preparing import Line, Matter, Setup, Teller
from kiemdiem.ledger.actor import SystemActor
from kiemdiem.regulation import Law
from kiemdiem.regulation.rules import thresholds

DAY, NOON = date(2022, 12, 1), datetime(2022, 12, 1, 5, tzinfo=UTC)
LAW, RULE_DAY = Law(), date(2022, 12, 31)
HALF = thresholds(LAW, RULE_DAY)["half"]
MATTER = Matter("cycle:1:P1", "001.002", "001", "Đảng ủy phường", LAW, RULE_DAY)
HEAD, SECOND, THIRD = Teller("Lê Thị A", "N1"), Teller("Trần Văn B"), Teller("Ngô Văn C")
SETUP = Setup(
    purpose="Xếp loại cá nhân năm 2022", held_on=DAY, venue="Hội trường", chair="Phan Văn Đ", secretary="Mai Thị E",
    counted=9, entitled=9, entitled_reason="", present=9, free=7, committee=[HEAD, SECOND, THIRD], committee_reason="",
    threshold=HALF, usual=HALF, threshold_ground="",
    lines=[Line("subject:1", "Vũ Văn X", "X"), Line("subject:2", "Hồ Thị Y", "Y")],
)  # fmt: skip


def who(person: str, account: str = "") -> SystemActor:
    """Somebody with an account."""
    return SystemActor(key=account or f"acc-{person}", person_key=person, post="")


def row(excellent: int = 0, good: int = 0, completed: int = 0, failed: int = 0, blank: int = 0) -> dict[str, int]:
    """Votes on one line."""
    return {"excellent": excellent, "good": good, "completed": completed, "failed": failed, "blank": blank}


def figures(**change: Any) -> Figures:
    """Nine slips, all valid; X reaches good, Y reaches nothing."""
    votes = {"subject:1": row(2, 6, 1), "subject:2": row(4, 4, 1)}
    usual = Figures(printed=10, issued=9, returned=9, valid=9, invalid=0, votes=votes)
    return replace(usual, **change)


def opened(**change: Any) -> Ballot:
    """Opened on paper."""
    made = preparing.prepare(MATTER, replace(SETUP, **change), by=who("N0"), name="Văn phòng", at=NOON)
    return preparing.open_(made, by=who("N0"))


def enter(ballot: Ballot, person: str, given: Figures | None = None, *, account: str = "", note: str = "") -> Ballot:
    """One count typed."""
    return counting.enter(
        ballot,
        given or figures(),
        reader=SECOND.name,
        note=note,
        law=LAW,
        by=who(person, account),
        name=person,
        at=NOON,
    )


def confirm(ballot: Ballot, person: str = "N1", *, head_checked: bool = False) -> Result:
    """Confirmed; N1 heads the committee."""
    return counting.confirm(ballot, head_checked=head_checked, by=who(person), name=person, at=NOON)


def again() -> Ballot:
    """The same draft once more."""
    return preparing.prepare(MATTER, SETUP, by=who("N0"), name="", at=NOON)


def confirmed(**change: Any) -> Result:
    """Typed twice alike and confirmed."""
    ballot = opened(**change)
    enter(ballot, "N2")
    return confirm(enter(ballot, "N3"))
