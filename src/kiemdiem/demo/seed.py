"""Gieo bản minh họa: everything in one transaction, so that a stopped start leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction

from kiemdiem.cycles.models import Cycle, Subject
from kiemdiem.demo import cast, lastyear, promises
from kiemdiem.demo.above import Above
from kiemdiem.demo.clock import moment
from kiemdiem.demo.criteria import set_criteria
from kiemdiem.demo.decisions import Decisions
from kiemdiem.demo.ground import Ground
from kiemdiem.demo.hearings import Hearings
from kiemdiem.demo.opening import SYSTEM, Accounts
from kiemdiem.demo.papers import Papers
from kiemdiem.demo.shape import ROOT, plan
from kiemdiem.demo.stages import stages
from kiemdiem.demo.superior import Superior
from kiemdiem.demo.ward import Ward
from kiemdiem.demo.years import open_year, own_days
from kiemdiem.ledger.acts import manifest_digest, record
from kiemdiem.notices.models import Notice
from kiemdiem.regulation import Kind

SEED, YEAR = 2022, 2022
OPENED = date(2022, 10, 20)  # the day of the year's snapshot
Tell = Callable[[str], None]


@transaction.atomic
def seed(members: int, *, tell: Tell = lambda step: None, seed: int = SEED) -> Cycle:
    """Lập cả thành phố; the same arguments give the same city, down to every word and level."""
    city = plan(members, seed)
    tell("đơn vị, tập thể, đảng viên")
    ground = Ground(city, seed)
    ground.settle()
    tell("năm 2021 của quận Bến Cau")
    before = lastyear.live_through(seed)
    promises.name_faults(before, ground, seed)
    ground.settle_newcomers()
    accounts = Accounts(ground)
    set_criteria(ground.units[ROOT], accounts)
    tell("năm 2022: đối tượng, bản kiểm điểm, cuộc họp")
    cycle = open_year(YEAR, ROOT, OPENED, own_days(YEAR))
    far = stages(city, seed)
    Papers(cycle, far.__getitem__, seed).write(_told(ground))
    promises.answer(cycle, seed)
    Hearings(cycle, far.__getitem__, seed).write()
    tell("đề nghị, quyết định, việc đang chờ")
    Decisions(cycle, seed).of_this_year(far)
    Ward(cycle, ground, accounts, seed).live_through()
    Above(cycle, ground, accounts, seed).live_through()
    Superior(cycle, ground, accounts).live_through()
    Notice.objects.update(created=moment(2022, 12, 7, 15))  # told just now by the acts, on the clock of this machine
    _record(cycle, members, seed)
    return cycle


def _told(ground: Ground) -> Callable[[Subject], bool]:
    """What the stories tell of: the ward, and the board whose leader still writes."""
    ward = ground.units[cast.WARD].path
    here = {each.pk for each in ground.people.values() if each.path.startswith(ward)}
    here.add(ground.of("board_leader").pk)
    board = f"TT-{ROOT}-B04"
    return lambda subject: subject.person_id in here or subject.path.startswith(ward) or subject.code == board


def _record(cycle: Cycle, members: int, seed: int) -> None:
    """Ghi sổ cái rằng số liệu này được lập sẵn: what came through the tables, in one entry."""
    subjects = Subject.objects.filter(cycle=cycle).order_by("kind", "code")
    lines = [f"{Kind(kind)}:{code}={state}" for kind, code, state in subjects.values_list("kind", "code", "state")]
    facts = {"members": members, "seed": seed, "manifest": manifest_digest(sorted(lines))}
    record("demo.seeded", by=SYSTEM, about=f"cycle:{cycle.pk}", path=cycle.root_path, facts=facts)
