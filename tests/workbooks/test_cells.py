"""Dates and whole numbers as offices write them."""

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiemdiem.workbooks import parse_date, parse_whole

DAY = date(2022, 12, 5)


@pytest.mark.parametrize(
    "written",
    [
        "05/12/2022",
        "5/12/2022",
        "5.12.2022",
        "05-12-2022",
        " 5 / 12 / 2022 ",
        "5/12/2022 00:00:00",
        "2022-12-05",
        "2022-12-5",
        "2022-12-05 00:00:00",
        "2022-12-05T08:30:00",
        "ngày 5 tháng 12 năm 2022",
        "Ngày 05  tháng 12 năm 2022",
        "NGÀY 05 THÁNG 12 NĂM 2022",
        unicodedata.normalize("NFD", "ngày 5 tháng 12 năm 2022"),
        "ngày\u00a05 tháng\u00a012 năm 2022",
        "44900",
        "44900.0",
        "44900.75",
    ],
)
def test_a_date_however_it_is_written(written: str) -> None:
    assert parse_date(written) == DAY


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "-",
        "31/02/2022",
        "29/02/2023",
        "13/13/2022",
        "00/12/2022",
        "2022-13-05",
        "2022-02-30",
        "0000-01-01",
        "5/12/22",
        "12/2022",
        "2022",
        "20221205",
        "4490",
        "449000",
        "-44900",
        "44900,5",
        "5/12/2022x",
        "khoảng tháng 12 năm 2022",
        "ngày 31 tháng 2 năm 2022",
        "x",
    ],
)
def test_anything_else_is_no_date(written: str) -> None:
    assert parse_date(written) is None


@pytest.mark.parametrize(
    ("serial", "day"),
    [
        ("10000", date(1927, 5, 18)),
        ("36526", date(2000, 1, 1)),
        ("43159", date(2018, 2, 28)),
        ("43160", date(2018, 3, 1)),
        ("44620", date(2022, 2, 28)),
        ("44621", date(2022, 3, 1)),
        ("99999", date(2173, 10, 13)),
    ],
)
def test_a_serial_number_counts_days_as_excel_does(serial: str, day: date) -> None:
    assert parse_date(serial) == day


@pytest.mark.parametrize("day", [date(2020, 2, 29), date(1930, 2, 3), date(2099, 12, 31)])
def test_leap_days_and_far_years(day: date) -> None:
    assert parse_date(day.strftime("%d/%m/%Y")) == day


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_date_comes_back_from_each_writing(day: date) -> None:
    assert parse_date(f"{day.day}/{day.month}/{day.year}") == day
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day} 00:00:00") == day
    assert parse_date(f"ngày {day.day} tháng {day.month} năm {day.year}") == day


@given(st.integers(10_000, 99_999))
def test_every_serial_number_is_the_day_after_the_one_before(serial: int) -> None:
    after, before = parse_date(str(serial)), parse_date(str(serial - 1).zfill(5))
    assert after is not None
    assert before is not None
    assert after - before == timedelta(days=1)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0", 0),
        ("12", 12),
        (" 12 ", 12),
        ("012", 12),
        ("+5", 5),
        ("-5", -5),
        ("12.0", 12),
        ("12.00000", 12),
        ("1.234", 1234),
        ("12.345.678", 12_345_678),
        ("1 234", 1234),
        ("1\u00a0234", 1234),
        ("1\u202f234", 1234),
        ("9007199254740993", 9_007_199_254_740_993),
        ("9" * 18, 10**18 - 1),
        ("1" + ".000" * 5, 10**15),
    ],
)
def test_a_whole_number_however_it_is_written(written: str, number: int) -> None:
    assert parse_whole(written) == number


@pytest.mark.parametrize(
    "written",
    ["", " ", "-", "12.5", "1,234", "1.23", "1.2345", "12.345.67", "1e3", "x", "12 người", "0x1F", "inf", "nan", "1_0"],
)
def test_anything_else_is_no_whole_number(written: str) -> None:
    assert parse_whole(written) is None


@pytest.mark.parametrize(
    "written", ["9" * 19, "1" * 400, "1" * 5000, "1" * 400 + ".0", "1" + ".000" * 6, "1" + ".000" * 2000]
)
def test_a_number_too_long_to_be_a_count_is_none(written: str) -> None:
    assert parse_whole(written) is None


@given(st.integers(-(10**18) + 1, 10**18 - 1))
def test_every_whole_number_comes_back(number: int) -> None:
    assert parse_whole(str(number)) == number
    assert parse_whole(f"{number}.0") == number


@given(st.integers(0, 10**15))
def test_grouped_by_points_it_comes_back_too(number: int) -> None:
    assert parse_whole(f"{number:,}".replace(",", ".")) == number


@given(st.text(max_size=30))
def test_any_text_has_an_answer(text: str) -> None:
    assert parse_date(text) is None or isinstance(parse_date(text), date)
    assert parse_whole(text) is None or isinstance(parse_whole(text), int)
