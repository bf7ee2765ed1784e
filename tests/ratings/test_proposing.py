"""Proposals: whose they are, who sees them, when they may come."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from cycles.cast import open_year, subject, town
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.states import State
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Unit
from kiemdiem.ratings.checking import check, draft_of
from kiemdiem.ratings.models import Proposal
from kiemdiem.ratings.proposing import propose
from kiemdiem.regulation import Kind, Level
from kiemdiem.reviews.models import ItemConclusion, Meeting, Rehearing
from ratings.cast import NOON, SYSTEM, decide, draft, members, reviewed_town
from reviews.cast import officer, person
from reviews.test_faults import suggested

pytestmark = pytest.mark.django_db


def put(by: object, *codes: str, level: Level = Level.GOOD, kind: Kind = Kind.MEMBER) -> list[Proposal]:
    levels = {subject(code, kind).pk: level for code in codes}
    return propose(levels, by=by, name="Vân", at=NOON)  # type: ignore[arg-type]


def test_a_cell_proposes_for_its_members_and_an_authority_for_the_rest() -> None:
    reviewed_town()
    cell, ward, district = officer(Role.HEAD, "C1"), officer(Role.CLERK, "P1"), officer(Role.CLERK, "Q1")
    assert [each.body for each in put(cell, "M2", "M3")] == ["C1", "C1"]
    assert [each.body for each in put(ward, "M4")] == ["C2"], "the ward writes for a cell that has nobody to"
    for by, code, kind in (
        (cell, "M4", Kind.MEMBER), (district, "M2", Kind.MEMBER), (ward, "P1", Kind.PARTY_ORGANISATION),
        (person("M5"), "M5", Kind.MEMBER), (officer(Role.VIEWER, "TP"), "M2", Kind.MEMBER),
    ):  # fmt: skip
        with pytest.raises(PermissionDenied):
            put(by, code, kind=kind)
    assert [each.body for each in put(district, "P1", kind=Kind.PARTY_ORGANISATION)] == ["Q1"]
    assert subject("M2").state == State.PROPOSED


def test_a_later_proposal_takes_the_place_of_the_earlier() -> None:
    reviewed_town()
    by = officer(Role.HEAD, "C1")
    put(by, "M2")
    put(by, "M2", level=Level.COMPLETED)
    assert [each.level for each in Proposal.objects.all()] == [Level.COMPLETED]


def test_nobody_proposes_for_oneself() -> None:
    reviewed_town()
    by = officer(Role.HEAD, "C1", of="M1")
    with pytest.raises(WrongState, match="không tự đề nghị mức cho mình"):
        put(by, "M1")
    put(by, "M1", "M2")
    assert [each.subject.code for each in Proposal.objects.all()] == ["M2"]


def test_what_was_suggested_after_the_meeting_comes_before_the_rating() -> None:
    cycle = reviewed_town()
    item = suggested(subject("M2"))
    item.suggestion.late, item.suggestion.late_way = True, "supplement"
    item.suggestion.save()
    by = officer(Role.HEAD, "C1")
    with pytest.raises(WrongState, match=r"gợi ý đến sau cuộc họp.*608-CV/TU, mục 3.*Lâm Thị Bích Vân"):
        put(by, "M2", "M3")
    assert not Proposal.objects.exists()
    made = draft(cycle, "P1", members(Level.GOOD, "M2", "M3"))
    found = [
        each
        for each in check(draft_of(made), {})
        if each.verdict.code == "rating.unreviewed" and each.verdict.ok is False
    ]
    assert [(each.subject, each.verdict.variant) for each in found] == [(subject("M2"), "unsettled")]
    meeting = Meeting.objects.create(
        cycle=cycle, place="C1", path=subject("M2").path, name="C1", held_on=date(2022, 12, 5), closed_at=NOON
    )
    ItemConclusion.objects.create(meeting=meeting, item=item, read_out=True, conclusion="Rõ")
    assert len(put(by, "M2", "M3")) == 2


def test_an_order_to_review_anew_comes_before_the_rating() -> None:
    reviewed_town()
    found = subject("M2")
    unit = Unit.objects.get(code="P1")
    waiting = Rehearing.objects.create(
        subject=found, path=found.path, ordered_by=unit, ground="x", deadline=date(2022, 12, 20), ordered_at=NOON
    )
    by = officer(Role.HEAD, "C1")
    with pytest.raises(WrongState, match="yêu cầu kiểm điểm lại"):
        put(by, "M2")
    waiting.delete()
    assert len(put(by, "M2")) == 1


def test_only_those_who_propose_and_decide_see_them() -> None:
    reviewed_town()
    cell = officer(Role.HEAD, "C1")
    put(cell, "M2")
    seeing = {
        "cell": cell, "ward clerk": officer(Role.CLERK, "P1"), "ward board": officer(Role.STANDING_BOARD, "P1"),
        "district": officer(Role.HEAD, "Q1"), "city": officer(Role.ORGANISATION_BOARD, "TP"),
        "inspectors": officer(Role.INSPECTION_BOARD, "TP"), "sibling": officer(Role.HEAD, "C2"),
        "member": person("M2"), "viewer": officer(Role.VIEWER, "TP"),
    }  # fmt: skip
    assert {name for name, by in seeing.items() if Proposal.objects.visible_to(by).exists()} == {
        "cell", "ward clerk", "ward board",
    }  # fmt: skip


def test_out_of_turn_is_refused_by_name() -> None:
    town()
    open_year()
    with pytest.raises(WrongState, match=r"cần kiểm điểm trước. Chưa kiểm điểm: Lâm Thị Bích Vân"):
        put(SYSTEM, "M2")


def test_after_the_decision_nothing_is_proposed() -> None:
    cycle = reviewed_town()
    decide(cycle, "P1", members(Level.GOOD, "M2"))
    with pytest.raises(WrongState, match="Đã có quyết định xếp loại: Lâm Thị Bích Vân"):
        put(SYSTEM, "M2")
