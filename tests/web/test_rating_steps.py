"""The steps of one subject's rating, and its criteria against the conditions: who may open it, what it says."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cycles.cast import account, subject
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Cycle, Subject
from kiemdiem.organisations.models import Person, YearFact
from kiemdiem.ratings.models import DecisionLine
from kiemdiem.ratings.proposing import propose
from kiemdiem.regulation import Kind, Level
from kiemdiem.reviews.models import Criterion, Paper
from ratings.cast import SYSTEM, decide, draft, members, reviewed_town
from ratings.test_voting import counted, prepared
from reviews.cast import NOON

pytestmark = pytest.mark.django_db
EXCELLENT, GOOD, COMPLETED = Level.EXCELLENT, Level.GOOD, Level.COMPLETED
ORGANISATION, COLLECTIVE, LEADER, MEMBER = Kind.PARTY_ORGANISATION, Kind.COLLECTIVE, Kind.LEADER, Kind.MEMBER
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value="|X-CSRFToken": ")\w{64}')
NOT_OURS = "Chỉ nơi đề nghị, quyết định thấy"


@pytest.fixture
def cycle(time_machine: Any) -> Cycle:
    time_machine.move_to("2022-12-25T05:00:00Z")
    return reviewed_town()


def own(code: str) -> Account:
    return Account.objects.filter(person__code=code).first() or account(f"ca-nhan-{code}", of=code)


def officer(role: Role, at: str) -> Account:
    name = f"{role.value}-{at}"
    return Account.objects.filter(name=name).first() or account(name, [(role, at)])


def status(client: Client, who: Account, about: Subject) -> int:
    client.force_login(who)
    return client.get(reverse("rating_steps", args=[about.pk])).status_code


def read(client: Client, who: Account, about: Subject) -> str:
    client.force_login(who)
    answer = client.get(reverse("rating_steps", args=[about.pk]))
    assert answer.status_code == 200, answer.status_code
    return TOKEN.sub("", answer.content.decode())


def steps(page: str) -> dict[str, str]:
    """Each row of the table of steps as text: its name, and how far it is."""
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    found = {}
    for row in table.split("<tr>")[1:]:
        name, state = (row.partition(tag)[2].partition(end)[0] for tag, end in (("<th", "</th>"), ("<td", "</td>")))
        name = " ".join(re.sub(r"<span.*", "", name.partition(">")[2]).split())
        found[name.partition(". ")[2] or name] = " ".join(re.sub(r"<[^>]*>", " ", state.partition(">")[2]).split())
    return found


def rate(about: Subject, level: Level) -> None:
    propose({about.pk: level}, by=SYSTEM, name="", at=NOON)
    counted(prepared("C1", about.code), excellent=1)


def test_who_may_open_it(client: Client, cycle: Cycle) -> None:
    m1 = subject("M1")
    allowed = [own("M1"), *(officer(role, at) for role, at in (
        (Role.HEAD, "C1"), (Role.CLERK, "P1"), (Role.STANDING_BOARD, "P1"), (Role.INSPECTION_BOARD, "Q1"),
    ))]  # fmt: skip
    assert {status(client, who, m1) for who in allowed} == {200}
    refused = [own("M2"), officer(Role.HEAD, "C2"), officer(Role.HEAD, "P2"), officer(Role.VIEWER, "Q1")]
    assert {status(client, who, m1) for who in refused} == {404}
    collective = subject("TT-P1", COLLECTIVE)
    assert status(client, officer(Role.CLERK, "P1"), collective) == 200  # writes its report
    assert status(client, own("M2"), collective) == 404
    client.logout()
    assert client.get(reverse("rating_steps", args=[m1.pk])).status_code == 302


def test_the_steps_of_a_member_from_first_to_last(client: Client, cycle: Cycle) -> None:
    m1, board = subject("M1"), officer(Role.HEAD, "P1")
    assert steps(read(client, board, m1)) == {
        "Tự đánh giá, tự nhận mức": "Đã xong 01/12/2022 Trần Quốc Thuận Tốt",
        "Thẩm định, tổng hợp": "Chưa đến",
        "Bỏ phiếu": "Chưa đến",
        "Đề nghị mức": "Chưa đến",
        "Quyết định": "Chưa đến",
        "Thông báo": "Chưa đến",
    }
    rate(m1, EXCELLENT)
    made = draft(cycle, "P1", members(EXCELLENT, "M1"))
    found = steps(read(client, board, m1))
    assert found["Đề nghị mức"] == "Đã xong 01/12/2022 Chi bộ khu vực 1 Xuất sắc"
    assert found["Bỏ phiếu"] == "Đã xong 01/12/2022 Chi bộ khu vực 1"
    assert (found["Quyết định"], found["Thông báo"]) == ("Đang làm", "Chưa đến")
    at_cell = steps(read(client, officer(Role.HEAD, "C1"), m1))
    assert at_cell["Đề nghị mức"] == found["Đề nghị mức"]
    assert at_cell["Quyết định"] == "Chưa đến"  # a draft is the authority's own
    assert steps(read(client, own("M1"), m1))["Đề nghị mức"] == NOT_OURS
    made.delete()
    decide(cycle, "P1", members(COMPLETED, "M1"), "7-QĐ")
    for who in (board, own("M1")):
        found = steps(read(client, who, m1))
        assert found["Quyết định"].startswith("Đã xong 20/12/2022 Đảng bộ phường Vàm Sậy, 7-QĐ Hoàn thành")
        assert found["Thông báo"].startswith("Đã xong")
    assert steps(read(client, own("M1"), m1))["Bỏ phiếu"] == NOT_OURS


def test_what_was_never_entered_is_said_so_once_decided(client: Client, cycle: Cycle) -> None:
    decide(cycle, "P1", members(GOOD, "M2"))
    found = steps(read(client, officer(Role.HEAD, "P1"), subject("M2")))
    assert {found[name] for name in ("Bỏ phiếu", "Đề nghị mức", "Thẩm định, tổng hợp")} == {"Không ghi trong hệ thống"}


def test_a_staged_level_changes_no_byte_for_others(client: Client, cycle: Cycle) -> None:
    m1, leader = subject("M1"), subject("M1", LEADER)
    watched = [
        (who, about)
        for about, others in (
            (m1, (own("M1"), officer(Role.HEAD, "C1"), officer(Role.INSPECTION_BOARD, "Q1"), officer(Role.HEAD, "Q1"))),
            (leader, (own("M1"), officer(Role.BOARD_LEADER, "Q1"), officer(Role.HEAD, "P1"), officer(Role.HEAD, "TP"))),
        )
        for who in others
    ]
    authorities = [(officer(Role.HEAD, "P1"), m1), (officer(Role.STANDING_BOARD, "Q1"), leader)]
    before = [read(client, *each) for each in watched]
    own_before = [read(client, *each) for each in authorities]
    draft(cycle, "P1", members(EXCELLENT, "M1"))
    draft(cycle, "Q1", {("M1", LEADER): EXCELLENT})
    assert DecisionLine.objects.count() == 2
    assert [read(client, *each) for each in watched] == before
    after = [read(client, *each) for each in authorities]
    assert all(was != now and "Đang làm" in now for was, now in zip(own_before, after, strict=True))


def test_proposals_and_votes_change_no_byte_for_those_who_do_not_rate(client: Client, cycle: Cycle) -> None:
    m1 = subject("M1")
    watched = [own("M1"), officer(Role.INSPECTION_BOARD, "Q1"), officer(Role.HEAD, "Q1")]
    before = [read(client, who, m1) for who in watched]
    rate(m1, EXCELLENT)
    assert [read(client, who, m1) for who in watched] == before


def test_the_self_level_is_for_those_who_may_read_the_paper(client: Client, cycle: Cycle) -> None:
    Paper.objects.filter(lines__subject=subject("M1")).update(state=Paper.State.RETURNED)
    found = read(client, officer(Role.HEAD, "P1"), subject("M1"))
    assert steps(found)["Tự đánh giá, tự nhận mức"] == "Đang làm"
    assert "Chưa có bản kiểm điểm mà đồng chí được đọc" in found


def graded(code: str, **levels: int) -> None:
    paper = Paper.objects.get(lines__subject=subject(code))
    paper.answers = {key: {"text": "-", "level": level} for key, level in levels.items()}
    paper.save()


def parts(page: str) -> dict[str, str]:
    """The conditions of each level as text."""
    chunks = page.partition("Điều kiện của từng mức")[2].split("<h3>")[1:]
    found = {}
    for chunk in chunks:
        name, _, rows = chunk.partition("</h3>")
        title = " ".join(re.sub(r"<[^>]*>", " ", name).split())
        found[title] = " ".join(re.sub(r"<[^>]*>", " ", rows).split())
    return found


def test_criteria_stand_against_each_level_with_what_is_in_the_way(client: Client, cycle: Cycle) -> None:
    graded("M3", ideology=3, results=3, commitment=2, remedy=3)
    page = read(client, own("M3"), subject("M3"))
    assert "Hệ thống không tính mức của ai từ bảng này." in page
    found = parts(page)
    best, good, completed, failed = found.values()
    assert list(found) == [
        "Hoàn thành xuất sắc nhiệm vụ",
        "Hoàn thành tốt nhiệm vụ",
        "Hoàn thành nhiệm vụ",
        "Không hoàn thành nhiệm vụ chỉ cần một căn cứ",
    ]
    lacking = best.partition("Còn thấp hơn:")[2]
    assert "2. Kết quả thực hiện chức trách, nhiệm vụ được giao trong năm (Tốt)" in lacking
    assert "Việc thực hiện cam kết tu dưỡng" in lacking
    assert "1. Về tư tưởng chính trị" not in lacking
    assert "Còn thấp hơn" not in good + completed
    assert "Đạt tiêu chí về kết quả thực hiện nhiệm vụ được giao: từ mức “Tốt” trở lên" in good
    assert "21-HD/BTCTW, II.B.2.3 (chờ đối chiếu bản gốc)" in good
    assert "21-HD/BTCTW, II.B.2.3 (chờ đối chiếu bản gốc)" not in best
    assert "Có căn cứ này" not in failed


def test_the_committees_own_criteria_count_with_their_section(client: Client, cycle: Cycle) -> None:
    row = {"form": "person", "section": "results", "code": "2.1", "title": "Hòa giải ở khu vực", "since": 2019}
    own_criterion = Criterion.objects.create(unit=subject("P1", ORGANISATION).unit, **row)
    graded("M3", ideology=4, results=4, commitment=4, remedy=4, **{f"tc-{own_criterion.pk}": 3})
    best = next(iter(parts(read(client, own("M3"), subject("M3"))).values()))
    assert "Còn thấp hơn: 2.1 Hòa giải ở khu vực (Tốt)" in best


def test_a_fact_is_told_to_oneself_and_to_those_who_decide_only(client: Client, cycle: Cycle) -> None:
    bình = Person.objects.get(code="M3")
    Person.objects.filter(pk=bình.pk).update(civil_servant=True)
    YearFact.objects.create(person=bình, year=2022, civil_level=GOOD, discipline="warning")
    for who, told in (
        (own("M3"), True),
        (officer(Role.HEAD, "P1"), True),
        (officer(Role.INSPECTION_BOARD, "Q1"), False),
    ):
        best, _good, _completed, failed = parts(read(client, who, subject("M3"))).values()
        assert ("Chưa đạt Cán bộ, công chức, viên chức: được xếp loại xuất sắc" in best) is told
        assert ("Có căn cứ này Bị kỷ luật trong năm" in failed) is told


def test_a_civil_servant_waits_for_that_level(client: Client, cycle: Cycle) -> None:
    assert "Chưa có mức công chức, viên chức" not in read(client, own("M3"), subject("M3"))
    Person.objects.filter(code="M3").update(civil_servant=True)
    page = read(client, own("M3"), subject("M3"))
    assert "Chưa có mức công chức, viên chức" in page
    assert "Chưa có mức công chức" not in read(client, officer(Role.INSPECTION_BOARD, "Q1"), subject("M3"))
    YearFact.objects.create(person=Person.objects.get(code="M3"), year=2022, civil_level=GOOD)
    assert "Chưa có mức công chức, viên chức" not in read(client, own("M3"), subject("M3"))


def test_a_head_waits_for_what_he_heads_and_names_go_to_those_who_may_see_them(client: Client, cycle: Cycle) -> None:
    leader, collective = subject("M1", LEADER), "Đảng ủy phường Vàm Sậy"
    before = read(client, officer(Role.HEAD, "Q1"), leader).partition("Các bước</h2>")[0]
    assert "Phải xong trước" in before
    assert collective in before
    assert collective not in read(client, own("M1"), leader).partition("Các bước</h2>")[0]
    assert "2 nơi, người chưa có mức" in read(client, own("M1"), leader)
    decide(cycle, "P1", members(GOOD, "M1", "M2", "M3", "M4", "M5", "M6"), "1-QĐ")
    decide(cycle, "Q1", {("TT-P1", COLLECTIVE): GOOD, ("P1", ORGANISATION): GOOD}, "2-QĐ")
    assert "Phải xong trước" not in read(client, officer(Role.HEAD, "Q1"), leader)


def test_whoever_is_not_rated_has_no_steps(client: Client, cycle: Cycle) -> None:
    Subject.objects.filter(pk=subject("M3").pk).update(rated=False, reason="dưới 6 tháng")
    page = read(client, own("M3"), subject("M3"))
    assert "Không thuộc diện xếp loại: dưới 6 tháng" in page
    assert "<tbody>" not in page


def test_the_table_of_every_year_is_there_for_everybody_signed_in(client: Client, cycle: Cycle) -> None:
    client.force_login(own("M8"))
    for year in range(2018, 2024):
        page = client.get(reverse("steps_of_year", args=[year]))
        assert page.status_code == 200
        for kind in Kind:
            assert f'id="{kind}"' in page.content.decode()
    told = client.get(reverse("steps_of_year", args=[2018])).content.decode()
    assert "16-HD/BTCTW" in told
    assert "Mẫu 5" in told
    assert "21-HD/BTCTW, II.B" not in told
    assert [client.get(reverse("steps_of_year", args=[year])).status_code for year in (2017, 2024, 99999)] == [404] * 3
    client.logout()
    assert client.get(reverse("steps_of_year", args=[2022])).status_code == 302


def test_the_page_is_linked_where_one_rates_and_from_ones_own_file(client: Client, cycle: Cycle) -> None:
    link = reverse("rating_steps", args=[subject("M1").pk])
    made = draft(cycle, "P1", members(GOOD, "M1"))
    client.force_login(officer(Role.HEAD, "P1"))
    for address in (reverse("proposals", args=[cycle.pk, "P1"]), reverse("decision", args=[made.pk])):
        assert link in client.get(address).content.decode()
    client.force_login(own("M1"))
    assert link in client.get(reverse("subject_file", args=[subject("M1").pk])).content.decode()
