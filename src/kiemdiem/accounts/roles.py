"""Vai trò: what each role may do, as one table; a role is held at a unit and reaches what is below it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices

from kiemdiem.organisations.actions import IMPORT, READ, REORGANISE

GRANT = "accounts.grant"
OPEN = "accounts.open"
HELP = "accounts.help"
READ_LEDGER = "ledger.read"


class Role(TextChoices):
    """Vai trò của một tài khoản tại một đơn vị trong một thời gian."""

    MEMBER = "member", "Đảng viên"
    HEAD = "head", "Bí thư, người đứng đầu"
    CLERK = "clerk", "Người giúp việc cấp ủy"
    ORGANISATION_BOARD = "organisation_board", "Ban Tổ chức"
    INSPECTION_BOARD = "inspection_board", "Ủy ban Kiểm tra"
    STANDING_BOARD = "standing_board", "Ban Thường vụ"
    BOARD_LEADER = "board_leader", "Lãnh đạo ban xây dựng Đảng"
    VIEWER = "viewer", "Người xem"
    ADMINISTRATOR = "administrator", "Quản trị hệ thống"


ACTIONS: Mapping[Role, frozenset[str]] = {
    Role.MEMBER: frozenset(),  # own papers come by the person, not by a reach
    Role.HEAD: frozenset({READ}),
    Role.CLERK: frozenset({READ}),
    Role.ORGANISATION_BOARD: frozenset({READ, IMPORT, REORGANISE, GRANT, OPEN, READ_LEDGER}),
    Role.INSPECTION_BOARD: frozenset({READ, READ_LEDGER}),
    Role.STANDING_BOARD: frozenset({READ}),
    Role.BOARD_LEADER: frozenset({READ}),
    Role.VIEWER: frozenset({READ}),
    Role.ADMINISTRATOR: frozenset({OPEN, HELP}),  # keeps accounts working and sees no content
}
# Roles that decide or administer: they sign in with a second factor .
SECOND_FACTOR = frozenset(
    {
        Role.HEAD, Role.CLERK, Role.ORGANISATION_BOARD, Role.INSPECTION_BOARD, Role.STANDING_BOARD, Role.ADMINISTRATOR,
    }
)  # fmt: skip
