"""Nhận xét của nơi được lấy ý kiến: written down as they came, removed with a reason, read by those concerned."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from kiemdiem.accounts.actions import PROPOSE, RECEIVE, WRITE
from kiemdiem.cycles.models import Subject
from kiemdiem.cycles.states import HEARD, State
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import record
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Unit
from kiemdiem.regulation import Kind, Level
from kiemdiem.regulation.forms import CriterionLevel, OpinionSheet, sheet_for
from kiemdiem.reviews import criteria
from kiemdiem.reviews.models import Criterion, Opinion
from kiemdiem.reviews.models.voices import heard_of

LONGEST = 20_000  # letters of an opinion
_NAME, _REASON = 250, 500
_OF_PERSONS = (
    Opinion.Body.RESIDENCE,
    Opinion.Body.FORMER_CELL,
    Opinion.Body.TEMPORARY_CELL,
    Opinion.Body.SAME_LEVEL,
)
_OF_BODIES = (Opinion.Body.SAME_LEVEL, Opinion.Body.PARTICIPANT)


@dataclass(frozen=True, slots=True)
class Said:
    """Nhận xét như nơi ấy viết: which body, its name, the day, the words; levels and proposal of a sheet."""

    body: str
    name: str
    given_on: date
    text: str
    unit: Unit | None = None
    grades: Mapping[str, int | None] = field(default_factory=dict)
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class SheetRow:
    """Một tiêu chí của phiếu: of the form itself, or of the committee's catalogue."""

    key: str
    title: str
    criterion: Criterion | None = None


def bodies_for(subject: Subject) -> tuple[Opinion.Body, ...]:
    """Những nơi có thể nhận xét về một người; về một tập thể, tổ chức."""
    return _OF_PERSONS if subject.person_id else _OF_BODIES


def may_enter(subject: Subject, actor: Actor) -> bool:
    """Ai được ghi: who receives papers at the place, or at the very unit that decides; never about oneself, nor about
    the collective whose report one writes."""
    if subject.person_id:
        concerned = subject.person is not None and subject.person.code == actor.person_key
    else:
        concerned = actor.holds(WRITE, subject.path)
    decides = bool(subject.authority_path) and actor.holds(RECEIVE, subject.authority_path)
    return not concerned and (actor.may(RECEIVE, subject.path) or decides)


@transaction.atomic
def enter(subject: Subject, said: Said, *, by: Actor, name: str, at: datetime) -> Opinion:
    """Ghi một nhận xét như đã nhận; the same one sent twice is there once. Raises PermissionDenied, WrongState."""
    subject = _locked(subject)
    if not may_enter(subject, by):
        raise PermissionDenied
    subject.cycle.must_be_open()
    if not subject.reviewed:
        raise WrongState(_("%(name)s không thuộc diện kiểm điểm nên không lấy nhận xét.") % {"name": subject})
    if subject.state == State.DECIDED:
        raise WrongState(_("%(name)s đã có quyết định xếp loại; không ghi thêm nhận xét.") % {"name": subject})
    row = _row(subject, said, localdate(at))
    held: Opinion | None = Opinion.objects.filter(subject=subject, **row).first()
    if held is not None:
        return held
    made: Opinion = Opinion.objects.create(subject=subject, entered_at=at, entered_by=name, **row)
    _record("opinion.entered", made, by, {})
    return made


@transaction.atomic
def remove(opinion: Opinion, *, reason: str, by: Actor) -> None:
    """Bỏ một nhận xét ghi nhầm, with a reason, before a level is proposed. Raises PermissionDenied, WrongState."""
    found = Opinion.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=opinion.pk).first()
    if found is None:
        raise WrongState(_("Nhận xét này đã được bỏ rồi."))
    found.subject = _locked(found.subject)
    if not may_enter(found.subject, by):
        raise PermissionDenied
    found.subject.cycle.must_be_open()
    _in_time(found.subject, by)
    words = _words(reason)
    if not words:
        raise WrongState(_("Phải ghi lý do bỏ nhận xét."))
    if len(words) > _REASON:
        raise WrongState(_("Lý do dài quá %(limit)s chữ cái; hãy rút gọn.") % {"limit": _REASON})
    _record("opinion.removed", found, by, {"reason": words})
    found.delete()


def subjects_for(actor: Actor) -> QuerySet[Subject]:
    """Những đối tượng mà người này được đọc nhận xét."""
    return Subject.objects.filter(heard_of(actor)).select_related("cycle__root", "person")


def of_subject(subject: Subject, actor: Actor) -> QuerySet[Opinion]:
    """Nhận xét về một người trong đợt, as member and leader alike; about a collective, an organisation."""
    about = {"subject__person": subject.person_id} if subject.person_id else {"subject": subject.pk}
    seen = Opinion.objects.visible_to(actor).filter(subject__cycle=subject.cycle_id, **about)
    return seen.select_related("subject").order_by("given_on", "pk")


def sheet_of(subject: Subject) -> OpinionSheet | None:
    """Phiếu (Mẫu 03, 04) mà nơi tham gia điền về đối tượng này."""
    return sheet_for(Kind(subject.kind), subject.cycle.year)


def rows_of(subject: Subject) -> list[tuple[str, list[SheetRow]]]:
    """Các nhóm tiêu chí của phiếu with their rows: those of the form, then those of the committee's catalogue."""
    sheet = sheet_of(subject)
    if sheet is None:
        return []
    own = criteria.by_section(criteria.in_force(subject.cycle, subject.path, sheet.key))
    return [
        (
            group.title,
            [SheetRow(row.key, row.title) for row in group.rows]
            + [SheetRow(criteria.key_of(each), each.title, each) for each in own[group.key]],
        )
        for group in sheet.groups
    ]


def _row(subject: Subject, said: Said, today: date) -> dict[str, Any]:
    if said.body not in bodies_for(subject):
        raise WrongState(_("Hãy chọn nơi nhận xét."))
    name = said.unit.name if said.unit else _words(said.name)
    if not name:
        raise WrongState(_("Hãy ghi tên nơi nhận xét, ví dụ Đảng ủy phường."))
    if len(name) > _NAME:
        raise WrongState(_("Tên nơi nhận xét dài quá %(limit)s chữ cái; hãy rút gọn.") % {"limit": _NAME})
    if said.given_on > today:
        raise WrongState(_("Ngày nhận xét không được sau hôm nay."))
    if said.given_on.year < subject.cycle.year:
        words = _("Nhận xét này của năm trước; hãy lấy nhận xét của năm %(year)s.")
        raise WrongState(words % {"year": subject.cycle.year})
    sheet = sheet_of(subject)
    grades = dict(_grades(subject, said.grades)) if sheet else {}
    text = _words(said.text)
    if not (text or grades or (sheet and said.level)):
        raise WrongState(_("Hãy ghi nội dung nhận xét."))
    if len(text) > LONGEST:
        raise WrongState(_("Nhận xét dài quá %(limit)s chữ cái; hãy rút gọn.") % {"limit": LONGEST})
    return {
        "body": said.body,
        "body_name": name,
        "unit": said.unit,
        "given_on": said.given_on,
        "text": text,
        "form": sheet.key if sheet else "",
        "grades": grades,
        "level": said.level if sheet else None,
    }


def _grades(subject: Subject, given: Mapping[str, int | None]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Cấp độ của những tiêu chí có trong phiếu, each with its title as it stands now; the rest is dropped."""
    known = {each.value for each in CriterionLevel}
    for _group, rows in rows_of(subject):
        for row in rows:
            if (level := given.get(row.key)) in known:
                yield row.key, {"level": level, "title": row.title}


def _in_time(subject: Subject, by: Actor) -> None:
    """Before a level is proposed. Whether one is, only those who propose may learn: others are told of the meeting."""
    if subject.state not in HEARD:
        return
    here = subject.kind == Kind.MEMBER and by.holds(PROPOSE, subject.path)
    if not here and not (subject.authority_path and by.holds(PROPOSE, subject.authority_path)):
        raise WrongState(
            _("%(name)s đã được kiểm điểm tại cuộc họp; chỉ nơi đề nghị xếp loại còn bỏ được nhận xét.")
            % {"name": subject}
        )
    if subject.state != State.REVIEWED:
        raise WrongState(_("Đã đề nghị mức xếp loại %(name)s; nhận xét phải giữ nguyên.") % {"name": subject})


def _locked(subject: Subject) -> Subject:
    found: Subject = (
        Subject.objects.select_for_update(of=("self",)).select_related("cycle__root", "person").get(pk=subject.pk)
    )
    return found


def _words(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()


def _record(act: str, opinion: Opinion, by: Actor, more: Mapping[str, str]) -> None:
    """What kind of body said something about whom; never what it said."""
    subject = opinion.subject
    facts = {"year": subject.cycle.year, "kind": opinion.body, **more}
    record(act, by=by, about=f"subject:{subject.pk}", path=subject.path, facts=facts)
