"""Sổ đã gửi lên: kept under its own digest between the preview and the import, and read again from there."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

SESSION = "roster"  # the session's key: digest, suffix, the name it was sent under
_CHUNK = 1 << 20
_KEPT = 24 * 3600  # seconds: what nobody imported within a day goes away


@dataclass(frozen=True, slots=True)
class Upload:
    """Một sổ đã gửi."""

    digest: str
    suffix: str
    name: str

    @property
    def path(self) -> Path:
        """Where it lies; the name it was sent under is never part of that."""
        return _folder() / f"{self.digest}{self.suffix}"

    def is_whole(self) -> bool:
        """Whether it is there and still what was sent."""
        return self.path.is_file() and _digest(self.path) == self.digest


def keep(session: Any, sent: Any) -> Upload:
    """Giữ sổ vừa gửi, in place of the one sent before."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _tidy(folder)
    digest = hashlib.sha256()
    suffix = Path(sent.name).suffix.lower()
    coming = folder / f"coming-{time.time_ns()}"
    with coming.open("wb") as out:
        for chunk in sent.chunks(_CHUNK):
            digest.update(chunk)
            out.write(chunk)
    made = Upload(digest.hexdigest(), suffix, Path(sent.name).name)
    coming.replace(made.path)
    session[SESSION] = [made.digest, made.suffix, made.name]
    return made


def kept(session: Any) -> Upload | None:
    """Sổ đã gửi trong phiên này; None when there is none, or it isn't there any more as it was sent."""
    known = session.get(SESSION)
    found = Upload(*known) if known else None
    return found if found and found.is_whole() else None


def drop(session: Any, upload: Upload) -> None:
    """Bỏ sổ đã nhập."""
    session.pop(SESSION, None)
    upload.path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.DATA) / "uploads"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _tidy(folder: Path) -> None:
    for path in folder.iterdir():
        if path.stat().st_mtime < time.time() - _KEPT:
            path.unlink(missing_ok=True)
