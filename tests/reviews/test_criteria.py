"""The catalogue of criteria: who sets it, where it holds, what a paper must answer, what is never rewritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from cycles.cast import open_year, subject, town
from kiemdiem.accounts.actor import actor_of
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Cycle
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Unit
from kiemdiem.regulation import Kind, Level
from kiemdiem.reviews import cataloguing, criteria, opinions, rehearing, writing
from kiemdiem.reviews.cataloguing import Wording
from kiemdiem.reviews.models import Criterion, Paper
from kiemdiem.reviews.opinions import Said
from reviews.cast import NOON, TODAY, full, hand_in, hear, officer, person

pytestmark = pytest.mark.django_db
PRODUCT = Wording(
    form="person", section="results", code="2.1", title="Có sản phẩm cụ thể, lượng hóa được", since=2022,
    excellent="Vượt mọi chỉ tiêu", poor="Dưới 50 %",
)  # fmt: skip


@pytest.fixture
def cycle() -> Cycle:
    town()
    return open_year()


def unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def board(code: str = "TP") -> Any:
    held = Account.objects.filter(name=f"organisation_board-{code}-").first()
    return actor_of(held, TODAY) if held else officer(Role.ORGANISATION_BOARD, code)


def writer(code: str = "M3") -> Any:
    held = Account.objects.filter(name=f"ca-nhan-{code}").first()
    return actor_of(held, TODAY) if held else person(code)


def add(wording: Wording = PRODUCT, code: str = "TP") -> Criterion:
    return cataloguing.add(unit(code), wording, by=board(code))


def asked(code: str, kind: Kind = Kind.MEMBER) -> list[str]:
    return [each.code for each in criteria.asked_of(writing.paper_of(subject(code, kind)))]


def graded(paper: Paper, criterion: Criterion, level: int = 3, text: str = "") -> Paper:
    answers = full(paper) | {criteria.key_of(criterion): {"text": text, "level": level}}
    levels = {line.subject_id: Level.GOOD for line in paper.lines.all()}
    by = writer(paper.person.code) if paper.person else board()
    return writing.save(paper, answers, levels, base=paper.version, by=by, name="Bình", at=NOON)


def test_it_holds_for_the_whole_branch_and_no_other_form(cycle: Cycle) -> None:
    add()
    add(replace(PRODUCT, code="2.2"), "Q1")
    assert asked("M3") == asked("M7") == ["2.1", "2.2"]
    assert asked("TT-P1", Kind.COLLECTIVE) == []


def test_of_another_branch_or_another_year_nobody_is_asked(cycle: Cycle) -> None:
    add(code="C2")
    kept = add(replace(PRODUCT, since=2021))
    Criterion.objects.filter(pk=kept.pk).update(until=2021)
    assert asked("M3") == []
    assert asked("M5") == ["2.1"]


def test_only_the_board_of_that_very_unit_sets_it(cycle: Cycle) -> None:
    for by in (board("Q1"), officer(Role.HEAD, "TP"), officer(Role.INSPECTION_BOARD, "TP"), writer()):
        with pytest.raises(PermissionDenied):
            cataloguing.add(unit("TP"), PRODUCT, by=by)
    made = add()
    for act in (
        lambda: cataloguing.change(made, PRODUCT, by=board("Q1")),
        lambda: cataloguing.end(made, 2022, by=board("Q1")),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert [entry.action for entry in Entry.objects.filter(action__startswith="criterion")] == ["criterion.added"]


def test_sent_twice_it_is_there_once(cycle: Cycle) -> None:
    assert add() == add()


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"section": "faults"}, "Hãy chọn mục"), ({"form": "none"}, "Hãy chọn mục"), ({"since": 2031}, "2031 chưa có mẫu"),
    ({"since": 2016}, "2016 chưa có mẫu"), ({"code": ""}, "Số của tiêu chí"), ({"code": "một"}, "Số của tiêu chí"),
    ({"code": "1" * 21}, "Số của tiêu chí"), ({"title": " \n"}, "Hãy ghi nội dung"),
    ({"title": "x" * 501}, "dài nhất 500"), ({"poor": "x" * 501}, "dài nhất 500"), ({"position": 0}, "từ 1 đến 999"),
    ({"position": 1000}, "từ 1 đến 999"),
])  # fmt: skip
def test_what_cannot_stand_in_it_is_refused(cycle: Cycle, changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(WrongState, match=sentence):
        add(replace(PRODUCT, **changed))
    assert not Criterion.objects.exists()


def test_one_number_is_one_criterion_of_a_form_at_a_time(cycle: Cycle) -> None:
    first = add()
    with pytest.raises(WrongState, match="đang là của tiêu chí"):
        add(replace(PRODUCT, title="Khác"))
    second = add(replace(PRODUCT, code="2.2"))
    with pytest.raises(WrongState, match="đang là của tiêu chí"):
        cataloguing.change(second, replace(PRODUCT, title="Khác"), by=board())
    add(PRODUCT, "Q1")  # the number is the unit's own
    add(replace(PRODUCT, form="collective"))
    Criterion.objects.filter(pk=first.pk).update(since=2021, until=2021)
    assert add(replace(PRODUCT, title="Khác")).code == "2.1"


def test_a_paper_is_not_handed_in_until_each_is_given_a_level(cycle: Cycle) -> None:
    made = add()
    with pytest.raises(writing.Incomplete) as refusal:
        hand_in(subject("M3"), writer())
    assert refusal.value.missing == {
        f"tc-{made.pk}": "Chưa chọn cấp độ của tiêu chí “Có sản phẩm cụ thể, lượng hóa được”."
    }
    paper = graded(writing.paper_of(subject("M3")), made, level=5)
    with pytest.raises(writing.Incomplete):
        writing.hand_in(paper, by=writer(), at=NOON)
    handed = writing.hand_in(graded(paper, made, 4, "Phần mềm"), by=writer(), at=NOON)
    assert handed.answers[f"tc-{made.pk}"] == {"text": "Phần mềm", "level": 4}


def test_where_the_form_leaves_a_section_open_its_criteria_stay_open(
    cycle: Cycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    add()
    sections = writing.sections
    monkeypatch.setattr(
        writing, "sections", lambda paper: tuple(
            replace(each, required=False) if each.key == "results" else each for each in sections(paper)
        ),
    )  # fmt: skip
    assert hand_in(subject("M3"), writer()).state == Paper.State.HANDED_IN


def test_on_paper_and_what_is_handed_in_already_are_not_asked(cycle: Cycle) -> None:
    early = hand_in(subject("M2"), person("M2"))
    made = add()
    assert criteria.asked_of(early) == []
    writing.hand_in_on_paper(
        subject("M3"), {subject("M3").pk: Level.GOOD}, by=officer(Role.HEAD, "C1", of="M1"), at=NOON
    )
    assert criteria.last_used(made) is None


def test_until_it_is_answered_it_is_changed_in_place(cycle: Cycle) -> None:
    made = add()
    paper = graded(writing.begin(subject("M3"), by=writer()), made)
    cataloguing.change(made, replace(PRODUCT, title="Lượng hóa được"), by=board())
    assert Criterion.objects.get().title == "Lượng hóa được"
    cataloguing.end(made, 2021, by=board())
    assert not Criterion.objects.exists()
    assert writing.hand_in(paper, by=writer(), at=NOON).state == Paper.State.HANDED_IN


def test_once_answered_it_is_ended_and_begun_anew(cycle: Cycle, monkeypatch: pytest.MonkeyPatch) -> None:
    made = add()
    paper = writing.hand_in(graded(writing.begin(subject("M3"), by=writer()), made), by=writer(), at=NOON)
    new = replace(PRODUCT, title="Lượng hóa được")
    for act in (
        lambda: cataloguing.change(made, new, by=board()),
        lambda: cataloguing.end(made, 2021, by=board()),
    ):
        with pytest.raises(WrongState, match=r"giữ nguyên cho năm ấy; nội dung mới áp dụng từ năm 2023\."):
            act()
    monkeypatch.setattr(cataloguing, "forms_of", lambda year: _held(2022))
    monkeypatch.setattr(cataloguing, "sheets_of", lambda year: {})
    with pytest.raises(WrongState, match="không chuyển sang mục khác"):
        cataloguing.change(made, replace(new, section="leading", since=2023), by=board())
    following = cataloguing.change(made, replace(new, since=2023), by=board())
    made.refresh_from_db()
    assert (made.title, made.until, following.title, following.since) == (PRODUCT.title, 2022, "Lượng hóa được", 2023)
    assert criteria.asked_of(paper) == [made]
    assert asked("M2") == ["2.1"]
    with pytest.raises(WrongState, match="đã kết thúc vào năm 2022"):
        cataloguing.end(made, 2023, by=board())


def test_unchanged_words_change_nothing(cycle: Cycle, monkeypatch: pytest.MonkeyPatch) -> None:
    made = add()
    writing.hand_in(graded(writing.begin(subject("M3"), by=writer()), made), by=writer(), at=NOON)
    monkeypatch.setattr(cataloguing, "forms_of", lambda year: _held(2022))
    assert cataloguing.change(made, replace(PRODUCT, since=2023), by=board()) == made
    assert Criterion.objects.get().until is None


def test_the_last_year_it_was_answered_is_the_first_it_can_be_ended_with(cycle: Cycle) -> None:
    made = add()
    writing.hand_in(graded(writing.begin(subject("M3"), by=writer()), made), by=writer(), at=NOON)
    cataloguing.end(made, 2022, by=board())
    assert Criterion.objects.get().until == 2022


def test_what_an_earlier_round_or_an_opinion_answered_counts_too(cycle: Cycle) -> None:
    made = add()
    paper = writing.hand_in(graded(writing.begin(subject("M3"), by=writer()), made), by=writer(), at=NOON)
    head = officer(Role.HEAD, "C1", of="M1")
    hear(cycle, "C1", [subject("M3")], head, chair="M1", secretary="M2")
    rehearing.order(subject("M3"), "Chưa làm rõ", date(2022, 12, 20), by=officer(Role.HEAD, "P1"), at=NOON)
    paper.refresh_from_db()
    assert paper.state != Paper.State.HANDED_IN
    assert criteria.last_used(made) == 2022
    sheet = add(replace(PRODUCT, form="organisation_sheet", section="tasks", code="9"))
    said = Said("participant", "Ban Dân vận", date(2022, 12, 1), "", grades={criteria.key_of(sheet): 2})
    told = opinions.enter(subject("P1", Kind.PARTY_ORGANISATION), said, by=board(), name="Vân", at=NOON)
    assert told.grades == {f"tc-{sheet.pk}": {"level": 2, "title": PRODUCT.title}}
    assert criteria.last_used(sheet) == 2022


def _held(year: int) -> Any:
    from kiemdiem.regulation.forms import forms_of

    return forms_of(year)
