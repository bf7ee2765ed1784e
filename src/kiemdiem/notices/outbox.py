"""Gửi thư báo: each mail is claimed, then sent, then closed; one whose fate isn't known is never sent again."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F
from django.utils.timezone import now

from kiemdiem.jobs.progress import Progress
from kiemdiem.notices.models import Mail, MailState

TRIES = 5
LOST = timedelta(minutes=15)  # claimed so long ago, its sender was killed
UNKNOWN = "Không rõ thư đã đi hay chưa; không gửi lại để khỏi gửi hai lần."
_BODY = """{text}

Đồng chí đăng nhập hệ thống kiểm điểm, xếp loại, mục Thông báo để xem. Thư này do máy gửi, không trả lời được.
"""


def send_waiting(progress: Progress) -> str:
    """Gửi các thư đang chờ. Raises OSError or SMTPException when the mail server is away: tried again later."""
    Mail.objects.filter(state=MailState.SENDING, changed__lt=now() - LOST).update(
        state=MailState.FAILED, reason=UNKNOWN
    )
    waiting = list(Mail.objects.filter(state=MailState.WAITING).order_by("pk").values_list("pk", flat=True))
    if not waiting:
        return "Không có thư nào chờ gửi."
    progress.begin(len(waiting), "thư")
    sent = 0
    with get_connection() as server:
        for mail in waiting:
            sent += _send(mail, server)
            progress.step()
    return f"Đã gửi {sent} thư."


def _send(key: int, server: Any) -> bool:
    """One mail, if nobody else has claimed it; was it sent?"""
    claimed = Mail.objects.filter(pk=key, state=MailState.WAITING)
    if not claimed.update(state=MailState.SENDING, changed=now(), tries=F("tries") + 1):
        return False
    mail = Mail.objects.select_related("notice__account__address").get(pk=key)
    address = getattr(mail.notice.account, "address", None)
    if address is None or address.confirmed is None:
        return _close(mail, MailState.FAILED, "Người nhận đã thôi nhận thư.")
    try:
        server.send_messages([_message(mail, address.email)])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as refusal:
        code = _code(refusal)
        again = 400 <= code < 500 and mail.tries < TRIES
        return _close(mail, MailState.WAITING if again else MailState.FAILED, f"Máy chủ thư từ chối (mã {code}).")
    except (OSError, smtplib.SMTPException):
        _close(mail, MailState.FAILED, UNKNOWN)
        server.close()
        server.open()
        return False
    return _close(mail, MailState.SENT, "")


def _message(mail: Mail, to: str) -> EmailMessage:
    """The subject says nothing: it is what others see on a telephone that lies about."""
    return EmailMessage(
        subject=f"Đồng chí có thông báo mới · {settings.SITE}",
        body=_BODY.format(text=mail.notice.text),
        to=[to],
        headers={"Message-ID": f"<notice-{mail.notice_id}.{mail.pk}@kiemdiem>", "Auto-Submitted": "auto-generated"},
    )


def _code(refusal: smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused) -> int:
    if isinstance(refusal, smtplib.SMTPRecipientsRefused):
        return int(next(iter(refusal.recipients.values()))[0])
    return refusal.smtp_code


def _close(mail: Mail, state: MailState, reason: str) -> bool:
    Mail.objects.filter(pk=mail.pk).update(state=state, changed=now(), reason=reason)
    return state is MailState.SENT
