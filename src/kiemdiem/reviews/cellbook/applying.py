"""Từng việc của một sổ: papers received, the meeting planned and recorded, faults named, the meeting closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import record
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.regulation import Level
from kiemdiem.reviews import faults, meetings, writing
from kiemdiem.reviews.cellbook.book import At, Book
from kiemdiem.reviews.cellbook.compose import COMMENTS, HEARD, MEETING, PEOPLE, SUPERIORS
from kiemdiem.reviews.cellbook.merge import Merged, Problem, Sent, where
from kiemdiem.reviews.cellbook.ofpapers import FAULTS, ITEMS, NAMED, PAPERS
from kiemdiem.reviews.cellbook.owners import Owner
from kiemdiem.reviews.meetings import CommentLine, ItemLine, PresenceLine, Record
from kiemdiem.reviews.models import Meeting, Paper

_OF_PAPER = ("giai-trinh", "trach-nhiem")
_OF_MEETING = ("doc", "ket-luan")


class Applying:
    """Ghi một sổ: each refusal becomes a sentence at its cell, and the next step is tried only when there was none."""

    def __init__(self, book: Book, done: Merged, sent: Sent, by: Actor, at: datetime) -> None:
        self.book, self.done, self.sent, self.by, self.at = book, done, sent, by, at
        self.target, self.meeting = book.target, book.target.meeting
        self.problems: list[Problem] = []

    def run(self) -> None:
        """Everything in its order; the ledger says that a book was written down."""
        for step in (self._papers, self._meeting, self._faults, self._close):
            step()
            if self.problems:
                return
        place = self.target.place
        facts = {"changes": sum(each.taken for each in self.done.changes), "of": self.target.name}
        record("cellbook.applied", by=self.by, about=f"place:{place.pk}", path=place.path, facts=facts)

    def _value(self, page: str, row: object, column: str) -> Any:
        return self.done.values.get(At(page, str(row), column))

    def _refuse(self, at: At, sentence: str, clause: str = "") -> None:
        self.problems.append(Problem(at, where(self.book, at, self.sent), sentence, clause))

    def _papers(self) -> None:
        groups = {row.key: row.group for row in self.book.rows(PAPERS)}
        marked = {groups[key] for key in self.done.changed(PAPERS, "nhan") if self._value(PAPERS, key, "nhan")}
        for group, at in self._written(groups).items():
            if group not in marked:
                self._refuse(at, _("Đã ghi nội dung của bản giấy mà chưa đánh dấu “Đã nhận bản giấy”."))
        for owner in self.book.owners:
            if owner.key in marked:
                self._hand_in(owner)

    def _written(self, groups: Mapping[str, str]) -> dict[str, At]:
        """Whose papers something was written of, and where."""
        found = {groups[key]: At(PAPERS, key, "muc") for key in sorted(self.done.changed(PAPERS, "muc"))}
        for page, columns in ((FAULTS, ("ket-qua", "noi-dung")), (ITEMS, _OF_PAPER)):
            changed = self.done.changed(page, *columns)
            for row in self.book.rows(page):
                if row.key in changed:
                    found.setdefault(row.group, At(page, row.key, columns[0]))
        return found

    def _hand_in(self, owner: Owner) -> None:
        answers: dict[str, writing.Answer] = {}
        for fault in owner.faults:
            result, text = (self._value(FAULTS, fault.pk, column) or "" for column in ("ket-qua", "noi-dung"))
            answers[f"fault-{fault.pk}"] = writing.Answer(result=result, text=text)
        for item in owner.items:
            text, mine = (self._value(ITEMS, item.pk, column) or "" for column in _OF_PAPER)
            answers[f"item-{item.pk}"] = writing.Answer(text=text, responsibility=mine)
        given = {each.pk: self._value(PAPERS, each.pk, "muc") for each in owner.subjects}
        levels = {key: Level(value) for key, value in given.items() if value}
        first = At(PAPERS, str(owner.subjects[0].pk), "nhan")
        subject = owner.receiver or owner.subjects[0]
        try:
            with transaction.atomic():
                writing.hand_in_on_paper(subject, levels, answers=answers, by=self.by, at=self.at)
        except writing.Incomplete as refusal:
            for name, sentence in refusal.missing.items():
                self._refuse(_cell_of(name) or first, sentence)
        except WrongState as refusal:
            self._refuse(first, refusal.sentence)

    def _meeting(self) -> None:
        touched = any(self.done.changed(page) for page in (MEETING, PEOPLE, SUPERIORS, HEARD))
        if not (touched or self.done.changed(COMMENTS) or self.done.changed(ITEMS, *_OF_MEETING)):
            return
        day = At(MEETING, "ngay", "ghi")
        if self.done.values[day] is None:
            self._refuse(day, _("Chưa ghi ngày họp."))
            return
        try:
            with transaction.atomic():
                meeting = self.meeting or self._plan()
                self.meeting = meetings.write(meeting, self._record(), base=meeting.version, by=self.by)
                self._circulate(self.meeting)
        except WrongState as refusal:
            self.problems.append(Problem(None, _("Cuộc họp"), refusal.sentence))

    def _plan(self) -> Meeting:
        said = {key: self._value(MEETING, key, "ghi") for key in ("ngay", "dia-diem")}
        return meetings.plan(
            self.target.cycle, self.target.place, self.target.collective,
            held_on=said["ngay"], venue=said["dia-diem"] or "", by=self.by,
        )  # fmt: skip

    def _record(self) -> Record:
        said = {row.key: self._value(MEETING, row.key, "ghi") for row in self.book.rows(MEETING)}
        heard = [int(row.key) for row in self.book.rows(HEARD) if self._value(HEARD, row.key, "xet")]
        keys = [int(row.key) for row in self.book.rows(HEARD)]
        away = [int(row.key) for row in self.book.rows(PEOPLE) if self._value(PEOPLE, row.key, "vang")]
        return Record(
            held_on=said["ngay"],
            venue=said["dia-diem"] or "",
            chair=said["chu-tri"],
            secretary=said["thu-ky"],
            minutes=said["bien-ban"] or "",
            absent={key: self._value(PEOPLE, key, "ly-do") or "" for key in away},
            subjects=sorted(heard, key=lambda key: (self._value(HEARD, key, "thu-tu") or 0, keys.index(key))),
            conclusions={key: self._value(HEARD, key, "ket-luan") or "" for key in keys},
            deferred={key: self._value(HEARD, key, "hoan") or "" for key in keys},
            length=said["so-ngay"],
            comments=self._comments(),
            items=self._items(),
            presences=self._presences(),
        )

    def _comments(self) -> list[CommentLine]:
        """Those that stand there as they were changed, then those added."""
        rows = [
            (int(row.key), {c: self._value(COMMENTS, row.key, c) for c in row.fields})
            for row in self.book.rows(COMMENTS)
        ]
        last = max((position for position, _values in rows), default=0)
        added = [values for _row, values in self.done.added.get(COMMENTS, ())]
        rows += list(enumerate(added, start=last + 1))
        return [
            CommentLine(position, each["ai"], each["ve"], each["y"] or "", each["dap"] or "") for position, each in rows
        ]

    def _items(self) -> dict[int, ItemLine]:
        open_ones = [row.key for row in self.book.rows(ITEMS) if "doc" in row.open]
        return {
            int(key): ItemLine(bool(self._value(ITEMS, key, "doc")), self._value(ITEMS, key, "ket-luan") or "")
            for key in open_ones
        }

    def _presences(self) -> dict[int, PresenceLine]:
        keys = [row.key for row in self.book.rows(SUPERIORS)]
        return {
            int(key): PresenceLine(
                self._value(SUPERIORS, key, "co-mat") or "", self._value(SUPERIORS, key, "van-ban") or ""
            )
            for key in keys
        }

    def _circulate(self, meeting: Meeting) -> None:
        sent = self._value(MEETING, "gui-du-thao", "ghi")
        if sent and sent != meeting.circulated_on:
            meetings.circulate(meeting, sent, by=self.by, today=localdate(self.at))

    def _faults(self) -> None:
        for key, values in self.done.added.get(NAMED, ()):
            at = At(NAMED, key, "noi-dung")
            owner = values["cua"]
            paper = None if owner is None else _paper_of(self.book.owners[owner])
            if paper is None:
                self._refuse(at, _("Hãy chọn người, tập thể có bản kiểm điểm đã nộp."))
                continue
            try:
                with transaction.atomic():
                    faults.name_for(paper, values["nguon"] or "", values["noi-dung"] or "", by=self.by, at=self.at)
            except WrongState as refusal:
                self._refuse(at, refusal.sentence)
            except PermissionDenied:
                self._refuse(
                    at, _("Hạn chế của chính đồng chí do người khác ghi, hoặc đồng chí tự nêu trong bản của mình.")
                )

    def _close(self) -> None:
        at = At(MEETING, "ket-thuc", "ghi")
        if not self.done.values.get(at) or self.meeting is None:
            return
        try:
            with transaction.atomic():
                self.meeting = meetings.close(self.meeting, by=self.by, at=self.at)
        except meetings.NotReady as refusal:
            for gap in refusal.gaps:
                self._refuse(at, f"{gap.sentence} {gap.detail}".strip(), gap.clause)
        except WrongState as refusal:
            self._refuse(at, refusal.sentence)


def _paper_of(owner: Owner) -> Paper | None:
    """The paper as it is now; the book may have handed it in a moment ago."""
    return Paper.objects.filter(lines__subject=owner.subjects[0]).first()


def _cell_of(name: str) -> At | None:
    """The cell of what a paper lacks, from the name `writing` knows it by."""
    kind, _sign, key = name.partition("-")
    pages = {"self": (PAPERS, "muc"), "fault": (FAULTS, "ket-qua"), "item": (ITEMS, "giai-trinh")}
    return At(pages[kind][0], key, pages[kind][1]) if kind in pages else None
