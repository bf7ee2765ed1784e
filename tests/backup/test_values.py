"""Each kind of value comes back as it was, and each kind of column that our tables have is among them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import models

from kiemdiem.backup.tables import LEFT_OUT, carried, columns, label
from kiemdiem.backup.values import _line, _plain, _python, read_line

SAMPLES: dict[str, tuple[models.Field[Any, Any], list[Any]]] = {
    "BigAutoField": (models.BigAutoField(), [1, 2**62]),
    "AutoField": (models.AutoField(), [1]),
    "BigIntegerField": (models.BigIntegerField(), [-(2**62), 0]),
    "IntegerField": (models.IntegerField(), [-1, 7]),
    "PositiveIntegerField": (models.PositiveIntegerField(), [0, 7]),
    "PositiveSmallIntegerField": (models.PositiveSmallIntegerField(), [0, 7]),
    "BooleanField": (models.BooleanField(), [True, False]),
    "CharField": (models.CharField(), ["", "Đặng “Ân”\n\\ \ud800 e\u0301"]),
    "TextField": (models.TextField(), ["", "x" * 5000]),
    "DateField": (models.DateField(), [date(2022, 12, 31)]),
    "TimeField": (models.TimeField(), [time(23, 59, 59, 7)]),
    "DateTimeField": (models.DateTimeField(), [datetime(2022, 12, 31, 23, 59, 59, 7, tzinfo=UTC)]),
    "DecimalField": (models.DecimalField(max_digits=9, decimal_places=3), [Decimal("0.100"), Decimal("-12.345")]),
    "FloatField": (models.FloatField(), [0.1, -1e300]),
    "DurationField": (models.DurationField(), [timedelta(days=-1, microseconds=3)]),
    "UUIDField": (models.UUIDField(), [UUID(int=7)]),
    "BinaryField": (models.BinaryField(), [bytes(range(256))]),
    "JSONField": (models.JSONField(), [{"b": [1, "ă", None], "a": {}}, [], "x", 0, False]),
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_value_comes_back(kind: str) -> None:
    field, values = SAMPLES[kind]
    for value in [None, *values]:
        (kept,) = read_line(_line([_plain(value)]))
        back = _python(field, kept)
        assert (back, type(back)) == (value, type(value))


def test_there_is_a_sample_of_every_kind_of_column() -> None:
    kinds = set()
    for model in carried(apps):
        for field in columns(model):
            while isinstance(field, models.ForeignKey):
                field = field.target_field
            kinds.add(field.get_internal_type())
    assert kinds - set(SAMPLES) == set()


def test_a_value_of_another_kind_is_no_row() -> None:
    with pytest.raises(TypeError):
        _line([object()])
    for line in (b"{}\n", b"x\n", b"\xff\n"):
        with pytest.raises(ValueError):  # noqa: PT011  (of whatever kind)
            read_line(line)


def test_no_table_in_a_backup_points_to_one_left_out() -> None:
    names = {label(model) for model in carried(apps)}
    for model in carried(apps):
        for field in columns(model):
            if isinstance(field, models.ForeignKey):
                assert label(field.related_model) in names, f"{label(model)}.{field.name}"


def test_what_is_left_out_exists() -> None:
    known = {model._meta.app_label for model in apps.get_models()} | {label(model) for model in apps.get_models()}
    assert set(LEFT_OUT) <= known
