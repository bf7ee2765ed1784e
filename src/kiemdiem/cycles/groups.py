"""Nhóm tính tỷ lệ của đợt: made as subjects come, one row a key (21-HD/BTCTW, II.B.1 to II.B.4; decision 0024)."""

from __future__ import annotations

from kiemdiem.cycles.models import Cycle, QuotaGroup, QuotaSetting
from kiemdiem.cycles.snapshot import Node
from kiemdiem.regulation import Kind
from kiemdiem.regulation.shares import Terms


def kept_terms(terms: Terms) -> dict[str, object]:
    """Thiết lập tỷ lệ as plain values, for the row of a group."""
    return {
        "decision_no": terms.decision_no,
        "decided_on": terms.decided_on.isoformat(),
        "ground": terms.ground,
        "percent": terms.percent,
        "reading": terms.reading,
        "rounding": terms.rounding,
        "small_below": terms.small_below,
        "small_allowed": terms.small_allowed,
    }


class Groups:
    """The quota groups of one cycle by kind, scope and key; those wanted and not there are made by `save`."""

    def __init__(self, cycle: Cycle) -> None:
        self._cycle = cycle
        self._held: dict[tuple[str, str, str], QuotaGroup] = {
            (group.kind, group.scope, group.key): group for group in QuotaGroup.objects.filter(cycle=cycle)
        }
        self._new: list[QuotaGroup] = []
        self._terms: dict[tuple[str, str], dict[str, object]] = {}
        for each in QuotaSetting.objects.filter(cycle=cycle).order_by("decided_on", "pk"):
            self._terms[each.kind, each.scope] = kept_terms(each.as_terms())

    def of(self, kind: Kind, scope: Node, key: str = "") -> QuotaGroup:
        """The group within a unit; members have one a grassroots organisation, the others one a like kind or post."""
        held = self._held.get((kind.value, scope.code, key))
        if held is None:
            name = f"{kind.official}, {key}, {scope.name}" if key else f"{kind.official}, {scope.name}"
            held = QuotaGroup(
                cycle=self._cycle,
                kind=kind.value,
                scope=scope.code,
                key=key,
                name=name[:400],
                path=scope.path,
                terms=self._terms.get((kind.value, scope.code), {}),
            )
            self._held[kind.value, scope.code, key] = held
            self._new.append(held)
        return held

    def save(self) -> None:
        """Write the new ones; their keys are known from then on."""
        QuotaGroup.objects.bulk_create(self._new)
        self._new = []
