"""Bảng của sổ cái: entries are only ever added, and each seals the one before; triggers refuse anything else."""

from __future__ import annotations

from django.db import models

from kiemdiem.ledger.fields import ByteOrderedField
from kiemdiem.ledger.seal import SEALED, seal


class Entry(models.Model):
    """Mục ghi sổ cái: one act, by whom and in which post, about what, where, with which facts.

    Keys, not foreign keys: an entry outlives what it speaks of. A new column must be sealed too, which changes how
    older entries are hashed: it needs a version of the seal. On SQLite a migration that alters this table drops its
    triggers; such a migration makes them again.
    """

    seq = models.BigIntegerField("số thứ tự", primary_key=True)
    at = models.DateTimeField("thời điểm")
    action = models.CharField("việc")
    actor = models.CharField("tài khoản")
    person = models.CharField("người thực hiện")
    post = models.CharField("chức vụ khi đó")
    acting_for = models.CharField("thay cho")
    about = models.CharField("đối tượng")
    path = ByteOrderedField("đường dẫn")
    facts = models.TextField("nội dung")
    previous = models.CharField("mã băm mục trước", max_length=64)
    digest = models.CharField("mã băm", max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["about", "seq"], name="entry_by_about"),
            models.Index(fields=["path", "seq"], name="entry_by_path"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.about}"

    def seal(self) -> str:
        """The digest these fields should have."""
        return seal([getattr(self, field) for field in SEALED])
