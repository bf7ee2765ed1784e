"""Mức xếp loại, đối tượng: the four levels, the four kinds of subject and how offices write them."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Level(IntEnum):
    """Mức xếp loại chất lượng (QĐ 132-QĐ/TW, Điều 12): four levels, ordered, the best one highest."""

    FAILED = 1
    COMPLETED = 2
    GOOD = 3
    EXCELLENT = 4

    @property
    def official(self) -> str:
        """The wording fixed by the regulation, for papers and screens."""
        return _LEVELS[self][0]

    @property
    def abbreviation(self) -> str:
        """The short form used in tables: HTXSNV, HTTNV, HTNV, KHTNV."""
        return _LEVELS[self][1]

    @property
    def key(self) -> str:
        """The English word used in files and JSON: excellent, good, completed, failed."""
        return self.name.lower()


_LEVELS = {
    Level.EXCELLENT: ("Hoàn thành xuất sắc nhiệm vụ", "HTXSNV"),
    Level.GOOD: ("Hoàn thành tốt nhiệm vụ", "HTTNV"),
    Level.COMPLETED: ("Hoàn thành nhiệm vụ", "HTNV"),
    Level.FAILED: ("Không hoàn thành nhiệm vụ", "KHTNV"),
}


class Kind(StrEnum):
    """Loại đối tượng được đánh giá, xếp loại: the four kinds of subject that are rated."""

    PARTY_ORGANISATION = "party_organisation"
    MEMBER = "member"
    COLLECTIVE = "collective"
    LEADER = "leader"

    @property
    def official(self) -> str:
        """The wording fixed by the regulation."""
        return _KINDS[self]


_KINDS = {
    Kind.PARTY_ORGANISATION: "Tổ chức đảng",
    Kind.MEMBER: "Đảng viên",
    Kind.COLLECTIVE: "Tập thể lãnh đạo, quản lý",
    Kind.LEADER: "Cá nhân lãnh đạo, quản lý",
}


class Exemption(StrEnum):
    """Lý do không xếp loại: why a subject carries no level."""

    EXEMPT = "exempt"
    SUSPENDED = "suspended"
    UNDER_SIX_MONTHS = "under_six_months"
    OTHER = "other"

    @property
    def official(self) -> str:
        """The wording used in reports."""
        return _EXEMPTIONS[self]


_EXEMPTIONS = {
    Exemption.EXEMPT: "miễn công tác và sinh hoạt đảng",
    Exemption.SUSPENDED: "đình chỉ sinh hoạt đảng",
    Exemption.UNDER_SIX_MONTHS: "dưới 6 tháng",
    Exemption.OTHER: "lý do khác",
}
