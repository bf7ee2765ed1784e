"""Phiếu và biên bản kiểm phiếu để tải, ký và ban hành."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kiemdiem.documents import render as papers
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.ratings import ballot_papers
from kiemdiem.web.ballots.finding import find
from kiemdiem.web.ballots.forms import SignedForm
from kiemdiem.web.request import Request, signed_in

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@require_safe
@signed_in
def slips(request: Request, pk: int, form: str) -> HttpResponse:
    """Phiếu biểu quyết: one page, printed as often as there are voters."""
    found = find(request, pk)
    paper = ballot_papers.slip(found)
    data = papers.docx_of(paper) if form == "docx" else papers.pdf_of(paper)
    return _file(data, f"phieu-bieu-quyet-{found.pk}.{form}", form)


@require_safe
@signed_in
def minutes(request: Request, pk: int, version: int, form: str) -> HttpResponse:
    """Biên bản kiểm phiếu: as issued, or as it would be printed now."""
    found = find(request, pk, works=False)
    result = get_object_or_404(found.results.select_related("ballot"), version=version)
    source = ballot_papers.issued(result) or ballot_papers.minutes(result)
    data = (papers.docx if form == "docx" else papers.pdf)(source, on=found.held_on)
    return _file(data, f"bien-ban-kiem-phieu-{found.pk}-{version}.{form}", form)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def issue(request: Request, pk: int) -> HttpResponse:
    """Ban hành biên bản của kết quả đang có hiệu lực."""
    found = find(request, pk)
    result = get_object_or_404(found.results.select_related("ballot"), current=True)
    form = SignedForm(request.POST or None, initial={"signed_on": found.held_on})
    status = 200
    if form.is_valid():
        try:
            ballot_papers.issue(result, signed_on=form.cleaned_data["signed_on"], by=request.actor, at=request.now)
            messages.success(request, _("Đã ban hành biên bản kiểm phiếu."))
            return redirect("ballot", pk)
        except WrongState as refusal:
            form.add_error(None, refusal.sentence)
            status = 409
    return render(request, "ballots/issue.html", {"ballot": found, "form": form}, status=status)


def _file(data: bytes, name: str, form: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=TYPES[form], headers=headers)
