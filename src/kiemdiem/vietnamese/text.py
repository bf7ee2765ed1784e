"""Chữ Việt: one Unicode form, and a folded form for comparing."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF], ""
)  # zero-width and direction marks, which no reader of a table can see


def nfc(text: str) -> str:
    """The text in normal form C, without invisible marks, every Unicode blank an ordinary one."""
    text = unicodedata.normalize("NFC", text.translate(_INVISIBLE))  # an invisible mark would keep letters apart
    return re.sub(r"[^\S\n\r\t]", " ", text)


def squeeze(text: str) -> str:
    """`nfc`, trimmed, with every run of white space one blank."""
    return " ".join(nfc(text).split())


def fold(text: str) -> str:
    """For comparing: squeezed, no case, no marks, đ as d; “Mức xếp loại ” → “muc xep loai”."""
    plain = squeeze(text).casefold().replace("đ", "d")
    return "".join(letter for letter in unicodedata.normalize("NFD", plain) if not unicodedata.combining(letter))
