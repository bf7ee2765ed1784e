"""Việc chạy nền của đợt: laying down the subjects of a large branch."""

from __future__ import annotations

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kiemdiem.accounts.actor import actor_of
from kiemdiem.accounts.models import Account
from kiemdiem.cycles import acts
from kiemdiem.cycles.models import Cycle, Subject
from kiemdiem.jobs.progress import Progress
from kiemdiem.jobs.registry import job
from kiemdiem.organisations.models import Person
from kiemdiem.organisations.tree import within
from kiemdiem.regulation.sentences import number


@job("cycles.open")
def open_cycle(progress: Progress, *, cycle: int, account: int, day: str) -> str:
    """Lập danh sách đối tượng của đợt đã mở; goes on where an earlier attempt stopped."""
    found = Cycle.objects.select_related("root").get(pk=cycle)
    progress.begin(Person.objects.filter(within(found.root_path)).count(), _("đối tượng"))
    by = actor_of(Account.objects.select_related("person").get(pk=account), date.fromisoformat(day))
    acts.finish(found, by=by, progress=progress.step)
    subjects = Subject.objects.filter(cycle=found).count()
    return _("Đã mở đợt kiểm điểm năm %(year)s cho %(count)s đối tượng.") % {
        "year": found.year,
        "count": number(subjects, get_language() or "vi"),
    }
