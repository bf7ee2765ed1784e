"""Trang ghi từ giấy: a whole meeting on one page, the same as a workbook that goes out and comes back."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kiemdiem.accounts.actions import RECEIVE
from kiemdiem.cycles.models import Place
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.kinds import UnitKind
from kiemdiem.organisations.models import Collective, on_day
from kiemdiem.reviews import cellbook
from kiemdiem.reviews.cellbook import Outcome, Sent, Target
from kiemdiem.reviews.models import Meeting
from kiemdiem.web.request import Request, signed_in
from kiemdiem.web.reviews import bookform
from kiemdiem.web.reviews.places import place_of
from kiemdiem.web.units.forms import UploadForm
from kiemdiem.web.units.roster import XLSX, said_of
from kiemdiem.workbooks import Unreadable

CELLS = frozenset({UnitKind.CELL, UnitKind.GRASSROOTS_CELL})  # kinds whose members meet as one


class BookForm(UploadForm):
    """Gửi sổ ghi kiểm điểm."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["book"].label = _("Sổ đã ghi")
        self.fields["book"].help_text = _("Tệp .xlsx đã lấy từ trang này, không quá 20 MB.")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def page(request: Request, code: str) -> HttpResponse:
    """Ghi từ giấy (?dot=, ?tap-the=): everything of one meeting; POST writes all of it or says what is in the way."""
    target = _target(request, code)
    if request.method != "POST":
        return _show(request, target)
    book = cellbook.compose(target, request.today, request.actor)
    sent = bookform.sent(request.POST, book)
    chosen = bookform.chosen(request.POST)
    try:
        run = cellbook.rehearse if "xem" in request.POST else cellbook.apply
        outcome = run(target, sent, chosen, by=request.actor, at=request.now)
    except WrongState as refusal:
        return _show(request, target, sent=sent, refusal=refusal.sentence, status=409)
    if "xem" in request.POST or not outcome.sound:
        return _show(request, target, sent=sent, outcome=outcome, status=200 if outcome.sound else 409)
    return _done(request, target, outcome)


@require_POST
@signed_in
def take(request: Request, code: str) -> HttpResponse:
    """Lấy sổ: what stands there now, to be filled in without a network; taking it out is written down."""
    target = _target(request, code)
    with tempfile.TemporaryDirectory(prefix="kiemdiem-") as folder:
        path = Path(folder) / "so.xlsx"
        cellbook.hand_out(target, path, by=request.actor, at=request.now)
        answer = HttpResponse(path.read_bytes(), content_type=XLSX)
    name = f"so-kiem-diem-{target.cycle.year}-{target.place.pk}-{request.today:%Y-%m-%d}.xlsx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
@signed_in
def send(request: Request, code: str) -> HttpResponse:
    """Gửi sổ: shown first, cell by cell, on the page it will be written from; nothing is written yet."""
    target = _target(request, code)
    form = BookForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, target, form=form, status=409)
    upload = form.cleaned_data["book"]
    try:
        sent = _read(request, target, upload)
        outcome = cellbook.rehearse(target, sent, {}, by=request.actor, at=request.now)
    except Unreadable as refusal:
        return _show(request, target, refusal=said_of(refusal, upload.name), status=409)
    except WrongState as refusal:
        return _show(request, target, refusal=refusal.sentence, status=409)
    return _show(request, target, sent=sent, outcome=outcome, from_book=upload.name)


def _read(request: Request, target: Target, upload: Any) -> Sent:
    """What the workbook says, when it is one of this very place, cycle and meeting."""
    book = cellbook.compose(target, request.today, request.actor)
    with tempfile.TemporaryDirectory(prefix="kiemdiem-") as folder:
        path = Path(folder) / f"so{Path(upload.name).suffix.lower()}"
        path.write_bytes(upload.read())
        returned = cellbook.read(path, book.pages)
    about = returned.about
    here = (target.place.code, str(target.cycle.pk), target.collective.code if target.collective else "")
    if (about.get("noi"), about.get("dot"), about.get("tap_the", "")) != here:
        raise WrongState(_("Sổ này của nơi khác hoặc năm khác; hãy gửi tại đúng nơi đã lấy sổ."))
    meeting = about.get("hop", "")
    if meeting and (target.meeting is None or meeting != str(target.meeting.pk)):
        raise WrongState(_("Cuộc họp của sổ này đã kết thúc và biên bản đã khóa; hãy lấy sổ mới nếu còn phải họp."))
    return returned.sent


def _target(request: Request, code: str) -> Target:
    """The place, for those who receive papers there; the collective asked for, and its meeting being recorded."""
    cycle, place = place_of(request, code)
    if not request.actor.may(RECEIVE, place.path):
        raise Http404
    body = _body(request, place)
    rows = Meeting.objects.visible_to(request.actor).filter(
        cycle=cycle, path=place.path, collective=body, closed_at=None
    )
    meeting = rows.select_related("cycle", "collective").order_by("held_on", "pk").first()
    return Target(cycle, place, body, meeting)


def _body(request: Request, place: Place) -> Collective | None:
    """The collective asked for; where no cell meets, the first one unless another is asked for."""
    held = Collective.objects.filter(on_day(request.today), unit=place.unit_id).select_related("unit").order_by("code")
    if asked := request.GET.get("tap-the", ""):
        found: Collective = get_object_or_404(held, code=asked)
        return found
    return None if place.kind in CELLS else held.first()


def _address(target: Target) -> str:
    query = {"dot": target.cycle.pk} | ({"tap-the": target.collective.code} if target.collective else {})
    return f"{reverse('cellbook', args=[target.place.code])}?{urlencode(query)}"


def _done(request: Request, target: Target, outcome: Outcome) -> HttpResponse:
    taken = sum(each.taken for each in outcome.changes)
    if not taken:
        messages.info(request, _("Không có gì thay đổi nên không ghi gì."))
    elif outcome.meeting and outcome.meeting.closed_at:
        messages.success(request, _("Đã ghi %(count)s ô và kết thúc cuộc họp. Biên bản đã khóa.") % {"count": taken})
        return redirect(f"{reverse('meeting', args=[outcome.meeting.pk])}#da-ghi")
    else:
        messages.success(request, _("Đã ghi %(count)s ô vào hệ thống.") % {"count": taken})
    return redirect(f"{_address(target)}#da-ghi")


def _show(
    request: Request,
    target: Target,
    *,
    sent: Sent | None = None,
    outcome: Outcome | None = None,
    form: BookForm | None = None,
    refusal: str = "",
    from_book: str = "",
    status: int = 200,
) -> HttpResponse:
    book = outcome.book if outcome else cellbook.compose(target, request.today, request.actor)
    bodies = Collective.objects.filter(on_day(request.today), unit=target.place.unit_id).order_by("code")
    context = {
        "target": target,
        "book": book,
        "sections": bookform.sections(book, sent, outcome),
        "base": bookform.base(book, sent),
        "outcome": outcome,
        "form": form or BookForm(),
        "refusal": refusal,
        "from_book": from_book,
        "query": _address(target).partition("?")[2],
        "bodies": bodies,
        "is_cell": target.place.kind in CELLS or not bodies,
        "over": target.meeting is None and not book.owners,
    }
    return render(request, "reviews/cellbook.html", context, status=status)
