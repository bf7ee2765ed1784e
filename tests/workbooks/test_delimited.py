"""Text files: encoding, delimiter and header found by looking; other encodings turned into UTF-8 once."""

import csv
import unicodedata
from collections.abc import Callable, Sequence
from io import StringIO
from itertools import islice
from pathlib import Path

import duckdb
import pytest
from books import HEADER, read, read_text

from kiemdiem.vietnamese import Encoding, encode
from kiemdiem.workbooks import DelimitedTable, Unreadable

TITLE = ["ĐẢNG BỘ XÃ TÂN THẠNH", "", "KẾT QUẢ XẾP LOẠI, NĂM 2022"]
DATA = [["2022", "Đảng viên", f"DV-{number}", "Hoàn thành tốt nhiệm vụ"] for number in range(1, 4)]


def text_of(rows: Sequence[Sequence[str]], delimiter: str = ",", end: str = "\n") -> str:
    """Rows as a program writes them, quoted where needed."""
    out = StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()


def by_duckdb(table: DelimitedTable) -> list[list[str | None]]:
    """The rows as the engine reads them from where the table says, which is the point of finding the header."""
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(len(table.names)))
    query = (
        f"FROM read_csv(?, header = false, auto_detect = false, skip = {table.skip}, delim = '{table.delimiter}', "
        f"quote = '\"', escape = '\"', columns = {{{columns}}}, null_padding = true, parallel = false)"
    )
    return [list(row) for row in duckdb.execute(query, [str(table.source)]).fetchall()]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def written(text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "a.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return written


Write = Callable[..., Path]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_the_delimiter_is_found(write: Write, delimiter: str, end: str) -> None:
    table = read_text(write(text_of([HEADER, *DATA], delimiter, end)))
    assert (table.names, table.delimiter, table.skip, table.first_row) == (HEADER, delimiter, 1, 2)
    assert by_duckdb(table) == DATA
    assert table.notes == []


def test_signs_of_other_delimiters_in_the_cells_do_not_mislead(write: Write) -> None:
    rows = [[*HEADER, "Tự phát hiện, khắc phục"], *[[*row, "a,b;c\td"] for row in DATA]]
    for delimiter in ",;\t":
        table = read_text(write(text_of(rows, delimiter)))
        assert table.delimiter == delimiter
        assert by_duckdb(table) == rows[1:]


def test_a_utf_8_file_is_read_in_place(write: Write) -> None:
    path = write(text_of([HEADER, *DATA]))
    table = read_text(path)
    assert table == DelimitedTable(path, "", HEADER, ("",) * 4, 2, [], source=path, delimiter=",", skip=1)


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_header_below_a_title_block_and_a_numbering_row(write: Write, end: str) -> None:
    rows = [*[[line] for line in TITLE], HEADER, ["(1)", "(2)", "(3)", "(4)"], *DATA]
    table = read_text(write(text_of(rows, end=end)))
    assert (table.names, table.first_row) == (HEADER, 6)
    assert by_duckdb(table) == DATA


def test_a_header_of_two_rows(write: Write) -> None:
    rows = [["Đơn vị", "Tổng số", "Kết quả", ""], ["", "", "Xuất sắc", "Tốt"], ["Xã A", "100", "10", "60"]]
    table = read_text(write(text_of(rows, ";")))
    assert (table.names, table.first_row) == (("Đơn vị", "Tổng số", "Xuất sắc", "Tốt"), 3)
    assert by_duckdb(table) == [["Xã A", "100", "10", "60"]]


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("inside", ["\n", "\r\n"], ids=["LF inside", "CRLF inside"])
def test_header_cells_with_line_breaks_lose_no_row(write: Write, end: str, inside: str) -> None:
    header = [f"Năm{inside}(1)", f"Loại{inside}đối tượng", "Mã đối tượng", f"Mức xếp{inside}loại"]
    table = read_text(write(text_of([header, *DATA], end=end)))
    assert table.names[1:] == tuple(header[1:])
    assert table.first_row == 2
    assert by_duckdb(table) == DATA
    assert table.notes == []


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(
    "title",
    [
        '"ĐẢNG BỘ\nXÃ TÂN THẠNH"',
        '"ĐẢNG BỘ" XÃ TÂN THẠNH',
        'ĐẢNG BỘ "XÃ TÂN THẠNH"',
        'ĐẢNG BỘ "XÃ',
        '"ĐẢNG BỘ ""XÃ TÂN"" THẠNH"',
        "ĐẢNG BỘ\u2028XÃ\x0bTÂN\x0cTHẠNH",
        "ĐẢNG BỘ\x85XÃ",
        '"KẾT QUẢ, NĂM 2022",,,',
    ],
)
def test_a_title_with_quotes_or_odd_line_breaks_loses_no_row(write: Write, title: str, end: str) -> None:
    table = read_text(write(f"{title}{end}{text_of([HEADER, *DATA], end=end)}"))
    assert (table.names, table.first_row) == (HEADER, 3)
    assert by_duckdb(table) == DATA


@pytest.mark.parametrize(("above", "below"), [("\n", "\r\n"), ("\r\n", "\n"), ("\r", "\n")])
def test_a_title_pasted_above_with_other_line_ends_loses_no_row(write: Write, above: str, below: str) -> None:
    table = read_text(write(f"{above.join(TITLE)}{above}{text_of([HEADER], end=above)}{text_of(DATA, end=below)}"))
    assert (table.names, table.first_row) == (HEADER, 5)
    assert by_duckdb(table) == DATA


def test_cells_with_line_breaks_and_quotes_among_the_rows(write: Write) -> None:
    rows = [["2022", "Đảng viên", 'DV-1\n"tổ 2"', "T"], ["2022", "Đảng viên", "DV-2", "HT"]]
    assert by_duckdb(read_text(write(text_of([HEADER, *rows])))) == rows
    assert by_duckdb(read_text(write(text_of([HEADER, *rows], end="\r\n")))) == rows


def test_blank_lines_above_count_and_a_short_row_is_padded(write: Write) -> None:
    table = read_text(write("\n\n" + text_of([HEADER, ["2022", "Đảng viên"]])))
    assert table.first_row == 4
    assert by_duckdb(table) == [["2022", "Đảng viên", None, None]]


@pytest.mark.parametrize("data", ["", "\n"])
def test_a_header_alone_has_no_rows(write: Write, data: str) -> None:
    for title in ("", '"a\nb"\r\n'):
        table = read_text(write(f"{title}{','.join(HEADER)}{data}"))
        assert table.names == HEADER
        assert by_duckdb(table) == []


UNICODE = ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]


@pytest.mark.parametrize("encoding", UNICODE)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_every_unicode_form_reads_the_same(write: Write, encoding: str, end: str) -> None:
    table = read_text(write(text_of([*[[line] for line in TITLE], HEADER, *DATA], "\t", end), encoding))
    assert (table.names, table.first_row) == (HEADER, 5)
    assert by_duckdb(table) == DATA
    assert table.notes == ([] if encoding == "utf-8-sig" else ["đổi từ bảng mã UTF-16 sang Unicode."])


@pytest.mark.parametrize("encoding", Encoding)
@pytest.mark.parametrize("shown", ["latin-1", *UNICODE, "utf-8"])
def test_legacy_headers_and_values_are_converted_and_noted(write: Write, encoding: Encoding, shown: str) -> None:
    rows = [*[[line] for line in TITLE], HEADER, *DATA]
    path = write(encode(text_of(rows), encoding), shown)
    before = path.read_bytes()
    table = read_text(path)
    assert (table.path, table.names, table.first_row) == (path, HEADER, 5)
    assert table.source != path
    assert by_duckdb(table) == DATA
    assert table.notes == [f"đổi từ bảng mã {encoding.value} sang Unicode."]
    assert path.read_bytes() == before


def test_windows_1258_is_converted_and_noted(write: Write) -> None:
    text = "".join(
        unicodedata.normalize("NFC", "".join(each for each in apart if each not in "\u0300\u0301\u0303\u0309\u0323"))
        + "".join(each for each in apart if each in "\u0300\u0301\u0303\u0309\u0323")
        for apart in (unicodedata.normalize("NFD", letter) for letter in text_of([HEADER, *DATA]))
    )
    table = read_text(write(text, "cp1258"))
    assert table.names == HEADER
    assert by_duckdb(table) == DATA
    assert table.notes == ["đổi từ bảng mã Windows-1258 sang Unicode."]


def test_decomposed_headers_are_known(write: Write) -> None:
    table = read_text(write(unicodedata.normalize("NFD", text_of([HEADER, *DATA]))))
    assert table.names == HEADER


@pytest.mark.parametrize("encoding", ["utf-8", *UNICODE, "TCVN3", "quoted"])
def test_a_file_larger_than_what_is_looked_at_first(tmp_path: Path, encoding: str) -> None:
    rows = [["2022", "Đảng viên", f"DV-{number}", "Hoàn thành tốt nhiệm vụ"] for number in range(7000)]
    header = ["Năm", "Loại\nđối tượng", *HEADER[2:]] if encoding == "quoted" else list(HEADER)
    text = text_of([header, *rows])
    path = tmp_path / "a.csv"
    path.write_bytes(
        encode(text, Encoding.TCVN3).encode("latin-1")
        if encoding == "TCVN3"
        else text.encode("utf-8" if encoding == "quoted" else encoding)
    )
    assert path.stat().st_size > 256 << 10
    table = read_text(path)
    assert table.names[2:] == HEADER[2:]
    assert by_duckdb(table) == rows


@pytest.mark.parametrize("shift", range(4))
def test_a_character_on_the_edge_of_what_is_looked_at_first_is_not_cut(tmp_path: Path, shift: int) -> None:
    text = "x" * shift + "\n" + text_of([HEADER, *[["2022", "ấ" * 500, "DV", "T"]] * 300])
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        path = tmp_path / f"{encoding}.csv"
        path.write_bytes(f"\ufeff{text}".encode(encoding))
        assert path.stat().st_size > 256 << 10
        assert len(by_duckdb(read_text(path))) == 300


@pytest.mark.parametrize("rows", [59, 60, 61])
def test_the_header_must_stand_within_the_first_sixty_rows(write: Write, rows: int) -> None:
    tables = read(write("\n".join(["chữ"] * (rows - 1)) + "\n" + text_of([HEADER, *DATA])))
    assert len(tables) == (1 if rows <= 60 else 0)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "tệp rỗng"),
        (b" \r\n\t\n", "tệp rỗng"),
        (b"PK\x03\x04 abc", "không phải tệp văn bản"),
        (b"PAR1 abc", "không phải tệp văn bản"),
        (b"%PDF-1.7", "không phải tệp văn bản"),
        (b"\x89PNG\r\n", "không phải tệp văn bản"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "không phải tệp văn bản"),
        ("Năm,Mã".encode() + b"\0\n", "có byte 0"),
        (b"caf\xe9,cr\xe8me br\xfbl\xe9e\n", "không nhận ra bảng mã chữ"),
        (b"\xff\xfeab\n\0\n", "không nhận ra bảng mã chữ"),
        (b"x" * (300 << 10), "không có dấu xuống dòng"),
        (b"x\r" * (150 << 10), "không có dấu xuống dòng"),
    ],
)
def test_what_is_no_text_table_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(Unreadable, match=said) as refusal:
        read(path)
    assert "\n" not in str(refusal.value)


def test_a_letter_of_no_known_set_far_below_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    text = text_of([HEADER, *DATA * 4000]).encode("utf-16")
    path.write_bytes(text + b"\x00\xd8a\0")
    with pytest.raises(Unreadable, match=r"có chữ không thuộc bảng mã UTF-16 \(gần byte thứ \d+\)"):
        read(path)


@pytest.mark.parametrize(
    "text",
    [
        "x,y,z\n1,2,3\n",
        "Năm\n2022\n",
        "Năm|Loại đối tượng|Mã đối tượng\n2022|Đảng viên|DV-1\n",
        '"chưa đóng ngoặc\n' + text_of([HEADER, *DATA]),
        "x" * 140_000 + "," + "\n" + text_of([HEADER]),
        '"' + "x" * 140_000 + "\n" + text_of([HEADER]),
    ],
)
def test_a_text_without_a_known_header_holds_no_table(write: Write, text: str) -> None:
    assert read(write(text)) == []


def test_copies_of_several_files_do_not_overwrite_each_other(tmp_path: Path) -> None:
    tables = []
    for number in range(3):
        path = tmp_path / f"{number}.csv"
        path.write_text(text_of([HEADER, *DATA[: number + 1]]), encoding="utf-16")
        tables.append(read_text(path))
    assert [by_duckdb(table) for table in tables] == [list(islice(DATA, number + 1)) for number in range(3)]
    assert len({table.source for table in tables}) == 3
