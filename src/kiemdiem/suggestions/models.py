"""Bảng của gợi ý kiểm điểm: suggestions with their items, and who is sent to attend and steer a review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import CheckConstraint, Exists, OuterRef, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from kiemdiem.accounts.actions import ASSIGN, ISSUE_SUGGESTIONS, READ_SUGGESTIONS, SUGGEST, WRITE
from kiemdiem.accounts.models import Account
from kiemdiem.cycles.models import PATH, Cycle, Place, Subject
from kiemdiem.ledger.fields import ByteOrderedField
from kiemdiem.organisations.models import Collective, Person, Unit
from kiemdiem.organisations.tree import within_any
from kiemdiem.regulation.suggestions import categories

if TYPE_CHECKING:
    from kiemdiem.ledger.actor import Actor

_OFFICIAL = {key: each.official for key, each in categories().items()}


def held_at(actor: Actor, *actions: str) -> list[str]:
    """Đường dẫn những đơn vị mà chính nơi ấy người này được làm một trong các việc."""
    paths = {path for action in actions for path in actor.reach(action) if actor.holds(action, path)}
    return sorted(paths)


def in_person(actor: Actor) -> str:
    """Mã của người đang làm việc cho chính mình; "" while one acts for somebody else."""
    return "" if actor.acting_for else actor.person_key


class Suggestions(models.QuerySet[Any]):
    """Truy vấn gợi ý: `visible_to` is the only way in."""

    def visible_to(self, actor: Actor) -> Self:
        """Issued: the one addressed, the issuer, boards above it, who is sent there. A draft: the issuer only.

        Nobody sees a draft about oneself, and nobody learns of what was put to somebody else.
        """
        told = ~Q(state="draft")
        own_unit = Q(path__in=held_at(actor, SUGGEST, ISSUE_SUGGESTIONS))
        boards = told & within_any(actor.reach(READ_SUGGESTIONS))
        found = own_unit | boards | told & self.addressed(actor)
        if not (me := in_person(actor)):
            return self.filter(found)
        return self.exclude(state="draft", subject__person__code=me).filter(found | told & self._sent(me))

    def mine(self, actor: Actor) -> Self:
        """Gợi ý mình phải giải trình: to oneself, or to a collective or organisation one writes for."""
        return self.exclude(state="draft").filter(self.addressed(actor))

    @staticmethod
    def addressed(actor: Actor) -> Q:
        """Condition: put to this person, or to what is written at that very unit."""
        found = Q(subject__person=None, subject_path__in=held_at(actor, WRITE))
        me = in_person(actor)
        return found | Q(subject__person__code=me) if me else found

    @staticmethod
    def _sent(person: str) -> Exists:
        """Sent by the issuer to attend at the very place of the subject."""
        sent = Assignment.objects.filter(
            person__code=person,
            state="assigned",
            cycle=OuterRef("cycle"),
            path=OuterRef("path"),
            place__path=OuterRef("subject_path"),
        )
        return Exists(sent)


class Suggestion(models.Model):
    """Gợi ý kiểm điểm to one subject, by the unit that manages it; a draft, then issued by letter, perhaps withdrawn.

    `late`: issued after a meeting had heard the subject; `late_way` then says how the matter is still heard.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Dự thảo")
        ISSUED = "issued", _("Đã ban hành")
        WITHDRAWN = "withdrawn", _("Đã thu hồi")

    class LateWay(models.TextChoices):
        REOPEN = "reopen", _("Kiểm điểm lại")
        SUPPLEMENT = "supplement", _("Họp kiểm điểm bổ sung")

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="suggestions")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="suggestions")
    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="suggestions")
    path = ByteOrderedField("đường dẫn của nơi gợi ý", max_length=PATH)
    subject_path = ByteOrderedField("đường dẫn của nơi được gợi ý", max_length=PATH)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    explain_by = models.DateField("hạn giải trình", null=True)
    drafted_by = models.CharField(max_length=250, blank=True)
    issued_at = models.DateTimeField(null=True)
    issued_by = models.CharField(max_length=250, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdraw_reason = models.CharField("lý do thu hồi", max_length=500, blank=True)
    late = models.BooleanField("gợi ý sau khi đã kiểm điểm", default=False)
    late_way = models.CharField("cách kiểm điểm", max_length=10, choices=LateWay, blank=True)
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")

    objects = Suggestions.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(state="draft") | Q(issued_at__isnull=False), name="suggestion_issued_at"),
            CheckConstraint(condition=Q(late=False) | ~Q(late_way=""), name="late_suggestion_has_its_way"),
        ]
        indexes = [models.Index(fields=["cycle", "path"], name="suggestion_by_issuer")]

    def __str__(self) -> str:
        return f"{self.subject}, {self.cycle.year}"


class SuggestionItem(models.Model):
    """Một nội dung gợi ý: category, fact, source, day, and what must be explained."""

    class Category(models.TextChoices):
        POLITICAL_RESULTS = "political_results", _OFFICIAL["political_results"]
        DISUNITY = "disunity", _OFFICIAL["disunity"]
        PRINCIPLES = "principles", _OFFICIAL["principles"]
        COMPLEX = "complex", _OFFICIAL["complex"]
        CONCERN = "concern", _OFFICIAL["concern"]
        NAMED_BEFORE = "named_before", _OFFICIAL["named_before"]
        OTHER = "other", _OFFICIAL["other"]

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField("thứ tự")
    category = models.CharField("nhóm nội dung", max_length=20, choices=Category)
    category_reason = models.CharField("lý do xếp vào nội dung khác", max_length=250, blank=True)
    fact = models.TextField("sự việc", blank=True)
    source = models.CharField("nguồn", max_length=500, blank=True)
    fact_on = models.DateField("ngày", null=True)
    explain = models.TextField("yêu cầu giải trình", blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["suggestion", "position"], name="one_item_a_place")]
        ordering = ["position"]


class Assignments(models.QuerySet[Any]):
    """Truy vấn phân công: `visible_to` is the only way in."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own, those of the unit one assigns for, those of a branch whose suggestions one reads."""
        boards = Q(pk__isnull=False) & within_any(actor.reach(READ_SUGGESTIONS))  # an empty Q would vanish beside “or”
        found = Q(path__in=held_at(actor, ASSIGN)) | boards
        me = in_person(actor)
        return self.filter(found | Q(person__code=me) if me else found)


class Assignment(models.Model):
    """Phân công dự và chỉ đạo kiểm điểm: who is sent to which place, when; replaced by a substitute or withdrawn."""

    class Role(models.TextChoices):
        LEAD = "lead", _("Dự và chỉ đạo")
        ATTEND = "attend", _("Dự")

    class State(models.TextChoices):
        ASSIGNED = "assigned", _("Đã phân công")
        REPLACED = "replaced", _("Đã thay người")
        WITHDRAWN = "withdrawn", _("Đã rút")

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="assignments")
    place = models.ForeignKey(Place, models.PROTECT, related_name="assignments")
    collective = models.ForeignKey(Collective, models.PROTECT, null=True, related_name="+")
    suggestion = models.ForeignKey(Suggestion, models.PROTECT, null=True, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments")
    path = ByteOrderedField("đường dẫn của nơi phân công", max_length=PATH)
    person = models.ForeignKey(Person, models.PROTECT, related_name="assignments")
    capacity = models.CharField("với tư cách", max_length=200)
    role = models.CharField("nhiệm vụ", max_length=10, choices=Role, default=Role.LEAD)
    meets_on = models.DateField("ngày họp", null=True)
    starts_at = models.TimeField("từ giờ", null=True)
    ends_at = models.TimeField("đến giờ", null=True)
    substitute_for = models.ForeignKey("self", models.PROTECT, null=True, related_name="substitutes")
    state = models.CharField(max_length=10, choices=State, default=State.ASSIGNED)
    assigned_by = models.CharField(max_length=250)
    assigned_at = models.DateTimeField()
    reason = models.CharField("lý do thay, rút", max_length=500, blank=True)

    objects = Assignments.as_manager()

    class Meta:
        indexes = [models.Index(fields=["cycle", "meets_on"], name="assignment_by_day")]


class FeedToken(models.Model):
    """Mã của lịch cá nhân: known to its owner, kept as a digest; a new one takes the place of the old."""

    account = models.OneToOneField(Account, models.CASCADE, related_name="feed_token")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
