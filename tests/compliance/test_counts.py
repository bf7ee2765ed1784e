"""Counts as published: each judged as its own arithmetic says, under each reading."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

Audit = Callable[..., tuple[int, dict[str, Any]]]
PUBLISHED = Path(__file__).parents[2] / "samples/published-results.csv"
HEADER = ["Năm", "Đơn vị", "Mã đơn vị", "Loại đối tượng", "Tổng số", "Xuất sắc", "Tốt", "Hoàn thành",
          "Không hoàn thành", "Không xếp loại", "Tốt đã gồm xuất sắc"]  # fmt: skip


def write(path: Path, rows: list[list[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADER, *rows])
    return path


def by_hand(row: dict[str, str]) -> dict[str, bool | None]:
    """The three readings from the row's own numbers, in fractions of nothing but integers."""
    number = {key: int(value) if value else None for key, value in row.items() if key in HEADER[4:10]}
    excellent, good, total = number["Xuất sắc"], number["Tốt"], number["Tổng số"]
    assert excellent is not None
    assert good is not None
    levels = [excellent, good, number["Hoàn thành"], number["Không hoàn thành"]]
    rated: bool | None = None
    if None not in levels:
        rated = 5 * excellent <= sum(level for level in levels if level is not None)
    elif total is not None and 5 * excellent > total:
        rated = False
    return {"good_only": 5 * excellent <= good, "good_or_better": 5 * excellent <= good + excellent, "all_rated": rated}


@pytest.mark.parametrize("reading", ["good_only", "good_or_better", "all_rated"])
def test_published_results_are_judged_as_their_own_arithmetic_says(audit: Audit, reading: str) -> None:
    with PUBLISHED.open(encoding="utf-8", newline="") as rows:
        expected = {row["Mã đơn vị"]: by_hand(row) for row in csv.DictReader(rows)}
    code, report = audit(PUBLISHED, "--reading", reading)
    found = {each["scope"]: each["observed"]["readings"] for each in report["findings"]}
    assert code == 1
    assert {each["code"] for each in report["findings"]} == {"quota.excellent"}
    assert found == {scope: readings for scope, readings in expected.items() if readings[reading] is False}
    unknown = sorted(scope for scope, readings in expected.items() if readings[reading] is None)
    blind = f"quota.excellent: {len(unknown)} dòng số liệu, nguồn không nêu đủ số để tính theo cách đọc đã chọn: "
    expected_lines = [blind + ", ".join(unknown)] if unknown else []
    assert [line for line in report["unchecked"] if line.startswith("quota")] == expected_lines


def test_ten_of_thirteen_break_the_text_as_it_reads(audit: Audit) -> None:
    _, report = audit(PUBLISHED)
    assert sorted(each["scope"] for each in report["findings"]) == [
        "R01", "R02", "R03", "R04", "R05", "R06", "R09", "R10", "R11", "R12",
    ]  # fmt: skip
    assert (report["rows"], report["years"]) == (13, [2018, 2019, 2020, 2021, 2022, 2024, 2025])


def test_good_that_includes_excellent_is_taken_apart(tmp_path: Path, audit: Audit) -> None:
    path = write(tmp_path / "a.csv", [[2022, "Xã A", "A", "Đảng viên", "", 4, 24, "", "", "", "x"],
                                      [2022, "Xã B", "B", "Đảng viên", "", 4, 23, "", "", "", "x"],
                                      [2022, "Xã C", "C", "Đảng viên", "", 4, 3, "", "", "", "x"]])  # fmt: skip
    _, report = audit(path)
    assert [(each["code"], each["scope"]) for each in report["findings"]] == [
        ("quota.excellent", "B"),
        ("value.unknown", "C"),
    ]


def test_sums_and_what_is_not_said(tmp_path: Path, audit: Audit) -> None:
    path = write(tmp_path / "a.csv", [[2022, "", "A", "Đảng viên", 100, 5, 60, 20, 5, 10, ""],
                                      [2022, "", "B", "Đảng viên", 100, 5, 60, 20, 5, 9, ""],
                                      [2022, "", "C", "Đảng viên", 100, 5, 60, 20, "", "", ""],
                                      [2022, "", "D", "Đảng viên", 80, 5, 60, 20, "", "", ""],
                                      [2022, "", "E", "Đảng viên", 100, "", 60, "", "", "", ""],
                                      [2022, "", "F", "Đảng viên", 100, "năm", 60, "", "", "", ""]])  # fmt: skip
    _, report = audit(path)
    assert [(each["code"], each["scope"]) for each in report["findings"]] == [
        ("totals.mismatch", "B"),
        ("totals.mismatch", "D"),
        ("value.unknown", "F"),
    ]
    assert any(
        line.startswith("quota.excellent: 1 dòng số liệu") and line.endswith(": E") for line in report["unchecked"]
    )


def test_the_same_unit_twice(tmp_path: Path, audit: Audit) -> None:
    row = [2022, "Xã A", "A", "Đảng viên", 10, 0, 10, 0, 0, 0, ""]
    _, report = audit(write(tmp_path / "a.csv", [row, row]))
    assert [(each["code"], each["subjects"]) for each in report["findings"]] == [("duplicate.subject", ["A"])]


@pytest.mark.parametrize(("total", "found"), [(60, []), (61, ["totals.mismatch"])])
def test_a_total_row_is_left_out_and_checked(tmp_path: Path, audit: Audit, total: int, found: list[str]) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    page.append(["BIỂU TỔNG HỢP"])
    page.append(["STT", *HEADER[:6], "Trong đó"])
    for column, name in enumerate(HEADER[6:10], start=8):
        page.cell(3, column, name)
    page.merge_cells("H2:K2")
    for column in range(1, 8):
        page.merge_cells(start_row=2, start_column=column, end_row=3, end_column=column)
    page.append([1, 2022, "Xã A", "A", "Đảng viên", 30, 0, 30, 0, 0, 0])
    page.append([2, 2022, "Xã B", "B", "Đảng viên", 30, 0, 25, 5, 0, 0])
    page.append(["Tổng cộng", None, None, None, None, total, 0, 55, 5, 0, 0])
    book.save(path)
    _, report = audit(path)
    assert [each["code"] for each in report["findings"]] == found
    assert report["rows"] == 2
    assert any("1 dòng cộng" in note for note in report["notes"])


def test_a_raised_share_holds_for_its_scope(tmp_path: Path, audit: Audit) -> None:
    path = write(tmp_path / "a.csv", [[2025, "", scope, "Đảng viên", "", 5, 20, 0, 0, 0, ""] for scope in "AB"])
    overlay = tmp_path / "o.yaml"
    overlay.write_text(
        "overlay: o\ntitle: Mẫu\nparameters:\n  quota.excellent_share:\n"
        "    - {from: 2025-01-01, scopes: [A], percent: 25, decision_no: 1-QĐ/ĐU,\n"
        "       cite: ['qd-366-2025, Điều 11'], verified: yes, quote: x, reading: x}\n",
        encoding="utf-8",
    )
    _, report = audit(path, "--overlay", overlay)
    assert [each["scope"] for each in report["findings"]] == ["B"]
    assert report["basis"]["overlay"] == "o"
    assert audit(path, "--overlay", "none")[1]["basis"]["overlay"] is None
