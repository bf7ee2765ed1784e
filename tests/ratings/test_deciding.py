"""Decisions: staged, checked as a whole, released in one act; every refusal, and what is never refused."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cycles.cast import LONG_AGO, member, open_year, subject, town
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles import acts
from kiemdiem.cycles.models import Place, QuotaGroup, Subject, Tally
from kiemdiem.cycles.states import State
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Person, YearFact
from kiemdiem.ratings import deciding
from kiemdiem.ratings.checking import check, draft_of
from kiemdiem.ratings.models import Decision, DecisionLine
from kiemdiem.ratings.proposing import propose
from kiemdiem.regulation import Kind, Level
from ratings.cast import NOON, SYSTEM, decide, draft, hear_on_paper, members, reviewed_town
from reviews.cast import officer, person

pytestmark = pytest.mark.django_db
EXCELLENT, GOOD, COMPLETED, FAILED = Level.EXCELLENT, Level.GOOD, Level.COMPLETED, Level.FAILED
ORGANISATION, COLLECTIVE, LEADER, MEMBER = Kind.PARTY_ORGANISATION, Kind.COLLECTIVE, Kind.LEADER, Kind.MEMBER


def refused(decision: Decision) -> list[tuple[str, str]]:
    with pytest.raises(deciding.Refused) as met:
        deciding.release(decision, by=SYSTEM, name="", at=NOON)
    return [(each.verdict.code, each.verdict.variant) for each in met.value.findings]


def test_a_released_decision_counts_and_a_staged_one_does_not() -> None:
    cycle = reviewed_town()
    before = list(Tally.objects.order_by("pk").values()), list(Subject.objects.order_by("pk").values())
    decision = draft(cycle, "P1", members(EXCELLENT, "M1") | members(GOOD, "M2", "M3", "M4", "M5", "M6"))
    assert (list(Tally.objects.order_by("pk").values()), list(Subject.objects.order_by("pk").values())) == before
    deciding.release(decision, by=SYSTEM, name="", at=NOON)
    group = QuotaGroup.objects.get(kind=MEMBER, scope="P1")
    assert (group.excellent, group.good, group.completed, group.failed, group.over) == (1, 5, 0, 0, False)
    assert subject("M1").level == EXCELLENT
    assert {subject(f"M{n}").state for n in range(1, 7)} == {State.DECIDED}


@pytest.mark.parametrize(("good", "excellent", "lawful"), [(5, 1, True), (4, 1, False), (4, 0, True), (0, 1, False)])
def test_excellent_is_at_most_a_fifth_of_good(good: int, excellent: int, lawful: bool) -> None:
    cycle = reviewed_town()
    codes = [f"M{n}" for n in range(1, 7)]
    levels = members(EXCELLENT, *codes[:excellent]) | members(GOOD, *codes[excellent : excellent + good])
    decision = draft(cycle, "P1", levels)
    if lawful:
        deciding.release(decision, by=SYSTEM, name="", at=NOON)
    else:
        assert refused(decision) == [("quota.excellent", "")]
        assert Subject.objects.filter(level__isnull=False).count() == 0


def test_a_refusal_names_those_concerned_and_changes_nothing() -> None:
    cycle = reviewed_town()
    decision = draft(cycle, "P1", members(EXCELLENT, "M1", "M2") | members(GOOD, "M3", "M4", "M5", "M6"))
    with pytest.raises(deciding.Refused) as met:
        deciding.release(decision, by=SYSTEM, name="", at=NOON)
    finding = met.value.findings[0]
    assert finding.names == ("Trần Quốc Thuận", "Lâm Thị Bích Vân")
    assert (finding.verdict.facts["allowed"], finding.verdict.facts["min_to_good"]) == (0, 1)
    assert "608-CV/TU, mục 4" in finding.verdict.citation
    assert not Entry.objects.filter(action="decision.released").exists()
    assert QuotaGroup.objects.filter(excellent__gt=0).count() == 0
    decision.refresh_from_db()
    assert decision.state == "draft"


def test_two_decisions_share_a_group() -> None:
    cycle = reviewed_town()
    decide(cycle, "P1", members(GOOD, "M2", "M3", "M4", "M5", "M6"), "1-QĐ")
    decide(cycle, "P1", members(EXCELLENT, "M1"), "2-QĐ")
    member("N", "Hồ Nam", "C1")
    assert QuotaGroup.objects.get(kind=MEMBER, scope="P1").excellent == 1


@pytest.mark.parametrize(("head", "collective", "organisation", "codes"), [
    (GOOD, GOOD, GOOD, []),
    (COMPLETED, GOOD, GOOD, []),
    (GOOD, COMPLETED, GOOD, ["head.above_collective"]),
    (GOOD, COMPLETED, COMPLETED, ["head.above_collective"]),
    (COMPLETED, GOOD, COMPLETED, ["collective.above_organisation"]),
])  # fmt: skip
def test_the_head_is_not_above_collective_and_organisation(
    head: Level, collective: Level, organisation: Level, codes: list[str]
) -> None:
    cycle = reviewed_town()
    levels = {("M1", LEADER): head, ("TT-P1", COLLECTIVE): collective, ("P1", ORGANISATION): organisation}
    decision = draft(cycle, "Q1", levels)
    found = [each.verdict.code for each in check(draft_of(decision), {}) if each.stops]
    assert found == codes


def test_a_head_waits_for_the_collective() -> None:
    cycle = reviewed_town()
    assert refused(draft(cycle, "Q1", {("M1", LEADER): GOOD})) == [("decision.order", "unrated")]
    decide(cycle, "Q1", {("TT-P1", COLLECTIVE): GOOD, ("P1", ORGANISATION): GOOD}, "2-QĐ")
    decide(cycle, "Q1", {("M1", LEADER): GOOD}, "3-QĐ")


def test_nobody_is_rated_before_the_review() -> None:
    town()
    cycle = open_year()
    decision = draft(cycle, "P1", members(GOOD, "M1"))
    assert refused(decision) == [("rating.unreviewed", "no_paper")]
    hear_on_paper(subject("M1"))
    deciding.release(decision, by=SYSTEM, name="", at=NOON)


@pytest.mark.parametrize(
    ("facts", "level", "code"),
    [
        ({"discipline": "reprimand"}, COMPLETED, "discipline.not_failed"),
        ({"discipline": "reprimand"}, FAILED, None),
        ({"sick_days": 90}, GOOD, "sick_leave.above_completed"),
        ({"sick_days": 89}, GOOD, None),
        ({"sick_days": 90}, COMPLETED, None),
        ({"civil_level": 1}, COMPLETED, "civil.mismatch"),
        ({"civil_level": 1}, FAILED, None),
    ],
)
def test_hard_conditions_are_those_of_the_audit(facts: dict[str, object], level: Level, code: str | None) -> None:
    cycle = reviewed_town()
    YearFact.objects.create(person=Person.objects.get(code="M3"), year=2022, **facts)
    decision = draft(cycle, "P1", members(level, "M3"))
    if code:
        assert [each for each, _ in refused(decision)] == [code]
    else:
        deciding.release(decision, by=SYSTEM, name="", at=NOON)


def test_facts_of_another_year_do_not_count() -> None:
    cycle = reviewed_town()
    YearFact.objects.create(person=Person.objects.get(code="M3"), year=2021, discipline="warning")
    decide(cycle, "P1", members(GOOD, "M3"))


def test_low_subordinates_are_noted_and_do_not_stop() -> None:
    cycle = reviewed_town()
    decide(cycle, "P1", members(COMPLETED, "M1", "M2", "M3"), "1-QĐ")
    decision = draft(cycle, "P1", {("C1", ORGANISATION): EXCELLENT, ("C2", ORGANISATION): GOOD})
    found = check(draft_of(decision), {})
    assert [(each.verdict.code, each.stops) for each in found] == [("organisation.subordinates", False)]


def test_a_downgrade_is_never_refused_and_flags_the_group() -> None:
    cycle = reviewed_town()
    decide(cycle, "P1", members(EXCELLENT, "M1") | members(GOOD, "M2", "M3", "M4", "M5", "M6"), "1-QĐ")
    decide(cycle, "P1", members(COMPLETED, "M2"), "2-QĐ")
    group = QuotaGroup.objects.get(kind=MEMBER, scope="P1")
    assert (group.excellent, group.good, group.completed, group.over) == (1, 4, 1, True)
    decide(cycle, "P1", members(GOOD, "M1"), "3-QĐ")
    group.refresh_from_db()
    assert (group.excellent, group.good, group.over) == (0, 5, False)


def test_a_rerating_replaces_and_keeps_the_old_line() -> None:
    cycle = reviewed_town()
    decide(cycle, "P1", members(GOOD, "M3"), "1-QĐ")
    decide(cycle, "P1", members(COMPLETED, "M3"), "2-QĐ")
    old, new = DecisionLine.objects.order_by("pk")
    assert (old.level, old.in_force, new.level, new.in_force, new.replaces) == (GOOD, False, COMPLETED, True, old)
    assert (old.reason, new.reason) == ("", "xếp loại lại")
    assert subject("M3").level == COMPLETED


def test_a_rerating_needs_a_reason() -> None:
    cycle = reviewed_town()
    decide(cycle, "P1", members(GOOD, "M3"), "1-QĐ")
    decision = draft(cycle, "P1", members(GOOD, "M2"), "2-QĐ")
    with pytest.raises(WrongState, match="Xếp loại lại thì phải ghi lý do: Ngô Thanh Bình"):
        deciding.stage(decision, {subject("M3").pk: COMPLETED}, by=SYSTEM)


def test_lowering_a_collective_below_its_head_is_recorded() -> None:
    cycle = reviewed_town()
    levels = {("TT-P1", COLLECTIVE): GOOD, ("P1", ORGANISATION): GOOD, ("M1", LEADER): GOOD}
    decide(cycle, "Q1", levels, "1-QĐ")
    decide(cycle, "Q1", {("TT-P1", COLLECTIVE): COMPLETED}, "2-QĐ")
    entry = Entry.objects.filter(action="decision.released").order_by("-seq").first()
    assert entry is not None
    assert '"heads_above":["M1"]' in entry.facts


def test_only_its_own_subjects_come_into_a_decision() -> None:
    cycle = reviewed_town()
    decision = draft(cycle, "P1", members(GOOD, "M1"))
    for code, kind in (("M7", MEMBER), ("P1", ORGANISATION), ("M1", LEADER)):
        with pytest.raises(PermissionDenied):
            deciding.stage(decision, {subject(code, kind).pk: GOOD}, by=SYSTEM)


def test_who_is_left_out_is_not_staged() -> None:
    town()
    member("N", "Hồ Nam", "C1", admitted=date(2022, 9, 1))
    cycle = open_year()
    decision = draft(cycle, "P1", members(GOOD, "M1"))
    with pytest.raises(WrongState, match="Không thuộc diện xếp loại: Hồ Nam"):
        deciding.stage(decision, {subject("N").pk: GOOD}, by=SYSTEM)
    assert date(2022, 9, 1) > LONG_AGO


def test_roles_stage_and_release() -> None:
    cycle = reviewed_town()
    decision = draft(cycle, "P1", members(GOOD, "M3"))
    mine = {subject("M2").pk: GOOD}
    for role, unit, may in (
        (Role.CLERK, "P1", True), (Role.HEAD, "P1", True), (Role.CLERK, "Q1", False), (Role.CLERK, "C1", False),
        (Role.VIEWER, "P1", False), (Role.STANDING_BOARD, "P1", False), (Role.ORGANISATION_BOARD, "TP", False),
    ):  # fmt: skip
        by = officer(role, unit)
        if may:
            deciding.stage(decision, mine, by=by)
        else:
            with pytest.raises(PermissionDenied):
                deciding.stage(decision, mine, by=by)
    for by in (officer(Role.CLERK, "P1", of="M4"), officer(Role.HEAD, "Q1"), person("M3")):
        with pytest.raises(PermissionDenied):
            deciding.release(decision, by=by, name="", at=NOON)
    deciding.release(decision, by=officer(Role.STANDING_BOARD, "P1", of="M5"), name="", at=NOON)


def test_nobody_releases_a_decision_on_oneself() -> None:
    cycle = reviewed_town()
    decision = draft(cycle, "P1", members(GOOD, "M1", "M2"))
    with pytest.raises(WrongState, match="có tên trong quyết định này"):
        deciding.release(decision, by=officer(Role.HEAD, "P1", of="M1"), name="", at=NOON)


def test_drafts_are_seen_by_their_authority_and_releases_where_levels_are_read() -> None:
    cycle = reviewed_town()
    decision = draft(cycle, "P1", members(GOOD, "M3"))
    readers = [officer(Role.CLERK, "P1"), officer(Role.HEAD, "Q1"), officer(Role.ORGANISATION_BOARD, "TP"),
               officer(Role.VIEWER, "TP"), officer(Role.HEAD, "C1"), person("M3")]  # fmt: skip
    assert [Decision.objects.visible_to(each).count() for each in readers] == [1, 0, 0, 0, 0, 0]
    deciding.release(decision, by=SYSTEM, name="", at=NOON)
    assert [Decision.objects.visible_to(each).count() for each in readers] == [1, 1, 1, 0, 0, 0]


def test_what_is_unsigned_empty_or_used_is_refused() -> None:
    cycle = reviewed_town()
    decision = draft(cycle, "P1", members(GOOD, "M3"))
    deciding.describe(decision, number=" ", signed_on=None, signatory="", by=SYSTEM)
    with pytest.raises(WrongState, match="Quyết định thiếu: số, ký hiệu, ngày ký, người ký"):
        deciding.release(decision, by=SYSTEM, name="", at=NOON)
    with pytest.raises(WrongState, match="chưa có dòng nào"):
        decide(cycle, "P1", {})
    decide(cycle, "P1", members(GOOD, "M1"), "9-QĐ")
    with pytest.raises(WrongState, match="Số 9-QĐ ngày ấy đã dùng"):
        decide(cycle, "P1", members(GOOD, "M2"), "9-QĐ")


def test_a_released_decision_is_never_edited_and_a_double_click_releases_once() -> None:
    cycle = reviewed_town()
    decision = decide(cycle, "P1", members(GOOD, "M3"))
    for again in (
        lambda: deciding.release(decision, by=SYSTEM, name="", at=NOON),
        lambda: deciding.stage(decision, {subject("M2").pk: GOOD}, by=SYSTEM),
        lambda: deciding.describe(decision, number="2", signed_on=None, signatory="", by=SYSTEM),
        lambda: deciding.drop(decision, by=SYSTEM),
    ):
        with pytest.raises(WrongState, match="không sửa được"):
            again()
    assert Entry.objects.filter(action="decision.released").count() == 1


def test_the_database_holds_one_level_in_force() -> None:
    cycle = reviewed_town()
    decide(cycle, "P1", members(GOOD, "M3"), "1-QĐ")
    other = draft(cycle, "P1", members(GOOD, "M3"), "2-QĐ")
    with pytest.raises(IntegrityError), transaction.atomic():
        other.lines.update(in_force=True)


def test_after_the_cycle_is_closed_only_reratings_are_decided() -> None:
    cycle = reviewed_town()
    decide(cycle, "P1", members(GOOD, "M3"), "1-QĐ")
    left = draft(cycle, "P1", members(GOOD, "M2"), "2-QĐ")
    acts.close(cycle, by=SYSTEM, reason="kết thúc năm")
    cycle.refresh_from_db()
    with pytest.raises(WrongState, match="chỉ còn xếp loại lại"):
        deciding.release(left, by=SYSTEM, name="", at=NOON)
    with pytest.raises(WrongState, match="chỉ còn xếp loại lại"):
        draft(cycle, "P1", members(GOOD, "M1"), "3-QĐ")
    decide(cycle, "P1", members(COMPLETED, "M3"), "4-QĐ")
    assert subject("M3").level == COMPLETED
    with pytest.raises(WrongState, match="đã kết thúc"):
        propose({subject("M1").pk: GOOD}, by=SYSTEM, name="", at=NOON)


def test_a_head_is_not_signed_before_the_collective() -> None:
    cycle = reviewed_town()
    decide(cycle, "Q1", {("TT-P1", COLLECTIVE): GOOD, ("P1", ORGANISATION): GOOD}, "1-QĐ")
    head = draft(cycle, "Q1", {("M1", LEADER): GOOD}, "2-QĐ")
    deciding.describe(head, number="2-QĐ", signed_on=date(2022, 12, 19), signatory="A", by=SYSTEM)
    assert refused(head) == [("decision.order", "")]
    deciding.describe(head, number="2-QĐ", signed_on=date(2022, 12, 20), signatory="A", by=SYSTEM)
    deciding.release(head, by=SYSTEM, name="", at=NOON)


@pytest.mark.parametrize(
    ("day", "stops"), [(date(2023, 12, 30), None), (date(2024, 1, 14), False), (date(2024, 1, 15), True)]
)
def test_a_year_with_a_last_day_is_decided_in_time(day: date, stops: bool | None) -> None:
    town()
    cycle = open_year(2023, on=date(2023, 12, 1), overlay="none")
    place = Place.objects.get(cycle=cycle, code="P1")
    decision = deciding.begin(cycle, place, by=SYSTEM, name="", at=NOON)
    deciding.stage(decision, {subject("M1", year=2023).pk: GOOD}, by=SYSTEM)
    decision = deciding.describe(decision, number="1", signed_on=day, signatory="A", by=SYSTEM)
    found = [each.stops for each in check(draft_of(decision), {}) if each.verdict.code == "decision.late"]
    assert found == ([] if stops is None else [stops])
