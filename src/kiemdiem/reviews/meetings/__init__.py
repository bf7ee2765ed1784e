"""Họp kiểm điểm: plan it, circulate the draft, write the record, close it; closing is what makes a subject reviewed."""

from kiemdiem.reviews.circulation import earliest_day
from kiemdiem.reviews.meetings.closing import NotReady, close
from kiemdiem.reviews.meetings.planning import (
    circulate,
    circulated_report,
    expected,
    own_report,
    plan,
    supplement,
)
from kiemdiem.reviews.meetings.recording import (
    CommentLine,
    ItemLine,
    Overtaken,
    PresenceLine,
    Record,
    set_document,
    write,
)
from kiemdiem.reviews.meetings.roll import Roll, candidates, roll
from kiemdiem.reviews.meetings.sitting import Sitting, prospect, sitting
from kiemdiem.reviews.places import PlaceDue, places_due

__all__ = [
    "CommentLine",
    "ItemLine",
    "NotReady",
    "Overtaken",
    "PlaceDue",
    "PresenceLine",
    "Record",
    "Roll",
    "Sitting",
    "candidates",
    "circulate",
    "circulated_report",
    "close",
    "earliest_day",
    "expected",
    "own_report",
    "places_due",
    "plan",
    "prospect",
    "roll",
    "set_document",
    "sitting",
    "supplement",
    "write",
]
