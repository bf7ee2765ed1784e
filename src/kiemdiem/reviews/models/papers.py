"""Bảng của bản kiểm điểm: papers, what each gives itself, every save, and earlier rounds that stay readable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from kiemdiem.accounts.actions import READ_PAPERS
from kiemdiem.cycles.models import LEVELS, PATH, Cycle, Subject
from kiemdiem.ledger.fields import ByteOrderedField
from kiemdiem.organisations.models import CODE
from kiemdiem.organisations.tree import within_any
from kiemdiem.regulation.forms import Form, forms_of
from kiemdiem.reviews.models.owned import ONE_OWNER, Owned, own, written_by
from kiemdiem.suggestions.models import SuggestionItem

if TYPE_CHECKING:
    from kiemdiem.ledger.actor import Actor


class Papers(models.QuerySet[Any]):
    """Truy vấn bản kiểm điểm: `visible_to` is the only way in."""

    def visible_to(self, actor: Actor) -> Self:
        """Bản của mình; bản của tập thể mình viết; bản đã nộp ở nơi mình được đọc.

        A draft is its writers' own, and so is a paper handed back: it is being written anew.
        """
        handed = Q(state=Paper.State.HANDED_IN) & within_any(actor.reach(READ_PAPERS), "path")
        return self.filter(handed | own(actor) | written_by(actor))


class Paper(Owned):
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
    owner = models.CharField("của ai", max_length=250)
    place = models.CharField("nơi kiểm điểm", max_length=CODE)
    path = ByteOrderedField(max_length=PATH)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    answers = models.JSONField("nội dung", default=dict)
    version = models.PositiveIntegerField("lần lưu", default=0)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.CharField(max_length=250, blank=True)
    round = models.PositiveSmallIntegerField("lần kiểm điểm", default=1)
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
            CheckConstraint(condition=ONE_OWNER, name="a_paper_has_one_owner"),
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


class Edition(models.Model):
    """Bản của lần kiểm điểm trước: as it was handed in before a re-review was ordered; only read from then on."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="editions")
    round = models.PositiveSmallIntegerField("lần kiểm điểm")
    form = models.CharField("mẫu", max_length=20)
    answers = models.JSONField("nội dung")
    levels = models.JSONField("tự xếp loại, theo loại đối tượng")
    faults = models.JSONField("trả lời từng hạn chế còn mở", default=list)
    items = models.JSONField("giải trình từng nội dung gợi ý", default=list)
    handed_in_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["paper", "round"], name="one_edition_a_round")]


class ItemAnswer(models.Model):
    """Giải trình một nội dung được gợi ý: cause and responsibility, one answer to each item."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="item_answers")
    item = models.ForeignKey(SuggestionItem, models.PROTECT, related_name="answers")
    text = models.TextField("giải trình, nguyên nhân", blank=True)
    responsibility = models.TextField("trách nhiệm", blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["paper", "item"], name="one_answer_an_item")]
