"""Số tự cấp: the last number each table has given out, so that none is given again after a restore."""

from __future__ import annotations

from django.db import connection

from kiemdiem.backup.tables import Table


def last_number(model: Table) -> int:
    """Số cuối cùng đã cấp; 0 for a table that numbers nothing, or nothing yet."""
    if model._meta.auto_field not in model._meta.local_fields:
        return 0
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
            return next((int(seq) for (seq,) in cursor.fetchall()), 0)
        cursor.execute(f"SELECT last_value, is_called FROM {_sequence(model)}")
        last, is_called = cursor.fetchone()
        return int(last) if is_called else 0


def go_on_after(model: Table, last: int) -> None:
    """Cấp số tiếp từ đó."""
    if not last:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(%s, %s)", [_sequence(model), last])
            return
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [model._meta.db_table, last])


def _sequence(model: Table) -> str:
    field = model._meta.auto_field
    assert field is not None
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(model._meta.db_table)
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, field.column])
        return str(cursor.fetchone()[0])
