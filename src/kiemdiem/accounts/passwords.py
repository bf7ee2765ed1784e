"""Mật khẩu phải đủ dài: the one sentence that Django doesn't say in Vietnamese."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """Độ dài ít nhất; no rule about kinds of letters, which only makes passwords hard to remember."""

    def get_error_message(self) -> str:
        return _("Mật khẩu này ngắn quá; cần ít nhất %(least)d ký tự, ví dụ bốn từ không dấu.") % {
            "least": self.min_length
        }
