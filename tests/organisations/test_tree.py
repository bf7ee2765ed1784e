"""The tree: paths that sort, branches as ranges, and reorganisation from a day on."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations import acts
from kiemdiem.organisations.models import Lineage, Membership, Person, Placement, Unit
from kiemdiem.organisations.tree import ancestors, child_number, child_path, within

from .cast import Officer, grow, person

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2022, 1, 1)
OFFICER = Officer([""])


@given(st.lists(st.integers(1, 36**4 - 1), min_size=1, max_size=6))
def test_a_path_grows_by_four_figures_and_gives_its_number_back(numbers: list[int]) -> None:
    path = ""
    for number in numbers:
        path = child_path(path, number)
        assert child_number(path) == number
    assert len(path) == 4 * len(numbers)
    assert ancestors(path) == [path[:end] for end in range(4, len(path), 4)]


@pytest.mark.parametrize("number", [36**4, 10**9])
def test_a_node_has_at_most_1_679_615_children(number: int) -> None:
    with pytest.raises(ValueError, match="0001"):
        child_path("0001", number)


def test_a_branch_is_a_range_that_leaves_neighbours_out() -> None:
    grow("TP", "TP/Q1", "TP/Q2", "TP/Q1/P1", "TP/Q1/P2", "TP/Q2/P1")
    branch = Unit.objects.get(code="Q1")
    assert [unit.code for unit in Unit.objects.filter(within(branch.path)).order_by("path")] == ["Q1", "Q1-P1", "Q1-P2"]
    assert Unit.objects.filter(within("")).count() == 6


def test_the_order_of_paths_is_the_order_of_bytes() -> None:
    grow("TP", *[f"TP/{number:03d}" for number in range(1, 80)])
    paths = list(Unit.objects.order_by("path").values_list("path", flat=True))
    assert paths == sorted(paths)


def test_only_what_an_actor_reaches_is_visible() -> None:
    grow("TP", "TP/Q1", "TP/Q2", "TP/Q1/P1")
    reach = Unit.objects.get(code="Q1").path
    assert {unit.code for unit in Unit.objects.visible_to(Officer([reach]))} == {"Q1", "Q1-P1"}
    assert Unit.objects.visible_to(Officer([])).count() == 0
    assert Unit.objects.visible_to(OFFICER).count() == 4


def test_a_new_name_holds_from_its_day_and_the_old_one_is_remembered() -> None:
    grow("TP")
    acts.rename("TP", "Đảng bộ thành phố Vĩnh Giang", by=OFFICER, on=NEW_YEAR)
    assert list(Placement.objects.order_by("since").values_list("name", "until")) == [
        ("TP", date(2021, 12, 31)),
        ("Đảng bộ thành phố Vĩnh Giang", None),
    ]
    assert Unit.objects.get().name_key == "dang bo thanh pho vinh giang"
    assert Entry.objects.get().action == "unit.renamed"


def test_a_moved_unit_takes_everything_below_along() -> None:
    grow("TP", "TP/Q1", "TP/Q2", "TP/Q1/P1", "TP/Q1/P1/C1")
    lan = person("L", "Lan", cell="Q1-P1-C1")
    acts.move("Q1-P1", "Q2", by=OFFICER, on=NEW_YEAR)
    q2 = Unit.objects.get(code="Q2").path
    assert {unit.code for unit in Unit.objects.filter(within(q2))} == {"Q2", "Q1-P1", "Q1-P1-C1"}
    lan.refresh_from_db()
    assert lan.path == Unit.objects.get(code="Q1-P1-C1").path
    assert [each.parent.code for each in Placement.objects.filter(unit__code="Q1-P1").order_by("since")] == ["Q1", "Q2"]


def test_a_unit_is_not_moved_into_itself() -> None:
    grow("TP", "TP/Q1", "TP/Q1/P1")
    with pytest.raises(WrongState, match="thuộc chính"):
        acts.move("Q1", "Q1-P1", by=OFFICER, on=NEW_YEAR)
    assert Entry.objects.count() == 0


def test_merged_units_end_the_day_before_and_their_people_go_on() -> None:
    grow("TP", "TP/P1", "TP/P2", "TP/P2/C1")
    lan = person("L", "Lan", cell="P2")
    acts.merge(["P2"], "P1", by=OFFICER, on=NEW_YEAR)
    assert Unit.objects.get(code="P2").until == date(2021, 12, 31)
    assert Unit.objects.get(code="P2-C1").parent == Unit.objects.get(code="P1")
    lan.refresh_from_db()
    assert lan.cell.code == "P1"
    held = Membership.objects.order_by("since").values_list("cell__code", "until")
    assert list(held) == [("P2", date(2021, 12, 31)), ("P1", None)]
    assert list(Lineage.objects.values_list("before__code", "after__code", "how")) == [("P2", "P1", "merged")]


def test_a_split_unit_lets_the_named_people_go() -> None:
    grow("TP", "TP/C1")
    for code in ("A", "B"):
        person(code, code, cell="C1")
    acts.split("C1", [("C2", "Chi bộ 2", ["B"])], by=OFFICER, on=NEW_YEAR)
    assert dict(Person.objects.values_list("code", "cell__code")) == {"A": "C1", "B": "C2"}
    with pytest.raises(WrongState, match="đã dùng"):
        acts.split("C1", [("C2", "Chi bộ 2", [])], by=OFFICER, on=NEW_YEAR)
    with pytest.raises(WrongState, match="Không có trong"):
        acts.split("C1", [("C3", "Chi bộ 3", ["B"])], by=OFFICER, on=NEW_YEAR)
    assert not Unit.objects.filter(code="C3").exists()


def test_who_may_not_reorganise_changes_nothing() -> None:
    grow("TP", "TP/Q1")
    for stranger in (Officer([]), Officer([Unit.objects.get(code="Q1").path])):
        with pytest.raises(PermissionDenied):
            acts.rename("TP", "khác", by=stranger, on=NEW_YEAR)
    assert Unit.objects.get(code="TP").name == "TP"


def test_what_has_ended_is_not_reorganised() -> None:
    grow("TP", "TP/P1", "TP/P2")
    acts.merge(["P2"], "P1", by=OFFICER, on=NEW_YEAR)
    with pytest.raises(WrongState, match="đã kết thúc"):
        acts.rename("P2", "khác", by=OFFICER, on=NEW_YEAR)


def test_paths_can_be_computed_again_from_parents() -> None:
    grow("TP", "TP/Q1", "TP/Q2", "TP/Q1/P1")
    before = dict(Unit.objects.values_list("code", "path"))
    acts.refresh_paths()
    assert dict(Unit.objects.values_list("code", "path")) == before
