"""One's own file of a year, and the page of replies: what was said of one and nothing else, nobody else's file."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cycles.cast import TODAY, account, open_year, subject, town
from kiemdiem.accounts.actor import AccountActor
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Cycle, Place
from kiemdiem.ledger.actor import SystemActor
from kiemdiem.organisations.models import Person
from kiemdiem.ratings.models import Decision, DecisionLine
from kiemdiem.regulation import Kind, Level
from kiemdiem.reviews import meetings, own_file, rehearing
from kiemdiem.reviews.models import Comment, Meeting, Opinion, Reply
from kiemdiem.suggestions.models import Suggestion, SuggestionItem
from reviews.cast import NOON, hand_in, hear, later, person

pytestmark = pytest.mark.django_db
BY = SystemActor()
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def cycle() -> Cycle:
    town()
    return open_year()


def member(code: str) -> Account:
    return Account.objects.filter(person__code=code).first() or account(f"ca-nhan-{code}", of=code)


def clerk(unit: str = "C1") -> Account:
    name = f"thu-ky-{unit}"
    return Account.objects.filter(name=name).first() or account(name, [(Role.CLERK, unit)])


def heard() -> Meeting:
    """M3 wrote, was heard in the cell and criticised; so was M2, who is none of M3's business."""
    cycle = subject("M3").cycle
    hand_in(subject("M3"), person("M3"))
    meeting = hear(cycle, "C1", [subject("M3")], BY, chair="M1", secretary="M2")
    meeting.hearings.filter(subject=subject("M3")).update(conclusion="Kết luận về Bình")
    for position, (about, text) in enumerate((("M3", "Bình họp muộn"), ("M2", "Vân chưa gương mẫu")), start=1):
        Comment.objects.create(
            meeting=meeting, position=position, speaker=Person.objects.get(code="M1"), subject=subject(about),
            text=text, answer=f"Tiếp thu: {text}",
        )  # fmt: skip
    return meeting


def file_of(client: Client, who: Account, code: str = "M3") -> tuple[int, str]:
    client.force_login(who)
    answer = client.get(reverse("subject_file", args=[subject(code).pk]))
    return answer.status_code, answer.content.decode()


def test_the_file_has_what_was_said_of_one_and_nothing_of_others(cycle: Cycle, client: Client) -> None:
    heard()
    for code, text in (("M3", "Nhận xét về Bình"), ("M2", "Nhận xét về Vân")):
        Opinion.objects.create(
            subject=subject(code), body="residence", body_name="Chi bộ khu phố", text=text, given_on=TODAY,
            entered_at=NOON, entered_by="-",
        )  # fmt: skip
    rehearing.order(subject("M3"), "Chưa nêu trách nhiệm", TODAY + timedelta(days=9), by=BY, at=LATER)
    status, page = file_of(client, member("M3"))
    assert status == 200
    for words in ("Kết luận về Bình", "Bình họp muộn", "Tiếp thu: Bình", "Nhận xét về Bình", "Chưa nêu trách nhiệm"):
        assert words in page
    assert "Vân chưa gương mẫu" not in page
    assert "Nhận xét về Vân" not in page
    assert reverse("subject_file", args=[subject("M3").pk]) in client.get(reverse("own_papers")).content.decode()
    assert reverse("subject_file", args=[subject("M3").pk]) in client.get(reverse("own_file")).content.decode()


def test_nobody_else_opens_it(cycle: Cycle, client: Client) -> None:
    heard()
    secretary = account("bi-thu", [(Role.HEAD, "P1")])
    for who in (member("M2"), member("M4"), clerk(), secretary):
        assert file_of(client, who)[0] == 404
    acting = AccountActor("person:M3", "M3", "", "M1", ())
    assert not own_file.own_subjects_in(acting, cycle).exists()


def test_an_open_record_tells_nothing_yet(cycle: Cycle, client: Client) -> None:
    meeting = meetings.plan(cycle, Place.objects.get(cycle=cycle, code="C1"), None, held_on=TODAY, venue="", by=BY)
    mine = subject("M3")
    content = meetings.Record(
        held_on=TODAY, venue="", chair=None, secretary=None, minutes="x", subjects=[mine.pk],
        conclusions={mine.pk: "Chưa kết thúc đã kết luận"}, deferred=later(meeting, [mine]),
    )  # fmt: skip
    meetings.write(meeting, content, base=0, by=BY)
    status, page = file_of(client, member("M3"))
    assert (status, "Chưa kết thúc đã kết luận" in page) == (200, False)
    assert client.get(reverse("reply", args=[meeting.pk, mine.pk])).status_code == 404


def test_a_level_is_told_once_it_is_released(cycle: Cycle, client: Client) -> None:
    heard()
    mine = subject("M3")
    decision = Decision.objects.create(
        cycle=cycle, authority="P1", authority_name="P1", path=mine.authority_path, number="7-QĐ",
        signed_on=date(2022, 12, 20), signatory="Lê A", drafted_by="-", drafted_at=NOON,
    )  # fmt: skip
    DecisionLine.objects.create(decision=decision, subject=mine, level=Level.COMPLETED, in_force=True)
    page = file_of(client, member("M3"))[1]
    assert Level.COMPLETED.official not in page
    assert "7-QĐ" not in page
    Decision.objects.update(state=Decision.State.RELEASED, released_by="-", released_at=NOON)
    page = file_of(client, member("M3"))[1]
    assert Level.COMPLETED.official in page
    assert "7-QĐ" in page


def test_items_one_was_asked_stand_with_what_was_concluded(cycle: Cycle, client: Client) -> None:
    made = {}
    for code, state in (("M3", "issued"), ("M3", "draft"), ("M2", "issued")):
        mine = subject(code)
        held = Suggestion.objects.create(
            cycle=cycle, subject=mine, issuer=Place.objects.get(cycle=cycle, code="P1").unit, path=mine.authority_path,
            subject_path=mine.path, state=state, issued_at=None if state == "draft" else NOON,
        )  # fmt: skip
        fact = f"Việc của {code}, {state}"
        made[fact] = SuggestionItem.objects.create(suggestion=held, position=1, category="complex", fact=fact)
    page = file_of(client, member("M3"))[1]
    assert [fact for fact in made if fact in page] == ["Việc của M3, issued"]


def test_a_reply_is_sent_from_the_file_and_read_beside_the_minutes(cycle: Cycle, client: Client) -> None:
    meeting = heard()
    there = reverse("reply", args=[meeting.pk, subject("M3").pk])
    assert there in file_of(client, member("M3"))[1]
    comment = Comment.objects.get(subject=subject("M3"))
    page = client.get(there + f"?gop-y={comment.pk}").content.decode()
    assert "Bình họp muộn" in page
    assert f'<option value="{comment.pk}" selected>' in page
    answer = client.post(there, {"loai": "reply", "gop-y": str(comment.pk), "noi-dung": "Hôm ấy đi công tác"})
    assert answer.status_code == 302
    made = Reply.objects.get()
    assert (made.person.code, made.comment, made.entered_by) == ("M3", comment, "")
    client.force_login(member("M2"))
    page = client.get(reverse("meeting", args=[meeting.pk])).content.decode()
    assert page.index("Ý kiến gửi sau cuộc họp") < page.index("Hôm ấy đi công tác")
    assert there not in page
    assert client.get(there).status_code == 404
    assert client.post(there, {"loai": "reserved", "noi-dung": "Thay lời"}).status_code == 404


def test_who_holds_the_meeting_writes_down_what_came_on_paper(cycle: Cycle, client: Client) -> None:
    meeting = heard()
    there, m3 = reverse("reply", args=[meeting.pk, subject("M3").pk]), Person.objects.get(code="M3")
    client.force_login(clerk())
    assert there in client.get(reverse("meeting", args=[meeting.pk])).content.decode()
    assert client.post(there, {"loai": "reserved", "noi-dung": "Thay lời"}).status_code == 403
    answer = client.post(there, {"nguoi": "", "loai": "reserved", "noi-dung": "Chữ đã gõ"})
    assert answer.status_code == 409
    assert "Chữ đã gõ" in answer.content.decode()
    client.post(there, {"nguoi": str(m3.pk), "loai": "reserved", "noi-dung": "Giữ ý kiến"})
    made = Reply.objects.get()
    assert (made.person, made.entered_by) == (m3, str(clerk()))
    assert "ghi lại" in file_of(client, member("M3"))[1]
    client.force_login(clerk("C2"))
    assert client.get(there).status_code == 404


def test_a_member_of_a_collective_reserves_an_opinion_from_the_minutes(cycle: Cycle, client: Client) -> None:
    place, body = Place.objects.get(cycle=cycle, code="P1"), subject("TT-P1", Kind.COLLECTIVE)
    meeting = meetings.plan(cycle, place, body.collective, held_on=TODAY, venue="", by=BY)
    meeting.hearings.create(subject=body, position=1, conclusion="Tập thể còn thiếu sót")
    Meeting.objects.update(closed_at=NOON)
    there = reverse("reply", args=[meeting.pk, body.pk])
    client.force_login(member("M2"))
    assert there in client.get(reverse("meeting", args=[meeting.pk])).content.decode()
    page = client.get(there).content.decode()
    assert "Ý kiến bảo lưu" in page
    assert 'value="reply"' not in page
    assert client.post(there, {"loai": "reserved", "noi-dung": "Không đồng ý"}).status_code == 302
    client.force_login(member("M3"))
    assert client.get(there).status_code == 404
