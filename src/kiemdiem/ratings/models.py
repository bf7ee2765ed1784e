"""Bảng của xếp loại: proposals and decisions, each a record of its own; nothing decided is edited.

The level a subject gives itself stands in its frozen paper (`reviews.PaperLine`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from kiemdiem.accounts.actions import DECIDE, PROPOSE, READ_LEVELS, STAGE
from kiemdiem.cycles.models import LEVELS, PATH, Cycle, Subject
from kiemdiem.ledger.fields import ByteOrderedField
from kiemdiem.organisations.models import CODE
from kiemdiem.organisations.tree import within_any

if TYPE_CHECKING:
    from kiemdiem.ledger.actor import Actor


def own(actor: Actor, *actions: str) -> list[str]:
    """Đường dẫn của những đơn vị mà chính mình làm việc ấy."""
    return sorted({path for action in actions for path in actor.reach(action) if actor.holds(action, path)})


class ForThoseWhoRate(models.QuerySet[Any]):
    """Truy vấn đề nghị: only the body that proposes and the body that decides see them, ever."""

    def visible_to(self, actor: Actor) -> Self:
        """Của nơi mình đề nghị, hoặc nơi mình quyết định."""
        mine = own(actor, PROPOSE, STAGE, DECIDE)
        return self.filter(Q(body_path__in=mine) | Q(subject__authority_path__in=mine))


class Proposal(models.Model):
    """Đề nghị mức xếp loại of one body for one subject."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="proposals")
    body = models.CharField("nơi đề nghị", max_length=CODE)
    body_path = ByteOrderedField(max_length=PATH)
    level = models.PositiveSmallIntegerField("mức đề nghị", choices=LEVELS)
    comment = models.CharField("nhận xét", max_length=2000, blank=True)
    by = models.CharField(max_length=250)
    at = models.DateTimeField()

    objects = ForThoseWhoRate.as_manager()

    class Meta:
        constraints = [UniqueConstraint(fields=["subject", "body"], name="one_proposal_a_body")]


class Decisions(models.QuerySet[Any]):
    """Truy vấn quyết định: a draft is its authority's own; a released one is read where levels are."""

    def visible_to(self, actor: Actor) -> Self:
        """Dự thảo của chính nơi mình; quyết định đã ban hành ở nơi mình được đọc."""
        released = Q(state=Decision.State.RELEASED) & within_any(actor.reach(READ_LEVELS), "path")
        return self.filter(released | Q(path__in=own(actor, STAGE, DECIDE)))


class Decision(models.Model):
    """Quyết định xếp loại: one document of an authority with many lines; a draft until released in one act."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Dự thảo")
        RELEASED = "released", _("Đã ban hành")
        DROPPED = "dropped", _("Đã bỏ")

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="decisions")
    authority = models.CharField("cấp quyết định", max_length=CODE)
    authority_name = models.CharField(max_length=250)
    path = ByteOrderedField(max_length=PATH)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    signed_on = models.DateField("ngày ký", null=True)
    signatory = models.CharField("người ký", max_length=250, blank=True)
    drafted_by = models.CharField(max_length=250)
    drafted_at = models.DateTimeField()
    released_by = models.CharField(max_length=250, blank=True)
    released_at = models.DateTimeField(null=True)

    objects = Decisions.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["authority", "number", "signed_on"], condition=Q(state="released"), name="one_decision_a_number"
            ),
            CheckConstraint(
                condition=~Q(state="released") | (~Q(number="") & Q(signed_on__isnull=False) & ~Q(signatory="")),
                name="a_released_decision_is_signed",
            ),
        ]
        indexes = [models.Index(fields=["cycle", "path"], name="decision_by_place")]

    def __str__(self) -> str:
        return self.number or f"{_('Dự thảo')} {self.pk}"


class DecisionLine(models.Model):
    """Dòng quyết định: the level of one subject; a re-rating is a new line that replaces the one in force."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="lines")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="decision_lines")
    level = models.PositiveSmallIntegerField("mức", choices=LEVELS)
    reason = models.CharField("lý do xếp loại lại", max_length=1000, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    in_force = models.BooleanField("đang có hiệu lực", default=False)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["decision", "subject"], name="one_line_a_subject"),
            UniqueConstraint(fields=["subject"], condition=Q(in_force=True), name="one_level_in_force"),
        ]
