"""Chữ Việt: Unicode forms, folding for comparison, and the legacy sets that old files are written in."""

from kiemdiem.vietnamese.decoding import Decoding, UnknownEncoding, decode, decoded_chunks, sniff
from kiemdiem.vietnamese.legacy import Encoding, convert, detect, encode, is_unicode_vietnamese
from kiemdiem.vietnamese.order import sort_key
from kiemdiem.vietnamese.syllables import is_syllable
from kiemdiem.vietnamese.text import fold, nfc, squeeze

__all__ = [
    "Decoding",
    "Encoding",
    "UnknownEncoding",
    "convert",
    "decode",
    "decoded_chunks",
    "detect",
    "encode",
    "fold",
    "is_syllable",
    "is_unicode_vietnamese",
    "nfc",
    "sniff",
    "sort_key",
    "squeeze",
]
