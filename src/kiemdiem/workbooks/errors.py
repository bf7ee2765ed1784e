"""Lỗi đọc tệp: one refusal, one Vietnamese sentence: which file, which sheet or cell, why, what to do."""

from __future__ import annotations


class Unreadable(Exception):  # a refusal, named as the user meets it
    """Tệp không đọc được; `str()` is the sentence to show."""

    def __init__(self, file: object, problem: str, *, sheet: str = "", cell: str = "") -> None:
        where = f"Tệp “{file}”" + (f", trang “{sheet}”" if sheet else "") + (f", ô {cell}" if cell else "")
        super().__init__(f"{where}: {problem}")
