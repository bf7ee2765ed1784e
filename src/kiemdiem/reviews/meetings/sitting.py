"""Một cuộc họp với mọi điều đã ghi: read once, judged by the gates, shown on the page, printed in the minutes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kiemdiem.cycles.models import Subject
from kiemdiem.reviews.meetings.planning import expected
from kiemdiem.reviews.meetings.roll import Roll, roll
from kiemdiem.reviews.models import Attendance, Comment, Hearing, ItemConclusion, Meeting, Presence
from kiemdiem.suggestions.models import Assignment, Suggestion, SuggestionItem
from kiemdiem.suggestions.queries import assigned_to, items_for


@dataclass
class Sitting:
    """Cuộc họp: rows in the order in which they stand in the record."""

    meeting: Meeting
    attendances: list[Attendance]
    hearings: list[Hearing]
    comments: list[Comment]
    conclusions: dict[int, ItemConclusion]  # by item
    assignments: list[Assignment]
    presences: dict[int, Presence]  # by assignment
    roll: Roll

    @cached_property
    def heard(self) -> list[Subject]:
        """Những đối tượng được kiểm điểm ở đây, without those put off."""
        return [each.subject for each in self.hearings if not each.deferred]

    @cached_property
    def items(self) -> list[SuggestionItem]:
        """Nội dung gợi ý to those heard or still to be heard here; in a supplementary meeting only the late ones."""
        subjects = {each.pk: each for each in [*self.heard, *self.roll.candidates]}
        found = items_for(subjects.values()) if subjects else []
        if not self.meeting.supplements_id:
            return found
        way = Suggestion.LateWay.SUPPLEMENT
        return [each for each in found if each.suggestion.late and each.suggestion.late_way == way]

    @cached_property
    def asked(self) -> list[SuggestionItem]:
        """Nội dung gợi ý to those heard here."""
        heard = {each.pk for each in self.heard}
        return [each for each in self.items if each.suggestion.subject_id in heard]

    @property
    def present(self) -> set[int]:
        """Keys of those who came."""
        return {each.person_id for each in self.attendances if each.present}


def sitting(meeting: Meeting) -> Sitting:
    """Đọc cuộc họp, with a fixed number of queries."""
    attended = meeting.attendances.select_related("person").order_by("person__sort_key")
    return Sitting(
        meeting,
        list(attended),
        list(meeting.hearings.select_related("subject").order_by("position")),
        list(meeting.comments.select_related("speaker", "subject").order_by("position")),
        {each.item_id: each for each in meeting.item_conclusions.all()},
        _assigned(meeting),
        {each.assignment_id: each for each in meeting.presences.all()},
        Roll([], frozenset()) if meeting.closed_at else roll(meeting),
    )


def prospect(meeting: Meeting) -> Sitting:
    """Cuộc họp chưa định, as it would be: who is expected, whom it may hear, who is assigned; nothing is stored."""
    invited = [Attendance(meeting=meeting, person=each) for each in expected(meeting)]
    return Sitting(meeting, invited, [], [], {}, _assigned(meeting), {}, roll(meeting))


def _assigned(meeting: Meeting) -> list[Assignment]:
    """Who is assigned now; of a closed meeting those it was recorded with."""
    if meeting.closed_at:
        told = meeting.presences.select_related("assignment__person", "assignment__place")
        return [each.assignment for each in told.order_by("pk")]
    return assigned_to(meeting.cycle, meeting.path, meeting.collective_id)
