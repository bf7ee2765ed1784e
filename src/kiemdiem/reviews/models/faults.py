"""Bảng hạn chế, khuyết điểm: what was found, where from, who answers for it, how far it is mended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from kiemdiem.accounts.actions import READ_PAPERS
from kiemdiem.cycles.models import PATH, Cycle
from kiemdiem.ledger.fields import ByteOrderedField
from kiemdiem.organisations.models import CODE, Person
from kiemdiem.organisations.tree import within_any
from kiemdiem.reviews.models.meetings import Comment
from kiemdiem.reviews.models.owned import ONE_OWNER, Owned, own, written_by
from kiemdiem.reviews.models.papers import Paper
from kiemdiem.suggestions.models import SuggestionItem

if TYPE_CHECKING:
    from kiemdiem.ledger.actor import Actor


class Faults(models.QuerySet[Any]):
    """Truy vấn hạn chế, khuyết điểm: one's own, those one answers for, those of papers one may read."""

    def visible_to(self, actor: Actor) -> Self:
        """A fault named in a paper still being written is its writers' own."""
        told = Q(paper=None) | Q(paper__state=Paper.State.HANDED_IN)
        shared = Q(pk__in=FaultShare.objects.filter(own(actor)).values("fault"))
        return self.filter(own(actor) | written_by(actor) | told & (shared | within_any(actor.reach(READ_PAPERS))))


class Fault(Owned):
    """Hạn chế, khuyết điểm of a person, collective or organisation, named in one cycle and open until it is fixed.

    `earlier` is the fault it repeats: the link is made by the one under review, never by comparing texts.
    """

    class Source(models.TextChoices):
        SELF = "self", _("Tự nhận")
        COMMENT = "comment", _("Góp ý, phê bình")
        SUGGESTION = "suggestion", _("Gợi ý kiểm điểm")
        INSPECTION = "inspection", _("Kiểm tra, giám sát")
        EARLIER = "earlier", _("Kỳ kiểm điểm trước")

    class State(models.TextChoices):
        OPEN = "open", _("Chưa khắc phục")
        PLANNED = "planned", _("Đã có kế hoạch khắc phục")
        FIXED = "fixed", _("Đã khắc phục")
        PARTLY = "partly", _("Khắc phục chưa triệt để")
        RECURRING = "recurring", _("Tái diễn")

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="faults")
    owner = models.CharField("của ai", max_length=250)
    place = models.CharField("mã nơi kiểm điểm", max_length=CODE)
    path = ByteOrderedField(max_length=PATH)
    source = models.CharField("nguồn", max_length=12, choices=Source)
    content = models.TextField("nội dung")
    cause = models.TextField("nguyên nhân", blank=True)
    state = models.CharField("tình trạng", max_length=12, choices=State, default=State.OPEN)
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="faults")
    comment = models.ForeignKey(Comment, models.PROTECT, null=True, related_name="faults")
    item = models.ForeignKey(SuggestionItem, models.PROTECT, null=True, related_name="faults")
    earlier = models.ForeignKey("self", models.PROTECT, null=True, related_name="repeats")
    named_at = models.DateTimeField()

    objects = Faults.as_manager()

    class Meta:
        constraints = [CheckConstraint(condition=ONE_OWNER, name="a_fault_has_one_owner")]
        indexes = [models.Index(fields=["cycle", "path"], name="fault_by_place")]

    def __str__(self) -> str:
        return self.content[:80]


class FaultShare(models.Model):
    """Trách nhiệm đối với một hạn chế: which person, in which role, with what share; the head's is always answered."""

    class Role(models.TextChoices):
        HEAD = "head", _("Người đứng đầu")
        DEPUTY = "deputy", _("Cấp phó phụ trách")
        MEMBER = "member", _("Thành viên được phân công")
        OTHER = "other", _("Người khác có liên quan")

    class Share(models.TextChoices):
        MAIN = "main", _("Trách nhiệm chính")
        JOINT = "joint", _("Liên đới chịu trách nhiệm")
        NONE = "none", _("Không có trách nhiệm")

    fault = models.ForeignKey(Fault, models.CASCADE, related_name="shares")
    person = models.ForeignKey(Person, models.PROTECT, related_name="fault_shares")
    role = models.CharField("vai trò", max_length=10, choices=Role)
    share = models.CharField("mức độ", max_length=10, choices=Share)
    text = models.TextField("nội dung trách nhiệm", blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["fault", "person"], name="one_share_a_person")]


class FaultAnswer(models.Model):
    """Trả lời một hạn chế còn mở từ các kỳ trước: fixed, not thoroughly, or come back; and how."""

    class Result(models.TextChoices):
        FIXED = "fixed", _("Đã khắc phục")
        PARTLY = "partly", _("Chưa triệt để")
        RECURRING = "recurring", _("Tái diễn")

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="fault_answers")
    fault = models.ForeignKey(Fault, models.PROTECT, related_name="answers")
    result = models.CharField("kết quả", max_length=12, choices=Result, blank=True)
    text = models.TextField("kết quả, khó khăn, trách nhiệm", blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["paper", "fault"], name="one_answer_a_fault")]
