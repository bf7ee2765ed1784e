"""Self-review papers: who writes and reads them, no word lost, locked when handed in."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import override_settings

from cycles.cast import account, open_year, subject, town
from kiemdiem.accounts.actor import actor_of
from kiemdiem.accounts.models import Delegation
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.states import State
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.notices.models import Notice
from kiemdiem.regulation import Kind, Level
from kiemdiem.reviews import writing
from kiemdiem.reviews.models import Paper, Save
from reviews.cast import NOON, TODAY, full, hand_in, officer, person

pytestmark = pytest.mark.django_db


def saved(paper: Paper, text: str, base: int, by: object, minutes: int = 0, name: str = "Thuận") -> Paper:
    at = NOON + timedelta(minutes=minutes)
    return writing.save(paper, {"faults": {"text": text}}, {}, base=base, by=by, name=name, at=at)  # type: ignore[arg-type]


def test_one_paper_covers_the_member_and_the_leader() -> None:
    town()
    open_year()
    paper = writing.begin(subject("M1"), by=person("M1"))
    assert sorted(line.subject.kind for line in paper.lines.all()) == ["leader", "member"]
    assert {subject("M1", kind).state for kind in (Kind.MEMBER, Kind.LEADER)} == {State.DRAFT}
    assert "leading" in {each.key for each in writing.sections(paper)}


def test_a_leaders_paper_stands_in_the_cell_whichever_way_it_was_begun() -> None:
    town()
    open_year()
    paper = writing.begin(subject("M1", Kind.LEADER), by=person("M1"))
    assert (paper.place, paper.path) == ("C1", subject("M1").path)


def test_an_ordinary_member_has_no_section_on_leading() -> None:
    town()
    open_year()
    paper = writing.begin(subject("M3"), by=person("M3"))
    assert "leading" not in {each.key for each in writing.sections(paper)}


def test_the_report_of_a_committee_covers_its_organisation() -> None:
    town()
    open_year()
    head = officer(Role.HEAD, "P1", of="M1")
    paper = writing.begin(subject("TT-P1", Kind.COLLECTIVE), by=head)
    assert sorted(line.subject.code for line in paper.lines.all()) == ["P1", "TT-P1"]
    assert subject("P1", Kind.PARTY_ORGANISATION).state == State.DRAFT


def test_an_organisation_with_a_committee_writes_no_report_of_its_own() -> None:
    town()
    open_year()
    with pytest.raises(WrongState, match="trong báo cáo của tập thể"):
        writing.begin(subject("P1", Kind.PARTY_ORGANISATION), by=officer(Role.HEAD, "P1"))
    cell = writing.begin(subject("C1", Kind.PARTY_ORGANISATION), by=officer(Role.HEAD, "C1"))
    assert cell.form == "collective"


def test_nobody_writes_for_somebody_else() -> None:
    town()
    open_year()
    for other in (person("M2"), officer(Role.HEAD, "C1"), officer(Role.ORGANISATION_BOARD, "TP")):
        with pytest.raises(PermissionDenied):
            writing.begin(subject("M1"), by=other)
    with pytest.raises(PermissionDenied):
        writing.begin(subject("TT-P1", Kind.COLLECTIVE), by=officer(Role.HEAD, "Q1"))


def test_acting_for_somebody_does_not_write_their_paper() -> None:
    town()
    open_year()
    absent, deputy = account("vang", of="M1"), account("thay", of="M2")
    Delegation.objects.create(absent=absent, deputy=deputy, since=TODAY, until=TODAY, reason="đi công tác")
    with pytest.raises(PermissionDenied):
        writing.begin(subject("M1"), by=actor_of(deputy, TODAY, acting_for=absent))


def test_a_draft_is_its_writers_own_and_read_when_handed_in() -> None:
    town()
    open_year()
    me, secretary, other = person("M3"), officer(Role.HEAD, "C1"), officer(Role.HEAD, "C2")
    paper = writing.begin(subject("M3"), by=me)
    assert [Paper.objects.visible_to(each).count() for each in (me, secretary, other)] == [1, 0, 0]
    hand_in(subject("M3"), me)
    assert [Paper.objects.visible_to(each).count() for each in (me, secretary, other)] == [1, 1, 0]
    assert Paper.objects.visible_to(officer(Role.VIEWER, "TP")).count() == 0
    assert paper.pk


def test_two_windows_never_overwrite_each_other() -> None:
    town()
    open_year()
    me = person("M3")
    paper = writing.begin(subject("M3"), by=me)
    saved(paper, "một", 0, me)
    with pytest.raises(writing.Conflict) as met:
        saved(paper, "hai", 0, me)
    assert met.value.paper.answers["faults"]["text"] == "một"
    assert [each.answers["faults"]["text"] for each in Save.objects.filter(beside=True)] == ["hai"]
    assert saved(paper, "một", 0, me).version == 1, "the same words sent twice are no conflict"


def test_saves_within_ten_minutes_are_one_unless_words_were_taken_out() -> None:
    town()
    open_year()
    me = person("M3")
    paper = writing.begin(subject("M3"), by=me)
    for version, text in enumerate(["a", "ab", "abc", "x"]):
        saved(paper, text, version, me, minutes=version)
    saved(paper, "xy", 4, me, minutes=30)
    assert [each.answers["faults"]["text"] for each in Save.objects.order_by("version")] == ["abc", "x", "xy"]


def test_autosaves_stay_out_of_the_ledger() -> None:
    town()
    open_year()
    me = person("M3")
    before = Entry.objects.count()
    paper = writing.begin(subject("M3"), by=me)
    saved(paper, "một", 0, me)
    assert Entry.objects.count() == before


def test_text_is_kept_in_one_form_and_unknown_fields_are_dropped() -> None:
    town()
    open_year()
    me = person("M3")
    paper = writing.begin(subject("M3"), by=me)
    sent = {
        "faults": {"text": "ho\u0300a\r\nb", "level": 4},
        "results": {"text": "", "level": 9},
        "state": {"text": "x"},
    }
    kept = writing.save(paper, sent, {}, base=0, by=me, name="", at=NOON)  # type: ignore[arg-type]
    assert kept.answers["faults"] == {"text": "hòa\nb"}, "the form asks no level there"
    assert kept.answers["results"] == {"text": ""}
    assert "state" not in kept.answers


def test_a_section_too_long_is_refused_by_name() -> None:
    town()
    open_year()
    me = person("M3")
    paper = writing.begin(subject("M3"), by=me)
    with pytest.raises(WrongState, match=r"Hạn chế, khuyết điểm và nguyên nhân.* 20.000"):
        saved(paper, "x" * 20_001, 0, me)
    saved(paper, "x" * 20_000, 0, me)


def test_handing_in_names_everything_that_is_missing() -> None:
    town()
    open_year()
    me = person("M3")
    paper = writing.begin(subject("M3"), by=me)
    answers = full(paper) | {"faults": {"text": "  "}, "results": {"text": "có"}}
    writing.save(paper, answers, {}, base=0, by=me, name="", at=NOON)
    with pytest.raises(writing.Incomplete) as refused:
        writing.hand_in(paper, by=me, at=NOON)
    assert set(refused.value.missing) == {"faults", "results", f"self-{subject('M3').pk}"}
    assert "còn 3 điều" in refused.value.sentence


def test_handed_in_is_locked_and_a_late_save_is_kept_beside() -> None:
    town()
    open_year()
    me = person("M3")
    paper = hand_in(subject("M3"), me)
    assert subject("M3").state == State.HANDED_IN
    with pytest.raises(WrongState, match="đã nộp và đã khóa"):
        saved(paper, "thêm", paper.version, me)
    assert Save.objects.filter(beside=True).count() == 1
    with pytest.raises(WrongState, match="đã nộp lúc 12:00 ngày 01/12/2022"):
        writing.hand_in(paper, by=me, at=NOON)


def test_returned_with_a_reason_it_is_written_again() -> None:
    town()
    open_year()
    me, secretary = person("M3"), officer(Role.HEAD, "C1", of="M1")
    paper = hand_in(subject("M3"), me)
    with pytest.raises(WrongState, match="Phải ghi lý do"):
        writing.hand_back(paper, by=secretary, name="Thuận", reason=" ", at=NOON)
    writing.hand_back(paper, by=secretary, name="Thuận", reason="nêu rõ nguyên nhân", at=NOON)
    assert subject("M3").state == State.RETURNED
    with pytest.raises(WrongState, match="đã trả lại"):
        writing.hand_back(paper, by=secretary, name="Thuận", reason="lần nữa", at=NOON)
    hand_in(subject("M3"), me)
    assert subject("M3").state == State.HANDED_IN


def test_nobody_returns_their_own_paper() -> None:
    town()
    open_year()
    secretary = officer(Role.HEAD, "C1", of="M1")
    paper = hand_in(subject("M1"), secretary)
    with pytest.raises(PermissionDenied):
        writing.hand_back(paper, by=secretary, name="Thuận", reason="tự trả lại", at=NOON)


def test_a_paper_on_paper_is_recorded_by_who_receives_it() -> None:
    town()
    open_year()
    secretary, found = officer(Role.CLERK, "P1"), subject("M3")
    with pytest.raises(PermissionDenied):
        writing.hand_in_on_paper(found, {found.pk: Level.GOOD}, by=person("M3"), at=NOON)
    with pytest.raises(writing.Incomplete):
        writing.hand_in_on_paper(found, {}, by=secretary, at=NOON)
    paper = writing.hand_in_on_paper(found, {found.pk: Level.GOOD}, by=secretary, at=NOON)
    assert (paper.on_paper, paper.state, subject("M3").state) == (True, "handed_in", State.HANDED_IN)


@pytest.mark.parametrize(("profile", "mark", "allowed"), [
    ("open", "open", True), ("open", "secret", False), ("secret", "secret", True), ("secret", "top", False),
    ("highest", "highest", True), ("open", "whatever", False),
])  # fmt: skip
def test_secret_papers_are_refused_unless_the_site_may_hold_them(profile: str, mark: str, allowed: bool) -> None:
    town()
    open_year()
    me = person("M3")
    paper = writing.begin(subject("M3"), by=me)
    with override_settings(SECRECY=profile):
        if allowed:
            assert writing.set_secrecy(paper, mark, by=me).secrecy == mark
        else:
            with pytest.raises(WrongState, match="chưa được phép giữ tài liệu"):
                writing.set_secrecy(paper, mark, by=me)


def test_a_year_without_forms_has_no_papers() -> None:
    town()
    open_year(2023)
    with pytest.raises(WrongState, match="Năm 2023 chưa có mẫu bản kiểm điểm"):
        writing.begin(subject("M3", year=2023), by=person("M3"))


def test_who_wrote_it_is_told_of_a_return_and_of_the_open_year() -> None:
    town()
    me = person("M3")
    open_year()
    paper = hand_in(subject("M3"), me)
    writing.hand_back(paper, by=officer(Role.HEAD, "C1", of="M1"), name="Thuận", reason="viết rõ hơn", at=NOON)
    head = officer(Role.HEAD, "P1")
    report = hand_in(subject("TT-P1", Kind.COLLECTIVE), head)
    writing.hand_back(report, by=officer(Role.ORGANISATION_BOARD, "Q1"), name="", reason="thiếu số liệu", at=NOON)
    told = {(f"account:{each.account_id}", each.text.partition(" năm")[0], each.url) for each in Notice.objects.all()}
    assert told == {
        (me.key, "Đợt kiểm điểm", "/kiem-diem/"),
        (me.key, "Bản kiểm điểm", f"/ban/{paper.pk}/"),
        (head.key, "Bản kiểm điểm", f"/ban/{report.pk}/"),
    }
