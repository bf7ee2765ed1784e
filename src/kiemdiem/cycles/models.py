"""Bảng của đợt kiểm điểm: a year for a root unit, its frozen tree, who is rated, in which group, how far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiemdiem.accounts.actions import READ_LEVELS, SEE_PROGRESS
from kiemdiem.cycles.states import State, Step, Tier
from kiemdiem.ledger.fields import ByteOrderedField
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.kinds import UnitKind
from kiemdiem.organisations.models import CODE, Collective, Person, Unit
from kiemdiem.organisations.tree import DEEPEST, WIDTH, within_any
from kiemdiem.regulation import Kind, Law, Level, load_overlay, rule_day
from kiemdiem.regulation.shares import Terms

if TYPE_CHECKING:
    from datetime import date

    from kiemdiem.ledger.actor import Actor

PATH = WIDTH * DEEPEST
KINDS = [(kind.value, kind.official) for kind in Kind]
LEVELS = [(level.value, level.official) for level in Level]


class Cycle(models.Model):
    """Đợt kiểm điểm của một năm: the year, the root unit, the law it stands under and the settings it was opened with.

    `overlay` and `reading` are settings of the competent level, frozen at opening. `has_forms` is false for a year
    whose forms aren't held here: such a year is open for figures and audit.
    """

    class Phase(models.TextChoices):
        OPENING = "opening", _("Đang mở")
        OPEN = "open", _("Đang tiến hành")
        CLOSED = "closed", _("Đã kết thúc")

    year = models.PositiveSmallIntegerField("năm")
    root = models.ForeignKey(Unit, models.PROTECT, related_name="cycles")
    root_path = ByteOrderedField(max_length=PATH)
    phase = models.CharField(max_length=10, choices=Phase, default=Phase.OPENING)
    as_of = models.DateField("chụp cây tổ chức tại ngày")
    overlay = models.CharField("thiết lập của địa phương", max_length=100, default="none")
    reading = models.CharField("cách đọc mẫu số", max_length=20, default="good_only")
    has_forms = models.BooleanField("có mẫu văn bản của năm")
    opened_by = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    done = models.CharField("bước mở đã xong", max_length=20, blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["year", "root"], name="one_cycle_a_year_and_root")]

    def __str__(self) -> str:
        return f"{self.year}, {self.root}"

    def must_be_open(self) -> None:
        """Chỉ làm được khi đợt đang tiến hành; else WrongState."""
        if self.phase != self.Phase.OPEN:
            raise WrongState(gettext("Đợt kiểm điểm năm %(year)s chưa mở xong hoặc đã kết thúc.") % {"year": self.year})

    @cached_property
    def law(self) -> Law:
        """The law of this year, with the locality's texts over it."""
        return Law(load_overlay(self.overlay))

    @property
    def rule_day(self) -> date:
        """Ngày áp dụng quy định."""
        return rule_day(self.year)


class Deadline(models.Model):
    """Mốc của lịch: by when a step is to be done at a level; the officer's own dates, the law's where it has them."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="deadlines")
    step = models.CharField("bước", max_length=20, choices=Step)
    tier = models.CharField("cấp", max_length=20, choices=Tier)
    due = models.DateField("hạn")
    cite = models.CharField("căn cứ", max_length=200, blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["cycle", "step", "tier"], name="one_day_a_step_and_tier")]


class ScopedByPlace(models.QuerySet[Any]):
    """Truy vấn theo cây của đợt: the frozen path, so last year's figures stay where they were."""

    action = SEE_PROGRESS

    def visible_to(self, actor: Actor) -> Self:
        """What that actor may read within the frozen tree."""
        return self.filter(within_any(actor.reach(self.action), "path"))


class ByName(ScopedByPlace):
    """Truy vấn từng đối tượng: names and levels, for those who may read levels; a viewer has counts only."""

    action = READ_LEVELS


class Place(models.Model):
    """Nơi trong cây của đợt: a unit as it was called and where it stood when the cycle was opened."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="places")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.CharField("mã đơn vị", max_length=CODE)
    name = models.CharField("tên", max_length=250)
    kind = models.CharField("loại", max_length=20, choices=UnitKind)
    path = ByteOrderedField(max_length=PATH)
    tier = models.CharField("cấp", max_length=20, choices=Tier)
    rates_members = models.CharField("nơi quyết định đối với đảng viên", max_length=CODE, blank=True)
    rates_members_path = ByteOrderedField(max_length=PATH, blank=True)
    members_group = models.ForeignKey("QuotaGroup", models.PROTECT, null=True, related_name="+")

    objects = ScopedByPlace.as_manager()

    class Meta:
        constraints = [UniqueConstraint(fields=["cycle", "path"], name="one_place_a_path")]

    def __str__(self) -> str:
        return self.name


class QuotaGroup(models.Model):
    """Nhóm tính tỷ lệ: within which *excellent* is counted; its row is locked when a level changes.

    The four figures count released decisions only. `over` flags a group that a lawful downgrade or transfer has left
    above its ceiling, until it is dealt with; `room` is how many could still go from good to excellent. `terms` is the
    latest `QuotaSetting` of its scope and kind, kept here so that it is read and locked with the figures.
    """

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="groups")
    kind = models.CharField("loại đối tượng", max_length=20, choices=KINDS)
    scope = models.CharField("phạm vi", max_length=CODE)
    key = models.CharField("nhóm tương đồng", max_length=200, blank=True)
    name = models.CharField("tên nhóm", max_length=400)
    path = ByteOrderedField("đường dẫn của phạm vi", max_length=PATH)
    excellent = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    completed = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    over = models.BooleanField("vượt tỷ lệ", default=False)
    room = models.PositiveIntegerField("còn có thể xếp xuất sắc", default=0)
    terms = models.JSONField("thiết lập", default=dict)

    objects = ScopedByPlace.as_manager()

    class Meta:
        constraints = [UniqueConstraint(fields=["cycle", "kind", "scope", "key"], name="one_group_a_key")]

    def __str__(self) -> str:
        return self.name


class QuotaSetting(models.Model):
    """Thiết lập tỷ lệ of a competent level for its scope and kind, by a numbered decision; kept, never rewritten."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="quota_settings")
    kind = models.CharField("loại đối tượng", max_length=20, choices=KINDS)
    scope = models.CharField("phạm vi", max_length=CODE)
    path = ByteOrderedField(max_length=PATH)
    percent = models.PositiveSmallIntegerField("tỷ lệ (%)", null=True)
    reading = models.CharField("cách đọc mẫu số", max_length=20, blank=True)
    rounding = models.CharField("làm tròn", max_length=20, blank=True)
    small_below = models.PositiveSmallIntegerField("nhóm nhỏ: dưới", null=True)
    small_allowed = models.PositiveSmallIntegerField("nhóm nhỏ: được", null=True)
    decision_no = models.CharField("số quyết định", max_length=60)
    decided_on = models.DateField("ngày quyết định")
    ground = models.CharField("căn cứ, lý do", max_length=1000)
    by = models.CharField(max_length=250)
    at = models.DateTimeField()

    objects = ScopedByPlace.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["cycle", "kind", "scope", "decision_no", "decided_on"], name="one_setting_a_decision"
            )
        ]

    def as_terms(self) -> Terms:
        """Như quy định hiểu."""
        return Terms(
            scope=self.scope,
            kind=Kind(self.kind),
            decision_no=self.decision_no,
            decided_on=self.decided_on,
            ground=self.ground,
            percent=self.percent,
            reading=self.reading,
            rounding=self.rounding,
            small_below=self.small_below,
            small_allowed=self.small_allowed,
        )


class Subject(models.Model):
    """Đối tượng: who is reviewed and rated in this cycle, as they stood when it was opened.

    `path` is the place of the subject (a member's cell, a collective's unit), `authority` the unit that decides,
    `heads` the codes of collectives and organisations the person heads. `reason` says why one is left out of review
    (`reviewed` false) or of rating (`rated` false). `level` is the level in force by a released decision.
    """

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="subjects")
    kind = models.CharField("loại đối tượng", max_length=20, choices=KINDS)
    code = models.CharField("mã", max_length=CODE)
    name = models.CharField("tên", max_length=250)
    name_key = ByteOrderedField(max_length=250)
    sort_key = ByteOrderedField(max_length=520)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="subjects")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="subjects")
    collective = models.ForeignKey(Collective, models.PROTECT, null=True, related_name="subjects")
    place = models.CharField("mã nơi kiểm điểm", max_length=CODE)
    path = ByteOrderedField(max_length=PATH)
    post = models.CharField("chức vụ", max_length=200, blank=True)
    heads = models.JSONField("đứng đầu", default=list)
    of_unit = models.CharField("thuộc tổ chức", max_length=CODE, blank=True)
    authority = models.CharField("cấp quyết định", max_length=CODE, blank=True)
    authority_path = ByteOrderedField(max_length=PATH, blank=True)
    group = models.ForeignKey(QuotaGroup, models.PROTECT, null=True, related_name="subjects")
    reviewed = models.BooleanField("thuộc diện kiểm điểm", default=True)
    rated = models.BooleanField("thuộc diện xếp loại", default=True)
    reason = models.CharField("lý do", max_length=300, blank=True)
    cite = models.CharField("căn cứ", max_length=300, blank=True)
    state = models.CharField("tiến độ", max_length=12, choices=State, default=State.NOT_STARTED)
    level = models.PositiveSmallIntegerField("mức đã quyết định", choices=LEVELS, null=True)

    objects = ByName.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["cycle", "kind", "code"], name="one_subject_a_kind"),
            CheckConstraint(condition=Q(rated=True, reviewed=True) | ~Q(reason=""), name="left_out_with_a_reason"),
        ]
        indexes = [
            models.Index(fields=["cycle", "path", "sort_key"], name="subject_by_place"),
            models.Index(fields=["cycle", "authority_path"], name="subject_by_authority"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject_kind(self) -> Kind:
        """The kind as the law knows it."""
        return Kind(self.kind)


class Headship(models.Model):
    """Đứng đầu: which leaders head which collective or organisation, by its code; `Subject.heads` turned round."""

    leader = models.ForeignKey(Subject, models.CASCADE, related_name="headships")
    code = models.CharField("mã tập thể, tổ chức", max_length=CODE)
    since = models.DateField("từ ngày", null=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["leader", "code"], name="one_headship_a_code")]
        indexes = [models.Index(fields=["code"], name="headship_by_code")]


class Tally(models.Model):
    """Tiến độ tại một nơi: how many subjects of a kind directly at a place are in a state; kept by the acts.

    A branch is the sum over its range of paths.
    """

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="tallies")
    path = ByteOrderedField(max_length=PATH)
    kind = models.CharField(max_length=20, choices=KINDS)
    state = models.CharField(max_length=12, choices=State)
    number = models.IntegerField(default=0)

    objects = ScopedByPlace.as_manager()

    class Meta:
        constraints = [UniqueConstraint(fields=["cycle", "path", "kind", "state"], name="one_tally_a_state")]
        indexes = [models.Index(fields=["cycle", "path", "state", "number"], name="tally_summed")]  # read alone
