"""Hard facts against staged levels: of people, of collectives, of organisations, of what a leader heads; exceptions."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from cycles.cast import subject
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Cycle, Subject
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import BodyFact, Collective, Person, Unit, YearFact
from kiemdiem.organisations.yearfacts import record_body, record_person
from kiemdiem.ratings import casefile, deciding
from kiemdiem.ratings.checking import check, draft_of
from kiemdiem.ratings.instrument import Instrument
from kiemdiem.ratings.models import Complaint, Excuse
from kiemdiem.regulation import Kind, Level
from ratings.cast import NOON, SYSTEM, decide, draft, members, reviewed_town
from reviews.cast import officer

pytestmark = pytest.mark.django_db
EXCELLENT, GOOD, COMPLETED, FAILED = Level.EXCELLENT, Level.GOOD, Level.COMPLETED, Level.FAILED
ORGANISATION, COLLECTIVE, LEADER, MEMBER = Kind.PARTY_ORGANISATION, Kind.COLLECTIVE, Kind.LEADER, Kind.MEMBER
ORDER = Instrument("9-QĐ/QU", date(2022, 12, 1), "lũ lụt kéo dài", "Trần Văn A")
Levels = dict[tuple[str, Kind], Level]


def found(cycle: Cycle, authority: str, levels: Levels) -> list[tuple[str, str, bool]]:
    decision = draft(cycle, authority, levels)
    findings = check(draft_of(decision), {})
    deciding.drop(decision, by=SYSTEM)
    return [(each.verdict.code, each.verdict.variant, each.stops) for each in findings]


def person(code: str) -> Person:
    return Person.objects.get(code=code)


def facts(code: str, year: int = 2022, **given: Any) -> None:
    YearFact.objects.create(person=person(code), year=year, **given)


def of_unit(code: str, **given: Any) -> None:
    BodyFact.objects.create(unit=Unit.objects.get(code=code), year=2022, **given)


def of_collective(code: str, **given: Any) -> None:
    BodyFact.objects.create(collective=Collective.objects.get(code=code), year=2022, **given)


WARD: Levels = {("TT-P1", COLLECTIVE): GOOD, ("P1", ORGANISATION): GOOD}


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({"targets_done": 49}, [("targets.below", "", True)]),
        ({"targets_done": 50}, []),
        ({"degenerated": True}, [("conclusion.not_failed", "", True)]),
        ({"discipline": "reprimand", "disciplined_on": date(2022, 5, 1)}, [("discipline.not_failed", "", True)]),
        ({"discipline": "reprimand", "disciplined_on": date(2023, 1, 5)}, [("discipline.year", "other_year", False)]),
        ({"discipline": "reprimand", "violated_on": date(2020, 5, 1)}, [("discipline.not_failed", "", True)]),
    ],
)
def test_of_a_member(given: dict[str, Any], codes: list[tuple[str, str, bool]]) -> None:
    cycle = reviewed_town()
    facts("M3", **given)
    assert found(cycle, "P1", members(COMPLETED, "M3")) == codes
    assert not [each for each in found(cycle, "P1", members(FAILED, "M3")) if each[2]]


def test_one_violation_counts_once() -> None:
    cycle = reviewed_town()
    day = date(2021, 3, 1)
    earlier = Cycle.objects.create(
        year=2021,
        root=cycle.root,
        root_path="",
        phase="closed",
        as_of=day,
        has_forms=True,
        opened_by="",
        opened_at=NOON,
    )
    old = subject("M3")
    old.pk, old.cycle, old.group, old.level = None, earlier, None, FAILED
    old.save()
    facts("M3", 2021, discipline="warning", violated_on=day)
    facts("M3", 2022, discipline="removal", violated_on=day, disciplined_on=date(2022, 2, 1))
    assert found(cycle, "P1", members(GOOD, "M3")) == [("discipline.year", "counted_before", False)]
    Subject.objects.filter(cycle=earlier).update(level=GOOD)
    assert found(cycle, "P1", members(GOOD, "M3")) == [("discipline.not_failed", "", True)]


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({"discipline": "reprimand"}, [("discipline.not_failed", "", True)]),
        ({"disunited": True}, [("conclusion.not_failed", "body", True)]),
        ({"targets_done": 40, "main_met": False}, [("targets.below", "", True)]),
        ({"targets_done": 40, "main_met": True}, []),
        ({"corruption": True}, []),
    ],
)
def test_of_a_collective(given: dict[str, Any], codes: list[tuple[str, str, bool]]) -> None:
    cycle = reviewed_town()
    of_collective("TT-P1", **given)
    assert found(cycle, "Q1", WARD) == codes


@pytest.mark.parametrize(("form", "stops"), [("reprimand", False), ("warning", True), ("dismissal", True)])
def test_of_a_collective_with_a_member_disciplined(form: str, stops: bool) -> None:
    cycle = reviewed_town()
    facts("M2", discipline=form)
    assert found(cycle, "Q1", WARD) == ([("collective.member_disciplined", "", True)] if stops else [])


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({"corruption": True}, [("corruption.below", "", True)]),
        ({"targets_done": 40, "main_met": False}, [("targets.below", "", True)]),
        ({"targets_done": 40}, []),
        ({"discipline": "warning"}, [("discipline.not_failed", "", False)]),
    ],
)
def test_of_an_organisation(given: dict[str, Any], codes: list[tuple[str, str, bool]]) -> None:
    cycle = reviewed_town()
    of_unit("P1", **given)
    assert found(cycle, "Q1", WARD) == codes


def test_of_an_organisation_with_units_disciplined() -> None:
    cycle = reviewed_town()
    of_unit("C1", discipline="reprimand")
    assert found(cycle, "Q1", WARD) == [("units.disciplined", "", True)]


@pytest.mark.parametrize(
    ("given", "level", "codes"),
    [
        ({"targets_done": 100, "exceeded": 50, "in_time": 90}, GOOD, []),
        ({"targets_done": 99}, GOOD, [("leader.targets", "done", True)]),
        ({"targets_done": 100, "in_time": 79}, GOOD, [("leader.targets", "in_time", True)]),
        ({"targets_done": 70}, COMPLETED, [("leader.targets", "more_than", True)]),
        ({"targets_done": 71}, COMPLETED, []),
    ],
)
def test_of_what_a_leader_heads(given: dict[str, Any], level: Level, codes: list[tuple[str, str, bool]]) -> None:
    cycle = reviewed_town()
    of_collective("TT-P1", **given)
    assert found(cycle, "Q1", WARD | {("M1", LEADER): level}) == codes


def test_an_exception_by_a_named_decision_lifts_the_stop() -> None:
    cycle = reviewed_town()
    of_collective("TT-P1", targets_done=40, main_met=False)
    collective = subject("TT-P1", COLLECTIVE)
    casefile.excuse(collective, "targets.below", "force_majeure", ORDER, by=SYSTEM, name="", at=NOON)
    assert found(cycle, "Q1", WARD) == [("targets.below", "excused", False)]
    again = casefile.excuse(collective, "targets.below", "force_majeure", ORDER, by=SYSTEM, name="", at=NOON)
    assert Excuse.objects.get() == again


def test_an_exception_is_for_its_own_condition_only() -> None:
    cycle = reviewed_town()
    of_collective("TT-P1", targets_done=40, main_met=False)
    collective = subject("TT-P1", COLLECTIVE)
    Excuse.objects.create(
        subject=collective, path="", code="corruption.below", sort="force_majeure", decision_no="1",
        decided_on=date(2022, 12, 1), signatory="A", reason="B", by="", at=NOON,
    )  # fmt: skip
    assert found(cycle, "Q1", WARD) == [("targets.below", "", True)]


def test_an_exception_the_law_does_not_know_is_refused() -> None:
    reviewed_town()
    for code, sort in (
        ("targets.below", "self_detected"),
        ("civil.mismatch", "force_majeure"),
        ("so", "force_majeure"),
    ):
        with pytest.raises(WrongState, match="không cho ngoại lệ như vậy"):
            casefile.excuse(subject("TT-P1", COLLECTIVE), code, sort, ORDER, by=SYSTEM, name="", at=NOON)
    bare = Instrument("", date(2022, 12, 1))
    with pytest.raises(WrongState, match="thiếu: số, người ký, lý do"):
        casefile.excuse(
            subject("TT-P1", COLLECTIVE), "targets.below", "force_majeure", bare, by=SYSTEM, name="", at=NOON
        )
    by = officer(Role.CLERK, "Q1")
    with pytest.raises(PermissionDenied):
        casefile.excuse(subject("TT-P1", COLLECTIVE), "targets.below", "force_majeure", ORDER, by=by, name="", at=NOON)


def test_a_ground_overrides_any_vote() -> None:
    cycle = reviewed_town()
    facts("M3", targets_done=30)
    with pytest.raises(deciding.Refused) as met:
        decide(cycle, "P1", members(GOOD, "M3"))
    assert "II.B.2.3" in met.value.findings[0].verdict.citation
    decide(cycle, "P1", members(FAILED, "M3"), "2-QĐ")


def test_a_complaint_is_verified_again_before_the_decision() -> None:
    cycle = reviewed_town()
    given = {"received_on": date(2022, 12, 1), "by": SYSTEM, "name": "", "at": NOON}
    made = casefile.receive(subject("M3"), Complaint.Sort.DENUNCIATION, "Thu chi chưa rõ", **given)
    assert casefile.receive(subject("M3"), Complaint.Sort.DENUNCIATION, "Thu chi chưa rõ", **given) == made
    assert found(cycle, "P1", members(GOOD, "M3")) == [("review.reverified", "", False)]
    casefile.verify(made, "Không có cơ sở", on=date(2022, 12, 1), by=SYSTEM, name="A", at=NOON)
    assert found(cycle, "P1", members(GOOD, "M3")) == []
    with pytest.raises(WrongState, match="đã có kết quả"):
        casefile.verify(made, "Khác", on=date(2022, 12, 1), by=SYSTEM, name="A", at=NOON)
    assert "Thu chi" not in Entry.objects.get(action="complaint.received").facts


def test_who_records_what_comes_in() -> None:
    reviewed_town()
    given = {"received_on": date(2022, 12, 1), "name": "", "at": NOON}
    with pytest.raises(PermissionDenied):
        casefile.receive(subject("M3"), Complaint.Sort.REPORT, "a", by=officer(Role.HEAD, "Q1"), **given)
    with pytest.raises(WrongState, match="của chính đồng chí"):
        casefile.receive(subject("M3"), Complaint.Sort.REPORT, "a", by=officer(Role.CLERK, "P1", of="M3"), **given)
    with pytest.raises(WrongState, match="không ghi tên người phản ánh"):
        casefile.receive(subject("M3"), Complaint.Sort.REPORT, " ", by=SYSTEM, **given)
    made = casefile.receive(subject("M3"), Complaint.Sort.REPORT, "a", by=SYSTEM, **given)
    with pytest.raises(WrongState, match="từ ngày nhận đến hôm nay"):
        casefile.verify(made, "a", on=date(2022, 11, 1), by=SYSTEM, name="", at=NOON)
    with pytest.raises(PermissionDenied):
        casefile.verify(made, "a", on=date(2022, 12, 1), by=officer(Role.CLERK, "P1"), name="", at=NOON)


def test_facts_of_a_year_are_recorded_with_their_ground() -> None:
    reviewed_town()
    given = {"discipline": "reprimand", "violated_on": date(2022, 3, 1), "disciplined_on": date(2022, 5, 1)}
    by = officer(Role.INSPECTION_BOARD, "Q1")
    made = record_person(person("M3"), 2022, given, by=by, reason="QĐ 5-QĐ/UBKT")
    assert (made.discipline, made.disciplined_on) == ("reprimand", date(2022, 5, 1))
    record_person(person("M3"), 2022, given, by=by, reason="")
    entry = Entry.objects.get(action="facts.recorded")
    assert '"changed":["discipline","violated_on","disciplined_on"]' in entry.facts
    for values, match in (
        ({"sick_days": 3}, "Phải ghi căn cứ"),
        ({"disciplined_on": date(2022, 1, 1)}, "không thể trước ngày vi phạm"),
        ({"discipline": ""}, "phải chọn hình thức"),
        ({"targets_done": 101}, "từ 0 đến 100"),
    ):
        with pytest.raises(WrongState, match=match):
            record_person(person("M3"), 2022, values, by=by, reason="" if match == "Phải ghi căn cứ" else "x")
    with pytest.raises(PermissionDenied):
        record_person(person("M7"), 2022, given, by=officer(Role.HEAD, "P1"), reason="x")
    with pytest.raises(WrongState, match="không tự ghi dữ kiện của mình"):
        record_person(person("M3"), 2022, {"sick_days": 5}, by=officer(Role.CLERK, "P1", of="M3"), reason="x")


def test_facts_of_a_unit_and_of_a_collective() -> None:
    reviewed_town()
    by = officer(Role.ORGANISATION_BOARD, "Q1")
    unit, collective = Unit.objects.get(code="P1"), Collective.objects.get(code="TT-P1")
    record_body(unit, 2022, {"targets_done": 90, "main_met": True}, by=by, reason="báo cáo năm")
    record_body(collective, 2022, {"disunited": True}, by=by, reason="kết luận số 3")
    assert (BodyFact.objects.get(unit=unit).targets_done, BodyFact.objects.get(collective=collective).disunited) == (
        90,
        True,
    )
    with pytest.raises(PermissionDenied):
        record_body(unit, 2022, {"targets_done": 90}, by=officer(Role.HEAD, "C1"), reason="x")
