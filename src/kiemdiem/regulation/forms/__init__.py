"""Mẫu văn bản kiểm điểm: forms of self-review as data, by the guidance in force on the rule day of a year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kiemdiem.regulation.levels import Kind
from kiemdiem.regulation.texts import rule_day


class CriterionLevel(IntEnum):
    """Cấp độ thực hiện của một tiêu chí."""

    POOR = 1
    AVERAGE = 2
    GOOD = 3
    EXCELLENT = 4

    @property
    def official(self) -> str:
        """The wording of the forms."""
        return ("Kém", "Trung bình", "Tốt", "Xuất sắc")[self - 1]


@dataclass(frozen=True, slots=True)
class Section:
    """Một mục của mẫu: its heading (when a group begins), title, whether it must be filled and carries a level.

    `kinds`: the subjects that write it; empty for all of the form. `task_result`: a criterion on results of tasks.
    """

    key: str
    title: str
    heading: str
    hint: str
    required: bool
    criterion: bool
    task_result: bool
    kinds: frozenset[Kind]


@dataclass(frozen=True, slots=True)
class Form:
    """Một mẫu: number, title, sections in order, heading of the self-rating; `verified`: read in the form itself."""

    key: str
    number: str
    title: str
    guidance: str
    kinds: frozenset[Kind]
    sections: tuple[Section, ...]
    self_rating: str
    verified: bool

    def sections_for(self, kinds: frozenset[Kind]) -> tuple[Section, ...]:
        """Những mục phải viết khi bản này là của các loại đối tượng ấy."""
        return tuple(each for each in self.sections if not each.kinds or each.kinds & kinds)


@dataclass(frozen=True, slots=True)
class Row:
    """Một dòng của phiếu: a criterion that is given a level."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Group:
    """Một nhóm tiêu chí của phiếu, with the rows that were read."""

    key: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class OpinionSheet:
    """Phiếu phân tích chất lượng (Mẫu 03, 04): what a participating body fills in; `whole`: every row was read."""

    key: str
    number: str
    title: str
    kinds: frozenset[Kind]
    groups: tuple[Group, ...]
    verified: bool
    whole: bool


def forms_of(year: int) -> Mapping[str, Form]:
    """Các mẫu của một năm xếp loại, by key; empty for a year whose forms aren't held here."""
    on = rule_day(year)
    return next((held.forms for held in _held() if held.start <= on <= held.end), {})


def years_with_forms(last: int) -> list[int]:
    """Những năm có mẫu, up to that one, oldest first."""
    first = min((held.start.year for held in _held()), default=last)
    return [year for year in range(first, last + 1) if forms_of(year)]


def all_forms() -> tuple[Form, ...]:
    """Mọi mẫu đang giữ, of whatever year."""
    return tuple(form for held in _held() for form in held.forms.values())


def all_sheets() -> tuple[OpinionSheet, ...]:
    """Mọi phiếu đang giữ, of whatever year."""
    return tuple(sheet for held in _held() for sheet in held.sheets)


def sheets_of(year: int) -> Mapping[str, OpinionSheet]:
    """Các phiếu của một năm xếp loại, by key; empty for a year whose forms aren't held here."""
    on = rule_day(year)
    return {sheet.key: sheet for held in _held() if held.start <= on <= held.end for sheet in held.sheets}


def sheet_for(kind: Kind, year: int) -> OpinionSheet | None:
    """Phiếu cho một loại đối tượng; None for persons, and for a year whose forms aren't held here."""
    return next((sheet for sheet in sheets_of(year).values() if kind in sheet.kinds), None)


def form_for(kind: Kind, year: int) -> Form | None:
    """Mẫu cho một loại đối tượng; None when the forms of that year aren't held here."""
    return next((form for form in forms_of(year).values() if kind in form.kinds), None)


@dataclass(frozen=True, slots=True)
class _Held:
    start: date
    end: date
    forms: Mapping[str, Form]
    sheets: tuple[OpinionSheet, ...]


@cache
def _held() -> tuple[_Held, ...]:
    sources = sorted(files("kiemdiem.regulation.forms").iterdir(), key=lambda entry: entry.name)
    return tuple(_read(source.read_text(encoding="utf-8")) for source in sources if source.name.endswith(".yaml"))


def _read(text: str) -> _Held:
    data = yaml.load(text, Loader=yaml.CSafeLoader)
    forms = {row["key"]: _form(row, data["guidance"]) for row in data["forms"]}
    return _Held(data["from"], data["to"], forms, tuple(_sheet(row) for row in data.get("sheets", ())))


def _sheet(row: Mapping[str, Any]) -> OpinionSheet:
    return OpinionSheet(
        key=row["key"],
        number=row["number"],
        title=row["title"],
        kinds=frozenset(Kind(kind) for kind in row["kinds"]),
        groups=tuple(
            Group(each["key"], each["title"], tuple(Row(one["key"], one["title"]) for one in each["rows"]))
            for each in row["groups"]
        ),
        verified=bool(row["verified"]),
        whole=bool(row["whole"]),
    )


def _form(row: Mapping[str, Any], guidance: str) -> Form:
    return Form(
        key=row["key"],
        number=row["number"],
        title=row["title"],
        guidance=guidance,
        kinds=frozenset(Kind(kind) for kind in row["kinds"]),
        sections=tuple(_section(each) for each in row["sections"]),
        self_rating=row["self_rating"],
        verified=bool(row["verified"]),
    )


def _section(row: Mapping[str, Any]) -> Section:
    return Section(
        key=row["key"],
        title=row["title"],
        heading=row.get("heading", ""),
        hint=row.get("hint", ""),
        required=bool(row["required"]),
        criterion=bool(row.get("criterion")),
        task_result=bool(row.get("task_result")),
        kinds=frozenset(Kind(kind) for kind in row.get("kinds", ())),
    )
