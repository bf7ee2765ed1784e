"""From the draft to the letter and to those who are sent: pages of suggestions and assignments, as users meet them."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from cycles.cast import account, open_year, subject, town
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Cycle, Place
from kiemdiem.ledger.actor import SystemActor
from kiemdiem.notices.models import Notice
from kiemdiem.organisations.models import Collective, Person, Unit
from kiemdiem.regulation import Kind
from kiemdiem.reviews import meetings
from kiemdiem.reviews.models import Presence
from kiemdiem.suggestions.models import Assignment, Suggestion
from kiemdiem.suggestions.queries import assigned_to
from suggestions.cast import board, drafted, issued, term

pytestmark = pytest.mark.django_db
CANARY = "Hai phó bí thư không thống nhất"


@pytest.fixture
def year(time_machine: Any) -> Cycle:
    time_machine.move_to("2022-12-01T05:00:00Z")
    town()
    cycle = open_year()
    term("Q1")
    return cycle


def staff(role: Role, unit: str = "Q1", of: str = "") -> Account:
    return account(f"{role.value}-{unit}", [(role, unit)], of=of)


def meeting_at(place: Place, code: str = "TT-P1") -> str:
    return f"{place.pk}-{Collective.objects.get(code=code).pk}"


def letter(**changed: str) -> dict[str, str]:
    typed = {
        "organ": "Quận ủy Bến Cau", "symbol": "QU", "place": "Bến Cau", "authority": "T/M BAN THƯỜNG VỤ",
        "post": "BÍ THƯ", "signer": "Lê Văn Tư", "signed_on": "01/12/2022",
    }  # fmt: skip
    return typed | changed


def test_from_the_choice_to_the_letter(client: Client, year: Cycle) -> None:
    client.force_login(staff(Role.HEAD))
    chosen = board()
    assert chosen.name in client.get(reverse("suggestion_new", args=["Q1"])).content.decode()
    made = client.post(reverse("suggestion_new", args=["Q1"]), {"doi-tuong": chosen.pk})
    found = Suggestion.objects.get()
    assert made["Location"] == reverse("suggestion", args=[found.pk])
    page = client.get(made["Location"]).content.decode()
    base = page.split('name="base" value="')[1].split('"')[0]
    typed = {"base": base, "category-1": "disunity", "fact-1": CANARY, "source-1": "", "explain-1": "Vì sao",
             "explain_by": "10/12/2022", "day-1": ""}  # fmt: skip
    client.post(reverse("suggestion", args=[found.pk]), typed)
    refused = client.post(reverse("suggestion_issue", args=[found.pk]), letter())
    assert refused.status_code == 409
    assert "Thiếu nguồn, ngày." in refused.content.decode()
    assert "608-CV/TU, mục 3" in refused.content.decode()
    again = client.get(reverse("suggestion", args=[found.pk])).content.decode().split('name="base" value="')[1]
    whole = typed | {"base": again.split('"')[0], "source-1": "Biên bản", "day-1": "20/05/2022"}
    assert client.post(reverse("suggestion", args=[found.pk]), whole | {"issue": "1"})["Location"].endswith("ban-hanh/")
    assert client.post(reverse("suggestion_issue", args=[found.pk]), letter()).status_code == 302
    read = client.get(reverse("suggestion", args=[found.pk])).content.decode()
    assert "Số 01-CV/QU" in read
    assert client.get(reverse("suggestion_docx", args=[found.pk])).content[:2] == b"PK"
    assert client.get(reverse("suggestion_pdf", args=[found.pk])).content[:5] == b"%PDF-"


def test_a_day_that_is_none_keeps_what_was_typed(client: Client, year: Cycle) -> None:
    client.force_login(staff(Role.CLERK))
    made = drafted(board(), SystemActor())
    typed = {"base": "x", "category-1": "disunity", "fact-1": CANARY, "day-1": "31/02/2022"}
    answer = client.post(reverse("suggestion", args=[made.pk]), typed)
    assert answer.status_code == 409
    assert "31/02/2022" in answer.content.decode()
    assert CANARY in answer.content.decode()


@pytest.mark.parametrize(
    ("role", "unit", "of", "status"),
    [
        (Role.HEAD, "Q1", "", 200), (Role.CLERK, "P1", "", 200), (Role.INSPECTION_BOARD, "TP", "", 200),
        (Role.HEAD, "C1", "M1", 404), (Role.VIEWER, "Q1", "", 404), (Role.CLERK, "C2", "", 404),
        (Role.BOARD_LEADER, "Q1", "M7", 404),
    ],
)  # fmt: skip
def test_only_addressee_issuer_and_boards_read_it(
    client: Client, year: Cycle, role: Role, unit: str, of: str, status: int
) -> None:
    made = issued(board(), SystemActor())
    client.force_login(staff(role, unit, of))
    assert client.get(reverse("suggestion", args=[made.pk])).status_code == status
    assert client.get(reverse("suggestion_docx", args=[made.pk])).status_code == status
    told = CANARY in client.get(reverse("suggestion", args=[made.pk])).content.decode()
    assert told == (status == 200)
    listed = reverse("suggestion", args=[made.pk]) in client.get(reverse("suggestions")).content.decode()
    assert listed == (status == 200)


def test_a_notice_names_no_content(year: Cycle) -> None:
    staff(Role.HEAD, "P1")
    issued(board(), SystemActor())
    assert Notice.objects.exists()
    assert not Notice.objects.filter(text__contains=CANARY).exists()


def test_withdrawn_it_says_why_and_keeps_its_number(client: Client, year: Cycle) -> None:
    made = issued(board(), SystemActor())
    client.force_login(staff(Role.STANDING_BOARD))
    assert client.post(reverse("suggestion_withdraw", args=[made.pk]), {"reason": "Đã kết luận"}).status_code == 302
    page = client.get(reverse("suggestion", args=[made.pk])).content.decode()
    assert "Đã kết luận" in page
    assert "Số 01-CV/QU" in page


def test_sent_to_one_place_at_a_time(client: Client, year: Cycle) -> None:
    issued(board(), SystemActor())
    client.force_login(staff(Role.HEAD))
    going = account("lanh-dao", [(Role.BOARD_LEADER, "Q1")], of="M8").person
    assert going is not None
    first = Place.objects.get(cycle=year, code="P1")
    typed = {
        "person": going.pk, "place": meeting_at(first), "role": "lead", "meets_on": "12/12/2022",
        "starts_at": "08:00", "ends_at": "10:00",
    }  # fmt: skip
    page = reverse("assignments_at", args=["Q1"])
    assert client.post(page, typed).status_code == 302
    assert client.post(page, typed).status_code == 409  # the same place twice
    assert Assignment.objects.count() == 1
    assert "Chưa họp" in client.get(page).content.decode()
    client.force_login(going.account)
    assert first.name in client.get(reverse("assignments")).content.decode()
    client.post(reverse("feed"))
    address = client.get(reverse("assignments")).content.decode().split("<code>")[1].split("</code>")[0]
    feed = Client().get(address.split("testserver", 1)[1])
    assert b"20221212T080000" in feed.content
    assert CANARY.encode() not in feed.content
    client.post(reverse("feed"), {"bo": "1"})
    assert Client().get(address.split("testserver", 1)[1]).status_code == 404


def test_a_substitute_has_a_reason(client: Client, year: Cycle) -> None:
    client.force_login(staff(Role.HEAD))
    one = account("mot", [(Role.BOARD_LEADER, "Q1")], of="M8").person
    two = account("hai", [(Role.BOARD_LEADER, "Q1")], of="M7").person
    assert one is not None
    assert two is not None
    place = Place.objects.get(cycle=year, code="P1")
    page = reverse("assignments_at", args=["Q1"])
    client.post(page, {"person": one.pk, "place": meeting_at(place), "role": "attend"})
    made = Assignment.objects.get()
    change = reverse("assignment_substitute", args=[made.pk])
    assert client.post(change, {"person": two.pk, "reason": ""}).status_code == 200
    assert client.post(change, {"person": two.pk, "reason": "Đi công tác"}).status_code == 302
    assert Assignment.objects.get(state="assigned").person == two
    gone = Assignment.objects.get(state="assigned")
    assert client.post(reverse("assignment_withdraw", args=[gone.pk]), {"reason": "Thôi"}).status_code == 302
    assert not Assignment.objects.filter(state="assigned").exists()


def test_pages_of_many_rows_ask_few_questions(client: Client, year: Cycle, django_assert_max_num_queries: Any) -> None:
    for number in range(3):
        drafted(subject("TT-P1", Kind.COLLECTIVE), SystemActor(), explain_by=date(2022, 12, 10 + number))
    client.force_login(staff(Role.HEAD))
    for name, args in (
        ("suggestions", []),
        ("suggestion_new", ["Q1"]),
        ("assignments_at", ["Q1"]),
        ("assignments", []),
    ):
        with django_assert_max_num_queries(20):
            client.get(reverse(name, args=args))


def test_who_is_sent_goes_to_the_collective_that_was_suggested_to(client: Client, year: Cycle) -> None:
    made = issued(board(), SystemActor())
    before = Collective.objects.get(code="TT-P1")  # another one of the same unit, which comes first
    Collective.objects.create(unit=before.unit, code="AA-P1", name="Tập thể khác", kind=before.kind, since=before.since)
    client.force_login(staff(Role.HEAD))
    going = account("lanh-dao", [(Role.BOARD_LEADER, "Q1")], of="M8").person
    assert going is not None
    place = Place.objects.get(cycle=year, code="P1")
    typed = {"person": going.pk, "place": meeting_at(place), "role": "lead"}
    assert client.post(reverse("assignments_at", args=["Q1"]), typed).status_code == 302
    body = before.pk
    assert [(each.person, each.suggestion) for each in assigned_to(year, place.path, body)] == [(going, made)]


def _sent(year: Cycle, number: int, **more: Any) -> Assignment:
    place = Place.objects.get(cycle=year, code="P1")
    unit = Unit.objects.get(code="Q1")
    made: Assignment = Assignment.objects.create(
        cycle=year, place=place, unit=unit, path=unit.path, person=Person.objects.get(code="M8"),
        capacity=f"=1+{number}", meets_on=date(2022, 12, 12), starts_at=time(8), assigned_by="-",
        assigned_at=datetime(2022, 12, 1, 5, tzinfo=UTC), **more,
    )  # fmt: skip
    return made


def test_a_report_says_who_was_sent_where_and_who_came(client: Client, year: Cycle) -> None:
    place = Place.objects.get(cycle=year, code="P1")
    meeting = meetings.plan(year, place, board().collective, held_on=date(2022, 12, 12), venue="", by=SystemActor())
    first, second = _sent(year, 1, collective=board().collective), _sent(year, 2)
    Presence.objects.create(meeting=meeting, assignment=first, state=Presence.State.EXCUSED, reason="12-CV/QU")
    client.force_login(staff(Role.HEAD))
    assert (
        reverse("attendance_xlsx", args=["Q1"]) in client.get(reverse("assignments_at", args=["Q1"])).content.decode()
    )
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = client.get(reverse("attendance_xlsx", args=["Q1"]))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = [list(row) for row in sheet.iter_rows(min_row=3, values_only=True)]
    assert rows[0][:2] == ["Đồng chí", "Với tư cách"]
    day = datetime(2022, 12, 12)
    assert rows[1:] == [
        ["Nguyễn Thị Hòa Bình", "=1+1", place.name, "Đảng ủy phường Vàm Sậy", "Dự và chỉ đạo", day, "08:00", None,
         "Đã phân công", None, "Vắng, có văn bản", "12-CV/QU"],
        ["Nguyễn Thị Hòa Bình", "=1+2", place.name, place.name, "Dự và chỉ đạo", day, "08:00", None, "Đã phân công",
         None, "Chưa ghi", None],
    ]  # fmt: skip
    assert second.capacity == "=1+2"
    assert sheet["B4"].data_type == "s", "words are never a formula"
    client.force_login(staff(Role.CLERK))
    assert client.get(reverse("attendance_xlsx", args=["Q1"])).status_code == 404


def test_a_long_list_of_assignments_is_turned_page_by_page(client: Client, year: Cycle) -> None:
    for number in range(51):
        _sent(year, number)
    client.force_login(staff(Role.HEAD))
    there = reverse("assignments_at", args=["Q1"])
    first, second = (client.get(f"{there}?trang={page}").content.decode() for page in (1, 2))
    assert (first.count("<tr>"), second.count("<tr>")) == (51, 2), "the heading, and fifty or one"
    assert "Trùng lịch" in second or "Cùng ngày, chưa rõ giờ" in second, "those of other pages count too"
