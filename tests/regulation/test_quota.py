"""The ceiling on excellent never gives more than its reading allows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiemdiem.regulation import Kind, Law, Verdict, rule_day, rules
from kiemdiem.regulation.rules import READINGS, Tally
from kiemdiem.regulation.sentences import Place, explain

LAW = Law()
ON = rule_day(2022)
COUNTS = st.integers(min_value=0, max_value=10_000)


def judge(tally: Tally, reading: str = "good_only") -> Verdict:
    return rules.excellent_share(tally, LAW, ON, kind=Kind.MEMBER, reading=reading)


def test_the_most_allowed_is_the_integer_oracle_from_0_to_500() -> None:
    for good in range(501):
        oracle = max(excellent for excellent in range(good + 1) if 5 * excellent <= good)
        assert judge(Tally(0, good, 0, 0)).facts["allowed"] == oracle
        assert judge(Tally(oracle, good, 0, 0)).ok is True
        assert judge(Tally(oracle + 1, good, 0, 0)).ok is False


@given(excellent=COUNTS, good=COUNTS, completed=COUNTS, failed=COUNTS)
def test_every_reading_says_yes_exactly_up_to_a_fifth_of_its_base(
    excellent: int, good: int, completed: int, failed: int
) -> None:
    bases = {"good_only": good, "good_or_better": good + excellent, "all_rated": good + excellent + completed + failed}
    for reading in READINGS:
        verdict = judge(Tally(excellent, good, completed, failed), reading)
        assert verdict.ok is (5 * excellent <= bases[reading])
        assert verdict.facts["readings"] == {name: 5 * excellent <= base for name, base in bases.items()}


@given(excellent=COUNTS, good=COUNTS, reading=st.sampled_from(READINGS))
def test_adding_a_good_never_lowers_the_room(excellent: int, good: int, reading: str) -> None:
    before = judge(Tally(excellent, good, 0, 0), reading).facts["allowed"]
    after = judge(Tally(excellent, good + 1, 0, 0), reading).facts["allowed"]
    assert after >= before


@given(excellent=COUNTS, good=COUNTS, rest=COUNTS, reading=st.sampled_from(READINGS))
def test_the_moves_named_are_the_fewest_that_make_it_lawful(excellent: int, good: int, rest: int, reading: str) -> None:
    moves = judge(Tally(excellent, good, rest, 0), reading).facts["min_to_good"]
    assert judge(Tally(excellent - moves, good + moves, rest, 0), reading).ok is True
    if moves:
        assert judge(Tally(excellent - moves + 1, good + moves - 1, rest, 0), reading).ok is False


@pytest.mark.parametrize(
    ("tally", "readings"),
    [
        (Tally(2, 10), {"good_only": True, "good_or_better": True, "all_rated": None}),
        (Tally(2, None), {"good_only": None, "good_or_better": None, "all_rated": None}),
        (Tally(None, 10), {"good_only": None, "good_or_better": None, "all_rated": None}),
        (Tally(0, None), {"good_only": True, "good_or_better": True, "all_rated": True}),
        (Tally(3, 12, total=17), {"good_only": False, "good_or_better": True, "all_rated": None}),
        (Tally(4, 14, total=19), {"good_only": False, "good_or_better": False, "all_rated": False}),
        (Tally(4, 14, total=25, not_rated=6), {"good_only": False, "good_or_better": False, "all_rated": False}),
        (Tally(4, 14, total=25, not_rated=5), {"good_only": False, "good_or_better": False, "all_rated": True}),
        (Tally(4, 18, 0, 0, total=99), {"good_only": False, "good_or_better": True, "all_rated": True}),
    ],
)
def test_what_the_source_does_not_say_stays_unknown(tally: Tally, readings: dict[str, bool | None]) -> None:
    assert judge(tally).facts["readings"] == readings
    assert judge(tally).ok is readings["good_only"]


def test_a_no_proven_by_the_total_alone_says_so() -> None:
    verdict = judge(Tally(4, 14, total=19), "all_rated")
    assert (verdict.ok, verdict.variant, verdict.facts["base"], verdict.facts["total"]) == (False, "by_total", None, 19)
    assert explain(verdict, Place(2022, "member", "CS-01")).message == (
        "Đảng viên, phạm vi CS-01: 4 trường hợp xếp “Hoàn thành xuất sắc nhiệm vụ”, vượt 20% của cả tổng số 19 trường "
        "hợp (nguồn không nêu đủ số được xếp loại)."
    )
    known = judge(Tally(4, 14, 1, 0, total=19), "all_rated")
    assert (known.ok, known.variant, "total" in known.facts) == (False, "", False)
