"""Trang biên bản: rows of the form, from what is stored or from what was typed and not taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from kiemdiem.cycles.models import Subject
from kiemdiem.reviews.meetings import CommentLine, ItemLine, PresenceLine, Sitting
from kiemdiem.reviews.models import Hearing, Presence
from kiemdiem.suggestions.models import Assignment, SuggestionItem
from kiemdiem.web.reviews import parsing

EMPTY = 3  # rows for comments to come, also without a script


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """Một đối tượng trong biểu mẫu."""

    subject: Subject
    heard: bool
    position: str
    conclusion: str
    deferred: str
    due: bool


def record(sitting: Sitting, posted: QueryDict | None) -> dict[str, Any]:
    """Mọi dòng của biểu mẫu."""
    meeting = sitting.meeting
    if posted:
        _typed_head(sitting, posted)
    return {
        "day": posted.get("ngay", "") if posted else f"{meeting.held_on:%d/%m/%Y}",
        "length": posted.get("so-ngay", "") if posted else _days(sitting),
        "typed": posted.get("bien-ban", "") if posted else "",
        "subjects": _subjects(sitting, posted),
        "comments": _comments(sitting, posted),
        "items": _items(sitting, posted),
        "superiors": _superiors(sitting, posted),
        "presence_states": Presence.State.choices,
        "speakers": [each.person for each in sitting.attendances] + [each.person for each in sitting.assignments],
        "silent": _silent(sitting),
    }


def _days(sitting: Sitting) -> str:
    length = sitting.meeting.length
    return "" if length is None else f"{length.normalize():f}".replace(".", ",")


def _typed_head(sitting: Sitting, posted: QueryDict) -> None:
    """Who leads and who is away as they stood in the form; nothing of it is kept."""
    meeting = sitting.meeting
    meeting.venue = posted.get("dia-diem", "")
    meeting.chair_id, meeting.secretary_id = parsing.whole(posted.get("chu-tri")), parsing.whole(posted.get("thu-ky"))
    for each in sitting.attendances:
        each.present, each.reason = f"vang-{each.person_id}" not in posted, posted.get(f"ly-do-{each.person_id}", "")


def _subjects(sitting: Sitting, posted: QueryDict | None) -> list[SubjectRow]:
    held = {each.subject_id: each for each in sitting.hearings}
    rows = []
    for number, subject in enumerate(sitting.roll.candidates, start=1):
        key, hearing = subject.pk, held.get(subject.pk)
        due = key in sitting.roll.due
        if posted:
            told = {name: posted.get(f"{name}-{key}", "") for name in ("thu-tu", "ket-luan", "hoan")}
            checked = f"xet-{key}" in posted
            rows.append(SubjectRow(subject, checked, told["thu-tu"], told["ket-luan"], told["hoan"], due))
        else:
            rows.append(_stored(subject, hearing, number, due=due))
    return rows


def _stored(subject: Subject, hearing: Hearing | None, number: int, *, due: bool) -> SubjectRow:
    if hearing is None:
        return SubjectRow(subject, False, str(number), "", "", due)
    heard = not hearing.deferred
    return SubjectRow(subject, heard, str(hearing.position), hearing.conclusion, hearing.deferred, due)


def _comments(sitting: Sitting, posted: QueryDict | None) -> list[CommentLine]:
    """Those written, then some empty rows."""
    lines = [
        CommentLine(each.position, each.speaker_id, each.subject_id, each.text, each.answer)
        for each in sitting.comments
    ]
    if posted:
        lines = [each for each in parsing.comments(posted) if not each.empty]
    last = max((each.position for each in lines), default=0)
    return lines + [CommentLine(last + more, None, None, "") for more in range(1, EMPTY + 1)]


def _items(sitting: Sitting, posted: QueryDict | None) -> list[tuple[SuggestionItem, ItemLine]]:
    rows = []
    for item in sitting.items:
        stored = sitting.conclusions.get(item.pk)
        line = ItemLine(stored.read_out, stored.conclusion) if stored else ItemLine(False)
        if posted:
            line = ItemLine(f"goi-y-doc-{item.pk}" in posted, posted.get(f"goi-y-{item.pk}", ""))
        rows.append((item, line))
    return rows


def _superiors(sitting: Sitting, posted: QueryDict | None) -> list[tuple[Assignment, PresenceLine]]:
    rows = []
    for each in sitting.assignments:
        stored = sitting.presences.get(each.pk)
        line = PresenceLine(stored.state, stored.reason) if stored else PresenceLine("")
        if posted:
            told = posted.get(f"cap-tren-{each.pk}", "")
            line = PresenceLine(told, posted.get(f"cap-tren-ly-do-{each.pk}", ""))
        rows.append((each, line))
    return rows


def _silent(sitting: Sitting) -> list[str]:
    """Who came and hasn't spoken: a hint for the chair."""
    spoken = {each.speaker_id for each in sitting.comments}
    return [each.person.name for each in sitting.attendances if each.present and each.person_id not in spoken]
