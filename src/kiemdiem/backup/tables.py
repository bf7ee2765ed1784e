"""Bảng nào được sao lưu: all that the program knows, but those named here with their reason."""

from __future__ import annotations

from collections.abc import Mapping

from django.apps.registry import Apps
from django.db.models import Field, Model

Table = type[Model]

# Not in a backup. An application or one of its tables.
LEFT_OUT: Mapping[str, str] = {
    "sessions": "phiên làm việc: everybody signs in again on the restored system",
    "accounts.signedin": "which of those sessions are open",
    "axes": "failed tries to sign in, counted for minutes",
    "contenttypes": "made by migrate, numbered anew",
    "auth": "made by migrate, numbered anew; rights are ours",
    "notices.mail": "mails on their way: those of an old backup have long been sent",
}
# In a backup, so that work given out isn't lost, but not compared: they change while nothing happens.
NOT_COMPARED: Mapping[str, str] = {
    "jobs": "việc chạy nền",
    "django_tasks_db": "their queue",
}


def carried(apps: Apps) -> list[Table]:
    """Các bảng được sao lưu, by name."""
    tables = [model for model in apps.get_models(include_auto_created=True) if _is_table(model)]
    return sorted((model for model in tables if not _is_in(LEFT_OUT, label(model))), key=label)


def is_compared(name: str) -> bool:
    """Bảng mang tên ấy có tính vào mã băm nội dung không."""
    return not _is_in(NOT_COMPARED, name)


def label(model: Table) -> str:
    """Tên bảng trong tệp sao lưu."""
    return model._meta.label_lower


def columns(model: Table) -> list[Field]:  # type: ignore[type-arg]  # of whatever values
    """Các cột được ghi, by name: those of this table itself that hold a value of their own."""
    own = (field for field in model._meta.local_concrete_fields if not field.generated)
    return sorted(own, key=lambda field: str(field.column))


def _is_table(model: Table) -> bool:
    return model._meta.managed and not model._meta.proxy and not model._meta.swapped


def _is_in(names: Mapping[str, str], name: str) -> bool:
    return name in names or name.partition(".")[0] in names
