"""Niêm phong: one way to write values as text, and the hash over it. Another program can do the same from this page.

Canonical text is JSON with sorted keys, no blanks, letters as they are. Characters that could begin a line of their
own, turn the direction of writing, or not be stored at all are written as \\uXXXX, in facts and in every other field.
The digest of an entry is the SHA-256 (hex) of the canonical array of the fields in `SEALED`, the time as
2022-12-31T10:00:00.000000+00:00.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

SEALED = ("seq", "at", "action", "actor", "person", "post", "acting_for", "about", "path", "facts", "previous")
ZEROS = "0" * 64  # what stands before the first entry
# Controls (C0, DEL, C1), line and paragraph separators, direction overrides, lone surrogates.
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_STRICT = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
_ANYTHING = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, default=repr)


def visible(text: str) -> str:
    """Chữ không có ký tự ẩn: unwritable characters as \\uXXXX."""
    return _UNWRITABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def canonical(value: Any) -> str:
    """Dạng chuẩn của một giá trị. Raises TypeError or ValueError for what isn't plain JSON."""
    return visible(_STRICT.encode(value))


def seal(values: Sequence[Any]) -> str:
    """Mã băm của một mục: over its `SEALED` values; a damaged value is hashed as it is, not refused."""
    return sha256(visible(_ANYTHING.encode([_moment(value) for value in values])).encode()).hexdigest()


def _moment(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value


def manifest_digest(lines: Iterable[str]) -> str:
    """Mã băm của bảng kê: the same lines in any order give the same digest; a line can't pass for two."""
    digest = sha256()
    for line in sorted(lines):
        digest.update(canonical(line).encode() + b"\n")
    return digest.hexdigest()
