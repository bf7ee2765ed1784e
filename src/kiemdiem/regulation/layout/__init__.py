"""Thể thức văn bản của Đảng: how a paper looks, by the day it is signed; a paper keeps the ruleset it was issued under.

One file is one ruleset: `hd36.yaml`, `hd05.yaml`. Each group in it has its clause, and says whether the text itself
was read. Lengths are in millimetres, letters in points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from kiemdiem.regulation.verdicts import NotInForce

DOTS = "…"


@dataclass(frozen=True, slots=True)
class PaperKind:
    """Tên loại: its name, the symbol in its numbers, and what stands before the addressee."""

    key: str
    name: str
    symbol: str
    to: str
    titled: bool  # công văn alone has no name of its kind at its head


@dataclass(frozen=True, slots=True)
class Layout:
    """Thể thức theo một hướng dẫn: its days, its clauses, and its values by group."""

    key: str
    number: str
    start: date
    end: date | None
    kinds: Mapping[str, PaperKind]
    groups: Mapping[str, Mapping[str, Any]]

    def __getitem__(self, group: str) -> Mapping[str, Any]:
        return self.groups[group]

    def kind(self, key: str) -> PaperKind:
        """A kind by its key; NotInForce when this ruleset knows none such."""
        if key not in self.kinds:
            raise NotInForce(f"{self.number} không có loại văn bản “{key}”.")
        return self.kinds[key]


def layout_on(day: date) -> Layout:
    """Thể thức áp dụng cho văn bản ký ngày ấy. Raises NotInForce."""
    for each in _all().values():
        if each.start <= day and (each.end is None or day <= each.end):
            return each
    raise NotInForce(f"Không có hướng dẫn thể thức văn bản của Đảng nào có hiệu lực vào ngày {day:%d/%m/%Y}.")


def all_layouts() -> list[Layout]:
    """Every ruleset, the oldest first."""
    return list(_all().values())


def layout(key: str) -> Layout:
    """A ruleset by its key."""
    return _all()[key]


def date_line(place: str, day: date | None) -> str:
    """Địa danh, ngày tháng năm: a zero before days under 10 and months under 3 only; dots before it is signed."""
    if day is None:
        return f"{place}, ngày {DOTS} tháng {DOTS} năm {DOTS}"
    month = f"{day.month:02d}" if day.month < 3 else f"{day.month}"
    return f"{place}, ngày {day.day:02d} tháng {month} năm {day.year}"


def symbol(of: Layout, kind: str, organ: str) -> str:
    """Ký hiệu: CV/TU."""
    return f"{of.kind(kind).symbol}/{organ}"


def number_line(of: Layout, kind: str, organ: str, number: int | None) -> str:
    """Số, ký hiệu: “Số 08-CV/TU”, no colon; dots before it is issued."""
    return f"Số {DOTS if number is None else f'{number:02d}'}-{symbol(of, kind, organ)}"


def listed(texts: Sequence[str], signs: Mapping[str, str]) -> list[str]:
    """Từng dòng của một danh sách, with the signs of the ruleset before and behind each."""
    last = len(texts) - 1
    return [f"{signs['before']}{text}{signs['last' if at == last else 'between']}" for at, text in enumerate(texts)]


@cache
def _all() -> Mapping[str, Layout]:
    found = (source for source in (files("kiemdiem.regulation") / "layout").iterdir() if source.name.endswith(".yaml"))
    read = [_read(source.name.removesuffix(".yaml"), source.read_text(encoding="utf-8")) for source in found]
    return MappingProxyType({each.key: each for each in sorted(read, key=lambda each: each.start)})


def _read(key: str, text: str) -> Layout:
    data = yaml.load(text, Loader=yaml.CSafeLoader)
    kinds = data["kinds"]["values"]
    return Layout(
        key=key,
        number=data["number"],
        start=data["from"],
        end=data.get("to"),
        kinds=MappingProxyType({kind: _kind(kind, values) for kind, values in kinds.items()}),
        groups=MappingProxyType({name: MappingProxyType(group["values"]) for name, group in data["groups"].items()}),
    )


def _kind(key: str, values: Mapping[str, Any]) -> PaperKind:
    return PaperKind(
        key, values["name"], values.get("symbol", key), values.get("to", "Kính gửi"), values.get("titled", True)
    )
