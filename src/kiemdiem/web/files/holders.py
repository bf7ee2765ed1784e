"""Nơi giữ tệp: one list of what a file may belong to, who reads it there, who adds to it, who takes it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from kiemdiem.accounts.actions import ISSUE_SUGGESTIONS, READ_PAPERS, RECEIVE, SUGGEST
from kiemdiem.ballots.models import Ballot
from kiemdiem.ledger.actor import Actor
from kiemdiem.organisations.tree import within_any
from kiemdiem.ratings import voting
from kiemdiem.reviews import opinions, rehearing, writing
from kiemdiem.reviews.models import Edition, Meeting, Opinion, Paper, Rehearing
from kiemdiem.suggestions.models import Assignment, Suggestion, in_person
from kiemdiem.web.reviews.parsing import whole


@dataclass(frozen=True, slots=True)
class Rights:
    """Quyền đối với tệp của một việc: the branch it stands in, the page that shows it, what may be done now.

    `locked` says why somebody who could before can't any more.
    """

    path: str
    page: str
    adds: bool = False
    removes: bool = False
    locked: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """Một loại việc có tệp: the rows one may read, and one's rights at such a row."""

    rows: Callable[[Actor], QuerySet[Any]]
    rights: Callable[[Actor, Any], Rights]


def find(actor: Actor, about: str, *, lock: bool = False) -> Rights:
    """Quyền đối với tệp của một việc, as `paper:12`; as if it weren't there for whoever may not read it.

    With `lock`, inside a transaction, the matter stays as it is until its end.
    """
    prefix, _sign, key = about.partition(":")
    holder = HOLDERS.get(prefix)
    if holder is None:
        raise Http404
    rows = holder.rows(actor)
    found = get_object_or_404(rows.select_for_update(of=("self",)) if lock else rows, pk=whole(key) or 0)
    return holder.rights(actor, found)


def _paper(actor: Actor, paper: Paper) -> Rights:
    """Minh chứng: by its writers until it is handed in; the scan of one on paper by whoever receives it."""
    writes, handed_in = writing.may_write(paper, actor), paper.state == Paper.State.HANDED_IN
    mine = writes and not handed_in
    scan = handed_in and paper.on_paper and actor.may(RECEIVE, paper.path)
    locked = _("Bản này đã nộp và đã khóa nên không thêm, không bỏ tệp được; muốn sửa thì đề nghị người nhận trả lại.")
    page = reverse("paper", args=[paper.pk])
    return Rights(paper.path, page, adds=mine or scan, removes=mine, locked=locked if writes and handed_in else "")


def _meetings(actor: Actor) -> QuerySet[Meeting]:
    """A record still open is its writers' own."""
    told = Q(closed_at__isnull=False) | Q(pk__isnull=False) & within_any(actor.reach(RECEIVE))
    rows: QuerySet[Meeting] = Meeting.objects.visible_to(actor).filter(told)
    return rows


def _meeting(actor: Actor, meeting: Meeting) -> Rights:
    """Bản quét biên bản đã ký: by whoever records the meeting, also after it is closed."""
    adds = actor.may(RECEIVE, meeting.path)
    return Rights(meeting.path, reverse("meeting", args=[meeting.pk]), adds=adds)


def _assignments(actor: Actor) -> QuerySet[Assignment]:
    """Those one may see, and those sent to where one holds or reads reviews."""
    there = within_any([*actor.reach(RECEIVE), *actor.reach(READ_PAPERS)], "place__path")
    seen = Assignment.objects.visible_to(actor).values("pk")
    found = Q(pk__in=seen) | Q(pk__isnull=False) & there
    return Assignment.objects.select_related("place", "person").filter(found)


def _assignment(actor: Actor, sent: Assignment) -> Rights:
    """Văn bản xin vắng của cấp trên được phân công: by who is sent, or by who records the meeting there."""
    oneself = bool(me := in_person(actor)) and sent.person.code == me
    records = actor.may(RECEIVE, sent.place.path)
    page = reverse("papers_at", args=[sent.place.code]) if records else reverse("assignments")
    return Rights(sent.place.path, page, adds=oneself or records)


def _suggestion(actor: Actor, suggestion: Suggestion) -> Rights:
    """Bản quét công văn đã ký: by the issuer, once it was issued."""
    issuer = any(actor.holds(action, suggestion.path) for action in (SUGGEST, ISSUE_SUGGESTIONS))
    adds = issuer and suggestion.state != Suggestion.State.DRAFT
    return Rights(suggestion.path, reverse("suggestion", args=[suggestion.pk]), adds=adds)


def _edition(actor: Actor, edition: Edition) -> Rights:
    """Minh chứng của lần kiểm điểm trước: only read."""
    return Rights(edition.paper.path, reverse("paper_edition", args=[edition.paper_id, edition.round]))


def _order(actor: Actor, order: Rehearing) -> Rights:
    """Văn bản yêu cầu kiểm điểm lại: by the unit that ordered it."""
    adds = rehearing.may_order(order.subject, actor)
    page = reverse("review_order", args=[order.subject_id]) if adds else reverse("own_papers")
    return Rights(order.path, page, adds=adds)


def _opinion(actor: Actor, opinion: Opinion) -> Rights:
    """Bản quét nhận xét của nơi được lấy ý kiến: by whoever receives papers there, not by the one it is about."""
    page = reverse("opinions", args=[opinion.subject_id])
    return Rights(opinion.subject.path, page, adds=opinions.may_enter(opinion.subject, actor))


def _ballot(actor: Actor, ballot: Ballot) -> Rights:
    """Bản quét biên bản kiểm phiếu đã ký: by those who count, once there is a result."""
    adds = voting.may_count(ballot, actor) and ballot.state == Ballot.State.CONFIRMED
    return Rights(ballot.path, reverse("ballot", args=[ballot.pk]), adds=adds)


HOLDERS: dict[str, Holder] = {
    "ballot": Holder(voting.ballots_for, _ballot),
    "paper": Holder(lambda actor: Paper.objects.visible_to(actor).select_related("person", "cycle"), _paper),
    "edition": Holder(rehearing.editions_for, _edition),
    "meeting": Holder(_meetings, _meeting),
    "assignment": Holder(_assignments, _assignment),
    "opinion": Holder(lambda actor: Opinion.objects.visible_to(actor).select_related("subject__person"), _opinion),
    "rehearing": Holder(
        lambda actor: Rehearing.objects.visible_to(actor).select_related("subject__person", "subject__cycle"), _order
    ),
    "suggestion": Holder(lambda actor: Suggestion.objects.visible_to(actor), _suggestion),
}
