"""The roster workbook: previewed with differences, applied whole or not at all, given back as it came."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied

from kiemdiem.ledger.models import Entry
from kiemdiem.organisations.models import Collective, Membership, Person, Post, Unit, YearFact
from kiemdiem.organisations.roster.apply import Unsound, apply_roster
from kiemdiem.organisations.roster.columns import SHEETS
from kiemdiem.organisations.roster.export import export_roster, hand_out_roster, write_template
from kiemdiem.organisations.roster.plan import preview
from kiemdiem.workbooks import Unreadable

from .cast import Officer

pytestmark = pytest.mark.django_db
OFFICER = Officer([""])
TODAY = date(2022, 12, 1)
ROWS: dict[str, list[list[Any]]] = {
    "DonVi": [
        ["C1", "Chi bộ khu vực 1", "Chi bộ trực thuộc", "P1", date(2005, 3, 3), None],
        ["TP", "Đảng bộ thành phố Vĩnh Giang", "Đảng bộ tỉnh, thành phố", None, date(2000, 1, 1), None],
        ["P1", "Đảng bộ phường Vàm Sậy", "đảng bộ cơ sở", "TP", "01/02/2001", None],
    ],
    "TapThe": [["TT-P1", "Đảng ủy phường Vàm Sậy", "P1", "Cấp ủy cơ sở", date(2020, 8, 1), None]],
    "NhanSu": [
        ["007", "Trần Quốc Thuận", date(1975, 5, 5), "C1", "03/02/2000", date(2001, 2, 3), "Chính thức", "x"],
        ["008", "Lâm Thị Bích Vân", None, "C1", date(2022, 9, 1), None, "Dự bị", None],
    ],
    "SinhHoatTamThoi": [["008", "P1", date(2022, 10, 1), None]],
    "ChucVu": [["007", "P1", "TT-P1", "Bí thư Đảng ủy", "x", "TP", date(2020, 8, 1), None]],
    "DuKienNam": [["008", 2022, None, None, None, None, None, None, None, 12, "x", "Hoàn thành tốt nhiệm vụ", 100]],
}


def write(path: Path, rows: dict[str, list[list[Any]]] = ROWS, drop: tuple[str, ...] = ()) -> Path:
    """A roster workbook of these rows; columns named in `drop` are left out."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet, lines in rows.items():
        page = book.create_sheet(sheet)
        kept = [place for place, column in enumerate(SHEETS[sheet]) if column.header not in drop]
        page.append([SHEETS[sheet][place].header for place in kept])
        for line in lines:
            page.append([line[place] for place in kept])
    book.save(path)
    return path


def changed(sheet: str, row: int, column: int, value: Any) -> dict[str, list[list[Any]]]:
    """The rows above with one cell changed."""
    rows = {name: [list(line) for line in lines] for name, lines in ROWS.items()}
    rows[sheet][row][column] = value
    return rows


def one(sheet: str, row: int, column: int, value: Any) -> dict[str, list[list[Any]]]:
    """A workbook of that row only, with one cell changed."""
    return {sheet: [changed(sheet, row, column, value)[sheet][row]]}


def test_everything_is_written_in_one_act(tmp_path: Path) -> None:
    apply_roster(write(tmp_path / "a.xlsx"), by=OFFICER, on=TODAY)
    assert list(Unit.objects.order_by("path").values_list("code", "parent__code")) == [
        ("TP", None),
        ("P1", "TP"),
        ("C1", "P1"),
    ]
    thuan = Person.objects.get(code="007")
    assert (thuan.name, thuan.name_key, thuan.cell.code, thuan.civil_servant) == (
        "Trần Quốc Thuận",
        "tran quoc thuan",
        "C1",
        True,
    )
    assert thuan.path == Unit.objects.get(code="C1").path
    assert Post.objects.get().collective == Collective.objects.get()
    assert set(Membership.objects.values_list("person__code", "cell__code", "temporary", "since")) == {
        ("007", "C1", False, date(2000, 2, 3)),
        ("008", "C1", False, date(2022, 9, 1)),
        ("008", "P1", True, date(2022, 10, 1)),
    }
    assert YearFact.objects.get().civil_level == 3
    (entry,) = Entry.objects.all()
    assert entry.action == "roster.applied"


def test_the_same_workbook_again_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx")
    apply_roster(path, by=OFFICER, on=TODAY)
    plan = apply_roster(path, by=OFFICER, on=date(2022, 12, 9))
    assert plan.is_empty
    assert plan.unchanged == sum(len(lines) for lines in ROWS.values())
    assert Entry.objects.count() == 1


def test_the_export_is_the_same_workbook(tmp_path: Path) -> None:
    apply_roster(write(tmp_path / "a.xlsx"), by=OFFICER, on=TODAY)
    export_roster(tmp_path / "b.xlsx")
    plan = preview(tmp_path / "b.xlsx")
    assert (plan.problems, plan.is_empty, plan.unchanged) == ([], True, 9)
    sheets = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert sheets["NhanSu"]["A2"].value == "007"
    assert sheets.sheetnames == [*SHEETS, "DanhMuc"]


def test_the_template_has_every_sheet_and_no_row(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx")
    plan = preview(tmp_path / "t.xlsx")
    assert (plan.problems, plan.is_empty, plan.unchanged) == ([], True, 0)


def test_a_preview_names_what_differs_and_writes_nothing(tmp_path: Path) -> None:
    apply_roster(write(tmp_path / "a.xlsx"), by=OFFICER, on=TODAY)
    plan = preview(write(tmp_path / "b.xlsx", changed("NhanSu", 1, 6, "Chính thức")))
    (change,) = plan.changes["NhanSu"]
    assert (change.key, change.fields, change.old["standing"]) == (("008",), ["standing"], "probationary")
    assert (plan.count("NhanSu", new=False), plan.count("NhanSu", new=True), plan.unchanged) == (1, 0, 8)
    assert Person.objects.get(code="008").standing == "probationary"


def test_a_column_that_is_not_there_is_left_as_it_is(tmp_path: Path) -> None:
    apply_roster(write(tmp_path / "a.xlsx"), by=OFFICER, on=TODAY)
    assert preview(write(tmp_path / "b.xlsx", drop=("CBCCVC", "Ngày sinh"))).is_empty


def test_a_person_in_another_cell_has_moved_on_the_day(tmp_path: Path) -> None:
    apply_roster(write(tmp_path / "a.xlsx"), by=OFFICER, on=TODAY)
    apply_roster(write(tmp_path / "b.xlsx", changed("NhanSu", 0, 3, "P1")), by=OFFICER, on=date(2022, 12, 10))
    held = Membership.objects.filter(person__code="007").order_by("since").values_list("cell__code", "until")
    assert list(held) == [("C1", date(2022, 12, 9)), ("P1", None)]
    assert Person.objects.get(code="007").path == Unit.objects.get(code="P1").path


def test_a_unit_below_another_has_moved_with_its_people(tmp_path: Path) -> None:
    apply_roster(write(tmp_path / "a.xlsx"), by=OFFICER, on=TODAY)
    apply_roster(write(tmp_path / "b.xlsx", changed("DonVi", 0, 3, "TP")), by=OFFICER, on=date(2022, 12, 10))
    cell = Unit.objects.get(code="C1")
    assert cell.path[:-4] == Unit.objects.get(code="TP").path
    assert set(Person.objects.values_list("path", flat=True)) == {cell.path}
    assert [each.until for each in cell.placements.order_by("since")] == [date(2022, 12, 9), None]


@pytest.mark.parametrize(
    ("sheet", "row", "column", "value", "cell", "says"),
    [
        ("NhanSu", 0, 2, "05/13/1975", "C2", "không phải một ngày"),
        ("NhanSu", 0, 3, "C9", "D2", "“C9” không có ở trang DonVi"),
        ("NhanSu", 1, 0, "007", "A3", "đã có ở dòng 2"),
        ("NhanSu", 0, 1, None, "B2", "thiếu Họ và tên"),
        ("NhanSu", 0, 6, "chính", "G2", "không có trong danh mục"),
        ("NhanSu", 1, 3, None, "D3", "chưa có chi bộ"),
        ("NhanSu", 0, 5, date(1999, 1, 1), "F2", "ngày sau lại trước ngày đầu"),
        ("NhanSu", 0, 7, "chắc vậy", "H2", "hãy ghi x hoặc để trống"),
        ("DonVi", 1, 3, "C1", "D2", "cấp trên vòng tròn"),
        ("DonVi", 2, 3, "TP9", "D4", "“TP9” không có"),
        ("DonVi", 1, 2, "Câu lạc bộ", "C3", "không có trong danh mục"),
        ("DonVi", 0, 0, "C" * 41, "A2", "quá 40"),
        ("TapThe", 0, 2, "X", "C2", "“X” không có"),
        ("ChucVu", 0, 0, "999", "A2", "“999” không có ở trang NhanSu"),
        ("ChucVu", 0, 5, "ZZ", "F2", "“ZZ” không có"),
        ("DuKienNam", 0, 9, 400, "J2", "không phải số từ 0 đến 366"),
        ("DuKienNam", 0, 11, "Khá", "L2", "không phải một mức xếp loại"),
        ("SinhHoatTamThoi", 0, 2, None, "C2", "thiếu Từ ngày"),
    ],
)
def test_one_wrong_cell_is_named_and_nothing_is_written(
    tmp_path: Path, sheet: str, row: int, column: int, value: Any, cell: str, says: str
) -> None:
    path = write(tmp_path / "a.xlsx", changed(sheet, row, column, value))
    with pytest.raises(Unsound) as refused:
        apply_roster(path, by=OFFICER, on=TODAY)
    (problem,) = [each for each in refused.value.problems if says in each.sentence]
    assert (problem.sheet, problem.cell) == (sheet, cell)
    assert not Unit.objects.exists()
    assert not Entry.objects.exists()


def test_two_heads_at_a_time_are_one_too_many(tmp_path: Path) -> None:
    rows = changed("ChucVu", 0, 0, "007")
    rows["ChucVu"].append(["008", "P1", "TT-P1", "Phó Bí thư", "x", None, date(2021, 1, 1), None])
    (problem,) = preview(write(tmp_path / "a.xlsx", rows)).problems
    assert "đã có người đứng đầu ở dòng 2" in problem.sentence
    rows["ChucVu"][0][7] = date(2020, 12, 31)
    assert preview(write(tmp_path / "b.xlsx", rows)).problems == []


def test_all_problems_are_listed_at_once(tmp_path: Path) -> None:
    rows = changed("NhanSu", 0, 2, "31/02/1975")
    rows["DonVi"][2][3] = "TP9"
    assert [problem.sheet for problem in preview(write(tmp_path / "a.xlsx", rows)).problems] == ["DonVi", "NhanSu"]


def test_a_workbook_without_our_sheets_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["gì đó"])
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(Unreadable, match="không có trang nào"):
        preview(tmp_path / "a.xlsx")


def test_loose_marks_come_in_as_one_form(tmp_path: Path, decompose: Callable[[str], str]) -> None:
    rows = changed("NhanSu", 0, 1, decompose("Trần Quốc Thuận"))
    apply_roster(write(tmp_path / "a.xlsx", rows), by=OFFICER, on=TODAY)
    assert Person.objects.get(code="007").name == "Trần Quốc Thuận"


def test_who_may_not_import_reads_nothing_in(tmp_path: Path) -> None:
    for stranger in (Officer([]), Officer(["0001"])):  # a new root is for the command line
        with pytest.raises(PermissionDenied):
            apply_roster(write(tmp_path / "a.xlsx"), by=stranger, on=TODAY)
    assert not Unit.objects.exists()


def test_an_officer_imports_within_the_own_branch_only(tmp_path: Path) -> None:
    apply_roster(write(tmp_path / "a.xlsx"), by=OFFICER, on=TODAY)
    ward = Officer([Unit.objects.get(code="P1").path])
    apply_roster(write(tmp_path / "b.xlsx", one("NhanSu", 0, 1, "Trần Quốc Thuần")), by=ward, on=TODAY)
    apply_roster(write(tmp_path / "b.xlsx", one("DonVi", 2, 1, "Đảng bộ phường Vàm Sậy mới")), by=ward, on=TODAY)
    for rows in (
        one("DonVi", 1, 1, "Đảng bộ thành phố khác"),
        one("DonVi", 0, 3, "TP"),
        one("NhanSu", 0, 3, "TP"),
        one("ChucVu", 0, 1, "TP"),
    ):
        with pytest.raises(PermissionDenied):
            apply_roster(write(tmp_path / "c.xlsx", rows), by=ward, on=TODAY)
    assert Entry.objects.count() == 3


def test_a_guess_about_a_stranger_is_refused_whether_it_is_right_or_wrong(tmp_path: Path) -> None:
    apply_roster(write(tmp_path / "a.xlsx"), by=OFFICER, on=TODAY)
    elsewhere = Officer(["000100020003"])
    for days in (12, 13):  # 12 is what stands there
        with pytest.raises(PermissionDenied):
            apply_roster(write(tmp_path / "b.xlsx", one("DuKienNam", 0, 9, days)), by=elsewhere, on=TODAY)


def test_a_roster_is_handed_out_within_reach_and_written_down(tmp_path: Path) -> None:
    apply_roster(write(tmp_path / "a.xlsx"), by=OFFICER, on=TODAY)
    ward = Officer([Unit.objects.get(code="P1").path])
    hand_out_roster(tmp_path / "b.xlsx", by=ward)
    rows = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert {sheet: [line[0] for line in rows[sheet].iter_rows(min_row=2, values_only=True)] for sheet in SHEETS} == {
        "DonVi": ["P1", "C1"],
        "TapThe": ["TT-P1"],
        "NhanSu": ["007", "008"],
        "SinhHoatTamThoi": ["008"],
        "ChucVu": ["007"],
        "DuKienNam": ["008"],
    }
    assert apply_roster(tmp_path / "b.xlsx", by=ward, on=TODAY).is_empty
    hand_out_roster(tmp_path / "c.xlsx", by=Officer(["000100020003"]))
    assert openpyxl.load_workbook(tmp_path / "c.xlsx")["NhanSu"].max_row == 1
    with pytest.raises(PermissionDenied):
        hand_out_roster(tmp_path / "d.xlsx", by=Officer([]))
    assert [entry.action for entry in Entry.objects.order_by("seq")] == ["roster.applied", *["roster.handed_out"] * 2]


def test_a_code_is_part_of_an_address_and_has_no_slash(tmp_path: Path) -> None:
    (problem,) = preview(write(tmp_path / "a.xlsx", one("DonVi", 1, 0, "TP/1"))).problems
    assert str(problem) == "Trang DonVi, ô A2: “TP/1” có dấu /; mã chỉ gồm chữ, số, dấu chấm và gạch nối."


def test_the_number_of_queries_does_not_grow_with_the_rows(
    tmp_path: Path, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    rows = {name: [list(line) for line in lines] for name, lines in ROWS.items()}
    rows["NhanSu"] += [[f"N{n}", f"Nguyễn Văn {n}", None, "C1", date(2010, 1, 1), None, None, None] for n in range(900)]
    with django_assert_max_num_queries(60):
        apply_roster(write(tmp_path / "a.xlsx", rows), by=OFFICER, on=TODAY)
    assert Person.objects.count() == 902
