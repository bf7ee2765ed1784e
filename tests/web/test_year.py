"""A whole year through the pages: opened, written, heard, proposed, refused over quota, corrected, released, seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.cast import with_factor
from cycles.cast import account, subject, town
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles import calendar
from kiemdiem.cycles.models import Cycle, Subject
from kiemdiem.cycles.states import State
from kiemdiem.organisations.models import Person
from kiemdiem.ratings.models import Decision
from kiemdiem.regulation import Kind, Law
from kiemdiem.reviews.models import Meeting, Paper
from web.conftest import Visitor

pytestmark = pytest.mark.django_db
MEMBERS = [f"M{n}" for n in range(1, 7)]


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    with time_machine.travel(datetime(2022, 12, 1, 5, tzinfo=UTC), tick=False):
        yield


def signed_in(who: Account) -> Client:
    """A browser in which somebody has passed every gate."""
    visitor = Visitor()
    with_factor(who)
    visitor.force_login(who)
    return visitor


def opened(client: Client) -> Cycle:
    days = calendar.proposed(2022, Law())
    form = {f"{step}-{tier}": f"{day:%d/%m/%Y}" for (step, tier), (day, _) in days.items()}
    settings = {"year": "2022", "unit": "TP", "overlay": "can-tho", "reading": "good_only"}
    asked = client.post(reverse("cycle_open"), settings)
    assert "Lịch kiểm điểm năm 2022" in asked.content.decode()
    done = client.post(reverse("cycle_open"), settings | form | {"calendar": "yes"})
    cycle = Cycle.objects.get()
    assert done.status_code == 302
    assert done.headers["Location"] == reverse("cycle", args=[cycle.pk])
    return cycle


def written(client: Client, found: Subject) -> Paper:
    begun = client.post(reverse("paper_begin", args=[found.pk]))
    paper = Paper.objects.get(pk=int(re.findall(r"\d+", begun.headers["Location"])[0]))
    page = client.get(begun.headers["Location"]).content.decode()
    form = dict.fromkeys(re.findall(r'name="(s-[a-z]+)"', page), "Nội dung.")
    form |= dict.fromkeys(re.findall(r'name="(l-[a-z]+)"', page), "3")
    form |= dict.fromkeys(re.findall(r'name="(self-\d+)"', page), "3")
    done = client.post(reverse("paper_hand_in", args=[paper.pk]), form | {"base": "0"})
    assert done.status_code == 302, done.content.decode()
    return paper


def test_a_year_from_opening_to_the_released_rating() -> None:
    town()
    board = signed_in(account("to-chuc", [(Role.ORGANISATION_BOARD, "TP")]))
    cycle = opened(board)
    members = {code: signed_in(account(f"dv-{code}", of=code)) for code in MEMBERS}
    for code, client in members.items():
        assert "Nộp bản kiểm điểm cá nhân" in client.get("/").content.decode()
        written(client, subject(code))
    assert {subject(code).state for code in MEMBERS} == {State.HANDED_IN}
    for cell, codes in (("C1", MEMBERS[:3]), ("C2", MEMBERS[3:])):
        heard(signed_in(account(f"bt-{cell}", [(Role.HEAD, cell)])), cycle, cell, codes)
    clerk = signed_in(account("giup-viec", [(Role.CLERK, "P1")]))
    proposals = {f"muc-{subject(code).pk}": "4" if code in MEMBERS[:2] else "3" for code in MEMBERS}
    page = reverse("proposals", args=[cycle.pk, "P1"]) + "?loai=member"
    assert clerk.post(page, proposals).status_code == 302
    assert {subject(code).state for code in MEMBERS} == {State.PROPOSED}
    decision = drafted(clerk, cycle)
    deputy = signed_in(account("pho-bi-thu", [(Role.STANDING_BOARD, "P1")], of="M8"))
    refused = deputy.post(reverse("decision_release", args=[decision.pk]))
    assert refused.status_code == 409
    words = refused.content.decode()
    assert "Chưa ban hành được quyết định" in words
    assert "608-CV/TU, mục 4" in words
    assert "Trần Quốc Thuận" in words
    assert not Subject.objects.filter(level__isnull=False).exists()
    assert "Đang thực hiện" in members["M1"].get(reverse("own_file")).content.decode()
    one = subject("M2").pk
    fixed = {f"co-{one}": "1", f"muc-{one}": "3", "number": "5-QĐ/ĐU", "signed_on": "20/12/2022", "signatory": "Lê A"}
    assert clerk.post(reverse("decision", args=[decision.pk]), fixed).status_code == 302
    assert deputy.post(reverse("decision_release", args=[decision.pk])).status_code == 302
    file = members["M1"].get(reverse("own_file")).content.decode()
    assert "Hoàn thành xuất sắc nhiệm vụ" in file
    assert "5-QĐ/ĐU" in file
    assert "Đã có quyết định xếp loại năm 2022" in members["M2"].get(reverse("notices")).content.decode()


def heard(client: Client, cycle: Cycle, cell: str, codes: list[str]) -> None:
    planned = client.post(
        reverse("meeting_plan", args=[cell]) + f"?dot={cycle.pk}", {"held_on": "01/12/2022", "venue": "Nhà văn hóa"}
    )
    meeting = Meeting.objects.get(place=cell)
    assert planned.headers["Location"] == reverse("meeting", args=[meeting.pk])
    keys = [Person.objects.get(code=code).pk for code in codes]
    form = {"ngay": "01/12/2022", "dia-diem": "", "chu-tri": str(keys[0]), "thu-ky": str(keys[1]), "base": "0"}
    form |= {f"xet-{subject(code).pk}": "on" for code in codes}
    form[f"hoan-{subject(cell, Kind.PARTY_ORGANISATION).pk}"] = "Họp ngày 05/12"
    early = client.post(reverse("meeting", args=[meeting.pk]), form | {"close": "yes"})
    assert early.status_code == 409
    assert "Chưa ghi diễn biến và kết luận" in early.content.decode()
    done = client.post(
        reverse("meeting", args=[meeting.pk]), form | {"bien-ban": "Đủ ý kiến.", "base": "1", "close": "yes"}
    )
    assert done.status_code == 302, done.content.decode()
    assert {subject(code).state for code in codes} == {State.REVIEWED}


def drafted(client: Client, cycle: Cycle) -> Decision:
    client.post(reverse("decision_begin", args=[cycle.pk, "P1"]))
    decision = Decision.objects.get()
    client.post(reverse("decision_stage_proposed", args=[decision.pk]), {"loai": Kind.MEMBER.value})
    document = {"number": "5-QĐ/ĐU", "signed_on": "20/12/2022", "signatory": "Lê A"}
    assert client.post(reverse("decision", args=[decision.pk]), document).status_code == 302
    assert decision.lines.count() == 6
    decision.refresh_from_db()
    assert decision.signed_on == date(2022, 12, 20)
    page = client.get(reverse("decision", args=[decision.pk])).content.decode()
    assert "Điều phải xử lý trước khi ban hành" in page
    return decision
