"""Đến đâu rồi: how far each organisation is on the demo's day, by the shares of the committee above it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from random import Random

from kiemdiem.demo import cast
from kiemdiem.demo.committees import ARMY, COMMITTEES, OFFICES, POLICE, Committee
from kiemdiem.demo.grassroots import code_of
from kiemdiem.demo.shape import ROOT, City
from kiemdiem.organisations.kinds import UnitKind

_GRASSROOTS = (UnitKind.GRASSROOTS, UnitKind.GRASSROOTS_CELL)


class Stage(IntEnum):
    """Bước đã đến."""

    IDLE = 0
    WRITING = 1
    HANDED = 2
    HEARD = 3
    DECIDED = 4


def owner_of(code: str) -> str:
    """Tổ chức mà tiến độ tính theo: a cell goes with its grassroots organisation."""
    return "-".join(code.split("-")[:3])


def stages(city: City, seed: int) -> dict[str, Stage]:
    """Tiến độ của từng tổ chức cơ sở, cơ quan, cấp ủy, by its code."""
    draw = Random(f"stages-{seed}")
    found = {ROOT: Stage.IDLE}
    for number, committee in enumerate(COMMITTEES):
        code = code_of(number)
        below = [spot.code for spot in city.spots if spot.above == code and spot.kind in _GRASSROOTS]
        found |= _spread(below, committee, draw)
        offices = [spot.code for spot in city.spots if spot.above == code and spot.kind not in _GRASSROOTS]
        found |= {each: _office(committee, draw) for each in offices}
        heard = number in (OFFICES, POLICE, ARMY)
        found[code] = Stage.HEARD if heard else Stage.HANDED if committee.handed == 1 else Stage.WRITING
    found |= {spot.code: Stage.WRITING for spot in city.spots if spot.code.startswith(f"{ROOT}-B")}
    return found | _told()


def _told() -> dict[str, Stage]:
    """Where the drafts of the district need a review that is over."""
    heard = (cast.ABOVE_COLLECTIVE, cast.BEFORE_COLLECTIVE, f"{cast.DISTRICT}-A01", f"{cast.DISTRICT}-A02")
    return dict.fromkeys(heard, Stage.HEARD) | {cast.WARD: Stage.IDLE}


def _spread(codes: Sequence[str], committee: Committee, draw: Random) -> dict[str, Stage]:
    """The shares of the committee, over its organisations in an order drawn by lot."""
    drawn = draw.sample(codes, len(codes))
    decided, heard, handed = (
        round(share * len(drawn)) for share in (committee.decided, committee.reviewed, committee.handed)
    )
    edges = [(decided, Stage.DECIDED), (heard, Stage.HEARD), (handed, Stage.HANDED)]
    found = {}
    for place, code in enumerate(drawn):
        late = Stage.IDLE if place % 3 == 0 else Stage.WRITING
        found[code] = next((stage for edge, stage in edges if place < edge), late)
    return found


def _office(committee: Committee, draw: Random) -> Stage:
    chance = draw.random()
    return Stage.HEARD if chance < committee.reviewed else Stage.HANDED if chance < committee.handed else Stage.WRITING
