"""Text files in every encoding that offices write: recognised, decoded whole and in pieces, and refused when binary."""

import codecs
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import NAMES, TERMS

from kiemdiem.vietnamese import Decoding, Encoding, UnknownEncoding, decode, decoded_chunks, encode, sniff

TEXT = "Họ tên,Đơn vị\r\n" + "".join(f"{name},{unit}\r\n" for name, unit in zip(NAMES, TERMS * 2, strict=False))
TCVN3 = Decoding("latin-1", Encoding.TCVN3)
VNI = Decoding("latin-1", Encoding.VNI)


def as_cp1258(text: str) -> bytes:
    """cp1258 as Windows writes it: the letter, with its hat, horn or breve if it has one, then the tone."""
    written = ""
    for letter in unicodedata.normalize("NFC", text):
        apart = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in apart if mark in "\u0300\u0301\u0303\u0309\u0323")
        written += unicodedata.normalize("NFC", "".join(mark for mark in apart if mark not in tone)) + tone
    return written.encode("cp1258")


def as_legacy(text: str, encoding: Encoding) -> bytes:
    """The bytes of a .csv saved by a program that knows no Unicode."""
    return encode(text, encoding).encode("latin-1")


WRITTEN = {
    "UTF-8": (TEXT.encode(), Decoding("utf-8")),
    "UTF-8, NFD": (unicodedata.normalize("NFD", TEXT).encode(), Decoding("utf-8")),
    "UTF-8 with mark": (TEXT.encode("utf-8-sig"), Decoding("utf-8-sig")),
    "UTF-16 LE with mark": (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), Decoding("utf-16")),
    "UTF-16 BE with mark": (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), Decoding("utf-16")),
    "UTF-16 LE": (TEXT.encode("utf-16-le"), Decoding("utf-16-le")),
    "UTF-16 BE": (TEXT.encode("utf-16-be"), Decoding("utf-16-be")),
    "cp1258": (as_cp1258(TEXT), Decoding("cp1258")),
    "TCVN3": (as_legacy(TEXT, Encoding.TCVN3), TCVN3),
    "VNI": (as_legacy(TEXT, Encoding.VNI), VNI),
    "TCVN3 saved as UTF-8": (encode(TEXT, Encoding.TCVN3).encode(), Decoding("utf-8", Encoding.TCVN3)),
    "VNI saved as UTF-8": (encode(TEXT, Encoding.VNI).encode(), Decoding("utf-8", Encoding.VNI)),
    "TCVN3 saved as UTF-8 with mark": (
        encode(TEXT, Encoding.TCVN3).encode("utf-8-sig"),
        Decoding("utf-8-sig", Encoding.TCVN3),
    ),
    "VNI saved as UTF-16": (encode(TEXT, Encoding.VNI).encode("utf-16"), Decoding("utf-16", Encoding.VNI)),
}
EVERY = pytest.mark.parametrize(("data", "decoding"), WRITTEN.values(), ids=WRITTEN.keys())


@EVERY
def test_the_encoding_is_recognised_and_the_text_comes_back(data: bytes, decoding: Decoding) -> None:
    assert sniff(data) == decoding
    assert decode(data, decoding) == TEXT


@EVERY
def test_the_encoding_is_recognised_when_the_last_character_is_cut(data: bytes, decoding: Decoding) -> None:
    for cut in range(len(data) - 12, len(data)):
        assert sniff(data[:cut]) == decoding
        assert TEXT.startswith(decode(data[:cut], decoding, whole=False)[:-4])


@EVERY
@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 1 << 20])
def test_pieces_of_any_size_make_the_same_text(tmp_path: Path, data: bytes, decoding: Decoding, size: int) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    pieces = list(decoded_chunks(path, decoding, size))
    assert "".join(pieces) == TEXT
    assert all(piece.endswith("\n") for piece in pieces)


@pytest.mark.parametrize(("end", "lines"), [("", 2), ("\n", 2), ("\n\n", 3)])
def test_the_last_line_may_have_no_end(tmp_path: Path, end: str, lines: int) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"một\nhai{end}", encoding="utf-8", newline="")
    pieces = list(decoded_chunks(path, Decoding("utf-8"), 1))
    assert "".join(pieces) == f"một\nhai{end}"
    assert len(pieces) == lines


def test_an_empty_file_has_no_pieces(tmp_path: Path) -> None:
    (tmp_path / "a.csv").touch()
    assert list(decoded_chunks(tmp_path / "a.csv", Decoding("utf-8"))) == []
    assert decode(b"", Decoding("utf-16")) == ""


@pytest.mark.parametrize(
    ("decoding", "name"),
    [
        (Decoding("utf-8"), "UTF-8"),
        (Decoding("utf-8-sig"), "UTF-8"),
        (Decoding("utf-16"), "UTF-16"),
        (Decoding("utf-16-le"), "UTF-16"),
        (Decoding("utf-16-be"), "UTF-16"),
        (Decoding("cp1258"), "Windows-1258"),
        (TCVN3, "TCVN3 (ABC)"),
        (VNI, "VNI-Windows"),
        (Decoding("utf-8", Encoding.VNI), "VNI-Windows"),
    ],
)
def test_a_note_names_the_encoding(decoding: Decoding, name: str) -> None:
    assert decoding.name == name


def test_plain_ascii_is_utf_8() -> None:
    assert sniff(b"Nam,Ma,Muc\n2022,A,T\n") == Decoding("utf-8")


def test_codes_with_d_bar_do_not_hide_a_legacy_encoding() -> None:
    rows = "".join(f"2022,Đảng viên,ĐV-{number},TCCSĐ-01,12-QĐ/ĐU\n" for number in range(9))
    assert sniff(as_legacy(rows, Encoding.TCVN3)) == TCVN3
    assert sniff(as_legacy(rows, Encoding.VNI)) == VNI
    assert sniff(as_cp1258(rows)) == Decoding("cp1258")


@pytest.mark.parametrize("write", [as_cp1258, lambda text: as_legacy(text, Encoding.TCVN3)], ids=["cp1258", "TCVN3"])
def test_quotes_and_dashes_of_windows_come_out_as_such(write: object) -> None:
    assert callable(write)
    data = write("Đảng ủy xã\nHội đồng nhân dân\n@Chi bộ ấp# ~ Trưởng ban\n")
    data = data.replace(b"@", b"\x93").replace(b"#", b"\x94").replace(b"~", b"\x96")
    assert decode(data, sniff(data)) == "Đảng ủy xã\nHội đồng nhân dân\n“Chi bộ ấp” – Trưởng ban\n"


def test_a_file_that_mixes_lines_in_unicode_and_in_tcvn3_is_read_line_by_line(tmp_path: Path) -> None:
    lines = [f"{name}\n" for name in NAMES]
    mixed = "".join(encode(line, Encoding.TCVN3) if number % 3 else line for number, line in enumerate(lines))
    path = tmp_path / "a.csv"
    path.write_text(mixed, encoding="utf-8")
    decoding = sniff(mixed.encode())
    assert decoding == Decoding("utf-8", Encoding.TCVN3)
    assert decode(mixed.encode(), decoding) == "".join(lines)
    assert "".join(decoded_chunks(path, decoding, 5)) == "".join(lines)


@pytest.mark.parametrize(
    "data",
    [
        b"Ma,Ten\n1,caf\xe9 cr\xe8me br\xfbl\xe9e fa\xe7ade\n",
        b"\xff\xfb\x90\xc4\x81\x8d\x90\x9d",
        bytes(range(1, 256)),
        b"\x7fELF\x02\x01\x01\x00abc",
        b"Ma,Ten\0\n1,A\n",
        "Привет мир, как дела".encode("cp1251"),
    ],
)
def test_bytes_that_are_no_text_known_here_are_refused(data: bytes) -> None:
    with pytest.raises(UnknownEncoding):
        sniff(data)


@pytest.mark.parametrize(
    ("data", "decoding"),
    [
        (b"abc\xff", Decoding("utf-8")),
        (b"abc\xe1\xba", Decoding("utf-8")),
        (b"\xff\xfea\0b", Decoding("utf-16")),
        (b"\xff\xfe\x00\xd8a\0", Decoding("utf-16")),
    ],
)
def test_a_bad_byte_is_named(tmp_path: Path, data: bytes, decoding: Decoding) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(UnknownEncoding, match="byte thứ"):
        decode(data, decoding)
    with pytest.raises(UnknownEncoding, match="gần byte thứ"):
        list(decoded_chunks(path, decoding, 1))


def test_a_character_cut_at_the_end_is_bad_only_in_a_whole_text() -> None:
    data = "tên ủ".encode()[:-1]
    assert decode(data, Decoding("utf-8"), whole=False) == "tên "
    with pytest.raises(UnknownEncoding, match="byte thứ 5"):
        decode(data, Decoding("utf-8"))


NAME_LISTS = st.lists(st.sampled_from(NAMES + TERMS), min_size=3, max_size=12)
CODECS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")


@given(NAME_LISTS, st.sampled_from([*CODECS, "cp1258", *Encoding]))
@settings(deadline=None, max_examples=150)
def test_what_is_written_in_an_encoding_is_read_from_it(names: list[str], how: object) -> None:
    text = "\n".join(names)
    data = (
        as_legacy(text, how)
        if isinstance(how, Encoding)
        else as_cp1258(text)
        if how == "cp1258"
        else text.encode(str(how))
    )
    assert decode(data, sniff(data)) == text


@given(NAME_LISTS, st.sampled_from(CODECS), st.integers(1, 9))
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_read_in_pieces(tmp_path: Path, names: list[str], codec: str, size: int) -> None:
    text = "\n".join(names)
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(codec))
    assert "".join(decoded_chunks(path, sniff(path.read_bytes()), size)) == text


@given(st.binary(max_size=400))
@settings(deadline=None, max_examples=300)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        decoding = sniff(data)
        text = decode(data, decoding)
    except UnknownEncoding:
        return
    assert "\ufffd" not in text or "\ufffd" in data.decode(decoding.codec)
