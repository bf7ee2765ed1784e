"""Whatever the bytes, a file is read or refused in one sentence: never a traceback, never a process killed."""

import io
import re
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from books import write_ods, write_xlsx
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiemdiem.cli import main
from kiemdiem.compliance.columns import schemas
from kiemdiem.workbooks import SUFFIXES, Opened, Unreadable, open_file

HEADER = ("Năm", "Loại đối tượng", "Mã đối tượng", "Mức xếp loại", "Kỷ luật", "Ngày quyết định")
ROWS = [
    (2022, "Đảng viên", "DV-1", "Hoàn thành tốt nhiệm vụ", None, "15/01/2023"),
    (2022, "Đảng viên", "DV-2", "Không hoàn thành nhiệm vụ", "Cảnh cáo", "15/01/2023"),
    (2022, "Tổ chức đảng", "TC-1", "Hoàn thành xuất sắc nhiệm vụ", None, "44941"),
    ("Tổng cộng", None, None, None, None, None),
]
COUNTS = (
    "Năm;Đơn vị;Loại đối tượng;Tổng số;Xuất sắc;Tốt\n2022;Xã A;Đảng viên;100;10;60\n2022;Xã B;Đảng viên;50;5;30\n"
    "Tổng cộng;;;150;15;90\n"
).encode()


@cache
def good(suffix: str) -> bytes:
    """A small valid file of each kind."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        if suffix == ".xlsx":
            write_xlsx(path, [("BIỂU 1",), HEADER, *ROWS], merged=["A1:F1", "B3:B4"])
        elif suffix == ".ods":
            write_ods(path, [("BIỂU 1",), HEADER, *ROWS], spans={(2, 1): 2})
        elif suffix == ".csv":
            lines = [",".join("" if cell is None else str(cell) for cell in row) for row in [HEADER, *ROWS]]
            path.write_text("\n".join(lines), encoding="utf-8")
        else:
            columns = {name: [str(row[at]) for row in ROWS[:3]] for at, name in enumerate(HEADER)}
            pq.write_table(pa.table(columns), path)
        return path.read_bytes()


def opened(data: bytes, suffix: str) -> Opened | None:
    """The file opened, or None when it is refused in one sentence; any other exception is a failure."""
    found, said = None, ""
    with tempfile.TemporaryDirectory() as folder:
        path, scratch = Path(folder) / f"a{suffix}", Path(folder) / "scratch"
        path.write_bytes(data)
        scratch.mkdir()
        try:
            found = open_file(path, schemas(), scratch)
        except Unreadable as refusal:
            said = str(refusal)
    if found is None:
        assert said.startswith(f"Tệp “{path}”")
        assert "\n" not in said
    else:
        assert all(table.path == path and len(table.names) == len(table.letters) for table in found.tables)
    return found


def audited(data: bytes, suffix: str) -> object:
    """The exit code of the whole command; refused means one line on standard error and nothing else."""
    out, err = io.StringIO(), io.StringIO()
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(out), redirect_stderr(err):
        path = Path(folder) / f"a{suffix}"
        path.write_bytes(data)
        try:
            code: object = main(["audit", str(path), "--year", "2022"])
        except SystemExit as stopped:
            code = stopped.code
    assert code in (0, 1, 2)
    assert err.getvalue().count("\n") == (1 if code == 2 else 0)
    assert (out.getvalue() == "") is (code == 2)
    return code


def rezipped(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The archive with its parts changed and every size and checksum right again."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(part, old.read(part)))
    return out.getvalue()


def flipped(data: bytes, where: float, value: int) -> bytes:
    """One byte changed."""
    place = int(where * len(data))
    return data[:place] + bytes([data[place] ^ value]) + data[place + 1 :]


def part_of(suffix: str, names: str) -> tuple[str, ...]:
    """The parts of the good workbook whose name holds one of the words."""
    with zipfile.ZipFile(io.BytesIO(good(suffix))) as archive:
        return tuple(name for name in archive.namelist() if re.search(names, name))


WORKBOOKS = st.sampled_from([".xlsx", ".ods"])
EVERY = st.sampled_from(SUFFIXES)
PLACE = st.floats(0, 1, exclude_max=True)
FLIP = st.integers(1, 255)
START = st.sampled_from([b"", b"PK\x03\x04", b"PAR1", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", "Năm,".encode()])
VALUES = (
    "",
    "-1",
    "0",
    "4294967296",
    "99999999999999999999",
    "A0",
    "ZZZZZ1",
    "A99999999",
    "XFD1048576",
    "AMK2",
    "B9:A1",
    "A1:XFD1048576",
    "s",
    "e",
    "d",
    "str",
    "inlineStr",
    "NaN",
    "1e400",
    "khong-co",
    "&#65;1",
    "../a.xml",
)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_good_files_are_read_and_audited(suffix: str) -> None:
    found = opened(good(suffix), suffix)
    assert found is not None
    assert [table.names for table in found.tables] == [HEADER]
    assert audited(good(suffix), suffix) in (0, 1)
    assert audited(COUNTS, ".csv") in (0, 1)


@given(START, st.binary(max_size=600), EVERY)
@settings(deadline=None, max_examples=200)
@example(b"", b"PK\x05\x06" + b"\0" * 18, ".xlsx")
@example(b"", b"PK\x05\x06" + b"\0" * 18, ".ods")
@example(b"", b"PK\x05\x06" + b"\xff" * 18, ".xlsx")
@example(b"PAR1", b"\xff\xff\xff\x7fPAR1", ".parquet")
@example(b"", b"x" * 140_000, ".csv")
@example(b"", b'"' + b"x" * 140_000 + b"\n", ".csv")
def test_random_bytes(start: bytes, data: bytes, suffix: str) -> None:
    opened(start + data, suffix)


@given(PLACE, EVERY)
@settings(deadline=None, max_examples=120)
def test_a_file_cut_short(where: float, suffix: str) -> None:
    data = good(suffix)
    found = opened(data[: int(where * len(data))], suffix)
    assert found is None or suffix == ".csv"


@given(PLACE, FLIP, EVERY)
@settings(deadline=None, max_examples=350)
def test_one_byte_changed(where: float, value: int, suffix: str) -> None:
    opened(flipped(good(suffix), where, value), suffix)


@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
@pytest.mark.parametrize("field", [6, 8, 10, 14, 16, 20, 24, 28, 30, 32, 42], ids=str)
@pytest.mark.parametrize("value", [0x01, 0x80, 0xFF])
def test_a_field_of_a_zip_directory_changed(suffix: str, field: int, value: int) -> None:
    """Checksums, sizes, flags and places: found by the fuzz as BadZipFile from the standard library."""
    data = bytearray(good(suffix))
    for entry in re.finditer(rb"PK\x01\x02", bytes(data)):
        data[entry.start() + field] ^= value
    opened(bytes(data), suffix)


@given(WORKBOOKS, st.data())
@settings(deadline=None, max_examples=250)
def test_an_attribute_changed_in_a_workbook(suffix: str, data: st.DataObject) -> None:
    part = data.draw(st.sampled_from(part_of(suffix, r"sheet1|workbook|content|styles")))

    def change(name: str, text: bytes) -> bytes:
        if name != part:
            return text
        place = data.draw(st.sampled_from([found.span(1) for found in re.finditer(rb"[\"']([^\"'<>]*)[\"']", text)]))
        return text[: place[0]] + data.draw(st.sampled_from(VALUES)).encode() + text[place[1] :]

    opened(rezipped(good(suffix), change), suffix)


@pytest.mark.parametrize(
    ("suffix", "part", "old", "new"),
    [
        (".ods", "content.xml", b"encoding='UTF-8'", b"encoding='e'"),
        (".xlsx", "xl/workbook.xml", b"<workbook", b"<?xml version='1.0' encoding='e'?><workbook"),
        (".xlsx", "xl/worksheets/sheet1.xml", b'<c r="A2"', b'<c r="ZZZZZ99999999"'),
        (".xlsx", "xl/worksheets/sheet1.xml", b'<c r="A2"', b"<c r='A99999999'"),
        (".ods", "content.xml", b"<table:table-row>", b"<table:table-row table:number-rows-repeated='x'>"),
    ],
)
def test_what_the_fuzz_has_found(suffix: str, part: str, old: bytes, new: bytes) -> None:
    """Examples kept: two uncaught LookupErrors, and two cells that made the reader ask for all memory and abort."""
    assert any(old in data for data in _parts(good(suffix), part))
    changed = rezipped(good(suffix), lambda name, data: data.replace(old, new, 1) if name == part else data)
    assert opened(changed, suffix) is None
    assert audited(changed, suffix) == 2


def _parts(data: bytes, part: str) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [archive.read(name) for name in archive.namelist() if name == part]


@given(WORKBOOKS, PLACE, st.binary(max_size=8), st.integers(0, 30), st.data())
@settings(deadline=None, max_examples=150)
def test_bytes_put_into_and_taken_out_of_the_xml(
    suffix: str, where: float, more: bytes, less: int, data: st.DataObject
) -> None:
    part = data.draw(st.sampled_from(part_of(suffix, r"\.xml|\.rels")))

    def change(name: str, text: bytes) -> bytes:
        place = int(where * len(text))
        return text[:place] + more + text[place + less :] if name == part else text

    opened(rezipped(good(suffix), change), suffix)


NAMES = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml", "content.xml", "mimetype",
         "META-INF/manifest.xml", "[Content_Types].xml", "a", "../a", "xl/sharedStrings.xml")  # fmt: skip
MEMBERS = st.dictionaries(
    st.one_of(
        st.sampled_from(NAMES), st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8)
    ),
    st.one_of(
        st.binary(max_size=60),
        st.sampled_from(
            [b"<a/>", b"<a><b/></a>", b"<?xml version='1.0'?><workbook><sheets/></workbook>", b"\xff\xfe<"]
        ),
    ),
    max_size=6,
)


@given(MEMBERS, WORKBOOKS, st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA]))
@settings(deadline=None, max_examples=120)
def test_a_zip_of_anything(members: dict[str, bytes], suffix: str, how: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    opened(out.getvalue(), suffix)


@given(
    st.lists(st.lists(st.text(st.characters(codec="utf-8"), max_size=9), max_size=7), max_size=9),
    st.sampled_from(",;\t"),
)
@settings(deadline=None, max_examples=150)
def test_any_text_below_a_header(rows: list[list[str]], delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in [HEADER, *rows])
    found = opened(text.encode(), ".csv")
    if "\0" not in text and '"' not in text:
        assert found is not None
        assert [table.names[: len(HEADER)] for table in found.tables] == [HEADER]


# From here on the whole command.


@given(PLACE, FLIP, st.sampled_from([".xlsx", ".ods", ".csv", ".parquet"]))
@settings(deadline=None, max_examples=120)
def test_the_command_on_one_byte_changed(where: float, value: int, suffix: str) -> None:
    audited(flipped(good(suffix), where, value), suffix)


@given(PLACE, EVERY)
@settings(deadline=None, max_examples=60)
def test_the_command_on_a_file_cut_short(where: float, suffix: str) -> None:
    data = good(suffix)
    assert audited(data[: int(where * len(data))], suffix) == 2 or suffix == ".csv"


CELLS = st.sampled_from(
    [b"", b",", b";", b"\n", b"\r", b'"', b"\0", b"\xff", b"-1", b"1.5", b"1.000", b"9" * 20, b"9" * 400, b"T", b"KHT",
     "Tổng số: 99999999999999999999".encode(), "Cộng".encode(), b"2022", b"1e308", b"44941", b"31/02/2022",
     "Tập thể lãnh đạo, quản lý".encode(), b"DV-1;DV-2", b"=1+1", b"\xc2\xa0", "\u2028".encode()]
)  # fmt: skip


@given(
    st.sampled_from([good, lambda _suffix: COUNTS]), st.lists(st.tuples(PLACE, CELLS, st.integers(0, 12)), max_size=4)
)
@settings(deadline=None, max_examples=150)
@example(good, [(0.35, b"9" * 400, 0)])
@example(lambda _suffix: COUNTS, [(0.5, b"9" * 400, 0)])
@example(lambda _suffix: COUNTS, [(0.9, b"1" + b".000" * 2000, 0)])
def test_the_command_on_cells_changed(of: Callable[[str], bytes], changes: list[tuple[float, bytes, int]]) -> None:
    data = of(".csv")
    for where, more, less in changes:
        place = int(where * len(data))
        data = data[:place] + more + data[place + less :]
    audited(data, ".csv")


@given(START, st.binary(max_size=300), EVERY)
@settings(deadline=None, max_examples=60)
def test_the_command_on_random_bytes(start: bytes, data: bytes, suffix: str) -> None:
    assert audited(start + data, suffix) == 2
