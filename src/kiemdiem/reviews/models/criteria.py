"""Bảng tiêu chí: the city's own catalogue, which makes the criteria of a form concrete (21-HD/BTCTW, II.B.1.5)."""

from __future__ import annotations

from django.db import models
from django.db.models import UniqueConstraint

from kiemdiem.organisations.models import Unit


class Criterion(models.Model):
    """Tiêu chí cụ thể of a section of a form, set by a committee for its branch, from one year on.

    `excellent` … `poor` describe the four levels; a row is ended by `until`, never deleted once used.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="criteria")
    form = models.CharField("mẫu", max_length=20)
    section = models.CharField("mục của mẫu", max_length=40)
    code = models.CharField("mã", max_length=20)
    title = models.CharField("tiêu chí", max_length=500)
    excellent = models.CharField("xuất sắc", max_length=500, blank=True)
    good = models.CharField("tốt", max_length=500, blank=True)
    average = models.CharField("trung bình", max_length=500, blank=True)
    poor = models.CharField("kém", max_length=500, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=1)
    since = models.PositiveSmallIntegerField("từ năm")
    until = models.PositiveSmallIntegerField("đến năm", null=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["unit", "form", "code", "since"], name="one_criterion_a_code")]

    def __str__(self) -> str:
        return self.title
