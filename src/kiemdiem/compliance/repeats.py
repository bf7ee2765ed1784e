"""Tìm dòng trùng: rows whose year, kind and code have equal 64-bit hashes, found without sorting or grouping.

Sorting 5.4 million hashes takes twice as long as reading them, grouping three times (measured). So every row writes
its number into a table at the place its hash points to; a row that finds another's number there either repeats that
row or met it by chance, and only those few are compared further.
"""

from __future__ import annotations

import numpy as np

from kiemdiem.compliance.store import Store

_FEWEST_BITS, _MOST_BITS = 10, 26  # a table of at most 256 MiB; 4 places a row up to 16 million rows


def suspects(store: Store) -> list[int]:
    """Places (`Store.place`) of the rows whose hash stands more than once; equal values have equal hashes."""
    found = store.columns(
        f"SELECT hash(year, kind, code) AS hash, {store.PLACE} AS place FROM ratings WHERE code <> ''"
    )
    rows = repeated(found["hash"])
    return [int(place) for place in found["place"][rows]]


def repeated(hashes: np.ndarray) -> np.ndarray:
    """Positions of all hashes that stand more than once, in order. `hashes`: uint64."""
    bits = min(_MOST_BITS, max(_FEWEST_BITS, len(hashes).bit_length() + 2))
    spot = (hashes >> np.uint64(64 - bits)).view(np.int64)
    own = np.arange(len(hashes), dtype=np.uint32)
    last = np.zeros(1 << bits, dtype=np.uint32)
    last[spot] = own
    holder = last[spot]
    met = np.flatnonzero(holder != own)
    mine, other = hashes[met], hashes[holder[met]]
    ranked = np.sort(mine)
    twice = np.unique(np.concatenate([mine[mine == other], ranked[1:][ranked[1:] == ranked[:-1]]]))
    return np.unique(np.concatenate([met[_among(mine, twice)], holder[met[_among(other, twice)]]]))


def _among(hashes: np.ndarray, few: np.ndarray) -> np.ndarray:
    """Which hashes stand in a short sorted list."""
    if not len(few):
        return np.zeros(len(hashes), dtype=bool)
    found: np.ndarray = few[np.searchsorted(few, hashes).clip(max=len(few) - 1)] == hashes
    return found
