"""The city: as large as asked, its figures true, its ledger whole, its names on no map."""

import re
from collections import Counter
from datetime import date
from random import Random

import pytest

from demo.conftest import SMALL
from kiemdiem.accounts.models import Delegation
from kiemdiem.cycles.models import Cycle, QuotaGroup, Subject, Tally
from kiemdiem.cycles.states import State
from kiemdiem.demo import cast, names
from kiemdiem.demo.clock import DAY
from kiemdiem.demo.committees import COMMITTEES
from kiemdiem.demo.shape import plan
from kiemdiem.demo.sizes import MOST, share_out
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.verify import verify
from kiemdiem.organisations.kinds import UnitKind
from kiemdiem.organisations.models import Membership, Person
from kiemdiem.ratings.models import DecisionLine
from kiemdiem.regulation import Level
from kiemdiem.reviews.models import Hearing, Meeting, PaperLine

REAL_PLACES = """
    An Giang, Bà Rịa, Vũng Tàu, Bạc Liêu, Bắc Giang, Bắc Kạn, Bắc Ninh, Bến Tre, Bình Dương, Bình Định, Bình Phước,
    Bình Thuận, Cà Mau, Cao Bằng, Cần Thơ, Đà Nẵng, Đắk Lắk, Đắk Nông, Điện Biên, Đồng Nai, Đồng Tháp, Gia Lai, Hà
    Giang, Hà Nam, Hà Nội, Hà Tĩnh, Hải Dương, Hải Phòng, Hậu Giang, Hòa Bình, Hồ Chí Minh, Hưng Yên, Khánh Hòa, Kiên
    Giang, Kon Tum, Lai Châu, Lạng Sơn, Lào Cai, Lâm Đồng, Long An, Nam Định, Nghệ An, Ninh Bình, Ninh Thuận, Phú Thọ,
    Phú Yên, Quảng Bình, Quảng Nam, Quảng Ngãi, Quảng Ninh, Quảng Trị, Sóc Trăng, Sơn La, Tây Ninh, Thái Bình, Thái
    Nguyên, Thanh Hóa, Thừa Thiên, Huế, Tiền Giang, Trà Vinh, Tuyên Quang, Vĩnh Long, Vĩnh Phúc, Yên Bái, Sài Gòn, Đà
    Lạt, Vinh, Nha Trang, Quy Nhơn, Hạ Long, Biên Hòa, Mỹ Tho, Rạch Giá, Châu Đốc, Long Xuyên, Vị Thanh, Cao Lãnh, Sa
    Đéc, Phú Quốc, Ninh Kiều, Bình Thủy, Cái Răng, Ô Môn, Thốt Nốt, Phong Điền, Cờ Đỏ, Thới Lai, Vĩnh Thạnh, Gò Công,
    Gò Vấp, Ngã Bảy
""".replace("\n", " ").split(",")


@pytest.mark.parametrize("members", [SMALL, 999, 6_000, 57_000, MOST])
def test_every_size_has_its_fifteen_committees_and_exactly_its_members(members: int) -> None:
    made = plan(members, 1)
    kinds = Counter(spot.kind for spot in made.spots)
    assert sum(spot.members for spot in made.spots) == members
    assert (kinds[UnitKind.DISTRICT], kinds[UnitKind.UPPER], len(COMMITTEES)) == (9, 6, 15)
    if members >= 6_000:
        assert kinds[UnitKind.GRASSROOTS] + kinds[UnitKind.GRASSROOTS_CELL] == 703


@pytest.mark.parametrize("members", [SMALL, 999, 6_000, 57_000, MOST])
def test_everybody_holds_one_post_at_most_and_every_post_has_somebody(members: int) -> None:
    made = plan(members, 1)
    size = {spot.code: spot.members for spot in made.spots}
    assert all(-size[seat.cell] <= seat.place < size[seat.cell] for seat in made.seats)
    chairs = Counter((seat.cell, seat.place % size[seat.cell]) for seat in made.seats)
    assert set(chairs.values()) == {1}
    assert len({spot.code for spot in made.spots}) == len(made.spots)


def test_what_is_shared_out_is_all_there_is() -> None:
    assert share_out(10, [1, 1, 1], [0, 0, 0]) == [4, 3, 3]
    assert share_out(10, [0, 3, 1], [4, 1, 1]) == [4, 4, 2]
    assert share_out(3, [1, 1], [2, 2]) == [2, 2]


@pytest.mark.parametrize("members", [SMALL, 6_000])
def test_no_unit_is_called_like_a_real_place(members: int) -> None:
    known = re.compile(rf"\b({'|'.join(place.strip().lower() for place in REAL_PLACES)})\b")
    assert [spot.name for spot in plan(members, 2022).spots if known.search(spot.name.lower())] == []
    assert known.search("đảng bộ huyện thới lai")


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Phú Trọng", "Nguyễn Xuân Phúc", "Võ Văn Thưởng", "Tô Lâm", "Phạm Minh Chính", "Vương Đình Huệ",
        "Trần Thanh Mẫn", "Lương Cường", "Trương Thị Mai", "Nguyễn Thị Kim Ngân", "Bùi Thị Minh Hoài", "Phan Văn Giang",
        "Lê Quang Mạnh", "Trần Việt Trường", "Phạm Văn Hiểu", "Nguyễn Văn Hiếu", "Dương Tấn Hiển", "Đồng Văn Thanh",
    ],
)  # fmt: skip
def test_nobody_is_called_like_a_well_known_official(name: str, drawn: set[str]) -> None:
    assert name not in drawn


@pytest.fixture(scope="module")
def drawn() -> set[str]:
    """Names of a large city."""
    draw = Random("names")
    return {names.person(draw) for _ in range(100_000)} | {name for name, _, _ in cast.PEOPLE.values()}


def test_it_has_as_many_members_as_asked(city: Cycle) -> None:
    assert Person.objects.count() == SMALL
    assert Membership.objects.filter(until=None, temporary=False).count() == SMALL


def test_tallies_are_the_subjects_counted(city: Cycle) -> None:
    keys = ("cycle", "path", "kind", "state")
    counted = Counter(Subject.objects.values_list(*keys))
    kept = {tuple(row[:4]): row[4] for row in Tally.objects.values_list(*keys, "number")}
    assert {key: number for key, number in kept.items() if number} == dict(counted)
    assert min(kept.values()) == 0


def test_groups_count_what_was_decided_and_none_is_over(city: Cycle) -> None:
    decided = Counter(Subject.objects.filter(level__isnull=False).values_list("group", "level"))
    assert sum(decided.values()) > 100
    for group in QuotaGroup.objects.all():
        kept = (group.failed, group.completed, group.good, group.excellent, group.over)
        assert kept == (*(decided[group.pk, level] for level in Level), False)


def test_every_level_stands_in_a_released_decision(city: Cycle) -> None:
    lines = DecisionLine.objects.filter(in_force=True, decision__state="released").values_list("subject", "level")
    assert sorted(lines) == sorted(Subject.objects.filter(level__isnull=False).values_list("pk", "level"))
    assert not Subject.objects.filter(state=State.DECIDED, level=None).exists()


def test_what_was_reviewed_was_written_and_heard(city: Cycle) -> None:
    reviewed = Subject.objects.filter(state__in=(State.REVIEWED, State.PROPOSED, State.DECIDED))
    written = PaperLine.objects.filter(paper__state="handed_in", self_level__isnull=False).values("subject")
    heard = Hearing.objects.filter(meeting__closed_at__isnull=False).values("subject")
    assert not reviewed.exclude(pk__in=written).exists()
    assert not reviewed.exclude(pk__in=heard).exists()
    closed = Meeting.objects.filter(closed_at__isnull=False)
    assert closed.filter(chair=None).count() == closed.filter(secretary=None).count() == 0


def test_last_year_is_closed_and_decided_for_those_in_it(city: Cycle) -> None:
    last = Cycle.objects.get(year=2021)
    subjects = Subject.objects.filter(cycle=last, rated=True)
    assert last.phase == "closed"
    assert set(subjects.values_list("state", flat=True)) == {State.DECIDED}
    both = Person.objects.filter(subjects__cycle=last).filter(subjects__cycle=city).distinct()
    assert both.count() > 50


def test_who_joined_this_year_is_not_in_last_years_cycle(city: Cycle) -> None:
    joined = Person.objects.filter(admitted__gte=date(2021, 12, 1))
    assert joined.count() >= 2
    assert not Subject.objects.filter(cycle__year=2021, person__in=joined).exists()


def test_the_ledger_is_whole_and_tells_of_what_came_through_the_tables(city: Cycle) -> None:
    found = verify(None)
    assert found.is_whole
    assert found.count > 100
    assert Entry.objects.filter(action="demo.seeded").count() == 1


def test_nobody_is_absent_on_the_demos_day_but_the_one(city: Cycle) -> None:
    assert Delegation.objects.on(DAY).count() == 1
