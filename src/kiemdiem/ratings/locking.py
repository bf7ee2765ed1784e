"""Khóa theo một thứ tự: the place that decides, its groups, then subjects; whoever keeps to it never waits in a ring.

The locks are those that leave keys alone (FOR NO KEY UPDATE): a row that refers to a locked one may still be written.
On SQLite the IMMEDIATE transaction has seen to all of it.
"""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from kiemdiem.cycles.models import Headship, Place, Subject
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.regulation import Kind

BODIES = (Kind.PARTY_ORGANISATION, Kind.COLLECTIVE)


def lock_place(cycle: int, path: str) -> None:
    """Khóa nơi quyết định: one act at a time that makes, moves or counts its groups, or uses up its numbers."""
    list(Place.objects.select_for_update(no_key=True).filter(cycle=cycle, path=path).order_by("pk").values("pk"))


def lock_standing(cycle: int, subjects: Collection[int]) -> None:
    """Khóa đối tượng, cùng những gì họ đứng đầu và những ai đứng đầu họ: whoever could be judged against another.

    Raises WrongState when somebody has come to head one of them in the meantime.
    """
    wanted = _standing(cycle, subjects)
    lock_subjects(wanted)
    if not _standing(cycle, subjects) <= wanted:
        raise WrongState(_("Người đứng đầu vừa được thay đổi; hãy xem lại rồi ban hành."))


def lock_subjects(subjects: Collection[int]) -> None:
    """Khóa các đối tượng, in one order."""
    list(Subject.objects.select_for_update(no_key=True).filter(pk__in=subjects).order_by("pk").values("pk"))


def bodies_of(cycle: int, codes: Collection[str]) -> set[int]:
    """Các tập thể, tổ chức có mã ấy."""
    found = Subject.objects.filter(cycle=cycle, kind__in=BODIES, code__in=codes).order_by("pk")
    return set(found.values_list("pk", flat=True))


def _standing(cycle: int, subjects: Collection[int]) -> set[int]:
    rows = list(Subject.objects.filter(pk__in=subjects).order_by("pk").values_list("kind", "code", "heads", "of_unit"))
    above = {code for _, _, heads, of_unit in rows for code in (*heads, of_unit) if code}
    own = {code for kind, code, _, _ in rows if kind in BODIES}
    leaders = Headship.objects.filter(code__in=own, leader__cycle=cycle).order_by("pk")
    return {*subjects, *bodies_of(cycle, above), *leaders.values_list("leader", flat=True)}
