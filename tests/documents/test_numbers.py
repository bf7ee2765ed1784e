"""Numbers: given out at issue, in the order of issue, once, without a hole; terms; what was used outside."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from cycles.cast import TODAY, account, town
from documents.cast import NOON, SYSTEM, decision, docx_lines, letter
from kiemdiem.accounts.actor import actor_of
from kiemdiem.accounts.roles import Role
from kiemdiem.documents import acts, render
from kiemdiem.documents.models import Content, Document, Series, Term
from kiemdiem.documents.states import State
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Unit

DAY = date(2022, 10, 14)
BEGUN = date(2020, 10, 1)


def unit(code: str = "TP") -> Unit:
    return Unit.objects.get(code=code)


def drafted(kind: str = "CV", code: str = "TP") -> Document:
    sheet = decision() if kind == "QĐ" else letter()
    return acts.draft(kind, sheet, organ=unit(code), about="suggestion:1", path=unit(code).path, by=SYSTEM, on=DAY)


def issued(kind: str = "CV", code: str = "TP", on: date = DAY) -> Document:
    return acts.issue(drafted(kind, code), signed_on=on, by=SYSTEM, at=NOON)


@pytest.fixture
def here(db: None) -> Term:
    """A town whose committee has begun its term."""
    town()
    return acts.begin_term(unit(), begins=BEGUN, by=SYSTEM)


def test_numbers_run_by_kind_and_organ_from_01(here: Term) -> None:
    acts.begin_term(unit("Q1"), begins=BEGUN, by=SYSTEM)
    found = [issued(), issued(), issued("QĐ"), issued(code="Q1"), issued()]
    assert [str(each) for each in found] == ["Số 01-CV/TU", "Số 02-CV/TU", "Số 01-QĐ/TU", "Số 01-CV/TU", "Số 03-CV/TU"]


def test_a_draft_takes_no_number_and_may_be_changed(here: Term) -> None:
    paper = drafted()
    assert (paper.number, paper.state, str(paper)) == (None, State.DRAFT, "Số …-CV/TU")
    acts.redraft(paper, letter(subject="Khác"), by=SYSTEM)
    done = acts.issue(paper, signed_on=DAY, by=SYSTEM, at=NOON)
    assert done.sheet.subject == "Khác"
    assert done.number == 1


def test_what_is_issued_is_frozen_as_it_was_printed(here: Term) -> None:
    paper = issued()
    assert render.docx(paper) == render.docx_of(render.compose(paper))
    assert "Số 01-CV/TU" in docx_lines(render.docx(paper))
    with pytest.raises(WrongState, match="đã ban hành"):
        acts.redraft(paper, letter(), by=SYSTEM)
    with pytest.raises(WrongState, match="chỉ ban hành một lần"):
        acts.issue(paper, signed_on=DAY, by=SYSTEM, at=NOON)


def test_bytes_that_were_altered_are_not_shown(here: Term) -> None:
    paper = issued()
    Content.objects.filter(pk=paper.pdf_id).update(data=b"%PDF-")
    with pytest.raises(ValueError, match="altered"):
        render.pdf(Document.objects.get(pk=paper.pk))


@pytest.mark.parametrize(
    ("signed_on", "ruleset", "sign"), [(date(2026, 5, 26), "hd36", ","), (date(2026, 5, 27), "hd05", ";")]
)
def test_the_day_of_signature_decides_the_ruleset(here: Term, signed_on: date, ruleset: str, sign: str) -> None:
    paper = issued(on=signed_on)
    assert paper.ruleset == ruleset
    assert f"- Như trên{sign}" in docx_lines(render.docx(paper))


def test_a_withdrawn_paper_keeps_its_number(here: Term) -> None:
    paper = acts.withdraw(issued(), reason="Sai nơi nhận", by=SYSTEM, at=NOON)
    assert (paper.state, paper.number) == (State.WITHDRAWN, 1)
    assert issued().number == 2
    with pytest.raises(WrongState, match="còn hiệu lực"):
        acts.withdraw(paper, reason="Lần nữa", by=SYSTEM, at=NOON)


def test_a_withdrawal_says_why(here: Term) -> None:
    with pytest.raises(WrongState, match="lý do"):
        acts.withdraw(issued(), reason=" ", by=SYSTEM, at=NOON)


def test_an_issue_rolled_back_leaves_no_hole(here: Term) -> None:
    def broken() -> None:
        with transaction.atomic():
            assert issued().number == 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert issued().number == 1


def test_without_a_term_the_refusal_says_where_to_record_it(db: None) -> None:
    town()
    with pytest.raises(WrongState, match="Sổ văn bản"):
        issued()
    assert Document.objects.get().state == State.DRAFT


def test_a_day_before_the_term_has_no_number(here: Term) -> None:
    with pytest.raises(WrongState, match="30/09/2020"):
        issued(on=BEGUN - timedelta(days=1))


@pytest.mark.parametrize(
    ("kind", "on", "words"),
    [("CV", date(2018, 4, 2), "02/04/2018"), ("XX", DAY, "không có loại"), ("CV", date(2026, 11, 27), "chưa đến")],
)
def test_what_no_ruleset_knows_is_not_issued(here: Term, kind: str, on: date, words: str) -> None:
    with pytest.raises(WrongState, match=words):
        acts.issue(drafted(kind), signed_on=on, by=SYSTEM, at=NOON)


def test_a_new_term_ends_the_one_before_and_begins_at_01(here: Term) -> None:
    assert issued().number == 1
    acts.begin_term(unit(), begins=date(2025, 9, 1), by=SYSTEM)
    here.refresh_from_db()
    assert here.ends == date(2025, 8, 31)
    assert issued(on=date(2025, 9, 1)).number == 1
    assert issued(on=date(2025, 8, 31)).number == 2


@pytest.mark.parametrize(("begins", "words"), [(BEGUN, "01/10/2020"), (DAY, "14/10/2022")])
def test_a_term_can_not_begin_before_what_was_done_in_the_last(here: Term, begins: date, words: str) -> None:
    issued()
    with pytest.raises(WrongState, match=words):
        acts.begin_term(unit(), begins=begins, by=SYSTEM)


def test_numbers_used_outside_are_explained_and_passed_over(here: Term) -> None:
    acts.set_used_before(here, "CV", number=607, note="Theo sổ công văn đi", by=SYSTEM, at=NOON)
    assert str(issued()) == "Số 608-CV/TU"
    for number, note in ((608, "Theo sổ"), (700, " ")):
        with pytest.raises(WrongState):
            acts.set_used_before(here, "CV", number=number, note=note, by=SYSTEM, at=NOON)
    made = acts.set_used_before(here, "CV", number=610, note="Hai văn bản gửi khi mất điện", by=SYSTEM, at=NOON)
    assert (made.first, made.last) == (609, 610)
    assert issued().number == 611


def test_only_who_keeps_the_register_of_that_very_unit_changes_it(here: Term) -> None:
    clerk = actor_of(account("clerk", [(Role.CLERK, "TP")]), TODAY)
    viewer = actor_of(account("viewer", [(Role.VIEWER, "TP"), (Role.CLERK, "P1")]), TODAY)
    acts.set_used_before(here, "TB", number=3, note="Theo sổ", by=clerk, at=NOON)
    for by, code in ((clerk, "Q1"), (viewer, "TP"), (viewer, "Q1")):
        with pytest.raises(PermissionDenied):
            acts.begin_term(unit(code), begins=date(2025, 1, 1), by=by)
    with pytest.raises(PermissionDenied):
        acts.set_used_before(here, "CV", number=3, note="Theo sổ", by=viewer, at=NOON)


def test_every_act_is_in_the_ledger_without_a_word_of_the_paper(here: Term) -> None:
    paper = acts.redraft(drafted(), letter(subject="CANARY"), by=SYSTEM)
    acts.issue(paper, signed_on=DAY, by=SYSTEM, at=NOON)
    acts.withdraw(paper, reason="CANARY", by=SYSTEM, at=NOON)
    found = list(Entry.objects.order_by("seq"))
    assert [each.action for each in found] == [
        "term.begun", "document.drafted", "document.redrafted", "document.issued", "document.withdrawn",
    ]  # fmt: skip
    assert not any("CANARY" in str(each.facts) for each in found)


@pytest.mark.parametrize(
    "change",
    [
        lambda paper: Document.objects.filter(pk=paper.pk).update(number=None),
        lambda paper: Document.objects.filter(pk=paper.pk).update(docx=None),
        lambda paper: Document.objects.filter(pk=paper.pk).update(state=State.DRAFT),
        lambda paper: Document.objects.filter(pk=paper.pk).update(state=State.WITHDRAWN),
        lambda paper: Document.objects.filter(number=2).update(number=1),
    ],
)
def test_the_database_itself_refuses_what_can_not_be(here: Term, change: Callable[[Document], object]) -> None:
    paper = issued()
    issued()
    with pytest.raises(DatabaseError), transaction.atomic():
        change(paper)


def test_a_sheet_comes_back_from_its_stored_form_in_one_form_of_unicode(here: Term) -> None:
    sheet = replace(decision(), subject="Đa\u0323i ho\u0323\u0302i")
    assert sheet.subject == "Đại hội"
    paper = acts.draft("QĐ", sheet, organ=unit(), about="x:1", path=unit().path, by=SYSTEM, on=DAY)
    assert Document.objects.get(pk=paper.pk).sheet == sheet


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_get_1_to_50() -> None:
    town()
    acts.begin_term(unit(), begins=BEGUN, by=SYSTEM)
    papers = [drafted() for _ in range(50)]
    start = Barrier(len(papers))

    def issue(paper: Document) -> int | None:
        start.wait()
        try:
            return acts.issue(paper, signed_on=DAY, by=SYSTEM, at=NOON).number
        finally:
            connection.close()

    with ThreadPoolExecutor(len(papers)) as pool:
        assert sorted(pool.map(issue, papers)) == list(range(1, 51))
    assert Series.objects.get().last == 50
