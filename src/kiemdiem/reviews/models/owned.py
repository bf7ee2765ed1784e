"""Của ai: what papers and faults share, an owner who is a person, a collective or an organisation without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from kiemdiem.accounts.actions import WRITE
from kiemdiem.organisations.models import Collective, Person, Unit

if TYPE_CHECKING:
    from kiemdiem.ledger.actor import Actor

ONE_OWNER = (
    Q(person__isnull=False, collective=None, unit=None)
    | Q(person=None, collective__isnull=False, unit=None)
    | Q(person=None, collective=None, unit__isnull=False)
)


def own(actor: Actor) -> Q:
    """Của chính mình: not while one acts for somebody else."""
    return Q(person__code=actor.person_key) if actor.person_key and not actor.acting_for else Q(pk__in=[])


def written_by(actor: Actor) -> Q:
    """Của tập thể, tổ chức tại chính đơn vị mình được viết."""
    held = [path for path in actor.reach(WRITE) if actor.holds(WRITE, path)]
    return Q(person=None, path__in=held)


class Owned(models.Model):
    """Bản ghi có một chủ: exactly one of person, collective and unit."""

    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="%(class)ss")
    collective = models.ForeignKey(Collective, models.PROTECT, null=True, related_name="%(class)ss")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="%(class)ss")

    class Meta:
        abstract = True

    @property
    def owner_key(self) -> dict[str, int | None]:
        """The owner as conditions of a query."""
        return {"person": self.person_id, "collective": self.collective_id, "unit": self.unit_id}
