"""Nhóm tính tỷ lệ của đợt: made as subjects come, one row a key (21-HD/BTCTW, II.B.1 to II.B.4; decision 0024)."""

from __future__ import annotations

from kiemdiem.cycles.models import Cycle, QuotaGroup
from kiemdiem.cycles.snapshot import Node
from kiemdiem.regulation import Kind


class Groups:
    """The quota groups of one cycle by kind, scope and key; those wanted and not there are made by `save`."""

    def __init__(self, cycle: Cycle) -> None:
        self._cycle = cycle
        self._held: dict[tuple[str, str, str], QuotaGroup] = {
            (group.kind, group.scope, group.key): group for group in QuotaGroup.objects.filter(cycle=cycle)
        }
        self._new: list[QuotaGroup] = []

    def of(self, kind: Kind, scope: Node, key: str = "") -> QuotaGroup:
        """The group within a unit; members have one a grassroots organisation, the others one a like kind or post."""
        held = self._held.get((kind.value, scope.code, key))
        if held is None:
            name = f"{kind.official}, {key}, {scope.name}" if key else f"{kind.official}, {scope.name}"
            held = QuotaGroup(
                cycle=self._cycle, kind=kind.value, scope=scope.code, key=key, name=name[:400], path=scope.path
            )
            self._held[kind.value, scope.code, key] = held
            self._new.append(held)
        return held

    def save(self) -> None:
        """Write the new ones; their keys are known from then on."""
        QuotaGroup.objects.bulk_create(self._new)
        self._new = []
