"""Kiểu cột dùng chung cho các bảng có đường dẫn trong cây."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _Text = models.CharField[str, str]
else:
    _Text = models.CharField


class ByteOrderedField(_Text):
    """Chữ xếp theo byte: text that PostgreSQL compares by its bytes, as SQLite does; a locale would break ranges."""

    def db_parameters(self, connection: Any) -> Any:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters
