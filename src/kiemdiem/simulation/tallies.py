"""Số liệu tổng hợp: one row for each district and kind, with the two faults that only counts can have."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from kiemdiem.simulation.blocks import KINDS, OFFICIAL, Block
from kiemdiem.simulation.law import Fault, faults
from kiemdiem.simulation.plants import Violation

HEADERS = (
    "Năm", "Đơn vị", "Mã đơn vị", "Loại đối tượng", "Tổng số", "Xuất sắc", "Tốt", "Hoàn thành", "Không hoàn thành",
    "Không xếp loại",
)  # fmt: skip
PLANTS = ("totals_parts", "totals_exceed")
Row = list[str | int | None]


class Tallies:
    """Các dòng số liệu đã có, and how many of their totals are wrong already."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.rows: list[Row] = []
        self.violations: list[Violation] = []
        self.right = 0  # rows from here on still add up

    def add(self, code: str, blocks: Sequence[Block]) -> None:
        """The counts of one district, a row for each kind of subject it has."""
        for kind in KINDS:
            tallies = [block.tally() for block in blocks if block.kind == kind]
            counts = [sum(each) for each in zip(*tallies, strict=True)]
            self.rows.append([self.year, f"Đảng bộ {code}", code, OFFICIAL[kind], sum(counts), *counts])
            if 5 * counts[0] > counts[1]:  # the groups broken on purpose weigh more than all others
                self._violates(faults(self.year)["quota_member"], kind, code)

    def plant(self, fault: Fault) -> bool:
        """Break the total of the next row; False when every row is broken already."""
        if self.right == len(self.rows):
            return False
        row, kind = self.rows[self.right], KINDS[self.right % len(KINDS)]
        total = row[4]
        assert isinstance(total, int)
        if fault.plant == "totals_exceed":
            row[9] = None
            row[4] = sum(int(part or 0) for part in row[5:9]) - 1
        else:
            row[4] = total + 1
        self.right += 1
        self._violates(fault, kind, str(row[2]))
        return True

    def table(self) -> pa.Table:
        """All rows under their headers."""
        return pa.table([pa.array(list(column)) for column in zip(*self.rows, strict=True)], names=list(HEADERS))

    def _violates(self, fault: Fault, kind: str, code: str) -> None:
        self.violations.append(
            Violation("counts", fault.code, fault.severity, fault.verified, self.year, kind, code, "", ())
        )
