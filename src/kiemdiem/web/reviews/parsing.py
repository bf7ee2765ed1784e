"""Đọc biểu mẫu bản kiểm điểm, biên bản: from field names to what the acts take; what isn't a number is nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _

from kiemdiem.ledger.refusals import WrongState
from kiemdiem.regulation import Level
from kiemdiem.reviews.meetings import CommentLine, ItemLine, PresenceLine, Record
from kiemdiem.reviews.writing import Answer
from kiemdiem.web.forms import EARLIEST, LATEST

_ASKED = re.compile(r"((?:fault|item)-[0-9]{1,15})-(text|result|responsibility)")


def answers(posted: QueryDict, keys: Iterable[str]) -> dict[str, Answer]:
    """Nội dung từng mục, từng tiêu chí, and what was answered to faults still open and to what was suggested."""
    found = {key: Answer(text=posted.get(f"s-{key}", ""), level=whole(posted.get(f"l-{key}"))) for key in keys}
    return found | asked(posted)


def asked(posted: QueryDict) -> dict[str, Answer]:
    """Trả lời từng hạn chế còn mở, từng nội dung gợi ý: fields `fault-<key>-result`, `item-<key>-text` and so on."""
    found: dict[str, Answer] = {}
    for name in posted:
        if match := _ASKED.fullmatch(name):
            key, part = match.groups()
            found.setdefault(key, Answer())[part] = posted[name]  # type: ignore[literal-required]
    return found


def levels(posted: QueryDict) -> dict[int, Level | None]:
    """Mức tự nhận theo đối tượng: fields `self-<subject>`."""
    found: dict[int, Level | None] = {}
    for name in posted:
        subject = whole(name.removeprefix("self-")) if name.startswith("self-") else None
        if subject is not None:
            found[subject] = level(posted.get(name))
    return found


def level(text: str | None) -> Level | None:
    """Một mức; None for none or for what is no level."""
    number = whole(text)
    return Level(number) if number in {each.value for each in Level} else None


def record(posted: QueryDict) -> Record:
    """Nội dung biên bản. Raises WrongState for a day that can't be read."""
    order = sorted(numbered(posted, "xet-"), key=lambda key: whole(posted.get(f"thu-tu-{key}")) or 0)
    return Record(
        held_on=day(posted.get("ngay", "")),
        venue=posted.get("dia-diem", "")[:200],
        chair=whole(posted.get("chu-tri")),
        secretary=whole(posted.get("thu-ky")),
        minutes=posted.get("bien-ban", ""),
        absent={key: posted.get(f"ly-do-{key}", "")[:250] for key in numbered(posted, "vang-")},
        subjects=order,
        conclusions={key: posted.get(f"ket-luan-{key}", "") for key in order},
        deferred={key: posted.get(f"hoan-{key}", "")[:250] for key in numbered(posted, "hoan-")},
        length=_length(posted.get("so-ngay", "")),
        comments=comments(posted),
        items={
            key: ItemLine(f"goi-y-doc-{key}" in posted, posted.get(f"goi-y-{key}", ""))
            for key in numbered(posted, "goi-y-")
        },
        presences={
            key: PresenceLine(posted.get(f"cap-tren-{key}", ""), posted.get(f"cap-tren-ly-do-{key}", "")[:250])
            for key in numbered(posted, "cap-tren-")
        },
    )


def comments(posted: QueryDict) -> list[CommentLine]:
    """Các dòng ý kiến as they stand in the form, also the empty ones."""
    return [
        CommentLine(
            number,
            whole(posted.get(f"y-nguoi-{number}")),
            whole(posted.get(f"y-ve-{number}")),
            posted.get(f"y-{number}", ""),
            posted.get(f"y-dap-{number}", ""),
        )
        for number in sorted(set(numbered(posted, "y-")))
        if 0 < number < 32768
    ]


def _length(text: str) -> Decimal | None:
    """Số ngày họp, as 1,5. Raises WrongState when it is no number of days."""
    written = text.strip().replace(",", ".")
    if not written:
        return None
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9])?", written):
        raise WrongState(_("Số ngày họp “%(days)s” không đọc được; hãy ghi như 1 hoặc 1,5.") % {"days": text[:20]})
    return Decimal(written)


def day(text: str) -> date:
    """Ngày gõ theo dd/mm/yyyy, of this century or the last. Raises WrongState with the day as typed."""
    try:
        found = datetime.strptime(text.strip(), "%d/%m/%Y").date()
    except ValueError:
        found = None
    if found is None or not EARLIEST <= found.year <= LATEST:
        raise WrongState(_("Ngày “%(day)s” không có; hãy gõ ngày/tháng/năm, ví dụ 14/12/2022.") % {"day": text[:20]})
    return found


def numbered(posted: QueryDict, prefix: str) -> list[int]:
    """Những số đứng sau một tiền tố trong tên ô đã chọn."""
    keys = (whole(name.removeprefix(prefix)) for name in posted if name.startswith(prefix))
    return [key for key in keys if key is not None]


def whole(text: str | None) -> int | None:
    """Số nguyên không âm của một ô; None when it isn't one, or is larger than any key."""
    if text and text.isascii() and text.isdigit() and len(text) < 16:
        return int(text)
    return None
