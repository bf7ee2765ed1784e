"""TCVN3 and VNI: every letter there and back, real text told from text in other tongues, mixed columns."""

import unicodedata

import pytest
from samples import CAPITALS, FRENCH, GERMAN, NAMES, SMALL, SPANISH, TERMS, TONED, in_fours

from kiemdiem.vietnamese import Encoding, convert, detect, encode, is_unicode_vietnamese

BOTH = pytest.mark.parametrize("encoding", Encoding)
SIZES = pytest.mark.parametrize("size", [3, 4, 5])
TCVN3, VNI = Encoding.TCVN3, Encoding.VNI


def test_the_alphabet_tried_here_is_the_whole_one() -> None:
    assert len(set(SMALL)) == 67
    assert len(set(CAPITALS)) == 67
    assert len(set(NAMES)) >= 60
    assert len(set(TERMS)) >= 40


@BOTH
@pytest.mark.parametrize("letter", SMALL)
def test_a_small_letter_comes_back(encoding: Encoding, letter: str) -> None:
    coded = encode(letter, encoding)
    assert all(each < "\u0100" for each in coded)
    assert convert(coded, encoding) == letter


@pytest.mark.parametrize("letter", CAPITALS)
def test_a_capital_comes_back_from_vni(letter: str) -> None:
    coded = encode(letter, VNI)
    assert all(each < "\u0100" for each in coded)
    assert convert(coded, VNI) == letter


@pytest.mark.parametrize("letter", CAPITALS)
def test_a_capital_with_a_tone_is_small_in_tcvn3_and_any_other_comes_back(letter: str) -> None:
    expected = letter.lower() if letter.lower() in TONED else letter
    assert convert(encode(letter, TCVN3), TCVN3) == expected


@BOTH
def test_no_two_letters_share_a_code(encoding: Encoding) -> None:
    letters = [*SMALL, *CAPITALS] if encoding is VNI else [*SMALL, *"ĂÂÊÔƠƯĐ"]
    assert len({encode(letter, encoding) for letter in letters}) == len(letters)


@BOTH
def test_plain_letters_figures_and_signs_stay(encoding: Encoding) -> None:
    plain = "".join(map(chr, range(0x20, 0x7F)))
    assert encode(plain, encoding) == plain
    assert convert(plain, encoding) == plain


@pytest.mark.parametrize(
    ("shown", "encoding", "meant"),
    [
        ("§¶ng viªn", TCVN3, "Đảng viên"),
        ("Hoµn thµnh xuÊt s¾c nhiÖm vô", TCVN3, "Hoàn thành xuất sắc nhiệm vụ"),
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", TCVN3, "Cộng hoà xã hội chủ nghĩa Việt Nam"),
        ("§éc lËp - Tù do - H¹nh phóc", TCVN3, "Độc lập - Tự do - Hạnh phúc"),
        ("Mç L\u00ad¬ng B»ng", TCVN3, "Mỗ Lương Bằng"),
        ("Ñaûng vieân", VNI, "Đảng viên"),
        ("Hoaøn thaønh xuaát saéc nhieäm vuï", VNI, "Hoàn thành xuất sắc nhiệm vụ"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", VNI, "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("Ñoäc laäp - Töï do - Haïnh phuùc", VNI, "Độc lập - Tự do - Hạnh phúc"),
        ("ÑOÄC LAÄP - TÖÏ DO - HAÏNH PHUÙC", VNI, "ĐỘC LẬP - TỰ DO - HẠNH PHÚC"),
        ("Aùnh, AÙnh, Öùng, ÖÙng, Ôû, Yeán", VNI, "Ánh, Ánh, Ứng, Ứng, Ở, Yến"),
    ],
)
def test_well_known_lines_read_as_they_are_meant(shown: str, encoding: Encoding, meant: str) -> None:
    assert convert(shown, encoding) == meant


@BOTH
@pytest.mark.parametrize("meant", [NAMES, TERMS], ids=["names", "terms"])
def test_a_list_is_detected_and_comes_back(encoding: Encoding, meant: list[str]) -> None:
    shown = [encode(text, encoding) for text in meant]
    assert detect(shown) is encoding
    assert [convert(text, encoding) for text in shown] == meant


@BOTH
@SIZES
@pytest.mark.parametrize("meant", [NAMES, TERMS], ids=["names", "terms"])
def test_a_short_column_is_detected(encoding: Encoding, meant: list[str], size: int) -> None:
    shown = [encode(text, encoding) for text in meant]
    columns = [shown[start : start + size] for start in range(len(shown) - size + 1)]
    assert [column for column in columns if detect(column) is not encoding] == []


@BOTH
@pytest.mark.parametrize("name", NAMES)
def test_one_full_name_is_enough(encoding: Encoding, name: str) -> None:
    assert detect([encode(name, encoding)]) is encoding


@BOTH
def test_capitals_throughout_are_detected(encoding: Encoding) -> None:
    shown = [encode(text.upper(), encoding) for text in TERMS]
    assert detect(shown) is encoding
    assert [convert(text, encoding).upper() for text in shown] == [text.upper() for text in TERMS]


@BOTH
def test_figures_and_signs_beside_the_words_do_not_hide_the_encoding(encoding: Encoding) -> None:
    meant = [f"{number}. {name} ({number}/2022) - 50%" for number, name in enumerate(NAMES, 1)]
    shown = [encode(text, encoding) for text in meant]
    assert detect(shown) is encoding
    assert [convert(text, encoding) for text in shown] == meant


@BOTH
def test_codes_and_decision_numbers_do_not_hide_the_encoding(encoding: Encoding) -> None:
    meant = ["ĐV-001, Đảng viên, 12-QĐ/ĐU", "ĐV-002, Đảng viên, 13-QĐ/ĐU", "TCCSĐ-1, Tổ chức đảng, 14-QĐ/HĐND"]
    shown = [encode(text, encoding) for text in meant]
    assert detect(shown) is encoding
    assert [convert(text, encoding) for text in shown] == meant


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("fonts", [(), (".VnTime",), ("VNI-Times",)])
def test_unicode_text_is_not_taken_for_legacy(form: str, fonts: tuple[str, ...]) -> None:
    for meant in (NAMES, TERMS, SMALL, CAPITALS):
        assert detect([unicodedata.normalize(form, text) for text in meant], fonts) is None
        for column in in_fours(meant):
            assert detect([unicodedata.normalize(form, text) for text in column], fonts) is None


@pytest.mark.parametrize("fonts", [(), (".VnTime",), ("VNI-Times",)])
def test_unicode_names_of_latin_1_letters_only_are_left_as_they_are(fonts: tuple[str, ...]) -> None:
    assert detect(["Lê Hà", "Hà Tú", "Cù Hòa", "Hồ Xuân", "Phó phòng"], fonts) is None
    assert detect(["Hà Hòa", "Cà Mau"], fonts) is None


@BOTH
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_convert_leaves_unicode_text_and_only_composes_it(encoding: Encoding, form: str) -> None:
    for text in [*NAMES, *TERMS]:
        assert convert(unicodedata.normalize(form, text), encoding) == text


@pytest.mark.parametrize(
    "samples",
    [[], [""], ["2022", "12/03/2022"], ["Dang vien", "Chi bo 1"], ["½", "×", "25 ©", "10 m²"], ["12 °C", "§ 5", "«»"]],
)
@pytest.mark.parametrize("fonts", [(), (".VnTime", "VNI-Times")])
def test_plain_text_and_lone_signs_say_nothing(samples: list[str], fonts: tuple[str, ...]) -> None:
    assert detect(samples, fonts) is None


@pytest.mark.parametrize("words", [FRENCH, GERMAN, SPANISH], ids=["French", "German", "Spanish"])
@pytest.mark.parametrize("fonts", [(), (".VnTime",), ("VNI-Times",)])
def test_other_tongues_are_not_taken_for_legacy(words: list[str], fonts: tuple[str, ...]) -> None:
    assert detect(words, fonts) is None
    if not fonts:
        assert [column for column in in_fours(words) if detect(column)] == []


@BOTH
def test_a_column_half_unicode_half_legacy_has_its_legacy_rows_converted(encoding: Encoding) -> None:
    meant = NAMES[:20]
    mixed = [encode(name, encoding) if number % 2 else name for number, name in enumerate(meant)]
    assert detect(mixed) is encoding
    assert [convert(text, encoding) for text in mixed] == meant


@BOTH
def test_legacy_words_must_be_half_of_the_marked_ones(encoding: Encoding) -> None:
    old, new = encode("Đảng viên", encoding), "Đảng viên"
    assert detect([old] * 5 + [new] * 4) is encoding
    assert detect([old] * 5 + [new] * 5) is encoding
    assert detect([old] * 5 + [new] * 6) is None


@BOTH
def test_four_words_in_five_must_become_syllables(encoding: Encoding) -> None:
    good, foreign = encode("Đảng", encoding), "Übung"
    assert detect([good] * 4) is encoding
    assert detect([good] * 4 + [foreign]) is encoding
    assert detect([good] * 4 + [foreign] * 2) is None


@pytest.mark.parametrize(("encoding", "font"), [(TCVN3, ".VnTime"), (VNI, "VNI-Times")])
def test_a_font_lowers_that_to_three_in_five(encoding: Encoding, font: str) -> None:
    good, foreign = encode("Đảng", encoding), "Übung"
    assert detect([good] * 3 + [foreign] * 2) is None
    assert detect([good] * 3 + [foreign] * 2, [font]) is encoding
    assert detect([good] * 3 + [foreign] * 2, ["Times New Roman", font.upper()]) is encoding
    assert detect([good] * 3 + [foreign] * 2, ["Times New Roman"]) is None
    assert detect([good] * 3 + [foreign] * 3, [font]) is None


@pytest.mark.parametrize(
    ("text", "encoding", "font", "meant"),
    [("Khai trõ", TCVN3, ".VnTimeH", "Khai trừ"), ("Thoát Noát", VNI, "VNI-Helve", "Thốt Nốt")],
)
def test_a_font_decides_on_words_that_read_both_ways(text: str, encoding: Encoding, font: str, meant: str) -> None:
    assert detect([text]) is None
    assert detect([text], [font]) is encoding
    assert convert(text, encoding) == meant


@BOTH
def test_the_font_of_the_other_set_does_not_mislead(encoding: Encoding) -> None:
    other = {TCVN3: "VNI-Times", VNI: ".VnTime"}[encoding]
    assert detect([encode(name, encoding) for name in NAMES], [other]) is encoding


@BOTH
@pytest.mark.parametrize("quotes", ["\x93{}\x94 \x96 \x91{}\x92\x85", "“{}” – ‘{}’…"], ids=["latin-1", "cp1252"])
def test_quotes_and_dashes_come_out_as_a_spreadsheet_shows_them(encoding: Encoding, quotes: str) -> None:
    shown = [quotes.format(*[encode(name, encoding)] * 2) for name in NAMES[:5]]
    assert detect(shown) is encoding
    assert [convert(text, encoding) for text in shown] == [f"“{name}” – ‘{name}’…" for name in NAMES[:5]]


@pytest.mark.parametrize(
    ("text", "is_unicode"),
    [
        ("Đảng", True),
        ("Vie\u0323\u0302t", True),
        ("ơ", True),
        ("Ĩ", True),
        ("Hà Tú", False),
        ("§¶ng", False),
        ("Ñaûng", False),
        ("Dang", False),
        ("", False),
    ],
)
def test_letters_that_only_unicode_has(text: str, is_unicode: bool) -> None:
    assert is_unicode_vietnamese(text) is is_unicode
