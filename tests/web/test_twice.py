"""A button pressed twice, a page left open too long, two people at one paper: once is enough, and no word is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from kiemdiem.cycles.models import Cycle, Subject
from kiemdiem.cycles.states import State
from kiemdiem.ledger.models import Entry
from kiemdiem.ratings.models import Decision, Proposal
from kiemdiem.reviews.models import Meeting, Paper, Save

from .crawl_cast import Town
from .crawl_year import build
from .crawler import Crawler, opened, told
from .expectations import CASES, Case, entry, location

pytestmark = pytest.mark.django_db
ORG, ADMIN = "organisation_board", "administrator"


@dataclass(frozen=True, slots=True)
class Press:
    """A button, who presses it, what the second time says, and how many acts both together are."""

    name: str
    objects: str
    place: str
    who: str
    says: str
    acts: int = 1


PRESSES = [
    Press("notices", "", "own", "clerk", "", 0),
    Press("notice", "notice", "own", "clerk", "", 0),
    Press("notices_mail", "", "own", "clerk", "Mã xác nhận sẽ đến", 0),
    Press("notices_mail_stop", "", "own", "clerk", "không nhận thư báo nữa", 0),
    Press("acting_start", "", "child", "clerk", ""),
    Press("acting_stop", "", "own", "clerk", "", 0),
    Press("delegate", "", "own", "clerk", "làm thay trong những ngày ấy rồi"),
    Press("delegation_end", "delegation", "child", "ward head", "đã kết thúc ngày"),
    Press("other_sessions_end", "", "own", "clerk", "đã kết thúc", 0),
    Press("account_open", "", "own", ORG, "Q1-10", 2),  # a slip is shown once: each time a new code
    Press("account_close", "account", "own", ORG, "đã đóng từ trước"),
    Press("account_reopen", "account", "own", ORG, "đang mở", 0),
    Press("account_code", "account", "own", ORG, "", 2),  # a slip again
    Press("account_sessions_end", "account", "own", ORG, "không có phiên nào đang mở"),
    Press("role_grant", "account", "own", ORG, "hãy kết thúc lần giao trước"),
    Press("role_end", "grant", "own", ORG, "đã kết thúc ngày"),
    Press("factor_confirm", "help", "own", ADMIN, "đã được xác nhận hoặc đã thôi"),
    Press("factor_drop", "help", "own", ADMIN, "đã được xác nhận hoặc đã thôi"),
    Press("unit_rename", "unit", "child", ORG, "Đây là tên hiện nay"),
    Press("unit_move", "unit", "child", ORG, "đang là cấp trên"),
    Press("unit_merge", "unit", "child", ORG, "đã kết thúc từ ngày"),
    Press("unit_split", "unit", "child", ORG, "đã dùng"),
    Press("roster_export", "", "own", ORG, "", 2),  # each time somebody takes it out
    Press("cycle_open", "", "own", ORG, "đã mở cho", 2),  # begun and finished
    Press("cycle_resume", "cycle", "own", ORG, "", 0),
    Press("cycle_calendar", "cycle", "own", ORG, ""),
    Press("cycle_add", "cycle", "own", ORG, "đã có trong đợt này"),
    Press("cycle_close", "cycle", "own", ORG, "đã kết thúc"),
    Press("subject_transfer", "member", "own", ORG, "ở nơi này rồi"),
    Press("subject_leave_out", "member", "own", ORG, "với lý do này rồi"),
    Press("paper_begin", "member", "cell", "cellmate", "", 0),
    Press("paper_save", "draft paper", "own", "clerk", "Đã lưu", 0),
    Press("paper_hand_in", "draft paper", "own", "clerk", "Bản này đã nộp lúc"),
    Press("paper_hand_back", "handed in", "own", "clerk", "không trả lại lần nữa"),
    Press("paper_on_paper", "member", "own", "clerk", "đã nộp lúc"),
    Press("paper_compare", "save", "own", "clerk", "Đã lấy bản ấy", 0),
    Press("paper_faults", "draft paper", "own", "clerk", "đã ghi trong bản này rồi"),
    Press("cellbook", "unit", "own", "clerk", "Không có gì thay đổi"),
    Press("cellbook_take", "unit", "own", "clerk", "", 2),  # each time somebody takes it out
    Press("criterion_add", "unit", "own", ORG, "Đã thêm tiêu chí"),
    Press("criterion", "criterion", "own", ORG, "Đã ghi tiêu chí"),
    Press("opinions", "member", "own", "clerk", "Đã ghi nhận xét"),
    Press("meeting_plan", "unit", "own", "clerk", "đã định rồi"),
    Press("meeting", "open meeting", "own", "clerk", "vừa được sửa ở nơi khác", 0),
    Press("meeting_circulate", "open meeting", "own", "clerk", "Đã ghi gửi dự thảo"),
    Press("meeting_supplement", "closed meeting", "child", "clerk", "đã định rồi"),
    Press("review_order", "rated", "own", "head", "Đã yêu cầu kiểm điểm lại"),
    Press("reply", "reply", "cell", "member", "được giữ trong hồ sơ"),
    Press("proposals", "rating", "own", "clerk", "Không có mức nào thay đổi"),
    Press("ballot_new", "rating", "own", "clerk", "đang có lần bỏ phiếu chưa xong"),
    Press("ballot_edit", "ballot draft", "own", "clerk", "", 2),  # written anew each time; no figure is in it
    Press("ballot_open", "ballot draft", "own", "clerk", "Đã mở phiếu"),
    Press("ballot_enter", "ballot open", "own", "head", "Đã ghi lần nhập thứ nhất"),
    Press("ballot_difference", "ballot different", "own", "clerk", "Không có số liệu nào để bỏ"),
    Press("ballot_confirm", "ballot equal", "own", "clerk", "Đã xác nhận kết quả"),
    Press("ballot_annul", "ballot first", "own", "clerk", "Đã hủy"),
    Press("ballot_correct", "ballot", "own", "clerk", "Chỉ sửa kết quả đã xác nhận"),
    Press("ballot_settle", "ballot line", "own", "clerk", "Đã ghi quyết định của hội nghị"),
    Press("decision_begin", "rating", "own", "clerk", ""),
    Press("decision", "draft", "own", "clerk", "Đã lưu dự thảo", 0),
    Press("decision_stage_proposed", "draft", "own", "clerk", "mức đề nghị vào dự thảo", 0),
    Press("decision_drop", "draft", "own", "clerk", "đã ban hành hoặc đã bỏ"),
    Press("casefile", "rated", "own", "clerk", "Đã ghi nhận"),
    Press("file_add", "", "own", "clerk", "Đã đính kèm tệp minh chứng.pdf"),
    Press("file_remove", "draft file", "own", "clerk", "Tệp này đã được bỏ"),
    Press("set_language", "", "own", "clerk", "", 0),
]
# Signing in and one's own factors: tests of the signin room. What needs a state of its own is pressed twice below.
ELSEWHERE = {
    "sign_in", "sign_in_demo", "sign_out", "second_step", "prove", "session_go_on", "activate", "password_change",
    "factor_setup", "recovery_codes", "factor_ask", "notices_mail_confirm", "roster", "roster_apply", "cellbook_send",
    "opinion_remove", "criterion_end", "quota_board", "quota_settings", "quota_groups", "rating_cases", "rate_again",
    "decision_split", "year_facts",
    "meeting_close", "minutes_issue", "decision_release",
    # of these, tests of the room say what the second time does
    "fault_drop", "fault_share", "numbers_used", "term_begin", "suggestion_new", "suggestion", "suggestion_drop",
    "suggestion_issue", "suggestion_withdraw", "assignments_at", "assignment_substitute", "assignment_withdraw",
    "feed", "ballot_drop", "ballot_issue",
}  # fmt: skip


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    yield from opened(django_db_blocker, build)


@pytest.fixture
def crawler(town: Town) -> Iterator[Crawler]:
    """What a test does is undone after it."""
    with transaction.atomic():
        yield Crawler()
        transaction.set_rollback(True)


def case_of(press: Press) -> Case:
    return next(case for case in CASES if (case.name, case.objects) == (press.name, press.objects) and case.post)


def test_every_button_is_pressed_twice() -> None:
    assert {case.name for case in CASES if case.post} - {press.name for press in PRESSES} == ELSEWHERE


@pytest.mark.parametrize("press", PRESSES, ids=lambda press: press.name)
def test_pressed_twice_it_happens_once(press: Press, town: Town, crawler: Crawler) -> None:
    case, who = case_of(press), town.whos[f"Q1 {press.who}"]
    there = location(case, town.at[case.objects][press.place] if case.objects else None, who)
    form = case.form(town, press.place)
    before = Entry.objects.count()
    first = crawler.send_for_good(who, "POST", there, form)
    once = Entry.objects.count() - before
    second = crawler.send_for_good(who, "POST", there, form)
    assert first.status_code in (200, 302), told(first)
    assert second.status_code in (200, 302, 409), told(second)
    assert press.says in told(second)
    assert (once, Entry.objects.count() - before) == (once, press.acts), told(second)
    if press.acts == 1:
        assert once == 1
    if press.name in ("paper_begin", "decision_begin"):
        assert second.headers["Location"] == first.headers["Location"]


# Two people, two windows


def test_two_people_at_one_report_both_keep_their_words(town: Town, crawler: Crawler) -> None:
    head, clerk = town.whos["Q1 head"], town.whos["Q1 clerk"]
    paper = Paper.objects.get(pk=town.at["draft paper"]["own"])
    save, section = reverse("paper_save", args=[paper.pk]), next(iter(paper.answers))
    for who, words in ((head, "Chữ của bí thư."), (clerk, "Chữ của người giúp việc.")):
        answer = crawler.send_for_good(who, "POST", save, {"base": f"{paper.version}", f"s-{section}": words})
    kept = Save.objects.get(paper=paper, beside=True)
    assert answer.headers["Location"] == reverse("paper_compare", args=[paper.pk, kept.pk])
    assert "vừa sửa bản này lúc" in told(answer)
    page = crawler.send_for_good(clerk, "GET", answer.headers["Location"]).content.decode()
    assert "Chữ của bí thư." in page
    assert "Chữ của người giúp việc." in page
    paper.refresh_from_db()
    assert paper.answers[section]["text"] == "Chữ của bí thư."
    taken = crawler.send_for_good(clerk, "POST", answer.headers["Location"], {"base": f"{paper.version}"})
    assert "Đã lấy bản ấy" in told(taken)
    paper.refresh_from_db()
    assert paper.answers[section]["text"] == "Chữ của người giúp việc."
    assert Save.objects.filter(paper=paper, beside=False, answers__has_key=section).exists()


def test_a_page_that_saves_by_itself_is_told_in_its_own_form(town: Town, crawler: Crawler) -> None:
    clerk, paper = town.whos["Q1 clerk"], Paper.objects.get(pk=town.at["draft paper"]["own"])
    crawler.defaults["HTTP_ACCEPT"] = "application/json"
    answer = crawler.send_for_good(clerk, "POST", reverse("paper_save", args=[paper.pk]), {"base": "0"})
    assert answer.status_code == 409
    said = json.loads(answer.content)
    assert "Xem hai bản cạnh nhau rồi chọn" in said["sentence"]
    assert crawler.send_for_good(clerk, "GET", said["compare"]).status_code == 200


def test_two_people_at_one_record_see_what_the_other_has_written(town: Town, crawler: Crawler) -> None:
    meeting = Meeting.objects.get(pk=town.at["open meeting"]["own"])
    filled = entry("meeting", "open meeting")
    there, form = reverse("meeting", args=[meeting.pk]), filled.form(town, "own")
    candidate, away = Subject.objects.get(kind="collective", code="Q1-TT", cycle__year=2022), town.people["Q1-8"]
    mine = {"bien-ban": "Chữ của tôi.", "dia-diem": "Phòng của tôi", f"vang-{away.pk}": "on", f"ly-do-{away.pk}": "Ốm"}
    mine |= {f"xet-{candidate.pk}": "on", f"ket-luan-{candidate.pk}": "Kết luận của tôi."}
    crawler.send_for_good(town.whos["Q1 head"], "POST", there, form | {"bien-ban": "Chữ của bí thư."})
    answer = crawler.send_for_good(town.whos["Q1 clerk"], "POST", there, form | mine)
    assert answer.status_code == 409
    for words in ("Chữ của tôi.", "Chữ của bí thư.", "Phòng của tôi", 'value="Ốm"', "Kết luận của tôi."):
        assert words in told(answer)
    meeting.refresh_from_db()
    assert meeting.minutes == "Chữ của bí thư."


# The page left open while the matter went on


def test_words_written_after_handing_in_are_kept_beside(town: Town, crawler: Crawler) -> None:
    member, paper = town.whos["Q1 member"], Paper.objects.get(pk=town.at["handed in"]["cell"])
    before = paper.answers
    form = {"base": f"{paper.version}", f"s-{next(iter(before))}": "Viết thêm."}
    answer = crawler.send_for_good(member, "POST", reverse("paper_save", args=[paper.pk]), form)
    assert "đã nộp và đã khóa. Chữ vừa viết được giữ" in told(answer)
    paper.refresh_from_db()
    assert paper.answers == before
    assert Save.objects.filter(paper=paper, beside=True).count() == 1


def test_words_written_into_a_locked_record_are_shown_to_be_copied(town: Town, crawler: Crawler) -> None:
    clerk, meeting = town.whos["Q1 clerk"], Meeting.objects.get(pk=town.at["closed meeting"]["cell"])
    filled = entry("meeting", "closed meeting")
    form = filled.form(town, "cell") | {"bien-ban": "Viết thêm sau khi khóa."}
    answer = crawler.send_for_good(clerk, "POST", reverse("meeting", args=[meeting.pk]), form)
    assert answer.status_code == 409
    assert "Biên bản này đã khóa" in told(answer)
    assert "Viết thêm sau khi khóa." in told(answer)
    assert "Viết thêm" not in Meeting.objects.get(pk=meeting.pk).minutes


def test_what_is_out_of_turn_is_refused_in_one_sentence(town: Town, crawler: Crawler) -> None:
    clerk, org, deputy = (town.whos[f"Q1 {name}"] for name in ("clerk", "organisation_board", "ward deputy"))
    ward, cell = town.whos["Q1 ward head"], town.whos["Q1 cell head"]
    cycle, draft = town.cycles["Q1"], Decision.objects.get(pk=town.at["draft"]["child"])
    unheard, member, leader = town.subject("Q1-7"), town.subject("Q1-3"), town.at["rated"]["own"]
    Subject.objects.filter(pk=member.pk).update(state=State.DECIDED, level=4)
    Decision.objects.filter(pk=draft.pk).update(state=Decision.State.RELEASED)
    levels = f"/xep-loai/{cycle.pk}/Q1-A/"
    document = {"number": "8-QĐ", "signed_on": "21/12/2022", "signatory": "Lê A"}
    for who, there, form, says in (
        (cell, levels, {f"muc-{unheard.pk}": "3"}, "cần kiểm điểm trước"),
        (cell, levels, {f"muc-{member.pk}": "3"}, "Đã có quyết định xếp loại"),
        (clerk, reverse("ballot_confirm", args=[town.at["ballot first"]["own"]]), {}, "hai lần nhập khớp nhau"),
        (clerk, reverse("ballot_annul", args=[town.at["ballot"]["own"]]), {"reason": "x"}, "chưa xác nhận"),
        (ward, reverse("decision", args=[draft.pk]), document, "đã ban hành hoặc đã bỏ, không sửa được"),
        (ward, reverse("decision_stage_proposed", args=[draft.pk]), {}, "đã ban hành hoặc đã bỏ"),
        (deputy, reverse("decision_release", args=[draft.pk]), {}, "đã ban hành hoặc đã bỏ"),
        (org, reverse("subject_transfer", args=[member.pk]), {"to": "Q1-C", "reason": "x"}, "đã có quyết định"),
        (org, reverse("subject_leave_out", args=[member.pk]), {"reviewed": "no", "reason": "x"}, "đã có quyết định"),
        (
            org,
            reverse("subject_transfer", args=[leader]),
            {"to": "Q1-C", "reason": "x"},
            "Chỉ chuyển nơi kiểm điểm của",
        ),
        (clerk, reverse("paper_on_paper", args=[member.pk]), {f"self-{member.pk}": "3"}, "đã nộp lúc"),
        (clerk, reverse("paper_hand_back", args=[town.at["handed in"]["child"]]), {"reason": "x"}, "tại cuộc họp"),
        (clerk, reverse("meeting_close", args=[town.at["closed meeting"]["cell"]]), {}, "Biên bản này đã khóa"),
        (clerk, reverse("meeting_close", args=[town.at["open meeting"]["own"]]), {}, "còn thiếu"),
    ):
        before = Entry.objects.count()
        answer = crawler.send_for_good(who, "POST", there, form)
        assert says in told(answer), (there, says)
        assert answer.status_code in (200, 302, 409)
        assert Entry.objects.count() == before
    Cycle.objects.filter(pk=cycle.pk).update(phase=Cycle.Phase.CLOSED)
    for who, there, form in (
        (org, reverse("cycle_add", args=[cycle.pk]), {"person": "Q1-9", "reason": "x"}),
        (org, reverse("subject_leave_out", args=[unheard.pk]), {"reviewed": "no", "reason": "x"}),
        (clerk, reverse("meeting_plan", args=["Q1-A"]), {"held_on": "01/12/2022", "venue": ""}),
        (town.whos["Q1 cellmate"], reverse("paper_begin", args=[unheard.pk]), {}),
    ):
        answer = crawler.send_for_good(who, "POST", there, form)
        assert "kết thúc" in told(answer), there
    assert Proposal.objects.get(subject=member).level == 4
