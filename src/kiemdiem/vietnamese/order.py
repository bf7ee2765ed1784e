"""Thứ tự tên người Việt: by given name, then family and middle names; letters before tones."""

from __future__ import annotations

import unicodedata

from kiemdiem.vietnamese.text import squeeze

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: chr(ord("A") + place) for place, letter in enumerate(_LETTERS)} | {
    digit: digit for digit in "0123456789"
}
_TONES = {
    "\u0300": "1",
    "\u0309": "2",
    "\u0303": "3",
    "\u0301": "4",
    "\u0323": "5",
}  # ngang, huyền, hỏi, ngã, sắc, nặng


def sort_key(name: str) -> str:
    """Khóa xếp thứ tự: ASCII text whose byte order is the order of a Vietnamese list of people.

    The given name decides first, its tones next, then the rest in the same way: An, Anh, Ánh, Bình; Lê Bình before
    Trần Bình.
    """
    rest, _, given = squeeze(name).casefold().rpartition(" ")
    return f"{_part(given)}+{_part(rest)}"


def _part(words: str) -> str:
    letters, tones = [], []
    for letter in words:
        base = "".join(mark for mark in unicodedata.normalize("NFD", letter) if mark not in _TONES)
        tone = next((_TONES[mark] for mark in unicodedata.normalize("NFD", letter) if mark in _TONES), "0")
        letters.append(_RANK.get(unicodedata.normalize("NFC", base), " "))
        tones.append(tone)
    return f"{''.join(letters)}!{''.join(tones)}"
