"""Tổ chức cơ sở đảng của từng cấp ủy: their names, and how many people each has at least."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from kiemdiem.demo.committees import BEN_CAU, COMMITTEES, OFFICES, Committee
from kiemdiem.demo.names import numbered
from kiemdiem.demo.sizes import Sizes

WARD_CELLS = (  # of the ward whose story is told
    ("Cơ quan phường", 8), ("khu vực 1", 5), ("khu vực 2", 6), ("khu vực 3", 5), ("khu vực 4", 5), ("khu vực 5", 5),
    ("khu vực 6", 5), ("khu vực 7", 4), ("khu vực 8", 4), ("Trạm Y tế", 4), ("Quân sự", 3), ("Trường Mầm non", 4),
)  # fmt: skip
_STORIES = (("Vàm Sậy", sum(size for _, size in WARD_CELLS)), ("Cầu Mây", 8), ("Gò Diệc", 8))
_BELOW_DISTRICT = ("Trường Tiểu học", "Trường Mầm non", "Trường Trung học", "Hợp tác xã", "Trạm bơm")


@dataclass(frozen=True, slots=True)
class Grassroots:
    """Một tổ chức cơ sở đảng sẽ có; without weight its size is fixed."""

    name: str
    least: int = 3
    weight: float = 1.0
    word: str = "cơ sở"  # phường, xã
    is_office: bool = False  # the people of the committee above belong to it

    @property
    def is_ward(self) -> bool:
        return self.word != "cơ sở"

    @property
    def is_story(self) -> bool:
        return self.name == f"phường {_STORIES[0][0]}"

    @property
    def cells(self) -> str:
        """What its cells are called."""
        return {"phường": "khu vực", "xã": "ấp"}.get(self.word, "số")


def code_of(number: int, place: int | None = None) -> str:
    """Mã của một cấp ủy trực thuộc, or of one of its grassroots organisations."""
    code = f"VG-{number + 1:02d}"
    return code if place is None else f"{code}-{place + 1:03d}"


def grassroots(sizes: Sizes, offices: list[str], places: list[str], draw: Random) -> list[list[Grassroots]]:
    """Các tổ chức cơ sở đảng, by committee; those of the bloc of offices begin with the city's own offices."""
    coming = iter(places)
    counts = sizes.grassroots([each.weight for each in COMMITTEES])
    found = []
    for number, (committee, count) in enumerate(zip(COMMITTEES, counts, strict=True)):
        if committee.is_district:
            found.append(_of_district(number, committee, count, sizes, coming, draw))
        else:
            found.append(_of_upper(number, committee, count, sizes, offices, draw))
    return found


def _of_district(
    number: int, committee: Committee, count: int, sizes: Sizes, places: Iterator[str], draw: Random
) -> list[Grassroots]:
    told = _STORIES if number == BEN_CAU else ()
    wards = [Grassroots(f"{committee.ward} {name}", size, 0.0, committee.ward) for name, size in told]
    names = [next(places) for _ in range(sizes.wards(len(told) or 1) - len(told))]
    wards += [Grassroots(f"{committee.ward} {name}", 6, 2.9 * _around_one(draw), committee.ward) for name in names]
    office = Grassroots(f"Cơ quan {committee.office}", sizes.district_office, 0.0, is_office=True)
    owners = [name for name, _ in told] + names
    more = numbered(_BELOW_DISTRICT, owners, max(0 if names else 1, count - len(wards) - 1))
    return [*wards, office, *_singles(more, draw)]


def _of_upper(
    number: int, committee: Committee, count: int, sizes: Sizes, offices: list[str], draw: Random
) -> list[Grassroots]:
    of_city = offices if number == OFFICES else []
    found = [Grassroots(name, sizes.upper_office + (2 if place == 0 else 0), 0.0) for place, name in enumerate(of_city)]
    found.append(Grassroots(f"Cơ quan {committee.office}", sizes.upper_office, 0.0, is_office=True))
    more = numbered(committee.kinds, list(committee.owners), max(1, count - len(found)))
    return [*found, *_singles(more, draw)]


def _singles(names: Sequence[str], draw: Random) -> list[Grassroots]:
    return [Grassroots(name, weight=_around_one(draw)) for name in names]


def _around_one(draw: Random) -> float:
    return draw.uniform(0.6, 1.5)
