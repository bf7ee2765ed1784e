"""Đọc gợi ý và phân công: what reviews ask for."""

from __future__ import annotations

from collections.abc import Iterable

from kiemdiem.cycles.models import Cycle, Subject
from kiemdiem.suggestions.models import Assignment, Suggestion, SuggestionItem


def items_for(subjects: Iterable[Subject]) -> list[SuggestionItem]:
    """Những nội dung được gợi ý phải giải trình, issued and not withdrawn, in order; one query."""
    keys = [each.pk for each in subjects]
    held = SuggestionItem.objects.filter(suggestion__subject__in=keys, suggestion__state=Suggestion.State.ISSUED)
    return list(held.select_related("suggestion__subject").order_by("suggestion__issued_at", "suggestion", "position"))


def assigned_to(cycle: Cycle, path: str, collective: int | None) -> list[Assignment]:
    """Ai được phân công dự cuộc họp of a collective (or of the cell itself) at a place of the cycle; one query."""
    held = Assignment.objects.filter(cycle=cycle, place__path=path, collective=collective)
    return list(held.filter(state=Assignment.State.ASSIGNED).select_related("person").order_by("role", "pk"))
