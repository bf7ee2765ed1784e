"""Vai của bản minh họa: the few people with a story, where they stand, whose accounts are shown, what waits there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from kiemdiem.accounts.roles import Role
from kiemdiem.demo.shape import ROOT

WARD = f"{ROOT}-01-001"
ABOVE_COLLECTIVE, BEFORE_COLLECTIVE = f"{ROOT}-01-002", f"{ROOT}-01-003"
DISTRICT = f"{ROOT}-01"
(OFFICE, AREA_1, AREA_2, AREA_3, AREA_4, AREA_5, AREA_6, AREA_7, AREA_8, CLINIC, GUARD, NURSERY) = (
    f"{WARD}-{number:02d}" for number in range(1, 13)
)

# key → name, and where: a cell with the place in it, or a unit with the title of the post held there
PEOPLE: Mapping[str, tuple[str, str, int | str]] = {
    "writer": ("Ngô Thanh Nhã", AREA_2, 2),
    "returned": ("Lê Thị Ngọc Diễm", AREA_4, 2),
    "cell_head": ("Phan Văn Đước", AREA_2, -1),
    "absent": ("Tô Văn Giàu", AREA_3, -1),
    "deputy": ("Bùi Thị Tố Nga", AREA_3, 2),
    "clerk": ("Đỗ Mỹ Hạnh", OFFICE, 2),
    "ward_head": ("Trần Quốc Điền", WARD, "Bí thư Đảng ủy phường"),
    "ward_deputy": ("Lâm Thị Bích Vân", WARD, "Phó Bí thư Đảng ủy phường"),
    "late_head": ("Mai Thị Lành", AREA_4, -1),
    "unheard": ("Thạch Thị Kiều", AREA_1, 2),
    "disciplined": ("Lưu Công Lộc", AREA_8, 0),
    "sick": ("Đặng Thị Mận", AREA_8, 1),
    "civil": ("Huỳnh Hữu Tài", AREA_8, 2),
    "above": ("Võ Chí Thảnh", ABOVE_COLLECTIVE, "Bí thư Đảng ủy phường"),
    "before": ("Thạch Phước Sang", BEFORE_COLLECTIVE, "Bí thư Đảng ủy phường"),
    "district_board": ("Nguyễn Thị Tố Quyên", f"{DISTRICT}-A01", "Trưởng ban"),
    "district_head": ("Hồ Thanh Khương", DISTRICT, "Bí thư Quận ủy"),
    "city_board": ("Quách Thị Thu Sương", f"{ROOT}-B02", "Phó trưởng ban"),
    "inspector": ("Dương Văn Vẹn", f"{ROOT}-B03", "Phó chủ nhiệm"),
    "standing": ("Thạch Minh Khải", ROOT, "Ủy viên Ban Thường vụ Thành ủy"),
    "board_leader": ("Trương Ngọc Oanh", f"{ROOT}-B04", "Trưởng ban"),
    "viewer": ("Danh Hoàng Phát", f"{ROOT}-10-002", 2),
}


@dataclass(frozen=True, slots=True)
class Player:
    """Tài khoản có giới thiệu: whose it is, which roles it holds where, and what waits for it."""

    key: str
    roles: tuple[tuple[Role, str], ...]
    note: str


ADMINISTRATOR = "quan-tri"  # an account without a person
PLAYERS = (
    Player("writer", (), _("Đảng viên: bản kiểm điểm đang viết dở, còn mục chưa trả lời")),
    Player("returned", (), _("Đảng viên: bản kiểm điểm bị trả lại, cần sửa rồi nộp lại")),
    Player(
        "cell_head", ((Role.HEAD, AREA_2),), _("Bí thư chi bộ: một cuộc họp chờ kết thúc, một cuộc họp còn thiếu bản")
    ),
    Player("deputy", (), _("Được nhờ làm thay bí thư chi bộ đang nghỉ ốm: nhận bản, kết thúc cuộc họp")),
    Player(
        "clerk", ((Role.CLERK, WARD),), _("Giúp việc Đảng ủy phường: nhập đề nghị; một dự thảo vượt tỷ lệ xuất sắc")
    ),
    Player("ward_head", ((Role.HEAD, WARD),), _("Bí thư Đảng ủy phường: dự thảo có tên mình, không tự ban hành được")),
    Player(
        "ward_deputy", ((Role.STANDING_BOARD, WARD),), _("Phó Bí thư Đảng ủy phường: ban hành dự thảo có tên bí thư")
    ),
    Player(
        "district_board",
        ((Role.ORGANISATION_BOARD, DISTRICT),),
        _("Ban Tổ chức Quận ủy: đề nghị mức cho tập thể, lãnh đạo; hai dự thảo trái quy định"),
    ),
    Player(
        "district_head", ((Role.HEAD, DISTRICT),), _("Bí thư Quận ủy: ban hành quyết định của quận, theo đúng thứ tự")
    ),
    Player(
        "city_board",
        ((Role.ORGANISATION_BOARD, ROOT),),
        _("Ban Tổ chức Thành ủy: theo dõi toàn thành phố, đề nghị mức"),
    ),
    Player(
        "inspector", ((Role.INSPECTION_BOARD, ROOT),), _("Ủy ban Kiểm tra Thành ủy: xem kết quả đã ban hành, sổ cái")
    ),
    Player(
        "standing",
        ((Role.STANDING_BOARD, ROOT),),
        _("Ủy viên Ban Thường vụ Thành ủy: ban hành quyết định của thành phố"),
    ),
    Player(
        "board_leader",
        ((Role.BOARD_LEADER, ROOT), (Role.HEAD, f"{ROOT}-B04")),
        _("Trưởng Ban Tuyên giáo Thành ủy: báo cáo của tập thể và bản của mình đang viết"),
    ),
    Player("viewer", ((Role.VIEWER, ROOT),), _("Người xem: cây tổ chức và tiến độ, không xem được nội dung")),
    Player(
        "administrator", ((Role.ADMINISTRATOR, ROOT),), _("Quản trị hệ thống: mở tài khoản, cấp mã, không xem nội dung")
    ),
)
