"""Bảng tính: tables in and out of spreadsheets as offices really have them. Knows no law and no subject.

Readers of workbooks load Arrow, so `sheets` is imported only by who reads one.
"""

from kiemdiem.workbooks.cells import parse_date, parse_whole
from kiemdiem.workbooks.errors import Filled, Unreadable
from kiemdiem.workbooks.files import SUFFIXES, Opened, find_files, open_file
from kiemdiem.workbooks.headers import header_key, is_total_label
from kiemdiem.workbooks.tables import DelimitedTable, ParquetTable, SheetTable, Table

__all__ = [
    "SUFFIXES",
    "DelimitedTable",
    "Filled",
    "Opened",
    "ParquetTable",
    "SheetTable",
    "Table",
    "Unreadable",
    "find_files",
    "header_key",
    "is_total_label",
    "open_file",
    "parse_date",
    "parse_whole",
]
