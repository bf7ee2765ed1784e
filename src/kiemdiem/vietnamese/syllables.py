"""Âm tiết tiếng Việt: whether a word is a well-formed syllable, the evidence for telling encodings apart."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = {"\u0300": "huyền", "\u0301": "sắc", "\u0303": "ngã", "\u0309": "hỏi", "\u0323": "nặng"}
_INITIAL = r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
_OPEN = (  # nuclei that end in a glide take no final
    "uya|oai|oay|oeo|uây|uôi|ươi|ươu|iêu|yêu|oao|uyu|uai|uay|ia|ua|ưa|uơ|"
    "ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|uy|uê|oa|oe|[aeêioôơuưy]"
)
_BEFORE_ANY = "iê|yê|uô|ươ|uyê|uâ|oa|oă|oe|[aăâeoôuư]"  # these take c, m, n, ng, p, t
_SHAPE = re.compile(
    f"{_INITIAL}(?:(?:{_OPEN})|(?:{_BEFORE_ANY})(?:ng|[cmnpt])|(?:[êiyơ]|uê|uy|uơ)[mnpt]|(?:a|ê|i|y|oa|uê|uy)(?:nh|ch))"
)
_STOPPED = ("c", "ch", "p", "t")


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether the word, in Unicode, can be a Vietnamese syllable: sounds that go together, one tone at most.

    A syllable that ends in p, t, c or ch takes only sắc or nặng, or none where marks were left out.
    """
    tones, letters = [], []
    for letter in unicodedata.normalize("NFD", word.lower()):
        if letter in _TONES:
            tones.append(_TONES[letter])
        else:
            letters.append(letter)
    base = unicodedata.normalize("NFC", "".join(letters))
    if len(tones) > 1 or not _SHAPE.fullmatch(base):
        return False
    return not base.endswith(_STOPPED) or not tones or tones[0] in ("sắc", "nặng")
