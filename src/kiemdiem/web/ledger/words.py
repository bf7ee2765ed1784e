"""Tên gọi của các việc trong sổ cái; a test looks that none is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

ACTIONS: Mapping[str, Any] = {
    "account.activated": _("Kích hoạt tài khoản"),
    "account.closed": _("Đóng tài khoản"),
    "account.code_renewed": _("Cấp mã kích hoạt mới"),
    "account.mail_off": _("Thôi nhận thư báo"),
    "account.mail_on": _("Nhận thư báo"),
    "account.opened": _("Mở tài khoản"),
    "account.password_changed": _("Đổi mật khẩu"),
    "account.reopened": _("Mở lại tài khoản"),
    "account.sessions_ended": _("Kết thúc các phiên làm việc"),
    "accounts.opened": _("Mở nhiều tài khoản"),
    "acting.started": _("Bắt đầu làm thay"),
    "acting.stopped": _("Thôi làm thay"),
    "attachment.added": _("Đính kèm tệp"),
    "cycle.begun": _("Bắt đầu mở đợt kiểm điểm"),
    "cycle.calendar_changed": _("Sửa lịch của đợt"),
    "cycle.closed": _("Kết thúc đợt kiểm điểm"),
    "cycle.opened": _("Mở xong đợt kiểm điểm"),
    "decision.begun": _("Lập dự thảo quyết định"),
    "decision.dropped": _("Bỏ dự thảo quyết định"),
    "decision.released": _("Ban hành quyết định"),
    "demo.seeded": _("Tạo dữ liệu minh họa"),
    "document.drafted": _("Dự thảo văn bản"),
    "document.issued": _("Ban hành văn bản"),
    "document.redrafted": _("Sửa dự thảo văn bản"),
    "document.withdrawn": _("Thu hồi văn bản"),
    "factor.codes_renewed": _("Tạo lại mã dự phòng"),
    "factor.help_asked": _("Đề nghị giúp mất xác thực hai bước"),
    "factor.help_confirmed": _("Xác nhận giúp mất xác thực hai bước"),
    "factor.help_dropped": _("Bỏ đề nghị giúp mất xác thực hai bước"),
    "factor.set": _("Đặt xác thực hai bước"),
    "levels.proposed": _("Đề nghị mức xếp loại"),
    "meeting.closed": _("Kết thúc cuộc họp kiểm điểm"),
    "meeting.planned": _("Định cuộc họp kiểm điểm"),
    "numbers.used_outside": _("Ghi số đã dùng ngoài hệ thống"),
    "paper.handed_back": _("Trả lại bản kiểm điểm"),
    "paper.handed_in": _("Nộp bản kiểm điểm"),
    "role.ended": _("Kết thúc vai trò"),
    "role.granted": _("Giao vai trò"),
    "roster.handed_out": _("Xuất danh sách"),
    "roster.applied": _("Nhập danh sách"),
    "subject.added": _("Bổ sung đối tượng"),
    "subject.left_out": _("Đưa ra khỏi diện xếp loại"),
    "subject.transferred": _("Chuyển nơi kiểm điểm"),
    "term.begun": _("Bắt đầu nhiệm kỳ"),
    "unit.merged": _("Sáp nhập đơn vị"),
    "unit.moved": _("Chuyển đơn vị"),
    "unit.renamed": _("Đổi tên đơn vị"),
    "unit.split": _("Tách đơn vị"),
    "votes.recorded": _("Ghi kết quả bỏ phiếu"),
    "work.delegated": _("Nhờ làm thay"),
    "work.delegation_ended": _("Thôi nhờ làm thay"),
}
# What happens before a release is told only in the very unit that did it.
UNDER_WAY = ("decision.begun", "decision.dropped", "document.drafted", "document.redrafted", "levels.proposed", "votes.recorded")

FACTS: Mapping[str, Any] = {
    "as_of": _("chụp tại ngày"), "body": _("nơi đề nghị"), "code": _("mã"), "deputy": _("người làm thay"),
    "expected": _("được mời"), "form": _("mẫu"), "from": _("từ"), "held_on": _("ngày họp"), "kind": _("loại"),
    "heads_above": _("người đứng đầu cao hơn tập thể"), "lines": _("số dòng"), "number": _("số, ký hiệu"),
    "of": _("của"), "on_paper": _("bản giấy"), "overlay": _("văn bản địa phương"), "parts": _("các phần"),
    "place": _("nơi kiểm điểm"), "present": _("có mặt"), "reading": _("cách đọc tỷ lệ"), "reason": _("lý do"),
    "role": _("vai trò"), "signatory": _("người ký"), "signed_on": _("ngày ký"), "since": _("từ ngày"),
    "subjects": _("đối tượng"), "texts": _("văn bản"), "to": _("đến"), "undecided": _("chưa có quyết định"),
    "unit": _("đơn vị"), "until": _("đến ngày"), "version": _("lần lưu"), "was": _("trước đó ở"), "year": _("năm"),
}  # fmt: skip
