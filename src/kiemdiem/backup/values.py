"""Giá trị trong tệp: one way to write each kind of value as JSON, the same from either database, and back."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BinaryField, CharField, DurationField, F, Field, OrderBy, QuerySet, TextField
from django.db.models.functions import Collate

from kiemdiem.backup.tables import Table, columns

CHUNK = 2000
_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=lambda value: _plain(value)
)
_MICROSECOND = timedelta(microseconds=1)


def lines(model: Table) -> Iterator[bytes]:
    """Nội dung của một bảng: one line of column names, then one a row in the order of its key."""
    names = [field.attname for field in columns(model)]
    yield _line([field.column for field in columns(model)])
    rows: QuerySet[Any, tuple[Any, ...]] = QuerySet(model=model).order_by(*_order(model)).values_list(*names)
    for row in rows.iterator(chunk_size=CHUNK):
        yield _line([_plain(value) for value in row])


def read_line(line: bytes) -> list[Any]:
    """Một dòng của tệp. Raises ValueError when it isn't one."""
    row = json.loads(line.decode(errors="surrogatepass"))
    if not isinstance(row, list):
        raise ValueError("not a row")
    return row


def stored(fields: Sequence[Field[Any, Any]], row: Sequence[Any]) -> list[Any]:
    """Giá trị như cơ sở dữ liệu này nhận."""
    return [field.get_db_prep_save(_python(field, value), connection) for field, value in zip(fields, row, strict=True)]


def _order(model: Table) -> list[OrderBy | Any]:
    """By key; text by its bytes, for each database has its own alphabet."""
    bytewise = "C" if connection.vendor == "postgresql" else "BINARY"
    return [
        Collate(F(field.attname), bytewise) if isinstance(field, CharField | TextField) else F(field.attname)
        for field in model._meta.pk_fields
    ]


def _line(values: list[Any]) -> bytes:
    return (_ENCODER.encode(values) + "\n").encode(errors="surrogatepass")


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str | dict | list):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value // _MICROSECOND
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    raise TypeError(f"no way to write {type(value).__name__} in a backup")


def _python(field: Field[Any, Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, BinaryField):
        return base64.b64decode(value)
    if isinstance(field, DurationField):
        return timedelta(microseconds=value)
    return field.to_python(value)
