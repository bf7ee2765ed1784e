"""Bảng ý kiến: written comments of consulted bodies; replies and reserved opinions of the one under review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from kiemdiem.accounts.actions import READ_PAPERS, RECEIVE, WRITE
from kiemdiem.cycles.models import LEVELS, Subject
from kiemdiem.organisations.models import Person, Unit
from kiemdiem.organisations.tree import within_any
from kiemdiem.reviews.models.meetings import Comment, Meeting
from kiemdiem.suggestions.models import held_at, in_person

if TYPE_CHECKING:
    from kiemdiem.ledger.actor import Actor


def heard_of(actor: Actor, prefix: str = "") -> Q:
    """Đối tượng mà người này được biết nhận xét: read at the place, decided by the very unit, oneself, or a collective
    one writes for. `prefix` leads from the row to its subject."""
    found = within_any(actor.reach(READ_PAPERS), f"{prefix}path")
    found |= Q(**{f"{prefix}authority_path__in": held_at(actor, READ_PAPERS)})
    found |= Q(**{f"{prefix}person": None, f"{prefix}path__in": held_at(actor, WRITE)})
    if me := in_person(actor):
        found |= Q(**{f"{prefix}person__code": me})
    return found


class Opinions(models.QuerySet[Any]):
    """Truy vấn nhận xét: `visible_to` is the only way in."""

    def visible_to(self, actor: Actor) -> Self:
        """Nơi đọc bản kiểm điểm, cấp quyết định; người được nhận xét; người viết báo cáo của tập thể ấy."""
        return self.filter(heard_of(actor, "subject__"))


class Opinion(models.Model):
    """Nhận xét của nơi được lấy ý kiến about a subject, written down as it came; never edited.

    `unit` is the cell where a membership says so. About a collective or an organisation the body may fill in a sheet
    (`form`, Mẫu 03 or 04): `grades` has the level of each criterion under its key with the title as it stood, `level`
    the one it proposes.
    """

    class Body(models.TextChoices):
        RESIDENCE = "residence", _("Cấp ủy nơi cư trú")
        FORMER_CELL = "former_cell", _("Chi bộ nơi chuyển đi")
        TEMPORARY_CELL = "temporary_cell", _("Chi bộ nơi sinh hoạt tạm thời")
        SAME_LEVEL = "same_level", _("Tổ chức cùng cấp có liên quan")
        PARTICIPANT = "participant", _("Chủ thể tham gia đánh giá, xếp loại")

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="opinions")
    body = models.CharField("nơi nhận xét", max_length=20, choices=Body)
    body_name = models.CharField("tên nơi nhận xét", max_length=250)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    text = models.TextField("nhận xét")
    form = models.CharField("phiếu", max_length=20, blank=True)
    grades = models.JSONField("cấp độ từng tiêu chí", default=dict)
    level = models.PositiveSmallIntegerField("đề nghị xếp loại", choices=LEVELS, null=True)
    given_on = models.DateField("ngày")
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=250)

    objects = Opinions.as_manager()

    def __str__(self) -> str:
        return self.body_name


class Replies(models.QuerySet[Any]):
    """Truy vấn ý kiến của người được kiểm điểm: `visible_to` is the only way in."""

    def visible_to(self, actor: Actor) -> Self:
        """Của mình hoặc về mình; của cuộc họp mình được đọc: while its record is open, by those who write it only."""
        closed = Meeting.objects.visible_to(actor).filter(closed_at__isnull=False)
        written = Q(pk__isnull=False) & within_any(actor.reach(RECEIVE), "meeting__path")
        found = Q(meeting__in=closed.values("pk")) | written
        me = in_person(actor)
        return self.filter(found | Q(person__code=me) | Q(subject__person__code=me) if me else found)


class Reply(models.Model):
    """Ý kiến của người được kiểm điểm: an answer to what was said of them, or an opinion reserved (bảo lưu).

    Never changed: who has more to say adds another. `entered_by` is who wrote it down for the person, as it was said in
    the meeting or given on paper; empty when the person did so.
    """

    class Kind(models.TextChoices):
        REPLY = "reply", _("Ý kiến trả lời")
        RESERVED = "reserved", _("Ý kiến bảo lưu")

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="replies")
    person = models.ForeignKey(Person, models.PROTECT, related_name="replies")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="replies")
    comment = models.ForeignKey(Comment, models.PROTECT, null=True, related_name="replies")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField("nội dung")
    at = models.DateTimeField()
    entered_by = models.CharField("người ghi thay", max_length=250, blank=True)

    objects = Replies.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(kind="reply") | Q(comment=None), name="a_reserved_opinion_answers_no_comment")
        ]

    @property
    def late(self) -> bool:
        """Gửi sau cuộc họp: after its record was locked."""
        closed = self.meeting.closed_at
        return closed is not None and self.at >= closed
