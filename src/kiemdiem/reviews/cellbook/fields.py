"""Ô ghi được của sổ: how the text of a cell becomes a value and back, and what there is to choose from."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kiemdiem.cycles.models import Subject
from kiemdiem.organisations.roster import columns
from kiemdiem.organisations.roster.columns import Column, Unreadable
from kiemdiem.regulation import Level
from kiemdiem.vietnamese import fold

LONGEST = 5_000  # letters of a long cell, as of an answer in a paper


@dataclass(frozen=True, slots=True)
class Field:
    """Một ô: `options` are the words to choose from, `tall` a text of several lines, `short` a date or a number."""

    column: Column
    options: tuple[str, ...] = ()
    tall: bool = False
    short: bool = False

    def read(self, cell: str) -> Any:
        """The value of a cell; "" and None are one. Raises Unreadable with what to write instead."""
        value = self.column.read(cell)
        return None if value in ("", False) else value

    def show(self, value: Any) -> str:
        """The text of a value, as people write it."""
        shown = None if value is None else self.column.show(value)
        if isinstance(shown, date):
            return f"{shown:%d/%m/%Y}"
        return "" if shown is None else str(shown)


def line(most: int = 250) -> Field:
    """Một dòng chữ."""
    return Field(columns.text("", "", most))


def prose(most: int = LONGEST) -> Field:
    """Chữ nhiều dòng."""

    def read(cell: str) -> str:
        text = unicodedata.normalize("NFC", cell).replace("\r\n", "\n").replace("\r", "\n").strip()
        if len(text) > most:
            raise Unreadable(
                _("dài %(count)s chữ, quá %(most)s; hãy viết gọn lại") % {"count": len(text), "most": most}
            )
        return text

    return Field(Column("", "", read, str), tall=True)


def day() -> Field:
    """Ngày."""
    return Field(columns.day("", ""), short=True)


def mark() -> Field:
    """Đánh dấu x."""
    return Field(columns.mark("", ""), options=("x",), short=True)


def whole(most: int) -> Field:
    """Số nguyên."""
    return Field(columns.whole("", "", most), short=True)


def days() -> Field:
    """Số ngày họp, as 1 or 1,5."""
    return Field(Column("", "", _days, lambda value: f"{value.normalize():f}".replace(".", ",")), short=True)


def level() -> Field:
    """Mức xếp loại."""
    return Field(columns.level("", ""), options=tuple(each.official for each in sorted(Level, reverse=True)))


def pick(labels: Mapping[Any, str]) -> Field:
    """Chọn trong danh sách: a person, a subject, one of a few words."""
    by_words = {fold(label): key for key, label in labels.items()}

    def read(cell: str) -> Any:
        if not cell.strip():
            return None
        found = by_words.get(fold(cell))
        if found is None:
            raise Unreadable(_("“%(cell)s” không có trong danh sách của sổ; hãy chọn theo danh sách") % {"cell": cell})
        return found

    return Field(Column("", "", read, labels.get), options=tuple(labels.values()))


def labelled(rows: Iterable[tuple[Any, str, str]]) -> dict[Any, str]:
    """Tên để chọn, from key, name and code; those who share a name are told apart by their codes."""
    known = list(rows)
    shared = Counter(fold(name) for _key, name, _code in known)
    return {key: f"{name} ({code})" if shared[fold(name)] > 1 else name for key, name, code in known}


def kind_of(subject: Subject) -> str:
    """Loại đối tượng, in the wording of the law."""
    return pgettext("official", str(subject.get_kind_display()))


def _days(cell: str) -> Decimal | None:
    written = cell.strip().replace(",", ".")
    if not written:
        return None
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9])?", written):
        raise Unreadable(_("“%(cell)s” không phải số ngày; hãy ghi như 1 hoặc 1,5") % {"cell": cell})
    return Decimal(written)
