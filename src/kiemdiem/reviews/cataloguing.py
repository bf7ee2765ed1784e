"""Lập bảng tiêu chí: add, change, end, remove; what has been answered is ended and begun anew, never rewritten."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kiemdiem.accounts.actions import SET_CRITERIA
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import record
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Unit
from kiemdiem.regulation.forms import forms_of, sheets_of
from kiemdiem.reviews.criteria import last_used
from kiemdiem.reviews.models import Criterion

CITE = "21-HD/BTCTW, II.B.1.5"
LONGEST = 500  # letters of a title, of a description
LEVELS = ("excellent", "good", "average", "poor")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,19}")


@dataclass(frozen=True, slots=True)
class Wording:
    """Nội dung một tiêu chí: where it stands, its number and title, what each of the four levels means, from when."""

    form: str
    section: str
    code: str
    title: str
    since: int
    excellent: str = ""
    good: str = ""
    average: str = ""
    poor: str = ""
    position: int = 1


@dataclass(frozen=True, slots=True)
class Spot:
    """Chỗ đặt tiêu chí: a section of a form, or a group of a sheet, that is given a level."""

    form: str
    form_title: str
    section: str
    title: str


def spots(year: int) -> list[Spot]:
    """Những mục có chấm cấp độ trong các mẫu của một năm; empty for a year whose forms aren't held here."""
    written = [
        Spot(form.key, f"{form.number}. {form.title}", each.key, each.title)
        for form in forms_of(year).values()
        for each in form.sections
        if each.criterion
    ]
    said = [
        Spot(sheet.key, f"{sheet.number}. {sheet.title}", each.key, each.title)
        for sheet in sheets_of(year).values()
        for each in sheet.groups
    ]
    return written + said


def may_set(unit: Unit, actor: Actor) -> bool:
    """Ai lập bảng tiêu chí: at that very unit."""
    return actor.holds(SET_CRITERIA, unit.path)


@transaction.atomic
def add(unit: Unit, wording: Wording, *, by: Actor) -> Criterion:
    """Thêm tiêu chí. The same one sent twice is there once. Raises PermissionDenied, WrongState."""
    unit = _locked(unit, by)
    wording = _checked(wording)
    same: Criterion | None = unit.criteria.filter(**asdict(wording), until=None).first()
    if same is not None:
        return same
    _check_code(unit, wording, None)
    made = Criterion.objects.create(unit=unit, **asdict(wording))
    _record("criterion.added", made, by)
    return made


@transaction.atomic
def change(criterion: Criterion, wording: Wording, *, by: Actor) -> Criterion:
    """Sửa tiêu chí: in place while nobody has answered it, else ended, and begun anew from `since`.

    Raises PermissionDenied; WrongState, also when the new words would hold in a year that has been answered.
    """
    criterion = _held(criterion, by)
    wording = _checked(wording)
    _check_code(criterion.unit, wording, criterion)
    used, now = last_used(criterion), _wording_of(criterion)
    if wording == (now if used is None else replace(now, since=wording.since)):
        return criterion
    if used is None:
        for name, value in asdict(wording).items():
            setattr(criterion, name, value)
        criterion.save()
        _record("criterion.changed", criterion, by)
        return criterion
    if (wording.form, wording.section) != (now.form, now.section):
        raise WrongState(_("Tiêu chí đã có người trả lời thì không chuyển sang mục khác; hãy kết thúc rồi thêm mới."))
    if wording.since <= used:
        raise WrongState(_in_use(criterion, used))
    criterion.until = wording.since - 1
    criterion.save(update_fields=["until"])
    made = Criterion.objects.create(unit=criterion.unit, **asdict(wording))
    _record("criterion.ended", criterion, by)
    _record("criterion.added", made, by)
    return made


@transaction.atomic
def end(criterion: Criterion, last: int, *, by: Actor) -> None:
    """Kết thúc: `last` is the last year it holds; before it has begun it is removed. Raises PermissionDenied,
    WrongState when it would take away what has been answered."""
    criterion = _held(criterion, by)
    used = last_used(criterion)
    if used is not None and last < used:
        raise WrongState(_in_use(criterion, used))
    if last < criterion.since:
        _record("criterion.removed", criterion, by)
        criterion.delete()
        return
    if last > criterion.since + 100:
        raise WrongState(_("Năm kết thúc %(year)s không đúng.") % {"year": last})
    criterion.until = last
    criterion.save(update_fields=["until"])
    _record("criterion.ended", criterion, by)


def _checked(wording: Wording) -> Wording:
    """In one form of Unicode, within the lengths, at a place that the forms of the year have."""
    texts: dict[str, Any] = {name: _words(getattr(wording, name)) for name in ("title", *LEVELS)}
    wording = replace(wording, **texts, code=wording.code.strip())
    if not any((each.form, each.section) == (wording.form, wording.section) for each in spots(wording.since)):
        if not forms_of(wording.since):
            words = _("Năm %(year)s chưa có mẫu bản kiểm điểm trong hệ thống nên chưa đặt được tiêu chí cho năm ấy.")
            raise WrongState(words % {"year": wording.since})
        raise WrongState(_("Hãy chọn mục của mẫu mà tiêu chí này làm rõ."))
    if not _CODE.fullmatch(wording.code):
        raise WrongState(_("Số của tiêu chí chỉ gồm chữ số, chữ cái không dấu, dấu chấm và gạch nối, ví dụ 1.2."))
    if not wording.title:
        raise WrongState(_("Hãy ghi nội dung tiêu chí."))
    if max(len(each) for each in texts.values()) > LONGEST:
        raise WrongState(_("Nội dung tiêu chí và mỗi cấp độ dài nhất %(limit)s chữ cái.") % {"limit": LONGEST})
    if not 1 <= wording.position <= 999:
        raise WrongState(_("Thứ tự là một số từ 1 đến 999."))
    return wording


def _check_code(unit: Unit, wording: Wording, own: Criterion | None) -> None:
    """One number means one criterion of the unit's form at any time."""
    still = Q(until=None) | Q(until__gte=wording.since)
    taken = unit.criteria.filter(still, form=wording.form, code=wording.code)
    other = taken.exclude(pk=own.pk).first() if own else taken.first()
    if other:
        raise WrongState(
            _("Số %(code)s đang là của tiêu chí “%(title)s” (từ năm %(year)s); hãy chọn số khác.")
            % {"code": other.code, "title": other.title, "year": other.since}
        )


def _in_use(criterion: Criterion, used: int) -> str:
    return _(
        "Tiêu chí “%(title)s” đã được trả lời trong năm %(year)s nên giữ nguyên cho năm ấy; "
        "nội dung mới áp dụng từ năm %(next)s."
    ) % {"title": criterion.title, "year": used, "next": used + 1}


def _wording_of(criterion: Criterion) -> Wording:
    return Wording(**{name: getattr(criterion, name) for name in (each.name for each in fields(Wording))})


def _locked(unit: Unit, by: Actor) -> Unit:
    """One change of a unit's criteria at a time."""
    found: Unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if not may_set(found, by):
        raise PermissionDenied
    return found


def _held(criterion: Criterion, by: Actor) -> Criterion:
    _locked(criterion.unit, by)
    found = Criterion.objects.select_related("unit").filter(pk=criterion.pk).first()
    if found is None:
        raise WrongState(_("Tiêu chí này đã được bỏ rồi."))
    if found.until is not None:
        raise WrongState(_("Tiêu chí này đã kết thúc vào năm %(year)s.") % {"year": found.until})
    return found


def _words(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _record(act: str, criterion: Criterion, by: Actor) -> None:
    facts: dict[str, Any] = {"code": criterion.code, "title": criterion.title, "since": criterion.since}
    facts |= {"form": criterion.form, "section": criterion.section}
    if criterion.until is not None:
        facts["until"] = criterion.until
    record(act, by=by, about=f"criterion:{criterion.pk}", path=criterion.unit.path, facts=facts)
