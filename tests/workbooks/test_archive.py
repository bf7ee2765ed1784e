"""Workbooks that are broken, or made to hurt: refused before the reader lays anything out."""

import zipfile
from pathlib import Path

import pytest
from books import DATA, HEADER, Rows, change_part, ods_cell, read, read_sheet, write_ods, write_ods_body, write_xlsx

from kiemdiem.workbooks import Unreadable
from kiemdiem.workbooks.archive import PartStats, check_sheet_size, column_index, column_letters, inspect

ROWS: Rows = [HEADER, *DATA]


@pytest.mark.parametrize(
    "cell",
    [
        "office:value-type='string'",
        "office:value='1'",
        "office:string-value='x'",
        "office:date-value='2022-12-31'",
        "office:boolean-value='true'",
    ],
)
def test_an_open_document_that_would_unfold_beyond_reason_is_refused(tmp_path: Path, cell: str) -> None:
    head = f"<table:table-row>{''.join(map(ods_cell, HEADER))}</table:table-row>"
    wide = f"<table:table-cell {cell} table:number-columns-repeated='16384'><text:p>x</text:p></table:table-cell>"
    body = f"{head}<table:table-row table:number-rows-repeated='1048000'>{wide}</table:table-row>"
    path = write_ods_body(tmp_path / "a.ods", f"<table:table table:name='T'>{body}</table:table>")
    with pytest.raises(Unreadable, match="trang “T”: khai số dòng, số cột quá lớn"):
        read(path)


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/workbook.xml", "<workbook", '<?xml version="1.0" encoding="khong-co"?><workbook'),
        ("xl/workbook.xml", "</workbook>", ""),
        ("xl/_rels/workbook.xml.rels", "</Relationships>", "<"),
        ("xl/worksheets/sheet1.xml", "</sheetData>", ""),
    ],
)
def test_a_workbook_with_a_broken_part_is_refused(tmp_path: Path, part: str, old: str, new: str) -> None:
    with pytest.raises(Unreadable):
        read(change_part(write_xlsx(tmp_path / "a.xlsx", ROWS), part, old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<c r="A1"', '<c r="ZZZZZ99999999"'),
        ('<c r="A1"', "<c r='ZZZZZ1'"),
        ('<c r="A1"', '<c r = "zzzzz1"'),
        ('<c r="A1"', '<c\n\tr\n=\n"AMK1"'),
        ('<c r="A1"', '<c t="n" r="AMK1"'),
        ('<c r="A1"', f'<c r="{"A" * 30}1"'),
        ('<c r="A2"', '<c r="A99999999"'),
        ('<c r="A2"', "<c r='A4000000000'"),
        ('<row r="2"', '<row r="99999999"'),
        ('<row r="2"', "<row spans='1:4' r = '4000000000'"),
    ],
)
def test_a_cell_that_lies_about_its_place_is_refused_before_it_takes_all_memory(
    tmp_path: Path, old: str, new: str
) -> None:
    path = change_part(write_xlsx(tmp_path / "a.xlsx", ROWS), "xl/worksheets/sheet1.xml", old, new)
    with pytest.raises(Unreadable, match=r"quá xa bên phải|hãy xóa các dòng trống|không đọc được nội dung"):
        read(path)


def test_a_sheet_kept_in_an_unusual_part_is_looked_at_all_the_same(tmp_path: Path) -> None:
    path = change_part(write_xlsx(tmp_path / "a.xlsx", ROWS), "xl/worksheets/sheet1.xml", '<c r="A1"', '<c r="ZZZZZ1"')
    for odd in ("xl/Worksheets/SHEET1.XML", "xl/khac/trang.xml", "xl/trang.bin", "trang.xml"):
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        parts[odd] = parts.pop("xl/worksheets/sheet1.xml")
        relations = parts["xl/_rels/workbook.xml.rels"].decode().replace("/xl/worksheets/sheet1.xml", f"/{odd}")
        parts["xl/_rels/workbook.xml.rels"] = relations.encode()
        with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
        with pytest.raises(Unreadable):
            read(tmp_path / "b.xlsx")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("encoding='UTF-8'", "encoding='khong-co'"),
        ("</office:spreadsheet>", ""),
        ("<table:table-row>", "<table:table-row table:number-rows-repeated='nhieu'>"),
        ("<table:table-row>", "<table:table-row table:number-rows-repeated='-2'>"),
        ("<table:table-row>", "<table:table-row table:number-rows-repeated='99999999999999999999'>"),
    ],
)
def test_a_broken_open_document_is_refused(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(Unreadable):
        read(change_part(write_ods(tmp_path / "a.ods", ROWS), "content.xml", old, new))


def test_a_part_with_a_wrong_checksum_is_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    data = bytearray(path.read_bytes())
    entry = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/workbook.xml"))
    data[entry + 16] ^= 0xFF
    path.write_bytes(bytes(data))
    with pytest.raises(Unreadable, match="không mở được vỏ nén"):
        read(path)


def test_warnings_of_the_reader_stay_off_the_screen(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    wide = (
        "<table:table-row><table:table-cell table:number-columns-repeated='90000' office:value='1'/></table:table-row>"
    )
    read(write_ods_body(tmp_path / "a.ods", f"<table:table table:name='T'>{wide}</table:table>"))
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")


@pytest.mark.parametrize(
    ("rows", "columns", "values", "said"),
    [
        (200_000, 5, 0, None),
        (200_001, 5, 200_001, None),
        (200_001, 5, 200_000, "khai 200.001 dòng nhưng chỉ có 200.000 ô có dữ liệu"),
        (100_000, 500, 0, None),
        (100_000, 501, 100_000, "khai số dòng, số cột quá lớn"),
        (100_000, 501, 5_009_999, "khai số dòng, số cột quá lớn"),
        (100_000, 501, 5_010_000, None),
        (1_048_576, 21, 10_000_000, None),
    ],
)
def test_a_sheet_that_is_mostly_empty_has_its_limits(rows: int, columns: int, values: int, said: str | None) -> None:
    stats = PartStats(values=values, last_row=rows, last_column=columns)
    if said is None:
        check_sheet_size(Path("a.xlsx"), "T", stats)
    else:
        with pytest.raises(Unreadable, match=f"trang “T”: {said}"):
            check_sheet_size(Path("a.xlsx"), "T", stats)


@pytest.mark.parametrize("column", [1023, 1024])
def test_data_may_stand_in_the_first_1024_columns(tmp_path: Path, column: int) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [*ROWS, (*[None] * column, "x")])
    if column < 1024:
        assert read_sheet(path).letters[-1] == "AMJ"
    else:
        with pytest.raises(Unreadable, match="quá xa bên phải"):
            read(path)


@pytest.mark.parametrize("before", range(0, 64, 3))
def test_a_far_cell_is_seen_wherever_the_pieces_of_the_sheet_are_cut(tmp_path: Path, before: int) -> None:
    head = '<row r="1">'
    far = "<x:c\n s='1' r = 'ZZZ2000000' t='str'>\n<x:v>1</x:v></x:c>"
    text = head + " " * ((1 << 20) - len(head) - before) + far + " " * 100
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", text)
    stats = inspect(path).parts["xl/worksheets/sheet1.xml"]
    assert (stats.last_row, stats.last_column, stats.far_column) == (2_000_000, 26 + 26**2 + 26**3, True)


@pytest.mark.parametrize(
    ("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (1023, "AMJ"), (16383, "XFD")]
)
def test_column_letters(index: int, letters: str) -> None:
    assert column_letters(index) == letters
    assert column_index(letters) == column_index(letters.lower()) == index


def test_a_sheet_cannot_hide_behind_the_name_of_another(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", ROWS, ROWS, names=["Mot", "Hai"])
    change_part(path, "xl/worksheets/sheet1.xml", '<c r="A1"', '<c r="ZZZZZ99999999"')
    with pytest.raises(Unreadable, match="trang “Mot”: trùng tên"):
        read(change_part(path, "xl/workbook.xml", '"Hai"', '"Mot"'))
    write_xlsx(path, ROWS, names=["Mot"])
    with pytest.raises(Unreadable, match="trang “Mot”: thiếu phần chứa bảng"):
        read(change_part(path, "xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "worksheets/sheet9.xml"))
