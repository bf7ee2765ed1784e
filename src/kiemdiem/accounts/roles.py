"""Vai trò: what each role may do, as one table; a role is held at a unit and reaches what is below it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices

from kiemdiem.accounts.actions import (
    ASSIGN,
    DECIDE,
    ISSUE_SUGGESTIONS,
    KEEP_REGISTER,
    OPEN_CYCLE,
    ORDER_REVIEW,
    PROPOSE,
    READ_LEVELS,
    READ_PAPERS,
    READ_SUGGESTIONS,
    RECEIVE,
    SEE_PROGRESS,
    SET_CRITERIA,
    STAGE,
    SUGGEST,
    WRITE,
)
from kiemdiem.organisations.actions import IMPORT, READ, RECORD_FACTS, REORGANISE

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


_READS = frozenset({READ, SEE_PROGRESS, READ_LEVELS})
_RUNS = _READS | {KEEP_REGISTER, READ_PAPERS, RECEIVE, WRITE, SUGGEST, PROPOSE, STAGE, RECORD_FACTS}
ACTIONS: Mapping[Role, frozenset[str]] = {
    Role.MEMBER: frozenset(),  # own papers come by the person, not by a reach
    Role.HEAD: _RUNS | {DECIDE, ISSUE_SUGGESTIONS, ASSIGN, ORDER_REVIEW},
    Role.CLERK: _RUNS,
    Role.ORGANISATION_BOARD: _RUNS - {WRITE}
    | {READ_SUGGESTIONS, ASSIGN, ORDER_REVIEW, SET_CRITERIA, OPEN_CYCLE, IMPORT, REORGANISE, GRANT, OPEN, READ_LEDGER},
    Role.INSPECTION_BOARD: _READS | {READ_PAPERS, READ_SUGGESTIONS, READ_LEDGER, RECORD_FACTS},
    Role.STANDING_BOARD: _READS | {READ_PAPERS, READ_SUGGESTIONS, ISSUE_SUGGESTIONS, ASSIGN, ORDER_REVIEW, DECIDE},
    Role.BOARD_LEADER: _READS | {READ_PAPERS},
    Role.VIEWER: frozenset({READ, SEE_PROGRESS}),  # the tree and counts; no paper, no level of a person
    Role.ADMINISTRATOR: frozenset({OPEN, HELP}),  # keeps accounts working and sees no content
}
# Roles that decide or administer: they sign in with a second factor .
SECOND_FACTOR = frozenset(
    {
        Role.HEAD, Role.CLERK, Role.ORGANISATION_BOARD, Role.INSPECTION_BOARD, Role.STANDING_BOARD, Role.ADMINISTRATOR,
    }
)  # fmt: skip
