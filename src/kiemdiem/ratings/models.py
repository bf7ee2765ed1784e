"""Bảng của xếp loại: proposals and decisions, each a record of its own; nothing decided is edited.

The level a subject gives itself stands in its frozen paper (`reviews.PaperLine`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from kiemdiem.accounts.actions import DECIDE, PROPOSE, READ_LEVELS, STAGE
from kiemdiem.cycles.models import LEVELS, PATH, Cycle, QuotaGroup, Subject
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


class Ground(models.TextChoices):
    """Căn cứ xếp loại lại."""

    COMPLAINT = "complaint", _("Khiếu nại, phản ánh, tố cáo")
    INSPECTION = "inspection", _("Kết luận kiểm tra, giám sát")
    SELF_CHECK = "self_check", _("Tự rà soát phát hiện xếp loại chưa đúng")
    FACTS = "facts", _("Khuyết điểm, kỷ luật phát hiện sau khi xếp loại")
    ORDER = "order", _("Cấp trên yêu cầu xếp loại lại")
    OTHER = "other", _("Căn cứ khác")


class DecisionLine(models.Model):
    """Dòng quyết định: the level of one subject; a re-rating is a new line that replaces the one in force."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="lines")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="decision_lines")
    level = models.PositiveSmallIntegerField("mức", choices=LEVELS)
    ground = models.CharField("căn cứ xếp loại lại", max_length=20, choices=Ground, blank=True)
    reason = models.CharField("lý do xếp loại lại", max_length=1000, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    in_force = models.BooleanField("đang có hiệu lực", default=False)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["decision", "subject"], name="one_line_a_subject"),
            UniqueConstraint(fields=["subject"], condition=Q(in_force=True), name="one_level_in_force"),
        ]


class AtAuthority(models.QuerySet[Any]):
    """Truy vấn theo cấp quyết định: what only the level that decides works on."""

    def visible_to(self, actor: Actor) -> Self:
        """Ở chính nơi mình lập dự thảo hoặc quyết định."""
        return self.filter(path__in=own(actor, STAGE, DECIDE))


class Case(models.Model):
    """Việc phải xử lý: what a lawful act has left against a rule, open until a later decision puts it right.

    A group above its ceiling, a head above the collective since lowered, a commendation whose level was taken back.
    """

    class Sort(models.TextChoices):
        OVER_QUOTA = "over_quota", _("Nhóm vượt tỷ lệ")
        HEAD_ABOVE = "head_above", _("Người đứng đầu cao hơn tập thể")
        COMMENDATION = "commendation", _("Khen thưởng gắn với mức đã thay")

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="cases")
    sort = models.CharField("loại", max_length=20, choices=Sort)
    path = ByteOrderedField("cấp quyết định", max_length=PATH)
    group = models.ForeignKey(QuotaGroup, models.PROTECT, null=True, related_name="cases")
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="cases")
    opened_by = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="opened_cases")
    opened_at = models.DateTimeField()
    due = models.DateField("phải xử lý trước ngày", null=True)
    closed_by = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="closed_cases")
    closed_at = models.DateTimeField(null=True)
    how = models.CharField("đã xử lý thế nào", max_length=1000, blank=True)

    objects = AtAuthority.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["group"], condition=Q(closed_at=None, sort="over_quota"), name="one_open_group_case"
            ),
            UniqueConstraint(
                fields=["subject", "sort"], condition=Q(closed_at=None, group=None), name="one_open_subject_case"
            ),
            CheckConstraint(
                condition=Q(group__isnull=True) ^ Q(subject__isnull=True), name="a_case_is_of_a_group_or_a_subject"
            ),
        ]
        indexes = [models.Index(fields=["path", "closed_at"], name="case_by_authority")]


class Complaint(models.Model):
    """Khiếu nại, phản ánh, dấu hiệu về một đối tượng: re-verified by the level that decides before it decides."""

    class Sort(models.TextChoices):
        COMPLAINT = "complaint", _("Khiếu nại, kiến nghị")
        DENUNCIATION = "denunciation", _("Tố cáo")
        REPORT = "report", _("Phản ánh tiêu cực")
        DISCIPLINE = "discipline", _("Đang xem xét kỷ luật")
        DISUNITY = "disunity", _("Dấu hiệu mất đoàn kết")

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="complaints")
    path = ByteOrderedField("cấp quyết định", max_length=PATH)
    sort = models.CharField("loại", max_length=20, choices=Sort)
    received_on = models.DateField("ngày nhận")
    text = models.CharField("nội dung tóm tắt", max_length=2000)
    by = models.CharField(max_length=250)
    at = models.DateTimeField()
    result = models.CharField("kết quả thẩm định lại", max_length=2000, blank=True)
    verified_on = models.DateField("ngày thẩm định lại", null=True)
    verified_by = models.CharField(max_length=250, blank=True)

    objects = AtAuthority.as_manager()


class Excuse(models.Model):
    """Quyết định ngoại lệ: a hard condition that the law lets the competent level set aside, by a named decision."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="excuses")
    path = ByteOrderedField("cấp quyết định", max_length=PATH)
    code = models.CharField("điều kiện", max_length=60)
    sort = models.CharField("trường hợp", max_length=20)
    decision_no = models.CharField("số quyết định", max_length=60)
    decided_on = models.DateField("ngày quyết định")
    signatory = models.CharField("người ký", max_length=250)
    reason = models.CharField("lý do", max_length=1000)
    by = models.CharField(max_length=250)
    at = models.DateTimeField()

    objects = AtAuthority.as_manager()

    class Meta:
        constraints = [UniqueConstraint(fields=["subject", "code", "sort"], name="one_excuse_a_condition")]


class Commendation(models.Model):
    """Khen thưởng gắn với mức xếp loại: looked at again when the level it rests on is taken back."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="commendations")
    path = ByteOrderedField("cấp quyết định", max_length=PATH)
    title = models.CharField("danh hiệu, hình thức khen thưởng", max_length=250)
    least = models.PositiveSmallIntegerField("mức xếp loại thấp nhất phải có", choices=LEVELS)
    decision_no = models.CharField("số quyết định", max_length=60)
    decided_on = models.DateField("ngày quyết định")
    by = models.CharField(max_length=250)
    at = models.DateTimeField()

    objects = AtAuthority.as_manager()

    class Meta:
        constraints = [UniqueConstraint(fields=["subject", "decision_no", "title"], name="one_commendation_a_decision")]
