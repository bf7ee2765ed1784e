"""Bảng của tổ chức: units in one dated tree, collectives, people, where they belong and what posts they hold.

Nothing is deleted: what ends has a last day. A unit keeps its code for ever; its name and place change by acts, and
`Placement` remembers what it was called and where it stood on any day.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from kiemdiem.ledger.fields import ByteOrderedField
from kiemdiem.organisations.actions import READ
from kiemdiem.organisations.kinds import CollectiveKind, Discipline, Standing, UnitKind
from kiemdiem.organisations.tree import DEEPEST, WIDTH, within_any
from kiemdiem.regulation import Level
from kiemdiem.vietnamese import fold, sort_key, squeeze

if TYPE_CHECKING:
    from kiemdiem.ledger.actor import Actor

CODE = 40


def on_day(day: date) -> Q:
    """Điều kiện “có hiệu lực vào ngày”: begun by then and not ended before."""
    return Q(since__lte=day) & (Q(until=None) | Q(until__gte=day))


class Named(models.Model):
    """Tên và khóa của tên: the name as written, folded for search, and its key for order; filled by `name_keys`."""

    name = models.CharField("tên", max_length=250)
    name_key = ByteOrderedField(max_length=250, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        for field, value in self.name_keys(self.name).items():
            setattr(self, field, value)
        super().save(*args, **options)

    @classmethod
    def name_keys(cls, name: str) -> dict[str, str]:
        """The name in one form and its keys: what `save` and bulk paths both write."""
        name = squeeze(name)
        return {"name": name, "name_key": fold(name)}


class Scoped(models.QuerySet[Any]):
    """Truy vấn theo phạm vi: `visible_to` is the only way in."""

    path = "path"

    def visible_to(self, actor: Actor) -> Self:
        """What that actor may read: branches of the tree; nobody else gets a row."""
        return self.filter(within_any(actor.reach(READ), self.path))


class Unit(Named):
    """Đơn vị: code, name and place in the tree as they are now."""

    code = models.CharField("mã đơn vị", max_length=CODE, unique=True)
    kind = models.CharField("loại", max_length=20, choices=UnitKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = ByteOrderedField(max_length=WIDTH * DEEPEST, unique=True, editable=False)
    since = models.DateField("ngày thành lập")
    until = models.DateField("ngày kết thúc", null=True, blank=True)

    objects = Scoped.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="unit_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return self.name


class Placement(models.Model):
    """Vị trí theo thời gian: what a unit was called and below whom it stood, from a day to a day."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="placements")
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=250)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["unit"], condition=Q(until=None), name="one_present_placement_a_unit"),
            UniqueConstraint(fields=["unit", "since"], name="one_placement_begins_a_day"),
        ]


class Lineage(models.Model):
    """Nguồn gốc: which units became which, by merger or split, from a day."""

    before = models.ForeignKey(Unit, models.PROTECT, related_name="became")
    after = models.ForeignKey(Unit, models.PROTECT, related_name="came_from")
    how = models.CharField(max_length=10, choices=[("merged", "Sáp nhập"), ("split", "Chia, tách")])
    since = models.DateField()

    class Meta:
        constraints = [UniqueConstraint(fields=["before", "after"], name="one_line_between_two_units")]


class ScopedByUnit(Scoped):
    """Truy vấn theo đơn vị của dòng."""

    path = "unit__path"


class Collective(Named):
    """Tập thể lãnh đạo, quản lý of a unit."""

    code = models.CharField("mã tập thể", max_length=CODE, unique=True)
    kind = models.CharField("loại", max_length=20, choices=CollectiveKind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="collectives")
    since = models.DateField("từ ngày")
    until = models.DateField("đến ngày", null=True, blank=True)

    objects = ScopedByUnit.as_manager()

    def __str__(self) -> str:
        return self.name


class Person(Named):
    """Con người: a party member or a leader; `path` is that of the cell, kept when the tree or the person moves."""

    code = models.CharField("mã", max_length=CODE, unique=True)
    sort_key = ByteOrderedField(max_length=520, editable=False)
    born = models.DateField("ngày sinh", null=True, blank=True)
    cell = models.ForeignKey(Unit, models.PROTECT, related_name="people", null=True)
    path = ByteOrderedField(max_length=WIDTH * DEEPEST, editable=False)
    admitted = models.DateField("ngày kết nạp", null=True, blank=True)
    confirmed = models.DateField("ngày chính thức", null=True, blank=True)
    standing = models.CharField("tình trạng", max_length=20, choices=Standing, default=Standing.OFFICIAL)
    civil_servant = models.BooleanField("CBCCVC", default=False)

    objects = Scoped.as_manager()

    class Meta:
        indexes = [models.Index(fields=["path", "sort_key"]), models.Index(fields=["name_key"])]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def name_keys(cls, name: str) -> dict[str, str]:
        """Also the key for the order of people, by given name."""
        keys = super().name_keys(name)
        return keys | {"sort_key": sort_key(keys["name"])}


class Membership(models.Model):
    """Nơi sinh hoạt đảng: a person in a cell, official or temporary, from a day to a day."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    cell = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    temporary = models.BooleanField("sinh hoạt tạm thời", default=False)
    since = models.DateField("từ ngày")
    until = models.DateField("đến ngày", null=True, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["person"], condition=Q(until=None, temporary=False), name="one_official_cell_a_person"
            ),
            UniqueConstraint(fields=["person", "cell", "temporary", "since"], name="one_membership_begins_a_day"),
        ]


class Post(models.Model):
    """Chức vụ: a title at a unit or in a collective; `managed_by` is the unit whose authority the holder is under."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    collective = models.ForeignKey(Collective, models.PROTECT, null=True, related_name="posts")
    title = models.CharField("chức vụ", max_length=200)
    is_head = models.BooleanField("đứng đầu", default=False)
    managed_by = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="manages")
    since = models.DateField("từ ngày")
    until = models.DateField("đến ngày", null=True, blank=True)

    objects = ScopedByUnit.as_manager()

    class Meta:
        constraints = [UniqueConstraint(fields=["person", "unit", "title", "since"], name="one_post_begins_a_day")]


class YearFact(models.Model):
    """Dữ kiện trong năm of a person: discipline, leave, civil rating, targets; entered once, used by rules."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="year_facts")
    year = models.PositiveSmallIntegerField("năm")
    discipline = models.CharField("kỷ luật", max_length=20, choices=Discipline, blank=True)
    violated_on = models.DateField("ngày vi phạm", null=True, blank=True)
    violated_at = models.CharField("đơn vị vi phạm", max_length=CODE, blank=True)
    disciplined_on = models.DateField("ngày quyết định", null=True, blank=True)
    disciplined_by = models.CharField("đơn vị quyết định", max_length=CODE, blank=True)
    duty_related = models.BooleanField("liên quan nhiệm vụ", default=False)
    self_detected = models.BooleanField("tự phát hiện", default=False)
    sick_days = models.PositiveSmallIntegerField("nghỉ ốm (ngày)", null=True, blank=True)
    maternity = models.BooleanField("nghỉ thai sản", default=False)
    civil_level = models.PositiveSmallIntegerField(
        "xếp loại CBCCVC", choices=[(level.value, level.official) for level in Level], null=True, blank=True
    )
    targets_done = models.PositiveSmallIntegerField("tỷ lệ hoàn thành chỉ tiêu (%)", null=True, blank=True)
    degenerated = models.BooleanField("có kết luận suy thoái, “tự diễn biến”, “tự chuyển hóa”", default=False)

    class Meta:
        constraints = [UniqueConstraint(fields=["person", "year"], name="one_row_of_facts_a_year")]


class BodyFact(models.Model):
    """Dữ kiện trong năm of a unit or a collective: discipline, targets, what was concluded; entered once.

    The four shares are per cent of the targets and tasks assigned: done, of the basic ones exceeded, done on time and
    well; `main_met` is whether the main targets were all reached.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="year_facts")
    collective = models.ForeignKey(Collective, models.PROTECT, null=True, blank=True, related_name="year_facts")
    year = models.PositiveSmallIntegerField("năm")
    discipline = models.CharField("kỷ luật", max_length=20, choices=Discipline, blank=True)
    violated_on = models.DateField("ngày vi phạm", null=True, blank=True)
    disciplined_on = models.DateField("ngày quyết định", null=True, blank=True)
    disciplined_by = models.CharField("đơn vị quyết định", max_length=CODE, blank=True)
    self_detected = models.BooleanField("tự phát hiện và đã khắc phục", default=False)
    targets_done = models.PositiveSmallIntegerField("tỷ lệ hoàn thành chỉ tiêu (%)", null=True, blank=True)
    exceeded = models.PositiveSmallIntegerField("chỉ tiêu cơ bản vượt mức (%)", null=True, blank=True)
    in_time = models.PositiveSmallIntegerField("hoàn thành đúng tiến độ, chất lượng (%)", null=True, blank=True)
    main_met = models.BooleanField("các chỉ tiêu chủ yếu đều đạt", null=True, blank=True)
    corruption = models.BooleanField("trực thuộc có tham nhũng, tiêu cực đã bị xử lý", default=False)
    disunited = models.BooleanField("có kết luận mất đoàn kết, suy thoái", default=False)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["unit", "year"], name="one_row_of_unit_facts_a_year"),
            UniqueConstraint(fields=["collective", "year"], name="one_row_of_collective_facts_a_year"),
            CheckConstraint(
                condition=Q(unit__isnull=True) ^ Q(collective__isnull=True), name="facts_of_a_unit_or_a_collective"
            ),
        ]
