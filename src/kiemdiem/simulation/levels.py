"""Mức xếp loại hợp lệ: levels that keep the ceiling in every group, in whole numbers."""

from __future__ import annotations

import numpy as np

UNRATED, FAILED, COMPLETED, GOOD, EXCELLENT, UNREADABLE = range(6)


def within_groups(
    group: np.ndarray, able: np.ndarray, draw: np.random.Generator, completed: float, failed: float = 0.0
) -> np.ndarray:
    """Levels for subjects in groups: `able` ones may be excellent, and 5·X ≤ G in each group.

    Of N rated good or better, at most N // 6 are excellent, so that five times as many are good. Every group of
    three or more has at least one merely completed.
    """
    size = len(group)
    levels = np.full(size, GOOD)
    order = np.lexsort((draw.random(size), ~able, group))
    counts = np.bincount(group)
    starts = np.cumsum(counts) - counts
    rank = np.empty(size, dtype=np.int64)
    rank[order] = np.arange(size) - starts[group[order]]
    low = np.where(counts >= 3, np.maximum(1, np.floor(counts * completed)), 0).astype(np.int64)
    worst = np.floor(counts * failed).astype(np.int64)
    most = np.maximum(0, counts - low - worst) // 6
    ceiling = np.rint(most * draw.uniform(0.5, 1.0, len(counts))).astype(np.int64)
    ceiling = np.minimum(ceiling, np.bincount(group, weights=able).astype(np.int64))
    levels[rank < ceiling[group]] = EXCELLENT
    levels[rank >= (counts - low - worst)[group]] = COMPLETED
    levels[rank >= (counts - worst)[group]] = FAILED
    return levels


def able_to_excel(parent: np.ndarray, levels: np.ndarray, parents: int) -> np.ndarray:
    """Which parents have all rated children at least completed, and four in five at least good."""
    rated = np.bincount(parent, weights=levels >= FAILED, minlength=parents)
    completed = np.bincount(parent, weights=levels >= COMPLETED, minlength=parents)
    good = np.bincount(parent, weights=levels >= GOOD, minlength=parents)
    reach: np.ndarray = (rated > 0) & (completed == rated) & (5 * good >= 4 * rated)
    return reach
