"""Bảng mã cũ: TCVN3 (ABC) and VNI-Windows, as a spreadsheet shows them, to Unicode and back.

Both are one-byte sets that programs show as cp1252 letters: “§¶ng” is “Đảng” in TCVN3, “Ñaûng” in VNI. No library
knows them. Nobody can be asked either, so `detect` weighs how many words become Vietnamese syllables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import Enum
from functools import lru_cache

from kiemdiem.vietnamese.syllables import is_syllable
from kiemdiem.vietnamese.text import nfc


class Encoding(Enum):
    """Bảng mã cũ; the value is how a note names it."""

    TCVN3 = "TCVN3 (ABC)"
    VNI = "VNI-Windows"


def _tcvn3() -> dict[str, str]:
    codes = {
        "à": 0xB5, "ả": 0xB6, "ã": 0xB7, "á": 0xB8, "ạ": 0xB9,
        "ă": 0xA8, "ằ": 0xBB, "ẳ": 0xBC, "ẵ": 0xBD, "ắ": 0xBE, "ặ": 0xC6,
        "â": 0xA9, "ầ": 0xC7, "ẩ": 0xC8, "ẫ": 0xC9, "ấ": 0xCA, "ậ": 0xCB,
        "đ": 0xAE,
        "è": 0xCC, "ẻ": 0xCE, "ẽ": 0xCF, "é": 0xD0, "ẹ": 0xD1,
        "ê": 0xAA, "ề": 0xD2, "ể": 0xD3, "ễ": 0xD4, "ế": 0xD5, "ệ": 0xD6,
        "ì": 0xD7, "ỉ": 0xD8, "ĩ": 0xDC, "í": 0xDD, "ị": 0xDE,
        "ò": 0xDF, "ỏ": 0xE1, "õ": 0xE2, "ó": 0xE3, "ọ": 0xE4,
        "ô": 0xAB, "ồ": 0xE5, "ổ": 0xE6, "ỗ": 0xE7, "ố": 0xE8, "ộ": 0xE9,
        "ơ": 0xAC, "ờ": 0xEA, "ở": 0xEB, "ỡ": 0xEC, "ớ": 0xED, "ợ": 0xEE,
        "ù": 0xEF, "ủ": 0xF1, "ũ": 0xF2, "ú": 0xF3, "ụ": 0xF4,
        "ư": 0xAD, "ừ": 0xF5, "ử": 0xF6, "ữ": 0xF7, "ứ": 0xF8, "ự": 0xF9,
        "ỳ": 0xFA, "ỷ": 0xFB, "ỹ": 0xFC, "ý": 0xFD, "ỵ": 0xFE,
        "Ă": 0xA1, "Â": 0xA2, "Ê": 0xA3, "Ô": 0xA4, "Ơ": 0xA5, "Ư": 0xA6, "Đ": 0xA7,
    }  # fmt: skip
    return {letter: chr(code) for letter, code in codes.items()}


def _vni() -> dict[str, str]:
    tones = {"\u0300": "ø", "\u0301": "ù", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
    circumflex = {"": "â", "\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
    breve = {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
    lower = {"đ": "ñ", "ơ": "ô", "ư": "ö"}
    lower |= {nfc(base + tone): base + mark for base in "aeouy" for tone, mark in tones.items()}
    lower |= {nfc(base + tone): own + mark for base, own in (("ơ", "ô"), ("ư", "ö")) for tone, mark in tones.items()}
    lower |= {nfc(base + tone): plain + mark for base, plain in (("â", "a"), ("ê", "e"), ("ô", "o"))
              for tone, mark in circumflex.items()}  # fmt: skip
    lower |= {nfc("ă" + tone): "a" + mark for tone, mark in breve.items()}
    lower |= {"ì": "ì", "í": "í", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î"}
    return lower | {letter.upper(): coded.upper() for letter, coded in lower.items()}


_TABLES: Mapping[Encoding, Mapping[str, str]] = {Encoding.TCVN3: _tcvn3(), Encoding.VNI: _vni()}
_SHOWN = {
    code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}  # quotes and dashes: neither set has letters here, and a text file read as latin-1 leaves them unshown
_READ = {encoding: {coded: letter for letter, coded in table.items()} for encoding, table in _TABLES.items()}
for _letter, _coded in _TABLES[Encoding.VNI].items():  # a capital with a small mark is common in typed headings
    if len(_coded) == 2 and _coded[0].isupper():
        _READ[Encoding.VNI].setdefault(_coded[0] + _coded[1].lower(), _letter)
_PATTERN = {
    encoding: re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True)))
    for encoding, table in _READ.items()
}
_FONTS = {Encoding.TCVN3: (".vn",), Encoding.VNI: ("vni",)}
_ABBREVIATION = re.compile("[A-Z]*[ĐÐ§Ñ][A-Z]*")  # QĐ, ĐV, TCCSĐ in each set: no syllables in any
_WORD = re.compile(r"[^\W\d_]+")
_SPLIT = re.compile(r"[\s\d.,;:()\[\]{}/\\\"'!?<>=+*&%#@_|~^`–—‘’“”-]+")


def convert(text: str, encoding: Encoding) -> str:
    """Legacy text as a spreadsheet shows it (bytes read as cp1252 or latin-1) to Unicode NFC.

    A text that already holds a letter of Unicode Vietnamese is left as it is: columns mix both.
    """
    if is_unicode_vietnamese(text):
        return nfc(text)
    table = _READ[encoding]
    return nfc(_PATTERN[encoding].sub(lambda found: table[found[0]], text.translate(_SHOWN)))


def encode(text: str, encoding: Encoding) -> str:
    """Unicode to legacy, as a spreadsheet would show it.

    TCVN3 has no capitals with tones: they become the small letter, which a capital font (.VnTimeH) draws large.
    """
    table = _TABLES[encoding]
    return "".join(table.get(letter) or table.get(letter.lower(), letter) for letter in nfc(text))


def detect(samples: Iterable[str], fonts: Iterable[str] = ()) -> Encoding | None:
    """TCVN3, VNI or neither, over all samples together; `fonts` named in the file tip the balance.

    Four words in five must become syllables (three in five when a font says so), more than are syllables as they
    stand. Letters by themselves (½, ×, ©) say nothing.
    """
    cells = [(is_unicode_vietnamese(sample), marked_words(sample)) for sample in samples]
    marked = [word for _, inside in cells for word in inside]
    words = [word for is_unicode, inside in cells if not is_unicode for word in inside]  # all `convert` would touch
    if not words or len(words) * 2 < len(marked):
        return None
    as_is = sum(_reads(word) for word in words)
    named = [font.lower() for font in fonts]
    scores = {
        encoding: (
            sum(_is_whole(word, encoding) and _reads(convert(word, encoding)) for word in words),
            any(font.startswith(_FONTS[encoding]) for font in named),
        )
        for encoding in Encoding
    }
    (best, (good, favoured)), (_, second) = sorted(scores.items(), key=lambda item: item[1], reverse=True)
    if (good, favoured) == second or good * 10 < len(words) * (6 if favoured else 8):
        return None
    return best if good > as_is or (favoured and good == as_is) else None


def marked_words(text: str) -> list[str]:
    """The words of a text that hold a letter beyond ASCII and so tell encodings apart: no “QĐ”, no single letters."""
    words = _SPLIT.split(text.translate(_SHOWN))
    return [word for word in words if len(word) > 1 and not word.isascii() and not _ABBREVIATION.fullmatch(word)]


def is_unicode_vietnamese(text: str) -> bool:
    """Whether the text holds a letter that is Vietnamese and not of a one-byte set (ă đ ĩ ơ ư ạ …), or a loose mark."""
    return bool(_UNICODE_ONLY.search(text))


_UNICODE_ONLY = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u0300-\u0323]"
)


def _is_whole(word: str, encoding: Encoding) -> bool:
    """Whether every letter beyond ASCII is one of the set; “Hà” is no TCVN3, which has nothing at à."""
    return _PATTERN[encoding].sub("", word).isascii()


@lru_cache(maxsize=65536)
def _reads(word: str) -> bool:
    """Whether the word is one Vietnamese syllable, or several joined, written as people write them."""
    parts = _WORD.findall(word)
    return bool(parts) and "".join(parts) == word and all(is_syllable(part) and _is_cased(part) for part in parts)


def _is_cased(word: str) -> bool:
    """Small, capital or capitalised; toned letters don't count, since TCVN3 has no toned capitals."""
    plain = "".join(letter for letter in word if letter.isascii())
    return not plain or plain.islower() or plain.isupper() or plain.istitle() or (plain[1:].islower())
