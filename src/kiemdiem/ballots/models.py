"""Bảng của bỏ phiếu kín: a ballot with frozen items, electorate and counting committee; counts typed twice; results.

No table here names a voter. A result is never changed: a correction is a result of the next version.
"""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from kiemdiem.ledger.fields import ByteOrderedField
from kiemdiem.regulation import Level
from kiemdiem.regulation.rules import Threshold

KEY = 80
PATH = 250
LEVELS = [(level.value, level.official) for level in Level]


class Ballot(models.Model):
    """Lần bỏ phiếu kín. `about`, `path` and `above` are opaque: the matter, the body, and who decides on its items.

    `free` is how many of those entitled are in none of the items; `version` counts corrections; `follows` is the first
    round of a second one.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Đang chuẩn bị")
        OPEN = "open", _("Chờ nhập số liệu lần thứ nhất")
        FIRST = "first", _("Chờ người thứ hai nhập")
        DIFFERENT = "different", _("Hai lần nhập khác nhau")
        EQUAL = "equal", _("Hai lần khớp, chờ xác nhận")
        CONFIRMED = "confirmed", _("Đã xác nhận")
        ANNULLED = "annulled", _("Đã hủy")

    about = models.CharField(max_length=KEY)
    path = ByteOrderedField(max_length=PATH)
    above = ByteOrderedField(max_length=PATH, blank=True)
    body = models.CharField("nơi bỏ phiếu", max_length=250)
    purpose = models.CharField("nội dung", max_length=300)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    held_on = models.DateField("ngày bỏ phiếu")
    venue = models.CharField("địa điểm", max_length=200, blank=True)
    chair = models.CharField("chủ trì", max_length=200)
    secretary = models.CharField("thư ký", max_length=200)
    counted = models.PositiveIntegerField("số người có quyền bỏ phiếu theo danh sách")
    entitled = models.PositiveIntegerField("số người có quyền bỏ phiếu")
    entitled_reason = models.CharField("lý do khác danh sách", max_length=300, blank=True)
    present = models.PositiveIntegerField("số người có quyền bỏ phiếu có mặt")
    free = models.PositiveIntegerField(default=0)
    committee_reason = models.CharField("lý do của tổ kiểm phiếu", max_length=300, blank=True)
    threshold = models.JSONField("ngưỡng")
    threshold_ground = models.CharField("căn cứ chọn ngưỡng", max_length=300, blank=True)
    round = models.PositiveSmallIntegerField("lần bỏ phiếu", default=1)
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")
    version = models.PositiveSmallIntegerField(default=1)
    correction = models.CharField("lý do sửa", max_length=500, blank=True)
    annulled_reason = models.CharField("lý do hủy", max_length=500, blank=True)
    made_by = models.CharField(max_length=250)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(present__lte=models.F("entitled")), name="ballot_present_within_entitled"),
            CheckConstraint(
                condition=~Q(state="annulled") | ~Q(annulled_reason=""), name="ballot_annulled_with_reason"
            ),
            CheckConstraint(condition=Q(version=1) | ~Q(correction=""), name="ballot_corrected_with_reason"),
        ]
        indexes = [
            models.Index(fields=["about", "id"], name="ballot_by_matter"),
            models.Index(fields=["path"], name="ballot_by_body"),
        ]

    def __str__(self) -> str:
        return self.purpose

    @property
    def rule(self) -> Threshold:
        """Ngưỡng đã chốt khi mở."""
        return Threshold.of(self.threshold)

    @property
    def counting(self) -> bool:
        """Still to be counted on paper: nobody sees a figure of somebody else."""
        return self.state in (self.State.OPEN, self.State.FIRST, self.State.DIFFERENT, self.State.EQUAL)

    @property
    def corrects(self) -> bool:
        """A confirmed result stands while it is counted again."""
        return self.version > 1 and self.counting


class BallotItem(models.Model):
    """Dòng trên phiếu: an opaque key with the words frozen; `person` is the key of the person rated, if it is one."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=KEY)
    title = models.CharField(max_length=400)
    person = models.CharField(max_length=KEY, blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["ballot", "key"], name="one_item_a_key")]
        indexes = [models.Index(fields=["key"], name="ballot_item_by_key")]

    def __str__(self) -> str:
        return self.title


class Counter(models.Model):
    """Người trong tổ kiểm phiếu; `person` is a key when it is known."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="committee")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    person = models.CharField(max_length=KEY, blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["ballot", "position"], name="one_counter_a_place")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_head(self) -> bool:
        """Tổ trưởng: the first."""
        return self.position == 1


class Count(models.Model):
    """Một lần nhập số liệu: by one person, in one version; a discarded one stays, with its reason."""

    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="counts")
    version = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()  # 1 or 2
    figures = models.JSONField()
    note = models.CharField("giải thích", max_length=500, blank=True)
    person = models.CharField(max_length=KEY)
    name = models.CharField(max_length=250)
    reader = models.CharField("người đọc số liệu", max_length=200)
    at = models.DateTimeField()
    discarded = models.CharField("lý do bỏ", max_length=500, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["ballot", "version", "place"], condition=Q(discarded=""), name="two_counts_a_version"
            ),
            UniqueConstraint(
                fields=["ballot", "version", "person"], condition=Q(discarded=""), name="two_people_count"
            ),
            CheckConstraint(condition=Q(place__in=(1, 2)), name="count_is_first_or_second"),
        ]


class Result(models.Model):
    """Kết quả đã xác nhận: the canonical record with its digest. `record` is salted, so that the digest, which stands
    in the ledger, tells nobody the figures.
    """

    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="results")
    version = models.PositiveSmallIntegerField()
    record = models.TextField()
    digest = models.CharField(max_length=64)
    entry = models.BigIntegerField("số mục sổ cái", default=0)
    reason = models.CharField("lý do sửa", max_length=500, blank=True)
    typists = models.JSONField(default=list)
    head = models.CharField("tổ trưởng", max_length=200)
    confirmed_by = models.CharField(max_length=250)
    confirmed_at = models.DateTimeField()
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["ballot", "version"], name="one_result_a_version"),
            UniqueConstraint(fields=["ballot"], condition=Q(current=True), name="one_result_in_force"),
        ]


class ItemResult(models.Model):
    """Kết quả của một dòng: votes by level, blank or spoilt lines, the level reached. `way` says what the meeting
    decided when none was, with its reason.
    """

    class Way(models.TextChoices):
        AGAIN = "again", _("Bỏ phiếu lại")
        COMMITTEE = "committee", _("Cấp ủy đề nghị và nêu rõ kết quả phiếu")

    result = models.ForeignKey(Result, models.PROTECT, related_name="lines")
    item = models.ForeignKey(BallotItem, models.PROTECT, related_name="results")
    excellent = models.PositiveIntegerField()
    good = models.PositiveIntegerField()
    completed = models.PositiveIntegerField()
    failed = models.PositiveIntegerField()
    blank = models.PositiveIntegerField()
    valid = models.PositiveIntegerField()
    reached = models.PositiveSmallIntegerField(choices=LEVELS, null=True)
    way = models.CharField(max_length=10, choices=Way, blank=True)
    way_reason = models.CharField(max_length=500, blank=True)
    way_by = models.CharField(max_length=250, blank=True)
    way_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["result", "item"], name="one_line_an_item"),
            CheckConstraint(condition=Q(way="") | ~Q(way_reason=""), name="no_level_settled_with_reason"),
        ]

    def votes(self) -> dict[Level, int]:
        """Số phiếu theo mức."""
        return {level: getattr(self, level.key) for level in Level}
