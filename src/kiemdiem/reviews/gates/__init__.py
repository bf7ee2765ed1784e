"""Điều kiện kết thúc cuộc họp: every gate asked at once, so that nothing is found out one by one (decision 0030)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from kiemdiem.reviews.gates import matter, order, people
from kiemdiem.reviews.gates.gap import Checked, Gap, Met

if TYPE_CHECKING:
    from kiemdiem.reviews.meetings.sitting import Sitting

__all__ = ["GATES", "Checked", "Gap", "Met", "check"]

Gate = Callable[["Sitting"], Iterable[Gap | Met]]
GATES: tuple[Gate, ...] = (
    people.led,
    order.handed_in,
    people.superior,
    people.quorum,
    people.circulated,
    people.long_enough,
    order.lower_first,
    order.collective_first,
    order.head_first,
    order.all_due,
    matter.answered,
    matter.concluded,
)


def check(sitting: Sitting) -> Checked:
    """Xét mọi điều kiện of a meeting as it is recorded now."""
    found = [each for gate in GATES for each in gate(sitting)]
    gaps = [each for each in found if isinstance(each, Gap)]
    met = [each.words for each in found if isinstance(each, Met)]
    return Checked([each for each in gaps if each.stops], [each for each in gaps if not each.stops], met)
