"""Ghi dữ kiện trong năm: discipline, leave, civil rating, targets, conclusions; entered once, used by rules.

What was entered wrong is corrected the same way; the ledger keeps who changed which entries and why, not their values.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import record
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.actions import RECORD_FACTS
from kiemdiem.organisations.models import BodyFact, Collective, Person, Unit, YearFact

Facts = TypeVar("Facts", YearFact, BodyFact)
PERSON_FIELDS = tuple(each.name for each in YearFact._meta.fields if each.name not in ("id", "person", "year"))
BODY_FIELDS = tuple(
    each.name for each in BodyFact._meta.fields if each.name not in ("id", "unit", "collective", "year")
)


@transaction.atomic
def record_person(person: Person, year: int, values: Mapping[str, Any], *, by: Actor, reason: str) -> YearFact:
    """Ghi dữ kiện của một người trong một năm; the same values again write nothing.

    Raises PermissionDenied outside the actor's reach; WrongState for oneself, without a reason, or values that
    contradict each other, naming them.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not by.may(RECORD_FACTS, person.path):
        raise PermissionDenied
    if by.person_key and by.person_key == person.code:
        raise WrongState(_("Đồng chí không tự ghi dữ kiện của mình; người khác có thẩm quyền ghi."))
    held: YearFact = YearFact.objects.filter(person=person, year=year).first() or YearFact(person=person, year=year)
    return _write(held, PERSON_FIELDS, values, by, reason, f"person:{person.code}", person.path)


@transaction.atomic
def record_body(body: Unit | Collective, year: int, values: Mapping[str, Any], *, by: Actor, reason: str) -> BodyFact:
    """Ghi dữ kiện của một đơn vị hoặc một tập thể trong một năm; as for a person."""
    unit = body if isinstance(body, Unit) else body.unit
    if not by.may(RECORD_FACTS, unit.path):
        raise PermissionDenied
    whose = {"unit": body} if isinstance(body, Unit) else {"collective": body}
    type(body).objects.select_for_update().get(pk=body.pk)
    held: BodyFact = BodyFact.objects.filter(**whose, year=year).first() or BodyFact(**whose, year=year)
    sort = "unit" if isinstance(body, Unit) else "collective"
    return _write(held, BODY_FIELDS, values, by, reason, f"{sort}:{body.code}", unit.path)


def _write(
    held: Facts, fields: tuple[str, ...], values: Mapping[str, Any], by: Actor, reason: str, about: str, path: str
) -> Facts:
    changed = [name for name in fields if name in values and getattr(held, name) != values[name]]
    if not changed:
        return held
    if not reason.strip():
        raise WrongState(_("Phải ghi căn cứ (văn bản, kết luận nào) của dữ kiện; căn cứ được lưu vào sổ cái."))
    for name in changed:
        setattr(held, name, values[name])
    _consistent(held)
    held.save()
    facts = {"year": held.year, "changed": changed, "reason": reason.strip()}
    record("facts.recorded", by=by, about=about, path=path, facts=facts)
    return held


def _consistent(held: Any) -> None:
    if held.disciplined_on and held.violated_on and held.disciplined_on < held.violated_on:
        raise WrongState(_("Ngày quyết định kỷ luật không thể trước ngày vi phạm."))
    if not held.discipline and (held.disciplined_on or held.violated_on):
        raise WrongState(_("Có ngày kỷ luật thì phải chọn hình thức kỷ luật."))
    for name in ("targets_done", "exceeded", "in_time"):
        share = getattr(held, name, None)
        if share is not None and share > 100:
            raise WrongState(_("Tỷ lệ tính theo phần trăm, từ 0 đến 100."))
