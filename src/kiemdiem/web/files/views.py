"""Trang tệp kèm theo: add one, take it away, take it out of a draft."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kiemdiem.documents import acts
from kiemdiem.documents.contents import read
from kiemdiem.documents.models import Attachment
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.web.files import holders
from kiemdiem.web.request import Request, signed_in


@require_POST
@signed_in
def add(request: Request) -> HttpResponse:
    """Thêm một tệp vào một việc; a refusal is told on the page of that matter."""
    about, sent = request.POST.get("about", ""), request.FILES.get("file")
    with transaction.atomic():
        rights = holders.find(request.actor, about, lock=True)
        try:
            _must(rights, allowed=rights.adds)
            if sent is None:
                raise WrongState(_("Đồng chí chưa chọn tệp."))
            made = acts.attach(
                sent, about=about, path=rights.path, by=request.actor, name=sent.name or "", at=request.now
            )
            messages.success(request, _("Đã đính kèm tệp %(name)s.") % {"name": made.name})
        except WrongState as refusal:
            messages.error(request, refusal.sentence)
    return redirect(rights.page)


@require_safe
@signed_in
def take(request: Request, pk: int) -> HttpResponse:
    """Tải một tệp về: never shown by the browser itself, whatever is in it."""
    found = get_object_or_404(Attachment.objects.select_related("content"), pk=pk)
    holders.find(request.actor, found.about)
    answer = HttpResponse(read(found.content), content_type=found.content_type)
    answer.headers["Content-Disposition"] = content_disposition_header(True, found.name)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
@signed_in
def remove(request: Request, pk: int) -> HttpResponse:
    """Bỏ một tệp khỏi bản chưa nộp; pressed twice, the matter it belonged to (`about`) says that it is done."""
    with transaction.atomic():
        about = request.POST.get("about", "")
        rights = holders.find(request.actor, about, lock=True)
        found = Attachment.objects.filter(pk=pk, about=about).first()
        if found is None and not rights.removes:
            raise Http404
        try:
            _must(rights, allowed=rights.removes)
            if found is None:
                raise WrongState(_("Tệp này đã được bỏ."))
            acts.detach(found, by=request.actor)
            messages.success(request, _("Đã bỏ tệp %(name)s.") % {"name": found.name})
        except WrongState as refusal:
            messages.error(request, refusal.sentence)
    return redirect(rights.page)


def _must(rights: holders.Rights, *, allowed: bool) -> None:
    if not allowed and rights.locked:
        raise WrongState(rights.locked)
    if not allowed:
        raise PermissionDenied
