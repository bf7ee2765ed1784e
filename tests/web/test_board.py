"""The quota board: every ceiling at once, a trial that is written nowhere, the way into the draft, what is refused."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cycles.cast import account, open_year, subject, town
from kiemdiem.accounts.roles import Role
from kiemdiem.compliance import Options, audit
from kiemdiem.cycles import acts
from kiemdiem.cycles.models import Cycle, Place, QuotaGroup, Subject
from kiemdiem.ledger.models import Entry
from kiemdiem.ratings import board, deciding, proposing
from kiemdiem.ratings.models import Decision
from kiemdiem.regulation import Kind, Level
from ratings.cast import NOON, SYSTEM, decide, draft, members, reviewed_town

pytestmark = pytest.mark.django_db
EXCELLENT, GOOD, COMPLETED = Level.EXCELLENT, Level.GOOD, Level.COMPLETED
ORGANISATION, COLLECTIVE, LEADER, MEMBER = Kind.PARTY_ORGANISATION, Kind.COLLECTIVE, Kind.LEADER, Kind.MEMBER
CASES = Path(__file__).parents[1] / "cases"


@pytest.fixture
def cycle(time_machine: Any) -> Cycle:
    time_machine.move_to("2022-12-25T05:00:00Z")
    return reviewed_town()


def sign_in(client: Client, role: Role = Role.HEAD, at: str = "P1") -> None:
    client.force_login(account(f"{role.value}-{at}", [(role, at)]))


def address(cycle: Cycle, code: str = "P1") -> str:
    return reverse("quota_board", args=[cycle.pk, code])


def test_a_trial_starts_from_what_is_in_force_then_staged_then_proposed(cycle: Cycle) -> None:
    decide(cycle, "P1", members(GOOD, "M1"), "1-QĐ")
    proposing.propose({subject("M2").pk: COMPLETED, subject("M3").pk: COMPLETED}, by=SYSTEM, name="", at=NOON)
    staged = draft(cycle, "P1", members(EXCELLENT, "M2") | {("C1", ORGANISATION): GOOD}, "2-QĐ")
    place = Place.objects.get(cycle=cycle, code="P1")
    held = board.read(place)
    assert [held.level(subject(code).pk) for code in ("M1", "M2", "M3", "M4")] == [GOOD, EXCELLENT, COMPLETED, None]
    alone = board.read(place, staged.pk)
    assert [alone.level(subject(code).pk) for code in ("M1", "M2", "M3")] == [GOOD, EXCELLENT, None]


def test_the_worst_group_comes_first_with_its_arithmetic(client: Client, cycle: Cycle) -> None:
    draft(cycle, "P1", members(EXCELLENT, "M1", "M2") | members(GOOD, "M3", "M4", "M5", "M6"), "1-QĐ")
    sign_in(client)
    told = client.get(address(cycle)).content.decode()
    assert "Vượt 2 trường hợp xuất sắc" in told
    assert "20% của 4 cho tối đa 0" in told
    assert "(0,80)" in told
    assert "Chưa đưa vào dự thảo được: còn 1 điều phải xử lý" in told


def test_moves_are_tried_in_every_group_and_nothing_is_written(client: Client, cycle: Cycle) -> None:
    draft(cycle, "P1", members(EXCELLENT, "M1", "M2") | members(GOOD, "M3", "M4", "M5", "M6"), "1-QĐ")
    sign_in(client)
    before = list(Subject.objects.order_by("pk").values()), list(Decision.objects.values()), Entry.objects.count()
    moves = ",".join(f"{subject(code).pk}:3" for code in ("M1", "M2"))
    told = client.post(address(cycle), {"thu": moves, "manh": "1"}).content.decode()
    assert "<html" not in told
    assert "Có thể đưa 2 mức vào dự thảo" in told
    assert f'value="{moves}"' in told
    assert (
        list(Subject.objects.order_by("pk").values()),
        list(Decision.objects.values()),
        Entry.objects.count(),
    ) == before
    again = client.post(address(cycle), {"thu": moves, f"muc-{subject('M1').pk}": "4"}).content.decode()
    assert f'value="{subject("M2").pk}:3"' in again


def test_a_collective_tried_lower_shows_its_head_above(client: Client, cycle: Cycle) -> None:
    levels = {("TT-P1", COLLECTIVE): GOOD, ("P1", ORGANISATION): GOOD, ("M1", LEADER): GOOD}
    decide(cycle, "Q1", levels, "1-QĐ")
    sign_in(client, at="Q1")
    leaders = subject("M1", LEADER).group
    assert leaders is not None
    asked = {"thu": f"{subject('TT-P1', COLLECTIVE).pk}:2", "nhom": str(leaders.pk)}
    told = client.post(address(cycle, "Q1"), asked).content.decode()
    assert "1 người đứng đầu cao hơn tập thể" in told
    assert "Cao hơn tập thể" in told
    other = subject("TT-P1", COLLECTIVE).group
    assert other is not None
    told = client.post(address(cycle, "Q1"), asked | {"mo": str(other.pk)}).content.decode()
    assert "Ở nhóm khác còn 1 người đứng đầu cao hơn tập thể" in told
    assert "Lý do xếp loại lại" in told


def test_what_was_tried_goes_into_the_draft_and_can_be_released(client: Client, cycle: Cycle) -> None:
    held = draft(cycle, "P1", members(EXCELLENT, "M1", "M2") | members(GOOD, "M3", "M4", "M5", "M6"), "1-QĐ")
    sign_in(client)
    asked = {"thu": f"{subject('M2').pk}:3", "viec": "dua", "du-thao": str(held.pk)}
    refused = client.post(address(cycle), asked | {"thu": f"{subject('M3').pk}:2"})
    assert refused.status_code == 409
    assert "còn 1 điều phải xử lý" in refused.content.decode()
    answer = client.post(address(cycle), asked)
    assert answer.status_code == 302
    assert dict(held.lines.values_list("subject__code", "level"))["M2"] == GOOD
    deciding.release(held, by=SYSTEM, name="", at=NOON)
    assert QuotaGroup.objects.get(kind=MEMBER, scope="P1").excellent == 1


def test_a_lawful_downgrade_flags_and_may_be_staged(client: Client, cycle: Cycle) -> None:
    decide(cycle, "P1", members(EXCELLENT, "M1") | members(GOOD, "M2", "M3", "M4", "M5", "M6"), "1-QĐ")
    sign_in(client)
    moves = f"{subject('M2').pk}:2"
    told = client.post(address(cycle), {"thu": moves}).content.decode()
    assert "Vượt tỷ lệ sau khi hạ mức; phải xử lý xong chậm nhất ngày 31/03/2023" in told
    lacking = client.post(address(cycle), {"thu": moves, "viec": "dua"})
    assert lacking.status_code == 409
    assert "Xếp loại lại thì phải ghi lý do" in lacking.content.decode()
    given = {"thu": moves, "viec": "dua", "reason": "Kết luận số 3", "ground": "inspection"}
    assert client.post(address(cycle), given).status_code == 302
    assert Decision.objects.get(state="draft").lines.get().ground == "inspection"


def test_figures_changed_meanwhile_are_told_and_the_trial_is_kept(client: Client, cycle: Cycle) -> None:
    draft(cycle, "P1", members(GOOD, "M3", "M4"), "1-QĐ")
    sign_in(client)
    first = client.get(address(cycle)).context["goc"]
    proposing.propose({subject("M1").pk: COMPLETED}, by=SYSTEM, name="", at=NOON)
    answer = client.post(address(cycle), {"thu": f"{subject('M3').pk}:2", "goc": first, "viec": "dua"})
    assert answer.status_code == 409
    assert "Số liệu vừa thay đổi. Đã tính lại; thay đổi của đồng chí vẫn còn." in answer.content.decode()
    assert answer.context["number_of_moves"] == 1


def test_bad_moves_change_nothing(client: Client, cycle: Cycle) -> None:
    sign_in(client)
    for thu in (
        "999999:3",
        "x:y",
        f"{subject('M1').pk}:9",
        f"{subject('M7').pk}:3",
        f"{subject('M1', LEADER).pk}:3",
        ":,,:3",
    ):
        answer = client.post(address(cycle), {"thu": thu})
        assert (answer.status_code, answer.context["number_of_moves"]) == (200, 0), thu
    assert client.get(address(cycle), {"nhom": "999999"}).status_code == 404
    assert client.get(address(cycle), {"du-thao": "999999"}).status_code == 200


def test_who_sees_the_board(client: Client, cycle: Cycle) -> None:
    for role, at, status in (
        (Role.CLERK, "P1", 200),
        (Role.HEAD, "Q1", 404),
        (Role.HEAD, "C1", 404),
        (Role.VIEWER, "P1", 404),
        (Role.ORGANISATION_BOARD, "TP", 404),
        (Role.STANDING_BOARD, "P1", 200),
    ):
        sign_in(client, role, at)
        assert client.get(address(cycle)).status_code == status, (role, at)
    moved = {"thu": f"{subject('M1').pk}:3", "viec": "dua"}
    assert client.post(address(cycle), moved).status_code == 403


def test_names_are_searched_and_filtered(client: Client, cycle: Cycle) -> None:
    draft(cycle, "P1", members(GOOD, "M1", "M2", "M3"), "1-QĐ")
    sign_in(client)
    group = str(QuotaGroup.objects.get(kind=MEMBER, scope="P1").pk)
    told = client.get(address(cycle), {"nhom": group, "q": "binh"})
    assert [row.subject.code for row in told.context["rows"]] == ["M3"]
    moved = {"nhom": group, "thu": f"{subject('M2').pk}:2", "loc": "thu"}
    assert [row.subject.code for row in client.post(address(cycle), moved).context["rows"]] == ["M2"]


def test_a_closed_year_takes_only_re_ratings(client: Client, cycle: Cycle) -> None:
    decide(cycle, "P1", members(GOOD, "M1"), "1-QĐ")
    acts.close(cycle, by=SYSTEM, reason="hết năm")
    sign_in(client)
    answer = client.post(address(cycle), {"thu": f"{subject('M2').pk}:3", "viec": "dua"})
    assert answer.status_code == 409
    assert "chỉ còn xếp loại lại" in answer.content.decode()


def _published() -> list[dict[str, str]]:
    with (CASES / "published-results.csv").open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


@pytest.mark.parametrize("row", _published(), ids=lambda row: row["Mã đơn vị"])
def test_published_results_have_the_verdict_of_the_audit(row: dict[str, str], tmp_path: Path) -> None:
    """Entered as a real group with levels in force: the board says of it what the audit says of the counts."""
    town()
    year = int(row["Năm"])
    cycle = open_year(year, overlay="can-tho" if year in (2021, 2022) else "none")
    kind = next(each for each in Kind if each.official == row["Loại đối tượng"])
    group = QuotaGroup.objects.filter(cycle=cycle, kind=kind.value, scope="P1").first() or QuotaGroup.objects.create(
        cycle=cycle, kind=kind.value, scope="P1", name="", path=Place.objects.get(cycle=cycle, code="P1").path
    )
    Subject.objects.filter(group=group).delete()
    counts = {level: int(row[name] or 0) for level, name in zip(reversed(Level), ("Xuất sắc", "Tốt", "Hoàn thành",
              "Không hoàn thành"), strict=True)}  # fmt: skip
    same = {"cycle": cycle, "kind": kind.value, "group": group, "path": group.path, "place": "P1", "authority": "P1"}
    keys = {"name": "G", "name_key": "g", "sort_key": "g", "authority_path": group.path}
    levels = [level for level, count in counts.items() for _n in range(count)]
    Subject.objects.bulk_create(
        (Subject(code=f"G{n}", level=level, **same, **keys) for n, level in enumerate(levels)), batch_size=500
    )
    held = board.read(Place.objects.get(cycle=cycle, code="P1"))
    line = next(each for each in held.lines() if each.group.pk == group.pk)
    alone = tmp_path / "mot-dong.csv"
    with alone.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(row))
        writer.writeheader()
        writer.writerow(row)
    quota = [each for each in audit([alone], Options()).findings if each.code == "quota.excellent"]
    assert (line.verdict.ok is False) == bool(quota)
    for each in quota:
        assert each.observed["allowed"] == line.verdict.facts["allowed"]
        assert each.observed["min_to_good"] == line.verdict.facts["min_to_good"]
