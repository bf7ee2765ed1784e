"""Một việc cần làm, và các nhóm theo hạn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SOON, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Task:
    """Một việc: by when, what, for whom, why and on which ground; where to do it and what the button says."""

    due: date | None
    title: str
    whom: str
    why: str
    cite: str
    url: str
    label: str
    posts: bool = False  # the button sends a form

    def distance(self, today: date) -> tuple[str, str]:
        """Hình và lời của hạn."""
        if self.due is None:
            return "todo", _("không có hạn")
        days = (self.due - today).days
        if days < 0:
            return "late", ngettext("Quá hạn %(days)s ngày", "Quá hạn %(days)s ngày", -days) % {"days": -days}
        if days <= 1:
            return "soon", _("Ngày mai") if days else _("Hôm nay")
        return "todo", _("Còn %(days)s ngày") % {"days": days}


@dataclass(frozen=True, slots=True)
class Group:
    """Một nhóm việc theo hạn."""

    title: str
    late: bool
    tasks: list[Task]


def groups(tasks: Iterable[Task], today: date) -> list[Group]:
    """Đã quá hạn → hôm nay và ngày mai → trong 7 ngày tới → sau đó; empty groups are left out."""
    ordered = sorted(tasks, key=lambda task: (task.due or date.max, task.title))
    held: dict[int, list[Task]] = defaultdict(list)
    for task in ordered:
        held[_bucket(task.due, today)].append(task)
    titles = (_("Đã quá hạn"), _("Hôm nay và ngày mai"), _("Trong 7 ngày tới"), _("Sau đó"))
    return [Group(titles[key], key == 0, held[key]) for key in sorted(held)]


def _bucket(due: date | None, today: date) -> int:
    if due is None or due > today + WEEK:
        return 3
    return 0 if due < today else 1 if due <= today + SOON else 2
