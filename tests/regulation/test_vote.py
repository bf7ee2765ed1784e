"""Which level the slips reach: at, under and over each threshold, on each base."""

from datetime import date

import pytest

from kiemdiem.regulation import Law, Level
from kiemdiem.regulation.rules import BASES, level_reached, thresholds

LAW, YEAR_END = Law(), date(2022, 12, 31)
HALF, OLDER = (thresholds(LAW, YEAR_END)[key] for key in ("half", "older"))


def reached(
    threshold: object, excellent: int, good: int = 0, completed: int = 0, failed: int = 0, **base: int
) -> object:
    votes = {Level.EXCELLENT: excellent, Level.GOOD: good, Level.COMPLETED: completed, Level.FAILED: failed}
    counted = {"entitled": 10, "present": 9, "valid": 8} | base
    return level_reached(votes, threshold, **counted).level  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("votes", "level"),
    [
        ((6, 2), Level.EXCELLENT),
        ((5, 3), None),  # exactly half of ten isn't more than half
        ((2, 6), Level.GOOD),
        ((1, 1, 6), Level.COMPLETED),
        ((0, 1, 1, 6), Level.FAILED),
        ((3, 3, 2), None),
        ((0, 0, 0, 0), None),
    ],
)
def test_more_than_half_of_those_entitled(votes: tuple[int, ...], level: Level | None) -> None:
    assert reached(HALF, *votes) == level


def test_of_an_odd_number_half_is_not_rounded_down() -> None:
    assert reached(HALF, 5, entitled=9) == Level.EXCELLENT
    assert reached(HALF, 4, entitled=9) is None


@pytest.mark.parametrize(("base", "least"), [("entitled", 6), ("present", 5), ("valid", 5)])
def test_each_base_has_its_own_number(base: str, least: int) -> None:
    there = thresholds(LAW, YEAR_END, base=base)["half"]
    assert reached(there, least) == Level.EXCELLENT
    assert reached(there, least - 1) is None


@pytest.mark.parametrize(("votes", "level"), [((6, 3), Level.EXCELLENT), ((5, 4), None), ((3, 5), Level.GOOD)])
def test_the_older_reading_needs_two_thirds_for_excellent(votes: tuple[int, int], level: Level | None) -> None:
    assert reached(OLDER, *votes, entitled=9) == level


def test_two_thirds_of_ten_is_seven() -> None:
    assert reached(OLDER, 7) == Level.EXCELLENT
    assert reached(OLDER, 6) is None


def test_a_vote_for_more_counts_for_less_only_where_that_is_set() -> None:
    summed = thresholds(LAW, YEAR_END, higher_counts=True)["half"]
    assert reached(HALF, 3, 3) is None
    assert reached(summed, 3, 3) == Level.GOOD
    assert reached(summed, 6, 2) == Level.EXCELLENT, "the highest that is reached"


def test_a_base_of_nobody_reaches_nothing() -> None:
    assert reached(OLDER, 0, entitled=0) is None


def test_the_usual_one_comes_first_with_its_doubt() -> None:
    found = thresholds(LAW, YEAR_END)
    assert list(found) == ["half", "older"]
    assert (HALF.base, HALF.verified) == ("entitled", False)
    assert "21-HD/BTCTW" in HALF.citation
    assert "chưa xác minh" in HALF.citation
    with pytest.raises(ValueError, match="everybody"):
        thresholds(LAW, YEAR_END, base="everybody")
    assert all(
        type(HALF).of(each.plain()) == each for base in BASES for each in thresholds(LAW, YEAR_END, base=base).values()
    )
