"""Năm của một đơn vị như một dòng bước: where each step stands, its day, and the next act for whoever looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kiemdiem.accounts.actions import PROPOSE, READ_PAPERS, RECEIVE, SEE_PROGRESS
from kiemdiem.cycles import queries
from kiemdiem.cycles.models import Cycle, Place
from kiemdiem.cycles.states import Step
from kiemdiem.organisations.models import Unit
from kiemdiem.suggestions.queries import counts_at
from kiemdiem.web.request import Request

RECORDED = (Step.PREPARE, Step.REVIEW, Step.RATE, Step.NOTIFY)  # what acts in this system tell


@dataclass(frozen=True, slots=True)
class Stage:
    """Một bước: shape, name, day and the words below."""

    number: int
    step: Step
    kind: str
    due: date | None
    words: str
    current: bool


@dataclass(frozen=True, slots=True)
class Year:
    """Dòng bước của một năm ở một đơn vị."""

    cycle: Cycle
    stages: list[Stage]
    done: int
    late: int
    next_title: str
    next_url: str
    board: str


def year_line(request: Request, unit: Unit) -> Year | None:
    """The line of the latest cycle over the unit, for those who see its progress; None when there is none."""
    if not request.actor.may(SEE_PROGRESS, unit.path):
        return None
    place = Place.objects.filter(unit=unit).select_related("cycle__root").order_by("-cycle__year", "-cycle_id").first()
    if place is None:
        return None
    cycle, tier = place.cycle, place.tier
    whole, _below = queries.progress_below(cycle, place.path)
    calendar = queries.days(cycle)
    counts = {
        Step.PREPARE: (whole.handed, _("%(done)s/%(total)s bản đã nộp")),
        Step.REVIEW: (whole.heard, _("%(done)s/%(total)s đã kiểm điểm")),
        Step.RATE: (whole.decided, _("%(done)s/%(total)s đã quyết định")),
        Step.NOTIFY: (whole.decided, _("%(done)s/%(total)s đã báo")),
    }
    told = counts_at(cycle, place.path, request.actor)
    stages = _stages(calendar, tier, counts, whole.total, request.today, told)
    title, url = _next(request, place, stages)
    return Year(
        cycle=cycle,
        stages=stages,
        done=sum(each.kind == "done" and each.step in RECORDED for each in stages),
        late=sum(each.kind == "late" for each in stages),
        next_title=title,
        next_url=url,
        board=f"{reverse('cycle', args=[cycle.pk])}?noi={place.code}",
    )


def _stages(
    calendar: Any, tier: str, counts: dict[Step, tuple[int, str]], total: int, today: date, suggested: int
) -> list[Stage]:
    stages = []
    found_current = False
    for number, step in enumerate(Step, start=1):
        due = queries.due(calendar, step, tier)
        if step is Step.SUGGEST:
            stages.append(_suggestions(number, due, suggested))
            continue
        if step not in RECORDED:
            stages.append(Stage(number, step, "none", due, _("ghi ngoài hệ thống"), current=False))
            continue
        done, words = counts[step]
        finished = total > 0 and done >= total
        late = not finished and due is not None and due < today
        kind = "done" if finished else "late" if late else "doing" if done else "todo"
        current = not finished and not found_current
        found_current = found_current or current
        stages.append(Stage(number, step, kind, due, words % {"done": done, "total": total}, current))
    return stages


def _suggestions(number: int, due: date | None, told: int) -> Stage:
    """Gợi ý tới nơi này và các nơi trực thuộc that the reader may see; there need be none, so it is never late."""
    words = _("%(count)s gợi ý đã ban hành") if told else _("không có gợi ý nào đồng chí được đọc")
    return Stage(number, Step.SUGGEST, "done" if told else "none", due, words % {"count": told}, current=False)


def _next(request: Request, place: Place, stages: list[Stage]) -> tuple[str, str]:
    """Việc tiếp theo of whoever looks; empty when it is somebody else's."""
    current = next((each.step for each in stages if each.current), None)
    at = reverse("papers_at", args=[place.code]) + f"?dot={place.cycle_id}"
    if current is Step.PREPARE and request.actor.may(READ_PAPERS, place.path):
        return _("Việc tiếp theo: nộp đủ bản kiểm điểm"), at
    if current is Step.REVIEW and request.actor.may(RECEIVE, place.path):
        return _("Việc tiếp theo: họp kiểm điểm"), at
    if current in (Step.RATE, Step.NOTIFY) and request.actor.holds(PROPOSE, place.path):
        rating = reverse("proposals", args=[place.cycle_id, place.code])
        return _("Việc tiếp theo: đề nghị và quyết định mức xếp loại"), rating
    return "", ""
