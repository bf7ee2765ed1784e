"""Việc do gợi ý, phân công, yêu cầu kiểm điểm lại mà có: to issue, to answer, to attend, to hear again, to sign."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from kiemdiem.accounts.actions import ISSUE_SUGGESTIONS
from kiemdiem.cycles.models import Cycle, Subject
from kiemdiem.cycles.states import Step, Tier
from kiemdiem.regulation.grounds import ground
from kiemdiem.suggestions.law import ground as suggested_under
from kiemdiem.suggestions.models import Assignment, Suggestion, SuggestionItem
from kiemdiem.suggestions.queries import own_assignments
from kiemdiem.web.home.task import Task

if TYPE_CHECKING:
    from kiemdiem.web.home.tasks import Desk


def tasks(desk: Desk) -> Iterator[Task]:
    """Mọi việc ấy; two queries more than the desk has asked anyway."""
    yield from _to_issue(desk)
    yield from _to_answer(desk)
    yield from _to_attend(desk)
    yield from _to_hear_again(desk)
    yield from _to_sign(desk)


def _to_issue(desk: Desk) -> Iterator[Task]:
    """Dự thảo gợi ý đang chờ ban hành, of the very units where one may issue."""
    drafts = Suggestion.objects.visible_to(desk.actor).filter(
        cycle__in=desk.cycles, state=Suggestion.State.DRAFT, path__in=desk.own(ISSUE_SUGGESTIONS)
    )
    rows = drafts.values_list("cycle", "path").order_by("path", "cycle").annotate(Count("pk"), Max("pk"))
    for cycle, path, number, last in rows:
        place = desk.names({path}).get(path)
        yield Task(
            due=desk.due(cycle, Step.SUGGEST, place.tier if place else Tier.UPPER),
            title=_("Xem và ban hành %(count)s dự thảo gợi ý kiểm điểm") % {"count": number},
            whom=place.name if place else "",
            why=_("Chưa ban hành thì nơi được gợi ý chưa được báo và chưa phải giải trình."),
            cite=suggested_under(desk.cycles[cycle]),
            url=reverse("suggestion", args=[last]) if number == 1 else reverse("suggestions"),
            label=_("Mở dự thảo"),
        )


def with_asked(subjects: QuerySet[Subject]) -> QuerySet[Subject]:
    """Each with how many items were suggested to it, and by when they must be explained; no query more."""
    issued = Suggestion.State.ISSUED
    items = SuggestionItem.objects.filter(suggestion__subject=OuterRef("pk"), suggestion__state=issued)
    of_each = items.order_by().values("suggestion__subject")
    return subjects.annotate(
        asked=Subquery(of_each.annotate(found=Count("pk")).values("found")),
        asked_by=Subquery(of_each.annotate(found=Min("suggestion__explain_by")).values("found")),
    )


@dataclass(slots=True)
class _Asked:
    subject: Subject
    number: int = 0
    by: date | None = None


def _to_answer(desk: Desk) -> Iterator[Task]:
    """Nội dung được gợi ý phải trả lời trong bản còn phải nộp; one task a paper."""
    papers: dict[tuple[object, ...], _Asked] = {}
    for each in [*desk.owed, *desk.collectives]:
        number, by = getattr(each, "asked", 0), getattr(each, "asked_by", None)  # annotations of the desk's queries
        if number:
            asked = papers.setdefault((each.cycle_id, each.person_id or each.code), _Asked(each))
            asked.number += number
            asked.by = min(filter(None, (asked.by, by)), default=None)
    for asked in papers.values():
        yield _answer(desk, asked)


def _answer(desk: Desk, asked: _Asked) -> Task:
    subject, line = asked.subject, getattr(asked.subject, "paper_line", None)
    tier = Tier.CELL if subject.person_id else desk.tier(subject)
    return Task(
        due=asked.by or desk.due(subject.cycle_id, Step.PREPARE, tier),
        title=_("Trả lời %(count)s nội dung được gợi ý") % {"count": asked.number},
        whom=_("bản thân đồng chí") if subject.person_id else subject.name,
        why=_("Trả lời đủ thì mới nộp được bản kiểm điểm."),
        cite=suggested_under(desk.cycles[subject.cycle_id]),
        url=reverse("paper", args=[line.paper_id]) if line else reverse("paper_begin", args=[subject.pk]),
        label=_("Trả lời trong bản"),
        posts=line is None,
    )


def _to_attend(desk: Desk) -> Iterator[Task]:
    """Cuộc họp mình được phân công dự, from today on, or on a day still to be told."""
    coming = own_assignments(desk.actor).filter(Q(meets_on=None) | Q(meets_on__gte=desk.today))
    for each in coming.filter(cycle__phase=Cycle.Phase.OPEN):
        yield Task(
            due=each.meets_on,
            title=_("Dự và chỉ đạo kiểm điểm") if each.role == Assignment.Role.LEAD else _("Dự kiểm điểm"),
            whom=each.collective.name if each.collective else each.place.name,
            why=_when(each),
            cite=suggested_under(each.cycle),
            url=reverse("assignments"),
            label=_("Xem lịch dự"),
        )


def _when(each: Assignment) -> str:
    if each.meets_on is None:
        return _("Nơi ấy chưa định ngày họp.")
    if each.starts_at is None:
        return _("Chưa rõ giờ họp.")
    return _("Họp lúc %(hour)s.") % {"hour": f"{each.starts_at:%H:%M}"}


def _to_hear_again(desk: Desk) -> Iterator[Task]:
    """Yêu cầu kiểm điểm lại chưa xong ở nơi mình tổ chức cuộc họp."""
    for row in desk.here:
        if not row["again"]:
            continue
        cycle, path, code, number = (row[name] for name in ("cycle_id", "path", "place", "again"))
        place = desk.names({path}).get(path)
        yield Task(
            due=row["until"],
            title=_("Kiểm điểm lại %(count)s đối tượng") % {"count": number},
            whom=place.name if place else "",
            why=_("Cấp trên yêu cầu; họp nghe lại xong mới hết việc này."),
            cite=ground("review", desk.cycles[cycle].year),
            url=desk.papers_at(code, cycle),
            label=_("Xem yêu cầu"),
        )


def _to_sign(desk: Desk) -> Iterator[Task]:
    """Biên bản đã khóa mà chưa ban hành; one task a place."""
    locked: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    for each in desk.meetings:
        if each.closed_at is not None:
            locked[each.cycle_id, each.path, each.place].append(each.pk)
    for (cycle, path, code), meetings in locked.items():
        place, number, last = desk.names({path}).get(path), len(meetings), meetings[0]
        yield Task(
            due=None,
            title=_("Ban hành %(count)s biên bản họp kiểm điểm") % {"count": number},
            whom=place.name if place else "",
            why=_("Biên bản đã khóa; ký rồi ghi ngày ký thì có số."),
            cite=ground("review", desk.cycles[cycle].year),
            url=reverse("minutes_issue", args=[last]) if number == 1 else desk.papers_at(code, cycle),
            label=_("Ban hành biên bản"),
        )
