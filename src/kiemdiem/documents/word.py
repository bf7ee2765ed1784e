"""Bản Word: the same print as the PDF's, for offices that go on writing in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH as TO
from docx.enum.text import WD_LINE_SPACING
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as Line

from kiemdiem.documents import ooxml
from kiemdiem.documents.model import Block, Grid, Grounds, Heading, Item, Paragraph, Signature
from kiemdiem.documents.printed import HYPHENS, PARTY, PARTY_EMS, RECIPIENTS, RIGHT, STAR, Printed, lead_of

_SPACE_TO_SIGN = 80.0  # points
_MM_PER_POINT = 25.4 / 72


def write(paper: Printed) -> bytes:
    """The .docx; equal bytes for an equal paper."""
    return _Writer(paper).written()


class _Writer:
    """One paper being written."""

    def __init__(self, paper: Printed) -> None:
        self.paper = paper
        self.page, self.body, self.sizes = (paper.layout[name] for name in ("page", "body", "sizes"))
        self.document = docx.Document()
        self.width = self.page["width"] - self.page["left"] - self.page["right"]

    def written(self) -> bytes:
        """Every part in its order."""
        ooxml.plain_styles(self.document, self.body["size"])
        ooxml.without_extras(self.document)
        self._page()
        self._head()
        self._title()
        for block in self.paper.blocks:
            self._block(block)
        self._foot()
        return ooxml.equal_bytes(self.document, title=self.paper.number, day=self.paper.day)

    def _page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(self.page["width"]), Mm(self.page["height"])
        for side in ("top", "bottom", "left", "right"):
            setattr(section, f"{side}_margin", Mm(self.page[side]))
        section.header_distance, section.footer_distance = Mm(self.page["number_top"]), Mm(self.page["number_top"])
        section.different_first_page_header_footer = True
        header = section.header.paragraphs[0]
        header.alignment = TO.CENTER
        ooxml.page_number(header, self.page["number_size"])

    def _head(self) -> None:
        """Ô 1 đến 5b: two columns, the rows level with each other."""
        paper, sizes = self.paper, self.sizes
        table = self._bare(3 if paper.letter_subject else 2, [self.width - RIGHT, RIGHT])
        left, right = table.rows[0].cells
        if paper.superior:
            self._line(left, paper.superior, sizes["superior"])
        self._line(left, paper.organ, sizes["organ"], bold=True)
        self._line(left, STAR, sizes["organ"])
        self._line(right, PARTY, sizes["title"], bold=True)
        self._rule(right)
        self._line(table.cell(1, 0), paper.number, sizes["number"])
        self._line(table.cell(1, 1), paper.date, sizes["date"], italic=True)
        if paper.letter_subject:
            self._line(table.cell(2, 0), paper.letter_subject, sizes["letter_subject"], italic=True)
        for row in table.rows:
            ooxml.row_signs(row, whole=True)

    def _rule(self, cell: Any) -> None:
        """Đường kẻ dưới tiêu đề, as long as the title: what is left of the column on both sides is indent."""
        line = cell.add_paragraph()
        beside = (RIGHT - self.sizes["title"] * PARTY_EMS * _MM_PER_POINT) / 2
        shape = line.paragraph_format
        shape.left_indent, shape.right_indent = Mm(beside), Mm(beside)
        shape.space_before, shape.line_spacing = Pt(2), Pt(4)
        shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        ooxml.rule_above(line)

    def _title(self) -> None:
        paper, sizes = self.paper, self.sizes
        self._gap(6)
        if paper.kind:
            self._middle(paper.kind, sizes["kind"], bold=True)
            self._middle(paper.subject, sizes["subject"], bold=True)
            self._hyphens()
            self._addressees()
        else:
            self._addressees()
            self._hyphens()

    def _hyphens(self) -> None:
        self._middle(HYPHENS, self.sizes["to"]).paragraph_format.space_after = Pt(self.body["apart"])

    def _addressees(self) -> None:
        """Kính gửi: one in the middle, several one below the other."""
        paper, size = self.paper, self.sizes["to"]
        if len(paper.to) == 1:
            line = self._middle(f"{paper.to_label} ", size, italic=True)
            self._run(line, paper.to[0], size)
        elif paper.to:
            table = self._bare(1, [self.width / 2 - 25, self.width / 2 + 25])
            self._line(table.cell(0, 0), paper.to_label, size, italic=True, to=TO.RIGHT)
            for each in paper.to:
                self._line(table.cell(0, 1), each, size, to=TO.LEFT)

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                line = self._body("", to=TO.CENTER if block.centred else TO.JUSTIFY, indent=not block.centred)
                self._run(line, block.text, self.body["size"], bold=True)
                line.paragraph_format.keep_with_next = True
            case Paragraph():
                self._run(self._body(""), block.text, self.body["size"], bold=block.bold)
            case Item():
                lead, text = lead_of(block)
                line = self._body("")
                if lead:
                    self._run(line, f"{lead} ", self.body["size"], bold=True)
                self._run(line, text, self.body["size"])
            case Grounds():
                for each in self.paper.grounds(block):
                    self._run(self._body(""), each, self.body["size"], italic=True)
            case Grid():
                self._grid(block)

    def _grid(self, grid: Grid) -> None:
        table = self.document.add_table(1 + len(grid.rows), len(grid.head))
        ooxml.borders(table, "single")
        share = self.width / sum(grid.widths)
        ooxml.widths(table, [width * share for width in grid.widths])
        size = self.sizes["recipients"]
        for at, (row, values) in enumerate(zip(table._tbl.tr_lst, (grid.head, *grid.rows), strict=True)):
            for cell, text in zip(row.tc_lst, values, strict=True):
                self._cell(cell, table, text, size, head=at == 0)
        for at, row in enumerate(table.rows):
            ooxml.row_signs(row, whole=True, repeated=at == 0)
        self._gap(2)

    def _cell(self, cell: Any, table: Any, text: str, size: float, *, head: bool) -> None:
        line = Line(cell.p_lst[0], table)
        line.alignment = TO.CENTER if head else TO.LEFT
        line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(2)
        self._run(line, text, size, bold=head)

    def _foot(self) -> None:
        """Ký và nơi nhận, kept on one page together with the end of the text."""
        signatures = self.paper.signatures
        if self.document.paragraphs:
            self.document.paragraphs[-1].paragraph_format.keep_with_next = True
        self._gap(6, kept=True)
        table = self._bare(1, [self.width / 2, self.width / 2])
        ooxml.row_signs(table.rows[0], whole=True)
        left, right = table.rows[0].cells
        if len(signatures) == 2:
            self._signature(left, signatures[0])
            self._signature(right, signatures[1])
            self._recipients(self.document)
        else:
            self._recipients(left)
            for signature in signatures[:1]:
                self._signature(right, signature)

    def _signature(self, cell: Any, signature: Signature) -> None:
        sizes = self.sizes
        if signature.authority:
            self._line(cell, signature.authority, sizes["authority"], bold=True)
        self._line(cell, signature.post, sizes["post"], bold=not signature.authority)
        name = self._line(cell, signature.name, sizes["name"], bold=True)
        name.paragraph_format.space_before = Pt(_SPACE_TO_SIGN)

    def _recipients(self, holder: Any) -> None:
        if not self.paper.recipients:
            return
        label = self._line(holder, RECIPIENTS, self.sizes["recipients_label"], to=TO.LEFT)
        label.runs[0].font.underline = True
        for each in self.paper.recipients:
            self._line(holder, each, self.sizes["recipients"], to=TO.LEFT)

    def _bare(self, rows: int, widths: Sequence[float]) -> Any:
        """A table that only holds columns apart."""
        table = self.document.add_table(rows, len(widths))
        ooxml.borders(table, "nil")
        ooxml.widths(table, list(widths))
        return table

    def _line(
        self, holder: Any, text: str, size: float, *, bold: bool = False, italic: bool = False, to: Any = TO.CENTER
    ) -> Any:
        """One line of a cell; the empty paragraph that every new cell has is used first."""
        empty = holder is not self.document and not holder.paragraphs[-1].runs and len(holder.paragraphs) == 1
        line = holder.paragraphs[0] if empty else holder.add_paragraph()
        line.alignment = to
        self._run(line, text, size, bold=bold, italic=italic)
        return line

    def _middle(self, text: str, size: float, *, bold: bool = False, italic: bool = False) -> Any:
        return self._line(self.document, text, size, bold=bold, italic=italic)

    def _body(self, text: str, *, to: Any = TO.JUSTIFY, indent: bool = True) -> Any:
        line = self.document.add_paragraph(text)
        line.alignment = to
        shape = line.paragraph_format
        shape.line_spacing, shape.line_spacing_rule = Pt(self.body["line"]), WD_LINE_SPACING.EXACTLY
        shape.space_after, shape.widow_control = Pt(self.body["apart"]), True
        if indent:
            shape.first_line_indent = Mm(self.body["indent"])
        return line

    def _gap(self, points: float, *, kept: bool = False) -> None:
        line = self.document.add_paragraph()
        line.paragraph_format.line_spacing = Pt(points)
        line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        line.paragraph_format.keep_with_next = kept

    def _run(self, line: Any, text: str, size: float, *, bold: bool = False, italic: bool = False) -> None:
        """Words, their line breaks kept; the font is said of every run, as some programs forget that of a style."""
        run = line.add_run(text)
        run.font.size = Pt(size)
        ooxml.fonts(run._r.get_or_add_rPr())
        run.bold, run.italic = bold or None, italic or None
