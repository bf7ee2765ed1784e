"""Giá trị trong ô: dates and whole numbers as offices write them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from kiemdiem.vietnamese import squeeze

_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})(?:[ T].*)?")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?")
_IN_WORDS = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_WHOLE = re.compile(r"([+-]?\d{1,18})(?:\.0+)?")  # 18 digits: what 64 bits hold
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3}){1,5}")
_SERIAL_START = date(1899, 12, 30)  # Excel's day 0, as it stands since 1900 is no leap year


def parse_date(text: str) -> date | None:
    """Ngày: dd/mm/yyyy (also with . or -), yyyy-mm-dd, in words, or a spreadsheet's serial number; else None."""
    value = text.strip() if text.isascii() else squeeze(text)
    for pattern, order in ((_DAY_FIRST, (3, 2, 1)), (_YEAR_FIRST, (1, 2, 3)), (_IN_WORDS, (3, 2, 1))):
        if found := pattern.fullmatch(value):
            try:
                return date(*(int(found[part]) for part in order))
            except ValueError:
                return None
    if _SERIAL.fullmatch(value):
        return _SERIAL_START + timedelta(days=int(float(value)))
    return None


def parse_whole(text: str) -> int | None:
    """Số nguyên: 12, 12.0 as spreadsheets store it, 1.234 as offices group it; else None."""
    value = squeeze(text).replace(" ", "")
    if _GROUPED.fullmatch(value):
        return int(value.replace(".", ""))
    found = _WHOLE.fullmatch(value)
    return int(found[1]) if found else None
