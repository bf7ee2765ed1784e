"""Opening a year: who is in, who is left out and why, in which group, decided by whom; again and again the same."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from cycles.cast import LONG_AGO, TODAY, member, open_year, subject, town
from kiemdiem.cycles import acts, opening
from kiemdiem.cycles.models import Cycle, Headship, QuotaGroup, Subject, Tally
from kiemdiem.cycles.states import State
from kiemdiem.ledger.actor import SystemActor
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.kinds import Standing
from kiemdiem.organisations.models import Unit
from kiemdiem.regulation import Kind
from organisations.cast import Officer

pytestmark = pytest.mark.django_db


def placed(kind: Kind) -> dict[str, tuple[str, str, bool]]:
    rows = Subject.objects.filter(kind=kind).select_related("group")
    return {each.code: (each.authority, each.group.scope if each.group else "", each.rated) for each in rows}


def test_each_subject_has_its_authority_and_its_group() -> None:
    town()
    open_year()
    assert placed(Kind.MEMBER) == {
        **{f"M{n}": ("P1", "P1", True) for n in range(1, 7)},
        "M7": ("P2", "P2", True),
        "M8": ("P2", "P2", True),
    }
    assert placed(Kind.PARTY_ORGANISATION) == {
        "TP": ("", "", False),
        "Q1": ("TP", "TP", True),
        "P1": ("Q1", "Q1", True),
        "P2": ("Q1", "Q1", True),
        "C1": ("P1", "P1", True),
        "C2": ("P1", "P1", True),
    }
    assert placed(Kind.COLLECTIVE) == {
        "TT-TP": ("", "", False),
        "TT-Q1": ("TP", "TP", True),
        "TT-P1": ("Q1", "Q1", True),
        "TT-A1": ("Q1", "Q1", True),
    }
    assert placed(Kind.LEADER) == dict.fromkeys(("M1", "M2", "M7"), ("Q1", "Q1", True))


def test_groups_follow_the_kind_of_organisation_of_collective_and_the_post() -> None:
    town()
    open_year()
    keys = set(QuotaGroup.objects.values_list("kind", "scope", "key"))
    assert keys == {
        ("party_organisation", "TP", "Đảng bộ quận, huyện"),
        ("party_organisation", "Q1", "Đảng bộ cơ sở"),
        ("party_organisation", "Q1", "Chi bộ cơ sở"),
        ("party_organisation", "P1", "Chi bộ trực thuộc"),
        ("collective", "TP", "Ban thường vụ cấp ủy"),
        ("collective", "Q1", "Cấp ủy cơ sở"),
        ("collective", "Q1", "Tập thể lãnh đạo cơ quan, đơn vị"),
        ("leader", "Q1", "Bí thư Đảng ủy phường"),
        ("leader", "Q1", "Phó Bí thư Đảng ủy phường"),
        ("leader", "Q1", "Trưởng phòng"),
        ("member", "P1", ""),
        ("member", "P2", ""),
    }


def test_a_head_heads_the_collective_and_its_unit() -> None:
    town()
    open_year()
    assert subject("M1", Kind.LEADER).heads == ["TT-P1", "P1"]
    assert subject("M2", Kind.LEADER).heads == []
    assert set(Headship.objects.values_list("leader__code", "code")) == {
        ("M1", "TT-P1"), ("M1", "P1"), ("M7", "TT-A1"), ("M7", "A1"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("standing", "admitted", "reviewed", "rated", "reason"),
    [
        (Standing.OFFICIAL, date(2022, 7, 1), True, True, ""),
        (Standing.OFFICIAL, date(2022, 7, 2), True, False, "Dưới 6 tháng"),
        (Standing.PROBATIONARY, date(2022, 1, 5), True, True, ""),
        (Standing.EXEMPT, LONG_AGO, False, False, "Miễn công tác và sinh hoạt đảng"),
        (Standing.SUSPENDED, LONG_AGO, False, False, "Đình chỉ sinh hoạt đảng"),
    ],
)
def test_who_is_left_out_has_a_reason_and_a_clause(
    standing: Standing, admitted: date, reviewed: bool, rated: bool, reason: str
) -> None:
    town()
    member("N", "Hồ Nam", "C1", admitted=admitted, standing=standing)
    open_year()
    found = subject("N")
    assert (found.reviewed, found.rated, found.reason) == (reviewed, rated, reason)
    assert ("21-HD/BTCTW" in found.cite) is (not rated)
    assert found.state == (State.NOT_STARTED if reviewed else State.LEFT_OUT)


def test_who_has_left_is_no_subject() -> None:
    town()
    member("N", "Hồ Nam", "C1", standing=Standing.LEFT)
    open_year()
    assert not Subject.objects.filter(code="N").exists()


def test_a_unit_founded_after_the_first_of_july_is_not_rated() -> None:
    town()
    Unit.objects.filter(code="C2").update(since=date(2022, 7, 2))
    open_year()
    found = subject("C2", Kind.PARTY_ORGANISATION)
    assert (found.rated, found.reason) == (False, "Dưới 6 tháng")


def test_a_stopped_opening_goes_on_and_a_finished_one_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    town()
    whole = opening._STEPS["leaders"]

    def stops(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setitem(opening._STEPS, "leaders", stops)
    with pytest.raises(RuntimeError):
        open_year()
    cycle = Cycle.objects.get()
    assert (cycle.phase, cycle.done) == ("opening", "collectives")
    monkeypatch.setitem(opening._STEPS, "leaders", whole)
    acts.finish(cycle, by=SystemActor())
    there = list(Subject.objects.order_by("pk").values())
    acts.finish(Cycle.objects.get(), by=SystemActor())
    assert list(Subject.objects.order_by("pk").values()) == there
    assert len(there) == 8 + 6 + 4 + 3
    assert [each.action for each in Entry.objects.order_by("seq")] == ["cycle.begun", "cycle.opened"]


def test_a_step_run_twice_adds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    town()
    cycle = open_year()
    before = Subject.objects.count(), QuotaGroup.objects.count()
    cycle.done = ""
    opening.lay_down(cycle)
    assert (Subject.objects.count(), QuotaGroup.objects.count()) == before


def test_the_tallies_are_the_subjects_counted() -> None:
    town()
    member("N", "Hồ Nam", "C1", standing=Standing.EXEMPT)
    open_year()
    path = Unit.objects.get(code="C1").path
    assert set(Tally.objects.filter(path=path).values_list("kind", "state", "number")) == {
        ("member", "not_started", 3), ("member", "left_out", 1), ("party_organisation", "not_started", 1),
    }  # fmt: skip


@pytest.mark.parametrize("root", ["TP", "Q1", "P1"])
def test_a_place_belongs_to_one_cycle_a_year(root: str) -> None:
    town()
    open_year(root="Q1")
    with pytest.raises(WrongState, match="Năm 2022 đã mở cho “Đảng bộ quận Bến Cau”"):
        open_year(root=root)
    open_year(2021, root=root)


def test_what_the_root_does_not_decide_is_left_to_its_superior() -> None:
    town()
    open_year(root="Q1")
    found = subject("Q1", Kind.PARTY_ORGANISATION)
    assert (found.reviewed, found.rated, found.reason) == (
        True, False, "Cấp trên của Đảng bộ quận Bến Cau quyết định xếp loại",
    )  # fmt: skip


def test_a_year_without_forms_opens_for_figures() -> None:
    town()
    assert open_year(2022).has_forms is True
    assert open_year(2023, on=date(2023, 12, 1)).has_forms is False


def test_only_who_opens_cycles_there_opens_one() -> None:
    town()
    district = Officer([Unit.objects.get(code="Q1").path])
    with pytest.raises(PermissionDenied):
        acts.begin(2022, "TP", by=district, on=TODAY, days={})
    acts.begin(2022, "Q1", by=district, on=TODAY, days={})


def test_a_late_member_is_added_transferred_and_left_out_with_reasons() -> None:
    town()
    cycle = open_year()
    new = member("N", "Hồ Nam", "C1")
    by = SystemActor()
    with pytest.raises(WrongState, match="Phải ghi lý do"):
        acts.add_member(cycle, new, by=by, reason=" ")
    added = acts.add_member(cycle, new, by=by, reason="chuyển đến ngày 01/12")
    assert (added.place, added.authority, added.group and added.group.scope) == ("C1", "P1", "P1")
    with pytest.raises(WrongState, match="đã có trong đợt này"):
        acts.add_member(cycle, new, by=by, reason="lần nữa")
    moved = acts.transfer(added, "P2", by=by, reason="chuyển sinh hoạt")
    assert (moved.place, moved.authority, moved.group and moved.group.scope) == ("P2", "P2", "P2")
    out = acts.leave_out(moved, by=by, reason="đi học nước ngoài cả năm", reviewed=False)
    assert (out.rated, out.state, out.group) == (False, State.LEFT_OUT, None)
    path = Unit.objects.get(code="P2").path
    assert dict(Tally.objects.filter(path=path, kind="member", number__gt=0).values_list("state", "number")) == {
        "not_started": 2, "left_out": 1,
    }  # fmt: skip


def test_a_cycle_is_closed_when_all_are_decided_or_with_a_reason() -> None:
    town()
    cycle = open_year()
    with pytest.raises(WrongState, match="Còn 19 đối tượng chưa có quyết định xếp loại"):
        acts.close(cycle, by=SystemActor())
    Subject.objects.filter(rated=True).exclude(code="M1").update(level=3)
    acts.close(cycle, by=SystemActor(), reason="hai đồng chí đi công tác nước ngoài")
    with pytest.raises(WrongState, match="đã kết thúc"):
        acts.close(cycle, by=SystemActor(), reason="lần nữa")
    assert Entry.objects.filter(action="cycle.closed").count() == 1
