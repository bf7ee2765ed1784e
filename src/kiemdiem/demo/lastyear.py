"""Năm trước: last year's cycle of one district, decided and closed, so that files of people show two years."""

from __future__ import annotations

from kiemdiem.cycles.models import Cycle, Place
from kiemdiem.cycles.states import GRASSROOTS
from kiemdiem.demo import cast
from kiemdiem.demo.decisions import Decisions
from kiemdiem.demo.ground import LAST_YEAR
from kiemdiem.demo.hearings import Hearings
from kiemdiem.demo.papers import Papers
from kiemdiem.demo.stages import Stage
from kiemdiem.demo.years import open_year

YEAR = 2021


def live_through(seed: int) -> Cycle:
    """Năm 2021 của quận Bến Cau, nơi làm thử: everything reviewed, decided, closed."""
    cycle = open_year(YEAR, cast.DISTRICT, LAST_YEAR)
    Papers(cycle, lambda code: Stage.HEARD, seed).write()
    Hearings(cycle, lambda code: Stage.HEARD, seed).write()
    decisions = Decisions(cycle, seed)
    below = Place.objects.filter(cycle=cycle, kind__in=GRASSROOTS).order_by("path").values_list("code", flat=True)
    for code in below:
        decisions.of_grassroots(code, proposed=False)
    decisions.of_committee(cast.DISTRICT, [cast.DISTRICT])
    Cycle.objects.filter(pk=cycle.pk).update(phase=Cycle.Phase.CLOSED)
    return cycle
