"""Số liệu giả định: ratings of a place that doesn't exist, with every breach known beforehand.

Knows neither `regulation` nor `compliance`, so that it can prove both.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from itertools import cycle
from pathlib import Path

import numpy as np

from kiemdiem.simulation import tallies
from kiemdiem.simulation.blocks import Block
from kiemdiem.simulation.columns import Days, as_table
from kiemdiem.simulation.files import SHEET_ROWS, Output
from kiemdiem.simulation.law import FIRST_YEAR, LAST_YEAR, Fault, faults
from kiemdiem.simulation.lawful import rate
from kiemdiem.simulation.plants import PLANTS, Site, Violation, violation
from kiemdiem.simulation.shape import district, districts
from kiemdiem.simulation.upper import upper_blocks

FEWEST, MOST = 300, 50_000_000
_SHEETS = {
    "party_organisation": "ToChucDang",
    "member": "DangVien",
    "collective": "TapThe",
    "leader": "CaNhan",
}


def simulate(members: int, year: int, form: str, folder: Path, *, seed: int = 2022, per_thousand: float = 1.0) -> str:
    """Write `xep-loai-YEAR`, `so-lieu-YEAR` and `violations.json` into a folder; returns a line for people.

    The same arguments give the same files. At most `per_thousand` faults are planted in a thousand subjects.
    Raises ValueError with one Vietnamese sentence for a size, year or rate that makes no sense.
    """
    _refuse(members, year, form, per_thousand)
    folder.mkdir(parents=True, exist_ok=True)
    run = _Run(year, seed, per_thousand)
    days = Days(year)
    with Output(folder / f"xep-loai-{year}.{form}") as ratings:
        for block in run.blocks(members):
            ratings.write(as_table(block, year, days), _SHEETS[block.kind])
    with Output(folder / f"so-lieu-{year}.{form}") as counts:
        counts.write(run.tallies.table(), "SoLieu")
    found = run.violations + run.tallies.violations
    _write_violations(folder / "violations.json", run, members, found)
    codes = len({each.code for each in found})
    return f"{run.rows} dòng, {len(found)} lỗi cài sẵn thuộc {codes} mã (violations.json)."


def _refuse(members: int, year: int, form: str, per_thousand: float) -> None:
    if not FEWEST <= members <= MOST:
        raise ValueError(f"--members {members} không dùng được; hãy cho số từ {FEWEST} đến {MOST}.")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"--year {year} không dùng được; hãy cho năm từ {FIRST_YEAR} đến {LAST_YEAR}.")
    if form == "xlsx" and members > SHEET_ROWS * 0.99:
        raise ValueError(f"Trang .xlsx chỉ chứa {SHEET_ROWS} dòng; {members} đảng viên hãy dùng parquet hoặc csv.")
    if not 0 <= per_thousand <= 100:
        raise ValueError(f"--per-thousand {per_thousand:g} không dùng được; hãy cho số từ 0 đến 100.")


class _Run:
    """Một lượt tạo số liệu: what has been written and planted so far."""

    def __init__(self, year: int, seed: int, per_thousand: float) -> None:
        self.year, self.seed, self.per_thousand = year, seed, per_thousand
        self.rows = 0
        self.planted = 0
        self.violations: list[Violation] = []
        self.tallies = tallies.Tallies(year)
        self.faults = faults(year)
        self.next = cycle(self.faults.values())
        self.waiting: list[Fault] = []

    def blocks(self, members: int) -> Iterator[Block]:
        """District by district, then the districts themselves."""
        able = []
        for number, (size, first) in enumerate(districts(members)):
            draw = np.random.default_rng([self.seed, self.year, number])
            rated = rate(district(number, size, first, draw), self.year, draw)
            able.append(rated.able)
            self.rows += sum(len(block) for block in rated.blocks)
            self._plant(Site(rated, self.year, (date(self.year, 12, 31) - date(self.year, 1, 1)).days, draw))
            self.tallies.add(rated.place.code, rated.blocks)
            yield from rated.blocks
        upper = upper_blocks(able, np.random.default_rng([self.seed, self.year, 10**6]))
        self.rows += sum(len(block) for block in upper)
        yield from upper

    def _plant(self, site: Site) -> None:
        """As many faults as the rows so far allow; one that finds no place here waits for the next district."""
        due = int(self.rows * self.per_thousand / 1000) - self.planted
        tried = [*self.waiting]
        self.waiting = []
        for _ in range(due):
            fault = tried.pop(0) if tried else next(self.next)
            if self._planted(fault, site):
                self.planted += 1
            elif len(self.waiting) < len(self.faults):
                self.waiting.append(fault)
        self.waiting += tried

    def _planted(self, fault: Fault, site: Site) -> bool:
        if fault.plant in tallies.PLANTS:
            return self.tallies.plant(fault)
        planted = PLANTS[fault.plant](site)
        if planted is None:
            return False
        self.violations.append(violation(fault, planted, self.year))
        return True


def _write_violations(path: Path, run: _Run, members: int, found: Iterable[Violation]) -> None:
    head = {"members": members, "year": run.year, "seed": run.seed, "per_thousand": run.per_thousand, "rows": run.rows}
    lines = [json.dumps(asdict(each), ensure_ascii=False) for each in found]
    body = ",\n  ".join(lines)
    text = json.dumps(head, ensure_ascii=False)[:-1] + f', "violations": [\n  {body}\n]}}\n'
    path.write_text(text, encoding="utf-8")
