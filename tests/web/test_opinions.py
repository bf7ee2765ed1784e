"""The page of opinions: entered as it came, read by the one concerned, taken out with a reason."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cycles.cast import account, open_year, subject, town
from kiemdiem.accounts.roles import Role
from kiemdiem.organisations.models import Membership, Unit
from kiemdiem.reviews.models import Opinion

pytestmark = pytest.mark.django_db
CANARY = "Gương mẫu, có lúc vắng họp tổ dân phố"


def test_on_the_page_it_is_entered_read_by_the_one_concerned_and_taken_out(client: Client, time_machine: Any) -> None:
    time_machine.move_to("2022-12-01T05:00:00Z")
    town()
    open_year()
    cell = Unit.objects.get(code="C2")
    Membership.objects.create(person=subject("M3").person, cell=cell, since=date(2022, 3, 1), temporary=True)
    page = reverse("opinions", args=[subject("M3").pk])
    client.force_login(account("thu-ky", [(Role.CLERK, "C1")], of="M2"))
    assert "Còn thiếu, chưa đề nghị mức được" in client.get(page).content.decode()
    typed = {"noi": "temporary_cell", "chi-bo": cell.pk, "ten": "", "ngay": "31/02/2022", "nhan-xet": CANARY}
    refused = client.post(page, typed)
    assert refused.status_code == 409
    assert "31/02/2022" in refused.content.decode()
    assert CANARY in refused.content.decode()
    assert client.post(page, typed | {"ngay": "20/11/2022"}).status_code == 302
    told = client.get(page).content.decode()
    assert "Đã có" in told
    assert cell.name in told
    client.force_login(account("ca-nhan", of="M3"))
    assert CANARY in client.get(page).content.decode()
    gone = reverse("opinion_remove", args=[Opinion.objects.get().pk])
    assert client.post(gone, {"ly-do": "x"}).status_code == 403
    client.force_login(account("nguoi-khac", of="M1"))
    assert client.get(page).status_code == 404
    client.force_login(account("bi-thu", [(Role.HEAD, "C1")], of="M4"))
    assert client.post(gone, {"ly-do": ""}).status_code == 409
    assert client.post(gone, {"ly-do": "Ghi nhầm"}).status_code == 302
    assert client.post(gone, {"ly-do": "Ghi nhầm"}).status_code == 404
