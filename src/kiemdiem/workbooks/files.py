"""Tìm và mở tệp: one path, several, or a folder; each suffix goes to its reader."""

from __future__ import annotations

import glob
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kiemdiem.workbooks.errors import Unreadable
from kiemdiem.workbooks.tables import ParquetTable, Table

SUFFIXES = (".xlsx", ".ods", ".csv", ".parquet")


@dataclass(slots=True)
class Opened:
    """Kết quả mở một tệp: its tables with a known header, and the names of all its sheets."""

    tables: list[Table] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)


def find_files(paths: Sequence[Path]) -> tuple[list[Path], list[str]]:
    """The readable files of the given paths, folders read recursively, and notes on those passed over.

    Excel's lock files (`~$…`) and hidden files are skipped silently. Raises Unreadable for a path that doesn't
    exist, a file of another kind named on its own, and a folder that holds none.
    """
    found: list[Path] = []
    notes: list[str] = []
    for path in paths:
        try:
            found += _found(path, notes)
        except OSError as error:
            raise Unreadable(path, f"không mở được ({error.strerror or error}); hãy kiểm tra lại đường dẫn.") from None
    return list(dict.fromkeys(found)), notes


def _found(path: Path, notes: list[str]) -> list[Path]:
    if path.is_dir():
        inside = sorted(each for each in path.rglob("*") if each.is_file() and not each.name.startswith(("~$", ".")))
        fitting = [each for each in inside if each.suffix.lower() in SUFFIXES]
        notes += [
            f"Bỏ qua “{each}”: không phải {', '.join(SUFFIXES)}."
            for each in inside
            if each.suffix.lower() not in SUFFIXES
        ]
        if not fitting:
            raise Unreadable(path, f"thư mục không có tệp nào đọc được ({', '.join(SUFFIXES)}).")
        return fitting
    if not path.exists():
        raise Unreadable(path, "không tìm thấy; hãy kiểm tra lại đường dẫn.")
    if path.suffix.lower() not in SUFFIXES:
        raise Unreadable(path, f"không phải tệp đọc được; hãy gửi tệp {', '.join(SUFFIXES)}.")
    return [path]


def open_file(path: Path, schemas: Sequence[Collection[str]], scratch: Path, only: str | None = None) -> Opened:
    """Every table of one file whose header fits a schema. Raises Unreadable, also when the file can't be opened."""
    try:
        suffix = path.suffix.lower()
        if suffix == ".parquet":
            return Opened([_read_parquet(path)])
        if suffix == ".csv":
            from kiemdiem.workbooks.delimited import read_delimited

            table = read_delimited(path, schemas, scratch)
            return Opened([table] if table else [])
        from kiemdiem.workbooks.sheets import read_sheets

        tables, sheets = read_sheets(path, schemas, only)
        return Opened(list(tables), sheets)
    except PermissionError:
        raise Unreadable(
            path, "không có quyền đọc; hãy kiểm tra quyền truy cập hoặc đóng chương trình đang mở tệp."
        ) from None
    except OSError as error:
        raise Unreadable(path, f"không đọc được ({error.strerror or error}); hãy kiểm tra lại ổ đĩa.") from None


def _read_parquet(path: Path) -> ParquetTable:
    """Names of the columns only; the rows stay in the file."""
    import duckdb

    if path.stat().st_size == 0:
        raise Unreadable(path, "tệp rỗng (0 byte); hãy kiểm tra lại tệp được gửi.")
    try:
        with duckdb.connect() as connection:
            one_file = glob.escape(str(path))  # DuckDB takes “a [1].parquet” for a pattern
            names = [row[0] for row in connection.execute("DESCRIBE FROM read_parquet(?)", [one_file]).fetchall()]
    except duckdb.Error:
        raise Unreadable(path, "không phải tệp Parquet hoặc tệp hỏng; hãy lấy lại tệp gốc.") from None
    return ParquetTable(path=path, sheet="", names=tuple(names), letters=("",) * len(names), first_row=1)
