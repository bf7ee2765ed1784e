"""Bảng mã của tệp chữ: which bytes a .csv is written in, and its text in Unicode, piece by piece."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kiemdiem.vietnamese.legacy import Encoding, convert, detect, marked_words
from kiemdiem.vietnamese.syllables import is_syllable
from kiemdiem.vietnamese.text import nfc

_NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16",
          "cp1258": "Windows-1258", "latin-1": "Latin-1"}  # fmt: skip
_ENOUGH = 4000  # words are looked at; more change nothing


class UnknownEncoding(ValueError):
    """Không nhận ra bảng mã: the bytes are text in no set known here."""


@dataclass(frozen=True, slots=True)
class Decoding:
    """Cách đọc tệp chữ: a Python codec and, over it, a legacy Vietnamese set or None."""

    codec: str
    legacy: Encoding | None = None

    @property
    def name(self) -> str:
        """How a note names it."""
        return self.legacy.value if self.legacy else _NAMES[self.codec]


def sniff(head: bytes) -> Decoding:
    """The encoding of a text file from its first bytes; a character cut at their end does no harm.

    Raises UnknownEncoding for bytes that are no text.
    """
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return _over(head, codec)
    if wide := _without_mark(head):
        return _over(head, wide)
    if b"\0" in head:
        raise UnknownEncoding("có byte 0, không phải tệp chữ")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return _one_byte(head)
    return _over(head, "utf-8")


def decode(data: bytes, decoding: Decoding, *, whole: bool = True) -> str:
    """Bytes to Unicode text in normal form C; unless they are `whole`, a character cut at their end is left out.

    Raises UnknownEncoding with the offset of a bad byte.
    """
    try:
        text = codecs.getincrementaldecoder(decoding.codec)().decode(data, final=whole)
    except UnicodeDecodeError as error:
        raise UnknownEncoding(f"byte thứ {error.start}") from None
    return _lines(text, decoding)


def decoded_chunks(path: Path, decoding: Decoding, size: int = 1 << 20) -> Iterator[str]:
    """A file as Unicode text in whole lines, in constant memory. Raises UnknownEncoding for a bad byte."""
    decoder = codecs.getincrementaldecoder(decoding.codec)()
    rest = ""
    offset = 0
    with path.open("rb") as stream:
        while True:
            piece = stream.read(size)
            try:
                text = rest + decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                raise UnknownEncoding(f"gần byte thứ {offset + error.start}") from None
            offset += len(piece)
            cut = len(text) if not piece else text.rfind("\n") + 1
            lines, rest = text[:cut], text[cut:]
            if lines:
                yield _lines(lines, decoding)
            if not piece:
                return


def _lines(text: str, decoding: Decoding) -> str:
    if decoding.legacy is None:
        return nfc(text)
    return "".join(convert(line, decoding.legacy) for line in text.splitlines(keepends=True))


def _without_mark(head: bytes) -> str | None:
    """UTF-16 without its mark: in a table most characters are ASCII, so every other byte is 0."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if half and odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    if half and even > 0.4 * half and odd < 0.1 * half:
        return "utf-16-be"
    return None


def _over(head: bytes, codec: str) -> Decoding:
    """A Unicode codec, and the legacy set its letters are typed in: Excel saves a .VnTime sheet that way."""
    try:
        text = codecs.getincrementaldecoder(codec)().decode(head)
    except UnicodeDecodeError:
        return Decoding(codec)  # `decode` will name the byte
    return Decoding(codec, detect(text.splitlines()[:_ENOUGH]))


def _one_byte(head: bytes) -> Decoding:
    """cp1258, TCVN3 or VNI, by how many words become syllables."""
    text = head.decode("latin-1")
    legacy = detect(text.splitlines()[:_ENOUGH])
    try:
        words = marked_words(nfc(head.decode("cp1258")))[:_ENOUGH]
    except UnicodeDecodeError:
        words = []
    read = sum(map(is_syllable, words))
    if words and read * 10 >= 8 * len(words) and (legacy is None or read >= _read_as(text, legacy)):
        return Decoding("cp1258")
    if legacy:
        return Decoding("latin-1", legacy)
    raise UnknownEncoding("không phải UTF-8, UTF-16, Windows-1258, TCVN3 hay VNI")


def _read_as(text: str, legacy: Encoding) -> int:
    return sum(map(is_syllable, marked_words(convert(text, legacy))[:_ENOUGH]))
