"""Loại đơn vị, tập thể, tình trạng: official wordings by key; every addressee of 608-CV/TU is a kind of unit."""

from __future__ import annotations

from django.db.models import TextChoices

from kiemdiem.vietnamese import fold


class UnitKind(TextChoices):
    """Loại đơn vị trong một cây tổ chức."""

    PROVINCE = "province", "Đảng bộ tỉnh, thành phố"
    DISTRICT = "district", "Đảng bộ quận, huyện"
    COMMUNE = "commune", "Đảng bộ xã, phường, đặc khu"
    UPPER = "upper", "Đảng bộ cấp trên trực tiếp của tổ chức cơ sở đảng"
    GRASSROOTS = "grassroots", "Đảng bộ cơ sở"
    GRASSROOTS_CELL = "grassroots_cell", "Chi bộ cơ sở"
    PART = "part", "Đảng bộ bộ phận"
    CELL = "cell", "Chi bộ trực thuộc"
    PARTY_GROUP = "party_group", "Đảng đoàn"
    PARTY_AFFAIRS = "party_affairs", "Ban cán sự đảng"
    PARTY_BOARD = "party_board", "Ban xây dựng Đảng"
    AGENCY = "agency", "Sở, ban, ngành"
    COUNCIL = "council", "Hội đồng nhân dân"
    GOVERNMENT = "government", "Ủy ban nhân dân"
    FRONT = "front", "Mặt trận Tổ quốc"
    MASS = "mass", "Tổ chức chính trị - xã hội"
    SERVICE = "service", "Đơn vị sự nghiệp"
    ENTERPRISE = "enterprise", "Doanh nghiệp"


class CollectiveKind(TextChoices):
    """Loại tập thể lãnh đạo, quản lý (21-HD/BTCTW, II.A.1.1)."""

    STANDING_BOARD = "standing_board", "Ban thường vụ cấp ủy"
    COMMITTEE = "committee", "Cấp ủy cơ sở"
    CELL_COMMITTEE = "cell_committee", "Chi ủy"
    PARTY_GROUP = "party_group", "Đảng đoàn, ban cán sự đảng"
    BOARD = "board", "Tập thể lãnh đạo ban xây dựng Đảng"
    COUNCIL = "council", "Thường trực hội đồng nhân dân"
    GOVERNMENT = "government", "Tập thể lãnh đạo ủy ban nhân dân"
    AGENCY = "agency", "Tập thể lãnh đạo cơ quan, đơn vị"
    FRONT = "front", "Ban thường trực Mặt trận Tổ quốc"
    MASS = "mass", "Ban thường vụ tổ chức chính trị - xã hội"


class Standing(TextChoices):
    """Tình trạng sinh hoạt đảng của một đảng viên."""

    OFFICIAL = "official", "Chính thức"
    PROBATIONARY = "probationary", "Dự bị"
    EXEMPT = "exempt", "Miễn công tác và sinh hoạt đảng"
    SUSPENDED = "suspended", "Đình chỉ sinh hoạt đảng"
    LEFT = "left", "Không còn sinh hoạt ở đây"


class Discipline(TextChoices):
    """Hình thức kỷ luật."""

    REPRIMAND = "reprimand", "Khiển trách"
    WARNING = "warning", "Cảnh cáo"
    REMOVAL = "removal", "Cách chức"
    EXPULSION = "expulsion", "Khai trừ"
    DISSOLUTION = "dissolution", "Giải tán"
    LOWER_PAY = "lower_pay", "Hạ bậc lương"
    DEMOTION = "demotion", "Giáng chức"
    DISMISSAL = "dismissal", "Buộc thôi việc"


def by_wording(choices: type[TextChoices], text: str) -> str | None:
    """Giá trị theo cách ghi: the key of an official wording, however marks and capitals are typed; None if unknown."""
    wanted = fold(text)
    for value, label in choices.choices:
        if wanted in (fold(str(label)), value):
            return str(value)
    return None
