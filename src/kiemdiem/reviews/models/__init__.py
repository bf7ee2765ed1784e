"""Bảng của kiểm điểm: papers, meetings, faults, opinions and criteria."""

from kiemdiem.reviews.models.criteria import Criterion
from kiemdiem.reviews.models.faults import Fault, FaultAnswer, FaultShare
from kiemdiem.reviews.models.meetings import Attendance, Comment, Hearing, ItemConclusion, Meeting, Presence, Rehearing
from kiemdiem.reviews.models.papers import Edition, ItemAnswer, Paper, PaperLine, Save
from kiemdiem.reviews.models.voices import Opinion, Reply

__all__ = [
    "Attendance",
    "Comment",
    "Criterion",
    "Edition",
    "Fault",
    "FaultAnswer",
    "FaultShare",
    "Hearing",
    "ItemAnswer",
    "ItemConclusion",
    "Meeting",
    "Opinion",
    "Paper",
    "PaperLine",
    "Presence",
    "Rehearing",
    "Reply",
    "Save",
]
