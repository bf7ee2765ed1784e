"""Đọc giá trị: how offices write levels, kinds, reasons, marks and dates. Asked of distinct values only."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from kiemdiem.regulation import Exemption, Kind, Level
from kiemdiem.vietnamese import convert, detect, fold
from kiemdiem.workbooks import parse_date, parse_whole

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_NOT_RATED = {"", "khong xep loai", "chua xep loai", "khong danh gia", "khong danh gia xep loai"}
_DASHES = {"", "-", "–", "—"}
_NOTHING = {"", "khong", "khong co", "0", "none", "null", "nan", "na", "n a"}

_LEVELS = {
    Level.EXCELLENT: ("hoan thanh xuat sac nhiem vu", "hoan thanh xuat sac", "xuat sac", "xs", "htxsnv", "htxs",
                      "excellent", "hoan thanh xuat sac chuc trach nhiem vu"),
    Level.GOOD: ("hoan thanh tot nhiem vu", "hoan thanh tot", "tot", "t", "httnv", "htt", "good",
                 "hoan thanh tot chuc trach nhiem vu"),
    Level.COMPLETED: ("hoan thanh nhiem vu", "hoan thanh", "ht", "htnv", "completed",
                      "hoan thanh chuc trach nhiem vu"),
    Level.FAILED: ("khong hoan thanh nhiem vu", "khong hoan thanh", "kht", "khtnv", "failed",
                   "khong hoan thanh chuc trach nhiem vu"),
}  # fmt: skip
_KINDS = {
    Kind.PARTY_ORGANISATION: ("to chuc dang", "party organisation", "tcd", "to chuc co so dang", "tccsd"),
    Kind.MEMBER: ("dang vien", "member", "dv"),
    Kind.COLLECTIVE: ("tap the lanh dao quan ly", "tap the", "tap the lanh dao", "collective"),
    Kind.LEADER: ("ca nhan lanh dao quan ly", "ca nhan", "can bo lanh dao quan ly", "leader",
                  "ca nhan can bo lanh dao quan ly"),
}  # fmt: skip
_REASONS = {  # whole phrases: “tạm đình chỉ công tác”, “miễn nhiệm chức vụ” are no exemption from a rating
    Exemption.EXEMPT: re.compile(r"(duoc )?mien( (cong tac (va )?)?sinh hoat( dang)?)?"),
    Exemption.SUSPENDED: re.compile(r"(bi )?(tam )?dinh chi( sinh hoat( dang)?)?"),
    Exemption.UNDER_SIX_MONTHS: re.compile(
        r"((moi )?(ket nap|thanh lap) )?(duoi|chua du) (0?6|sau) thang|under six( months)?"
    ),
}
_DISCIPLINES = ("khien trach", "canh cao", "cach chuc", "khai tru", "giai tan", "ha bac luong", "giang chuc",
                "buoc thoi viec")  # fmt: skip
_NOT_DISCIPLINED = re.compile(
    rf"(khong|chua)( bi| co)?( thi hanh| xu ly| hinh thuc)?( ky luat)?( ({'|'.join(_DISCIPLINES)}))*( trong nam)?"
)
_DENIED = ("khong ", "chua ")
_MONTHS = re.compile(r"(\d{1,2}) thang")
_DAYS_A_MONTH = 30  # three months are read as 90 days: docs/decisions/0005-nghi-om.md
_LEVEL_BY_WORD = {word: level for level, spellings in _LEVELS.items() for word in spellings}
_KIND_BY_WORD = {word: kind for kind, spellings in _KINDS.items() for word in spellings}


class Unknown(ValueError):
    """Giá trị không đọc được: the text as it stands in the cell."""


def plain(raw: Any) -> str:
    """The text of a cell, whatever type the file gave it; "" for an empty one."""
    if raw is None:
        return ""
    if isinstance(raw, bytes):
        return raw.decode("utf-8", "replace").strip()
    return str(raw).strip()


def level(raw: Any) -> Level | None:
    """Mức xếp loại: full wording or any usual abbreviation; None when not rated; raises Unknown."""
    word = _known_word(raw, _LEVEL_BY_WORD)
    return None if word in _NOT_RATED else _LEVEL_BY_WORD[word]


def kind(raw: Any) -> Kind | None:
    """Loại đối tượng; None when empty; raises Unknown."""
    word = _known_word(raw, _KIND_BY_WORD)
    return _KIND_BY_WORD[word] if word else None


def reason(raw: Any) -> Exemption | None:
    """Lý do không xếp loại; any wording that isn't wholly one the law names is OTHER; None when empty."""
    word = _word(raw)
    if word in _NOTHING:
        return None
    named = (exemption for exemption, phrase in _REASONS.items() if phrase.fullmatch(word))
    return next(named, Exemption.OTHER)


def discipline(raw: Any) -> str | None:
    """Hình thức kỷ luật as written when it names one the regulation knows; raises Unknown.

    None when empty or when the cell says that there was none (“không bị khiển trách”, “chưa bị kỷ luật”).
    """
    word = _word(raw)
    if not word and plain(raw) not in _DASHES:
        raise Unknown(plain(raw))
    if word in _NOTHING or _is_denial(word):
        return None
    if word.startswith(_DENIED) or not any(form in word for form in _DISCIPLINES):
        raise Unknown(plain(raw))
    return plain(raw)


def mark(raw: Any) -> bool:
    """Ô đánh dấu “x”; raises Unknown."""
    word = _word(raw)
    if word in _NOTHING or word in ("false", "f"):
        return False
    if word in ("x", "co", "1", "true", "v", "yes") or plain(raw) in ("✓", "✔", "☑"):
        return True
    raise Unknown(plain(raw))


def day(raw: Any) -> date | None:
    """Ngày: a real date or one of the usual writings; None when empty; raises Unknown."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = plain(raw)
    if text in _DASHES:
        return None
    found = parse_date(text)
    if found is None or not 1900 <= found.year <= 2100:
        raise Unknown(text)
    return found


def whole(raw: Any) -> int | None:
    """Số nguyên không âm; None when empty; raises Unknown."""
    text = plain(raw)
    if text in _DASHES:
        return None
    found = parse_whole(text)
    if found is None or found < 0:
        raise Unknown(text)
    return found


def sick_days(raw: Any) -> int | None:
    """Số ngày nghỉ ốm: a whole number of days, or “3 tháng” as 90 days; None when empty; raises Unknown."""
    months = _MONTHS.fullmatch(fold(plain(raw)))
    return int(months[1]) * _DAYS_A_MONTH if months else whole(raw)


def year(raw: Any) -> int | None:
    """Năm xếp loại, four digits, also in “Năm 2022”; None when empty; raises Unknown."""
    text = plain(raw)
    if not text:
        return None
    found = re.fullmatch(r"(?:năm\s+)?((?:19|20)\d\d)(?:\.0+)?", text, re.IGNORECASE)
    if not found:
        raise Unknown(text)
    return int(found[1])


def is_read(reader: Callable[[Any], object], raw: Any) -> bool:
    """Whether a reader of this module can read the value."""
    try:
        reader(raw)
    except Unknown:
        return False
    return True


def _is_denial(word: str) -> bool:
    return _NOT_DISCIPLINED.fullmatch(word) is not None and any(form in word for form in ("ky luat", *_DISCIPLINES))


@lru_cache(maxsize=8192)
def _word(raw: Any) -> str:
    return _NOT_WORD.sub(" ", fold(plain(raw))).strip()


@cache
def _unicode_word(text: str) -> str:
    """The word once more as it reads when its letters are TCVN3 or VNI."""
    encoding = detect([text])
    return _word(convert(text, encoding)) if encoding else ""


def _known_word(raw: Any, spellings: Mapping[str, object]) -> str:
    text = plain(raw)
    if text in _DASHES:
        return ""
    for word in (_word(text), _unicode_word(text)):
        if word and (word in spellings or word in _NOT_RATED):
            return word
    raise Unknown(text)
