"""Hồ sơ kiểm điểm của một người trong một năm: what was said of the person and concluded, and the replies; own only."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import QuerySet

from kiemdiem.cycles.models import Cycle, Subject
from kiemdiem.ledger.actor import Actor
from kiemdiem.reviews.models import Comment, Hearing, ItemAnswer, ItemConclusion, Opinion, Paper, Rehearing, Reply
from kiemdiem.suggestions.models import SuggestionItem, in_person
from kiemdiem.suggestions.queries import items_for


@dataclass(slots=True)
class Heard:
    """Một lần kiểm điểm: the conclusion, what was said of the person with the answers, what the person said since."""

    hearing: Hearing
    comments: list[Comment] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Asked:
    """Một nội dung được gợi ý, the answer given to it, and what each meeting concluded."""

    item: SuggestionItem
    answer: ItemAnswer | None
    conclusions: tuple[ItemConclusion, ...]


@dataclass(frozen=True, slots=True)
class OwnFile:
    """Hồ sơ kiểm điểm: only what is of that person."""

    subjects: list[Subject]
    paper: Paper | None
    heard: list[Heard]
    asked: list[Asked]
    opinions: list[Opinion]
    orders: list[Rehearing]


def own_subjects_in(actor: Actor, cycle: Cycle | int) -> QuerySet[Subject]:
    """Những tư cách được kiểm điểm của chính mình trong một đợt; none for whom one acts for."""
    me = in_person(actor)
    rows = Subject.objects.filter(person__code=me, cycle=cycle).select_related("cycle__root", "person")
    return rows.order_by("kind") if me else rows.none()


def own_file(subjects: list[Subject], actor: Actor) -> OwnFile:
    """Đọc hồ sơ, with a fixed number of queries; of meetings, only those that are closed."""
    keys = [each.pk for each in subjects]
    paper = Paper.objects.visible_to(actor).filter(lines__subject__in=keys).first()
    orders = Rehearing.objects.visible_to(actor).filter(subject__in=keys)
    opinions = Opinion.objects.filter(subject__in=keys).select_related("subject__person")
    return OwnFile(
        subjects,
        paper,
        _heard(keys),
        _asked(subjects),
        list(opinions.order_by("given_on", "pk")),
        list(orders.select_related("ordered_by", "subject__person", "after").order_by("pk")),
    )


def _heard(keys: list[int]) -> list[Heard]:
    closed = {"meeting__closed_at__isnull": False, "subject__in": keys}
    rows = Hearing.objects.filter(**closed, deferred="").select_related("meeting", "subject")
    found = {(each.meeting_id, each.subject_id): Heard(each) for each in rows.order_by("meeting__closed_at", "pk")}
    comments = Comment.objects.filter(**closed).select_related("speaker")
    for comment in comments.order_by("position"):
        if heard := found.get((comment.meeting_id, comment.subject_id)):
            heard.comments.append(comment)
    for reply in Reply.objects.filter(**closed).select_related("person", "comment", "meeting").order_by("at", "pk"):
        if heard := found.get((reply.meeting_id, reply.subject_id)):
            heard.replies.append(reply)
    return list(found.values())


def _asked(subjects: list[Subject]) -> list[Asked]:
    items = items_for(subjects)
    if not items:
        return []
    keys = [each.pk for each in items]
    answers = {each.item_id: each for each in ItemAnswer.objects.filter(item__in=keys)}
    told: dict[int, list[ItemConclusion]] = defaultdict(list)
    closed = ItemConclusion.objects.filter(item__in=keys, meeting__closed_at__isnull=False)
    for each in closed.select_related("meeting").order_by("meeting__closed_at", "pk"):
        told[each.item_id].append(each)
    return [Asked(each, answers.get(each.pk), tuple(told[each.pk])) for each in items]
