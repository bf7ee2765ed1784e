"""The record of a meeting on its page: parts, gaps with their clause, comments without a script, downloads."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cycles.cast import TODAY, account, member, open_year, subject, town
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Place
from kiemdiem.ledger.actor import SystemActor
from kiemdiem.organisations.models import Collective, Person
from kiemdiem.reviews import meetings
from kiemdiem.reviews.models import Comment, Meeting

pytestmark = pytest.mark.django_db


def planned(place: str = "C1", body: str = "") -> Meeting:
    town()
    cycle = open_year()
    where = Place.objects.get(cycle=cycle, code=place)
    held = Collective.objects.get(code=body) if body else None
    return meetings.plan(cycle, where, held, held_on=TODAY, venue="", by=SystemActor())


def enter(client: Client, unit: str = "C1") -> None:
    client.force_login(account("thu-ky", [(Role.VIEWER, unit), (Role.CLERK, unit)]))


def form(meeting: Meeting, **more: str) -> dict[str, str]:
    keys = {code: str(Person.objects.get(code=code).pk) for code in ("M1", "M2")}
    head = {"ngay": "01/12/2022", "chu-tri": keys["M1"], "thu-ky": keys["M2"], "bien-ban": "Có ghi."}
    return head | {"base": str(meeting.version)} | more


def test_a_comment_is_written_without_a_script_and_its_gap_leads_to_its_part(client: Client) -> None:
    meeting = planned()
    enter(client)
    there, about = reverse("meeting", args=[meeting.pk]), subject("M3").pk
    page = client.get(there).content.decode()
    assert 'name="y-1"' in page
    assert 'id="phan-2"' in page
    typed = {"y-1": "Đi họp muộn.", "y-nguoi-1": str(meeting.attendances.first().person_id), "y-ve-1": str(about)}
    assert client.post(there, form(meeting, **typed, **{f"xet-{about}": "on"})).status_code == 302
    assert Comment.objects.get().text == "Đi họp muộn."
    meeting.refresh_from_db()
    page = client.get(there).content.decode()
    assert "Ý kiến số 1 chưa có tiếp thu, giải trình" in page
    assert "608-CV/TU, mục 2" in page
    assert 'href="#phan-2"' in page


def test_a_row_that_cannot_be_kept_comes_back_as_typed(client: Client) -> None:
    meeting = planned()
    enter(client)
    answer = client.post(reverse("meeting", args=[meeting.pk]), form(meeting, **{"y-1": "Chữ đã gõ", "so-ngay": "1,5"}))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "chưa chọn người góp ý" in page
    assert "Chữ đã gõ" in page
    assert 'value="1,5"' in page
    assert not Comment.objects.exists()


def test_a_length_that_is_no_number_is_refused(client: Client) -> None:
    meeting = planned()
    enter(client)
    answer = client.post(reverse("meeting", args=[meeting.pk]), form(meeting, **{"so-ngay": "hai"}))
    assert answer.status_code == 409
    assert "Số ngày họp “hai” không đọc được" in answer.content.decode()


def test_minutes_are_taken_away_as_word(client: Client) -> None:
    meeting = planned()
    enter(client)
    answer = client.get(reverse("minutes_docx", args=[meeting.pk]))
    assert answer.content[:2] == b"PK"
    assert f"bien-ban-2022-12-01-{meeting.pk}.docx" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("many", [3, 300])
def test_the_record_of_a_large_cell_takes_few_questions(
    client: Client, many: int, django_assert_max_num_queries: object
) -> None:
    town()
    for number in range(many):
        member(f"X{number}", f"Nguyễn Văn {number}", "C1")
    cycle = open_year()
    place = Place.objects.get(cycle=cycle, code="C1")
    meeting = meetings.plan(cycle, place, None, held_on=TODAY, venue="", by=SystemActor())
    enter(client)
    client.get(reverse("meeting", args=[meeting.pk]))
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        assert client.get(reverse("meeting", args=[meeting.pk])).status_code == 200
