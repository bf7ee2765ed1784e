"""Khối dòng: the rows of one kind in one district, as columns of numbers that become text only when written."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from kiemdiem.simulation.levels import EXCELLENT, UNRATED

KINDS = ("party_organisation", "member", "collective", "leader")
OFFICIAL = {
    "party_organisation": "Tổ chức đảng",
    "member": "Đảng viên",
    "collective": "Tập thể lãnh đạo, quản lý",
    "leader": "Cá nhân lãnh đạo, quản lý",
}
LEVELS = (
    None, "Không hoàn thành nhiệm vụ", "Hoàn thành nhiệm vụ", "Hoàn thành tốt nhiệm vụ", "Hoàn thành xuất sắc nhiệm vụ",
    "Rất tốt",
)  # fmt: skip
UNREADABLE_KIND = "Hội viên"
REASONS = (None, "miễn sinh hoạt", "đình chỉ", "dưới 6 tháng", "khác")
DISCIPLINES = (None, "khiển trách", "cảnh cáo", "cách chức")
NO_DAY = -1  # days are counted from 1 January of the rating year; NO_DAY is an empty cell
BAD_DAY = -20_000  # a date that can't be read; the oldest real one is some 41 years back


@dataclass(slots=True)
class Block:
    """Các dòng cùng loại. All arrays have one entry a row; `unit`, `scope`, `group` index the lists beside them."""

    kind: str
    code: list[str] | np.ndarray
    name: np.ndarray
    unit: np.ndarray
    unit_codes: list[str]
    scope: np.ndarray
    scope_codes: list[str]
    group: np.ndarray
    group_names: list[str]
    level: np.ndarray
    decided: np.ndarray
    since: np.ndarray
    post: str = ""
    names: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    of_unit: list[str] = field(default_factory=list)
    extra: dict[str, np.ndarray] = field(default_factory=dict)
    repeated: list[int] = field(default_factory=list)
    wrong_kind: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.level)

    def column(self, name: str) -> np.ndarray:
        """One of the sparse columns (reason, civil, discipline, duty, self_detected, sick), made when asked for."""
        if name not in self.extra:
            self.extra[name] = np.zeros(len(self), dtype=np.int16)
        return self.extra[name]

    def code_at(self, row: int) -> str:
        """The code of one row."""
        return str(self.code[row]) if isinstance(self.code, list) else f"DV-{int(self.code[row]):07d}"

    def scope_at(self, row: int) -> str:
        """The code of the unit within which the ceiling counts that row."""
        return self.scope_codes[int(self.scope[row])]

    def group_at(self, row: int) -> str:
        """The second key of its quota group."""
        return self.group_names[int(self.group[row])]

    def tally(self) -> list[int]:
        """Counts of excellent, good, completed, failed, not rated; a row whose level can't be read is not rated."""
        rated = np.where(self.level > EXCELLENT, UNRATED, self.level)
        rated = np.delete(rated, self.wrong_kind)
        counts = np.bincount(rated, minlength=5)
        return [int(counts[level]) for level in (4, 3, 2, 1, 0)]
