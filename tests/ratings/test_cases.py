"""What lawful acts leave behind: groups above their ceiling, heads above their collective, commendations."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from cycles.cast import member, open_year, subject, town
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Cycle, Headship, Place, QuotaGroup
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Post
from kiemdiem.ratings import casefile, cases, deciding
from kiemdiem.ratings.checking import check, draft_of, lawful_part
from kiemdiem.ratings.instrument import Instrument
from kiemdiem.ratings.models import Case, Decision
from kiemdiem.ratings.regrouping import change_head, regroup
from kiemdiem.ratings.terms import set_terms
from kiemdiem.regulation import Kind, Level
from kiemdiem.regulation.shares import Terms
from ratings.cast import NOON, SYSTEM, decide, draft, hear_on_paper, members, reviewed_town
from reviews.cast import officer

pytestmark = pytest.mark.django_db
EXCELLENT, GOOD, COMPLETED, FAILED = Level.EXCELLENT, Level.GOOD, Level.COMPLETED, Level.FAILED
ORGANISATION, COLLECTIVE, LEADER, MEMBER = Kind.PARTY_ORGANISATION, Kind.COLLECTIVE, Kind.LEADER, Kind.MEMBER
ORDER = Instrument("9-QĐ/QU", date(2022, 12, 1), "kết luận của Ban Thường vụ", "Trần Văn A")


def stands(sort: Case.Sort) -> list[tuple[str, bool]]:
    found = Case.objects.filter(sort=sort).select_related("group", "subject").order_by("pk")
    return [(each.group.scope if each.group else each.subject.code, each.closed_at is None) for each in found]


def rated_ward() -> Cycle:
    cycle = reviewed_town()
    decide(cycle, "P1", members(EXCELLENT, "M1") | members(GOOD, "M2", "M3", "M4", "M5", "M6"), "1-QĐ")
    decide(cycle, "Q1", {("TT-P1", COLLECTIVE): GOOD, ("P1", ORGANISATION): GOOD, ("M1", LEADER): GOOD}, "2-QĐ")
    return cycle


def test_a_group_left_above_is_a_case_until_a_decision_puts_it_right() -> None:
    cycle = rated_ward()
    assert stands(Case.Sort.OVER_QUOTA) == []
    lowered = decide(cycle, "P1", members(COMPLETED, "M2"), "3-QĐ")
    case = Case.objects.get()
    assert (case.opened_by, case.due, case.path) == (lowered, date(2023, 3, 31), Place.objects.get(code="P1").path)
    decide(cycle, "P1", members(COMPLETED, "M3"), "4-QĐ")
    assert stands(Case.Sort.OVER_QUOTA) == [("P1", True)]
    righted = decide(cycle, "P1", members(GOOD, "M1"), "5-QĐ")
    case.refresh_from_db()
    assert (case.closed_by, case.how) == (righted, "5-QĐ")


def test_a_head_left_above_is_a_case_until_either_is_put_right() -> None:
    cycle = rated_ward()
    decide(cycle, "Q1", {("TT-P1", COLLECTIVE): COMPLETED}, "3-QĐ")
    assert stands(Case.Sort.HEAD_ABOVE) == [("M1", True)]
    decide(cycle, "Q1", {("TT-P1", COLLECTIVE): FAILED}, "4-QĐ")
    assert stands(Case.Sort.HEAD_ABOVE) == [("M1", True)]
    decide(cycle, "Q1", {("M1", LEADER): FAILED}, "5-QĐ")
    assert stands(Case.Sort.HEAD_ABOVE) == [("M1", False)]
    decide(cycle, "Q1", {("TT-P1", COLLECTIVE): COMPLETED, ("P1", ORGANISATION): COMPLETED}, "6-QĐ")
    decide(cycle, "Q1", {("M1", LEADER): COMPLETED}, "7-QĐ")
    decide(cycle, "Q1", {("P1", ORGANISATION): FAILED, ("TT-P1", COLLECTIVE): FAILED}, "8-QĐ")
    assert stands(Case.Sort.HEAD_ABOVE) == [("M1", False), ("M1", True)]
    decide(cycle, "Q1", {("P1", ORGANISATION): COMPLETED, ("TT-P1", COLLECTIVE): COMPLETED}, "9-QĐ")
    assert stands(Case.Sort.HEAD_ABOVE) == [("M1", False), ("M1", False)]


def test_the_lowest_of_several_headed_counts() -> None:
    cycle = rated_ward()
    decide(cycle, "Q1", {("TT-A1", COLLECTIVE): COMPLETED}, "3-QĐ")
    change_head(subject("M1", LEADER), ["TT-P1", "P1", "TT-A1"], since=date(2022, 6, 1), by=SYSTEM, reason="kiêm nhiệm",
                at=NOON)  # fmt: skip
    assert stands(Case.Sort.HEAD_ABOVE) == [("M1", True)]


def test_a_change_of_head_in_the_year() -> None:
    cycle = rated_ward()
    decide(cycle, "Q1", {("TT-P1", COLLECTIVE): COMPLETED}, "3-QĐ")
    change_head(subject("M1", LEADER), [], since=date(2022, 12, 1), by=SYSTEM, reason="chuyển công tác", at=NOON)
    assert stands(Case.Sort.HEAD_ABOVE) == [("M1", False)]
    change_head(subject("M2", LEADER), ["TT-P1", "P1"], since=date(2022, 12, 1), by=SYSTEM, reason="bổ nhiệm", at=NOON)
    assert set(Headship.objects.values_list("leader__code", "code")) >= {("M2", "TT-P1"), ("M2", "P1")}
    with pytest.raises(deciding.Refused) as met:
        decide(cycle, "Q1", {("M2", LEADER): GOOD}, "4-QĐ")
    assert met.value.findings[0].verdict.code == "head.above_collective"
    notes = [each.verdict.code for each in check(draft_of(Decision.objects.get(number="4-QĐ")), {})]
    assert "head.new" in notes
    before = Entry.objects.count()
    change_head(subject("M2", LEADER), ["TT-P1", "P1"], since=date(2022, 12, 1), by=SYSTEM, reason="lại", at=NOON)
    assert Entry.objects.count() == before


def test_who_changes_a_head_and_to_what() -> None:
    rated_ward()
    leader = subject("M1", LEADER)
    with pytest.raises(PermissionDenied):
        change_head(leader, [], since=date(2022, 12, 1), by=officer(Role.CLERK, "Q1"), reason="x", at=NOON)
    with pytest.raises(WrongState, match="Không có tập thể, tổ chức mã KHONG"):
        change_head(leader, ["KHONG"], since=date(2022, 12, 1), by=SYSTEM, reason="x", at=NOON)
    with pytest.raises(WrongState, match="ghi lý do"):
        change_head(leader, [], since=date(2022, 12, 1), by=SYSTEM, reason=" ", at=NOON)
    with pytest.raises(PermissionDenied):
        change_head(subject("M1", MEMBER), [], since=date(2022, 12, 1), by=SYSTEM, reason="x", at=NOON)


def test_a_post_taken_up_in_the_year_is_known_from_the_roster() -> None:
    town()
    Post.objects.filter(person__code="M1").update(since=date(2022, 9, 15))
    open_year()
    assert set(Headship.objects.filter(leader__code="M1").values_list("code", "since")) == {
        ("TT-P1", date(2022, 9, 15)), ("P1", date(2022, 9, 15)),
    }  # fmt: skip


def ward_of(excellent: int, good: int) -> Cycle:
    town()
    for n in range(excellent + good):
        member(f"X{n:02}", f"Đảng viên số {n}", "C1")
    cycle: Cycle = open_year()
    for n in range(excellent + good):
        hear_on_paper(subject(f"X{n:02}"))
    codes = [f"X{n:02}" for n in range(excellent + good)]
    decide(cycle, "P1", members(EXCELLENT, *codes[:excellent]) | members(GOOD, *codes[excellent:]), "1-QĐ")
    return cycle


def terms(**given: object) -> Terms:
    return Terms(
        "P1", MEMBER, **{"decision_no": "9-QĐ/QU", "decided_on": date(2022, 11, 1), "ground": "kết luận"} | given
    )  # type: ignore[arg-type]


def test_a_setting_is_judged_at_once_and_by_every_later_decision() -> None:
    cycle = ward_of(1, 5)
    place = Place.objects.get(cycle=cycle, code="P1")
    group = QuotaGroup.objects.get(kind=MEMBER, scope="P1")
    assert (group.over, group.room) == (False, 0)
    set_terms(place, terms(reading="good_or_better", rounding="up"), by=SYSTEM, name="", at=NOON)
    group.refresh_from_db()
    assert (group.over, group.room) == (False, 1)
    decide(cycle, "P1", members(EXCELLENT, "X01"), "2-QĐ")
    later = terms(reading="good_only", rounding="down", decision_no="12-QĐ", decided_on=date(2022, 12, 1))
    set_terms(place, later, by=SYSTEM, name="", at=NOON)
    group.refresh_from_db()
    assert (group.over, stands(Case.Sort.OVER_QUOTA)) == (True, [("P1", True)])


def test_the_same_setting_twice_is_one_and_another_needs_its_own_number() -> None:
    cycle = ward_of(1, 5)
    place = Place.objects.get(cycle=cycle, code="P1")
    made = set_terms(place, terms(rounding="up"), by=SYSTEM, name="", at=NOON)
    assert set_terms(place, terms(rounding="up"), by=SYSTEM, name="", at=NOON) == made
    for given, match in (
        ({"rounding": "nearest"}, "đã ghi một thiết lập khác"),
        ({"rounding": "up", "decision_no": "8-QĐ", "decided_on": date(2022, 10, 1)}, "ký sau ngày này"),
        ({"rounding": "up", "decision_no": " "}, "phải có số quyết định"),
        ({"rounding": "up", "decided_on": date(2023, 1, 1)}, "không thể sau hôm nay"),
        ({}, "Chưa chọn điều nào"),
        ({"percent": 25}, "Tỷ lệ phải từ 1 đến 20"),
        ({"small_below": 5}, "đủ hai số"),
        ({"small_below": 5, "small_allowed": 3}, "nhóm có 5 cũng chỉ được 1"),
        ({"rounding": "so"}, "cách làm tròn"),
        ({"reading": "so"}, "cách đọc mẫu số"),
    ):
        with pytest.raises(WrongState, match=match):
            set_terms(place, terms(**given), by=SYSTEM, name="", at=NOON)
    for by in (officer(Role.CLERK, "P1"), officer(Role.HEAD, "Q1")):
        with pytest.raises(PermissionDenied):
            set_terms(place, terms(rounding="up"), by=by, name="", at=NOON)


def test_a_new_group_has_the_terms_of_its_level() -> None:
    cycle = rated_ward()
    place = Place.objects.get(cycle=cycle, code="Q1")
    given = Terms("Q1", LEADER, "9-QĐ", date(2022, 11, 1), "kết luận", rounding="up")
    set_terms(place, given, by=SYSTEM, name="", at=NOON)
    to = regroup(place, [subject("M2", LEADER).pk], "phó bí thư", instrument=ORDER, by=SYSTEM, at=NOON)
    assert to.terms["rounding"] == "up"


def test_regrouping_moves_levels_and_flags_what_it_leaves_above() -> None:
    cycle = rated_ward()
    place = Place.objects.get(cycle=cycle, code="Q1")
    decide(cycle, "Q1", {("M2", LEADER): GOOD, ("TT-A1", COLLECTIVE): GOOD}, "3-QĐ")
    decide(cycle, "Q1", {("M7", LEADER): GOOD}, "4-QĐ") if subject("M7", LEADER).rated else None
    pk = subject("M1", LEADER).pk
    old = subject("M1", LEADER).group
    assert old is not None
    to = regroup(place, [pk], "bí thư phường", instrument=ORDER, by=SYSTEM, at=NOON)
    old.refresh_from_db()
    assert (to.key, QuotaGroup.objects.get(pk=to.pk).good, subject("M1", LEADER).group_id) == (
        "bí thư phường",
        1,
        to.pk,
    )
    assert old.good == 0
    before = Entry.objects.count()
    regroup(place, [pk], "bí thư phường", instrument=ORDER, by=SYSTEM, at=NOON)
    assert Entry.objects.count() == before


def test_members_are_counted_by_grassroots_organisation() -> None:
    cycle = rated_ward()
    with pytest.raises(WrongState, match=r"trong từng tổ chức cơ sở đảng \(21-HD/BTCTW, II.B.2.3"):
        regroup(
            Place.objects.get(cycle=cycle, code="P1"), [subject("M1").pk], "a", instrument=ORDER, by=SYSTEM, at=NOON
        )


def test_who_regroups_and_whom() -> None:
    cycle = rated_ward()
    place = Place.objects.get(cycle=cycle, code="Q1")
    pk = subject("M2", LEADER).pk
    with pytest.raises(PermissionDenied):
        regroup(place, [pk], "a", instrument=ORDER, by=officer(Role.CLERK, "Q1"), at=NOON)
    with pytest.raises(PermissionDenied):
        regroup(place, [pk, subject("TT-P1", COLLECTIVE).pk], "a", instrument=ORDER, by=SYSTEM, at=NOON)
    with pytest.raises(PermissionDenied):
        regroup(place, [subject("M1", MEMBER).pk], "a", instrument=ORDER, by=SYSTEM, at=NOON)
    with pytest.raises(WrongState, match="thiếu: số, lý do"):
        regroup(place, [pk], "a", instrument=Instrument("", date(2022, 12, 1)), by=SYSTEM, at=NOON)


def test_a_commendation_is_looked_at_again_when_its_level_is_lost() -> None:
    cycle = rated_ward()
    casefile.commend(subject("M1"), "Giấy khen", EXCELLENT, ORDER, by=SYSTEM, name="", at=NOON)
    decide(cycle, "P1", members(GOOD, "M1"), "5-QĐ")
    assert stands(Case.Sort.COMMENDATION) == [("M1", True)]
    case = Case.objects.get(sort=Case.Sort.COMMENDATION)
    with pytest.raises(WrongState, match="đã xem xét khen thưởng ấy thế nào"):
        cases.answer(case, by=SYSTEM, how=" ", at=NOON)
    cases.answer(case, by=SYSTEM, how="Thu hồi theo 12-QĐ", at=NOON)
    assert stands(Case.Sort.COMMENDATION) == [("M1", False)]


def test_other_cases_are_not_closed_by_hand() -> None:
    cycle = rated_ward()
    decide(cycle, "Q1", {("TT-P1", COLLECTIVE): COMPLETED}, "3-QĐ")
    case = Case.objects.get()
    with pytest.raises(WrongState, match="chỉ hết khi có quyết định xếp loại lại"):
        cases.answer(case, by=SYSTEM, how="xong", at=NOON)
    with pytest.raises(PermissionDenied):
        cases.answer(case, by=officer(Role.HEAD, "P1"), how="xong", at=NOON)


def test_a_part_is_released_before_the_rest() -> None:
    cycle = reviewed_town()
    levels = members(EXCELLENT, "M1", "M2") | members(GOOD, "M3", "M4", "M5", "M6")
    whole = draft(cycle, "P1", levels | {("C1", ORGANISATION): GOOD, ("C2", ORGANISATION): GOOD}, "1-QĐ")
    with pytest.raises(deciding.Refused):
        deciding.release(whole, by=SYSTEM, name="", at=NOON)
    free = lawful_part(draft_of(whole), {each.pk: each for each in QuotaGroup.objects.all()})
    assert {subject("C1", ORGANISATION).pk, subject("C2", ORGANISATION).pk} == set(free)
    part = deciding.split(whole, free, by=SYSTEM, name="", at=NOON)
    deciding.describe(part, number="2-QĐ", signed_on=date(2022, 12, 20), signatory="A", by=SYSTEM)
    deciding.release(part, by=SYSTEM, name="", at=NOON)
    assert (subject("C1", ORGANISATION).level, subject("M1").level, whole.lines.count()) == (GOOD, None, 6)
    with pytest.raises(WrongState, match="ít nhất một dòng"):
        deciding.split(whole, [], by=SYSTEM, name="", at=NOON)
    with pytest.raises(WrongState, match="ít nhất một dòng"):
        deciding.split(whole, list(whole.lines.values_list("subject", flat=True)), by=SYSTEM, name="", at=NOON)


def test_what_hangs_on_a_stuck_part_is_stuck_too() -> None:
    cycle = reviewed_town()
    levels = {("TT-P1", COLLECTIVE): GOOD, ("P1", ORGANISATION): COMPLETED, ("M1", LEADER): COMPLETED,
              ("M2", LEADER): GOOD}  # fmt: skip
    whole = draft(cycle, "Q1", levels, "1-QĐ")
    assert lawful_part(draft_of(whole), {}) == [subject("P1", ORGANISATION).pk, subject("M2", LEADER).pk]


def test_a_level_is_not_replaced_by_one_signed_before_it() -> None:
    cycle = rated_ward()
    again = draft(cycle, "P1", members(COMPLETED, "M2"), "3-QĐ")
    deciding.describe(again, number="3-QĐ", signed_on=date(2022, 12, 19), signatory="A", by=SYSTEM)
    with pytest.raises(WrongState, match="được ký sau ngày này: Lâm Thị Bích Vân"):
        deciding.release(again, by=SYSTEM, name="", at=NOON)


def test_who_has_moved_on_is_no_longer_in_the_draft_of_the_old_level() -> None:
    from kiemdiem.cycles import acts

    cycle = reviewed_town()
    left = draft(cycle, "P1", members(GOOD, "M1", "M2"), "1-QĐ")
    acts.transfer(subject("M2"), "P2", by=SYSTEM, reason="chuyển sinh hoạt")
    with pytest.raises(WrongState, match="Không còn do cấp này quyết định: Lâm Thị Bích Vân"):
        deciding.release(left, by=SYSTEM, name="", at=NOON)
