"""Phần XML của .docx that python-docx has no words for: fonts, borders, fields, exact lengths, equal bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

FONT = "Times New Roman"
_STYLES_KEPT = {"Normal", "Header", "Default Paragraph Font", "Normal Table", "No List"}
_PARTS_LEFT_OUT = ("/thumbnail", "/customXml", "/stylesWithEffects", "/numbering")
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_FIRST_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def twips(millimetres: float) -> int:
    """Lengths in a Word file are twentieths of a point."""
    return round(millimetres * 1440 / 25.4)


def child(parent: Any, name: str, **attributes: object) -> Any:
    """A new element at the end of another; attributes are of the same namespace."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    parent.append(made)
    return made


def plain_styles(document: Document, size: float) -> None:
    """One font, one language, no style but those used: nothing of the library's own look is left."""
    styles = document.styles
    for style in list(styles):
        if style.name not in _STYLES_KEPT:
            style.element.getparent().remove(style.element)
    defaults = styles.element.find(qn("w:docDefaults"))
    for run in defaults.iter(qn("w:rPr")):
        run.clear()
        _of_run(run, size)
    for paragraph in defaults.iter(qn("w:pPr")):
        paragraph.clear()
    for style in styles:
        for name in ("w:rPr", "w:link"):
            for each in style.element.findall(qn(name)):
                style.element.remove(each)
    styles["Normal"].font.size = Pt(size)
    fonts(styles["Normal"].element.get_or_add_rPr())


def without_extras(document: Document) -> None:
    """The library's template brings a picture and parts that no paper of ours uses."""
    for relations in (document.part.rels, document.part.package.rels):
        for key in [key for key, each in relations.items() if each.reltype.endswith(_PARTS_LEFT_OUT)]:
            del relations[key]


def _of_run(run: Any, size: float) -> None:
    fonts(run)
    for name in ("w:sz", "w:szCs"):
        child(run, name, val=round(size * 2))
    child(run, "w:lang", val="vi-VN", eastAsia="vi-VN", bidi="vi-VN")


def fonts(properties: Any) -> None:
    """Times New Roman for every script, so that no letter falls back to another font."""
    found = properties.find(qn("w:rFonts"))
    if found is None:
        found = OxmlElement("w:rFonts")
        properties.insert(0, found)
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        found.set(qn(f"w:{name}"), FONT)


def borders(table: Any, line: str) -> None:
    """Every border of a table: "nil" or "single"."""
    properties = table._tbl.tblPr
    holder = child(properties, "w:tblBorders")
    for side in _SIDES:
        child(holder, f"w:{side}", val=line, **({"sz": 4, "space": 0, "color": "000000"} if line != "nil" else {}))
    if line == "nil":  # its words stand flush with those of the page
        margins = child(properties, "w:tblCellMar")
        for side in ("left", "right"):
            child(margins, f"w:{side}", w=0, type="dxa")
    _in_order(properties, "w:tblLayout", "w:tblCellMar", "w:tblLook")


def widths(table: Any, millimetres: list[float]) -> None:
    """Fixed columns, said both of the table and of every cell: programs differ in which they believe."""
    table.autofit = False
    for column, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), millimetres, strict=True):
        column.set(qn("w:w"), str(twips(width)))
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, millimetres, strict=True):
            properties = cell.get_or_add_tcPr()
            for old in properties.findall(qn("w:tcW")):
                properties.remove(old)
            made = OxmlElement("w:tcW")
            made.set(qn("w:w"), str(twips(width)))
            made.set(qn("w:type"), "dxa")
            properties.insert(0, made)
    whole = table._tbl.tblPr.find(qn("w:tblW"))
    whole.set(qn("w:w"), str(sum(twips(width) for width in millimetres)))
    whole.set(qn("w:type"), "dxa")


def _in_order(properties: Any, *names: str) -> None:
    """What the schema wants behind the borders is moved there."""
    for name in names:
        for each in properties.findall(qn(name)):
            properties.append(each)


def row_signs(row: Any, *, whole: bool, repeated: bool = False) -> None:
    """A row that stays on one page; a head that stands on every page."""
    properties = row._tr.get_or_add_trPr()
    if whole:
        child(properties, "w:cantSplit")
    if repeated:
        child(properties, "w:tblHeader")


def rule_above(paragraph: Any) -> None:
    """A line as long as the paragraph."""
    holder = OxmlElement("w:pBdr")
    child(holder, "w:top", val="single", sz=6, space=0, color="000000")
    paragraph._p.get_or_add_pPr().insert_element_before(
        holder, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def page_number(paragraph: Any, size: float) -> None:
    """The field of the page's number."""
    for kind in ("begin", "", "end"):
        run = paragraph.add_run()
        run.font.size = Pt(size)
        fonts(run._r.get_or_add_rPr())
        if kind:
            child(run._r, "w:fldChar", fldCharType=kind)
        else:
            child(run._r, "w:instrText").text = "PAGE"


def equal_bytes(document: Document, *, title: str, day: date) -> bytes:
    """The file, with nothing in it of the machine or the hour: the same paper gives the same bytes."""
    moment = datetime(day.year, day.month, day.day)
    about = document.core_properties
    about.title, about.author, about.last_modified_by, about.comments, about.keywords = title, "", "", "", ""
    about.created, about.modified, about.revision, about.language = moment, moment, 1, "vi-VN"
    buffer, out = io.BytesIO(), io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as made, zipfile.ZipFile(out, "w") as zipped:
        for name in made.namelist():
            entry = zipfile.ZipInfo(name, _FIRST_ZIP_DAY)
            entry.create_system = 3  # whichever system writes it
            zipped.writestr(entry, made.read(name), zipfile.ZIP_DEFLATED, 6)
    return out.getvalue()
