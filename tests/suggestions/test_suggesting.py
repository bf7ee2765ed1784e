"""Suggestions: who may put them to whom, what is too vague, what comes late, who sees them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cycles.cast import TODAY, account, open_year, subject, town
from kiemdiem.accounts.actor import AccountActor, actor_of
from kiemdiem.accounts.models import Account, Delegation
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Cycle, Subject
from kiemdiem.cycles.states import HEARD, State
from kiemdiem.documents.models import Document
from kiemdiem.documents.states import State as Paper
from kiemdiem.ledger.actor import SystemActor
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.notices.models import Notice
from kiemdiem.organisations.models import Person, Unit
from kiemdiem.regulation import Kind
from kiemdiem.suggestions import acts, assigning, queries
from kiemdiem.suggestions.law import ground
from kiemdiem.suggestions.models import Assignment, Suggestion
from suggestions.cast import LETTER, NOON, WHOLE, board, drafted, issued, officer, person, term

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> Cycle:
    town()
    term()
    return open_year()


def test_a_draft_becomes_a_numbered_letter_that_only_the_one_addressed_is_told_of(year: Cycle) -> None:
    writer = account("thu-ky", [(Role.CLERK, "P1")])
    above = account("thu-ky-quan", [(Role.CLERK, "Q1")])
    made = issued(board(), officer(Role.HEAD, "Q1"))
    paper = made.document
    assert (made.state, paper.number_line, paper.state) == (Suggestion.State.ISSUED, "Số 01-CV/QU", Paper.ISSUED)
    printed = str(paper.sheet_json)
    assert WHOLE.fact in printed
    assert "10/12/2022" in printed
    told = Notice.objects.filter(event=f"suggestion.issued:{made.pk}")
    assert [each.account for each in told] == [writer]
    assert above not in [each.account for each in told]
    text = told.get().text
    assert not any(word in text for word in ("gợi ý", WHOLE.fact[:20], made.subject.name))


def test_what_the_ledger_says_names_neither_content_nor_addressee(year: Cycle) -> None:
    issued(board(), officer(Role.HEAD, "Q1"))
    said = "".join(Entry.objects.filter(action__startswith="suggestion.").values_list("facts", flat=True))
    assert "Số 01-CV/QU" in said
    assert not any(word in said for word in (WHOLE.fact[:20], "TT-P1", "Vàm Sậy"))


def test_only_the_managing_level_suggests(year: Cycle) -> None:
    by = officer(Role.HEAD, "TP")
    with pytest.raises(WrongState, match=r"không thuộc thẩm quyền quản lý của .*608-CV/TU, mục 3"):
        acts.draft(board(), issuer=Unit.objects.get(code="TP"), by=by, name="")
    assert acts.draft(board(), issuer=Unit.objects.get(code="Q1"), by=officer(Role.HEAD, "Q1"), name="").pk


def test_whom_nobody_here_decides_on_gets_no_suggestion(year: Cycle) -> None:
    beyond = Subject.objects.filter(cycle=year, code="TT-TP").get()
    assert beyond.authority_path == ""
    with pytest.raises(WrongState, match="không thuộc thẩm quyền"):
        acts.draft(beyond, issuer=Unit.objects.get(code="TP"), by=officer(Role.HEAD, "TP"), name="")


@pytest.mark.parametrize(
    ("role", "drafts", "issues"),
    [
        (Role.ORGANISATION_BOARD, True, False),
        (Role.CLERK, True, False),
        (Role.HEAD, True, True),
        (Role.STANDING_BOARD, False, True),
        (Role.INSPECTION_BOARD, False, False),
        (Role.BOARD_LEADER, False, False),
        (Role.VIEWER, False, False),
    ],
)
def test_roles(year: Cycle, role: Role, drafts: bool, issues: bool) -> None:
    by, at = officer(role, "Q1"), Unit.objects.get(code="Q1")
    _allowed(drafts, lambda: acts.draft(board(), issuer=at, by=by, name=""))
    waiting = drafted(board(), SystemActor())
    _allowed(issues, lambda: acts.issue(waiting, LETTER, by=by, name="", at=NOON))


def test_the_same_role_elsewhere_is_no_right(year: Cycle) -> None:
    waiting = drafted(board(), SystemActor())
    for unit in ("TP", "P1", "A1"):
        by = officer(Role.HEAD, unit)
        _allowed(False, lambda by=by: acts.issue(waiting, LETTER, by=by, name="", at=NOON))  # type: ignore[misc]
        _allowed(False, lambda by=by: acts.drop(waiting, by=by))  # type: ignore[misc]


def test_nobody_drafts_issues_or_sees_a_draft_about_oneself(year: Cycle) -> None:
    leader = subject("M1", Kind.LEADER)
    by = officer(Role.HEAD, "Q1", of="M1")
    _allowed(False, lambda: acts.draft(leader, issuer=Unit.objects.get(code="Q1"), by=by, name=""))
    waiting = drafted(leader, SystemActor())
    _allowed(False, lambda: acts.issue(waiting, LETTER, by=by, name="", at=NOON))
    assert not Suggestion.objects.visible_to(by).exists()
    assert leader not in queries.managed(year, Unit.objects.get(code="Q1"), by)
    acts.issue(waiting, LETTER, by=SystemActor(), name="", at=NOON)
    assert Suggestion.objects.visible_to(by).get() == waiting


def test_every_vague_item_is_refused_at_once_with_its_number(year: Cycle) -> None:
    by = officer(Role.HEAD, "Q1")
    points = [
        WHOLE,
        replace(WHOLE, fact=" ", source=""),
        replace(WHOLE, fact_on=None),
        replace(WHOLE, category="other"),
    ]
    waiting = drafted(board(), by, *points)
    with pytest.raises(acts.Vague, match=r"3 nội dung chưa cụ thể, rõ ràng \(.*608-CV/TU, mục 3\)") as refused:
        acts.issue(waiting, LETTER, by=by, name="", at=NOON)
    assert refused.value.faults == [
        (2, "Thiếu sự việc (việc gì, ở đâu), nguồn."),
        (3, "Thiếu ngày."),
        (4, "Thiếu lý do xếp vào nội dung khác."),
    ]
    assert not Document.objects.exists()


def test_the_clause_is_that_of_the_law_the_cycle_stands_under(year: Cycle) -> None:
    assert ground(year) == "132-QĐ/TW; 21-HD/BTCTW (chờ đối chiếu bản gốc); 608-CV/TU, mục 3"
    Cycle.objects.update(overlay="none")
    by = officer(Role.HEAD, "Q1")
    waiting = drafted(board(), by, replace(WHOLE, fact=""))
    with pytest.raises(acts.Vague, match=r"\(132-QĐ/TW; 21-HD/BTCTW \(chờ đối chiếu bản gốc\)\)"):
        acts.issue(waiting, LETTER, by=by, name="", at=NOON)
    with pytest.raises(WrongState) as refused:
        acts.draft(subject("M3"), issuer=Unit.objects.get(code="Q1"), by=by, name="")
    assert "132-QĐ/TW" in refused.value.sentence
    assert "608" not in refused.value.sentence, "a place with no such text isn't held to it"


@pytest.mark.parametrize(("day", "faulty"), [(-1, False), (0, False), (1, True)])
def test_the_day_of_a_fact_is_not_after_the_letter(year: Cycle, day: int, faulty: bool) -> None:
    by = officer(Role.HEAD, "Q1")
    waiting = drafted(board(), by, replace(WHOLE, fact_on=TODAY + timedelta(days=day)))
    if faulty:
        with pytest.raises(acts.Vague) as refused:
            acts.issue(waiting, LETTER, by=by, name="", at=NOON)
        assert refused.value.faults == [(1, "Ngày của sự việc ở sau ngày ký.")]
    else:
        assert acts.issue(waiting, LETTER, by=by, name="", at=NOON).document


@pytest.mark.parametrize(("due", "taken"), [(-1, False), (0, True), (1, True)])
def test_the_day_to_explain_by_is_not_before_the_letter(year: Cycle, due: int, taken: bool) -> None:
    by = officer(Role.HEAD, "Q1")
    waiting = drafted(board(), by, explain_by=TODAY + timedelta(days=due))
    if taken:
        assert acts.issue(waiting, LETTER, by=by, name="", at=NOON).document
    else:
        with pytest.raises(WrongState, match="Hạn giải trình 30/11/2022 ở trước ngày ký 01/12/2022"):
            acts.issue(waiting, LETTER, by=by, name="", at=NOON)


def test_a_letter_without_items_is_refused(year: Cycle) -> None:
    by = officer(Role.HEAD, "Q1")
    waiting = acts.draft(board(), issuer=Unit.objects.get(code="Q1"), by=by, name="")
    with pytest.raises(WrongState, match="chưa có nội dung nào"):
        acts.issue(waiting, LETTER, by=by, name="", at=NOON)


@pytest.mark.parametrize("state", list(State))
def test_a_late_suggestion_says_how_it_is_still_heard(year: Cycle, state: State) -> None:
    if state == State.LEFT_OUT:
        pytest.skip("who isn't reviewed is asked nothing: its own test")
    Subject.objects.filter(pk=board().pk).update(state=state)
    by = officer(Role.HEAD, "Q1")
    waiting = drafted(board(), by)
    if state not in HEARD:
        made = acts.issue(waiting, LETTER, late_way="reopen", by=by, name="", at=NOON)
        assert (made.late, made.late_way) == (False, "")
        return
    for wrong in ("", "later"):
        with pytest.raises(WrongState, match=r"chọn kiểm điểm lại hoặc họp bổ sung .*608-CV/TU, mục 3"):
            acts.issue(waiting, LETTER, late_way=wrong, by=by, name="", at=NOON)
    made = acts.issue(waiting, LETTER, late_way="supplement", by=by, name="", at=NOON)
    assert (made.late, made.late_way) == (True, "supplement")
    assert "Họp kiểm điểm bổ sung" in str(made.document.sheet_json)


def test_who_is_left_out_of_review_is_asked_nothing(year: Cycle) -> None:
    Subject.objects.filter(pk=board().pk).update(reviewed=False, rated=False, reason="Mới thành lập")
    with pytest.raises(WrongState, match="không thuộc diện kiểm điểm"):
        acts.draft(board(), issuer=Unit.objects.get(code="Q1"), by=SystemActor(), name="")


def test_a_closed_year_takes_no_suggestion(year: Cycle) -> None:
    waiting = drafted(board(), SystemActor())
    Cycle.objects.update(phase=Cycle.Phase.CLOSED)
    for act in (
        lambda: acts.draft(board(), issuer=Unit.objects.get(code="Q1"), by=SystemActor(), name=""),
        lambda: acts.issue(waiting, LETTER, by=SystemActor(), name="", at=NOON),
        lambda: acts.put_items(waiting, [WHOLE], explain_by=None, base=acts.mark(waiting), by=SystemActor()),
    ):
        with pytest.raises(WrongState, match="đã kết thúc"):
            act()


def test_withdrawal_keeps_the_number_and_lets_the_items_go_unanswered(year: Cycle) -> None:
    by = officer(Role.STANDING_BOARD, "Q1")
    account("thu-ky", [(Role.CLERK, "P1")])
    made = issued(board(), SystemActor())
    assert [each.position for each in queries.items_for([board()])] == [1]
    with pytest.raises(WrongState, match="Hãy ghi lý do"):
        acts.withdraw(made, reason=" ", by=by, at=NOON)
    acts.withdraw(made, reason="Nhầm nơi", by=by, at=NOON)
    assert queries.items_for([board()]) == []
    assert Document.objects.get().state == Paper.WITHDRAWN
    assert Notice.objects.filter(event=f"suggestion.withdrawn:{made.pk}").count() == 1
    with pytest.raises(WrongState, match="chưa thu hồi"):
        acts.withdraw(made, reason="Lần nữa", by=by, at=NOON)
    assert issued(board(), SystemActor()).document.number == 2


def test_one_draft_at_a_time_and_what_is_issued_is_frozen(year: Cycle) -> None:
    first = drafted(board(), SystemActor())
    assert acts.draft(board(), issuer=Unit.objects.get(code="Q1"), by=SystemActor(), name="") == first
    acts.issue(first, LETTER, by=SystemActor(), name="", at=NOON)
    with pytest.raises(WrongState, match="đã ban hành nên không sửa được"):
        acts.put_items(first, [], explain_by=None, base=acts.mark(first), by=SystemActor())
    with pytest.raises(WrongState, match="không bỏ được"):
        acts.drop(first, by=SystemActor())
    with pytest.raises(WrongState, match="đã ban hành"):
        acts.issue(first, LETTER, by=SystemActor(), name="", at=NOON)


def test_a_page_that_has_fallen_behind_overwrites_nothing(year: Cycle) -> None:
    waiting = drafted(board(), SystemActor())
    base = acts.mark(waiting)
    acts.put_items(waiting, [WHOLE, WHOLE], explain_by=None, base=base, by=SystemActor())
    with pytest.raises(WrongState, match="vừa được sửa ở nơi khác"):
        acts.put_items(waiting, [], explain_by=None, base=base, by=SystemActor())
    assert waiting.items.count() == 2


@pytest.mark.parametrize(("number", "taken"), [(29, True), (30, True), (31, False)])
def test_number_of_items(year: Cycle, number: int, taken: bool) -> None:
    if taken:
        assert drafted(board(), SystemActor(), *[WHOLE] * number).items.count() == number
    else:
        with pytest.raises(WrongState, match="nhiều nhất 30"):
            drafted(board(), SystemActor(), *[WHOLE] * number)


@pytest.mark.parametrize(("length", "taken"), [(499, True), (500, True), (501, False)])
def test_length_of_a_source(year: Cycle, length: int, taken: bool) -> None:
    point = replace(WHOLE, source="x" * length)
    if taken:
        assert drafted(board(), SystemActor(), point).items.get().source == point.source
    else:
        with pytest.raises(WrongState, match="dài quá 500"):
            drafted(board(), SystemActor(), point)


def seen(by: AccountActor) -> bool:
    return Suggestion.objects.visible_to(by).exists()


def test_who_sees_a_draft(year: Cycle) -> None:
    drafted(board(), SystemActor())
    sees = {
        (role, unit): seen(officer(role, unit))
        for role in Role if role is not Role.MEMBER
        for unit in ("TP", "Q1", "P1", "C1", "A1")
    }  # fmt: skip
    there = {key for key, found in sees.items() if found}
    runs = (Role.HEAD, Role.CLERK, Role.ORGANISATION_BOARD, Role.STANDING_BOARD)
    assert there == {(role, "Q1") for role in runs}


def test_who_sees_what_was_issued_to_a_collective(year: Cycle) -> None:
    issued(board(), SystemActor())
    there = {
        (role, unit)
        for role in Role if role is not Role.MEMBER
        for unit in ("TP", "Q1", "P1", "C1", "A1")
        if seen(officer(role, unit))
    }  # fmt: skip
    boards = (Role.ORGANISATION_BOARD, Role.INSPECTION_BOARD, Role.STANDING_BOARD)
    assert there == (
        {(role, unit) for role in boards for unit in ("TP", "Q1")}
        | {(role, unit) for role in (Role.HEAD, Role.CLERK) for unit in ("Q1", "P1")}
    )
    assert not any(seen(person(code)) for code in ("M1", "M2", "M4"))


def test_who_sees_what_was_issued_to_a_person(year: Cycle) -> None:
    made = issued(subject("M2", Kind.LEADER), SystemActor())
    assert seen(person("M2"))
    assert not any(seen(person(code)) for code in ("M1", "M3", "M7"))
    assert not any(seen(officer(role, "P1")) for role in (Role.HEAD, Role.CLERK, Role.ORGANISATION_BOARD))
    assert Suggestion.objects.mine(actor_of(account("khac", of="M4"), TODAY)).count() == 0
    assert list(Suggestion.objects.mine(actor_of(Account.objects.get(name="ca-nhan-M2"), TODAY))) == [made]


def test_acting_for_somebody_shows_nothing_put_to_either_in_person(year: Cycle) -> None:
    issued(subject("M2", Kind.LEADER), SystemActor())
    own, other = account("m2", of="M2"), account("m1", of="M1")
    for absent, deputy in ((own, other), (other, own)):
        Delegation.objects.create(absent=absent, deputy=deputy, since=TODAY, until=date(2022, 12, 31), reason="Vắng")
        assert not seen(actor_of(deputy, TODAY, acting_for=absent))
    assert seen(actor_of(own, TODAY))


def test_who_is_sent_to_the_place_reads_what_the_sender_put_to_it(year: Cycle) -> None:
    issued(board(), SystemActor())
    sent = officer(Role.BOARD_LEADER, "Q1", of="M7")
    other = officer(Role.BOARD_LEADER, "TP", of="M8")
    assert not seen(sent)
    for unit, code in (("Q1", "M7"), ("TP", "M8")):
        place = year.places.get(code="P1")
        assigning.assign(
            year, Unit.objects.get(code=unit), Person.objects.get(code=code), assigning.Task(place=place),
            by=SystemActor(), name="", at=NOON,
        )  # fmt: skip
    assert seen(sent)
    assert not seen(other)  # sent by another level
    assigning.withdraw(Assignment.objects.get(person__code="M7"), reason="Đổi", by=SystemActor())
    assert not seen(sent)


def _allowed(allowed: bool, act: Callable[[], object]) -> None:
    if allowed:
        act()
    else:
        with pytest.raises(PermissionDenied):
            act()
