"""Sổ ghi kiểm điểm từ giấy: all that a secretary writes down of one place, as one page and as one workbook.

Both are the same rows (`compose`) and the same comparison of three values: what stood there when it was taken out,
what came back, what stands there now (`merge`); `apply` writes all of it or nothing.
"""

from kiemdiem.reviews.cellbook.apply import Outcome, apply, hand_out, rehearse
from kiemdiem.reviews.cellbook.book import At, Book, Page, Row, Target
from kiemdiem.reviews.cellbook.compose import compose
from kiemdiem.reviews.cellbook.merge import Change, Problem, Sent
from kiemdiem.reviews.cellbook.sheets import read, write

__all__ = [
    "At",
    "Book",
    "Change",
    "Outcome",
    "Page",
    "Problem",
    "Row",
    "Sent",
    "Target",
    "apply",
    "compose",
    "hand_out",
    "read",
    "rehearse",
    "write",
]
