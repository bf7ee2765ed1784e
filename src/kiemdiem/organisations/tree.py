"""Đường dẫn trong cây tổ chức: fixed-width paths, so that a branch is one range of an index on both databases."""

from __future__ import annotations

from django.db.models import Q

WIDTH = 4  # base-36 figures a level: 1,679,615 children a node
DEEPEST = 12
_FIGURES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def child_path(parent: str, number: int) -> str:
    """Đường dẫn của đơn vị con thứ `number` (from 1) of a unit. Raises ValueError when the tree is too deep or wide."""
    figures = ""
    while number:
        number, rest = divmod(number, 36)
        figures = _FIGURES[rest] + figures
    if len(figures) > WIDTH or len(parent) >= WIDTH * DEEPEST:
        raise ValueError(f"{parent}: {figures}")
    return parent + figures.rjust(WIDTH, "0")


def child_number(path: str) -> int:
    """The number of a unit among the children of its parent."""
    return int(path[-WIDTH:], 36)


def within(path: str, field: str = "path") -> Q:
    """Điều kiện “thuộc nhánh”: the unit with that path and everything below it; the whole tree for ""."""
    if not path:
        return Q()
    return Q(**{f"{field}__gte": path, f"{field}__lt": path[:-1] + chr(ord(path[-1]) + 1)})


def within_any(paths: list[str], field: str = "path") -> Q:
    """Any of several branches; none at all for an empty list."""
    if "" in paths:
        return Q()
    found = Q(pk__in=[])
    for path in paths:
        found |= within(path, field)
    return found


def ancestors(path: str) -> list[str]:
    """Paths of all units above, the root first."""
    return [path[:end] for end in range(WIDTH, len(path), WIDTH)]
