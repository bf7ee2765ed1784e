"""Lịch cá nhân: a secret address that a calendar program asks; it tells day, hour and place, and no content."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import get_current_timezone
from icalendar import Calendar, Event

from kiemdiem.accounts.models import Account
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import record
from kiemdiem.suggestions.models import Assignment, FeedToken

LENGTH = 32  # bytes of chance in an address


@transaction.atomic
def make(account: Account, *, by: Actor, at: datetime) -> str:
    """Tạo địa chỉ lịch mới; an address made before stops working. The secret is told once and kept as a digest."""
    secret = secrets.token_urlsafe(LENGTH)
    FeedToken.objects.update_or_create(account=account, defaults={"digest": _digest(secret), "made_at": at})
    record("feed.made", by=by, about=account.key, path=account.path, facts={})
    return secret


@transaction.atomic
def revoke(account: Account, *, by: Actor) -> None:
    """Bỏ địa chỉ lịch; nothing when there is none."""
    gone, _each = FeedToken.objects.filter(account=account).delete()
    if gone:
        record("feed.revoked", by=by, about=account.key, path=account.path, facts={})


def owner_of(secret: str) -> Account | None:
    """Lịch của ai; None for a secret that nobody has, or of an account not in use."""
    held = FeedToken.objects.filter(digest=_digest(secret), account__is_active=True)
    found = held.select_related("account__person").first()
    return found.account if found else None


def calendar_of(account: Account, *, site: str) -> bytes:
    """Lịch .ics of the person's own assignments that have a day."""
    rows = Assignment.objects.filter(
        person=account.person_id, person__isnull=False, state=Assignment.State.ASSIGNED, meets_on__isnull=False
    )
    return _written(rows.select_related("place", "cycle").order_by("meets_on", "pk"), site)


def _written(rows: Iterable[Assignment], site: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//kiemdiem//phan-cong//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"Phân công dự kiểm điểm, {site}")
    for each in rows:
        calendar.add_component(_event(each))
    written: bytes = calendar.to_ical()
    return written


def _event(assignment: Assignment) -> Event:
    """All day when the hour isn't known; an hour when only its beginning is."""
    event = Event()
    event.add("uid", f"phan-cong-{assignment.pk}@kiemdiem")
    event.add("dtstamp", assignment.assigned_at)
    event.add("summary", f"Dự kiểm điểm năm {assignment.cycle.year}")
    event.add("location", assignment.place.name)
    day = assignment.meets_on
    assert day is not None
    if assignment.starts_at is None:
        event.add("dtstart", day)
        return event
    zone = get_current_timezone()
    start = datetime.combine(day, assignment.starts_at, zone)
    event.add("dtstart", start)
    ends = datetime.combine(day, assignment.ends_at, zone) if assignment.ends_at else start + timedelta(hours=1)
    event.add("dtend", ends)
    return event


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
