"""What `Place.ask` has at hand."""

from django.db import connection, transaction

from kiemdiem.accounts.models import Account
from kiemdiem.jobs.acts import enqueue
from kiemdiem.jobs.models import Job
from kiemdiem.ledger.actor import SystemActor
from kiemdiem.ledger.acts import record
from kiemdiem.ledger.models import Entry
from kiemdiem.notices.models import Notice

__all__ = ["Account", "Entry", "Job", "Notice", "give_out", "is_refused", "next_notice", "tables", "write_on"]


def give_out(name: str) -> int:
    """A job given out."""
    return enqueue(name).pk


def is_refused(statement: str) -> bool:
    """Does the database refuse it?"""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except Exception:
        return True
    return False


def next_notice() -> int:
    """The number a new notice gets."""
    first = Notice.objects.first()
    assert first is not None
    return Notice.objects.create(account=first.account, event="next", text="x", url="/").pk


def write_on() -> int:
    """The number of the next entry."""
    with transaction.atomic():
        return record("a", by=SystemActor(), about="unit:Q1", path="", facts={}).seq


def tables() -> list[str]:
    """What the database holds."""
    return connection.introspection.table_names()
