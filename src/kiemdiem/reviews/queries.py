"""Đọc bản kiểm điểm và cuộc họp: what pages list, each with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from kiemdiem.accounts.actions import RECEIVE
from kiemdiem.cycles.models import Cycle, Subject
from kiemdiem.ledger.actor import Actor
from kiemdiem.reviews.models import ItemConclusion, Meeting, Paper, PaperLine, Rehearing, Save
from kiemdiem.reviews.writing import may_write
from kiemdiem.suggestions.models import Suggestion, SuggestionItem


def own_subjects(person_key: str) -> QuerySet[Subject]:
    """Những lần mình là đối tượng, the latest year first."""
    mine = Subject.objects.filter(person__code=person_key, cycle__phase=Cycle.Phase.OPEN)
    return mine.select_related("cycle", "paper_line__paper").order_by("-cycle__year", "kind")


def unsettled(subjects: Iterable[int]) -> set[int]:
    """Ai còn điều chưa kiểm điểm xong sau cuộc họp: what was suggested late and no closed meeting has concluded on, or
    an order to be reviewed anew; one query. Source: 608-CV/TU, mục 3."""
    keys = list(subjects)
    done = ItemConclusion.objects.filter(meeting__closed_at__isnull=False).values("item")
    late = SuggestionItem.objects.filter(
        suggestion__subject__in=keys, suggestion__state=Suggestion.State.ISSUED, suggestion__late=True
    ).exclude(pk__in=done)
    ordered = Rehearing.objects.filter(subject__in=keys, after=None).values_list("subject", flat=True)
    return set(late.order_by().values_list("suggestion__subject", flat=True).union(ordered))


@dataclass(frozen=True, slots=True)
class Row:
    """Một đối tượng ở một nơi, với bản của đối tượng ấy nếu người xem được đọc."""

    subject: Subject
    paper: Paper | None
    handed_in: bool


def with_papers(subjects: Iterable[Subject], actor: Actor) -> list[Row]:
    """Each subject with the paper one may open, and whether there is one handed in; two queries."""
    rows = list(subjects)
    lines = {
        line.subject_id: line
        for line in PaperLine.objects.filter(subject__in=[each.pk for each in rows]).select_related("paper")
    }
    keys = {line.paper_id for line in lines.values()}
    seen = set(Paper.objects.visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True))
    return [_row(each, lines.get(each.pk), seen) for each in rows]


def meetings_at(cycle: Cycle, path: str, actor: Actor) -> QuerySet[Meeting]:
    """Các cuộc họp tại đúng một nơi, the latest first."""
    return Meeting.objects.visible_to(actor).filter(cycle=cycle, path=path).order_by("-held_on", "-pk")


def may_hand_back(paper: Paper, actor: Actor) -> bool:
    """Được trả lại không: handed in, mine to receive, not mine to write."""
    own = bool(paper.person and paper.person.code == actor.person_key)
    return paper.state == Paper.State.HANDED_IN and actor.may(RECEIVE, paper.path) and not own


def saves_of(paper: Paper, actor: Actor) -> QuerySet[Save]:
    """Các lần lưu trước, for those who write it and nobody else."""
    mine = Save.objects.filter(paper=paper).order_by("-pk")
    return mine if may_write(paper, actor) else mine.none()


def _row(subject: Subject, line: PaperLine | None, seen: set[int]) -> Row:
    if line is None:
        return Row(subject, None, handed_in=False)
    paper = line.paper if line.paper_id in seen else None
    return Row(subject, paper, handed_in=line.paper.state == Paper.State.HANDED_IN)
