"""Số liệu và cờ của nhóm tính tỷ lệ: counted when a level comes into force or a subject moves, judged by its terms."""

from __future__ import annotations

from datetime import date

from kiemdiem.cycles.models import Cycle, QuotaGroup
from kiemdiem.regulation import Kind, Law, Level, Verdict, rules
from kiemdiem.regulation.rules import Tally
from kiemdiem.regulation.shares import Terms, with_terms

KEPT = ["excellent", "good", "completed", "failed", "over", "room"]


def tally_of(group: QuotaGroup) -> Tally:
    """Số liệu của các quyết định đã ban hành."""
    return Tally(**{level.key: getattr(group, level.key) for level in Level})


def terms_of(group: QuotaGroup) -> Terms | None:
    """Thiết lập đang áp dụng cho nhóm."""
    kept = group.terms
    if not kept:
        return None
    return Terms(group.scope, Kind(group.kind), **kept | {"decided_on": date.fromisoformat(kept["decided_on"])})


def judge(group: QuotaGroup, tally: Tally, cycle: Cycle, law: Law) -> Verdict:
    """Tỷ lệ của một nhóm với số liệu ấy, theo thiết lập của nhóm."""
    terms = terms_of(group)
    law = with_terms(law, [terms], cycle.rule_day) if terms else law
    return rules.excellent_share(
        tally, law, cycle.rule_day, kind=Kind(group.kind), scope=group.scope, reading=cycle.reading
    )


def restate(group: QuotaGroup, tally: Tally, cycle: Cycle, law: Law) -> Verdict:
    """Ghi số liệu mới của nhóm (locked by the caller) with its flag and room."""
    verdict = judge(group, tally, cycle, law)
    for level in Level:
        setattr(group, level.key, getattr(tally, level.key) or 0)
    group.over, group.room = verdict.ok is False, verdict.facts["room"] or 0
    group.save(update_fields=KEPT)
    return verdict
