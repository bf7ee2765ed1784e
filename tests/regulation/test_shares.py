"""Settings of a share by the competent level: what each changes, what is refused, whose decision a verdict names."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kiemdiem.regulation import Kind, Law, load_overlay, rule_day, rules
from kiemdiem.regulation.rules import Tally
from kiemdiem.regulation.rules.quota import Ceiling
from kiemdiem.regulation.shares import BadTerms, Terms, check, with_terms

LAW = Law(load_overlay("can-tho"))
DAY = rule_day(2022)


def terms(**given: Any) -> Terms:
    return Terms(**{"scope": "P1", "kind": Kind.MEMBER, "decision_no": "9-QĐ/QU", "decided_on": date(2022, 11, 1),
                    "ground": "Kết luận của Ban Thường vụ"} | given)  # fmt: skip


def judged(excellent: int, good: int, *given: Terms, scope: str = "P1", kind: Kind = Kind.MEMBER) -> Any:
    law = with_terms(LAW, given, DAY)
    return rules.excellent_share(Tally(excellent, good, 0, 0), law, DAY, kind=kind, scope=scope)


@pytest.mark.parametrize(
    ("given", "base", "allowed"),
    [
        ({}, 8, 1),
        ({}, 4, 0),
        ({"rounding": "nearest"}, 8, 2),
        ({"rounding": "nearest"}, 7, 1),
        ({"rounding": "up"}, 6, 2),
        ({"rounding": "up"}, 5, 1),
        ({"small_below": 5, "small_allowed": 1}, 1, 1),
        ({"small_below": 5, "small_allowed": 1}, 5, 1),
        ({"small_below": 5, "small_allowed": 1}, 9, 1),
    ],
)
def test_how_a_product_becomes_a_number(given: dict[str, Any], base: int, allowed: int) -> None:
    assert judged(0, base, *([terms(**given)] if given else [])).facts["allowed"] == allowed


def test_the_reading_of_a_decision_goes_before_that_of_the_cycle() -> None:
    assert judged(2, 8).ok is False
    verdict = judged(2, 8, terms(reading="good_or_better"))
    assert (verdict.ok, verdict.facts["reading"], verdict.facts["decision_no"]) == (True, "good_or_better", "9-QĐ/QU")
    assert not verdict.verified
    assert verdict.citation.startswith("21-HD/BTCTW, II.B.2.3; 9-QĐ/QU")


def test_it_holds_for_its_own_scope_and_kind_only() -> None:
    decided = terms(rounding="up")
    assert judged(1, 4, decided).ok is True
    assert judged(1, 4, decided, scope="P2").ok is False
    assert judged(1, 4, decided, kind=Kind.LEADER).ok is False


def test_the_later_decision_counts() -> None:
    earlier, later = terms(rounding="up"), terms(rounding="down", decision_no="12-QĐ/QU", decided_on=date(2022, 12, 1))
    assert judged(1, 4, later, earlier).facts["decision_no"] == "12-QĐ/QU"


@pytest.mark.parametrize(
    ("given", "year", "key"),
    [
        ({"percent": 25}, 2022, "percent"),
        ({"percent": 26}, 2025, "percent"),
        ({"percent": 25}, 2025, None),
        ({"percent": 0}, 2025, "percent"),
        ({"reading": "all"}, 2022, "reading"),
        ({"rounding": "half"}, 2022, "rounding"),
        ({"small_below": 5}, 2022, "small_half"),
        ({"small_below": 5, "small_allowed": 2}, 2022, "small_group"),
        ({"small_below": 5, "small_allowed": 0}, 2022, "small_group"),
        ({"small_below": 5, "small_allowed": 1}, 2022, None),
    ],
)
def test_what_no_level_may_decide_is_refused(given: dict[str, Any], year: int, key: str | None) -> None:
    if key is None:
        check(terms(**given), LAW, rule_day(year))
        return
    with pytest.raises(BadTerms) as met:
        check(terms(**given), LAW, rule_day(year))
    assert met.value.key == key


@pytest.mark.parametrize("rounding", ["down", "nearest", "up"])
@pytest.mark.parametrize("small", [None, {"below": 5, "allowed": 1}])
def test_room_and_moves_are_the_exact_edges(rounding: str, small: dict[str, int] | None) -> None:
    """Against counting one by one: after `room` moves it holds and after one more it doesn't; likewise back."""
    given = terms(rounding=rounding, **({"small_below": 5, "small_allowed": 1} if small else {}))
    ceiling = Ceiling(20, rounding, small)
    for good in range(40):
        for excellent in range(12):
            facts = judged(excellent, good, given).facts
            up = next((n for n in range(good + 1) if excellent + n > ceiling.allows(good - n)), good + 1)
            assert facts["room"] == max(0, up - 1), (excellent, good)
            back = next(n for n in range(excellent + 1) if excellent - n <= ceiling.allows(good + n))
            assert facts["min_to_good"] == back, (excellent, good)


def test_no_settings_leave_the_law_as_it_is() -> None:
    assert with_terms(LAW, [], DAY) is LAW


@pytest.mark.parametrize(("reading", "room"), [("good_only", 2), ("good_or_better", 3), ("all_rated", 3)])
def test_the_room_follows_the_reading(reading: str, room: int) -> None:
    """Of 1 excellent, 19 good: with two more 3 of 17 (3,4); read as good or better 4 of 20 is the most."""
    verdict = rules.excellent_share(Tally(1, 19, 0, 0), LAW, DAY, kind=Kind.MEMBER, reading=reading)
    assert verdict.facts["room"] == room
