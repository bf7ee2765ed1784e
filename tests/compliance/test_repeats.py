"""Repeats are found whatever their hashes, and chance meetings are no repeats."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiemdiem.compliance.repeats import repeated

NEAR = st.integers(min_value=0, max_value=40).map(lambda low: (1 << 63) + low)  # all meet at one place
ANY = st.integers(min_value=0, max_value=(1 << 64) - 1)


@given(st.lists(NEAR | ANY, max_size=200))
def test_all_rows_of_a_repeated_hash_and_none_other(hashes: list[int]) -> None:
    expected = [place for place, each in enumerate(hashes) if hashes.count(each) > 1]
    assert repeated(np.array(hashes, dtype=np.uint64)).tolist() == expected


@pytest.mark.parametrize("times", [2, 3, 7])
def test_a_row_written_several_times_among_many(times: int) -> None:
    hashes = np.random.default_rng(7).integers(0, 1 << 63, 50_000).astype(np.uint64)
    rows = np.arange(times) * 5_003 + 11
    hashes[rows] = hashes[11]
    assert repeated(hashes).tolist() == rows.tolist()
