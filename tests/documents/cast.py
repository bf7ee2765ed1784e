"""The cast: the dispatch of 2022 as data, a decision, minutes of a meeting, and readers of what was printed."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import docx
from pypdf import PdfReader

from kiemdiem.documents.model import Grid, Grounds, Heading, Item, Organ, Paragraph, Sheet, Signature
from kiemdiem.documents.printed import Printed, printed
from kiemdiem.ledger.actor import SystemActor
from kiemdiem.regulation.layout import layout_on

HERE = Path(__file__).parent
SYSTEM = SystemActor()
DAYS = {"hd36": date(2022, 10, 14), "hd05": date(2026, 6, 3)}
NOON = datetime(2026, 11, 26, 5, tzinfo=UTC)
SIGNED = Signature("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Phạm Văn Hiểu")
ORGAN = Organ("Thành ủy Vĩnh Giang", "TU")


def dispatch() -> Sheet:
    """608-CV/TU, as a document of ours keeps it."""
    return Sheet.from_json(json.loads((HERE / "608-CV-TU.json").read_text(encoding="utf-8")))


def letter(**changed: Any) -> Sheet:
    """A short letter."""
    values: dict[str, Any] = {
        "kind": "CV", "organ": ORGAN, "place": "Vĩnh Giang", "subject": "Gợi ý kiểm điểm năm 2022",
        "to": ("Ban Thường vụ Quận ủy Bến Cau",),
        "blocks": (Paragraph("Đề nghị giải trình."), Item("1. Việc thứ nhất.")),
        "recipients": ("Như trên", "Lưu Văn phòng Thành ủy"), "signatures": (SIGNED,),
    }  # fmt: skip
    return Sheet(**values | changed)


def decision() -> Sheet:
    """A decision on its grounds, with articles and a list."""
    return letter(
        kind="QĐ",
        subject="đánh giá lại chất lượng tổ chức đảng",
        to=(),
        blocks=(
            Grounds(("Căn cứ Điều lệ Đảng", "Xét đề nghị của Ban Tổ chức Thành ủy")),
            Heading("BAN THƯỜNG VỤ THÀNH ỦY QUYẾT ĐỊNH", centred=True),
            Item("Điều 1. Công nhận kết quả theo danh sách sau."),
            Grid(("STT", "Tên"), (("1", "Chi bộ A"), ("2", "Chi bộ B")), (1, 4)),
            Item("Điều 2. Quyết định có hiệu lực kể từ ngày ký."),
        ),
    )


def minutes() -> Sheet:
    """Minutes, signed by who wrote them and who chaired."""
    return letter(
        kind="BB",
        subject="Họp kiểm điểm năm 2022",
        to=(),
        blocks=(Heading("I. Thành phần"), Paragraph("Có mặt: 12 đồng chí."), Paragraph("Cuộc họp kết thúc.")),
        recipients=(),
        signatures=(
            Signature("", "NGƯỜI GHI BIÊN BẢN", "Lâm Thị Bích Vân"),
            Signature("", "CHỦ TRÌ HỘI NGHỊ", "Trần Quốc Thuận"),
        ),
    )


SHEETS = {"CV": letter, "QĐ": decision, "BB": minutes}


def issued(sheet: Sheet, day: date, number: int = 8) -> Printed:
    """A sheet as it is printed when it has its number."""
    return printed(sheet, layout_on(day), number=number, signed_on=day)


def opened(data: bytes) -> Any:
    """The .docx, read back by the library."""
    return docx.Document(io.BytesIO(data))


def docx_lines(data: bytes) -> list[str]:
    """Every line in its order; of a table its rows, of a row its cells; what stands on one line on one line."""
    found: list[str] = []
    for block in opened(data).iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                for cell in row.cells:
                    found += [line for paragraph in cell.paragraphs for line in paragraph.text.split("\n")]
        else:
            found += block.text.split("\n")
    return [line.strip() for line in found if line.strip()]


def pdf_pages(data: bytes) -> list[str]:
    """The text of every page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


def pdf_words(data: bytes) -> list[str]:
    """Every word in its order, without the numbers of the pages."""
    pages = pdf_pages(data)
    numbered = [re.sub(rf"^\s*{at}\s+", "", page) if at > 1 else page for at, page in enumerate(pages, 1)]
    return " ".join(numbered).split()
