"""Việc phải xử lý sau khi xếp loại: what decisions left above a ceiling or a collective."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from kiemdiem.accounts.actions import DECIDE, STAGE
from kiemdiem.cycles.models import Place
from kiemdiem.ratings.models import Case
from kiemdiem.regulation.grounds import ground
from kiemdiem.web.home.task import Task

if TYPE_CHECKING:
    from kiemdiem.web.home.tasks import Desk


def tasks(desk: Desk) -> Iterator[Task]:
    """One row a level and year; also of cycles already closed, since correcting comes after them."""
    paths = {*desk.own(STAGE), *desk.own(DECIDE)}
    rows = Case.objects.filter(path__in=paths, closed_at=None).values_list("cycle_id", "cycle__year", "path")
    found = list(rows.order_by("cycle__year", "path").annotate(Count("pk"), Min("due"))) if paths else []
    places = (
        Place.objects.filter(cycle__in={row[0] for row in found}, path__in={row[2] for row in found}) if found else []
    )
    named = {(each.cycle_id, each.path): each for each in places}
    for cycle, year, path, number, due in found:
        place = named[cycle, path]
        yield Task(
            due=due,
            title=_("Xử lý %(count)s việc còn lại sau khi xếp loại năm %(year)s") % {"count": number, "year": year},
            whom=place.name,
            why=_("Nhóm vượt tỷ lệ, người đứng đầu cao hơn tập thể, hoặc khen thưởng không còn căn cứ."),
            cite=ground("decide", year),
            url=reverse("rating_cases", args=[cycle, place.code]),
            label=_("Xem việc phải xử lý"),
        )
