"""Nạp các bảng: rows of a backup into the tables of its own time, checked against what was written down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.apps.registry import Apps
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from kiemdiem.backup.archive import Reader
from kiemdiem.backup.errors import BackupError
from kiemdiem.backup.numbers import go_on_after
from kiemdiem.backup.snapshot import digest_of
from kiemdiem.backup.tables import Table, carried, columns, label
from kiemdiem.backup.values import CHUNK, read_line, stored


@transaction.atomic
def load(backup: Reader, registry: Apps) -> None:
    """Nạp mọi bảng vào cơ sở dữ liệu vừa lập. Raises BackupError, or DatabaseError for what it doesn't take."""
    kept = backup.manifest.tables
    tables = [model for model in carried(registry) if label(model) in kept]
    connection.check_constraints()  # also defers those that a migration in this transaction has made immediate
    for model in tables:
        _empty(model)
    for model in tables:
        name = label(model)
        try:
            _fill(model, backup.lines(f"tables/{name}.jsonl", kept[name]["sha256"]))
        except (ValueError, TypeError, KeyError, OverflowError, ValidationError) as error:
            raise BackupError(f"Bảng “{name}” của tệp sao lưu có dòng không đọc được; hãy dùng bản khác.") from error
    connection.check_constraints()
    for model in tables:
        go_on_after(model, kept[label(model)]["last"])
        if digest_of(model) != (kept[label(model)]["sha256"], kept[label(model)]["rows"]):
            raise BackupError(f"Bảng “{label(model)}” đọc lại không giống tệp sao lưu; chưa khôi phục gì.")


def _empty(model: Table) -> None:
    """Rows that migrations have put there are in the backup too, as they were then."""
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(model._meta.db_table)
        cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")
        if cursor.fetchone():
            cursor.execute(f"DELETE FROM {table}")


def _fill(model: Table, rows: Iterator[bytes]) -> None:
    by_column = {field.column: field for field in columns(model)}
    names = read_line(next(rows))
    fields = [by_column[name] for name in names]
    if len(fields) != len(by_column):
        raise KeyError(model)
    values = (stored(fields, read_line(line)) for line in rows)
    table = connection.ops.quote_name(model._meta.db_table)
    listed = ", ".join(connection.ops.quote_name(name) for name in names)
    write = _copy if connection.vendor == "postgresql" else _insert
    write(f"{table} ({listed})", len(names), values)


def _copy(into: str, _width: int, values: Iterator[Sequence[Any]]) -> None:
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in values:
            copy.write_row(row)


def _insert(into: str, width: int, values: Iterator[Sequence[Any]]) -> None:
    statement = f"INSERT INTO {into} VALUES ({', '.join(['%s'] * width)})"
    with connection.cursor() as cursor:
        while chunk := list(islice(values, CHUNK)):
            cursor.executemany(statement, chunk)
