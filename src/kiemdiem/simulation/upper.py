"""Cấp trên: district organisations, their committees and leaders, rated within their province."""

from __future__ import annotations

import numpy as np

from kiemdiem.simulation.blocks import Block
from kiemdiem.simulation.lawful import bodies, leaders
from kiemdiem.simulation.levels import within_groups
from kiemdiem.simulation.shape import DISTRICTS_A_PROVINCE, district_code, province_code


def upper_blocks(able: list[bool], draw: np.random.Generator) -> list[Block]:
    """The districts of one province after the other; `able` says which have subordinates good enough to excel."""
    codes = [district_code(number) for number in range(len(able))]
    province = np.arange(len(able)) // DISTRICTS_A_PROVINCE
    provinces = [province_code(number) for number in range(int(province[-1]) + 1)]
    levels = within_groups(province, np.array(able), draw, completed=0.1)
    organisations = bodies("party_organisation", codes, levels, province, provinces, draw)
    organisations.names = [f"Đảng bộ cấp huyện {code[3:]}" for code in codes]
    committees = bodies("collective", [f"TT-{code}" for code in codes], levels, province, provinces, draw)
    committees.names = [f"Ban thường vụ {code}" for code in codes]
    committees.of_unit = codes
    secretaries = leaders("BT", codes, levels, province, provinces, "Bí thư cấp ủy huyện", draw)
    secretaries.heads = [f"TT-{code};{code}" for code in codes]
    return [organisations, committees, secretaries]
