"""Viết bản kiểm điểm: begin, save without losing a word, hand in, hand back; each that changes a state is recorded."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from kiemdiem.accounts.actions import RECEIVE, WRITE
from kiemdiem.accounts.models import Account, RoleGrant
from kiemdiem.accounts.roles import ACTIONS
from kiemdiem.cycles.models import Subject
from kiemdiem.cycles.progress import advance
from kiemdiem.cycles.states import State
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import record
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.notices.acts import notify
from kiemdiem.organisations.models import Person
from kiemdiem.regulation import Kind, Level
from kiemdiem.regulation.forms import CriterionLevel, Section, form_for
from kiemdiem.regulation.sentences import number
from kiemdiem.reviews import answering, criteria
from kiemdiem.reviews.models import Paper, PaperLine, Save

LONGEST = 20_000  # letters a section
_KEEP_MINUTES = 10  # saves of one writer within that time are one save in the history


class Answer(TypedDict, total=False):
    """Nội dung một mục: its text, and the level of its criterion where the form asks for one."""

    text: str
    level: int | None
    result: str  # of a fault still open from earlier years
    responsibility: str  # for an item the superior suggested


class Conflict(Exception):
    """Bản này vừa được sửa ở nơi khác: what was sent is kept beside; `paper` is what stands now."""

    def __init__(self, paper: Paper) -> None:
        super().__init__()
        self.paper = paper


class Incomplete(WrongState):
    """Chưa nộp được: the sections (by key, or `self:<subject>`) that must still be answered, each with a sentence."""

    def __init__(self, missing: Mapping[str, str]) -> None:
        count = len(missing)
        super().__init__(_("Chưa nộp được: còn %(count)s điều phải trả lời.") % {"count": count})
        self.missing = missing


def may_write(paper: Paper, actor: Actor) -> bool:
    """Ai được viết: the person in person; for a collective, head or clerk of that very unit."""
    if paper.person_id:
        return paper.person is not None and actor.person_key == paper.person.code and not actor.acting_for
    return actor.holds(WRITE, paper.path)


@transaction.atomic
def begin(subject: Subject, *, by: Actor) -> Paper:
    """Bắt đầu viết: one paper for all subjects of the same owner in the cycle.

    Raises PermissionDenied; WrongState for a year whose forms aren't held, or a subject that isn't reviewed.
    """
    subject = Subject.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=subject.pk)
    paper = paper_of(subject)
    if not may_write(paper, by):
        raise PermissionDenied
    if not paper.pk:
        _check_open(subject)
        paper.save()
        mine = covered(subject)
        PaperLine.objects.bulk_create(PaperLine(paper=paper, subject=each) for each in mine)
        advance(mine, State.DRAFT)
    return paper


def paper_of(subject: Subject) -> Paper:
    """Bản của một đối tượng: the one begun, else as it would be begun, not saved."""
    held = PaperLine.objects.filter(subject=subject).select_related("paper__cycle").first()
    return held.paper if held else _new(subject)


def covered(subject: Subject) -> list[Subject]:
    """Những đối tượng của cùng một bản: member and leader; collective and its organisation (decision 0023)."""
    same = Subject.objects.filter(cycle=subject.cycle_id, reviewed=True)
    if subject.person_id:
        return list(same.filter(person=subject.person_id).order_by("kind"))
    if subject.collective_id and (organisation := _organisation_of(subject)):
        return [subject, organisation]
    return [subject]


def _organisation_of(collective: Subject) -> Subject | None:
    """The organisation whose first collective this is and that has no paper yet."""
    first = Subject.objects.filter(cycle=collective.cycle_id, kind=Kind.COLLECTIVE, of_unit=collective.of_unit)
    if first.order_by("pk").values_list("pk", flat=True).first() != collective.pk:
        return None
    kind = Kind.PARTY_ORGANISATION
    found: Subject | None = Subject.objects.filter(
        cycle=collective.cycle_id, kind=kind, code=collective.of_unit, reviewed=True, paper_line=None
    ).first()
    return found


def _new(subject: Subject) -> Paper:
    """A paper of a person stands where the member is reviewed, in the cell, whichever subject it was begun for."""
    form = form_for(subject.subject_kind, subject.cycle.year)
    here = next((each for each in covered(subject) if each.kind == Kind.MEMBER), subject)
    return Paper(
        cycle=subject.cycle,
        form=form.key if form else "",
        person=subject.person,
        collective=subject.collective,
        unit=subject.unit,
        owner=subject.name,
        place=here.place,
        path=here.path,
    )


def _check_open(subject: Subject) -> None:
    subject.cycle.must_be_open()
    if not subject.cycle.has_forms:
        raise WrongState(
            _("Năm %(year)s chưa có mẫu bản kiểm điểm trong hệ thống; năm này dùng để ghi số liệu và rà soát.")
            % {"year": subject.cycle.year}
        )
    if not subject.reviewed:
        raise WrongState(
            _("%(name)s không thuộc diện kiểm điểm: %(reason)s.")
            % {"name": subject, "reason": pgettext("official", subject.reason)}
        )
    if subject.kind == Kind.PARTY_ORGANISATION:
        kind, year = Kind.COLLECTIVE, subject.cycle
        if Subject.objects.filter(cycle=year, kind=kind, of_unit=subject.code, reviewed=True).exists():
            raise WrongState(_("Tổ chức đảng có tập thể lãnh đạo thì tự xếp loại trong báo cáo của tập thể (Mẫu 01)."))


def save(
    paper: Paper,
    answers: Mapping[str, Answer],
    levels: Mapping[int, Level | None],
    *,
    base: int,
    by: Actor,
    name: str,
    at: datetime,
) -> Paper:
    """Lưu: by whoever may write it; `base` is the version the writer began from; `levels` by subject.

    Raises Conflict when another window or person has saved since, WrongState when it was handed in meanwhile: nothing
    is overwritten, and what was sent is kept beside. Autosaves are no acts and stay out of the ledger.
    """
    with transaction.atomic():
        paper = locked(paper)
        if not may_write(paper, by):
            raise PermissionDenied
        cleaned = clean(paper, answers)
        behind = base != paper.version or paper.state == Paper.State.HANDED_IN
        if behind and cleaned == paper.answers and _same_levels(paper, levels):
            return paper  # the same words sent twice, such as a double click
        if behind:
            Save.objects.create(paper=paper, version=base, answers=cleaned, at=at, by=name, beside=True)
        else:
            paper.answers, paper.version, paper.saved_at, paper.saved_by = cleaned, paper.version + 1, at, name
            paper.save(update_fields=["answers", "version", "saved_at", "saved_by"])
            _write_levels(paper, levels)
            _keep(paper)
    if behind and paper.state == Paper.State.HANDED_IN:
        raise WrongState(_("Bản này đã nộp và đã khóa. Chữ vừa viết được giữ ở “Các lần lưu trước”."))
    if behind:
        raise Conflict(paper)
    return paper


@transaction.atomic
def hand_in(paper: Paper, *, by: Actor, at: datetime) -> Paper:
    """Nộp bản kiểm điểm: from here on it is locked and read by those who receive it.

    Raises Incomplete with every section that must still be answered.
    """
    paper = locked(paper)
    if not may_write(paper, by):
        raise PermissionDenied
    if paper.state == Paper.State.HANDED_IN:
        raise WrongState(_("Bản này đã nộp lúc %(at)s.") % {"at": _clock(paper.handed_in_at)})
    paper.cycle.must_be_open()
    refuse_secret(paper.secrecy)
    lines = list(paper.lines.select_related("subject"))
    what = answering.asked(paper, [line.subject for line in lines])
    if missing := _missing(paper, lines, what):
        raise Incomplete(missing)
    answering.write_down(paper, what)
    _lock_up(paper, lines, at)
    facts = {"form": paper.form, "version": paper.version, "subjects": [line.subject.code for line in lines]}
    record("paper.handed_in", by=by, about=f"paper:{paper.pk}", path=paper.path, facts=facts)
    return paper


@transaction.atomic
def hand_in_on_paper(
    subject: Subject,
    levels: Mapping[int, Level],
    *,
    answers: Mapping[str, Answer] | None = None,
    by: Actor,
    at: datetime,
) -> Paper:
    """Ghi nhận bản nộp trên giấy: who receives papers writes down that it came, the level each gives itself, and what
    it answers to faults still open and to what was suggested (`answers`, by `fault-<key>` and `item-<key>`)."""
    subject = Subject.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=subject.pk)
    if not by.may(RECEIVE, subject.path):
        raise PermissionDenied
    paper = paper_of(subject)
    subject.cycle.must_be_open()
    if paper.state == Paper.State.HANDED_IN:
        raise WrongState(_("Bản của %(name)s đã nộp lúc %(at)s.") % {"name": subject, "at": _clock(paper.handed_in_at)})
    if not paper.pk:
        _check_open(subject)
        paper.on_paper = True
        paper.save()
        PaperLine.objects.bulk_create(PaperLine(paper=paper, subject=each) for each in covered(subject))
    paper.on_paper = True
    paper.save(update_fields=["on_paper"])
    _write_levels(paper, levels)
    lines = list(paper.lines.select_related("subject"))
    subjects = [line.subject for line in lines]
    what = answering.asked(paper, subjects)
    paper.answers = paper.answers | answering.clean(paper, subjects, answers or {})
    missing = answering.missing(what, paper.answers, collective=paper.collective_id is not None)
    missing |= {f"self-{line.subject_id}": _no_level(line) for line in lines if line.subject_id not in levels}
    if missing:
        raise Incomplete(missing)
    paper.save(update_fields=["answers"])
    answering.write_down(paper, what)
    _lock_up(paper, lines, at)
    facts = {"on_paper": True, "subjects": [line.subject.code for line in lines]}
    record("paper.handed_in", by=by, about=f"paper:{paper.pk}", path=paper.path, facts=facts)
    return paper


@transaction.atomic
def hand_back(paper: Paper, *, by: Actor, name: str, reason: str, at: datetime) -> Paper:
    """Trả lại để viết thêm, with a reason; before the review meeting has heard it."""
    paper = locked(paper)
    if not by.may(RECEIVE, paper.path) or (paper.person and paper.person.code == by.person_key):
        raise PermissionDenied
    if paper.state != Paper.State.HANDED_IN:
        raise WrongState(_("Bản này chưa nộp hoặc đã trả lại; không trả lại lần nữa."))
    if not reason.strip():
        raise WrongState(_("Phải ghi lý do trả lại để người viết biết cần sửa gì."))
    lines = list(paper.lines.select_related("subject"))
    if any(line.subject.state not in (State.HANDED_IN, State.RETURNED) for line in lines):
        raise WrongState(_("Bản này đã được kiểm điểm tại cuộc họp; muốn làm lại thì phải kiểm điểm lại."))
    paper.state, paper.returned_at, paper.returned_by = Paper.State.RETURNED, at, name
    paper.return_reason = reason.strip()
    paper.save(update_fields=["state", "returned_at", "returned_by", "return_reason"])
    advance([line.subject for line in lines], State.RETURNED)
    text = f"Bản kiểm điểm năm {paper.cycle.year} được trả lại để viết thêm; lý do ghi ở đầu bản."
    notify(
        writers(paper, at), event=f"paper.handed_back:{paper.pk}.{paper.version}", text=text, url=f"/ban/{paper.pk}/"
    )
    facts = {"reason": paper.return_reason}
    record("paper.handed_back", by=by, about=f"paper:{paper.pk}", path=paper.path, facts=facts)
    return paper


@transaction.atomic
def set_secrecy(paper: Paper, secrecy: str, *, by: Actor) -> Paper:
    """Đặt độ mật; what the site's profile doesn't allow is refused before a word of it is written here."""
    paper = locked(paper)
    if not may_write(paper, by):
        raise PermissionDenied
    refuse_secret(secrecy)
    paper.secrecy = secrecy
    paper.save(update_fields=["secrecy"])
    return paper


def refuse_secret(secrecy: str) -> None:
    """Tài liệu mật: only up to the degree the site is approved for (KIEMDIEM_SECRECY)."""
    order = list(Paper.Secrecy.values)
    if secrecy not in order or order.index(secrecy) > order.index(settings.SECRECY):
        raise WrongState(
            _("Hệ thống này chưa được phép giữ tài liệu %(mark)s. Hãy viết trên giấy theo chế độ mật.")
            % {"mark": Paper.Secrecy(secrecy).label if secrecy in order else secrecy}
        )


def clean(paper: Paper, answers: Mapping[str, Answer]) -> dict[str, Any]:
    """Only sections and criteria that are asked, text in one form of Unicode, known levels; the rest is dropped."""
    found: dict[str, Any] = {}
    for section in sections(paper):
        found[section.key] = _clean(answers.get(section.key) or {}, section.title, leveled=section.criterion)
    for each in criteria.asked_of(paper):
        part = _clean(answers.get(criteria.key_of(each)) or {}, each.title, leveled=True)
        if part["text"] or "level" in part:
            found[criteria.key_of(each)] = part
    return found | answering.clean(paper, [line.subject for line in paper.lines.select_related("subject")], answers)


def _clean(given: Answer, title: str, *, leveled: bool) -> dict[str, Any]:
    text = unicodedata.normalize("NFC", str(given.get("text") or "")).replace("\r\n", "\n")
    if len(text) > LONGEST:
        raise WrongState(
            _("Mục “%(section)s” dài quá %(limit)s chữ cái; hãy rút gọn hoặc đính kèm phụ lục giấy.")
            % {"section": title, "limit": number(LONGEST, get_language() or "vi")}
        )
    level = given.get("level")
    known = leveled and level in {each.value for each in CriterionLevel}
    return {"text": text} | ({"level": level} if known else {})


def sections(paper: Paper) -> tuple[Section, ...]:
    """Các mục của bản này, by the kinds of subject it covers."""
    kinds = frozenset(Kind(kind) for kind in paper.lines.values_list("subject__kind", flat=True))
    return paper.sheet.sections_for(kinds)


def locked(paper: Paper) -> Paper:
    """The row as it is now, held until the end of the transaction."""
    found: Paper = Paper.objects.select_for_update(of=("self",)).select_related("cycle", "person").get(pk=paper.pk)
    return found


def _missing(paper: Paper, lines: list[PaperLine], what: answering.Asked) -> dict[str, str]:
    missing: dict[str, str] = {}
    for section in sections(paper):
        answer = paper.answers.get(section.key) or {}
        if section.required and not (answer.get("text") or "").strip():
            missing[section.key] = _("Chưa viết mục “%(section)s”; nếu không có, ghi “Không”.") % {
                "section": section.title
            }
        elif section.required and section.criterion and not answer.get("level"):
            missing[section.key] = _("Chưa chọn cấp độ ở mục “%(section)s”.") % {"section": section.title}
    missing |= _no_criteria(paper)
    missing |= answering.missing(what, paper.answers, collective=paper.collective_id is not None)
    return missing | {f"self-{line.subject_id}": _no_level(line) for line in lines if line.self_level is None}


def _no_criteria(paper: Paper) -> dict[str, str]:
    """Tiêu chí của cấp ủy chưa tự chấm, in the sections that must be filled."""
    demanded = {section.key for section in sections(paper) if section.required}
    return {
        criteria.key_of(each): _("Chưa chọn cấp độ của tiêu chí “%(title)s”.") % {"title": each.title}
        for each in criteria.asked_of(paper)
        if each.section in demanded and not (paper.answers.get(criteria.key_of(each)) or {}).get("level")
    }


def _no_level(line: PaperLine) -> str:
    return _("Chưa tự nhận mức xếp loại (%(kind)s %(name)s).") % {
        "kind": pgettext("official", line.subject.subject_kind.official).lower(),
        "name": line.subject,
    }


def _lock_up(paper: Paper, lines: list[PaperLine], at: datetime) -> None:
    paper.state, paper.handed_in_at = Paper.State.HANDED_IN, at
    paper.save(update_fields=["state", "handed_in_at"])
    waiting = (State.NOT_STARTED, State.DRAFT, State.RETURNED)
    advance([line.subject for line in lines if line.subject.state in waiting], State.HANDED_IN)


def _write_levels(paper: Paper, levels: Mapping[int, Level | None]) -> None:
    for line in paper.lines.all():
        if line.subject_id in levels and line.self_level != levels[line.subject_id]:
            line.self_level = levels[line.subject_id]
            line.save(update_fields=["self_level"])


def _same_levels(paper: Paper, levels: Mapping[int, Level | None]) -> bool:
    return all(levels.get(line.subject_id, line.self_level) == line.self_level for line in paper.lines.all())


def _keep(paper: Paper) -> None:
    """History: saves of one writer within ten minutes become one, unless words were taken out in between."""
    last = Save.objects.filter(paper=paper, beside=False).order_by("-version").first()
    row = {"version": paper.version, "answers": paper.answers, "at": paper.saved_at, "by": paper.saved_by}
    begun = last and paper.saved_at and (paper.saved_at - last.at).total_seconds() < _KEEP_MINUTES * 60
    if last and begun and last.by == paper.saved_by and not _taken_out(last.answers, paper.answers):
        Save.objects.filter(pk=last.pk).update(**{name: row[name] for name in ("version", "answers")})
    else:
        Save.objects.create(paper=paper, **row)


def _taken_out(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """A section that no longer begins with what stood there: then both are kept."""
    texts = {key: (each.get("text") or "") for key, each in after.items()}
    return any(not texts.get(key, "").startswith(each.get("text") or "") for key, each in before.items())


def writers(paper: Paper, at: datetime) -> list[Account | Person]:
    """Những người viết bản này: the person, or who holds a writing role at that very unit."""
    if paper.person:
        return [paper.person]
    writing = [role for role, actions in ACTIONS.items() if WRITE in actions]
    held = RoleGrant.objects.on(at.date()).filter(unit__path=paper.path, role__in=writing)
    return list(Account.objects.filter(pk__in=held.values("account")))


def _clock(at: datetime | None) -> str:
    if at is None:
        return ""
    return _("%(hour)s ngày %(day)s") % {"hour": f"{localtime(at):%H:%M}", "day": f"{localtime(at):%d/%m/%Y}"}
