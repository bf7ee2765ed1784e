"""Cỡ của thành phố: how many organisations, how many people in each, for a city of any size."""

from __future__ import annotations

from collections.abc import Sequence

FEWEST, USUAL, MOST = 300, 6_000, 200_000
_GRASSROOTS = 703
_WARDS_A_DISTRICT = 9.2


class Sizes:
    """Cỡ theo số đảng viên; from the usual size on, the number of organisations stays and organisations grow."""

    def __init__(self, members: int) -> None:
        self.members = members
        self._scale = min(1.0, members / USUAL)
        self.city_units = self._scaled(17, 4)
        self.district_units = self._scaled(10, 2)
        self.district_office = 2 + 2 * self.district_units + 3  # the board, two for each office, the cell's committee
        self.upper_office = self._scaled(9, 5)

    def wards(self, least: int) -> int:
        """Số xã, phường của một quận, huyện."""
        return self._scaled(_WARDS_A_DISTRICT, least)

    def grassroots(self, weights: Sequence[float]) -> list[int]:
        """Số tổ chức cơ sở đảng của từng cấp ủy trực thuộc."""
        return share_out(self._scaled(_GRASSROOTS, len(weights)), weights, [1] * len(weights))

    def _scaled(self, usual: float, least: int) -> int:
        return max(least, round(usual * self._scale))


def share_out(total: int, weights: Sequence[float], least: Sequence[int]) -> list[int]:
    """Chia theo trọng số: everyone gets at least their due, the rest goes by weight; nothing is left over."""
    spare = max(0, total - sum(least))
    whole = sum(weights) or 1.0
    exact = [spare * weight / whole for weight in weights]
    shares = [int(share) for share in exact]
    rest = sorted(range(len(exact)), key=lambda place: shares[place] - exact[place])
    for place in rest[: spare - sum(shares)]:
        shares[place] += 1
    return [due + share for due, share in zip(least, shares, strict=True)]


def cells_of(size: int) -> list[int]:
    """Chia một đảng bộ cơ sở thành chi bộ: of four people in a small one, of some twelve in a large one."""
    count = max(2, round(size / min(12.0, max(4.0, size / 5))))
    return [size // count + (place < size % count) for place in range(count)]
