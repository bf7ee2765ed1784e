"""Việc làm trên văn bản: draft, redraft, issue, withdraw; terms; numbers used outside; attachments.

Who may draft or issue a paper, or attach to it, is asked by the package whose matter it is about, before it calls
here; the register of an organ is kept by those who hold KEEP_REGISTER at it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from kiemdiem.accounts.actions import KEEP_REGISTER
from kiemdiem.documents import render
from kiemdiem.documents.contents import forget, keep
from kiemdiem.documents.files import Upload, examined
from kiemdiem.documents.model import Sheet
from kiemdiem.documents.models import Attachment, Document, Series, Term, UsedOutside, term_on
from kiemdiem.documents.states import State
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import record
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Unit
from kiemdiem.regulation import NotInForce
from kiemdiem.regulation.layout import Layout, layout_on


@transaction.atomic
def draft(
    kind: str, sheet: Sheet, *, organ: Unit, about: str, path: str, by: Actor, on: date | None = None
) -> Document:
    """Dự thảo văn bản of an organ, in the ruleset of that day; it takes no number yet."""
    day = on or settings.DEMO_DAY or localdate()
    form = _layout(kind, day)
    made = Document.objects.create(
        organ=organ, kind=kind, about=about, path=path, ruleset=form.key, sheet_json=replace(sheet, kind=kind).to_json()
    )
    record("document.drafted", by=by, about=f"document:{made.pk}", path=path, facts={"kind": kind, "of": about})
    return made


@transaction.atomic
def redraft(document: Document, sheet: Sheet, *, by: Actor) -> Document:
    """Sửa dự thảo; what is issued is never changed."""
    document = _locked(document)
    if not document.is_draft:
        raise WrongState(
            _("Văn bản %(number)s đã ban hành nên không sửa được; hãy thu hồi rồi ban hành văn bản khác.")
            % {"number": document.number_line}
        )
    document.sheet_json = replace(sheet, kind=document.kind).to_json()
    document.save(update_fields=["sheet_json"])
    facts = {"kind": document.kind, "of": document.about}
    record("document.redrafted", by=by, about=f"document:{document.pk}", path=document.path, facts=facts)
    return document


@transaction.atomic
def issue(document: Document, *, signed_on: date, by: Actor, at: datetime) -> Document:
    """Ban hành: the next number of its series, the day it was signed, frozen as .docx and PDF with their digests.

    Number and everything else are one transaction: what is rolled back leaves no hole. Raises WrongState.
    """
    document = _locked(document)
    if not document.is_draft:
        raise WrongState(
            _("Văn bản này đã ban hành với %(number)s; mỗi dự thảo chỉ ban hành một lần.")
            % {"number": document.number_line}
        )
    if signed_on > localdate(at):
        raise WrongState(
            _("Ngày ký %(day)s chưa đến; hãy ghi đúng ngày người có thẩm quyền ký văn bản.") % {"day": _day(signed_on)}
        )
    document.ruleset = _layout(document.kind, signed_on).key
    document.signed_on, document.term = signed_on, _term(document.organ, signed_on)
    document.number = _next_number(document.term, document.kind)
    document.issued_at, document.issued_by, document.state = at, by.key, State.ISSUED
    printed = render.compose(document)
    document.docx, document.pdf = keep(render.docx_of(printed)), keep(render.pdf_of(printed))
    document.save()
    facts = {
        "number": document.number_line, "signed_on": f"{signed_on}", "of": document.about,
        "docx": document.docx_id, "pdf": document.pdf_id,
    }  # fmt: skip
    record("document.issued", by=by, about=f"document:{document.pk}", path=document.path, facts=facts)
    return document


@transaction.atomic
def withdraw(document: Document, *, reason: str, by: Actor, at: datetime) -> Document:
    """Thu hồi văn bản, with its reason; it keeps its number, which nobody gets again."""
    document = _locked(document)
    if not document.is_issued:
        raise WrongState(_("Chỉ văn bản đã ban hành và còn hiệu lực mới thu hồi được."))
    if not reason.strip():
        raise WrongState(_("Hãy ghi lý do thu hồi văn bản; lý do được ghi vào sổ văn bản."))
    document.state, document.reason = State.WITHDRAWN, reason.strip()
    document.withdrawn_at, document.withdrawn_by = at, by.key
    document.save(update_fields=["state", "reason", "withdrawn_at", "withdrawn_by"])
    facts = {"number": document.number_line, "of": document.about}
    record("document.withdrawn", by=by, about=f"document:{document.pk}", path=document.path, facts=facts)
    return document


@transaction.atomic
def begin_term(unit: Unit, *, begins: date, by: Actor) -> Term:
    """Ghi ngày bắt đầu nhiệm kỳ; the one before ends on the day before, and numbers begin anew."""
    _keeps(unit, by)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    before = Term.objects.select_for_update().filter(unit=unit, ends=None).first()
    if before and begins <= before.begins:
        raise WrongState(
            _("Nhiệm kỳ mới phải bắt đầu sau ngày %(day)s, ngày bắt đầu nhiệm kỳ đang ghi.")
            % {"day": _day(before.begins)}
        )
    late = before and before.documents.filter(signed_on__gte=begins).order_by("signed_on").last()
    if late:
        raise WrongState(
            _("%(number)s ký ngày %(day)s đã lấy số của nhiệm kỳ trước; nhiệm kỳ mới phải bắt đầu sau ngày ấy.")
            % {"number": late.number_line, "day": _day(late.signed_on)}
        )
    if before:
        before.ends = begins - timedelta(days=1)
        before.save(update_fields=["ends"])
    made = Term.objects.create(unit=unit, begins=begins)
    record("term.begun", by=by, about=f"term:{made.pk}", path=unit.path, facts={"begins": f"{begins}"})
    return made


@transaction.atomic
def set_used_before(term: Term, kind: str, *, number: int, note: str, by: Actor, at: datetime) -> UsedOutside:
    """Ghi số cuối cùng đã dùng ngoài hệ thống of a kind, with the note that explains it; the next number follows it."""
    _keeps(term.unit, by)
    _layout(kind, term.begins)
    if not note.strip():
        raise WrongState(_("Hãy ghi căn cứ của số đã dùng ngoài hệ thống, như “theo sổ công văn đi năm 2022”."))
    series = _series(term, kind)
    if number <= series.last:
        raise WrongState(
            _("Số đã dùng phải lớn hơn %(last)s, số cuối cùng của dãy này.") % {"last": f"{series.last:02d}"}
        )
    made = UsedOutside.objects.create(
        series=series, first=series.last + 1, last=number, note=note.strip(), noted_at=at, noted_by=by.key
    )
    series.last = number
    series.save(update_fields=["last"])
    facts = {"kind": kind, "first": made.first, "last": made.last, "note": made.note}
    record("numbers.used_outside", by=by, about=f"term:{term.pk}", path=term.unit.path, facts=facts)
    return made


@transaction.atomic
def attach(upload: Upload, *, about: str, path: str, by: Actor, name: str, at: datetime) -> Attachment:
    """Đính kèm một tệp; its kind is decided by its content. The same file twice is one. Raises WrongState."""
    data, kind = examined(upload)
    content = keep(data)
    made, new = Attachment.objects.get_or_create(
        about=about,
        content=content,
        defaults={
            "path": path, "name": kind.file_name(name), "content_type": kind.content_type, "size": len(data),
            "added_at": at, "added_by": by.key,
        },
    )  # fmt: skip
    if new:
        facts = {"of": about, "sha256": content.sha256, "size": made.size}
        record("attachment.added", by=by, about=f"attachment:{made.pk}", path=path, facts=facts)
    return made


@transaction.atomic
def detach(attachment: Attachment, *, by: Actor) -> None:
    """Bỏ một tệp đã đính kèm; its content goes too unless something else holds it. Raises WrongState."""
    held = Attachment.objects.select_for_update(of=("self",)).filter(pk=attachment.pk).first()
    if held is None:
        raise WrongState(_("Tệp này đã được bỏ."))
    key, about = held.content_id, f"attachment:{held.pk}"
    held.delete()
    forget(key)
    facts = {"of": held.about, "sha256": key, "size": held.size}
    record("attachment.removed", by=by, about=about, path=held.path, facts=facts)


def keep_for(about: str, later: str) -> None:
    """Giữ các tệp của một việc cho cả việc khác, as they are now; part of the act that asks for it."""
    for each in attachments(about):
        each.pk, each.about = None, later
        each.save(force_insert=True)


def attachments(about: str) -> list[Attachment]:
    """Tệp kèm theo một việc, oldest first."""
    return list(Attachment.objects.filter(about=about).order_by("pk"))


def _locked(document: Document) -> Document:
    return Document.objects.select_for_update(of=("self",)).select_related("organ").get(pk=document.pk)


def _layout(kind: str, day: date) -> Layout:
    """The ruleset of a day, which must know that kind of paper."""
    try:
        form = layout_on(day)
        form.kind(kind)
    except NotInForce as refusal:
        raise WrongState(str(refusal)) from refusal
    return form


def _term(organ: Unit, day: date) -> Term:
    found = term_on(organ, day)
    if found is None:
        raise WrongState(
            _(
                "%(organ)s chưa ghi nhiệm kỳ của ngày %(day)s nên chưa cấp được số; số văn bản chạy theo nhiệm kỳ, "
                "hãy ghi ngày bắt đầu nhiệm kỳ ở trang Sổ văn bản của đơn vị ấy."
            )
            % {"organ": organ.name, "day": _day(day)}
        )
    return found


def _next_number(term: Term, kind: str) -> int:
    series = _series(term, kind)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last


def _series(term: Term, kind: str) -> Series:
    """The series, locked until the end of the transaction: whoever else wants a number of it waits."""
    Series.objects.get_or_create(term=term, kind=kind)
    return Series.objects.select_for_update().get(term=term, kind=kind)


def _keeps(unit: Unit, by: Actor) -> None:
    if not by.holds(KEEP_REGISTER, unit.path):
        raise PermissionDenied


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
