"""Hồ sơ kiểm điểm của tôi; ý kiến trả lời, ý kiến bảo lưu."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kiemdiem.accounts.actions import READ_LEVELS, RECEIVE
from kiemdiem.cycles.models import Subject
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Person
from kiemdiem.ratings.queries import history, under_way
from kiemdiem.regulation import reserving
from kiemdiem.reviews import replies
from kiemdiem.reviews.models import Comment, Hearing, Meeting, Reply
from kiemdiem.reviews.own_file import own_file, own_subjects_in
from kiemdiem.suggestions.models import in_person
from kiemdiem.web.files.parts import files_of_each
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.reviews import parsing
from kiemdiem.web.reviews.faults import of_owner


@require_safe
@signed_in
def subject_file(request: Request, pk: int) -> HttpResponse:
    """Hồ sơ kiểm điểm của tôi in one year, from any of the subjects one is in it."""
    me = in_person(request.actor)
    if not me:
        raise Http404
    subject = get_object_or_404(Subject.objects.select_related("person"), pk=pk, person__code=me)
    found = own_file(list(own_subjects_in(request.actor, subject.cycle_id)), request.actor)
    person, cycle = subject.person, found.subjects[0].cycle
    opinions, orders = (
        files_of_each(request, "opinion", found.opinions),
        files_of_each(request, "rehearing", found.orders),
    )
    context = {
        "person": person,
        "cycle": cycle,
        "file": found,
        "opinions": [(each, opinions[each.pk]) for each in found.opinions],
        "orders": [(each, orders[each.pk]) for each in found.orders],
        "faults": of_owner(request, person=person, cycle=cycle),
        "answerable": of_owner(request, shares__person=person, cycle=cycle),
        "ratings": [
            (line, request.actor.may(READ_LEVELS, line.decision.path))
            for line in history(person, request.actor)
            if line.subject.cycle_id == cycle.pk
        ],
        "under_way": [each for each in under_way(person, request.actor) if each.cycle_id == cycle.pk],
        "today": request.today,
    }
    return render(request, "reviews/own_file.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def reply(request: Request, pk: int, subject: int) -> HttpResponse:
    """Ý kiến về một lần kiểm điểm: by the person concerned, or written down for somebody by who holds the meeting."""
    which = {"meeting__in": Meeting.objects.filter(pk=pk), "subject__in": Subject.objects.filter(pk=subject)}
    hearing = get_object_or_404(replies.hearings_for(request.actor), **which)
    refusal = ""
    if request.method == "POST":
        try:
            _give(request, hearing)
            messages.success(request, _("Đã ghi ý kiến; ý kiến được giữ nguyên trong hồ sơ."))
            return redirect("reply", pk, subject)
        except WrongState as refused:
            refusal = refused.sentence
    return render(request, "reviews/reply.html", _shown(request, hearing, refusal), status=409 if refusal else 200)


def _give(request: Request, hearing: Hearing) -> None:
    """In person, unless the record's writer names whose words they are."""
    kind, comment = request.POST.get("loai", ""), parsing.whole(request.POST.get("gop-y"))
    text = request.POST.get("noi-dung", "")
    if "nguoi" not in request.POST:
        replies.add(hearing, text, kind=kind, comment=comment, by=request.actor, at=request.now)
        return
    person = Person.objects.filter(pk=parsing.whole(request.POST["nguoi"]) or 0).first()
    if person is None:
        raise WrongState(_("Hãy chọn đồng chí có ý kiến."))
    replies.write_down(
        hearing, person, text, kind=kind, comment=comment, by=request.actor, name=str(request.user), at=request.now,
    )  # fmt: skip


def _shown(request: Request, hearing: Hearing, refusal: str) -> dict[str, Any]:
    meeting, subject = hearing.meeting, hearing.subject
    speaks = meeting.closed_at is not None and replies.speaks(hearing, request.actor)
    records = request.actor.may(RECEIVE, meeting.path)
    people = list(replies.givers(hearing)) if records else []
    kinds = Reply.Kind.choices if subject.person_id else [(Reply.Kind.RESERVED.value, Reply.Kind.RESERVED.label)]
    asked = request.POST.get("gop-y", request.GET.get("gop-y", ""))
    given = Reply.objects.visible_to(request.actor).filter(meeting=meeting, subject=subject)
    return {
        "meeting": meeting,
        "subject": subject,
        "hearing": hearing,
        "comments": list(
            Comment.objects.filter(meeting=meeting, subject=subject).select_related("speaker").order_by("position")
        ),
        "replies": list(given.select_related("person", "comment", "meeting").order_by("at", "pk")),
        "speaks": speaks,
        "records": records,
        "people": [each for each in people if not (speaks and each.code == request.actor.person_key)],
        "kinds": kinds,
        "refusal": refusal,
        "asked": asked,
        "kind": request.POST.get("loai", Reply.Kind.REPLY if asked else ""),
        "person": request.POST.get("nguoi", ""),
        "text": request.POST.get("noi-dung", ""),
        "cite": reserving.citation(),
        "reading": reserving.reading(),
    }
