"""The header row: below title blocks, over two merged rows, above a numbering row; and the labels of total rows."""

import unicodedata

import pytest
from books import DATA, HEADER, SCHEMAS

from kiemdiem.workbooks import header_key, is_total_label
from kiemdiem.workbooks.headers import HEAD_ROWS, Header, find_header

ROWS = [[str(cell) for cell in row] for row in DATA]
TITLE = [["ĐẢNG BỘ XÃ TÂN THẠNH", None, None, None], [None] * 4, ["BIỂU TỔNG HỢP NĂM 2022", None, None, None]]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Mã đơn vị", "ma don vi"),
        ("MÃ ĐƠN VỊ", "ma don vi"),
        ("  Mã\nđơn   vị: ", "ma don vi"),
        ("Ma_don_vi", "ma don vi"),
        (unicodedata.normalize("NFD", "Mã đơn vị"), "ma don vi"),
        ("Nghỉ ốm (ngày)", "nghi om ngay"),
        ("Ngày kết nạp / thành lập", "ngay ket nap thanh lap"),
        ("(*)", ""),
        ("", ""),
    ],
)
def test_headers_are_compared_without_case_marks_and_signs(written: str, key: str) -> None:
    assert header_key(written) == key


def test_the_header_is_the_first_row() -> None:
    assert find_header([list(HEADER), *ROWS], SCHEMAS) == Header(HEADER, 0, 1, 4)


def test_the_header_stands_below_a_title_block() -> None:
    assert find_header([*TITLE, list(HEADER), *ROWS], SCHEMAS) == Header(HEADER, 3, 4, 4)


def test_the_header_is_looked_for_in_the_rows_given_and_no_further() -> None:
    deep = [[None] * 4] * (HEAD_ROWS - 1) + [list(HEADER)]
    assert find_header(deep, SCHEMAS) == Header(HEADER, HEAD_ROWS - 1, HEAD_ROWS, 4)


def test_order_unknown_columns_and_gaps_do_not_matter() -> None:
    header = ["STT", "Mức xếp loại", None, "Năm", "Ghi chú"]
    assert find_header([header], SCHEMAS) == Header(("STT", "Mức xếp loại", "", "Năm", "Ghi chú"), 0, 1, 2)


@pytest.mark.parametrize(("known", "is_header"), [(0, False), (1, False), (2, True)])
def test_two_known_names_make_a_header(known: int, is_header: bool) -> None:
    row = [*HEADER[:known], "Cột lạ", "Cột khác"]
    assert (find_header([row, *ROWS], SCHEMAS) is not None) is is_header


def test_one_name_twice_is_one_known_name() -> None:
    assert find_header([["Năm", "NĂM", "năm"]], SCHEMAS) is None


def test_the_two_names_must_be_of_one_schema() -> None:
    assert find_header([["Mức xếp loại", "Xuất sắc"]], SCHEMAS) is None
    assert find_header([["Mức xếp loại", "Xuất sắc", "Tốt"]], SCHEMAS) == Header(
        ("Mức xếp loại", "Xuất sắc", "Tốt"), 0, 1, 2
    )


def test_the_row_that_names_most_wins_and_the_first_of_two_alike() -> None:
    weaker = ["Năm", "Mức xếp loại", None, None]
    assert find_header([weaker, list(HEADER), *ROWS], SCHEMAS) == Header(HEADER, 1, 2, 4)
    assert find_header([list(HEADER), *ROWS, list(HEADER)], SCHEMAS) == Header(HEADER, 0, 1, 4)


def test_a_header_of_two_merged_rows() -> None:
    rows = [
        ["Đơn vị", "Loại đối tượng", "Tổng số", "Kết quả xếp loại", None, "Ghi chú"],
        [None, None, None, "Xuất sắc", "Tốt", None],
        ["Xã A", "Đảng viên", "100", "10", "60", None],
    ]
    names = ("Đơn vị", "Loại đối tượng", "Tổng số", "Xuất sắc", "Tốt", "Ghi chú")
    assert find_header(rows, SCHEMAS) == Header(names, 0, 2, 5)


def test_a_second_row_longer_than_the_first() -> None:
    rows = [["Đơn vị", "Loại đối tượng", "Kết quả"], [None, None, "Tổng số", "Xuất sắc", "Tốt"], ["Xã A"]]
    assert find_header(rows, SCHEMAS) == Header(("Đơn vị", "Loại đối tượng", "Tổng số", "Xuất sắc", "Tốt"), 0, 2, 5)


def test_the_first_data_row_is_not_taken_for_a_second_header_row() -> None:
    rows = [list(HEADER), ["Tốt", "Xuất sắc", "Năm", "Mã đối tượng"]]
    assert find_header(rows, SCHEMAS) == Header(HEADER, 0, 1, 4)


@pytest.mark.parametrize(
    "numbering",
    [
        ["1", "2", "3", "4"],
        ["(1)", "(2)", "(3)", "(4)"],
        ["A", "B", "1", "2"],
        ["a", "b", "c", "d"],
        ["1", "2", "3", "4=1+2+3"],
        ["(1)", "(2)", "(3)", "(4) = (1) + (2)"],
        ["1", None, "3", "4"],
    ],
)
def test_a_numbering_row_is_no_data(numbering: list[str | None]) -> None:
    assert find_header([list(HEADER), numbering, *ROWS], SCHEMAS) == Header(HEADER, 0, 2, 4)


@pytest.mark.parametrize(
    "data",
    [
        ["1", "2", None, None],
        ["1", "1", "2", "3"],
        ["2022", "1", "2", "3"],
        ["1", "2", "3", "DV-1"],
        [None, None, None, None],
    ],
)
def test_a_row_that_only_resembles_one_stays(data: list[str | None]) -> None:
    assert find_header([list(HEADER), data], SCHEMAS) == Header(HEADER, 0, 1, 4)


def test_a_numbering_row_under_a_header_of_two_rows() -> None:
    rows = [
        ["Đơn vị", "Loại đối tượng", "Kết quả", None],
        [None, None, "Xuất sắc", "Tốt"],
        ["A", "B", "1", "2"],
        ["Xã A", "Đảng viên", "10", "60"],
    ]
    assert find_header(rows, SCHEMAS) == Header(("Đơn vị", "Loại đối tượng", "Xuất sắc", "Tốt"), 0, 3, 4)


def test_nothing_to_find() -> None:
    assert find_header([], SCHEMAS) is None
    assert find_header([[], [None], ["x"]], SCHEMAS) is None
    assert find_header([list(HEADER)], []) is None


TOTALS = [
    "Tổng cộng",
    "TỔNG CỘNG",
    "Tổng cộng:",
    " tổng   cộng ",
    "Tổng cộng toàn Đảng bộ",
    "Tổng số",
    "Tổng số: 12",
    "Tổng số đảng viên",
    "Tổng",
    "Tổng:",
    "Cộng",
    "CỘNG",
    "Cộng:",
    "Cộng .",
    "Cộng chung",
    "Cộng toàn tỉnh",
    "I. Tổng số",
    "II) Cộng",
    "IV Tổng cộng",
    "Tong cong",
    "TONG SO",
    "Tong so:",
]
UNITS = [
    "Tổng công ty Điện lực",
    "TỔNG CÔNG TY LƯƠNG THỰC",
    "Tong cong ty Dien luc",
    "Tổng cục Thuế",
    "Tổng Giám đốc",
    "Tổng hợp",
    "Cộng đồng dân cư ấp 1",
    "Cộng tác viên",
    "Ấp Cộng Hòa",
    "Công an xã",
    "Hội Cựu chiến binh",
    "Chi bộ tổng hợp",
    "Văn phòng Tổng số liệu",
    "DV-1",
    "2022",
    "I.",
    "",
]


@pytest.mark.parametrize("label", TOTALS)
def test_the_label_of_a_total_row(label: str) -> None:
    assert is_total_label(label)
    assert is_total_label(unicodedata.normalize("NFD", label))
    assert is_total_label(f"\u00a0{label}\u200b")


@pytest.mark.parametrize("label", UNITS)
def test_the_name_of_a_unit_is_none(label: str) -> None:
    assert not is_total_label(label)
    assert not is_total_label(unicodedata.normalize("NFD", label))


def test_an_empty_cell_is_none() -> None:
    assert not is_total_label(None)
