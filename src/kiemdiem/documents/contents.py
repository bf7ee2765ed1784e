"""Nội dung tệp, kept by its digest."""

from __future__ import annotations

import hashlib

from kiemdiem.documents.models import Attachment, Content, Document


def keep(data: bytes) -> Content:
    """Cất nội dung; the same bytes are kept once. Whoever forgets them waits until the transaction has ended."""
    digest = hashlib.sha256(data).hexdigest()
    rows = Content.objects.select_for_update().defer("data")
    return rows.get_or_create(sha256=digest, defaults={"data": data})[0]


def forget(digest: str) -> None:
    """Bỏ nội dung that no attachment and no document holds any more."""
    content = Content.objects.select_for_update().defer("data").filter(sha256=digest).first()
    attached = Attachment.objects.filter(content=digest).exists()
    printed = Document.objects.filter(docx=digest).exists() or Document.objects.filter(pdf=digest).exists()
    if content and not (attached or printed):
        content.delete()


def read(content: Content) -> bytes:
    """Đọc nội dung, checked against its digest. Raises ValueError when the bytes are no longer those."""
    data = bytes(content.data)
    if hashlib.sha256(data).hexdigest() != content.sha256:
        raise ValueError(f"content {content.sha256} was altered")
    return data
