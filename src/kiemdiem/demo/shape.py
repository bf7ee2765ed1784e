"""Hình dạng của thành phố: every unit, collective and post there will be, as plain values; nothing is written here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from kiemdiem.demo.committees import COMMITTEES, OFFICES, Committee
from kiemdiem.demo.grassroots import WARD_CELLS, Grassroots, code_of, grassroots
from kiemdiem.demo.names import CITY, places
from kiemdiem.demo.sizes import Sizes, cells_of, share_out
from kiemdiem.organisations.kinds import CollectiveKind, UnitKind

ROOT = "VG"
_CITY_SEATS = ("Bí thư Thành ủy", "Phó Bí thư Thành ủy", "Ủy viên Ban Thường vụ Thành ủy")
_BOARDS = (
    ("Văn phòng Thành ủy", "Chánh Văn phòng"),
    ("Ban Tổ chức Thành ủy", "Trưởng ban"),
    ("Ủy ban Kiểm tra Thành ủy", "Chủ nhiệm"),
    ("Ban Tuyên giáo Thành ủy", "Trưởng ban"),
)
_AGENCIES = ("Tài chính", "Giáo dục", "Xây dựng", "Giao thông", "Y tế", "Nội vụ", "Tư pháp", "Văn hóa", "Công thương")
_FRONTS = (
    (UnitKind.FRONT, CollectiveKind.FRONT, "Mặt trận Tổ quốc", "Chủ tịch"),
    (UnitKind.MASS, CollectiveKind.MASS, "Hội Nông dân", "Chủ tịch"),
    (UnitKind.MASS, CollectiveKind.MASS, "Hội Liên hiệp Phụ nữ", "Chủ tịch"),
    (UnitKind.MASS, CollectiveKind.MASS, "Đoàn Thanh niên", "Bí thư"),
)


@dataclass(frozen=True, slots=True)
class Spot:
    """Đơn vị sẽ có; `members`: how many belong to it, for those that are cells."""

    code: str
    name: str
    kind: UnitKind
    above: str
    members: int = 0


@dataclass(frozen=True, slots=True)
class Body:
    """Tập thể sẽ có."""

    unit: str
    kind: CollectiveKind
    name: str

    @property
    def code(self) -> str:
        return f"TT-{self.unit}"


@dataclass(frozen=True, slots=True)
class Seat:
    """Chức vụ sẽ có: held by the person at that place in a cell (−1 is the last); `manager` is a unit or ""."""

    unit: str
    title: str
    cell: str
    place: int
    is_head: bool = False
    in_body: bool = True
    manager: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """Cơ quan sẽ có: a unit whose people belong to a cell elsewhere."""

    kind: UnitKind
    body: CollectiveKind
    name: str
    head: str  # the title


@dataclass(slots=True)
class City:
    """Thành phố sẽ có."""

    spots: list[Spot] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)


def plan(members: int, seed: int) -> City:
    """Lập hình dạng; the same arguments give the same city."""
    sizes, draw = Sizes(members), Random(f"shape-{seed}")
    offices = _city_offices()[: sizes.city_units]
    below = grassroots(sizes, [office.name for office in offices], places(100, seed), draw)
    least = [sum(row.least for row in rows) for rows in below]
    people = share_out(members, [each.weight for each in COMMITTEES], least)
    builder = _Builder()
    builder.root(offices)
    for number, (rows, size) in enumerate(zip(below, people, strict=True)):
        builder.committee(number, rows, size, sizes.district_units)
    return builder.city


class _Builder:
    """Lập từng đơn vị. The first people of a cell hold posts above it, the last ones run the cell."""

    def __init__(self) -> None:
        self.city = City()

    def root(self, offices: Sequence[Office]) -> None:
        """Thành ủy, its boards, offices and fronts; their people belong to cells of the bloc of offices."""
        self.city.spots.append(Spot(ROOT, f"Đảng bộ thành phố {CITY}", UnitKind.PROVINCE, ""))
        self.city.bodies.append(Body(ROOT, CollectiveKind.STANDING_BOARD, f"Ban Thường vụ Thành ủy {CITY}"))
        for place, title in enumerate(_CITY_SEATS):
            self.city.seats.append(Seat(ROOT, title, code_of(OFFICES, 0), place, is_head=place == 0))
        for number, office in enumerate(offices):
            first = len(_CITY_SEATS) if number == 0 else 0
            self._office(f"{ROOT}-B{number + 1:02d}", office, ROOT, code_of(OFFICES, number), first)

    def committee(self, number: int, rows: Sequence[Grassroots], size: int, offices: int) -> None:
        """Một cấp ủy trực thuộc với các tổ chức cơ sở đảng của nó."""
        committee, code = COMMITTEES[number], code_of(number)
        self.city.spots.append(Spot(code, committee.party, committee.kind, ROOT))
        self.city.bodies.append(Body(code, CollectiveKind.STANDING_BOARD, committee.board))
        cell = code_of(number, next(place for place, row in enumerate(rows) if row.is_office))
        for place, title in enumerate(("Bí thư", "Phó Bí thư")):
            post = f"{title} {committee.word}"
            self.city.seats.append(Seat(code, post, cell, place, is_head=place == 0, manager=ROOT))
        for at, office in enumerate(_district_offices(committee)[:offices]):
            self._office(f"{code}-A{at + 1:02d}", office, code, cell, 2 + 2 * at)
        sizes = share_out(size, [row.weight for row in rows], [row.least for row in rows])
        for place, (row, members) in enumerate(zip(rows, sizes, strict=True)):
            self._grassroots(code_of(number, place), code, row, members)

    def _office(self, code: str, office: Office, above: str, cell: str, first: int) -> None:
        self.city.spots.append(Spot(code, office.name, office.kind, above))
        self.city.bodies.append(Body(code, office.body, f"Tập thể lãnh đạo {office.name}"))
        self.city.seats.append(Seat(code, office.head, cell, first, is_head=True, manager=above))
        deputy = f"Phó {office.head[0].lower()}{office.head[1:]}"
        self.city.seats.append(Seat(code, deputy, cell, first + 1, manager=above))

    def _grassroots(self, code: str, above: str, row: Grassroots, size: int) -> None:
        if row.is_story:
            self._party(code, above, row, [members for _, members in WARD_CELLS], [name for name, _ in WARD_CELLS])
        elif row.is_ward or size > 30:
            sizes = cells_of(size)
            self._party(code, above, row, sizes, [f"{row.cells} {number + 1}" for number in range(len(sizes))])
        else:
            self._single(code, above, row, size)

    def _party(self, code: str, above: str, row: Grassroots, sizes: Sequence[int], names: Sequence[str]) -> None:
        """Đảng bộ cơ sở: cells below, and a committee of the first people of the first cells."""
        self.city.spots.append(Spot(code, f"Đảng bộ {row.name}", UnitKind.GRASSROOTS, above))
        self.city.bodies.append(Body(code, CollectiveKind.COMMITTEE, f"Đảng ủy {row.name}"))
        titles = [f"{title} Đảng ủy {row.word}" for title in ("Bí thư", "Phó Bí thư", "Ủy viên", "Ủy viên", "Ủy viên")]
        for number, (name, size) in enumerate(zip(names, sizes, strict=True)):
            cell = f"{code}-{number + 1:02d}"
            self.city.spots.append(Spot(cell, f"Chi bộ {name}, {row.name}", UnitKind.CELL, code, size))
            self.city.seats.append(Seat(cell, "Bí thư chi bộ", cell, -1, is_head=True, in_body=False))
            if number < len(titles):
                manager = above if number < 2 else ""
                self.city.seats.append(Seat(code, titles[number], cell, 0, is_head=number == 0, manager=manager))

    def _single(self, code: str, above: str, row: Grassroots, size: int) -> None:
        """Chi bộ cơ sở: from nine members on with a committee of its own (chi ủy)."""
        self.city.spots.append(Spot(code, f"Chi bộ {row.name}", UnitKind.GRASSROOTS_CELL, above, size))
        has_body = size >= 9
        if has_body:
            self.city.bodies.append(Body(code, CollectiveKind.CELL_COMMITTEE, f"Chi ủy {row.name}"))
            self.city.seats.append(Seat(code, "Chi ủy viên", code, -3))
        # Without a committee nobody could hear the secretary as a leader: then reviewed as a member only.
        manager = above if has_body else ""
        self.city.seats.append(Seat(code, "Bí thư chi bộ cơ sở", code, -1, True, has_body, manager))
        self.city.seats.append(Seat(code, "Phó Bí thư chi bộ cơ sở", code, -2, False, has_body))


def _city_offices() -> list[Office]:
    boards = [Office(UnitKind.PARTY_BOARD, CollectiveKind.BOARD, name, head) for name, head in _BOARDS]
    fronts = [Office(kind, body, f"{name} thành phố", head) for kind, body, name, head in _FRONTS]
    agencies = [Office(UnitKind.AGENCY, CollectiveKind.AGENCY, f"Sở {name}", "Giám đốc sở") for name in _AGENCIES]
    return [*boards, *fronts, *agencies]


def _district_offices(committee: Committee) -> list[Office]:
    if not committee.is_district:
        return []
    board = Office(UnitKind.PARTY_BOARD, CollectiveKind.BOARD, f"Ban Tổ chức {committee.name}", "Trưởng ban")
    return [board] + [
        Office(UnitKind.AGENCY, CollectiveKind.AGENCY, f"Phòng {name} {committee.name}", "Trưởng phòng")
        for name in _AGENCIES
    ]
