"""Cây tổ chức không có thật: provinces, districts, grassroots organisations, cells; and the names of their people."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, product

import numpy as np

MEMBERS_A_DISTRICT = 8_000
DISTRICTS_A_PROVINCE = 16
MEMBERS_A_GRASSROOTS = 100
MEMBERS_A_CELL = 16
TYPES = ("Xã, phường", "Cơ quan, đơn vị")

_FAMILY = """Nguyễn Trần Lê Phạm Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh"""
_MIDDLE = """Văn Thị Hữu Đức Ngọc Minh Thanh Quốc Xuân Thùy Bảo Kim Tường Công Gia"""
_GIVEN = """
    An Ánh Bích Bình Chiến Cường Dũng Đạt Giang Hà Hải Hạnh Hằng Hiếu Hòa Hùng Hương Khánh Kiệt Lan Liễu Lợi Mạnh Mỹ
    Nga Nghĩa Nhã Oanh Phúc Phượng Quý Quỳnh Sơn Tài Tâm Thắng Thảo Thịnh Thủy Tiến Toàn Trường Tuấn Tuyết Uyên Vân
    Việt Vượng Xuyến Yến
"""
NAMES = [" ".join(parts) for parts in product(_FAMILY.split(), _MIDDLE.split(), _GIVEN.split())]


@dataclass(frozen=True, slots=True)
class District:
    """Một đảng bộ cấp huyện: sizes only. `cell_of` gives each member's cell, `grassroots_of` each cell's grassroots."""

    number: int
    code: str
    first_member: int
    grassroots: list[str]
    types: np.ndarray
    cells: list[str]
    grassroots_of: np.ndarray
    cell_of: np.ndarray


def district_code(number: int) -> str:
    """Mã đảng bộ cấp huyện, by its number from 0."""
    return f"HU-{number + 1:04d}"


def province_code(number: int) -> str:
    """Mã đảng bộ cấp tỉnh, by its number from 0."""
    return f"TP-{number + 1:02d}"


def districts(members: int) -> list[tuple[int, int]]:
    """How many members each district committee has, and the number of the first: at least three districts."""
    number = max(3, round(members / MEMBERS_A_DISTRICT))
    sizes = [members // number + (place < members % number) for place in range(number)]
    return list(zip(sizes, accumulate(sizes, initial=0), strict=False))


def district(number: int, size: int, first_member: int, draw: np.random.Generator) -> District:
    """The tree below one district committee."""
    count = max(2, round(size / MEMBERS_A_GRASSROOTS))
    weights = draw.uniform(0.6, 1.6, count)
    shares = np.maximum(1, np.floor(size * weights / weights.sum())).astype(np.int64)
    shares[0] += size - shares.sum()
    cells_each = np.maximum(1, shares // MEMBERS_A_CELL)
    grassroots_of = np.repeat(np.arange(count), cells_each)
    first_cell = np.cumsum(cells_each) - cells_each
    member_grassroots = np.repeat(np.arange(count), shares)
    order = np.arange(size) - np.repeat(np.cumsum(shares) - shares, shares)
    cell_of = first_cell[member_grassroots] + order % cells_each[member_grassroots]
    code = district_code(number)
    grassroots = [f"CS-{number + 1:04d}-{place + 1:03d}" for place in range(count)]
    cells = [f"CB-{number + 1:04d}-{place + 1:04d}" for place in range(len(grassroots_of))]
    types = (np.arange(count) % 2).astype(np.int64)
    return District(number, code, first_member, grassroots, types, cells, grassroots_of, cell_of)
