"""Official terms: in the data as the texts have them, on a page in the language of whoever reads it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from django.utils.translation import override, pgettext

from cycles.cast import open_year, town
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import QuotaGroup, Subject
from kiemdiem.organisations.kinds import CollectiveKind, Discipline, Standing, UnitKind
from kiemdiem.organisations.models import Person
from kiemdiem.organisations.roster.export import write_template
from kiemdiem.organisations.roster.read import read_book, said
from kiemdiem.regulation import Exemption, Kind, Level
from kiemdiem.regulation.forms import CriterionLevel
from kiemdiem.regulation.sentences import words
from kiemdiem.web.official import TERMS, cited, official, quoted
from kiemdiem.web.templatetags import kd
from kiemdiem.workbooks import Unreadable

MARKED = re.compile(r"[^\x00-\x7f–—‘’“”·]")  # a letter that English doesn't have


def test_every_official_term_is_known_and_translated() -> None:
    wordings = [each.official for kind in (Level, Kind, Exemption, CriterionLevel) for each in kind]
    labels = [str(label) for kind in (UnitKind, CollectiveKind, Standing, Discipline, Role) for label in kind.labels]
    assert {*wordings, *labels} <= TERMS
    assert [term for term in TERMS if pgettext("official", term) != term] == []
    with override("en"):
        assert [term for term in TERMS if MARKED.search(pgettext("official", term))] == []


def test_levels_and_kinds_are_called_the_same_in_the_sentences_of_the_law() -> None:
    with override("en"):
        assert {level.key: official(level.official) for level in Level} == words("en")["levels"]
        assert {kind.value: official(kind.official) for kind in Kind} == words("en")["kinds"]


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ("Đảng viên, Đảng bộ phường Vàm Sậy", "Party member, Đảng bộ phường Vàm Sậy"),
        (
            "Tổ chức đảng, Đảng bộ cơ sở, Đảng bộ quận",
            "Party organisation, Grassroots party organisation, Đảng bộ quận",
        ),
        ("Bí thư, người đứng đầu, Quận 1", "Secretary or head, Quận 1"),
        ("Bí thư Quận ủy, Quận 1", "Bí thư Quận ủy, Quận 1"),
        ("Cấp trên của Quận 1 quyết định xếp loại", "Rated by the authority above Quận 1"),
        ("Dưới 6 tháng", "Under six months"),
        ("Đi học nước ngoài", "Đi học nước ngoài"),
        ("", ""),
    ],
)
def test_what_is_stored_in_vietnamese_is_told_in_the_language_of_the_reader(stored: str, told: str) -> None:
    assert official(stored) == stored
    with override("en"):
        assert official(stored) == told


def test_a_clause_stays_as_it_is_cited() -> None:
    cite = "132-QĐ/TW, Điều 12; 608-CV/TU, mục 6 (chưa xác minh)"
    assert (cited(cite), quoted("a < b")) == (cite, "a &lt; b")
    with override("en"):
        assert cited(cite) == "132-QĐ/TW, Điều 12; 608-CV/TU, mục 6 (not verified)"
        assert quoted("a < b") == '<span lang="vi">a &lt; b</span>'
        assert quoted("") == ""
        assert kd.number(1_284) == "1,284"


@pytest.mark.django_db
def test_what_is_written_down_is_vietnamese_whoever_writes(tmp_path: Path) -> None:
    town()
    Person.objects.filter(code="M3").update(standing=Standing.EXEMPT)
    with override("en"):
        open_year(root="Q1")
        write_template(tmp_path / "mau.xlsx")
    names = set(QuotaGroup.objects.values_list("name", flat=True))
    assert "Đảng viên, Đảng bộ phường Vàm Sậy" in names
    assert [name for name in names if not name.startswith(tuple(kind.official for kind in Kind))] == []
    reasons = set(Subject.objects.exclude(reason="").values_list("reason", flat=True))
    assert reasons == {"Miễn công tác và sinh hoạt đảng", "Cấp trên của Đảng bộ quận Bến Cau quyết định xếp loại"}
    with zipfile.ZipFile(tmp_path / "mau.xlsx") as book:
        assert any("Đảng bộ cơ sở" in book.read(part).decode() for part in book.namelist())


def test_a_roster_is_refused_in_the_language_of_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "so.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("DonVi")
    sheet.write_row(0, 0, ["Mã đơn vị", "Tên đơn vị", "Loại", "Mã đơn vị cấp trên", "Ngày thành lập"])
    sheet.write_row(1, 0, ["Q/1", "Quận 1", "Party organisation of a district", "", "30/02/2022"])
    book.close()
    (tmp_path / "sai.xlsx").write_bytes(b"PK")
    with override("en"):
        told = [str(problem) for problem in read_book(path).problems]
        with pytest.raises(Unreadable) as refused:
            read_book(tmp_path / "sai.xlsx")
        assert "unpacked" in said(refused.value.problem)
    assert told == [
        "Sheet DonVi, cell A2: “Q/1” has a /; a code has only letters, digits, dots and hyphens.",
        "Sheet DonVi, cell C2: “Party organisation of a district” is not in the list of values; please choose from "
        "sheet DanhMuc.",
        "Sheet DonVi, cell E2: “30/02/2022” is no day; please write day/month/year, such as 03/02/2022.",
    ]
