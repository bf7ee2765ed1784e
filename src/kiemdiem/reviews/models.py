"""Bảng của kiểm điểm: self-review papers with every save, and meetings with who was there and who was reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from kiemdiem.accounts.actions import READ_PAPERS, RECEIVE, WRITE
from kiemdiem.cycles.models import LEVELS, PATH, Cycle, Subject
from kiemdiem.ledger.fields import ByteOrderedField
from kiemdiem.organisations.models import CODE, Collective, Person, Unit
from kiemdiem.organisations.tree import within_any
from kiemdiem.regulation.forms import Form, forms_of

if TYPE_CHECKING:
    from kiemdiem.ledger.actor import Actor


class Papers(models.QuerySet[Any]):
    """Truy vấn bản kiểm điểm: `visible_to` is the only way in."""

    def visible_to(self, actor: Actor) -> Self:
        """Bản của mình; bản của tập thể mình viết; bản đã nộp ở nơi mình được đọc.

        A draft is its writers' own, and so is a paper handed back: it is being written anew.
        """
        handed = Q(state=Paper.State.HANDED_IN) & within_any(actor.reach(READ_PAPERS), "path")
        own = Q(person__code=actor.person_key) if actor.person_key and not actor.acting_for else Q(pk__in=[])
        return self.filter(handed | own | self.written_by(actor))

    @staticmethod
    def written_by(actor: Actor) -> Q:
        """Bản của tập thể, tổ chức tại chính đơn vị mình."""
        held = [path for path in actor.reach(WRITE) if actor.holds(WRITE, path)]
        return Q(person=None, path__in=held)


class Paper(models.Model):
    """Bản kiểm điểm: of a person (one for the member and the leader alike), a collective, or a cell without committee.

    `answers` maps a section of the form to its text and criterion level; `version` counts saves. Handed in, it is
    frozen; returned with a reason, it is a draft again in a new state.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Đang viết")
        HANDED_IN = "handed_in", _("Đã nộp")
        RETURNED = "returned", _("Trả lại")

    class Secrecy(models.TextChoices):
        OPEN = "open", _("Thường")
        SECRET = "secret", _("Mật")
        TOP = "top", _("Tối mật")
        HIGHEST = "highest", _("Tuyệt mật")

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="papers")
    form = models.CharField("mẫu", max_length=20)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="papers")
    collective = models.ForeignKey(Collective, models.PROTECT, null=True, related_name="papers")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="papers")
    owner = models.CharField("của ai", max_length=250)
    place = models.CharField("nơi kiểm điểm", max_length=CODE)
    path = ByteOrderedField(max_length=PATH)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    answers = models.JSONField("nội dung", default=dict)
    version = models.PositiveIntegerField("lần lưu", default=0)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.CharField(max_length=250, blank=True)
    secrecy = models.CharField("độ mật", max_length=10, choices=Secrecy, default=Secrecy.OPEN)
    on_paper = models.BooleanField("nộp bản giấy", default=False)
    handed_in_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    returned_by = models.CharField(max_length=250, blank=True)
    return_reason = models.CharField("lý do trả lại", max_length=1000, blank=True)

    objects = Papers.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["cycle", "person"], name="one_paper_a_person"),
            UniqueConstraint(fields=["cycle", "collective"], name="one_paper_a_collective"),
            UniqueConstraint(fields=["cycle", "unit"], name="one_paper_a_unit"),
            CheckConstraint(
                condition=Q(person__isnull=False, collective=None, unit=None)
                | Q(person=None, collective__isnull=False, unit=None)
                | Q(person=None, collective=None, unit__isnull=False),
                name="a_paper_has_one_owner",
            ),
        ]
        indexes = [models.Index(fields=["cycle", "path"], name="paper_by_place")]

    def __str__(self) -> str:
        return f"{self.owner}, {self.cycle.year}"

    @property
    def sheet(self) -> Form:
        """The form it is written on."""
        return forms_of(self.cycle.year)[self.form]


class PaperLine(models.Model):
    """Đối tượng của một bản, and the level each gives itself; the frozen paper owns the self-level."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="lines")
    subject = models.OneToOneField(Subject, models.PROTECT, related_name="paper_line")
    self_level = models.PositiveSmallIntegerField("tự xếp loại", choices=LEVELS, null=True)


class Save(models.Model):
    """Một lần lưu: what stood there, kept so that no word is lost; not an act, so not in the ledger."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="saves")
    version = models.PositiveIntegerField()
    answers = models.JSONField()
    at = models.DateTimeField()
    by = models.CharField(max_length=250)
    beside = models.BooleanField("bản lưu bên cạnh", default=False)  # came from a window that had fallen behind

    class Meta:
        constraints = [
            UniqueConstraint(fields=["paper", "version"], condition=Q(beside=False), name="one_save_a_version")
        ]


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

    class Meta:
        constraints = [UniqueConstraint(fields=["meeting", "subject"], name="one_hearing_a_subject")]
