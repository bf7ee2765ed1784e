"""The roster workbook on pages: taken out, sent in, looked at, imported all or nothing; never another branch's."""

from __future__ import annotations

import os
import time
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kiemdiem.accounts.roles import Role
from kiemdiem.ledger.models import Entry
from kiemdiem.organisations.models import Person, YearFact
from kiemdiem.organisations.roster.columns import SHEETS
from kiemdiem.web.units import forms

from .place import MARKS, city, member, officer

pytestmark = pytest.mark.django_db
FOREIGN = MARKS["Q2"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path / "data"


def book(**sheets: list[list[Any]]) -> bytes:
    """A workbook with these rows."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for sheet, rows in sheets.items():
        page = made.create_sheet(sheet)
        page.append([column.header for column in SHEETS[sheet]])
        for row in rows:
            page.append(row)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def other_workbook() -> bytes:
    """A workbook of something else."""
    made, out = openpyxl.Workbook(), BytesIO()
    made.active.append(["Thu", "Chi"])
    made.active.append([1, 2])
    made.save(out)
    return out.getvalue()


def people(name: str = "Đặng Thị Lan mới", code: str = "Q1-1", cell: str = "Q1-C") -> bytes:
    """A workbook with one person."""
    return book(NhanSu=[[code, name, "03/02/1980", cell, "19/05/2010", None, None, None]])


def send(client: Client, content: bytes, name: str = "sổ.xlsx") -> str:
    """Send a workbook in and read what the page says of it."""
    answer = client.post("/danh-sach/", {"book": SimpleUploadedFile(name, content, XLSX)}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def digest(client: Client) -> str:
    """What the preview's form would send back."""
    return str(client.session["roster"][0])


@pytest.mark.parametrize("role", [Role.HEAD, Role.VIEWER, Role.INSPECTION_BOARD, Role.ADMINISTRATOR])
def test_only_whoever_may_import_comes_here(client: Client, role: Role) -> None:
    city()
    client.force_login(officer(role, "TP"))
    for page in ("", "mau/", "xem-truoc/"):
        assert client.get(f"/danh-sach/{page}").status_code == 403
    for page in ("", "xuat/", "nhap/"):
        assert client.post(f"/danh-sach/{page}").status_code == 403
    client.force_login(member())
    assert client.get("/danh-sach/").status_code == 403


def test_what_changes_something_is_asked_by_post_only(client: Client) -> None:
    city()
    client.force_login(officer())
    assert [client.get(f"/danh-sach/{page}").status_code for page in ("xuat/", "nhap/")] == [405, 405]


def test_a_workbook_is_looked_at_then_imported(client: Client) -> None:
    city()
    client.force_login(officer())
    page = send(client, people())
    assert f'<span class="kd-struck">Đặng Thị Lan {MARKS["Q1"]}</span> → Đặng Thị Lan mới' in page
    assert "1 dòng mới hoặc thay đổi" in page
    assert Person.objects.get(code="Q1-1").name != "Đặng Thị Lan mới"
    done = client.post("/danh-sach/nhap/", {"digest": digest(client)}, follow=True).content.decode()
    assert "Đã nhập 1 dòng từ sổ “sổ.xlsx”." in done
    assert Person.objects.get(code="Q1-1").name == "Đặng Thị Lan mới"
    entry = Entry.objects.get()
    assert (entry.action, entry.path) == ("roster.applied", "")
    assert list((forms_folder()).iterdir()) == []


def forms_folder() -> Path:
    from django.conf import settings

    return Path(settings.DATA) / "uploads"


def test_the_same_workbook_says_that_it_changes_nothing(client: Client) -> None:
    city()
    client.force_login(officer())
    send(client, people())
    client.post("/danh-sach/nhap/", {"digest": digest(client)})
    assert "Sổ này không thay đổi gì: 1 dòng giống danh sách hiện có." in send(client, people())


def test_wrong_cells_are_named_and_nothing_is_imported(client: Client) -> None:
    city()
    client.force_login(officer())
    page = send(client, book(NhanSu=[["Q1-1", "Lan", "31/02/1980", "Q1-C", None, None, None, None]]))
    assert "Còn 1 chỗ phải sửa trong sổ." in page
    assert "<td>C2</td>" in page
    assert "“31/02/1980” không phải một ngày" in page
    assert "Nhập sổ danh sách" not in page
    done = client.post("/danh-sach/nhap/", {"digest": digest(client)}, follow=True).content.decode()
    assert "Chưa nhập gì" in done
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "rows",
    [
        {"NhanSu": [["Q2-2", "Võ Lân", None, "Q2-C", None, None, None, None]]},
        {"NhanSu": [["Q1-1", "Lan", None, "Q2-C", None, None, None, None]]},
        {
            "DuKienNam": [
                ["Q2-2", 2022, "Khiển trách", None, None, "07/06/2022", None, None, None, 41, None, None, None]
            ]
        },
        {"DuKienNam": [["Q2-2", 2022, "Cảnh cáo", None, None, None, None, None, None, 1, None, None, None]]},
        {"DonVi": [["Q2", "Tên khác", "Đảng bộ quận, huyện", "TP", "01/01/2000", None]]},
        {"DonVi": [["MOI", "Đơn vị mới", "Chi bộ trực thuộc", "Q2", "01/01/2000", None]]},
    ],
)
def test_rows_of_another_branch_are_refused_and_tell_nothing(client: Client, rows: dict[str, Any]) -> None:
    city()
    client.force_login(officer())
    page = send(client, book(**rows))
    assert "1 dòng trong sổ thuộc đơn vị mà đồng chí không được giao nhập" in page
    assert FOREIGN not in page
    assert "Khiển trách" not in page
    assert client.post("/danh-sach/nhap/", {"digest": digest(client)}).status_code == 403
    assert not Entry.objects.exists()
    assert YearFact.objects.get(person__code="Q2-2").sick_days == 41


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("sổ.xlsx", b"abc", "không phải bảng tính"),
        ("sổ.xlsx", b"PK\x03\x04" + b"\0" * 400, "Tệp “sổ.xlsx”"),
        ("sổ.csv", b"a,b", "“sổ.csv” không phải tệp .xlsx hoặc .ods."),
        ("sổ.xlsm", people(), "“sổ.xlsm” không phải tệp .xlsx hoặc .ods."),
        ("sổ.xlsx", b"", "Tệp này trống"),
        ("sổ.xlsx", other_workbook(), "không có trang nào"),
    ],
)
def test_a_broken_file_is_one_sentence(client: Client, name: str, content: bytes, says: str) -> None:
    city()
    client.force_login(officer())
    page = send(client, content, name)
    assert says in page
    assert str(forms_folder()) not in page
    assert not Entry.objects.exists()


def test_a_file_of_more_than_twenty_megabytes_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    city()
    client.force_login(officer())
    monkeypatch.setattr(forms, "MOST_BYTES", 10)
    assert "quá 20 MB; hãy chia sổ" in send(client, people())
    assert forms.UploadForm.base_fields["book"].help_text == "Tệp .xlsx hoặc .ods theo mẫu, không quá 20 MB."


def test_only_the_very_file_that_was_looked_at_is_imported(client: Client) -> None:
    city()
    client.force_login(officer())
    send(client, people("Tên thứ nhất"))
    first = digest(client)
    send(client, people("Tên thứ hai"))
    page = client.post("/danh-sach/nhap/", {"digest": first}, follow=True).content.decode()
    assert "Sổ này không còn là sổ đã xem trước." in page
    (forms_folder() / f"{digest(client)}.xlsx").write_bytes(people("Tên thứ ba"))
    page = client.post("/danh-sach/nhap/", {"digest": digest(client)}, follow=True).content.decode()
    assert "Sổ này không còn là sổ đã xem trước." in page
    assert client.get("/danh-sach/xem-truoc/").status_code == 302
    assert not Entry.objects.exists()


def test_another_session_does_not_see_the_workbook_sent_in(client: Client) -> None:
    city()
    client.force_login(officer())
    send(client, people())
    sent = digest(client)
    client.logout()
    client.force_login(officer(at="TP"))
    assert client.get("/danh-sach/xem-truoc/").status_code == 302
    assert "không còn là sổ" in client.post("/danh-sach/nhap/", {"digest": sent}, follow=True).content.decode()


def test_what_nobody_imported_goes_away(client: Client) -> None:
    city()
    client.force_login(officer())
    send(client, people())
    (old,) = forms_folder().iterdir()
    os.utime(old, (time.time() - 25 * 3600,) * 2)
    send(client, people("Tên khác"))
    assert not old.exists()
    assert len(list(forms_folder().iterdir())) == 1


def test_the_workbook_taken_out_holds_the_own_branch_only_and_comes_back_unchanged(client: Client) -> None:
    city()
    client.force_login(officer())
    answer = client.post("/danh-sach/xuat/")
    assert answer.headers["Content-Type"] == XLSX
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="danh-sach-')
    rows = openpyxl.load_workbook(BytesIO(answer.content))
    words = [str(cell) for page in rows for line in page.iter_rows(values_only=True) for cell in line]
    assert any(MARKS["Q1"] in word for word in words)
    assert not any(FOREIGN in word or word.startswith("Q2") for word in words)
    assert Entry.objects.get().action == "roster.handed_out"
    assert "Sổ này không thay đổi gì" in send(client, answer.content)


def test_the_template_is_empty(client: Client) -> None:
    city()
    client.force_login(officer())
    rows = openpyxl.load_workbook(BytesIO(client.get("/danh-sach/mau/").content))
    assert [rows[sheet].max_row for sheet in SHEETS] == [1] * len(SHEETS)


def test_a_long_preview_goes_page_by_page(client: Client) -> None:
    city()
    client.force_login(officer())
    many = [[f"M{n}", f"Nguyễn Văn {n}", None, "Q1-C", "01/01/2010", None, None, None] for n in range(120)]
    page = send(client, book(NhanSu=many))
    assert "Đang xem 1 đến 50 trong 120" in " ".join(page.split())
    assert "M119" in client.get("/danh-sach/xem-truoc/?trang=3").content.decode()


def test_markup_in_a_cell_stays_text(client: Client) -> None:
    city()
    client.force_login(officer())
    page = send(client, people("<script>alert(1)</script>"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
