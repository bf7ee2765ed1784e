"""Evidence, scans, letters: who sees which, what is refused in one sentence, what a file may be called."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cycles.cast import TODAY, account, open_year, subject, town
from kiemdiem.accounts.actor import actor_of
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Cycle, Place
from kiemdiem.documents.acts import attach
from kiemdiem.documents.models import Attachment, Content
from kiemdiem.ledger.actor import SystemActor
from kiemdiem.ledger.models import Entry
from kiemdiem.organisations.models import Person
from kiemdiem.reviews import meetings, rehearing, writing
from kiemdiem.reviews.models import Edition, Meeting, Opinion, Paper, Presence
from kiemdiem.suggestions.models import Assignment
from reviews.cast import NOON, hand_in, hear, person

pytestmark = pytest.mark.django_db
BY = SystemActor()
PDF = b"%PDF-1.7\nx\n%%EOF\n"


@pytest.fixture
def cycle() -> Cycle:
    town()
    return open_year()


def clerk(unit: str = "C1") -> Account:
    name = f"thu-ky-{unit}"
    return Account.objects.filter(name=name).first() or account(name, [(Role.CLERK, unit)])


def member(code: str) -> Account:
    return Account.objects.filter(person__code=code).first() or account(f"ca-nhan-{code}", of=code)


def send(client: Client, about: str, data: bytes = PDF, name: str = "minh-chung.pdf") -> Any:
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("file_add"), {"about": about, "file": file}, follow=True)


def attached(about: str, path: str, data: bytes = PDF) -> Attachment:
    return attach(data, about=about, path=path, by=BY, name="tep.pdf", at=NOON)


def status(client: Client, who: Account, file: Attachment) -> int:
    client.force_login(who)
    return client.get(reverse("file", args=[file.pk])).status_code


def test_evidence_of_a_draft_is_its_writers_own_until_it_is_handed_in(cycle: Cycle, client: Client) -> None:
    paper = writing.begin(subject("M3"), by=person("M3"))
    client.force_login(member("M3"))
    page = send(client, f"paper:{paper.pk}").content.decode()
    assert "Đã đính kèm tệp minh-chung.pdf" in page
    file = Attachment.objects.get()
    assert f'href="/tep/{file.pk}/"' in page
    assert (status(client, member("M3"), file), status(client, clerk(), file)) == (200, 404)
    hand_in(subject("M3"), actor_of(member("M3"), TODAY))
    assert [status(client, who, file) for who in (clerk(), clerk("C2"), member("M2"))] == [200, 404, 404]
    client.force_login(member("M3"))
    page = client.post(reverse("file_remove", args=[file.pk]), {"about": file.about}, follow=True).content.decode()
    assert "đã nộp và đã khóa nên không thêm, không bỏ tệp được" in page
    assert "đã nộp và đã khóa" in send(client, file.about, PDF + b"\n%%EOF").content.decode()
    assert list(Attachment.objects.all()) == [file]


def test_a_file_is_taken_out_of_a_draft_and_the_ledger_says_so(cycle: Cycle, client: Client) -> None:
    paper = writing.begin(subject("M3"), by=person("M3"))
    file = attached(f"paper:{paper.pk}", paper.path)
    client.force_login(member("M2"))
    assert client.post(reverse("file_remove", args=[file.pk]), {"about": file.about}).status_code == 404
    client.force_login(member("M3"))
    assert "Bỏ tệp này" in client.get(reverse("paper", args=[paper.pk])).content.decode()
    client.post(reverse("file_remove", args=[file.pk]), {"about": file.about})
    assert not Attachment.objects.exists()
    assert not Content.objects.exists()
    assert Entry.objects.filter(action="attachment.removed", about=f"attachment:{file.pk}").count() == 1


def test_the_matter_named_must_be_the_one_the_file_belongs_to(cycle: Cycle, client: Client) -> None:
    mine, theirs = (writing.begin(subject(code), by=person(code)) for code in ("M3", "M4"))
    file = attached(f"paper:{theirs.pk}", theirs.path)
    client.force_login(member("M3"))
    page = client.post(reverse("file_remove", args=[file.pk]), {"about": f"paper:{mine.pk}"}, follow=True)
    assert "Tệp này đã được bỏ" in page.content.decode(), "as for a number that nothing has"
    assert Attachment.objects.get() == file


@pytest.mark.parametrize("about", ["", "paper", "paper:", "paper:x", "paper:-1", "account:1", "document:1", "paper:９"])
def test_what_is_no_matter_is_not_found(cycle: Cycle, client: Client, about: str) -> None:
    client.force_login(member("M3"))
    assert send(client, about).status_code == 404
    assert not Content.objects.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"MZ\x90 whatever", "không phải PDF"),
        (PDF[:-8], "bị hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "có mật khẩu chưa nhận được"),
        (b"", "Tệp trống"),
    ],
)
def test_what_can_not_be_taken_is_told_on_the_page(cycle: Cycle, client: Client, data: bytes, words: str) -> None:
    paper = writing.begin(subject("M3"), by=person("M3"))
    client.force_login(member("M3"))
    answer = send(client, f"paper:{paper.pk}", data)
    assert answer.redirect_chain == [(reverse("paper", args=[paper.pk]), 302)]
    assert words in answer.content.decode()
    answer = client.post(reverse("file_add"), {"about": f"paper:{paper.pk}"}, follow=True)
    assert "chưa chọn tệp" in answer.content.decode()
    assert not Content.objects.exists()


def test_a_name_can_not_deceive(cycle: Cycle, client: Client) -> None:
    paper = writing.begin(subject("M3"), by=person("M3"))
    client.force_login(member("M3"))
    send(client, f"paper:{paper.pk}", name='../../etc/bi"mật\u202efdp.exe')
    file = Attachment.objects.get()
    assert file.name == "bimậtfdp.exe.pdf"
    answer = client.get(reverse("file", args=[file.pk]))
    told = answer.headers["Content-Disposition"]
    assert told == "attachment; filename*=utf-8''bim%E1%BA%ADtfdp.exe.pdf"
    assert (answer.headers["Content-Type"], answer.headers["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert answer.content == PDF


def test_a_paper_on_paper_comes_with_its_scan_or_not_at_all(cycle: Cycle, client: Client) -> None:
    client.force_login(clerk())
    there = reverse("paper_on_paper", args=[subject("M3").pk])
    levels = {f"self-{each.pk}": "3" for each in writing.covered(subject("M3"))}
    page = client.post(there, levels | {"file": SimpleUploadedFile("quet.pdf", b"MZ")}).content.decode()
    assert "không phải PDF" in page
    assert not Paper.objects.exists()
    client.post(there, levels | {"file": SimpleUploadedFile("quet.pdf", PDF)})
    paper, scan = Paper.objects.get(), Attachment.objects.get()
    assert (scan.about, scan.name) == (f"paper:{paper.pk}", "quet.pdf")
    assert "Đã đính kèm" in send(client, f"paper:{paper.pk}", b"%PDF-1.7 more\n%%EOF\n").content.decode()
    client.force_login(member("M3"))
    page = client.get(reverse("paper", args=[paper.pk])).content.decode()
    assert "quet.pdf" in page
    assert "Tải tệp lên" not in page, "what came on paper was handed in"


def test_the_signed_record_is_added_after_closing_and_read_by_those_who_were_there(
    cycle: Cycle, client: Client
) -> None:
    hand_in(subject("M3"), person("M3"))
    meeting = hear(cycle, "C1", [subject("M3")], BY, chair="M1", secretary="M2")
    client.force_login(clerk())
    assert "Đã đính kèm" in send(client, f"meeting:{meeting.pk}", name="da-ky.pdf").content.decode()
    file = Attachment.objects.get()
    assert (status(client, member("M3"), file), status(client, member("M4"), file)) == (200, 404)
    client.force_login(member("M3"))
    page = client.get(reverse("meeting", args=[meeting.pk])).content.decode()
    assert "da-ky.pdf" in page
    assert "Tải tệp lên" not in page
    assert client.post(reverse("file_add"), {"about": file.about}).status_code == 403


def test_a_file_of_a_record_still_open_is_its_writers_own(cycle: Cycle, client: Client) -> None:
    where = Place.objects.get(cycle=cycle, code="C1")
    meeting = meetings.plan(cycle, where, None, held_on=TODAY, venue="", by=BY)
    file = attached(f"meeting:{meeting.pk}", meeting.path)
    assert (status(client, clerk(), file), status(client, member("M3"), file)) == (200, 404)


def sent(cycle: Cycle) -> tuple[Meeting, Assignment]:
    """M4 is sent to the cell C1 and excused."""
    where = Place.objects.get(cycle=cycle, code="C1")
    unit = where.unit.parent
    made = Assignment.objects.create(
        cycle=cycle, place=where, unit=unit, path=unit.path, person=Person.objects.get(code="M4"), capacity="-",
        assigned_by="-", assigned_at=NOON,
    )  # fmt: skip
    meeting = meetings.plan(cycle, where, None, held_on=TODAY, venue="", by=BY)
    Presence.objects.create(meeting=meeting, assignment=made, state=Presence.State.EXCUSED, reason="12-CV/QU")
    return meeting, made


def test_a_letter_of_excuse_comes_from_who_was_sent_and_is_read_where_the_meeting_is_recorded(
    cycle: Cycle, client: Client
) -> None:
    meeting, made = sent(cycle)
    client.force_login(member("M4"))
    page = send(client, f"assignment:{made.pk}", name="xin-vang.pdf").content.decode()
    assert "xin-vang.pdf" in page
    file = Attachment.objects.get()
    client.force_login(clerk())
    assert "xin-vang.pdf" in client.get(reverse("meeting", args=[meeting.pk])).content.decode()
    assert status(client, clerk(), file) == 200
    Meeting.objects.update(closed_at=NOON)
    client.force_login(member("M3"))
    page = client.get(reverse("meeting", args=[meeting.pk])).content.decode()
    assert "12-CV/QU" in page, "the number stands in the minutes"
    assert "xin-vang.pdf" not in page
    assert (status(client, member("M3"), file), status(client, clerk("C2"), file)) == (404, 404)


def test_an_opinion_on_paper_is_read_by_the_one_it_is_about(cycle: Cycle, client: Client) -> None:
    opinion = Opinion.objects.create(
        subject=subject("M3"), body="residence", body_name="Chi bộ khu phố", text="Tốt", given_on=TODAY,
        entered_at=NOON, entered_by="-",
    )  # fmt: skip
    client.force_login(clerk())
    assert "Đã đính kèm" in send(client, f"opinion:{opinion.pk}").content.decode()
    file = Attachment.objects.get()
    assert [status(client, who, file) for who in (member("M3"), member("M2"), clerk("C2"))] == [200, 404, 404]
    client.force_login(member("M3"))
    assert client.post(reverse("file_add"), {"about": file.about}).status_code == 403


def test_the_first_round_keeps_its_files_for_its_readers_while_it_is_written_anew(cycle: Cycle, client: Client) -> None:
    paper = hand_in(subject("M3"), person("M3"))
    first = attached(f"paper:{paper.pk}", paper.path)
    hear(cycle, "C1", [subject("M3")], BY, chair="M1", secretary="M2")
    rehearing.order(
        subject("M3"), "Chưa đạt", TODAY + timedelta(days=9), by=BY, at=NOON + timedelta(hours=1)
    )  # fmt: skip
    kept = Attachment.objects.get(about=f"edition:{Edition.objects.get().pk}")
    assert (status(client, clerk(), first), status(client, clerk(), kept)) == (404, 200)
    page = client.get(reverse("paper_edition", args=[paper.pk, 1])).content.decode()
    assert f"/tep/{kept.pk}/" in page
    assert client.post(reverse("file_remove", args=[kept.pk]), {"about": kept.about}).status_code == 403
    order = f"rehearing:{subject('M3').rehearings.get().pk}"
    letter = attached(order, paper.path, PDF + b"\n%%EOF")
    assert [status(client, who, letter) for who in (member("M3"), clerk(), member("M2"))] == [200, 200, 404]
