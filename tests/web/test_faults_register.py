"""The register of faults at a place: its filters one by one and together, and only what the reader may see."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cycles.cast import account, open_year, subject, town
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Cycle
from kiemdiem.reviews.models import Fault
from reviews.cast import NOON

pytestmark = pytest.mark.django_db
ROWS = [  # year, source, state, cell's member
    (2021, "self", "partly", "M3"),
    (2021, "inspection", "open", "M3"),
    (2022, "self", "open", "M2"),
    (2022, "comment", "fixed", "M4"),
]


@pytest.fixture
def there() -> str:
    town()
    open_year(2021)
    Cycle.objects.update(phase=Cycle.Phase.CLOSED)
    open_year()
    for year, source, state, code in ROWS:
        mine = subject(code, year=year)
        Fault.objects.create(
            cycle=mine.cycle, person=mine.person, owner=mine.name, place=mine.place, path=mine.path, source=source,
            state=state, content=f"{year} {source} {state}", named_at=NOON,
        )  # fmt: skip
    return reverse("faults_at", args=["P1"])


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", []),
        ("ca-nhanh=1", [0, 1, 2, 3]),
        ("ca-nhanh=1&nguon=self", [0, 2]),
        ("ca-nhanh=1&nam=2021", [0, 1]),
        ("ca-nhanh=1&nam=2021&nguon=self", [0]),
        ("ca-nhanh=1&tinh-trang=open", [1, 2]),
        ("ca-nhanh=1&tinh-trang=open&nam=2022", [2]),
        ("ca-nhanh=1&nam=1999", [0, 1, 2, 3]),
        ("ca-nhanh=1&nam=x&nguon=x&tinh-trang=x", [0, 1, 2, 3]),
    ],
)
def test_filters(client: Client, there: str, query: str, shown: list[int]) -> None:
    client.force_login(account("bi-thu", [(Role.HEAD, "P1")]))
    page = client.get(f"{there}?{query}").content.decode()
    texts = [f"{year} {source} {state}" for year, source, state, _code in ROWS]
    assert [number for number, text in enumerate(texts) if f"<td>{text}" in page] == shown


def test_a_cell_sees_its_own(client: Client, there: str) -> None:
    client.force_login(account("chi-bo", [(Role.HEAD, "C2")]))
    assert client.get(there).status_code == 404
    page = client.get(reverse("faults_at", args=["C2"])).content.decode()
    assert "2022 comment fixed" in page
    assert "2021 self partly" not in page
    assert 'name="nam"' not in page, "there is one year only"
