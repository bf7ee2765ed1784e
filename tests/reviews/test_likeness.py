"""A text beside last year's: what repeats is found, whatever its case and form; what merely sounds alike isn't."""

from __future__ import annotations

import unicodedata

from kiemdiem.reviews.likeness import RUN, likeness

BEFORE = "Chưa kịp thời đôn đốc chi bộ khu vực 1 báo cáo hằng tháng. Việc tự học còn hạn chế."


def test_the_same_words_are_nearly_all_kept() -> None:
    found = likeness(unicodedata.normalize("NFD", BEFORE.upper()).replace(" ", "\n"), BEFORE)
    assert (found.share, found.nearly_all, len(found.passages)) == (1.0, True, 1)


def test_one_repeated_passage_is_told_as_it_is_written_now() -> None:
    now = "Năm nay vẫn chưa kịp thời đôn đốc chi bộ khu vực 1, do thay người giữa năm; đã phân công lại."
    found = likeness(now, BEFORE)
    assert found.passages == ("chưa kịp thời đôn đốc chi bộ khu vực 1",)
    assert (0 < found.share < 0.5, found.nearly_all) == (True, False)


def test_two_passages_apart_are_two_and_in_another_order_still_found() -> None:
    found = likeness("việc tự học còn hạn chế; nhưng kịp thời đôn đốc chi bộ khu vực", BEFORE)
    assert found.passages == ("việc tự học còn hạn chế", "kịp thời đôn đốc chi bộ khu vực")


def test_a_turn_of_phrase_of_five_syllables_is_none() -> None:
    words = ["đôn", "đốc", "chi", "bộ", "khu", "vực"]
    assert len(words) == RUN
    assert likeness(" ".join(words), BEFORE).passages == (" ".join(words),)
    assert likeness(" ".join(words[:-1]), BEFORE).passages == ()


def test_nothing_is_like_nothing() -> None:
    assert [likeness(now, then).share for now, then in (("", ""), ("Không", "Không"), ("", BEFORE), (BEFORE, ""))] == [
        0
    ] * 4
