"""Bước nâng cấp cơ sở dữ liệu: which are known to this program, which have run."""

from __future__ import annotations

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Step = tuple[str, str]  # application, name


def unapplied() -> int:
    """Số bước chưa chạy."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def applied() -> set[Step]:
    """Các bước đã chạy."""
    return set(MigrationRecorder(connection).applied_migrations())


def known() -> set[Step]:
    """Các bước mà chương trình này có."""
    return set(MigrationLoader(None).disk_migrations or ())
