"""Spreadsheets as offices keep them: titles, merged cells, formulas, dates, several sheets, legacy letters."""

import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from books import (
    DATA,
    HEADER,
    READ,
    Rows,
    change_part,
    ods_cell,
    read,
    read_sheet,
    row_numbers,
    rows_of,
    write_ods,
    write_ods_body,
    write_xlsx,
)
from openpyxl.styles import Font

from kiemdiem.vietnamese import Encoding, encode
from kiemdiem.workbooks import SheetTable, parse_date

Write = Callable[..., Path]
BOTH = pytest.mark.parametrize("write", [write_xlsx, write_ods], ids=["xlsx", "ods"])
ENCODINGS = pytest.mark.parametrize("encoding", Encoding)
ROWS: Rows = [HEADER, *DATA]
TITLE: Rows = [("ĐẢNG BỘ XÃ TÂN THẠNH",), (), ("KẾT QUẢ XẾP LOẠI NĂM 2022",)]


@pytest.fixture
def path(tmp_path: Path, write: Write) -> Path:
    return tmp_path / ("a.xlsx" if write is write_xlsx else "a.ods")


@BOTH
def test_a_table_below_a_title_block(path: Path, write: Write) -> None:
    table = read_sheet(write(path, [*TITLE, *ROWS], names=["DangVien"]))
    assert (table.sheet, table.names, table.first_row) == ("DangVien", HEADER, 5)
    assert rows_of(table) == READ
    assert row_numbers(table) == [5, 6, 7]
    assert table.cell(3, 6) == "D6"


@BOTH
def test_a_table_that_starts_in_the_middle_of_the_sheet_keeps_its_cell_names(path: Path, write: Write) -> None:
    rows: Rows = [(), (), *[(None, None, *row) for row in ROWS]]
    table = read_sheet(write(path, rows))
    named = [letter for letter, name in zip(table.letters, table.names, strict=True) if name]
    assert named == ["C", "D", "E", "F"]
    assert row_numbers(table) == [4, 5, 6]
    assert [row[-4:] for row in rows_of(table)] == READ


@BOTH
def test_blank_rows_keep_the_numbers_of_the_rows_below_them(path: Path, write: Write) -> None:
    table = read_sheet(write(path, [HEADER, DATA[0], (), (None, " ", "", None), DATA[1]]))
    assert rows_of(table) == [READ[0], [None] * 4, [None] * 4, READ[1]]
    assert row_numbers(table) == [2, 3, 4, 5]


@BOTH
def test_a_header_of_two_merged_rows_and_a_numbering_row(path: Path, write: Write) -> None:
    rows: Rows = [
        ("Đơn vị", "Loại đối tượng", "Tổng số", "Kết quả", None),
        (None, None, None, "Xuất sắc", "Tốt"),
        ("A", "B", "(1)", "(2)", "(3)"),
        ("Xã A", "Đảng viên", 100, 10, 60),
    ]
    more = (
        {"merged": ["A1:A2", "B1:B2", "C1:C2", "D1:E1"]} if write is write_xlsx else {"spans": {(0, 0): 2, (0, 1): 2}}
    )
    table = read_sheet(write(path, rows, **more))
    assert table.names == ("Đơn vị", "Loại đối tượng", "Tổng số", "Xuất sắc", "Tốt")
    assert rows_of(table) == [["Xã A", "Đảng viên", "100", "10", "60"]]
    assert row_numbers(table) == [4]
    assert table.notes == []


MERGED: Rows = [
    HEADER,
    (2022, "Đảng viên", "DV-1", "T"),
    (None, None, "DV-2", "HT"),
    (None, None, "DV-3", "HT"),
    (None, "Tổ chức đảng", "TC-1", "T"),
    (None, None, "TC-2", "T"),
]


@BOTH
def test_a_cell_merged_downwards_holds_for_every_row_it_spans(path: Path, write: Write) -> None:
    more = (
        {"merged": ["A2:A6", "B2:B4", "B5:B6"]} if write is write_xlsx else {"spans": {(1, 0): 5, (1, 1): 3, (4, 1): 2}}
    )
    table = read_sheet(write(path, MERGED, **more))
    assert rows_of(table) == [
        ["2022", "Đảng viên", "DV-1", "T"],
        ["2022", "Đảng viên", "DV-2", "HT"],
        ["2022", "Đảng viên", "DV-3", "HT"],
        ["2022", "Tổ chức đảng", "TC-1", "T"],
        ["2022", "Tổ chức đảng", "TC-2", "T"],
    ]
    assert table.notes == ["có 3 ô gộp dọc; giá trị được hiểu là của mọi dòng trong ô gộp."]


@BOTH
def test_empty_cells_that_are_not_merged_stay_empty(path: Path, write: Write) -> None:
    table = read_sheet(write(path, MERGED))
    assert [row[1] for row in rows_of(table)] == ["Đảng viên", None, None, "Tổ chức đảng", None]
    assert table.notes == []


def test_the_value_above_does_not_run_into_an_empty_merged_cell(tmp_path: Path) -> None:
    rows: Rows = [
        ("Mã đối tượng", "Mức xếp loại", "Kỷ luật"),
        ("DV-1", "KHT", "Cảnh cáo"),
        ("DV-2", "T", None),
        ("DV-3", "T", None),
        ("DV-4", "KHT", "Khiển trách"),
        ("DV-5", "KHT", None),
    ]
    table = read_sheet(write_xlsx(tmp_path / "a.xlsx", rows, merged=["C3:C4", "C5:C6"]))
    assert [row[2] for row in rows_of(table)] == ["Cảnh cáo", None, None, "Khiển trách", "Khiển trách"]
    assert table.notes == ["có 1 ô gộp dọc; giá trị được hiểu là của mọi dòng trong ô gộp."]


def test_a_merge_that_reaches_below_the_rows_ends_with_them(tmp_path: Path) -> None:
    table = read_sheet(write_xlsx(tmp_path / "a.xlsx", ROWS, merged=["B4:B9", "C8:C9"]))
    assert rows_of(table)[:3] == READ
    assert [row for row in rows_of(table)[3:] if row != [None] * 4] == []


def test_a_title_merged_over_the_header_fills_nothing(tmp_path: Path) -> None:
    rows: Rows = [("KẾT QUẢ", None, None, None), (), HEADER, (None, "Đảng viên", "DV-1", "T")]
    table = read_sheet(write_xlsx(tmp_path / "a.xlsx", rows, merged=["A1:D2", "A3:A4"]))
    assert rows_of(table) == [[None, "Đảng viên", "DV-1", "T"]]
    assert table.notes == []


@BOTH
def test_numbers_true_dates_and_texts_come_as_text(path: Path, write: Write) -> None:
    row = (2022, 12.5, True, date(2022, 12, 31))
    (cells,) = rows_of(read_sheet(write(path, [HEADER, row])))
    assert cells[:3] == ["2022", "12.5", "true"]
    assert parse_date(str(cells[3])) == date(2022, 12, 31)


@BOTH
@pytest.mark.parametrize("day", ["05/12/2022", "5.12.2022", "ngày 5 tháng 12 năm 2022", 44900, date(2022, 12, 5)])
def test_dates_as_text_as_serial_number_and_as_dates(path: Path, write: Write, day: object) -> None:
    table = read_sheet(write(path, [("Mã đối tượng", "Ngày quyết định"), ("DV-1", day)]))
    assert [parse_date(str(row[1])) for row in rows_of(table)] == [date(2022, 12, 5)]


def test_a_date_keeps_its_day_whatever_its_display(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Mã đối tượng", "Ngày quyết định"])
    formats = ("dd/mm/yyyy", "mm-dd-yy", "d mmmm yyyy", "yyyy-mm-dd hh:mm", "[$-42A]dd/mm/yyyy")
    for number, display in enumerate(formats):
        book.active.append([f"DV-{number}", date(2022, 12, 5)])
        book.active.cell(number + 2, 2).number_format = display
    book.save(tmp_path / "a.xlsx")
    days = [parse_date(str(row[1])) for row in rows_of(read_sheet(tmp_path / "a.xlsx"))]
    assert days == [date(2022, 12, 5)] * len(formats)


def test_formulas_are_counted_and_their_stored_values_used(tmp_path: Path) -> None:
    rows: Rows = [HEADER, (2022, "Đảng viên", "DV-1", '="T"'), (2022, "Đảng viên", "DV-2", "=D2"), DATA[2]]
    path = write_xlsx(tmp_path / "a.xlsx", rows)
    # openpyxl leaves an empty value after the formula, written in one way or the other as lxml is there or not
    change_part(path, "xl/worksheets/sheet1.xml", '<c r="D2"><f>"T"</f>', '<c r="D2" t="str"><f>"T"</f><v>T</v>')
    for empty in ("<v></v>", "<v />"):
        with suppress(AssertionError):
            change_part(path, "xl/worksheets/sheet1.xml", f"<v>T</v>{empty}", "<v>T</v>")
    table = read_sheet(path)
    assert [row[3] for row in rows_of(table)] == ["T", None, "Hoàn thành xuất sắc nhiệm vụ"]
    assert table.notes == ["có 2 ô công thức; dùng giá trị đã lưu trong tệp, không tính lại."]


def test_formulas_of_an_open_document_are_counted_too(tmp_path: Path) -> None:
    formula = "<table:table-cell table:formula='of:=1+1' office:value-type='float' office:value='2022'/>"
    rows = ["".join(map(ods_cell, HEADER)), formula + "".join(map(ods_cell, DATA[0][1:]))]
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    table = read_sheet(write_ods_body(tmp_path / "a.ods", f"<table:table table:name='T'>{body}</table:table>"))
    assert rows_of(table) == READ[:1]
    assert table.notes == ["có 1 ô công thức; dùng giá trị đã lưu trong tệp, không tính lại."]


def test_repeated_cells_and_rows_of_an_open_document_are_laid_out(tmp_path: Path) -> None:
    blank = "<table:table-cell table:number-columns-repeated='2'/>"
    body = (
        f"<table:table-row table:number-rows-repeated='3'>{blank}</table:table-row>"
        f"<table:table-row>{blank}{''.join(map(ods_cell, HEADER))}</table:table-row>"
        f"<table:table-row table:number-rows-repeated='2'>{blank}{''.join(map(ods_cell, DATA[0]))}</table:table-row>"
        "<table:table-row table:number-rows-repeated='1048570'><table:table-cell/></table:table-row>"
    )
    table = read_sheet(write_ods_body(tmp_path / "a.ods", f"<table:table table:name='T'>{body}</table:table>"))
    assert [row[-4:] for row in rows_of(table)] == [READ[0]] * 2
    assert row_numbers(table) == [5, 6]
    assert table.letters[-4:] == ("C", "D", "E", "F")


@BOTH
def test_decomposed_letters_and_unseen_marks_become_one_form(path: Path, write: Write) -> None:
    apart = [[unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell for cell in row] for row in ROWS]
    apart[1][2] = "\ufeffDV\u200b-1 "
    apart[2][1] = " Đa\u0309\u200dng viên\u00a0"
    table = read_sheet(write(path, apart))
    assert table.names == HEADER
    assert rows_of(table) == READ


@BOTH
def test_header_cells_may_hold_line_breaks(path: Path, write: Write) -> None:
    table = read_sheet(write(path, [("Năm", "Loại\nđối tượng", "Mã \n đối tượng", "Mức xếp\nloại"), *DATA]))
    assert rows_of(table) == READ


@BOTH
def test_every_sheet_with_a_known_header_is_a_table(path: Path, write: Write) -> None:
    counts: Rows = [("Đơn vị", "Xuất sắc", "Tốt"), ("Xã A", 10, 60)]
    notes: Rows = [("Người lập biểu", "Nguyễn Văn An")]
    write(path, ROWS, notes, counts, [], names=["DangVien", "GhiChu", "SoLieu", "Trang trống"])
    tables = read(path)
    assert [table.sheet for table in tables] == ["DangVien", "SoLieu"]
    assert [rows_of(table) for table in tables if isinstance(table, SheetTable)] == [READ, [["Xã A", "10", "60"]]]
    assert [table.sheet for table in read(path, "SoLieu")] == ["SoLieu"]
    assert read(path, "GhiChu") == []
    assert read(path, "Không có") == []


@BOTH
def test_sheet_names_may_hold_any_sign(path: Path, write: Write) -> None:
    name = "Đảng viên & “tổ” <1>'"
    assert read_sheet(write(path, ROWS, names=[name])).sheet == name


@BOTH
def test_a_header_without_rows_is_an_empty_table(path: Path, write: Write) -> None:
    table = read_sheet(write(path, [HEADER]))
    assert rows_of(table) == []
    assert table.names == HEADER


@BOTH
@ENCODINGS
def test_legacy_headers_and_values_are_converted_and_noted(path: Path, write: Write, encoding: Encoding) -> None:
    coded = [[encode(cell, encoding) if isinstance(cell, str) else cell for cell in row] for row in ROWS]
    table = read_sheet(write(path, coded))
    assert table.names == HEADER
    assert rows_of(table) == READ
    kind, level = encode("Đảng viên", encoding), encode("Hoàn thành tốt nhiệm vụ", encoding)
    assert table.notes == [
        f"cột “Loại đối tượng”: đổi 2 giá trị từ {encoding.value} sang Unicode, ví dụ “{kind}” thành “Đảng viên”.",
        f"cột “Mức xếp loại”: đổi 3 giá trị từ {encoding.value} sang Unicode, ví dụ “{level}” thành “Hoàn thành tốt "
        "nhiệm vụ”.",
    ]


@BOTH
@ENCODINGS
def test_one_legacy_column_among_unicode_ones(path: Path, write: Write, encoding: Encoding) -> None:
    names = ["Nguyễn Văn An", "Trần Thị Bích Ngọc", "Lê Hoàng Phước"]
    rows: Rows = [
        ("Mã đối tượng", "Tên đối tượng", "Mức xếp loại"),
        *[(f"DV-{number}", encode(name, encoding), "Hoàn thành tốt nhiệm vụ") for number, name in enumerate(names)],
    ]
    table = read_sheet(write(path, rows))
    assert [row[1:] for row in rows_of(table)] == [[name, "Hoàn thành tốt nhiệm vụ"] for name in names]
    sample = encode(names[0], encoding)
    assert table.notes == [
        f"cột “Tên đối tượng”: đổi 3 giá trị từ {encoding.value} sang Unicode, ví dụ “{sample}” thành “{names[0]}”."
    ]


@ENCODINGS
def test_rows_in_unicode_within_a_legacy_column_stay(tmp_path: Path, encoding: Encoding) -> None:
    names = ["Nguyễn Văn An", "Trần Thị Bích Ngọc", "Lê Hoàng Phước", "Phạm Minh Đức"]
    shown = [encode(name, encoding) if number % 2 else name for number, name in enumerate(names)]
    rows: Rows = [("Mã đối tượng", "Tên đối tượng"), *[(f"DV-{at}", name) for at, name in enumerate(shown)]]
    table = read_sheet(write_xlsx(tmp_path / "a.xlsx", rows))
    assert [row[1] for row in rows_of(table)] == names
    assert [note for note in table.notes if "đổi 2 giá trị" in note] == table.notes


def test_a_nameless_column_is_noted_by_its_letter(tmp_path: Path) -> None:
    rows: Rows = [
        (None, None, "Mã đối tượng", "Mức xếp loại", None),
        *[(None, None, f"DV-{number}", "T", encode("Đảng viên dự bị", Encoding.VNI)) for number in range(3)],
    ]
    (note,) = read_sheet(write_xlsx(tmp_path / "a.xlsx", rows)).notes
    assert note.startswith("cột “E”: đổi 1 giá trị từ VNI-Windows sang Unicode")


@pytest.mark.parametrize(("font", "read_as"), [("Times New Roman", "Khai trõ"), (".VnTime", "Khai trừ")])
def test_the_font_of_a_workbook_decides_on_words_that_read_both_ways(tmp_path: Path, font: str, read_as: str) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Mã đối tượng", "Kỷ luật"])
    book.active.append(["DV-1", "Khai trõ"])
    book.active["B2"].font = Font(name=font)
    book.save(tmp_path / "a.xlsx")
    assert rows_of(read_sheet(tmp_path / "a.xlsx")) == [["DV-1", read_as]]


def test_a_leftover_legacy_font_does_no_harm_to_unicode(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (*ROWS, (2022, "Đảng viên", "Lê Hà", "Hà Tú")):
        book.active.append(row)
    book.active["A1"].font = Font(name=".VnTimeH")
    book.active["A2"].font = Font(name="VNI-Times")
    book.save(tmp_path / "a.xlsx")
    table = read_sheet(tmp_path / "a.xlsx")
    assert rows_of(table) == [*READ, ["2022", "Đảng viên", "Lê Hà", "Hà Tú"]]
    assert table.notes == []


def test_a_strict_open_xml_workbook_is_read(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", MERGED, merged=["B2:B4"])
    loose, strict = "http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/"
    change_part(path, "xl/workbook.xml", f"{loose}officeDocument/2006/", f"{strict}officeDocument/")
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        change_part(path, part, f"{loose}spreadsheetml/2006/", f"{strict}spreadsheetml/")
    assert [row[1] for row in rows_of(read_sheet(path))][:3] == ["Đảng viên"] * 3
