"""Kho đếm: one in-process DuckDB that holds or reads every source under the same column names.

Views `ratings` and `counts` lay all sources of a shape one below the other: `source` (number), `row` (as a
person counts it) and every column of the shape, NULL where a source lacks it. A Parquet file is read in
place and keeps its types; everything else is text.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from kiemdiem.compliance.columns import HEADERS, Shape, Source
from kiemdiem.workbooks import DelimitedTable, ParquetTable, SheetTable, Unreadable

UNUSED = ("name", "post", "decision_no")  # columns of a ratings file that no rule asks for: not read at all
LEAD = 6  # a label such as “Tổng cộng” stands in one of the first columns
CODES = ("code", "unit", "scope", "group", "heads", "of_unit", "unit_code")  # compared by their letters
Row = tuple[Any, ...]
_LEADING = "\t \u00a0CTct"  # how a cell begins that may be blank or a label: “Cộng”, “Tổng cộng”


def _quoted(path: Path) -> str:
    """A path as a string of SQL that means this file alone: the engine takes *, ? and [ for a pattern."""
    return glob.escape(str(path)).replace("'", "''")


class Store:
    """Các nguồn trong DuckDB, and the few ways this package asks it."""

    def __init__(self, sources: Sequence[Source], *, threads: int | None = None) -> None:
        self.connection = duckdb.connect()
        self.in_place = [str(source.table.path) for source in sources if isinstance(source.table, ParquetTable)]
        self.connection.execute("SET checkpoint_threshold = '1 TB'")  # nothing here outlives the audit
        self.connection.execute("SET preserve_insertion_order = true")
        if threads:
            self.connection.execute(f"SET threads = {int(threads)}")
        for source in sources:
            self._load(source)
        for shape in Shape:
            views = [f"FROM source_{source.number}" for source in sources if source.shape is shape]
            if views:
                self.connection.execute(f"CREATE VIEW {shape} AS {' UNION ALL BY NAME '.join(views)}")
        self.connection.execute("SET preserve_insertion_order = false")  # rows are numbered by now; order costs time

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query."""
        with self._readable():
            return self.connection.execute(query, list(parameters)).fetchall()

    def run(self, query: str, parameters: Sequence[Any] = ()) -> None:
        """A statement without an answer."""
        with self._readable():
            self.connection.execute(query, list(parameters))

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """A Parquet file is read in place, so a damaged page is met in the middle of a count. Raises Unreadable."""
        try:
            yield
        except duckdb.Error:
            if not self.in_place:
                raise
            files = ", ".join(self.in_place)
            raise Unreadable(files, "tệp Parquet hỏng ở giữa, không đọc hết được; hãy lấy lại tệp gốc.") from None

    def keep(self, name: str, columns: str, rows: Iterable[Row]) -> None:
        """A small temporary table of the given rows; `columns` is its declaration."""
        self.run(f"CREATE OR REPLACE TEMP TABLE {name} ({columns})")
        rows = list(rows)
        if rows:
            width = len(rows[0])
            for start in range(0, len(rows), 500):
                batch = rows[start : start + 500]
                values = ", ".join(["(" + ", ".join("?" * width) + ")"] * len(batch))
                self.run(f"INSERT INTO {name} VALUES {values}", [value for row in batch for value in row])

    def keep_values(self, name: str, column: str, view: str, pairs: Iterable[tuple[Any, Any]], kind: str) -> None:
        """Bảng tra: raw values of a column of a view, as that column's type, beside what they mean."""
        self.run(
            f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {column} AS raw, NULL::{kind} AS value FROM {view} LIMIT 0"
        )
        pairs = list(pairs)
        for start in range(0, len(pairs), 2000):
            batch = pairs[start : start + 2000]
            self.run(
                f"INSERT INTO {name} SELECT unnest(?), unnest(?)",
                [[raw for raw, _ in batch], [value for _, value in batch]],
            )

    def remove(self, source: Source, rows: Iterable[int]) -> None:
        """Take rows that are no subjects (totals, signatures) out of a loaded source."""
        name = f"lines_{source.number}" if isinstance(source.table, DelimitedTable) else f"source_{source.number}"
        number = f"rowid + {source.table.first_row}" if isinstance(source.table, DelimitedTable) else "row"
        self.run(f"DELETE FROM {name} WHERE {number} IN (SELECT unnest(?))", [list(rows)])

    def _load(self, source: Source) -> None:
        table, number = source.table, source.number
        if isinstance(table, ParquetTable):
            path = _quoted(table.path)
            self.run(
                f"CREATE VIEW source_{number} AS SELECT {self._picked(source)}, file_row_number + 1 AS row "
                f"FROM read_parquet('{path}', file_row_number = true)"
            )
        elif isinstance(table, SheetTable):
            self.connection.register("arriving", table.arrow)
            self.run(f"CREATE TABLE source_{number} AS SELECT {self._picked(source)}, row FROM arriving")
            self.connection.unregister("arriving")
            table.arrow = None
        elif isinstance(table, DelimitedTable):
            self._load_delimited(source, table)

    def _load_delimited(self, source: Source, table: DelimitedTable) -> None:
        path = _quoted(table.source)
        columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(table.names)))
        read = (
            f"CREATE TABLE lines_{source.number} AS SELECT {self._picked(source)} FROM read_csv('{path}', "
            f"header = false, auto_detect = false, skip = {table.skip}, delim = '{table.delimiter}', quote = '\"', "
            f"escape = '\"', columns = {{{columns}}}, null_padding = true, encoding = 'utf-8'"
        )
        try:
            try:
                self.run(f"{read})")
            except duckdb.Error as error:
                if "parallel=false" not in str(error):
                    raise
                self.run(f"{read}, parallel = false)")  # quoted line breaks need one reader
        except duckdb.Error as error:
            found = re.search(r"Line: (\d+)", str(error))
            line = f"dòng {found[1]}" if found else "một dòng"
            raise Unreadable(
                table.path, f"{line} không tách được thành cột; hãy kiểm tra dấu ngoặc kép và số cột của dòng đó."
            ) from None
        self.run(
            f"CREATE VIEW source_{source.number} AS SELECT *, rowid + {table.first_row} AS row "
            f"FROM lines_{source.number}"
        )

    def _picked(self, source: Source) -> str:
        """The select list that gives a source the columns of its shape."""
        picked = [f"{source.number}::USMALLINT AS source"]
        for key in HEADERS[source.shape]:
            if key in UNUSED:
                continue
            if key not in source.columns:
                picked.append(f'NULL::VARCHAR AS "{key}"')
                continue
            position = source.columns[key]
            own = source.table.names[position].replace('"', '""')
            column = f'"{own}"' if isinstance(source.table, ParquetTable) else f"c{position}"
            if isinstance(source.table, DelimitedTable) and key in CODES:
                plain = f"strlen({column}) = length({column})"  # ASCII needs no normal form
                column = f"nullif(trim(CASE WHEN {plain} THEN {column} ELSE nfc_normalize({column}) END), '')"
            picked.append(f'{column} AS "{key}"')
        if not isinstance(source.table, ParquetTable):
            picked.append(self._lead(source))
        return ", ".join(picked)

    def _lead(self, source: Source) -> str:
        """The first filled cell of a row that may be a total or a signature: one without its code."""
        position = source.columns.get("code" if source.shape is Shape.RATINGS else "unit_code")
        width = min(len(source.table.names), max(LEAD, (position or 0) + 1))
        first = ", ".join(f"nullif(trim(c{i}), '')" for i in range(width))
        if position is None:
            return f"coalesce({first}, '') AS lead"
        code = f"c{position}"
        doubtful = f"{code} IS NULL OR trim({code}) = '' OR lower({code}[1:4]) IN ('tổng', 'cộng', 'tong', 'cong')"
        # The first letter is asked first: it costs nothing, and few codes begin with a blank, a C or a T.
        perhaps = (
            f"{code} IS NULL OR {code} = '' OR ascii({code}) IN ({', '.join(str(ord(each)) for each in _LEADING)})"
        )
        return f"CASE WHEN {perhaps} THEN CASE WHEN {doubtful} THEN coalesce({first}, '') END END AS lead"
