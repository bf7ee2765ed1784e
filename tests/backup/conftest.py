"""Fixtures of these tests."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    """A data folder for each test: processes that test at the same time share the usual one."""
    settings.DATA = tmp_path / "here"
    settings.DATA.mkdir()
    (settings.DATA / "secret-key").write_text("a key of this place", encoding="ascii")
