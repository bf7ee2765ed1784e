"""The catalogue on its page and in a paper: set, shown, answered, kept; last year's words marked for who compares."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cycles.cast import account, open_year, subject, town
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import Role
from kiemdiem.organisations.models import Membership, Unit
from kiemdiem.regulation import Level
from kiemdiem.reviews import criteria, writing
from kiemdiem.reviews.models import Criterion, Paper
from reviews.cast import NOON, full, hand_in, person

pytestmark = pytest.mark.django_db
TYPED = {
    "spot": "person:results", "code": "2.1", "title": "Sản phẩm cụ thể", "excellent": "Nơi khác học tập",
    "position": "1", "since": "2022",
}  # fmt: skip
SAID = "Chưa kịp thời đôn đốc chi bộ khu vực báo cáo hằng tháng"


@pytest.fixture
def _year(time_machine: Any) -> None:
    time_machine.move_to("2022-12-01T05:00:00Z")
    town()
    open_year()


def board(client: Client, unit: str = "TP") -> None:
    client.force_login(account(f"ban-{unit}", [(Role.ORGANISATION_BOARD, unit)]))


def account_of(code: str) -> Account:
    """The account that a member acts in person with."""
    return Account.objects.get(person__code=code)


def refusal(answer: Any) -> str:
    assert answer.status_code in (200, 409)
    return str(answer.content.decode())


@pytest.mark.usefixtures("_year")
def test_the_board_sets_a_criterion_and_a_member_must_answer_it(client: Client) -> None:
    board(client)
    add = reverse("criterion_add", args=["TP"])
    assert "Chưa điền mục này" in refusal(client.post(add, TYPED | {"title": ""}))
    assert "2031 chưa có mẫu" in refusal(client.post(add, TYPED | {"since": "2031"}))
    assert client.post(add, TYPED).status_code == 302
    assert "đang là của tiêu chí" in refusal(client.post(add, TYPED | {"title": "Khác"}))
    told = client.get(reverse("criteria", args=["P1"])).content.decode()
    assert "Sản phẩm cụ thể" in told
    assert "Nơi khác học tập" in told

    writer = person("M3")
    paper = writing.begin(subject("M3"), by=writer)
    client.force_login(account_of("M3"))
    key = criteria.key_of(Criterion.objects.get())
    page = client.get(reverse("paper", args=[paper.pk])).content.decode()
    assert f'name="l-{key}"' in page
    form = {f"s-{name}": part["text"] for name, part in full(paper).items()}
    form |= {f"l-{name}": str(part["level"]) for name, part in full(paper).items() if "level" in part}
    form |= {f"self-{subject('M3').pk}": "3", "base": "0"}
    refused = client.post(reverse("paper_hand_in", args=[paper.pk]), form)
    assert refused.status_code == 409
    assert f'href="#l-{key}-4"' in refused.content.decode()
    assert f'id="l-{key}-4"' in refused.content.decode()
    form |= {f"l-{key}": "4", f"s-{key}": "Phần mềm một cửa", "base": "1"}
    assert client.post(reverse("paper_hand_in", args=[paper.pk]), form).status_code == 302
    read = client.get(reverse("paper", args=[paper.pk])).content.decode()
    assert "Sản phẩm cụ thể" in read
    assert "Phần mềm một cửa" in read


@pytest.mark.usefixtures("_year")
def test_once_answered_the_page_says_from_when_new_words_hold(client: Client) -> None:
    unit = Unit.objects.get(code="TP")
    made = Criterion.objects.create(unit=unit, form="person", section="results", code="2.1", title="Cũ", since=2022)
    writer = person("M3")
    paper = writing.begin(subject("M3"), by=writer)
    answers = full(paper) | {criteria.key_of(made): {"text": "", "level": 3}}
    writing.save(paper, answers, {subject("M3").pk: Level.GOOD}, base=0, by=writer, name="Bình", at=NOON)
    writing.hand_in(paper, by=writer, at=NOON)
    board(client)
    page = reverse("criterion", args=[made.pk])
    assert "Đã có bản trả lời tiêu chí này trong năm 2022" in client.get(page).content.decode()
    assert "nội dung mới áp dụng từ năm 2023" in refusal(client.post(page, TYPED))
    assert "2023 chưa có mẫu" in refusal(client.post(page, TYPED | {"since": "2023"}))
    assert client.post(reverse("criterion_end", args=[made.pk])).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.until) == ("Cũ", 2022)
    assert client.get(page).status_code == 404


@pytest.mark.usefixtures("_year")
def test_another_board_reads_and_sets_nothing(client: Client) -> None:
    unit = Unit.objects.get(code="TP")
    made = Criterion.objects.create(unit=unit, form="person", section="results", code="2.1", title="Cũ", since=2022)
    board(client, "Q1")
    assert "Cũ" in client.get(reverse("criteria", args=["Q1"])).content.decode()
    assert client.post(reverse("criterion_end", args=[made.pk])).status_code == 404
    assert client.post(reverse("criterion_add", args=["TP"]), TYPED).status_code == 404
    assert Criterion.objects.get().title == "Cũ"


@pytest.mark.usefixtures("_year")
def test_what_repeats_last_year_is_marked_for_writer_and_receiver_alone(client: Client) -> None:
    open_year(2021, on=date(2021, 12, 1))
    writer = person("M3")
    earlier = hand_in(subject("M3", year=2021), writer)
    Paper.objects.filter(pk=earlier.pk).update(answers=earlier.answers | {"faults": {"text": f"{SAID}, đã nhận ra."}})
    paper = writing.begin(subject("M3"), by=writer)
    answers = full(paper) | {"faults": {"text": SAID}}
    writing.save(paper, answers, {subject("M3").pk: Level.GOOD}, base=0, by=writer, name="Bình", at=NOON)
    told, page = f"<li>“{SAID}”</li>", reverse("paper", args=[paper.pk])

    client.force_login(account_of("M3"))
    written = client.get(page).content.decode()
    assert told in written
    assert "đã nhận ra." in written
    writing.hand_in(paper, by=writer, at=NOON)
    reads = {
        "receiver": account("thu-ky", [(Role.CLERK, "C1")], of="M2"),
        "reader": account("thanh-tra", [(Role.INSPECTION_BOARD, "Q1")]),
        "writer": account_of("M3"),
    }
    seen = {}
    for who, found in reads.items():
        client.force_login(found)
        seen[who] = client.get(page).content.decode()
    assert {who: told in page for who, page in seen.items()} == {"receiver": True, "reader": False, "writer": False}
    assert "đã nhận ra." not in seen["receiver"]


@pytest.mark.usefixtures("_year")
def test_the_list_of_a_place_names_opinions_that_lack(client: Client) -> None:
    cell = Unit.objects.get(code="C2")
    Membership.objects.create(person=subject("M3").person, cell=cell, since=date(2022, 3, 1), temporary=True)
    client.force_login(account("thu-ky", [(Role.CLERK, "C1")], of="M2"))
    told = client.get(reverse("papers_at", args=["C1"])).content.decode()
    assert told.count("Còn thiếu, chưa đề nghị mức được") == 1
    assert cell.name in told
