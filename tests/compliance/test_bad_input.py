"""Every broken file gets one Vietnamese sentence, exit 2, and nothing is written."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from conftest import rating, write_csv, write_xlsx
from kiemdiem.cli import main

Refused = Callable[..., str]
GOOD = [rating(f"DV-{number}", "T") for number in range(8)]


def rezip(source: Path, target: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """A copy of an archive with its parts changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(part, old.read(part)))
    return target


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write_xlsx(tmp_path / "goc.xlsx", GOOD)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"", "tệp rỗng"),
        ("a.csv", b"", "tệp rỗng"),
        ("a.csv", b" \n\n", "tệp rỗng"),
        ("a.parquet", b"", "tệp rỗng"),
        ("a.ods", b"", "tệp rỗng"),
        ("a.xlsx", b"chi la chu thuong", "không phải bảng tính"),
        ("a.parquet", b"PAR1 not really PAR1", "không phải tệp Parquet"),
        ("a.csv", b"PK\x03\x04....", "không phải tệp văn bản"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 200, "không mở được vỏ nén"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "đặt mật khẩu",
        ),
        ("a.csv", b"x,y,z\n1,2,3\n", "không tìm thấy dòng tiêu đề"),
        ("a.pdf", b"%PDF", "không phải tệp đọc được"),
    ],
)
def test_not_a_spreadsheet(tmp_path: Path, refused: Refused, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    sentence = refused("audit", path)
    assert said in sentence
    assert str(path) in sentence


def test_missing_file_and_empty_folder(tmp_path: Path, refused: Refused) -> None:
    assert "không tìm thấy" in refused("audit", tmp_path / "khong-co.xlsx")
    (tmp_path / "rong").mkdir()
    assert "không có tệp nào" in refused("audit", tmp_path / "rong")


def test_zip_bomb(tmp_path: Path, refused: Refused) -> None:
    path = tmp_path / "bom.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (300 << 20))
    assert "bung ra quá lớn" in refused("audit", path)


def test_a_lying_size_is_found_by_counting(tmp_path: Path, book: Path, refused: Refused) -> None:
    path = tmp_path / "sai-co.xlsx"
    data = bytearray(book.read_bytes())
    with zipfile.ZipFile(book) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    entry = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/worksheets/sheet1.xml"))
    data[entry + 24 : entry + 28] = (part.file_size // 2).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    assert "khai sai kích thước" in refused("audit", path)


def test_many_parts(tmp_path: Path, refused: Refused) -> None:
    path = tmp_path / "vun.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(5_001):
            archive.writestr(f"p{number}", b"")
    assert "phần bên trong" in refused("audit", path)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_xml_entities(tmp_path: Path, book: Path, refused: Refused, part: str) -> None:
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY e SYSTEM "file:///etc/passwd">]>'

    def inject(name: str, data: bytes) -> bytes:
        return declared + data[data.find(b"?>") + 2 if b"?>" in data else 0 :] if name == part else data

    assert "thực thể XML" in refused("audit", rezip(book, tmp_path / "dtd.xlsx", inject))


def test_a_million_empty_rows_claimed(tmp_path: Path, book: Path, refused: Refused) -> None:
    def claim(name: str, data: bytes) -> bytes:
        return data.replace(b'<dimension ref="A1:E9"', b'<dimension ref="A1:XFD1048576"')

    sentence = refused("audit", rezip(book, tmp_path / "khai.xlsx", claim))
    assert "khai 1.048.576 dòng" in sentence
    assert "trang “DangVien”" in sentence


def test_a_cell_at_the_far_corner(tmp_path: Path, refused: Refused) -> None:
    path = write_xlsx(tmp_path / "goc.xlsx", GOOD)
    filled = openpyxl.load_workbook(path)
    filled.active["XFD20"] = "x"
    filled.save(path)
    assert "quá xa bên phải" in refused("audit", path)
    filled = openpyxl.load_workbook(write_xlsx(path, GOOD))
    filled.active.cell(1_048_576, 1, "x")
    filled.save(path)
    assert "khai 1.048.576 dòng" in refused("audit", path)


def test_no_known_header_names_the_columns_needed(tmp_path: Path, refused: Refused) -> None:
    path = write_xlsx(tmp_path / "la.xlsx", [{"Cột A": 1, "Cột B": 2}])
    sentence = refused("audit", path)
    assert "Loại đối tượng, Mã đối tượng, Mức xếp loại" in sentence
    assert "DangVien" in sentence


def test_a_missing_required_column_is_named(tmp_path: Path, refused: Refused) -> None:
    rows = [{key: value for key, value in row.items() if key != "level"} for row in GOOD]
    assert "thiếu cột bắt buộc: Mức xếp loại" in refused("audit", write_xlsx(tmp_path / "thieu.xlsx", rows))


def test_two_sheets_that_fit_one_kind(tmp_path: Path, refused: Refused, audit: Callable[..., object]) -> None:
    path = write_xlsx(tmp_path / "hai.xlsx", GOOD)
    book = openpyxl.load_workbook(path)
    copy = book.copy_worksheet(book.active)
    copy.title = "BanCu"
    book.save(path)
    sentence = refused("audit", path)
    assert "“DangVien” và “BanCu”" in sentence
    assert "--sheet" in sentence
    assert "không có trang “Khac”; các trang có là: DangVien, BanCu" in refused("audit", path, "--sheet", "Khac")
    assert audit(path, "--sheet", "BanCu")[1]["rows"] == 8
    assert audit(path, "--sheet", "all")[1]["rows"] == 16


def test_years(tmp_path: Path, refused: Refused, audit: Callable[..., object]) -> None:
    old = write_csv(tmp_path / "cu.csv", [row | {"year": 2016} for row in GOOD])
    assert "trước 2018" in refused("audit", old)
    assert "chưa có quy định" in refused("audit", old, "--year", "2016")
    mixed = write_csv(tmp_path / "lan.csv", [*GOOD, rating("DV-9", "T", year=2017)])
    code, report = audit(mixed)
    assert (code, report["rows"], report["years"]) == (0, 8, [2022])
    assert any("Năm 2017: 1 dòng không rà soát" in note for note in report["notes"])
    yearless = write_csv(tmp_path / "khong-nam.csv", [row | {"year": ""} for row in GOOD])
    assert "--year" in refused("audit", yearless)
    assert audit(yearless, "--year", "2020")[1]["years"] == [2020]
    assert "không có dòng nào của năm 2024" in refused("audit", mixed, "--year", "2024")


def test_wrong_use(tmp_path: Path, refused: Refused) -> None:
    path = write_csv(tmp_path / "a.csv", GOOD)
    assert "spark" in refused("audit", path, "--engine", "spark")
    assert "-o" in refused("audit", path, "--format", "xlsx")
    assert "Lệnh chưa đúng" in refused("audit", path, "--reading", "khac")
    assert "Hãy nêu tệp cần rà soát" in refused("audit")
    assert "Không có thiết lập “x”" in refused("audit", path, "--overlay", "x")
    assert "thư mục đã có" in refused("audit", path, "-o", tmp_path / "chua" / "co.txt")
    before = path.read_bytes()
    assert "Không ghi đè" in refused("audit", path, "-o", path)
    assert path.read_bytes() == before


def test_a_refusal_leaves_no_file_behind(tmp_path: Path, refused: Refused) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"khong phai bang tinh")
    refused("audit", tmp_path / "a.xlsx", "--format", "xlsx", "-o", tmp_path / "bao-cao.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_an_encrypted_part_and_an_encrypted_document(tmp_path: Path, book: Path, refused: Refused) -> None:
    data = bytearray(book.read_bytes())
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    path = tmp_path / "khoa.xlsx"
    path.write_bytes(bytes(data))
    assert "đặt mật khẩu" in refused("audit", path)
    with zipfile.ZipFile(tmp_path / "khoa.ods", "w") as archive:
        archive.writestr("content.xml", b"\x01\x02")
        archive.writestr("META-INF/manifest.xml", b"<manifest><encryption-data/></manifest>")
    assert "đặt mật khẩu" in refused("audit", tmp_path / "khoa.ods")


def test_an_unclosed_quote_in_a_text_file(tmp_path: Path, refused: Refused) -> None:
    path = write_csv(tmp_path / "ngoac.csv", GOOD)
    path.write_text(path.read_text(encoding="utf-8") + '2022,Đảng viên,"DV-99,CS-01,T\n', encoding="utf-8")
    sentence = refused("audit", path)
    assert "dòng 10" in sentence
    assert "dấu ngoặc kép" in sentence


def test_a_name_with_brackets_is_a_name_and_no_pattern(tmp_path: Path) -> None:
    write_csv(tmp_path / "a 1.csv", [rating("X", "XS")])
    write_csv(tmp_path / "a [1].csv", [rating("T", "T")])
    assert main(["audit", str(tmp_path / "a [1].csv")]) == 0
    assert main(["audit", str(tmp_path / "a 1.csv")]) == 1
