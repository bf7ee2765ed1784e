"""In văn bản: .docx and PDF of a document or of a sheet; what is issued comes back as the bytes it was issued with."""

from __future__ import annotations

from datetime import date

from kiemdiem.documents.contents import read
from kiemdiem.documents.model import Sheet
from kiemdiem.documents.models import Document
from kiemdiem.documents.printed import Printed, printed
from kiemdiem.regulation.layout import layout_on


def docx(source: Document | Sheet, *, on: date | None = None) -> bytes:
    """Bản Word. A sheet alone needs the day whose ruleset it is to be shown in."""
    if isinstance(source, Document) and source.docx:
        return read(source.docx)
    return docx_of(compose(source, on=on))


def pdf(source: Document | Sheet, *, on: date | None = None) -> bytes:
    """Bản PDF. A sheet alone needs the day whose ruleset it is to be shown in."""
    if isinstance(source, Document) and source.pdf:
        return read(source.pdf)
    return pdf_of(compose(source, on=on))


def compose(source: Document | Sheet, *, on: date | None = None) -> Printed:
    """Bản in of a document with its number and day, or of a sheet as a draft."""
    if isinstance(source, Document):
        return printed(source.sheet, source.layout, number=source.number, signed_on=source.signed_on)
    if on is None:
        raise ValueError("a sheet has no ruleset of its own: on=")
    return printed(source, layout_on(on), number=None, signed_on=None)


def docx_of(paper: Printed) -> bytes:
    """Bản Word of a print; the library is loaded when it is first needed."""
    from kiemdiem.documents.word import write

    return write(paper)


def pdf_of(paper: Printed) -> bytes:
    """Bản PDF of a print; the compiler is loaded when it is first needed."""
    from kiemdiem.documents.pdf import write

    return write(paper)
