"""Tên hư cấu: places on no map, and people's names put together from common ones."""

from __future__ import annotations

from itertools import cycle, islice, product
from random import Random

CITY = "Vĩnh Giang"
SITE = f"Thành ủy {CITY}"

_LAND = ("Vàm", "Rạch", "Gò", "Cồn", "Láng", "Bưng", "Đìa", "Giồng", "Xóm", "Bàu")
_LIFE = ("Diệc", "Le Le", "Bìm Bịp", "Chuồn", "Đưng", "Năn", "Mây Nước", "Cườm Đỏ", "Còng Gió", "Nhum Xanh")

_FAMILY = """
    Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Phạm Huỳnh Huỳnh Phan Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Lâm Trương Mai Tô
    Châu Lưu Quách Thạch Danh Kim
"""
_MALE_MIDDLE = ("Văn", "Văn", "Hữu", "Quốc", "Thanh", "Minh", "Hoàng", "Công", "Trung", "Chí", "Phước", "Tấn")
_MALE = """
    An Duy Đạt Đông Đước Điền Giàu Hải Hậu Hòa Kiên Khải Khoa Khương Lạc Lành Liêm Lộc Luân Nghĩa Nguyên Nhã Nhân Phát
    Phú Sang Tài Tân Thảnh Thịnh Thuận Tín Toàn Triết Tùng Vẹn Vinh
"""
_FEMALE_MIDDLE = ("Thị", "Thị", "Thị Ngọc", "Thị Bích", "Thị Kim", "Thị Thu", "Ngọc", "Mỹ", "Thị Tố", "Thúy")
_FEMALE = """
    Ánh Châu Diễm Dung Đào Hằng Hạnh Hiền Hoa Huệ Hương Kiều Lan Lành Liễu Loan Lý Mận Nga Nhi Nhung Oanh Phượng Quyên
    Sương Tâm Thắm Thảo Thơ Thủy Tiên Trinh Tuyền Tuyết Uyên Vân Xuyến Yến
"""
_FAMILIES, _MEN, _WOMEN = _FAMILY.split(), _MALE.split(), _FEMALE.split()


def places(count: int, seed: int) -> list[str]:
    """Tên xã, phường: `count` different ones."""
    found = [f"{land} {life}" for land, life in product(_LAND, _LIFE)]
    Random(f"places-{seed}").shuffle(found)
    return list(islice(found, count))


def person(draw: Random) -> str:
    """Họ và tên của một người."""
    family = draw.choice(_FAMILIES)
    if draw.random() < 0.42:
        return f"{family} {draw.choice(_FEMALE_MIDDLE)} {draw.choice(_WOMEN)}"
    return f"{family} {draw.choice(_MALE_MIDDLE)} {draw.choice(_MEN)}"


def numbered(kinds: tuple[str, ...], owners: list[str], count: int) -> list[str]:
    """Tên các tổ chức: each kind with each owner, then with a number, until there are enough."""
    pairs = [f"{kind} {owner}" for kind, owner in product(kinds, owners)]
    rounds = cycle(range(len(pairs)))
    return [
        pairs[place] if turn < len(pairs) else f"{pairs[place]} số {turn // len(pairs) + 1}"
        for turn, place in zip(range(count), rounds, strict=False)
    ]
