"""Quyết định đã ban hành: drafted, staged, checked and released by the acts themselves, one authority at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from random import Random

from django.db.models import Q

from kiemdiem.cycles.models import Cycle, Place, Subject
from kiemdiem.cycles.states import State
from kiemdiem.demo import levels
from kiemdiem.demo.clock import moment
from kiemdiem.demo.opening import SYSTEM
from kiemdiem.demo.stages import Stage
from kiemdiem.organisations.tree import within_any
from kiemdiem.ratings import deciding, proposing
from kiemdiem.regulation import Level

_SIGNATORY = "Thay mặt cấp ủy"


class Decisions:
    """Các quyết định của một đợt."""

    def __init__(self, cycle: Cycle, seed: int) -> None:
        self.cycle = cycle
        self.draw = Random(f"decisions-{cycle.year}-{seed}")
        self.places = {place.code: place for place in Place.objects.filter(cycle=cycle)}
        self._number = 100

    def of_this_year(self, stages: Mapping[str, Stage]) -> None:
        """Những nơi đã xong trước: proposals and decisions of grassroots organisations, then of what is above them."""
        done = [code for code, stage in stages.items() if stage is Stage.DECIDED]
        for code in done:
            self.of_grassroots(code, proposed=True)
        for above in dict.fromkeys(code.rsplit("-", 1)[0] for code in done):
            self.of_committee(above, [code for code in done if code.startswith(f"{above}-")][::2])

    def of_grassroots(self, code: str, *, proposed: bool) -> None:
        """Quyết định của một tổ chức cơ sở đảng on its members and cells."""
        subjects = self._reviewed(Q(authority=code))
        if not subjects:
            return
        chosen = levels.for_members(subjects, self.cycle.year, self.draw)
        if proposed:
            proposing.propose(chosen, by=SYSTEM, name=_SIGNATORY, at=self._at(6))
        self._release(code, chosen)

    def of_committee(self, code: str, below: list[str]) -> None:
        """Quyết định của cấp trên trực tiếp on organisations, collectives and leaders at some places."""
        paths = [self.places[each].path for each in below]
        subjects = self._reviewed(Q(authority=code) & within_any(paths, "path"))
        if subjects:
            self._release(code, levels.for_district(subjects, self.draw))

    def _reviewed(self, which: Q) -> list[Subject]:
        found = Subject.objects.filter(which, cycle=self.cycle, rated=True, state=State.REVIEWED)
        return list(found.order_by("path", "kind", "code"))

    def _release(self, code: str, chosen: Mapping[int, Level]) -> None:
        self._number += 1
        decision = deciding.begin(self.cycle, self.places[code], by=SYSTEM, name=_SIGNATORY, at=self._at(6))
        deciding.stage(decision, chosen, by=SYSTEM)
        on = date(self.cycle.year, 12, 7)
        deciding.describe(decision, number=f"{self._number}-QĐ", signed_on=on, signatory=_SIGNATORY, by=SYSTEM)
        deciding.release(decision, by=SYSTEM, name=_SIGNATORY, at=self._at(7))

    def _at(self, day: int) -> datetime:
        return moment(self.cycle.year, 12, day, 15)
