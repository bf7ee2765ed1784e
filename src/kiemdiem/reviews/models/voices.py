"""Bảng ý kiến: written comments of consulted bodies; replies and reserved opinions of the one under review."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kiemdiem.cycles.models import Subject
from kiemdiem.organisations.models import Person
from kiemdiem.reviews.models.meetings import Comment, Meeting


class Opinion(models.Model):
    """Nhận xét của nơi được lấy ý kiến about a subject, on paper as it came; a scan may be attached."""

    class Body(models.TextChoices):
        RESIDENCE = "residence", _("Cấp ủy nơi cư trú")
        FORMER_CELL = "former_cell", _("Chi bộ nơi chuyển đi")
        TEMPORARY_CELL = "temporary_cell", _("Chi bộ nơi sinh hoạt tạm thời")
        SAME_LEVEL = "same_level", _("Tổ chức cùng cấp có liên quan")

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="opinions")
    body = models.CharField("nơi nhận xét", max_length=20, choices=Body)
    body_name = models.CharField("tên nơi nhận xét", max_length=250)
    text = models.TextField("nhận xét")
    given_on = models.DateField("ngày")
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=250)


class Reply(models.Model):
    """Ý kiến của người được kiểm điểm: an answer to what was said of them, or an opinion reserved (bảo lưu)."""

    class Kind(models.TextChoices):
        REPLY = "reply", _("Ý kiến trả lời")
        RESERVED = "reserved", _("Ý kiến bảo lưu")

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="replies")
    person = models.ForeignKey(Person, models.PROTECT, related_name="replies")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="replies")
    comment = models.ForeignKey(Comment, models.PROTECT, null=True, related_name="replies")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField("nội dung")
    at = models.DateTimeField()
