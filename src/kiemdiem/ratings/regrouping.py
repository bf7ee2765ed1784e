"""Xếp lại nhóm tương đồng và đổi người đứng đầu trong năm: never refused for the ratio; groups and cases follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from kiemdiem.accounts.actions import DECIDE
from kiemdiem.cycles.groups import Groups
from kiemdiem.cycles.models import Cycle, Headship, Place, QuotaGroup, Subject
from kiemdiem.cycles.snapshot import frozen
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import manifest_digest, record
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.ratings.cases import Because, settle_groups, settle_heads
from kiemdiem.ratings.figures import restate, tally_of
from kiemdiem.ratings.instrument import Instrument
from kiemdiem.ratings.locking import bodies_of, lock_place, lock_subjects
from kiemdiem.regulation import Kind, Level
from kiemdiem.regulation.rules import Tally


@transaction.atomic
def regroup(
    place: Place, subjects: Collection[int], key: str, *, instrument: Instrument, by: Actor, at: datetime
) -> QuotaGroup:
    """Đưa đối tượng vào một nhóm tương đồng của cấp mình; levels already in force move with them.

    Raises PermissionDenied unless all are of one kind and decided at that place; WrongState for members in years whose
    guidance counts them by grassroots organisation.
    """
    if not by.holds(DECIDE, place.path):
        raise PermissionDenied
    cycle = _open(place.cycle_id)
    instrument.check(localdate(at))
    _lock_groups(cycle, place)
    rows = list(Subject.objects.select_for_update(no_key=True).filter(pk__in=subjects, cycle=cycle).order_by("pk"))
    kinds = {each.kind for each in rows}
    if len(rows) != len(set(subjects)) or any(each.authority != place.code for each in rows) or len(kinds) != 1:
        raise PermissionDenied
    if out := [each.name for each in rows if not each.rated]:
        raise WrongState(_("Không thuộc diện xếp loại: %(names)s.") % {"names": ", ".join(out[:20])})
    kind = Kind(rows[0].kind)
    _grouped_freely(kind, cycle)
    groups = Groups(cycle)
    to = groups.of(kind, frozen(cycle).nodes[place.path], key.strip())
    groups.save()
    moved = [each for each in rows if each.group_id != to.pk]
    if not moved:
        return to
    _move(moved, to, cycle, at)
    facts = {
        "kind": kind.value,
        "key": key.strip(),
        "subjects": len(moved),
        "manifest": manifest_digest(sorted(each.code for each in moved)),
        "decision_no": instrument.number,
        "decided_on": f"{instrument.signed_on}",
        "reason": instrument.reason,
    }
    record("quota.regrouped", by=by, about=f"cycle:{cycle.pk}", path=place.path, facts=facts)
    return to


@transaction.atomic
def change_head(leader: Subject, codes: Sequence[str], *, since: date, by: Actor, reason: str, at: datetime) -> Subject:
    """Ghi người đứng đầu thay đổi trong năm: which bodies a leader heads now; none for one who left.

    Raises PermissionDenied unless the leader is one the actor decides on; WrongState for a code that isn't there.
    """
    wanted = list(dict.fromkeys(codes))
    leader = _lock_heads(leader, wanted)
    if leader.kind != Kind.LEADER or not by.holds(DECIDE, leader.authority_path):
        raise PermissionDenied
    cycle = _open(leader.cycle_id)
    if not reason.strip():
        raise WrongState(_("Phải ghi lý do; lý do được lưu vào sổ cái."))
    kinds = (Kind.PARTY_ORGANISATION, Kind.COLLECTIVE)
    known = set(Subject.objects.filter(cycle=cycle, kind__in=kinds, code__in=wanted).values_list("code", flat=True))
    if missing := [code for code in wanted if code not in known]:
        raise WrongState(_("Không có tập thể, tổ chức mã %(codes)s trong đợt này.") % {"codes": ", ".join(missing)})
    if wanted == leader.heads:
        return leader
    before = leader.heads
    leader.heads = wanted
    leader.save(update_fields=["heads"])
    leader.headships.exclude(code__in=wanted).delete()
    held = set(leader.headships.values_list("code", flat=True))
    Headship.objects.bulk_create(Headship(leader=leader, code=code, since=since) for code in wanted if code not in held)
    settle_heads(cycle, cycle.law, [leader], Because(at, how=reason.strip()))
    facts = {"was": before, "heads": wanted, "since": f"{since}", "reason": reason.strip()}
    record("head.changed", by=by, about=f"subject:{leader.pk}", path=leader.authority_path, facts=facts)
    return leader


def _open(pk: int) -> Cycle:
    cycle = Cycle.objects.select_related("root").get(pk=pk)
    cycle.must_be_open()
    return cycle


def _grouped_freely(kind: Kind, cycle: Cycle) -> None:
    row = cycle.law.value("quota.excellent_share", cycle.rule_day, kind=kind)
    if row.values.get("grouped_by") == "grassroots":
        raise WrongState(
            _("Đảng viên tính tỷ lệ trong từng tổ chức cơ sở đảng (%(cite)s), không chia thành nhóm khác.")
            % {"cite": cycle.law.cited("quota.excellent", row, cycle.rule_day)}
        )


def _lock_groups(cycle: Cycle, place: Place) -> None:
    """The level and all its groups, before its subjects, as a release does."""
    lock_place(cycle.pk, place.path)
    mine = QuotaGroup.objects.select_for_update(no_key=True).filter(cycle=cycle, scope=place.code)
    list(mine.order_by("pk").values("pk"))


def _lock_heads(leader: Subject, codes: Sequence[str]) -> Subject:
    """A leader with the bodies headed so far and from now on: none of them is rated in between."""
    lock_place(leader.cycle_id, leader.authority_path)
    leader = Subject.objects.get(pk=leader.pk)
    lock_subjects({leader.pk, *bodies_of(leader.cycle_id, [*leader.heads, *codes])})
    return Subject.objects.get(pk=leader.pk)


def _move(moved: Sequence[Subject], to: QuotaGroup, cycle: Cycle, at: datetime) -> None:
    change: dict[int, Counter[Level]] = {to.pk: Counter()}
    for each in moved:
        if each.level:
            change[to.pk][Level(each.level)] += 1
            if each.group_id:
                change.setdefault(each.group_id, Counter())[Level(each.level)] -= 1
    Subject.objects.filter(pk__in=[each.pk for each in moved]).update(group=to)
    groups = list(QuotaGroup.objects.filter(pk__in=change).order_by("pk"))
    for group in groups:
        tally = tally_of(group)
        counts = {level.key: (getattr(tally, level.key) or 0) + change[group.pk][level] for level in Level}
        restate(group, Tally(**counts), cycle, cycle.law)
    settle_groups(cycle, cycle.law, groups, Because(at))
