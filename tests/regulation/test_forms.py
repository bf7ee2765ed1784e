"""Forms and grounds: by the guidance of the year, complete, and none where none was read."""

import pytest

from kiemdiem.regulation import Kind, NotInForce, governing
from kiemdiem.regulation.forms import CriterionLevel, Form, form_for, forms_of, sheet_for, sheets_of
from kiemdiem.regulation.grounds import ground

YEARS_WITH_FORMS = [2019, 2020, 2021, 2022]


@pytest.mark.parametrize("year", YEARS_WITH_FORMS)
@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (Kind.MEMBER, "Mẫu 02-HD KĐ.ĐG 2019"),
        (Kind.LEADER, "Mẫu 02-HD KĐ.ĐG 2019"),
        (Kind.COLLECTIVE, "Mẫu 01-HD KĐ.ĐG 2019"),
        (Kind.PARTY_ORGANISATION, "Mẫu 01-HD KĐ.ĐG 2019"),
    ],
)
def test_each_kind_has_its_form(year: int, kind: Kind, number: str) -> None:
    form = form_for(kind, year)
    assert form is not None
    assert form.number == number
    assert form.guidance == governing(year)[1].key


@pytest.mark.parametrize("year", [2018, 2023, 2024, 2025, 2026])
def test_a_year_whose_forms_were_not_read_has_none(year: int) -> None:
    assert forms_of(year) == {}
    assert form_for(Kind.MEMBER, year) is None


@pytest.mark.parametrize("form", forms_of(2022).values(), ids=lambda form: form.key)
def test_a_form_is_whole(form: Form) -> None:
    keys = [each.key for each in form.sections]
    assert len(keys) == len(set(keys))
    assert [each.heading.partition(".")[0] for each in form.sections if each.heading] == [
        "I",
        "II",
        "III",
        "IV",
        "V",
        "VI",
    ]
    assert form.self_rating.startswith("VII.")
    assert any(each.task_result for each in form.sections)
    assert all(each.criterion for each in form.sections if each.task_result)
    assert {"faults", "remedy", "suggested", "responsibility", "direction"} <= set(keys)
    assert form.verified is False, "the headings were not read in the form itself"


def test_only_a_leader_writes_of_leading() -> None:
    form = forms_of(2022)["person"]
    member = {each.key for each in form.sections_for(frozenset({Kind.MEMBER}))}
    leader = {each.key for each in form.sections_for(frozenset({Kind.LEADER}))}
    both = {each.key for each in form.sections_for(frozenset({Kind.MEMBER, Kind.LEADER}))}
    assert leader - member == {"leading"}
    assert both == leader


def test_the_levels_of_a_criterion_in_order() -> None:
    assert [each.official for each in CriterionLevel] == ["Kém", "Trung bình", "Tốt", "Xuất sắc"]


@pytest.mark.parametrize(
    ("task", "year", "cited"),
    [
        ("write", 2022, "21-HD/BTCTW, II.A.2"),
        ("review", 2019, "21-HD/BTCTW, II.A.3"),
        ("propose", 2022, "21-HD/BTCTW, II.B.2.5"),
        ("decide", 2022, "21-HD/BTCTW, II.B.2.4"),
        ("write", 2018, "16-HD/BTCTW"),
        ("decide", 2023, "25-HD/BTCTW"),
        ("decide", 2026, "43-HD/BTCTW"),
    ],
)
def test_each_task_has_the_ground_of_its_year(task: str, year: int, cited: str) -> None:
    assert ground(task, year) == cited


def test_a_year_without_law_has_no_ground() -> None:
    with pytest.raises(NotInForce):
        ground("write", 2017)


@pytest.mark.parametrize("year", YEARS_WITH_FORMS)
@pytest.mark.parametrize(
    ("kind", "number", "rows", "whole"),
    [
        (Kind.PARTY_ORGANISATION, "Mẫu 03-HD KĐ.ĐG 2019", [4, 2, 1], True),
        (Kind.COLLECTIVE, "Mẫu 04-HD KĐ.ĐG 2019", [2, 0, 0], False),
    ],
)
def test_a_participating_body_has_its_sheet_with_the_rows_that_were_read(
    year: int, kind: Kind, number: str, rows: list[int], whole: bool
) -> None:
    sheet = sheet_for(kind, year)
    assert sheet is not None
    assert (sheet.number, [len(each.rows) for each in sheet.groups], sheet.whole) == (number, rows, whole)
    assert [each.title.partition(".")[0] for each in sheet.groups] == ["I", "II", "III"]
    keys = [row.key for group in sheet.groups for row in group.rows]
    assert len(keys) == len(set(keys))
    assert sheet.verified is False, "of the form of 2019 itself not every row was read"


def test_a_person_has_no_sheet_and_a_year_without_forms_none() -> None:
    assert [sheet_for(kind, 2022) for kind in (Kind.MEMBER, Kind.LEADER)] == [None, None]
    assert sheets_of(2025) == {}
