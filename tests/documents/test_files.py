"""What may be attached: decided by content, never by name; every refusal one sentence; a backup brings it back."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from cycles.cast import town
from documents.cast import NOON, SYSTEM, issued, letter
from kiemdiem.backup.make import back_up
from kiemdiem.documents import acts, files, render
from kiemdiem.documents.contents import read
from kiemdiem.documents.models import Attachment, Content, Document, Term
from kiemdiem.documents.states import State
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Unit

PDF = b"%PDF-1.7\n" + b"x" * 50 + b"\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"x" * 20
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 20
WORD, EXCEL = {"word/document.xml": b"<w/>"}, {"xl/workbook.xml": b"<x/>"}


def zipped(parts: dict[str, bytes], listing: bytes = b"<Types/>") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in {"[Content_Types].xml": listing, **parts}.items():
            made.writestr(name, content)
    return out.getvalue()


def attach(data: bytes, name: str = "bằng chứng.pdf", about: str = "paper:3") -> Attachment:
    return acts.attach(io.BytesIO(data), about=about, path="0001", by=SYSTEM, name=name, at=NOON)


@pytest.mark.parametrize(
    ("data", "name", "kept"),
    [
        (PDF, "Biên bản.PDF", "Biên bản.PDF"),
        (PDF, "hại.exe", "hại.exe.pdf"),
        (PNG, "C:\\ảnh\\bìa.png", "bìa.png"),
        (JPEG, "../../etc/ảnh.jpeg", "ảnh.jpeg"),
        (JPEG, 'a<b>"\x00\u202e.jpg', "ab.jpg"),
        (zipped(WORD), "đơn.docx", "đơn.docx"),
        (zipped(EXCEL), "bảng", "bảng.xlsx"),
        (PDF, "", "tep.pdf"),
        (PDF, "x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_the_content_decides_what_it_is(db: None, data: bytes, name: str, kept: str) -> None:
    made = attach(data, name)
    assert made.name == kept
    assert read(made.content) == data
    assert made.size == len(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Tệp trống"),
        (b"<html>", "không phải PDF"),
        (b"MZ\x90", "không phải PDF"),
        (PDF[:-8], "bị hỏng"),
        (OLE, "kiểu cũ"),
        (zipped(WORD)[:-30], "bị hỏng"),
        (zipped({"bí mật.txt": b"x"}), "từng tệp một"),
        (zipped(WORD | {"word/vbaProject.bin": b"x"}), "macro"),
        (zipped(EXCEL, b'<Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'), "macro"),
    ],
)
def test_what_can_not_be_trusted_is_refused(db: None, data: bytes, words: str) -> None:
    with pytest.raises(WrongState, match=words) as refusal:
        attach(data, "bằng chứng.pdf")
    assert refusal.value.sentence.count(".") - refusal.value.sentence.count(" .") >= 1
    assert not Content.objects.exists()


def test_the_limit_itself_is_taken_and_one_byte_more_is_not(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", len(PDF))
    attach(PDF)
    with pytest.raises(WrongState, match="lớn hơn"):
        attach(PDF + b"\n")


def test_the_same_file_twice_is_one_attachment_and_one_entry(db: None) -> None:
    first, again, elsewhere = attach(PDF), attach(PDF, "tên khác.pdf"), attach(PDF, about="meeting:7")
    assert first == again
    assert elsewhere != first
    assert Content.objects.count() == 1
    assert [each.action for each in Entry.objects.all()] == ["attachment.added"] * 2
    assert acts.attachments("paper:3") == [first]
    assert acts.attachments("paper:33") == []


def test_a_file_taken_out_leaves_its_content_to_those_who_still_hold_it(db: None) -> None:
    here, there = attach(PDF), attach(PDF, about="meeting:7")
    acts.detach(here, by=SYSTEM)
    assert list(Attachment.objects.all()) == [there]
    assert read(there.content) == PDF
    acts.detach(there, by=SYSTEM)
    assert not Content.objects.exists()
    gone = Entry.objects.filter(action="attachment.removed").order_by("seq")
    assert [json.loads(each.facts)["of"] for each in gone] == ["paper:3", "meeting:7"]
    with pytest.raises(WrongState, match="đã được bỏ"):
        acts.detach(there, by=SYSTEM)


def test_what_an_issued_document_holds_stays(db: None) -> None:
    town()
    scan = attach(PDF)
    Document.objects.create(
        organ=Unit.objects.get(code="Q1"), kind="CV", about="paper:3", path="0001", sheet_json={}, ruleset="x",
        state=State.ISSUED, term=Term.objects.create(unit=Unit.objects.get(code="Q1"), begins=date(2020, 1, 1)),
        number=1, signed_on=date(2022, 10, 14), docx=scan.content, pdf=scan.content, issued_at=NOON,
    )  # fmt: skip
    acts.detach(scan, by=SYSTEM)
    assert Content.objects.exists()


def test_what_we_print_ourselves_may_be_attached(db: None) -> None:
    paper = issued(letter(), date(2022, 10, 14))
    assert attach(render.docx_of(paper), "x").name == "x.docx"
    assert attach(render.pdf_of(paper), "y").name == "y.pdf"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_backup_brings_attachments_back(tmp_path: Path) -> None:
    from backup.cast import same_place

    town()
    attach(PDF)
    made = back_up(tmp_path / "a.zip")
    with same_place(tmp_path) as place:
        done = place.run("restore", tmp_path / "a.zip")
        assert (done.returncode, done.stderr) == (0, "")
        assert place.run("fingerprint").stdout.splitlines()[0] == made.fingerprint
        assert place.run("ledger", "verify").returncode == 0
