"""Pages of a deciding level: settings, groups, cases, results as of a day, one subject's file, facts, re-rating."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cycles.cast import account, subject
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Cycle, QuotaGroup
from kiemdiem.organisations.models import BodyFact, YearFact
from kiemdiem.ratings import deciding
from kiemdiem.ratings.models import Case, Commendation, Complaint, Decision, Excuse
from kiemdiem.regulation import Kind, Level
from kiemdiem.web.ratings.forms import ExcuseForm
from ratings.cast import SYSTEM, decide, draft, members, reviewed_town

pytestmark = pytest.mark.django_db
EXCELLENT, GOOD, COMPLETED = Level.EXCELLENT, Level.GOOD, Level.COMPLETED
ORGANISATION, COLLECTIVE, LEADER, MEMBER = Kind.PARTY_ORGANISATION, Kind.COLLECTIVE, Kind.LEADER, Kind.MEMBER


@pytest.fixture
def cycle(time_machine: Any) -> Cycle:
    time_machine.move_to("2022-12-25T05:00:00Z")
    opened = reviewed_town()
    decide(opened, "P1", members(EXCELLENT, "M1") | members(GOOD, "M2", "M3", "M4", "M5", "M6"), "1-QĐ")
    decide(opened, "Q1", {("TT-P1", COLLECTIVE): GOOD, ("P1", ORGANISATION): GOOD, ("M1", LEADER): GOOD}, "2-QĐ")
    return opened


def sign_in(client: Client, role: Role = Role.HEAD, at: str = "P1") -> None:
    client.force_login(account(f"{role.value}-{at}", [(role, at)]))


def read(client: Client, name: str, *args: Any, **asked: str) -> str:
    answer = client.get(reverse(name, args=args), asked)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def refused(answer: Any) -> str:
    assert answer.status_code == 409, answer.status_code
    return str(answer.content.decode())


def test_a_setting_is_recorded_and_judged_at_once(client: Client, cycle: Cycle) -> None:
    sign_in(client)
    address = reverse("quota_settings", args=[cycle.pk, "P1"])
    typed = {
        "kind": "member",
        "rounding": "up",
        "decision_no": "9-QĐ/ĐU",
        "decided_on": "01/12/2022",
        "ground": "kết luận",
        "reading": "good_or_better",
    }
    assert "Chưa điền mục này" in refused(client.post(address, typed | {"ground": ""}))
    assert "Tỷ lệ phải từ 1 đến 20" in refused(client.post(address, typed | {"percent": "25"}))
    assert client.post(address, typed).status_code == 302
    told = client.get(address).content.decode()
    assert "9-QĐ/ĐU" in told
    assert "làm tròn lên" in told
    assert QuotaGroup.objects.get(kind=MEMBER, scope="P1").room == 1
    sign_in(client, Role.CLERK)
    assert client.get(address).status_code == 200
    assert client.post(address, typed).status_code == 403
    sign_in(client, Role.HEAD, "C1")
    assert client.get(address).status_code == 404


def test_leaders_are_put_into_a_group(client: Client, cycle: Cycle) -> None:
    sign_in(client, at="Q1")
    address = reverse("quota_groups", args=[cycle.pk, "Q1"]) + "?loai=leader"
    key = f"chon-{subject('M1', LEADER).pk}"
    typed = {"key": "Bí thư phường", "number": "9-QĐ", "signed_on": "20/12/2022", "reason": "tương đồng", key: "on"}
    assert "Chưa chọn ai" in refused(client.post(address, {k: v for k, v in typed.items() if k != key}))
    assert client.post(address, typed).status_code == 302
    assert "Bí thư phường" in client.get(address).content.decode()
    assert QuotaGroup.objects.get(key="Bí thư phường").good == 1
    assert client.get(address + "x").status_code == 404


def test_cases_stand_until_put_right_and_commendations_are_answered(client: Client, cycle: Cycle) -> None:
    sign_in(client)
    file = reverse("casefile", args=[subject("M1").pk])
    typed = {"viec": "commend", "title": "Giấy khen", "least": "4", "number": "5-QĐ", "signed_on": "20/12/2022"}
    assert client.post(file, typed).status_code == 302
    decide(cycle, "P1", members(COMPLETED, "M1", "M2"), "3-QĐ")
    address = reverse("rating_cases", args=[cycle.pk, "P1"])
    told = client.get(address).content.decode()
    assert "Khen thưởng gắn với mức đã thay" in told
    case = Case.objects.get(sort=Case.Sort.COMMENDATION)
    assert "Chưa điền mục này" in refused(client.post(address, {f"viec-{case.pk}": "1"}))
    assert client.post(address, {f"viec-{case.pk}": "1", "how": "Thu hồi"}).status_code == 302
    assert "Thu hồi" in client.get(address).content.decode()
    assert client.post(address, {"viec-99999": "1", "how": "x"}).status_code == 404


def test_the_old_report_is_equal_to_its_day(client: Client, cycle: Cycle) -> None:
    sign_in(client)
    before = read(client, "rating_results", cycle.pk, "P1", ngay="20/12/2022")
    table = before[before.index("<tbody>") : before.index("</tbody>")]
    again = draft(cycle, "P1", members(COMPLETED, "M2"), "3-QĐ")
    Decision.objects.filter(pk=again.pk).update(signed_on=date(2022, 12, 24))
    deciding.release(again, by=SYSTEM, name="", at=again.drafted_at.replace(year=2022, month=12, day=24))
    after = read(client, "rating_results", cycle.pk, "P1", ngay="20/12/2022")
    assert after[after.index("<tbody>") : after.index("</tbody>")] == table
    assert "Xếp loại lại sau ngày này" in after
    now = read(client, "rating_results", cycle.pk, "P1")
    assert now[now.index("<tbody>") : now.index("</tbody>")] != table
    assert client.get(reverse("rating_results", args=[cycle.pk, "P1"]), {"ngay": "32/13"}).status_code == 400


def test_a_complaint_is_received_and_verified(client: Client, cycle: Cycle) -> None:
    sign_in(client)
    file = reverse("casefile", args=[subject("M3").pk])
    typed = {"viec": "complaint", "sort": "denunciation", "received_on": "20/12/2022", "text": "Thu chi chưa rõ"}
    assert "không thể sau hôm nay" in refused(client.post(file, typed | {"received_on": "30/12/2022"}))
    assert client.post(file, typed).status_code == 302
    made = Complaint.objects.get()
    verify = {"viec": "verify", "khieu-nai": str(made.pk), "result": "Không có cơ sở", "on": "21/12/2022"}
    assert "từ ngày nhận đến hôm nay" in refused(client.post(file, verify | {"on": "01/12/2022"}))
    assert client.post(file, verify | {"khieu-nai": "9" * 30}).status_code == 404
    assert client.post(file, verify).status_code == 302
    assert "Không có cơ sở" in client.get(file).content.decode()
    assert client.post(file, {"viec": "lạ"}).status_code == 403


def test_an_exception_is_offered_only_where_the_law_leaves_one(client: Client, cycle: Cycle) -> None:
    sign_in(client, at="Q1")
    file = reverse("casefile", args=[subject("TT-P1", COLLECTIVE).pk])
    told = client.get(file).content.decode()
    assert "Bất khả kháng" in told
    typed = {"viec": "excuse", "case": "targets.below|force_majeure", "number": "7-QĐ", "signed_on": "20/12/2022",
             "signatory": "Trần A", "reason": "lũ lụt"}  # fmt: skip
    refused(client.post(file, typed | {"case": "targets.below|self_detected"}))
    assert client.post(file, typed).status_code == 302
    assert Excuse.objects.get().decision_no == "7-QĐ"


def test_a_head_changes_in_the_year(client: Client, cycle: Cycle) -> None:
    sign_in(client, at="Q1")
    file = reverse("casefile", args=[subject("M1", LEADER).pk])
    typed = {"viec": "head", "codes": "TT-P1, KHONG", "since": "01/12/2022", "reason": "kiêm nhiệm"}
    assert "Không có tập thể, tổ chức mã KHONG" in refused(client.post(file, typed))
    assert client.post(file, typed | {"codes": "TT-A1; P1"}).status_code == 302
    assert subject("M1", LEADER).heads == ["TT-A1", "P1"]


def test_facts_of_a_person_and_of_a_body(client: Client, cycle: Cycle) -> None:
    sign_in(client, Role.INSPECTION_BOARD, "Q1")
    address = reverse("year_facts", args=[subject("M3").pk])
    typed = {"discipline": "reprimand", "disciplined_on": "01/05/2022", "reason": "QĐ 5"}
    assert "Phải là số ngày" in refused(client.post(address, typed | {"sick_days": "400"}))
    assert client.post(address, typed).status_code == 302
    assert YearFact.objects.get(person__code="M3").discipline == "reprimand"
    body = reverse("year_facts", args=[subject("TT-P1", COLLECTIVE).pk])
    assert client.post(body, {"targets_done": "40", "main_met": "0", "reason": "báo cáo"}).status_code == 302
    held = BodyFact.objects.get(collective__code="TT-P1")
    assert (held.targets_done, held.main_met) == (40, False)
    assert client.get(body).context["form"].initial["main_met"] == "0"
    sign_in(client, Role.HEAD, "P2")
    assert client.get(address).status_code == 404


def test_a_rerating_tells_its_effects_and_becomes_a_draft(client: Client, cycle: Cycle) -> None:
    sign_in(client, at="Q1")
    Commendation.objects.create(
        subject=subject("TT-P1", COLLECTIVE),
        path=subject("TT-P1", COLLECTIVE).authority_path,
        title="Cờ thi đua",
        least=3,
        decision_no="8-QĐ",
        decided_on=date(2022, 12, 20),
        by="",
        at=cycle.opened_at,
    )
    address = reverse("rate_again", args=[subject("TT-P1", COLLECTIVE).pk])
    typed = {"level": "2", "ground": "inspection", "reason": "Kết luận số 3"}
    told = client.post(address, typed | {"xem": "1"}).content.decode()
    assert "Người đứng đầu sẽ cao hơn tập thể vừa hạ: Trần Quốc Thuận" in told
    assert "Cờ thi đua" in told
    assert not Decision.objects.filter(state="draft").exists()
    assert "Mức mới phải khác" in refused(client.post(address, typed | {"level": "3"}))
    answer = client.post(address, typed)
    made = Decision.objects.get(state="draft")
    assert answer.url.startswith(reverse("decision", args=[made.pk]))
    assert client.post(address, typed).url == answer.url
    assert made.lines.get().ground == "inspection"
    assert client.get(reverse("rate_again", args=[subject("M2", LEADER).pk])).status_code == 403


def test_the_lawful_part_is_parted_from_a_refused_draft(client: Client, cycle: Cycle) -> None:
    sign_in(client)
    stuck = members(EXCELLENT, "M2") | {("C1", ORGANISATION): GOOD, ("C2", ORGANISATION): GOOD}
    whole = draft(cycle, "P1", stuck, "9-QĐ")
    told = refused(client.post(reverse("decision_release", args=[whole.pk])))
    assert "Tách phần 2 dòng" in told
    answer = client.post(reverse("decision_split", args=[whole.pk]))
    assert answer.status_code == 302
    part = Decision.objects.filter(state="draft").exclude(pk=whole.pk).get()
    assert (part.lines.count(), whole.lines.count()) == (2, 1)
    assert client.post(reverse("decision_split", args=[whole.pk]), follow=True).status_code == 200


def test_choices_of_one_form_are_not_those_of_the_next() -> None:
    first = ExcuseForm(choices=[("a", "A")])
    ExcuseForm(choices=[("b", "B")])
    assert first.fields["case"].choices == [("a", "A")]
    assert ExcuseForm.base_fields["case"].choices == []
