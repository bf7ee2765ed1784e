"""Đọc gợi ý và phân công: what reviews ask for, and what pages list."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from kiemdiem.cycles.models import Cycle, Place, Subject
from kiemdiem.ledger.actor import Actor
from kiemdiem.organisations.models import Unit
from kiemdiem.organisations.tree import within
from kiemdiem.suggestions.assigning import clashes
from kiemdiem.suggestions.models import Assignment, Suggestion, SuggestionItem, in_person
from kiemdiem.vietnamese import fold


def items_for(subjects: Iterable[Subject]) -> list[SuggestionItem]:
    """Những nội dung được gợi ý phải giải trình, issued and not withdrawn, in order; one query."""
    keys = [each.pk for each in subjects]
    held = SuggestionItem.objects.filter(suggestion__subject__in=keys, suggestion__state=Suggestion.State.ISSUED)
    return list(held.select_related("suggestion__subject").order_by("suggestion__issued_at", "suggestion", "position"))


def assigned_to(cycle: Cycle, path: str, collective: int | None) -> list[Assignment]:
    """Ai được phân công dự cuộc họp of a collective (or of the cell itself) at a place of the cycle; one query."""
    held = Assignment.objects.filter(cycle=cycle, place__path=path, collective=collective)
    return list(held.filter(state=Assignment.State.ASSIGNED).select_related("person", "place").order_by("role", "pk"))


def managed(cycle: Cycle, unit: Unit, actor: Actor, text: str = "") -> QuerySet[Subject]:
    """Đối tượng thuộc thẩm quyền quản lý của đơn vị, by name; nobody chooses oneself."""
    rows = Subject.objects.filter(cycle=cycle, authority_path=unit.path, reviewed=True)
    if me := actor.person_key:
        rows = rows.exclude(person__code=me)
    if text:
        rows = rows.filter(Q(name_key__contains=fold(text)) | Q(code__iexact=text))
    return rows.order_by("kind", "sort_key", "pk")


def open_cycle_at(unit: Unit) -> Cycle | None:
    """Đợt đang tiến hành có đơn vị ấy, the latest year first."""
    held = Place.objects.filter(unit=unit, cycle__phase=Cycle.Phase.OPEN).select_related("cycle")
    place = held.order_by("-cycle__year", "-cycle_id").first()
    return place.cycle if place else None


def seen(actor: Actor) -> QuerySet[Suggestion]:
    """Những gợi ý người này được thấy, with what a list shows, the latest first."""
    rows = Suggestion.objects.visible_to(actor).select_related("cycle", "subject", "issuer", "document")
    counted: QuerySet[Suggestion] = rows.annotate(count=Count("items")).order_by("-cycle__year", "-issued_at", "-pk")
    return counted


def counts_at(cycle: Cycle, path: str, actor: Actor) -> int:
    """Bao nhiêu gợi ý đã ban hành tới nhánh ấy mà người này được thấy."""
    told = Suggestion.objects.visible_to(actor).filter(within(path, "subject_path"), cycle=cycle)
    return told.filter(state=Suggestion.State.ISSUED).count()


def own_assignments(actor: Actor) -> QuerySet[Assignment]:
    """Phân công của chính mình, still standing, in the order of days."""
    me = in_person(actor)
    rows = _shown(Assignment.objects.filter(person__code=me, state=Assignment.State.ASSIGNED))
    return rows if me else rows.none()


def assignments_of(cycle: Cycle, unit: Unit) -> QuerySet[Assignment]:
    """Phân công của một đơn vị trong đợt, also those replaced or withdrawn; whoever calls has looked at the right."""
    return _shown(Assignment.objects.filter(cycle=cycle, path=unit.path))


def doubled(rows: Iterable[Assignment]) -> dict[int, bool]:
    """Phân công trùng ngày của một người among these: True at one hour, False where an hour isn't known."""
    found: dict[int, bool] = {}
    standing = [each for each in rows if each.state == Assignment.State.ASSIGNED and each.meets_on]
    by_day: dict[tuple[object, ...], list[Assignment]] = {}
    for each in standing:
        by_day.setdefault((each.person_id, each.meets_on), []).append(each)
    for same in by_day.values():
        for each in same:
            hits = [clashes(each, other) for other in same if other.pk != each.pk]
            if any(hit is not False for hit in hits):
                found[each.pk] = any(hits)
    return found


def _shown(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    wanted = rows.select_related(
        "cycle", "place", "collective", "person", "unit", "suggestion", "substitute_for__person"
    )
    return wanted.order_by("meets_on", "starts_at", "place__path", "pk")
