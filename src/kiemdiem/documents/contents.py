"""Nội dung tệp, kept by its digest."""

from __future__ import annotations

import hashlib

from kiemdiem.documents.models import Content


def keep(data: bytes) -> Content:
    """Cất nội dung; the same bytes are kept once."""
    digest = hashlib.sha256(data).hexdigest()
    return Content.objects.get_or_create(sha256=digest, defaults={"data": data})[0]


def read(content: Content) -> bytes:
    """Đọc nội dung, checked against its digest. Raises ValueError when the bytes are no longer those."""
    data = bytes(content.data)
    if hashlib.sha256(data).hexdigest() != content.sha256:
        raise ValueError(f"content {content.sha256} was altered")
    return data
