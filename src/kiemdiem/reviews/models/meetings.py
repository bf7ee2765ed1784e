"""Bảng của cuộc họp: who was there, who was reviewed in which order, what was said and answered, what was concluded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from kiemdiem.accounts.actions import ORDER_REVIEW, READ_PAPERS, RECEIVE, WRITE
from kiemdiem.cycles.models import PATH, Cycle, Subject
from kiemdiem.ledger.fields import ByteOrderedField
from kiemdiem.organisations.models import CODE, Collective, Person, Unit
from kiemdiem.organisations.tree import within_any
from kiemdiem.suggestions.models import Assignment, SuggestionItem, held_at, in_person

if TYPE_CHECKING:
    from kiemdiem.ledger.actor import Actor


class Meetings(models.QuerySet[Any]):
    """Truy vấn cuộc họp: by the place, and for those who take part."""

    def visible_to(self, actor: Actor) -> Self:
        """Nơi mình nhận bản kiểm điểm hoặc được đọc; người dự thì đọc biên bản của cuộc họp mình dự."""
        read = within_any([*actor.reach(READ_PAPERS), *actor.reach(RECEIVE)], "path")
        there = Q(pk__in=Attendance.objects.filter(person__code=actor.person_key).values("meeting"))
        return self.filter(read | there if actor.person_key and not actor.acting_for else read)


class Meeting(models.Model):
    """Cuộc họp kiểm điểm of a cell or leading collective: chair, secretary, who came, minutes; closed once."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="meetings")
    collective = models.ForeignKey(Collective, models.PROTECT, null=True, related_name="meetings")
    place = models.CharField("mã nơi họp", max_length=CODE)
    path = ByteOrderedField(max_length=PATH)
    name = models.CharField("họp của", max_length=250)
    held_on = models.DateField("ngày họp")
    venue = models.CharField("địa điểm", max_length=200, blank=True)
    chair = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    secretary = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    minutes = models.TextField("biên bản", blank=True)
    length = models.DecimalField("số ngày họp", max_digits=4, decimal_places=1, null=True)
    circulated_on = models.DateField("ngày gửi dự thảo", null=True)
    supplements = models.ForeignKey("self", models.PROTECT, null=True, related_name="supplemented_by")
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)

    objects = Meetings.as_manager()

    class Meta:
        indexes = [models.Index(fields=["cycle", "path"], name="meeting_by_place")]

    def __str__(self) -> str:
        return f"{self.name}, {self.held_on:%d/%m/%Y}"


class Attendance(models.Model):
    """Người dự họp: present, or absent with a reason."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    present = models.BooleanField("có mặt", default=True)
    reason = models.CharField("lý do vắng", max_length=250, blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["meeting", "person"], name="one_attendance_a_person")]


class Hearing(models.Model):
    """Đối tượng được kiểm điểm trong cuộc họp, in the order heard, with what was concluded."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="hearings")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="hearings")
    position = models.PositiveSmallIntegerField("thứ tự")
    conclusion = models.TextField("kết luận", blank=True)
    deferred = models.CharField("lý do chưa kiểm điểm tại cuộc họp này", max_length=250, blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["meeting", "subject"], name="one_hearing_a_subject")]


class Presence(models.Model):
    """Cấp trên được phân công dự: confirmed in the minutes, or excused in writing (the letter is attached)."""

    class State(models.TextChoices):
        PRESENT = "present", _("Có mặt")
        EXCUSED = "excused", _("Vắng, có văn bản")
        ABSENT = "absent", _("Vắng, không có văn bản")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="presences")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="presences")
    state = models.CharField(max_length=10, choices=State)
    reason = models.CharField("lý do, số văn bản", max_length=250, blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["meeting", "assignment"], name="one_presence_an_assignment")]


class Comment(models.Model):
    """Ý kiến góp ý, phê bình: who, about whom, what; the answer of the one it is about."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="comments")
    position = models.PositiveSmallIntegerField("thứ tự")
    speaker = models.ForeignKey(Person, models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="comments")
    text = models.TextField("ý kiến")
    answer = models.TextField("tiếp thu, giải trình", blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["meeting", "position"], name="one_comment_a_place")]


class ItemConclusion(models.Model):
    """Kết luận về một nội dung được gợi ý: read out in the meeting, and what was concluded."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="item_conclusions")
    item = models.ForeignKey(SuggestionItem, models.PROTECT, related_name="conclusions")
    read_out = models.BooleanField("đã đọc tại cuộc họp", default=False)
    conclusion = models.TextField("kết luận", blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["meeting", "item"], name="one_conclusion_an_item")]


class Rehearings(models.QuerySet[Any]):
    """Truy vấn yêu cầu kiểm điểm lại: `visible_to` is the only way in."""

    def visible_to(self, actor: Actor) -> Self:
        """Về mình; về tập thể mình viết; ở nơi mình đọc bản kiểm điểm; do chính đơn vị mình quyết định."""
        branches = within_any([*actor.reach(READ_PAPERS), *actor.reach(RECEIVE)])
        found = Q(pk__isnull=False) & branches | Q(subject__authority_path__in=held_at(actor, ORDER_REVIEW))
        found |= Q(subject__person=None, path__in=held_at(actor, WRITE))
        me = in_person(actor)
        return self.filter(found | Q(subject__person__code=me) if me else found)


class Rehearing(models.Model):
    """Kiểm điểm lại: ordered by the superior with ground and deadline; done when a new meeting has heard them."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="rehearings")
    path = ByteOrderedField(max_length=PATH)
    ordered_by = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    ground = models.TextField("căn cứ, lý do")
    deadline = models.DateField("hạn")
    ordered_at = models.DateTimeField()
    before = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="+")
    after = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="+")

    objects = Rehearings.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["subject"], condition=Q(after=None), name="one_open_rehearing_a_subject")
        ]
