"""Two people type, neither sees the other's; what is confirmed changes only as a version."""

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from ballots.cast import MATTER, NOON, SECOND, SETUP, THIRD, again, confirm, confirmed, enter, figures, opened, row, who
from kiemdiem.ballots import counting, preparing
from kiemdiem.ballots.models import Ballot, Count, ItemResult, Result
from kiemdiem.ballots.preparing import Teller
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.regulation import Level

pytestmark = pytest.mark.django_db
State = Ballot.State


def state(ballot: Ballot) -> str:
    return Ballot.objects.values_list("state", flat=True).get(pk=ballot.pk)


def test_two_equal_counts_are_confirmed_and_give_each_line_its_level() -> None:
    made = confirmed()
    lines = made.lines.order_by("pk")
    assert [(each.item.key, each.excellent, each.good, each.blank, each.reached) for each in lines] == [
        ("subject:1", 2, 6, 0, Level.GOOD), ("subject:2", 4, 4, 0, None),
    ]  # fmt: skip
    assert made.digest == sha256(made.record.encode()).hexdigest()
    kept = json.loads(made.record)
    assert kept["figures"] == figures().plain()
    assert [each["name"] for each in kept["typists"]] == ["N2", "N3"]
    entry = Entry.objects.get(seq=made.entry)
    assert (entry.action, json.loads(entry.facts)["record"]) == ("ballot.confirmed", made.digest)


def test_the_digest_cannot_be_worked_out_from_figures_that_are_guessed() -> None:
    one, other = confirmed(), confirmed()
    assert one.digest != other.digest, "the same figures, another salt"
    assert len(json.loads(one.record)["salt"]) == 32


def test_the_ledger_never_holds_a_figure() -> None:
    made = confirmed()
    told = [
        json.loads(each) for each in Entry.objects.filter(action__startswith="ballot.").values_list("facts", flat=True)
    ]
    assert {name for facts in told for name in facts} <= {
        "of", "round", "entitled", "items", "manifest", "count", "result", "record", "head",
    }  # fmt: skip
    assert all(facts.get("record", made.digest) == made.digest for facts in told)


def test_the_same_person_never_types_twice_from_whichever_account() -> None:
    ballot = opened()
    enter(ballot, "N2")
    enter(ballot, "N2")  # the same form sent twice writes nothing more
    assert Count.objects.count() == 1
    for account in ("", "another"):
        with pytest.raises(WrongState, match="lần thứ hai phải do người khác"):
            enter(ballot, "N2", figures(printed=11), account=account)
    assert state(ballot) == State.FIRST


def test_nobody_voted_on_types_discards_or_confirms() -> None:
    ballot = opened()
    with pytest.raises(WrongState, match="có tên trên phiếu"):
        enter(ballot, "X")
    enter(ballot, "N2")
    enter(ballot, "N3")
    for act in (
        lambda: confirm(ballot, "Y", head_checked=True),
        lambda: counting.discard(ballot, 0, reason="-", by=who("X")),
    ):
        with pytest.raises(WrongState, match="có tên trên phiếu"):
            act()


def test_an_account_with_nobody_behind_it_does_not_type() -> None:
    with pytest.raises(WrongState, match="không gắn với người nào"):
        enter(opened(), "")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"issued": 10}, r"Số phiếu phát ra \(10\) không thể nhiều hơn số người có mặt \(9\)"),
        ({"printed": 8}, r"Số phiếu phát ra \(9\) không thể nhiều hơn số phiếu in \(8\)"),
        ({"issued": 8}, r"Số phiếu thu về \(9\) không thể nhiều hơn số phiếu phát ra \(8\)"),
        ({"invalid": 1}, r"Phiếu hợp lệ \(9\) cộng phiếu không hợp lệ \(1\) phải bằng phiếu thu về \(9\)"),
        ({"votes": {"subject:1": row(9), "subject:2": row(4, 4)}}, r"Hồ Thị Y: tổng số phiếu.*\(8\).*hợp lệ \(9\)"),
        ({"votes": {"subject:1": row(9)}}, "điền đủ mọi ô"),
        ({"votes": {"subject:1": row(10, -1), "subject:2": row(9)}}, "số nguyên không âm"),
        ({"issued": 8, "returned": 8, "valid": 8, "votes": {"subject:1": row(8), "subject:2": row(8)}},
         r"phát ra \(8\) khác số người có mặt \(9\); hãy ghi lý do"),
        ({"valid": 8, "invalid": 1, "votes": {"subject:1": row(8), "subject:2": row(8)}}, r"\(1 trong 9\) quá 10%"),
    ],
)  # fmt: skip
def test_figures_that_do_not_add_up_are_refused_with_both(change: dict[str, Any], sentence: str) -> None:
    ballot = opened()
    with pytest.raises(counting.Unsound, match=sentence):
        enter(ballot, "N2", figures(**change))
    assert not Count.objects.exists()


def test_what_is_only_unusual_is_taken_with_its_reason() -> None:
    eight = {"subject:1": row(8), "subject:2": row(8)}
    ballot = enter(opened(), "N2", figures(valid=8, invalid=1, votes=eight), note="Một phiếu đánh dấu hai mức")
    assert state(ballot) == State.FIRST


def test_an_item_in_a_hundred_at_exactly_a_tenth_needs_no_reason() -> None:
    ballot = opened(counted=10, entitled=10, present=10)
    nine = {"subject:1": row(9), "subject:2": row(9)}
    given = figures(issued=10, returned=10, valid=9, invalid=1, votes=nine)
    assert state(enter(ballot, "N2", given)) == State.FIRST


def test_a_wrong_second_count_is_told_by_its_place_only() -> None:
    ballot = opened()
    enter(ballot, "N2")
    enter(ballot, "N3", figures(votes={"subject:1": row(3, 5, 1), "subject:2": row(4, 4, 1)}))
    assert state(ballot) == State.DIFFERENT
    assert counting.where_different(ballot) == [("subject:1", "excellent"), ("subject:1", "good")]
    with pytest.raises(WrongState, match="Chỉ xác nhận được khi hai lần nhập khớp"):
        confirm(ballot)


def test_a_typist_discards_only_the_own_count_and_a_third_person_either() -> None:
    ballot = opened()
    enter(ballot, "N2")
    enter(ballot, "N3", figures(printed=11))
    with pytest.raises(WrongState, match="chỉ bỏ được số liệu của mình"):
        counting.discard(ballot, 1, reason="Sai", by=who("N3"))
    with pytest.raises(WrongState, match="ghi lý do"):
        counting.discard(ballot, 2, reason=" ", by=who("N3"))
    counting.discard(ballot, 1, reason="Đọc nhầm phiếu in", by=who("N1"))
    assert [(each.person, each.place) for each in counting.counts_of(ballot)] == [("N3", 1)]
    with pytest.raises(WrongState, match="người khác"):
        enter(ballot, "N3")
    assert state(enter(ballot, "N2", figures(printed=11))) == State.EQUAL
    assert Count.objects.exclude(discarded="").count() == 1, "what was discarded stays, with its reason"


def test_a_recount_discards_both() -> None:
    ballot = opened()
    enter(ballot, "N2")
    enter(ballot, "N3", figures(printed=11))
    counting.discard(ballot, counting.BOTH, reason="Kiểm lại", by=who("N2"))
    assert (state(ballot), counting.counts_of(ballot)) == (State.OPEN, [])
    enter(ballot, "N3")
    assert state(enter(ballot, "N2")) == State.EQUAL


def test_the_head_confirms_or_somebody_says_that_the_head_has_compared() -> None:
    ballot = opened()
    enter(ballot, "N2")
    enter(ballot, "N3")
    with pytest.raises(WrongState, match="Tổ trưởng Lê Thị A phải đối chiếu"):
        confirm(ballot, "N2")
    made = confirm(ballot, "N2", head_checked=True)
    assert confirm(ballot).pk == made.pk, "pressed twice"
    assert (made.head, made.confirmed_by) == ("Lê Thị A", "N2")


def test_a_correction_is_a_new_version_and_the_old_one_stays_readable() -> None:
    first = confirmed()
    ballot = first.ballot
    with pytest.raises(WrongState, match="lý do sửa"):
        counting.correct(ballot, reason="", by=who("N1"))
    counting.correct(ballot, reason="Ghi nhầm dòng", by=who("N1"))
    assert Result.objects.get(current=True) == first, "in force until the new one is confirmed"
    enter(ballot, "N2", figures(votes={"subject:1": row(2, 6, 1), "subject:2": row(3, 5, 1)}))
    with pytest.raises(WrongState, match="người khác"):
        enter(ballot, "N2", figures(printed=12))
    enter(ballot, "N3", figures(votes={"subject:1": row(2, 6, 1), "subject:2": row(3, 5, 1)}))
    second = confirm(ballot)
    assert [(each.version, each.reason, each.current) for each in Result.objects.order_by("version")] == [
        (1, "", False), (2, "Ghi nhầm dòng", True),
    ]  # fmt: skip
    assert second.lines.get(item__key="subject:2").reached == Level.GOOD
    assert first.lines.get(item__key="subject:2").reached is None


def test_a_correction_given_up_leaves_the_confirmed_result() -> None:
    made = confirmed()
    counting.correct(made.ballot, reason="Nghi ghi nhầm", by=who("N1"))
    enter(made.ballot, "N2")
    counting.annul(made.ballot, reason="Đã kiểm, không sai", by=who("N1"))
    assert (state(made.ballot), Result.objects.get(current=True)) == (State.CONFIRMED, made)
    counting.correct(made.ballot, reason="Lần nữa", by=who("N1"))
    assert state(enter(made.ballot, "N2")) == State.FIRST


def test_what_reaches_no_level_is_settled_by_name_with_a_reason() -> None:
    line = confirmed().lines.get(item__key="subject:2")
    reached = ItemResult.objects.get(item__key="subject:1")
    settle: Callable[..., ItemResult] = lambda line, way, why: counting.settle(  # noqa: E731
        line, way, reason=why, by=who("N1"), name="Thuận", at=NOON
    )
    for wrong in (("again", ""), ("other", "vì"), ("", "vì")):
        with pytest.raises(WrongState, match="ghi lý do"):
            settle(line, *wrong)
    with pytest.raises(WrongState, match="đã đạt một mức"):
        settle(reached, "again", "vì")
    assert settle(line, "again", "Hai mức bằng phiếu nhau").way_by == "Thuận"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"lines": []}, "Chưa chọn ai"),
        ({"chair": " "}, "người chủ trì và thư ký"),
        ({"present": 10}, r"Số có mặt \(10\) không thể nhiều hơn số người có quyền bỏ phiếu \(9\)"),
        ({"present": 0}, "có mặt"),
        ({"entitled": 10, "present": 10}, r"\(10\) khác danh sách \(9\); hãy ghi lý do"),
        ({"committee": []}, "tổ trưởng"),
        ({"committee": SETUP.committee[:2]}, "có 2 người; cần ít nhất 3 người và là số lẻ"),
        ({"committee": [*SETUP.committee, Teller("Đỗ D")]}, "có 4 người"),
        ({"committee": [Teller("Vũ Văn X", "X"), SECOND, THIRD]}, "có tên trên phiếu: Vũ Văn X"),
        ({"committee": [Teller("Vũ Văn X"), SECOND, THIRD]}, "có tên trên phiếu: Vũ Văn X"),
        ({"committee": [SECOND, SECOND, THIRD]}, "ghi hai lần"),
        ({"committee": SETUP.committee[:1], "committee_reason": "Ít người"}, "có 1 người"),
        ({"committee": SETUP.committee[:1], "free": 2}, "đề nghị cấp trên cử người"),
        ({"threshold": replace(SETUP.threshold, base="valid")}, "ghi căn cứ của hội nghị"),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_told_before_anything_is_written(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(WrongState, match=sentence):
        opened(**change)
    assert not Ballot.objects.exists()


def test_a_tiny_body_counts_with_whom_it_has_and_says_so() -> None:
    made = opened(committee=SETUP.committee[:1], free=1, committee_reason="Cấp trên cử đồng chí A kiểm phiếu")
    assert made.committee_reason


def test_one_ballot_at_a_time_on_the_same_line() -> None:
    ballot = opened()
    with pytest.raises(WrongState, match="chưa xong về: Vũ Văn X; Hồ Thị Y"):
        again()
    counting.annul(ballot, reason="x", by=who("N1"))
    assert again().state == State.DRAFT


ACTS: dict[str, Callable[[Ballot], Any]] = {
    "rewrite": lambda ballot: preparing.prepare(
        MATTER, SETUP, by=who("N0"), name="", at=NOON,
        held=ballot,
    ),
    "open": lambda ballot: preparing.open_(ballot, by=who("N0")),
    "drop": lambda ballot: preparing.drop(ballot, by=who("N0")),
    "enter": lambda ballot: enter(ballot, "N9"),
    "discard": lambda ballot: counting.discard(ballot, 0, reason="x", by=who("N1")),
    "confirm": lambda ballot: confirm(ballot),
    "correct": lambda ballot: counting.correct(ballot, reason="x", by=who("N1")),
    "annul": lambda ballot: counting.annul(ballot, reason="x", by=who("N1")),
}  # fmt: skip
ALLOWED = {
    State.DRAFT: {"rewrite", "open", "drop"},
    State.OPEN: {"open", "enter", "annul"},  # opened twice: nothing more
    State.FIRST: {"enter", "discard", "annul"},
    State.DIFFERENT: {"discard", "annul"},
    State.EQUAL: {"discard", "confirm", "annul"},
    State.CONFIRMED: {"confirm", "correct"},  # confirmed twice: nothing more
    State.ANNULLED: {"annul"},
}


def in_state(wanted: str) -> Ballot:
    if wanted == State.DRAFT:
        return preparing.prepare(MATTER, SETUP, by=who("N0"), name="", at=NOON)
    ballot = opened()
    if wanted == State.ANNULLED:
        return counting.annul(ballot, reason="x", by=who("N1"))
    if wanted in (State.FIRST, State.DIFFERENT, State.EQUAL, State.CONFIRMED):
        enter(ballot, "N2")
    if wanted in (State.DIFFERENT, State.EQUAL, State.CONFIRMED):
        enter(ballot, "N3", figures(printed=11) if wanted == State.DIFFERENT else None)
    if wanted == State.CONFIRMED:
        confirm(ballot)
    return Ballot.objects.get(pk=ballot.pk)


@pytest.mark.parametrize("wanted", ALLOWED)
@pytest.mark.parametrize("act", ACTS)
def test_each_act_in_each_state(wanted: str, act: str) -> None:
    ballot = in_state(wanted)
    assert ballot.state == wanted
    if act in ALLOWED[State(wanted)]:
        ACTS[act](ballot)
        return
    before = list(Entry.objects.values_list("seq", flat=True))
    with pytest.raises(WrongState):
        ACTS[act](ballot)
    assert (state(ballot), list(Entry.objects.values_list("seq", flat=True))) == (wanted, before)
