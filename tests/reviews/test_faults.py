"""Faults of earlier years and suggested items: nothing is handed in before each is answered; closing settles them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cycles.cast import open_year, subject, town
from kiemdiem.accounts.actor import AccountActor, actor_of
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Cycle, Subject
from kiemdiem.ledger.actor import SystemActor
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Person, Post
from kiemdiem.regulation import Kind, Level
from kiemdiem.reviews import answering, faults, writing
from kiemdiem.reviews.models import Fault, FaultAnswer, ItemAnswer, Paper
from kiemdiem.suggestions.models import Suggestion, SuggestionItem
from reviews.cast import NOON, TODAY, full, hear, officer
from reviews.cast import person as first_time

pytestmark = pytest.mark.django_db
State = Fault.State


@pytest.fixture
def year() -> Cycle:
    town()
    open_year(2021)
    return open_year()


def person(code: str) -> AccountActor:
    """A member acting in person, with the one account there is."""
    held = Account.objects.filter(person__code=code).first()
    return actor_of(held, TODAY) if held else first_time(code)


def before(code: str = "M3", state: str = State.OPEN) -> Fault:
    """A fault of a member, named in 2021."""
    past = subject(code, year=2021)
    return Fault.objects.create(
        cycle=past.cycle, person=past.person, owner=past.name, place=past.place, path=past.path, source="self",
        content="Báo cáo chậm", cause="Chủ quan", state=state, named_at=NOON - timedelta(days=365),
    )  # fmt: skip


def suggested(to: Subject) -> SuggestionItem:
    """An item put to a subject."""
    unit = to.unit or Person.objects.get(pk=to.person_id).cell
    assert unit is not None
    made = Suggestion.objects.create(
        cycle=to.cycle, subject=to, issuer=unit, path=unit.path, subject_path=to.path, state="issued", issued_at=NOON
    )
    return SuggestionItem.objects.create(suggestion=made, position=1, category="complex", fact="Việc", source="Đơn")


def written(code: str, **answers: writing.Answer) -> Paper:
    """A member's paper with every section and what is told of the rest."""
    by = person(code)
    paper = writing.begin(subject(code), by=by)
    levels = {line.subject_id: Level.GOOD for line in paper.lines.all()}
    keyed = {key.replace("_", "-"): given for key, given in answers.items()}
    return writing.save(paper, full(paper) | keyed, levels, base=paper.version, by=by, name="", at=NOON)


def refused(paper: Paper, code: str = "M3") -> set[str]:
    with pytest.raises(writing.Incomplete) as met:
        writing.hand_in(paper, by=person(code), at=NOON)
    assert all("608-CV/TU, mục" in sentence for sentence in met.value.missing.values())
    return set(met.value.missing)


@pytest.mark.parametrize(
    ("answer", "enough"),
    [
        ({}, False), ({"result": "khác", "text": "x"}, False), ({"result": "fixed"}, True),
        ({"result": "partly"}, False), ({"result": "partly", "text": "Vì thiếu người"}, True),
        ({"result": "recurring", "text": " "}, False), ({"result": "recurring", "text": "Lặp lại"}, True),
    ],
)  # fmt: skip
def test_what_is_open_from_last_year_must_be_answered(year: Cycle, answer: writing.Answer, enough: bool) -> None:
    fault = before()
    paper = written("M3", **{f"fault_{fault.pk}": answer})
    if enough:
        writing.hand_in(paper, by=person("M3"), at=NOON)
        assert FaultAnswer.objects.get().result == answer["result"]
    else:
        assert refused(paper) == {f"fault-{fault.pk}"}
        assert not FaultAnswer.objects.exists()


def test_only_ones_own_open_faults_are_carried_over(year: Cycle) -> None:
    mine, partly = before(), before(state=State.PARTLY)
    before(state=State.FIXED)
    before("M2")
    assert answering.carried_over(written("M3")) == [mine, partly]


@pytest.mark.parametrize(
    ("answer", "enough"),
    [({}, False), ({"text": "Vì"}, False), ({"responsibility": "Tôi"}, False),
     ({"text": "Vì", "responsibility": "Tôi"}, True)],
)  # fmt: skip
def test_each_suggested_item_is_explained_with_its_responsibility(
    year: Cycle, answer: writing.Answer, enough: bool
) -> None:
    item = suggested(subject("M3"))
    paper = written("M3", **{f"item_{item.pk}": answer})
    if enough:
        writing.hand_in(paper, by=person("M3"), at=NOON)
        assert ItemAnswer.objects.get().responsibility == "Tôi"
    else:
        assert refused(paper) == {f"item-{item.pk}"}


def test_a_withdrawn_suggestion_is_not_asked(year: Cycle) -> None:
    suggested(subject("M3"))
    Suggestion.objects.update(state="withdrawn")
    assert writing.hand_in(written("M3"), by=person("M3"), at=NOON).state == "handed_in"


def test_on_paper_the_answers_are_recorded_too(year: Cycle) -> None:
    fault = before()
    clerk, levels = officer(Role.CLERK, "C1"), {subject("M3").pk: Level.GOOD}
    with pytest.raises(writing.Incomplete) as met:
        writing.hand_in_on_paper(subject("M3"), levels, by=clerk, at=NOON)
    assert set(met.value.missing) == {f"fault-{fault.pk}"}
    said: dict[str, writing.Answer] = {f"fault-{fault.pk}": {"result": "fixed"}}
    writing.hand_in_on_paper(subject("M3"), levels, answers=said, by=clerk, at=NOON)
    assert FaultAnswer.objects.get().result == "fixed"


def test_an_answer_is_kept_by_autosave_and_beside(year: Cycle) -> None:
    fault = before()
    key = f"fault-{fault.pk}"
    paper = written("M3", **{key.replace("-", "_"): {"result": "fixed", "text": "Xong từ quý II"}})
    assert paper.answers[key] == {"text": "Xong từ quý II", "result": "fixed"}
    with pytest.raises(writing.Conflict):
        writing.save(paper, {key: {"text": "Khác"}}, {}, base=0, by=person("M3"), name="", at=NOON)
    assert paper.saves.get(beside=True).answers[key]["text"] == "Khác"


def test_closing_the_meeting_settles_what_was_answered(year: Cycle) -> None:
    fixed, again = before(), before()
    said: dict[str, writing.Answer] = {f"fault_{each.pk}": {"result": "fixed", "text": ""} for each in (fixed, again)}
    paper = written("M3", **said)
    faults.name_own(paper, "Lại chậm", "Chủ quan", earlier=again, by=person("M3"), at=NOON)
    writing.hand_in(paper, by=person("M3"), at=NOON)
    assert {each.state for each in Fault.objects.filter(cycle__year=2021)} == {State.OPEN}
    hear(year, "C1", [subject("M3")], SystemActor(), chair="M1", secretary="M2")
    for each, state in ((fixed, State.FIXED), (again, State.RECURRING)):  # one's own link says more than the answer
        each.refresh_from_db()
        assert each.state == state


def test_nobody_links_to_a_fault_of_somebody_else(year: Cycle) -> None:
    paper, other = written("M3"), before("M2")
    with pytest.raises(WrongState, match="của chính mình"):
        faults.name_own(paper, "Lặp", "Chủ quan", earlier=other, by=person("M3"), at=NOON)
    with pytest.raises(PermissionDenied):
        faults.name_own(paper, "Lặp", "Chủ quan", by=person("M2"), at=NOON)


def test_a_fault_of_a_collective_needs_the_answer_of_its_head(year: Cycle) -> None:
    head = officer(Role.HEAD, "P1", of="M7")
    paper = writing.begin(subject("TT-P1", Kind.COLLECTIVE), by=head)
    levels = {line.subject_id: Level.GOOD for line in paper.lines.all()}
    paper = writing.save(paper, full(paper), levels, base=paper.version, by=head, name="", at=NOON)
    fault = faults.name_own(paper, "Chậm chỉ tiêu", "Chưa đôn đốc", by=head, at=NOON)
    leader = Person.objects.get(pk=next(iter(answering.heads(fault))))
    other = faults.candidates(fault).exclude(pk=leader.pk).first()
    assert other is not None
    with pytest.raises(WrongState, match="không phải người đứng đầu"):
        faults.share(fault, other, role="head", share="none", text="Không", by=head)
    with pytest.raises(writing.Incomplete) as met:
        writing.hand_in(paper, by=head, at=NOON)
    assert set(met.value.missing) == {f"share-{fault.pk}"}
    with pytest.raises(WrongState, match="nêu lý do"):
        faults.share(fault, leader, role="head", share="none", text=" ", by=head)
    faults.share(fault, leader, role="head", share="main", text="Chưa kiểm tra", by=head)
    assert writing.hand_in(paper, by=head, at=NOON).state == "handed_in"
    with pytest.raises(WrongState, match="đã khóa"):
        faults.drop(fault, by=head)


def test_while_there_is_no_head_somebody_else_answers(year: Cycle) -> None:
    head = officer(Role.CLERK, "P1")
    paper = writing.begin(subject("TT-P1", Kind.COLLECTIVE), by=head)
    fault = faults.name_own(paper, "Chậm chỉ tiêu", "Chưa đôn đốc", by=head, at=NOON)
    leader = Person.objects.get(pk=next(iter(answering.heads(fault))))
    other = faults.candidates(fault).exclude(pk=leader.pk).first()
    assert other is not None
    Post.objects.filter(person=leader, is_head=True).update(until=fault.cycle.as_of - timedelta(days=30))
    assert not answering.head_answered(fault, answering.heads(fault))
    faults.share(fault, other, role="deputy", share="main", text="Phụ trách", by=head)
    assert answering.head_answered(Fault.objects.get(pk=fault.pk), answering.heads(fault))
