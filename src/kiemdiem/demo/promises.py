"""Điều đã hứa: faults named last year, and what this year's papers answer to them."""

from __future__ import annotations

from collections import defaultdict
from random import Random

from django.db.models import Q

from kiemdiem.cycles.models import Cycle
from kiemdiem.cycles.states import HEARD
from kiemdiem.demo import cast, words
from kiemdiem.demo.clock import moment
from kiemdiem.demo.ground import Ground
from kiemdiem.organisations.models import Post, on_day
from kiemdiem.reviews.models import Fault, FaultAnswer, FaultShare, Paper

_ONE_IN = 9  # members who named a fault last year
_CHUNK = 2000
Owner = tuple[int | None, int | None, int | None]
Result, State = FaultAnswer.Result, Fault.State
_RESULTS = (Result.FIXED,) * 6 + (Result.PARTLY,) * 2 + (Result.RECURRING,)


def name_faults(cycle: Cycle, ground: Ground, seed: int) -> None:
    """Hạn chế nêu trong năm trước: of some members, of every collective, and of the one who writes in the story."""
    draw = Random(f"promises-{seed}")
    ward = ground.units[cast.WARD].path
    writer = ground.of("writer").pk
    rows = []
    for paper in Paper.objects.filter(cycle=cycle, state=Paper.State.HANDED_IN).order_by("path", "pk"):
        told = paper.path.startswith(ward) and paper.person_id != writer
        if told or (paper.person_id != writer and paper.person_id and draw.randrange(_ONE_IN)):
            continue
        several = 2 if paper.collective_id or paper.person_id == writer else 1
        rows += [_fault(paper, draw) for _ in range(several)]
    Fault.objects.bulk_create(rows, batch_size=_CHUNK)
    _share(cycle)


def answer(cycle: Cycle, seed: int) -> None:
    """Trả lời của năm nay, in what has been handed in; a fault that was heard is settled by its answer."""
    draw = Random(f"answers-{seed}")
    open_faults = Fault.objects.filter(cycle__year__lt=cycle.year).exclude(state=State.FIXED).order_by("pk")
    owners: dict[Owner, list[Fault]] = defaultdict(list)
    for fault in open_faults:
        owners[_key(fault)].append(fault)
    handed = Paper.objects.filter(cycle=cycle, state=Paper.State.HANDED_IN).order_by("pk")
    heard = set(handed.filter(lines__subject__state__in=HEARD).values_list("pk", flat=True))
    rows, settled = [], []
    for paper in handed.filter(Q(person__in=[key[0] for key in owners]) | Q(person=None)):
        for fault in owners.get(_key(paper), ()):
            row = FaultAnswer(paper=paper, fault=fault, result=draw.choice(_RESULTS), text=words.HOW_MENDED)
            rows.append(row)
            if paper.pk in heard:
                fault.state = State(row.result)
                settled.append(fault)
    FaultAnswer.objects.bulk_create(rows, batch_size=_CHUNK)
    Fault.objects.bulk_update(settled, ["state"], batch_size=_CHUNK)


def _fault(paper: Paper, draw: Random) -> Fault:
    content, cause = draw.choice(words.FAULTS)
    year = paper.cycle.year
    return Fault(
        cycle_id=paper.cycle_id,
        person_id=paper.person_id,
        collective_id=paper.collective_id,
        unit_id=paper.unit_id,
        owner=paper.owner,
        place=paper.place,
        path=paper.path,
        source=Fault.Source.SELF,
        content=content,
        cause=cause,
        paper=paper,
        named_at=paper.handed_in_at or moment(year, 12, 10, 9),
    )


def _share(cycle: Cycle) -> None:
    """Trách nhiệm của người đứng đầu, for every fault of a collective."""
    heads = dict(
        Post.objects.filter(on_day(cycle.as_of), is_head=True, collective__isnull=False)
        .values_list("collective", "person")
    )  # fmt: skip
    found = Fault.objects.filter(cycle=cycle, collective__in=heads)
    FaultShare.objects.bulk_create(
        FaultShare(
            fault=each,
            person_id=heads[each.collective_id],
            role=FaultShare.Role.HEAD,
            share=FaultShare.Share.MAIN,
            text="Chưa kiểm tra, đôn đốc thường xuyên.",
        )
        for each in found
    )


def _key(owned: Fault | Paper) -> Owner:
    return (owned.person_id, owned.collective_id, owned.unit_id)
