"""Bảng của văn bản: terms and the numbers given out in them, documents, and what is attached to anything.

Who may see a document or an attachment is decided by what it is about: its owner's package asks its own rows.
"""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from kiemdiem.documents.model import Sheet
from kiemdiem.documents.states import State
from kiemdiem.ledger.fields import ByteOrderedField
from kiemdiem.organisations.models import Unit
from kiemdiem.organisations.tree import DEEPEST, WIDTH
from kiemdiem.regulation.layout import Layout, layout, number_line


class Content(models.Model):
    """Nội dung tệp: bytes by their digest, in the database, so that one backup holds all on either engine."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    data = models.BinaryField()


class Term(models.Model):
    """Nhiệm kỳ of an organ: numbers run anew in each."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="terms")
    begins = models.DateField("ngày bắt đầu")
    ends = models.DateField("ngày kết thúc", null=True, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["unit"], condition=Q(ends=None), name="one_present_term_a_unit"),
            UniqueConstraint(fields=["unit", "begins"], name="one_term_begins_a_day"),
            CheckConstraint(condition=Q(ends=None) | Q(ends__gte=F("begins")), name="term_ends_after_it_begins"),
        ]


class Series(models.Model):
    """Dãy số of one kind in one term; `last` is the number given out last."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="series")
    kind = models.CharField(max_length=8)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [UniqueConstraint(fields=["term", "kind"], name="one_series_a_kind_and_term")]


class UsedOutside(models.Model):
    """Số đã dùng ngoài hệ thống: from a number to a number, with the note that explains them."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="used_outside")
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    note = models.CharField(max_length=250)
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(first__gte=1, last__gte=F("first")), name="outside_numbers_in_order"),
            CheckConstraint(condition=~Q(note=""), name="outside_numbers_are_explained"),
        ]


class Documents(models.QuerySet["Document"]):
    """Truy vấn văn bản."""

    def of(self, about: str) -> Self:
        """Văn bản về một việc, newest first; whoever calls has found the matter itself by `visible_to`."""
        return self.filter(about=about).order_by("-pk")


class Document(models.Model):
    """Văn bản: draft, then issued with number, day and digests and never changed, then perhaps withdrawn."""

    organ = models.ForeignKey(Unit, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=8)
    about = models.CharField(max_length=80, db_index=True)
    path = ByteOrderedField(max_length=WIDTH * DEEPEST)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    sheet_json = models.JSONField()
    ruleset = models.CharField(max_length=10)
    term = models.ForeignKey(Term, models.PROTECT, null=True, related_name="documents")
    number = models.PositiveIntegerField("số", null=True)
    signed_on = models.DateField("ngày ký", null=True)
    docx = models.ForeignKey(Content, models.PROTECT, null=True, related_name="+")
    pdf = models.ForeignKey(Content, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True)
    issued_by = models.CharField(max_length=80, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=80, blank=True)
    reason = models.CharField("lý do thu hồi", max_length=500, blank=True)

    objects = Documents.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(
                    state=State.DRAFT, term=None, number=None, signed_on=None, docx=None, pdf=None, issued_at=None
                )
                | ~Q(state=State.DRAFT)
                & Q(
                    term__isnull=False, number__isnull=False, number__gte=1, signed_on__isnull=False,
                    docx__isnull=False, pdf__isnull=False, issued_at__isnull=False,
                ),
                name="issued_has_number_day_and_digest",
            ),
            CheckConstraint(
                condition=Q(state=State.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(reason="")
                | ~Q(state=State.WITHDRAWN) & Q(withdrawn_at=None, reason=""),
                name="withdrawn_has_its_reason",
            ),
            UniqueConstraint(fields=["term", "kind", "number"], name="a_number_is_given_once"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number_line

    @property
    def sheet(self) -> Sheet:
        """The content as it was written."""
        return Sheet.from_json(self.sheet_json)

    @property
    def layout(self) -> Layout:
        """The ruleset it was drafted or issued under, whatever is in force today."""
        return layout(self.ruleset)

    @property
    def number_line(self) -> str:
        """“Số 608-CV/TU”, with dots while it is a draft."""
        return number_line(self.layout, self.kind, self.sheet_json["organ"]["symbol"], self.number)

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_issued(self) -> bool:
        """Issued and not withdrawn."""
        return self.state == State.ISSUED


class Attachment(models.Model):
    """Tệp kèm theo: evidence, a scan, a signed copy, kept as it came; its kind was decided by its content."""

    about = models.CharField(max_length=80)
    path = ByteOrderedField(max_length=WIDTH * DEEPEST)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    content = models.ForeignKey(Content, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)

    class Meta:
        constraints = [UniqueConstraint(fields=["about", "content"], name="the_same_file_once")]

    def __str__(self) -> str:
        return self.name


def term_on(unit: Unit, day: date) -> Term | None:
    """Nhiệm kỳ of an organ on a day."""
    return Term.objects.filter(Q(begins__lte=day) & (Q(ends=None) | Q(ends__gte=day)), unit=unit).first()
