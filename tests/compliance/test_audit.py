"""The audit of ratings: each code found where it is, and nowhere else."""

import datetime as dt
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from conftest import Row, codes, rating, write_csv, write_xlsx

Audit = Callable[..., tuple[int, dict[str, Any]]]
GOODS = [rating(f"T-{number}", "T") for number in range(10)]
ORGANISATION, COLLECTIVE, LEADER = "Tổ chức đảng", "Tập thể lãnh đạo, quản lý", "Cá nhân lãnh đạo, quản lý"


def in_year(rows: list[Row], year: int) -> list[Row]:
    return [row | {"year": year} for row in rows]


def test_a_lawful_file_has_no_finding(tmp_path: Path, audit: Audit) -> None:
    rows = [*GOODS, rating("X-1", "Hoàn thành xuất sắc nhiệm vụ"), rating("X-2", "HTXSNV"), rating("H-1", "HT")]
    code, report = audit(write_csv(tmp_path / "a.csv", rows))
    assert (code, report["findings"], report["rows"], report["groups"]) == (0, [], 13, 1)


def test_the_example_of_the_file_format(tmp_path: Path, audit: Audit) -> None:
    rows = [rating(f"X-{n}", "XS", scope="CS-014") for n in range(10)]
    rows += [rating(f"G-{n}", "T", scope="CS-014") for n in range(39)]
    code, report = audit(write_csv(tmp_path / "a.csv", rows))
    (finding,) = report["findings"]
    assert code == 1
    head = ("code", "severity", "verified", "year", "kind", "scope", "group", "subjects")
    assert [finding[key] for key in head] == ["quota.excellent", "breach", True, 2022, "member", "CS-014", "", []]
    expected = {
        "excellent": 10, "good": 39, "allowed": 7, "min_to_good": 2,
        "readings": {"good_only": False, "good_or_better": False, "all_rated": False},
    }  # fmt: skip
    assert {key: finding["observed"][key] for key in expected} == expected
    assert (finding["citation"], finding["where"]) == ("21-HD/BTCTW, II.B.2.3; 608-CV/TU, mục 4", [])
    assert report["basis"] == {
        "program": "0.1.0",
        "texts": ["132-QĐ/TW 08/3/2018", "21-HD/BTCTW 18/10/2019"],
        "overlay": "can-tho",
        "reading": "good_only",
    }


@pytest.mark.parametrize(("reading", "found"), [("good_only", 1), ("good_or_better", 0), ("all_rated", 0)])
def test_the_reading_can_be_chosen(tmp_path: Path, audit: Audit, reading: str, found: int) -> None:
    rows = [rating(f"X-{n}", "XS") for n in range(4)] + [rating(f"G-{n}", "T") for n in range(18)]
    _, report = audit(write_csv(tmp_path / "a.csv", rows), "--reading", reading)
    assert len(report["findings"]) == found


def test_groups_are_year_kind_scope_and_group_but_never_the_post(tmp_path: Path, audit: Audit) -> None:
    rows = [rating(f"G-{n}", "T", post="Chuyên viên") for n in range(5)] + [rating("X", "XS", post="Trưởng phòng")]
    assert audit(write_csv(tmp_path / "a.csv", rows))[1]["findings"] == []
    for column, value in (("scope", "CS-02"), ("group", "khác"), ("year", 2021), ("kind", ORGANISATION)):
        other = [*rows[:5], rows[5] | {column: value}]
        assert [each["code"] for each in audit(write_csv(tmp_path / "a.csv", other))[1]["findings"]] == [
            "quota.excellent"
        ]


def test_without_a_scope_the_file_is_one_scope_and_says_so(tmp_path: Path, audit: Audit) -> None:
    rows = [{key: value for key, value in row.items() if key != "scope"} for row in GOODS]
    _, report = audit(write_csv(tmp_path / "a.csv", rows))
    assert report["groups"] == 1
    assert any("không có cột Phạm vi tính tỷ lệ" in note for note in report["notes"])


HEADS = [
    rating("TC", "T", ORGANISATION), rating("TT", "XS", COLLECTIVE, of_unit=""), rating("TT2", "HT", COLLECTIVE),
    rating("TT0", "", COLLECTIVE, not_rated_reason="dưới 6 tháng"),
]  # fmt: skip
FREE = [rating(f"F-{kind}-{n}", "T", kind) for kind in (COLLECTIVE, LEADER) for n in range(10)]


@pytest.mark.parametrize(
    ("level", "heads", "found"),
    [
        ("T", "TC", []),
        ("T", "TT;TC", []),
        ("XS", "TT", []),
        ("XS", "TT; TC", [("head.above_collective", "breach", ("BT",))]),
        ("T", "TT,TC,TT2", [("head.above_collective", "breach", ("BT",))]),
        ("XS", "", []),
    ],
)
def test_a_head_is_held_to_the_lowest_of_what_he_heads(
    tmp_path: Path, audit: Audit, level: str, heads: str, found: list[Any]
) -> None:
    rows = [*HEADS, *FREE, rating("BT", level, LEADER, heads=heads)]
    _, report = audit(write_csv(tmp_path / "a.csv", rows))
    assert codes(report) == found


def test_codes_not_found_are_noted_and_nothing_found_is_unchecked(tmp_path: Path, audit: Audit) -> None:
    rows = [*HEADS, *FREE, rating("BT", "T", LEADER, heads="TC;ZZ"), rating("BT2", "XS", LEADER, heads="TT0;QQ")]
    _, report = audit(write_csv(tmp_path / "a.csv", rows))
    assert codes(report) == []
    assert "Cột Đứng đầu: 2 mã không có trong tệp: QQ, ZZ." in report["notes"]
    assert "Cột Đứng đầu: 1 mã không có mức xếp loại: TT0." in report["notes"]
    assert any(line.startswith("head.above_collective: 1 trường hợp") and "BT2" in line for line in report["unchecked"])


def test_only_leaders_are_heads(tmp_path: Path, audit: Audit) -> None:
    rows = [*HEADS, *GOODS, *FREE, rating("DV", "XS", heads="TC")]
    assert codes(audit(write_csv(tmp_path / "a.csv", rows))[1]) == []


def test_a_head_names_what_it_is_measured_against(tmp_path: Path, audit: Audit) -> None:
    rows = [*HEADS, *FREE, rating("BT", "XS", LEADER, heads="TT;TC")]
    (finding,) = audit(write_csv(tmp_path / "a.csv", rows))[1]["findings"]
    assert finding["observed"]["against"] == {"TC": "good", "TT": "excellent"}
    assert finding["where"][0]["row"] == 26
    assert finding["where"][0]["cell"] == "cột 7, dòng 26"


@pytest.mark.parametrize(
    ("organisation", "collective", "found"),
    [("T", "T", []), ("XS", "T", []), ("T", "XS", [("collective.above_organisation", "breach", ("TT",))])],
)
def test_a_collective_is_not_above_its_organisation(
    tmp_path: Path, audit: Audit, organisation: str, collective: str, found: list[Any]
) -> None:
    rows = [*FREE, *[rating(f"O-{n}", "T", ORGANISATION) for n in range(9)]]
    rows += [rating("TC", organisation, ORGANISATION, unit="HU"), rating("TT", collective, COLLECTIVE, of_unit="TC")]
    rows += [rating("DV", "T", unit="TC")]
    assert codes(audit(write_csv(tmp_path / "a.csv", rows))[1]) == found


def test_the_head_is_decided_last(tmp_path: Path, audit: Audit) -> None:
    rows = [rating("TC", "T", ORGANISATION, decision_on="12/12/2022")]
    rows += [rating(f"BT-{day}", "T", LEADER, heads="TC", decision_on=f"{day}/12/2022") for day in (11, 12, 13)]
    assert codes(audit(write_csv(tmp_path / "a.csv", rows))[1]) == [("decision.order", "breach", ("BT-11",))]
    assert codes(audit(write_csv(tmp_path / "a.csv", in_year(rows, 2018)))[1]) == [
        ("decision.order", "warning", ("BT-11",))
    ]


def test_conditions_of_a_person(tmp_path: Path, audit: Audit) -> None:
    rows = [
        *GOODS,
        rating("KL", "T", discipline="Khiển trách"), rating("KL-0", "KHT", discipline="cảnh cáo"),
        rating("KL-1", "T", discipline="không"), rating("CC", "XS", civil_level="HTTNV"),
        rating("CC-0", "XS", civil_level="XS"), rating("CC-1", "HT", civil_level="Không hoàn thành nhiệm vụ"),
        rating("OM", "T", sick_days=90), rating("OM-0", "T", sick_days=89), rating("OM-1", "HT", sick_days=200),
        rating("MI", "HT", not_rated_reason="Miễn sinh hoạt"), rating("DC", "HT", not_rated_reason="đình chỉ"),
        rating("MO", "HT", since="02/07/2022"), rating("MO-0", "HT", since="01/07/2022"),
        rating("MO-1", "HT", not_rated_reason="dưới 6 tháng"), rating("MO-2", "", since="15/09/2022"),
        rating("TR", ""), rating("TR-0", "", not_rated_reason="khác"),
    ]  # fmt: skip
    expected = [
        ("civil.mismatch", "breach", ("CC",)), ("civil.mismatch", "breach", ("CC-1",)),
        ("discipline.not_failed", "breach", ("KL",)), ("eligible.unrated", "breach", ("TR",)),
        ("ineligible.rated", "breach", ("DC",)), ("ineligible.rated", "breach", ("MI",)),
        ("ineligible.rated", "breach", ("MO",)), ("ineligible.rated", "breach", ("MO-1",)),
        ("sick_leave.above_completed", "breach", ("OM",)),
    ]  # fmt: skip
    assert codes(audit(write_csv(tmp_path / "a.csv", rows))[1]) == expected
    _, report = audit(write_csv(tmp_path / "b.csv", in_year(rows, 2025)))
    assert ("sick_leave.above_completed", "warning", ("OM",)) not in codes(report)
    assert any(line.startswith("discipline.not_failed: thiếu cột Liên quan nhiệm vụ") for line in report["unchecked"])


@pytest.mark.parametrize(
    ("year", "mark", "severity"), [(2023, "", "breach"), (2023, "x", "warning"), (2022, "x", "breach")]
)
def test_self_detected(tmp_path: Path, audit: Audit, year: int, mark: str, severity: str) -> None:
    rows = [*in_year(GOODS, year), rating("KL", "T", year=year, discipline="cảnh cáo", self_detected=mark)]
    code, report = audit(write_csv(tmp_path / "a.csv", rows))
    assert codes(report) == [("discipline.not_failed", severity, ("KL",))]
    assert code == (1 if severity == "breach" else 0)


def test_strict_counts_warnings(tmp_path: Path, audit: Audit) -> None:
    path = write_csv(tmp_path / "a.csv", [*in_year(GOODS, 2018), rating("KL", "T", year=2018, discipline="cảnh cáo")])
    assert audit(path)[0] == 0
    assert audit(path, "--strict")[0] == 1


def test_an_excellent_organisation_and_those_below(tmp_path: Path, audit: Audit) -> None:
    def files(levels: str) -> list[Row]:
        rows = [rating(f"O-{n}", "T", ORGANISATION, scope="HU", unit="HU") for n in range(5)]
        rows += [rating(f"O-DV-{n}", "T", unit=f"O-{n}") for n in range(5)]
        rows += [rating("CB", "XS", ORGANISATION, scope="HU", unit="HU")]
        return rows + [rating(f"DV-{n}", level, unit="CB") for n, level in enumerate(levels.split())]

    assert codes(audit(write_csv(tmp_path / "a.csv", files("T T T T HT")))[1]) == []
    found = [("organisation.subordinates", "warning", ("CB",))]
    assert codes(audit(write_csv(tmp_path / "b.csv", files("T T T HT HT")))[1]) == found
    assert codes(audit(write_csv(tmp_path / "c.csv", files("T T T T T T T KHT")))[1]) == found
    _, report = audit(write_csv(tmp_path / "d.csv", files("")))
    assert any(line.startswith("organisation.subordinates: 1 tổ chức") for line in report["unchecked"])


def test_a_repeated_subject_counts_once_by_its_latest_decision(tmp_path: Path, audit: Audit) -> None:
    first = rating("L", "XS", decision_on="10/12/2022", discipline="")
    last = rating("L", "T", decision_on="11/12/2022", discipline="")
    for rows in ([*GOODS[:4], first, last], [*GOODS[:4], last, first]):
        _, report = audit(write_csv(tmp_path / "a.csv", rows))
        assert codes(report) == [("duplicate.subject", "breach", ("L",))]
        assert [at["row"] for at in report["findings"][0]["where"]] == [6, 7]
    undated = [*GOODS[:4], first | {"decision_on": ""}, last | {"decision_on": ""}]
    assert codes(audit(write_csv(tmp_path / "b.csv", undated))[1]) == [("duplicate.subject", "breach", ("L",))]
    spelled = [*GOODS[:4], rating("L", "XS", "member"), rating("L", "T")]
    assert codes(audit(write_csv(tmp_path / "c.csv", spelled))[1]) == [("duplicate.subject", "breach", ("L",))]


def test_one_code_may_be_an_organisation_and_a_collective(tmp_path: Path, audit: Audit) -> None:
    rows = [
        *FREE,
        rating("CQ", "XS", ORGANISATION),
        rating("CQ", "T", COLLECTIVE),
        rating("BT", "XS", LEADER, heads="CQ"),
    ]
    rows += [rating(f"O-{n}", "T", ORGANISATION) for n in range(5)]
    _, report = audit(write_csv(tmp_path / "a.csv", rows))
    assert codes(report) == [("head.above_collective", "breach", ("BT",))]
    assert report["findings"][0]["observed"]["against"] == {"CQ": "good"}


def test_what_cannot_be_read_is_named_and_the_rest_is_audited(tmp_path: Path, audit: Audit) -> None:
    rows = [
        *GOODS, rating("A", "rất tốt"), rating("B", "T", kind="Hội viên"), rating("C", "T", since="31/02/2022"),
        rating("D", "T", decision_on="hôm qua"), rating("E", "???", civil_level="giỏi"), rating("F", "T", year="2O22"),
        rating("", "T"), rating("KL", "T", discipline="khiển trách"),
    ]  # fmt: skip
    _, report = audit(write_csv(tmp_path / "a.csv", rows))
    unread = [each for each in report["findings"] if each["code"] == "value.unknown"]
    assert sorted((tuple(each["subjects"]), each["kind"]) for each in unread) == [
        ((), "member"), (("A",), "member"), (("B",), ""), (("C",), "member"), (("D",), "member"), (("E",), "member"),
        (("F",), "member"),
    ]  # fmt: skip
    assert ("discipline.not_failed", "breach", ("KL",)) in codes(report)
    double = next(each for each in unread if each["subjects"] == ["E"])
    assert [at["cell"] for at in double["where"]] == ["cột 5, dòng 16", "cột 6, dòng 16"]
    assert "“???”" in double["message"]


def test_decisions_after_the_last_day(tmp_path: Path, audit: Audit) -> None:
    days = ["30/12/2023", "31/12/2023", "14/01/2024", "15/01/2024"]
    rows = [rating(f"D-{n}", "T", year=2023, decision_on=day) for n, day in enumerate(days)]
    assert codes(audit(write_csv(tmp_path / "a.csv", rows))[1]) == [
        ("decision.late", "breach", ("D-3",)), ("decision.late", "warning", ("D-1",)),
        ("decision.late", "warning", ("D-2",)),
    ]  # fmt: skip
    _, report = audit(write_csv(tmp_path / "b.csv", in_year(rows, 2022)))
    assert codes(report) == []
    assert any(line.startswith("decision.late: năm 2022") for line in report["unchecked"])


def test_a_missing_column_never_passes_silently(tmp_path: Path, audit: Audit) -> None:
    rows = [*GOODS, rating("TC", "T", ORGANISATION), rating("TT", "T", COLLECTIVE), rating("BT", "T", LEADER)]
    _, report = audit(write_csv(tmp_path / "a.csv", rows))
    assert {line.partition(":")[0] for line in report["unchecked"]} == {
        "discipline.not_failed", "civil.mismatch", "sick_leave.above_completed", "ineligible.rated", "eligible.unrated",
        "decision.late", "head.above_collective", "decision.order", "collective.above_organisation",
        "organisation.subordinates", "totals.mismatch",
    }  # fmt: skip


def test_a_workbook_with_titles_numbering_totals_and_merged_cells(tmp_path: Path, audit: Audit) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx",
        [*GOODS[:5], rating("X", "XS", decision_on=dt.date(2022, 12, 10), unit="CB-1")],
        ["ĐẢNG ỦY XÃ MẪU", "KẾT QUẢ XẾP LOẠI NĂM 2022"],
    )
    book = openpyxl.load_workbook(path)
    page = book.active
    page.insert_rows(4)
    for column in range(1, page.max_column + 1):
        page.cell(4, column, f"({column})")
    page.merge_cells("A1:D1")
    page.merge_cells("A5:A10")
    page.append(["Tổng cộng: 7 đảng viên"])
    page.append([None, None, None, None, "NGƯỜI LẬP BIỂU"])
    book.save(path)
    code, report = audit(path)
    assert (code, report["rows"], report["findings"]) == (0, 6, [])
    assert any("dòng 11 là dòng cộng, không tính, ghi 7 nhưng bảng có 6 dòng" in note for note in report["notes"])
    assert any("1 ô gộp dọc" in note for note in report["notes"])


def test_rows_of_a_sheet_are_counted_as_a_person_counts_them(tmp_path: Path, audit: Audit) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [*GOODS, rating("A", "rất tốt")], ["", "Tiêu đề"])
    (finding,) = audit(path)[1]["findings"]
    assert finding["where"] == [{"file": str(path), "sheet": "DangVien", "row": 14, "cell": "E14"}]


def test_several_files_and_folders(tmp_path: Path, audit: Audit) -> None:
    folder = tmp_path / "huyen"
    (folder / "xa").mkdir(parents=True)
    write_csv(folder / "a.csv", GOODS[:5], delimiter=";")
    write_xlsx(folder / "xa" / "b.xlsx", [rating("X-1", "XS")])
    write_csv(folder / "c.csv", [rating("X-2", "XS")], delimiter="\t", encoding="utf-16")
    (folder / "~$b.xlsx").write_bytes(b"khoa")
    (folder / "ghi-chu.txt").write_text("x", encoding="utf-8")
    _, report = audit(folder)
    assert [Path(name).name for name in report["files"]] == ["a.csv", "c.csv", "b.xlsx"]
    assert codes(report) == [("quota.excellent", "breach", ())]
    assert any("ghi-chu.txt" in note for note in report["notes"])
    assert not any("~$" in note for note in report["notes"])


def test_unknown_columns_are_kept_and_noted(tmp_path: Path, audit: Audit) -> None:
    _, report = audit(write_csv(tmp_path / "a.csv", [row | {"Điện thoại": "1"} for row in GOODS]))
    assert any("cột lạ: Điện thoại" in note for note in report["notes"])


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_headers_and_values_in_either_unicode_form(tmp_path: Path, audit: Audit, form: str) -> None:
    path = write_csv(tmp_path / "a.csv", [rating("Đ-1", "Hoàn thành tốt nhiệm vụ"), rating("Đ-1", "XS")])
    path.write_text(unicodedata.normalize(form, path.read_text(encoding="utf-8")), encoding="utf-8")
    assert codes(audit(path)[1])[0] == ("duplicate.subject", "breach", ("Đ-1",))


def test_a_day_of_admission_makes_young_in_its_own_year_only(tmp_path: Path, audit: Audit) -> None:
    rows = [rating("MO", "HT", since="15/09/2022", year=year) for year in (2022, 2023)]
    _, report = audit(write_csv(tmp_path / "a.csv", [*GOODS, *in_year(GOODS, 2023), *rows]))
    assert [(each["code"], each["year"]) for each in report["findings"]] == [("ineligible.rated", 2022)]


def test_years_after_the_last_look_are_judged_with_a_note(tmp_path: Path, audit: Audit) -> None:
    _, report = audit(write_csv(tmp_path / "a.csv", in_year(GOODS, 2030)))
    assert any(note.startswith("Năm 2030: chưa xác minh các văn bản còn hiệu lực") for note in report["notes"])
    _, report = audit(write_csv(tmp_path / "b.csv", in_year(GOODS, 2026)))
    assert not any("chưa xác minh" in note for note in report["notes"])


def test_a_level_of_an_organisation_beside_a_reason_for_members_is_noted(tmp_path: Path, audit: Audit) -> None:
    rows = [*GOODS, rating("TC", "HT", ORGANISATION, not_rated_reason="miễn sinh hoạt")]
    _, report = audit(write_csv(tmp_path / "a.csv", rows))
    assert codes(report) == []
    assert any("không áp dụng cho loại đối tượng ấy" in note for note in report["notes"])


def test_collectives_and_leaders_without_a_group_are_noted(tmp_path: Path, audit: Audit) -> None:
    _, report = audit(write_csv(tmp_path / "a.csv", [*GOODS, *FREE]))
    assert sum("không ghi Nhóm tương đồng" in note for note in report["notes"]) == 2
