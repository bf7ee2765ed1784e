"""Định cuộc họp, gửi dự thảo báo cáo: who is expected, what they get to read before, the earliest lawful day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from kiemdiem.accounts.actions import RECEIVE
from kiemdiem.cycles.models import Cycle, Place
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import record
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.notices.acts import notify
from kiemdiem.organisations.models import Collective, Membership, Person, Post, Unit, on_day
from kiemdiem.reviews.models import Attendance, Meeting, Paper


@transaction.atomic
def plan(
    cycle: Cycle,
    place: Place,
    collective: Collective | None,
    *,
    held_on: date,
    venue: str,
    by: Actor,
    supplements: Meeting | None = None,
) -> Meeting:
    """Định cuộc họp of a cell, or of a leading collective of the unit; those who belong to it are listed as present."""
    if not by.may(RECEIVE, place.path):
        raise PermissionDenied
    cycle.must_be_open()
    if collective is not None and collective.unit_id != place.unit_id:
        raise PermissionDenied
    Place.objects.select_for_update().get(pk=place.pk)  # the button pressed twice: the second one waits here
    _refuse_twice(cycle, place, collective, held_on)
    name = collective.name if collective else place.name
    meeting = Meeting.objects.create(
        cycle=cycle,
        collective=collective,
        place=place.code,
        path=place.path,
        name=name,
        held_on=held_on,
        venue=venue.strip(),
        supplements=supplements,
    )
    people = list(expected(meeting))
    Attendance.objects.bulk_create(Attendance(meeting=meeting, person=each) for each in people)
    if collective:
        heads = {post.person_id for post in Post.objects.filter(on_day(held_on), collective=collective, is_head=True)}
        meeting.chair_id = next(iter(heads), None)
        meeting.save(update_fields=["chair"])
    text = f"Đồng chí được mời dự họp kiểm điểm năm {cycle.year}, ngày {held_on:%d/%m/%Y}."
    notify(people, event=f"meeting.planned:{meeting.pk}", text=text, url="/kiem-diem/", about=f"meeting:{meeting.pk}")
    facts = {"of": name, "held_on": f"{held_on}"}
    record("meeting.planned", by=by, about=f"meeting:{meeting.pk}", path=place.path, facts=facts)
    return meeting


def _refuse_twice(cycle: Cycle, place: Place, collective: Collective | None, held_on: date) -> None:
    open_ones = Meeting.objects.filter(cycle=cycle, path=place.path, collective=collective, closed_at=None)
    if open_ones.filter(held_on=held_on).exists():
        raise WrongState(
            _("Cuộc họp ngày %(day)s đã định rồi; hãy mở biên bản ấy để ghi tiếp.") % {"day": f"{held_on:%d/%m/%Y}"}
        )


def supplement(meeting: Meeting, *, held_on: date, venue: str, by: Actor) -> Meeting:
    """Định cuộc họp bổ sung: hears only what a late suggestion has added since this meeting was closed."""
    if meeting.closed_at is None:
        raise WrongState(_("Cuộc họp này chưa kết thúc; nội dung gợi ý mới được đưa vào ngay biên bản đang ghi."))
    place = Place.objects.get(cycle=meeting.cycle_id, path=meeting.path)
    return plan(meeting.cycle, place, meeting.collective, held_on=held_on, venue=venue, by=by, supplements=meeting)


def expected(meeting: Meeting) -> Iterable[Person]:
    """Ai dự: holders of posts in the collective, or official and temporary members of the cell, on the day.

    Their keys come first: in one query, PostgreSQL takes minutes for a large cell that it has no statistics of.
    """
    day = on_day(meeting.held_on)
    if meeting.collective_id:
        people = Post.objects.filter(day, collective=meeting.collective_id).values_list("person_id", flat=True)
    else:
        cell = Unit.objects.filter(code=meeting.place).values_list("pk", flat=True).first()
        people = Membership.objects.filter(day, cell=cell).values_list("person_id", flat=True)
    return Person.objects.filter(pk__in=set(people)).order_by("sort_key")


@transaction.atomic
def circulate(meeting: Meeting, on: date, *, by: Actor, today: date) -> Meeting:
    """Gửi dự thảo báo cáo cho người dự, or write down the day on which it went out on paper."""
    meeting = locked(meeting, by)
    if on > today or on > meeting.held_on:
        raise WrongState(
            _("Ngày gửi dự thảo không được sau hôm nay và không được sau ngày họp %(day)s.")
            % {"day": f"{meeting.held_on:%d/%m/%Y}"}
        )
    if meeting.circulated_on == on:
        raise WrongState(_("Đã ghi gửi dự thảo ngày %(day)s và đã báo người dự.") % {"day": f"{on:%d/%m/%Y}"})
    meeting.circulated_on = on
    meeting.save(update_fields=["circulated_on"])
    text = (
        f"Dự thảo báo cáo kiểm điểm năm {meeting.cycle.year} đã gửi để đồng chí đọc trước cuộc họp ngày "
        f"{meeting.held_on:%d/%m/%Y}."
    )
    people = Person.objects.filter(pk__in=meeting.attendances.values("person"))
    about = f"meeting:{meeting.pk}"
    notify(people, event=f"meeting.circulated:{meeting.pk}", text=text, url=f"/hop/{meeting.pk}/du-thao/", about=about)
    facts = {"of": meeting.name, "circulated_on": f"{on}"}
    record("meeting.circulated", by=by, about=about, path=meeting.path, facts=facts)
    return meeting


def own_report(meeting: Meeting) -> Paper | None:
    """Báo cáo của chính tập thể đang họp."""
    if not meeting.collective_id:
        return None
    return Paper.objects.filter(cycle=meeting.cycle_id, collective=meeting.collective_id).first()


def circulated_report(meeting: Meeting, actor: Actor) -> Paper | None:
    """Dự thảo đã gửi, for those invited in person and those who receive papers there; None for anybody else."""
    if meeting.circulated_on is None:
        return None
    invited = actor.person_key and not actor.acting_for
    if invited and meeting.attendances.filter(person__code=actor.person_key).exists():
        return own_report(meeting)
    return own_report(meeting) if actor.may(RECEIVE, meeting.path) else None


def locked(meeting: Meeting, by: Actor) -> Meeting:
    """The meeting as it is now, held until the end of the transaction; refused once it is closed."""
    found: Meeting = Meeting.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=meeting.pk)
    if not by.may(RECEIVE, found.path):
        raise PermissionDenied
    if found.closed_at:
        raise WrongState(_("Biên bản này đã khóa; muốn làm lại thì phải kiểm điểm lại."))
    found.cycle.must_be_open()
    return found
