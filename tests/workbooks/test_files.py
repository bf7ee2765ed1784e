"""Which files are read, which are passed over, and that each suffix goes to its reader."""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from books import DATA, HEADER, READ, SCHEMAS, read, rows_of, write_ods, write_xlsx

from kiemdiem.workbooks import ParquetTable, SheetTable, Table, Unreadable, find_files, open_file

ROWS = [HEADER, *DATA]


def touch(*paths: Path) -> None:
    """Empty files, with their folders."""
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def write_parquet(path: Path, year: int = 2022) -> Path:
    """One rated subject."""
    pq.write_table(pa.table({"Năm": [year], "Mã đối tượng": ["DV-1"], "Mức xếp loại": ["T"]}), path)
    return path


def test_a_folder_is_read_to_its_depths_in_order(tmp_path: Path) -> None:
    wanted = [tmp_path / "a.xlsx", tmp_path / "b" / "c" / "d.parquet", tmp_path / "b" / "e.csv", tmp_path / "f.ods"]
    touch(*reversed(wanted))
    assert find_files([tmp_path]) == (wanted, [])


def test_suffixes_may_be_capitals(tmp_path: Path) -> None:
    wanted = [tmp_path / name for name in ("A.XLSX", "B.Csv", "C.ODS", "D.PARQUET")]
    touch(*wanted)
    assert find_files([tmp_path]) == (wanted, [])
    assert find_files(wanted) == (wanted, [])


def test_lock_files_and_hidden_files_are_passed_over_in_silence(tmp_path: Path) -> None:
    touch(*(tmp_path / name for name in ("a.xlsx", "~$a.xlsx", ".~lock.a.xlsx#", ".b.csv", ".DS_Store")))
    assert find_files([tmp_path]) == ([tmp_path / "a.xlsx"], [])


def test_other_files_of_a_folder_are_noted(tmp_path: Path) -> None:
    touch(tmp_path / "a.csv", tmp_path / "b" / "c.docx", tmp_path / "d.xls")
    assert find_files([tmp_path]) == (
        [tmp_path / "a.csv"],
        [
            f"Bỏ qua “{tmp_path / 'b' / 'c.docx'}”: không phải .xlsx, .ods, .csv, .parquet.",
            f"Bỏ qua “{tmp_path / 'd.xls'}”: không phải .xlsx, .ods, .csv, .parquet.",
        ],
    )


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    touch(tmp_path / "a.csv", tmp_path / "b.csv")
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    assert find_files([files[1], tmp_path, files[1]]) == ([files[1], files[0]], [])


def test_a_folder_whose_name_ends_like_a_file_is_a_folder(tmp_path: Path) -> None:
    touch(tmp_path / "2022.xlsx" / "a.csv")
    assert find_files([tmp_path]) == ([tmp_path / "2022.xlsx" / "a.csv"], [])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("khong-co.xlsx", "không tìm thấy"),
        ("a.pdf", "không phải tệp đọc được"),
        ("a", "không phải tệp đọc được"),
        ("rong", "thư mục không có tệp nào đọc được"),
        ("chi-co-khoa", "thư mục không có tệp nào đọc được"),
        ("x" * 300 + ".xlsx", "không mở được"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused(tmp_path: Path, name: str, said: str) -> None:
    touch(tmp_path / "a.pdf", tmp_path / "a", tmp_path / "chi-co-khoa" / "~$a.xlsx")
    (tmp_path / "rong").mkdir()
    with pytest.raises(Unreadable, match=said) as refusal:
        find_files([tmp_path / name])
    assert str(refusal.value).startswith(f"Tệp “{tmp_path / name}”: ")
    assert "\n" not in str(refusal.value)


def test_xlsx_ods_and_csv_of_the_same_rows_read_the_same(tmp_path: Path) -> None:
    for path in (write_xlsx(tmp_path / "a.XLSX", ROWS), write_ods(tmp_path / "a.Ods", ROWS)):
        (table,) = read(path)
        assert isinstance(table, SheetTable)
        assert rows_of(table) == READ
        assert (table.names, table.letters, table.first_row, table.notes) == (HEADER, ("A", "B", "C", "D"), 2, [])
    (tmp_path / "a.CSV").write_text("\n".join(",".join(map(str, row)) for row in ROWS), encoding="utf-8")
    (table,) = read(tmp_path / "a.CSV")
    assert (table.names, table.letters, table.first_row, table.notes) == (HEADER, ("",) * 4, 2, [])


def test_a_parquet_file_keeps_its_rows_and_gives_its_names(tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "a.parquet")
    assert read(path) == [
        ParquetTable(path, "", ("Năm", "Mã đối tượng", "Mức xếp loại"), ("", "", ""), first_row=1, notes=[])
    ]


@pytest.mark.parametrize(
    "name", ["a [1].parquet", "a*.parquet", "a?.parquet", "a'b.parquet", "{a,b}.parquet", "[[].parquet"]
)
def test_a_name_with_signs_is_no_pattern(tmp_path: Path, name: str) -> None:
    for other in ("a 1.parquet", "ab.parquet", "a.parquet", "b.parquet"):
        pq.write_table(pa.table({"Khác": [1]}), tmp_path / other)
    (table,) = read(write_parquet(tmp_path / name))
    assert table.names == ("Năm", "Mã đối tượng", "Mức xếp loại")


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods", "a.csv", "a.parquet"])
def test_a_file_that_is_gone_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Unreadable, match="không đọc được"):
        read(tmp_path / name)


def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.ods", "c.csv", "d.parquet"):
        (tmp_path / name).mkdir()
        with pytest.raises(Unreadable):
            open_file(tmp_path / name, SCHEMAS, tmp_path)


def test_a_file_of_another_kind_under_a_known_suffix_is_refused(tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "a.xlsx", ROWS).read_bytes()
    parquet = write_parquet(tmp_path / "a.parquet").read_bytes()
    for name, data, said in (
        ("b.parquet", book, "không phải tệp Parquet"),
        ("b.csv", book, "không phải tệp văn bản"),
        ("c.csv", parquet, "không phải tệp văn bản"),
        ("b.xlsx", parquet, "không phải bảng tính"),
        ("c.ods", book, "không phải bảng tính OpenDocument"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(Unreadable, match=said):
            read(tmp_path / name)


def test_reading_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    paths = [
        write_xlsx(tmp_path / "a.xlsx", ROWS),
        write_ods(tmp_path / "a.ods", ROWS),
        write_parquet(tmp_path / "a.parquet"),
    ]
    before = [(path.read_bytes(), os.stat(path).st_mtime_ns) for path in paths]
    for path in paths:
        read(path)
    assert [(path.read_bytes(), os.stat(path).st_mtime_ns) for path in paths] == before


@pytest.mark.parametrize(("letter", "cell"), [("F", "F12"), ("", "cột 1, dòng 12")])
def test_a_cell_is_named_for_a_reader(letter: str, cell: str) -> None:
    assert Table(Path("a"), "", ("Năm",), (letter,), 2).cell(0, 12) == cell


def test_a_refusal_is_one_sentence_that_says_where() -> None:
    assert str(Unreadable("a.xlsx", "hỏng.")) == "Tệp “a.xlsx”: hỏng."
    assert str(Unreadable("a.xlsx", "hỏng.", sheet="T1")) == "Tệp “a.xlsx”, trang “T1”: hỏng."
    assert str(Unreadable("a.xlsx", "hỏng.", sheet="T1", cell="B2")) == "Tệp “a.xlsx”, trang “T1”, ô B2: hỏng."
