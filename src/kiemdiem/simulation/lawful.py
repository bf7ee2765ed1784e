"""Một huyện đúng quy định: every kind of subject rated as the law of the year allows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kiemdiem.simulation.blocks import NO_DAY, Block
from kiemdiem.simulation.levels import COMPLETED, EXCELLENT, FAILED, GOOD, UNRATED, able_to_excel, within_groups
from kiemdiem.simulation.shape import NAMES, TYPES, District

DECEMBER = 334  # days from 1 January to 1 December; in a leap year everything is decided a day earlier


@dataclass(slots=True)
class Rated:
    """Kết quả của một huyện: its blocks, and whether the district committee itself may be excellent."""

    place: District
    members: Block
    cells: Block
    grassroots: Block
    committees: Block
    secretaries: Block
    deputies: Block
    able: bool

    @property
    def blocks(self) -> list[Block]:
        """All rows of the district, in the order they are written."""
        return [self.cells, self.grassroots, self.members, self.committees, self.secretaries, self.deputies]


def rate(place: District, year: int, draw: np.random.Generator) -> Rated:
    """Rate a whole district lawfully: members, cells, grassroots organisations, committees, leaders."""
    members = _members(place, year, draw)
    of_cell = able_to_excel(place.cell_of, members.level, len(place.cells))
    cell_levels = within_groups(place.grassroots_of, of_cell, draw, completed=0.1)
    count = len(place.grassroots)
    of_grassroots = able_to_excel(place.grassroots_of, cell_levels, count)
    base_levels = within_groups(place.types, of_grassroots, draw, completed=0.1)
    committee_levels = np.where((base_levels == EXCELLENT) & (draw.random(count) < 0.2), GOOD, base_levels)
    own = np.zeros(count, dtype=np.int64)
    committees = [code.replace("CS", "TT") for code in place.grassroots]
    cells = bodies("party_organisation", place.cells, cell_levels, place.grassroots_of, place.grassroots, draw)
    cells.names = [f"Chi bộ {code[3:]}" for code in place.cells]
    cells.group_names, cells.group = ["Chi bộ trực thuộc"], np.zeros(len(place.cells), dtype=np.int64)
    grassroots = bodies("party_organisation", place.grassroots, base_levels, own, [place.code], draw)
    grassroots.names = [f"Đảng bộ cơ sở {code[3:]}" for code in place.grassroots]
    grassroots.group_names, grassroots.group = list(TYPES), place.types
    boards = bodies("collective", committees, committee_levels, own, [place.code], draw)
    boards.names = [f"Cấp ủy cơ sở {code[3:]}" for code in place.grassroots]
    boards.of_unit = list(place.grassroots)
    boards.group_names, boards.group = list(TYPES), place.types
    heads = [f"{committee};{code}" for committee, code in zip(committees, place.grassroots, strict=True)]
    secretaries = leaders("BT", place.grassroots, committee_levels, own, [place.code], "Bí thư cấp ủy cơ sở", draw)
    secretaries.heads = heads
    deputy_levels = within_groups(own, np.ones(count, dtype=bool), draw, completed=0.1)
    deputies = leaders("PB", place.grassroots, deputy_levels, own, [place.code], "Phó bí thư cấp ủy cơ sở", draw)
    able = bool(able_to_excel(own, base_levels, 1)[0])
    return Rated(place, members, cells, grassroots, boards, secretaries, deputies, able)


def leaders(
    prefix: str, below: list[str], levels: np.ndarray, scope: np.ndarray, scope_codes: list[str],
    post: str, draw: np.random.Generator,
) -> Block:  # fmt: skip
    """Cá nhân lãnh đạo, quản lý: one for each body below, decided after everything else (16–20/12)."""
    codes = [f"{prefix}-{code[3:]}" for code in below]
    block = bodies("leader", codes, levels, scope, scope_codes, draw, first_day=16)
    block.name = draw.integers(0, len(NAMES), len(below))
    block.post, block.group_names = post, [post]
    return block


def bodies(
    kind: str, codes: list[str], levels: np.ndarray, scope: np.ndarray, scope_codes: list[str],
    draw: np.random.Generator, first_day: int = 11,
) -> Block:  # fmt: skip
    """Tổ chức đảng, tập thể: rows of one kind, decided on five days of December from `first_day` on."""
    size = len(codes)
    return Block(
        kind=kind,
        code=codes,
        name=np.zeros(size, dtype=np.int64),
        unit=scope,
        unit_codes=scope_codes,
        scope=scope,
        scope_codes=scope_codes,
        group=np.zeros(size, dtype=np.int64),
        group_names=[""],
        level=levels.copy(),  # heads start from the levels of what they head
        decided=DECEMBER + first_day - 1 + draw.integers(0, 5, size),
        since=-draw.integers(400, 15_000, size),
    )


def _members(place: District, year: int, draw: np.random.Generator) -> Block:
    size = len(place.cell_of)
    group = place.grassroots_of[place.cell_of]
    unrated = draw.random(size) < 0.015
    levels = np.full(size, UNRATED)
    rated = np.flatnonzero(~unrated)
    compact = np.unique(group[rated], return_inverse=True)[1]
    levels[rated] = within_groups(compact, np.ones(len(rated), dtype=bool), draw, completed=0.07, failed=0.006)
    block = Block(
        kind="member",
        code=place.first_member + 1 + np.arange(size),
        name=draw.integers(0, len(NAMES), size),
        unit=place.cell_of,
        unit_codes=place.cells,
        scope=group,
        scope_codes=place.grassroots,
        group=np.zeros(size, dtype=np.int64),
        group_names=[""],
        level=levels,
        decided=np.where(unrated, NO_DAY, DECEMBER + draw.integers(0, 10, size)),
        since=-draw.integers(400, 15_000, size),
    )
    _state_reasons(block, unrated, year, draw)
    civil = np.where(
        levels == EXCELLENT, EXCELLENT, np.where(levels == GOOD, draw.choice([GOOD, COMPLETED], size), levels)
    )
    block.extra["civil"] = np.where(draw.random(size) < 0.45, civil, UNRATED).astype(np.int16)
    disciplined = (levels == FAILED) & (draw.random(size) < 0.6)
    block.extra["discipline"] = np.where(disciplined, draw.integers(1, 4, size), 0).astype(np.int16)
    block.extra["duty"] = (disciplined & (draw.random(size) < 0.7)).astype(np.int16)
    block.extra["self_detected"] = np.zeros(size, dtype=np.int16)
    if year >= 2025:  # discipline that doesn't concern duty leaves the level free
        free = (levels == GOOD) & (draw.random(size) < 0.001)
        block.extra["discipline"][free] = 1
    long_sick = (levels == COMPLETED) & (draw.random(size) < 0.05)
    some_sick = np.where(draw.random(size) < 0.03, draw.integers(1, 60, size), 0)
    block.extra["sick"] = np.where(long_sick, draw.integers(90, 300, size), some_sick).astype(np.int16)
    return block


def _state_reasons(block: Block, unrated: np.ndarray, year: int, draw: np.random.Generator) -> None:
    """Every unrated member has a lawful reason; those under six months were admitted after 1 July."""
    choices = [1, 3, 4] if year == 2018 else [1, 2, 3, 4]
    reasons = np.where(unrated, draw.choice(choices, len(block)), 0).astype(np.int16)
    young = reasons == 3
    block.since = np.where(young, draw.integers(190, 330, len(block)), block.since)
    block.extra["reason"] = reasons
