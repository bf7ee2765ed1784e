"""Kết thúc cuộc họp: nothing missing, then the record is locked and those heard everywhere are reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kiemdiem.cycles.models import Subject
from kiemdiem.cycles.progress import advance
from kiemdiem.cycles.states import HEARD, State
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import record
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.reviews import faults, gates
from kiemdiem.reviews.meetings.planning import locked
from kiemdiem.reviews.meetings.sitting import Sitting, sitting
from kiemdiem.reviews.models import Hearing, Meeting, Rehearing


class NotReady(WrongState):
    """Chưa kết thúc được cuộc họp: `gaps` says what is missing, each with its clause and the part of the record."""

    def __init__(self, gaps: list[gates.Gap]) -> None:
        super().__init__(_("Chưa kết thúc được cuộc họp: còn thiếu %(count)s điều.") % {"count": len(gaps)})
        self.gaps = gaps


@transaction.atomic
def close(meeting: Meeting, *, by: Actor, at: datetime) -> Meeting:
    """Kết thúc cuộc họp: the record is locked, its subjects are reviewed. Raises NotReady with every gap at once."""
    meeting = locked(meeting, by)
    heard = Hearing.objects.filter(meeting=meeting, deferred="").values("subject")
    subjects = list(Subject.objects.select_for_update().filter(pk__in=heard).order_by("pk"))
    found = sitting(meeting)
    if missing := gates.check(found).gaps:
        raise NotReady(missing)
    meeting.closed_at = at
    meeting.save(update_fields=["closed_at"])
    if not meeting.supplements_id:
        faults.settle(_reviewed(found, subjects), by=by)
    facts = {
        "held_on": f"{meeting.held_on}",
        "present": len(found.present),
        "expected": len(found.attendances),
        "subjects": [f"{each.kind}:{each.code}" for each in subjects],
    }
    record("meeting.closed", by=by, about=f"meeting:{meeting.pk}", path=meeting.path, facts=facts)
    return meeting


def _reviewed(found: Sitting, subjects: Sequence[Subject]) -> list[Subject]:
    """Đã kiểm điểm xong: those whom no other collective has yet to hear; an order to review them anew is met."""
    due = {each.pk for each in found.roll.candidates}
    done = [each for each in subjects if each.pk in due and not found.roll.elsewhere.get(each.pk)]
    advance([each for each in done if each.state not in HEARD], State.REVIEWED)
    open_orders = Rehearing.objects.filter(subject__in=[each.pk for each in done], after=None)
    open_orders.update(after=found.meeting)
    return done
