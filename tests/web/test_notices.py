"""The page of notices, the page of a job, and what a watching machine asks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils.timezone import now

from accounts.cast import account, city
from jobs.cast import drain
from kiemdiem.accounts.models import Account
from kiemdiem.jobs.acts import enqueue
from kiemdiem.jobs.models import Job, State
from kiemdiem.notices.acts import notify
from kiemdiem.notices.models import Address, Notice
from kiemdiem.notices.queries import unread_count

pytestmark = pytest.mark.django_db


@pytest.fixture
def lan(client: Client) -> Account:
    """Lan has signed in."""
    city()
    made = account("lan", of="L")
    client.force_login(made)
    return made


@transaction.atomic
def tell(who: Account, event: str = "a:1", text: str = "Đợt kiểm điểm năm 2022 đã mở.") -> Notice:
    notify([who], event=event, text=text, url="/tro-giup/")
    return Notice.objects.latest("pk")


def page(client: Client, address: str = "/thong-bao/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_one_sees_ones_own_notices_and_opens_them(client: Client, lan: Account) -> None:
    assert "Chưa có thông báo nào" in page(client)
    notice = tell(lan)
    tell(account("minh", of="M"), text="Chỉ đồng chí Minh đọc.")
    shown = page(client)
    assert "Đợt kiểm điểm năm 2022 đã mở." in shown
    assert "1 chưa đọc" in shown
    assert "Minh" not in shown
    assert client.post(f"/thong-bao/{notice.pk}/").headers["Location"] == "/tro-giup/"
    assert "đã đọc hết" in page(client)


def test_a_notice_of_somebody_else_is_the_same_as_none(client: Client, lan: Account) -> None:
    other = tell(account("minh", of="M"))
    foreign, missing = client.post(f"/thong-bao/{other.pk}/"), client.post("/thong-bao/987654/")
    assert (foreign.status_code, foreign.content) == (404, missing.content)
    assert not Notice.objects.exclude(read_at=None).exists()


def test_all_are_marked_read_by_a_post_alone(client: Client, lan: Account) -> None:
    tell(lan)
    tell(lan, event="a:2")
    page(client)
    assert unread_count(lan) == 2
    assert client.get(f"/thong-bao/{Notice.objects.latest('pk').pk}/").status_code == 405
    assert client.post("/thong-bao/").headers["Location"] == "/thong-bao/"
    assert unread_count(lan) == 0


def test_many_notices_come_page_by_page_in_few_queries(
    client: Client, lan: Account, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    Notice.objects.bulk_create(
        Notice(account=lan, event=f"a:{number}", text=f"Việc {number}.", url="/") for number in range(3000)
    )
    with django_assert_max_num_queries(20):
        first = page(client)
    assert "Việc 2999." in first
    assert "Đang xem 1 đến 50 trong 3.000" in first
    assert "Việc 0." in page(client, "/thong-bao/?trang=60")


def test_strangers_are_sent_to_sign_in(client: Client) -> None:
    for address in ("/thong-bao/", "/viec-dang-chay/1/"):
        assert client.get(address).headers["Location"].startswith("/dang-nhap/")


def test_an_address_for_mail_is_given_and_confirmed_on_the_page(client: Client, lan: Account, settings: Any) -> None:
    for address in ("", "xac-nhan/", "thoi/"):
        assert client.post(f"/thong-bao/thu-dien-tu/{address}").status_code == 404
    settings.MAIL = True
    assert "Địa chỉ này chưa đúng dạng" in client.post("/thong-bao/thu-dien-tu/", {"email": "lan"}).content.decode()
    assert client.post("/thong-bao/thu-dien-tu/", {"email": "lan@coquan.vn"}).status_code == 302
    assert "Địa chỉ lan@coquan.vn chưa được xác nhận." in page(client)
    drain()
    wrong = client.post("/thong-bao/thu-dien-tu/xac-nhan/", {"code": "AAAA"}).content.decode()
    assert "Mã xác nhận chưa đúng hoặc đã hết hạn" in wrong
    found = re.search(r"Mã xác nhận: (\S+)", str(mail.outbox[0].body))
    assert found
    client.post("/thong-bao/thu-dien-tu/xac-nhan/", {"code": found.group(1)})
    assert Address.objects.get().confirmed is not None
    assert "Thông báo cũng được gửi đến lan@coquan.vn." in page(client)
    client.post("/thong-bao/thu-dien-tu/thoi/")
    assert not Address.objects.exists()


def test_who_waits_for_a_job_sees_how_far_it_is(client: Client, lan: Account) -> None:
    job = enqueue("jobs.prune", by=lan.key, url="/tro-giup/")
    address = f"/viec-dang-chay/{job.pk}/"
    assert "đang chờ đến lượt" in page(client, address)
    Job.objects.update(state=State.RUNNING, done=312, total=1284, unit="dòng", seen=now())
    assert "Đang xử lý 312 trong 1.284 dòng. Đồng chí có thể rời trang này." in page(client, address)
    Job.objects.update(total=None)
    assert "Đang xử lý. Đồng chí có thể rời trang này." in page(client, address)
    Job.objects.update(total=1284)
    running = page(client, address)
    assert 'value="312" max="1284"' in running
    assert f'hx-get="{address}"' in running
    Job.objects.update(state=State.DONE, outcome="Đã mở đợt cho 1.284 đồng chí.")
    over = page(client, address)
    assert "Đã mở đợt cho 1.284 đồng chí." in over
    assert 'href="/tro-giup/"' in over
    assert "hx-get" not in over
    Job.objects.update(state=State.FAILED, outcome="Đợt này đã khóa.")
    assert "Đợt này đã khóa." in page(client, address)


def test_a_job_of_somebody_else_is_the_same_as_none(client: Client, lan: Account) -> None:
    job = enqueue("jobs.prune", by="account:987654")
    foreign, missing = client.get(f"/viec-dang-chay/{job.pk}/"), client.get("/viec-dang-chay/987654/")
    assert (foreign.status_code, foreign.content) == (404, missing.content)


def test_a_watching_machine_learns_a_number_only(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("/healthz", "/readyz"):
        answer = client.get(address)
        assert (answer.status_code, answer.content, answer.headers["Content-Type"]) == (200, b"", "text/plain")
        assert client.post(address).status_code == 405

    def away() -> None:
        raise DatabaseError

    monkeypatch.setattr("kiemdiem.web.home.health.connection.cursor", away)
    assert [client.get(address).status_code for address in ("/healthz", "/readyz")] == [200, 503]
