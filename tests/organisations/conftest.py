"""Fixtures of these tests."""

import unicodedata
from collections.abc import Callable

import pytest


@pytest.fixture
def decompose() -> Callable[[str], str]:
    """Text with its marks loose, as some keyboards and systems write it."""
    return lambda text: unicodedata.normalize("NFD", text)
