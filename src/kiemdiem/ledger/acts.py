"""Ghi sổ cái: the one act of this package."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils.timezone import now

from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.seal import ZEROS, canonical, manifest_digest, visible

__all__ = ["manifest_digest", "record"]

_LOCK = int.from_bytes(b"ledger", "big")  # the key of our advisory lock in a PostgreSQL database


def record(action: str, *, by: Actor, about: str, path: str, facts: Mapping[str, Any]) -> Entry:
    """Ghi sổ một việc: in the same transaction as the act, after everything else it locks and writes.

    `about` is "type:key", `path` that of the unit concerned. A bulk act is one entry whose facts hold the
    `manifest_digest` of its lines. From here to the end of the transaction nobody else can record.
    Raises RuntimeError outside a transaction; TypeError or ValueError when facts aren't plain values.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Ghi sổ cái phải cùng giao dịch với việc được ghi: record() needs transaction.atomic")
    written = canonical(facts)
    _wait_for_turn()
    seq, previous = _head()
    entry = Entry(
        seq=seq + 1,
        at=now(),
        action=visible(action),
        actor=visible(by.key),
        person=visible(by.person_key),
        post=visible(by.post),
        acting_for=visible(by.acting_for),
        about=visible(about),
        path=visible(path),
        facts=written,
        previous=previous,
    )
    entry.digest = entry.seal()
    entry.save(force_insert=True)
    return entry


def _wait_for_turn() -> None:
    """One writer at a time. On SQLite the IMMEDIATE transaction has seen to it before we come here."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _head() -> tuple[int, str]:
    """Number and digest of the last entry."""
    return Entry.objects.order_by("-seq").values_list("seq", "digest").first() or (0, ZEROS)
