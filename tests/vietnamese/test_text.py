"""One Unicode form, and the folded form that headers and values are compared in."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiemdiem.vietnamese import fold, nfc, squeeze

BLANKS = "\u0020\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
LINE_BLANKS = "\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029"
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2066\u2069\ufeff"


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Mức xếp loại", "muc xep loai"),
        ("MỨC XẾP LOẠI", "muc xep loai"),
        ("  Mức \t xếp\nloại ", "muc xep loai"),
        ("Đảng viên", "dang vien"),
        ("đảng viên", "dang vien"),
        ("ĐẢNG ỦY", "dang uy"),
        ("Số quyết định", "so quyet dinh"),
        ("Nghỉ ốm (ngày)", "nghi om (ngay)"),
        ("Ứng cử; Ước lượng", "ung cu; uoc luong"),
        ("", ""),
        (" \u00a0\u200b ", ""),
        ("2022", "2022"),
        ("Straße", "strasse"),
    ],
)
def test_fold_takes_away_case_marks_and_spacing(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert fold(unicodedata.normalize("NFD", written)) == folded


def test_fold_turns_every_vietnamese_letter_into_its_plain_one() -> None:
    marked = "àảãáạăằẳẵắặâầẩẫấậ đ èẻẽéẹêềểễếệ ìỉĩíị òỏõóọôồổỗốộơờởỡớợ ùủũúụưừửữứự ỳỷỹýỵ"
    plain = "a" * 17 + " d " + "e" * 11 + " " + "i" * 5 + " " + "o" * 17 + " " + "u" * 11 + " " + "y" * 5
    assert fold(marked) == plain
    assert fold(marked.upper()) == plain


def test_nfc_brings_composed_and_decomposed_text_to_one_form() -> None:
    assert nfc("Nguye\u0302\u0303n") == "Nguyễn"
    assert nfc("vie\u0323\u0302t") == nfc("vie\u0302\u0323t") == nfc("việt") == "việt"
    assert nfc("o\u031b\u0301") == "ớ"
    assert [ord(letter) for letter in nfc("Đđ")] == [0x110, 0x111]


@pytest.mark.parametrize("mark", INVISIBLE)
def test_nfc_drops_marks_that_nobody_sees(mark: str) -> None:
    assert nfc(f"{mark}Đảng{mark} viên{mark}") == "Đảng viên"


@pytest.mark.parametrize("mark", INVISIBLE)
def test_a_mark_nobody_sees_does_not_keep_a_letter_from_its_tone(mark: str) -> None:
    assert nfc(f"e{mark}\u0302{mark}\u0301") == "ế"


def test_nfc_keeps_the_soft_hyphen_which_is_a_letter_in_tcvn3() -> None:
    assert nfc("l\u00ad\u00ac") == "l\u00ad\u00ac"


@pytest.mark.parametrize("blank", BLANKS + LINE_BLANKS)
def test_nfc_makes_every_blank_an_ordinary_one(blank: str) -> None:
    assert nfc(f"Đảng{blank}viên") == "Đảng viên"


def test_nfc_keeps_line_ends_tabs_and_the_number_of_blanks() -> None:
    assert nfc("a\tb\r\nc\n\n  d ") == "a\tb\r\nc\n\n  d "


@pytest.mark.parametrize("blank", BLANKS + LINE_BLANKS + "\t\n\r")
def test_squeeze_trims_and_leaves_one_blank_for_a_run(blank: str) -> None:
    assert squeeze(f"{blank}Đảng{blank}{blank}viên{blank}") == "Đảng viên"


def test_squeeze_keeps_case_and_marks() -> None:
    assert squeeze("  ĐẢNG   ủy ") == "ĐẢNG ủy"
    assert squeeze("") == ""


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
def test_each_form_is_final_and_the_form_of_the_text_does_not_matter(text: str) -> None:
    for form in (nfc, squeeze, fold):
        assert form(form(text)) == form(text)
    assert nfc(unicodedata.normalize("NFD", text)) == nfc(text)
