"""Văn bản: the texts of law and guidance, when each was in force, and how it is cited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from kiemdiem.regulation.verdicts import NotInForce

FIRST_YEAR = 2018  # 132-QĐ/TW, 08/3/2018, is the oldest text held here


@dataclass(frozen=True, slots=True)
class Text:
    """Một văn bản: number, issuer, title, date, first and last day in force, what it replaces.

    `role` is regulation, guidance, reference, local (of a city) or format (of this program, not law).
    `title_verified` is false when the title was not read in a source; `known_until` is the last day up to
    which a text without an end was looked for and found still in force.
    """

    key: str
    number: str
    role: str
    issuer: str
    title: str
    signed: date
    start: date
    end: date | None
    replaces: tuple[str, ...]
    verified: bool
    title_verified: bool = True
    known_until: date | None = None

    @property
    def dated_number(self) -> str:
        """Number and date, since numbers repeat: “132-QĐ/TW 08/3/2018”."""
        day, month = self.signed.day, self.signed.month
        return f"{self.number} {day:02d}/{month if month > 2 else f'{month:02d}'}/{self.signed.year}"

    def covers(self, on: date) -> bool:
        """Whether the text is in force on that day."""
        return self.start <= on and (self.end is None or on <= self.end)


def read_text(row: Mapping[str, Any]) -> Text:
    """One YAML row to a `Text`; raises KeyError or TypeError when a field is missing or odd."""
    if not isinstance(row["date"], date) or not isinstance(row["from"], date):
        raise TypeError(f"date, from: {row['date']!r}, {row['from']!r}")
    return Text(
        key=row["key"],
        number=str(row["number"]),
        role=row["role"],
        issuer=row["issuer"],
        title=row["title"],
        signed=row["date"],
        start=row["from"],
        end=row.get("to"),
        replaces=tuple(row["replaces"]),
        verified=bool(row["verified"]),
        title_verified=bool(row.get("title_verified", True)),
        known_until=row.get("known_until"),
    )


@cache
def national() -> Mapping[str, Text]:
    """Every national text by key, in the order of the file."""
    source = files("kiemdiem.regulation") / "texts.yaml"
    rows = yaml.load(source.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return MappingProxyType({row["key"]: read_text(row) for row in rows})


def rule_day(year: int) -> date:
    """Ngày áp dụng quy định của một năm xếp loại: 31/12, so a year is judged by its own law ever after."""
    return date(year, 12, 31)


def governing(year: int, texts: Iterable[Text] | None = None) -> tuple[Text, ...]:
    """Quy định và hướng dẫn của một năm xếp loại: the pair in force on its rule day.

    Raises NotInForce for a year no regulation covers.
    """
    on = rule_day(year)
    pair = [
        text
        for role in ("regulation", "guidance")
        for text in (national().values() if texts is None else texts)
        if text.role == role and text.covers(on)
    ]
    if len(pair) != 2:
        raise NotInForce(f"Năm {year} không có quy định, hướng dẫn nào được lưu ở đây (có từ năm {FIRST_YEAR}).")
    return tuple(pair)


def known_until() -> date:
    """Ngày cuối còn xác minh được hiệu lực: up to it, no text replacing the newest ones was found."""
    return min(text.known_until for text in national().values() if text.known_until)


def doubtful_years(years: Iterable[int]) -> list[int]:
    """Các năm chưa xác minh văn bản còn hiệu lực: those whose rule day is later than `known_until`."""
    return sorted(year for year in set(years) if rule_day(year) > known_until())
