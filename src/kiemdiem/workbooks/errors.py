"""Lỗi đọc tệp: one refusal, one Vietnamese sentence: which file, which sheet or cell, why, what to do."""

from __future__ import annotations


class Filled(str):
    """Câu đã điền; it remembers its template and what was filled in, so that a page can say it in another language."""

    template: str
    facts: dict[str, object]

    def __new__(cls, template: str, **facts: object) -> Filled:
        made = super().__new__(cls, template % facts)
        made.template, made.facts = template, facts
        return made


class Unreadable(Exception):  # a refusal, named as the user meets it
    """Tệp không đọc được; `str()` is the sentence to show."""

    def __init__(self, file: object, problem: str, *, sheet: str = "", cell: str = "") -> None:
        where = f"Tệp “{file}”" + (f", trang “{sheet}”" if sheet else "") + (f", ô {cell}" if cell else "")
        super().__init__(f"{where}: {problem}")
        self.problem, self.sheet = problem, sheet
