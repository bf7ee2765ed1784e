"""A small city, laid down once for the tests that only look at it or act on it and are rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from kiemdiem.cycles.models import Cycle
from kiemdiem.demo.seed import seed

SMALL = 300


@pytest.fixture(scope="module")
def small_city(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cycle]:
    """The year 2022 of a city of 300; gone after the last test of the file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield seed(SMALL)
        transaction.set_rollback(True)


@pytest.fixture
def city(small_city: Cycle, db: None) -> Cycle:
    """The same, for one test."""
    return Cycle.objects.get(pk=small_city.pk)
