"""What is printed: the checks a machine can make of every template under both rulesets, and the dispatch of 2022."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any
from unicodedata import is_normalized

import pytest
from docx.oxml.ns import qn

from documents.cast import (
    DAYS,
    HERE,
    SHEETS,
    SIGNED,
    decision,
    dispatch,
    docx_lines,
    issued,
    letter,
    minutes,
    opened,
    pdf_pages,
    pdf_words,
)  # fmt: skip
from kiemdiem.documents import pdf, word
from kiemdiem.documents.model import Grid, Organ, Paragraph
from kiemdiem.documents.printed import Printed, printed
from kiemdiem.regulation.layout import layout_on

TEMPLATES = [(kind, ruleset) for kind in SHEETS for ruleset in DAYS]
NUMBER = re.compile(r"Số \d{2,}-[A-ZĐ][A-Za-zĐđi]*/[A-ZĐ-]+")
DATE = re.compile(r"^.+, ngày (0[1-9]|[12]\d|3[01]) tháng (01|02|[3-9]|1[0-2]) năm \d{4}$")


@pytest.fixture(params=TEMPLATES, ids=lambda each: "-".join(each))
def paper(request: pytest.FixtureRequest) -> Printed:
    """Each kind of paper under each ruleset."""
    kind, ruleset = request.param
    return issued(SHEETS[kind](), DAYS[ruleset])


def test_page_and_margins(paper: Printed) -> None:
    section = opened(word.write(paper)).element.body.find(qn("w:sectPr"))
    size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    assert [int(size.get(qn(f"w:{side}"))) for side in ("w", "h")] == [11906, 16838]
    found = {side: int(margins.get(qn(f"w:{side}"))) for side in ("top", "bottom", "left", "right")}
    wanted = {"top": 1134, "bottom": 1134, "left": 1701, "right": 850}
    assert all(abs(found[side] - wanted[side]) <= 3 for side in wanted), found


def test_one_font_and_one_language(paper: Printed) -> None:
    data = word.write(paper)
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        parts = [zipped.read(f"word/{name}.xml").decode() for name in ("document", "styles", "header1")]
    fonts = [tag for part in parts for tag in re.findall(r"<w:rFonts[^>]*>", part)]
    assert fonts
    assert {re.sub(r"\s+", " ", tag) for tag in fonts} == {
        '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" '
        'w:eastAsia="Times New Roman"/>'
    }
    assert set(re.findall(r'<w:lang [^>]*w:val="([^"]*)"', "".join(parts))) == {"vi-VN"}
    assert "asciiTheme" not in "".join(parts)


def test_the_head_has_two_columns_without_borders(paper: Printed) -> None:
    head = opened(word.write(paper)).tables[0]
    assert {side.get(qn("w:val")) for side in head._tbl.tblPr.find(qn("w:tblBorders"))} == {"nil"}
    widths = [int(column.get(qn("w:w"))) for column in head._tbl.tblGrid.findall(qn("w:gridCol"))]
    assert len(widths) == 2
    assert widths[1] >= round(80 * 1440 / 25.4), "the name of the Party breaks into two lines"
    left = [line for cell in head.columns[0].cells for line in cell.text.split("\n")]
    right = [line for cell in head.columns[1].cells for line in cell.text.split("\n") if line]
    assert left[:2] == ["THÀNH ỦY VĨNH GIANG", "*"]
    assert NUMBER.fullmatch(left[2])
    assert right[0] == "ĐẢNG CỘNG SẢN VIỆT NAM"
    assert DATE.match(right[1])


def test_the_number_of_the_page_stands_in_the_middle_from_the_second_page_on(paper: Printed) -> None:
    section = opened(word.write(paper)).sections[0]
    assert section.different_first_page_header_footer
    line = section.header.paragraphs[0]
    assert line.alignment == 1
    assert "PAGE" in "".join(node.text or "" for node in line._p.iter(qn("w:instrText")))


@pytest.mark.parametrize(("ruleset", "sign"), [("hd36", ","), ("hd05", ";")])
def test_signs_of_the_recipients_and_grounds(ruleset: str, sign: str) -> None:
    lines = docx_lines(word.write(issued(decision(), DAYS[ruleset])))
    at = lines.index("Nơi nhận:")
    assert lines[at + 1 : at + 3] == [f"- Như trên{sign}", "- Lưu Văn phòng Thành ủy."]
    grounds = [line for line in lines if "Căn cứ" in line or "Xét đề nghị" in line]
    assert (
        grounds
        == {
            "hd36": ["Căn cứ Điều lệ Đảng;", "Xét đề nghị của Ban Tổ chức Thành ủy,"],
            "hd05": ["- Căn cứ Điều lệ Đảng;", "- Xét đề nghị của Ban Tổ chức Thành ủy."],
        }[ruleset]
    )


def test_a_slash_in_the_authority_and_text_in_one_form(paper: Printed) -> None:
    text = "\n".join(docx_lines(word.write(paper)))
    assert is_normalized("NFC", text)
    assert not re.search(r"T\.?M\.|K\.?T\.|[\u0300-\u036f¨¸µ]", text)
    if len(paper.signatures) == 1:
        assert re.search(r"^(T/M|K/T|T/L) ", text, re.MULTILINE)


def test_word_and_pdf_say_the_same(paper: Printed) -> None:
    assert " ".join(docx_lines(word.write(paper))).split() == pdf_words(pdf.write(paper))


def test_the_same_paper_gives_the_same_bytes(paper: Printed) -> None:
    assert word.write(paper) == word.write(paper)
    assert pdf.write(paper) == pdf.write(paper)


def test_fonts_are_carried_in_the_pdf(paper: Printed) -> None:
    data = pdf.write(paper)
    names = set(re.findall(rb"/BaseFont\s*/[A-Z]{6}\+([A-Za-z0-9-]+)", data))
    assert names, "no font is embedded"
    assert {name.split(b"-")[0] for name in names} == {b"Tinos"}


@pytest.mark.parametrize("kind", SHEETS)
def test_a_draft_has_dots(kind: str) -> None:
    lines = docx_lines(word.write(printed(SHEETS[kind](), layout_on(DAYS["hd36"]), number=None, signed_on=None)))
    assert f"Số …-{kind}/TU" in lines
    assert "Vĩnh Giang, ngày … tháng … năm …" in lines


def test_minutes_are_signed_by_two() -> None:
    last = opened(word.write(issued(minutes(), DAYS["hd36"]))).tables[-1]
    assert [cell.text.split("\n") for cell in last.rows[0].cells] == [
        ["NGƯỜI GHI BIÊN BẢN", "Lâm Thị Bích Vân"],
        ["CHỦ TRÌ HỘI NGHỊ", "Trần Quốc Thuận"],
    ]


def original() -> list[str]:
    """The dispatch line by line, without the marks its copy was written down with and the page it was broken at."""
    text = (HERE / "608-CV-TU.txt").read_text(encoding="utf-8").replace("\\*", "★")
    text = re.sub(r"^#+ ", "", text.replace("*", "").replace("★", "*"), flags=re.MULTILINE)
    text = re.sub(r"bảo đảm\n\n", "bảo đảm ", text)
    return [line.strip() for line in text.split("\n") if line.strip()]


def test_the_dispatch_from_data_is_the_original_line_by_line() -> None:
    data = word.write(issued(dispatch(), DAYS["hd36"], 608))
    head = opened(data).tables[0]
    columns = [
        [line for cell in column.cells for line in cell.text.split("\n") if line.strip()] for column in head.columns
    ]
    rest = docx_lines(data)[sum(map(len, columns)) :]
    assert rest[0] == "Kính gửi:"
    assert [*columns[0], *columns[1], f"{rest[0]} {rest[1]}", *rest[2:]] == original()


def test_the_dispatch_as_pdf_has_two_pages_with_the_signature_on_the_second() -> None:
    pages = pdf_pages(pdf.write(issued(dispatch(), DAYS["hd36"], 608)))
    assert "Số 608-CV/TU" in pages[0]
    assert not re.match(r"\s*1\s", pages[0])
    assert [page.split()[0] for page in pages[1:]] == [str(at) for at in range(2, len(pages) + 1)]
    assert "Phạm Văn Hiểu" in pages[-1]


def test_no_line_of_the_head_of_the_dispatch_breaks_elsewhere_than_in_the_original() -> None:
    paper = issued(dispatch(), DAYS["hd36"], 608)
    printed_lines = [line.strip() for line in pdf_pages(pdf.write(paper))[0].split("\n")]
    assert all(line in printed_lines for line in dispatch().subject.split("\n")), printed_lines[:12]
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in printed_lines


def long_paper(**changed: Any) -> Printed:
    """Names of ninety letters, twelve recipients."""
    name = "Đảng ủy " + "các cơ quan chuyên trách tham mưu, giúp việc cấp ủy và tổ chức chính trị - xã hội x"[:82]
    return issued(
        letter(
            organ=Organ(name, "ĐU", superior=name),
            to=tuple(f"{name} {n}" for n in range(3)),
            recipients=tuple(f"Nơi nhận thứ {n} {name}" for n in range(12)),
            **changed,
        ),
        DAYS["hd05"],
    )


def test_long_names_stay_on_the_page() -> None:
    paper = long_paper()
    data = word.write(paper)
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in opened(data).tables[0].rows)
    assert " ".join(docx_lines(data)).split() == pdf_words(pdf.write(paper))


def test_a_list_of_three_hundred_has_its_head_on_every_page() -> None:
    rows = tuple((f"{n}", f"Chi bộ số {n}") for n in range(300))
    paper = issued(letter(blocks=(Grid(("STT", "Tên chi bộ"), rows, (1, 4)), Paragraph("Hết."))), DAYS["hd36"])
    grid = opened(word.write(paper)).tables[2 - 1]
    assert grid.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert len(grid._tbl.tr_lst) == 301
    pages = pdf_pages(pdf.write(paper))
    assert len(pages) > 5
    assert all("Tên chi bộ" in page for page in pages if "Chi bộ số" in page)


@pytest.mark.parametrize("lines", range(20, 60))
def test_the_signature_is_never_alone(lines: int) -> None:
    """Wherever the text ends on its page, two lines of it at least stand above the signature."""
    body = (Paragraph("\n".join(f"dòng {n}" for n in range(lines))),)
    pages = pdf_pages(pdf.write(issued(letter(blocks=body), DAYS["hd36"])))
    last = next(page for page in pages if SIGNED.name in page)
    assert SIGNED.authority in last
    assert "Nơi nhận:" in last
    assert last.count("dòng ") >= 2


def test_the_signature_is_kept_with_the_text_in_word() -> None:
    document = opened(word.write(issued(letter(), date(2022, 10, 14))))
    assert document.paragraphs[-1].paragraph_format.keep_with_next
    assert document.paragraphs[-2].paragraph_format.keep_with_next
    assert document.paragraphs[-2].paragraph_format.widow_control
    assert document.tables[-1].rows[0]._tr.trPr.find(qn("w:cantSplit")) is not None
