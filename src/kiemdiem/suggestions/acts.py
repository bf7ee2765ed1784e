"""Gợi ý kiểm điểm: draft, write the items, drop, issue by letter, withdraw; each in one transaction."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from kiemdiem.accounts.actions import ISSUE_SUGGESTIONS, SUGGEST, WRITE
from kiemdiem.accounts.models import Account, RoleGrant
from kiemdiem.accounts.roles import ACTIONS
from kiemdiem.cycles.models import Cycle, Subject
from kiemdiem.cycles.states import HEARD
from kiemdiem.documents import acts as documents
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import record
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.notices.acts import notify
from kiemdiem.organisations.models import Person, Unit
from kiemdiem.regulation.rules import Point, concrete, vague
from kiemdiem.suggestions.law import ground
from kiemdiem.suggestions.models import Suggestion, SuggestionItem
from kiemdiem.suggestions.papers import Letter, sheet

LONGEST = 5_000  # letters of a fact, or of what must be explained
MOST_ITEMS = 30
_DRAFT, _ISSUED = Suggestion.State.DRAFT, Suggestion.State.ISSUED


class Vague(WrongState):
    """Chưa cụ thể, rõ ràng: `faults` has the number of each such item with one sentence, all at once."""

    def __init__(self, faults: Sequence[tuple[int, str]], cite: str) -> None:
        super().__init__(
            _("Chưa ban hành được: %(count)s nội dung chưa cụ thể, rõ ràng (%(cite)s).")
            % {"count": len(faults), "cite": cite}
        )
        self.faults = list(faults)


@transaction.atomic
def draft(subject: Subject, *, issuer: Unit, by: Actor, name: str) -> Suggestion:
    """Dự thảo gợi ý to a subject that the unit manages; when there is a draft to it already, that one."""
    if not by.holds(SUGGEST, issuer.path) or _about_oneself(subject, by):
        raise PermissionDenied
    subject = Subject.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=subject.pk)
    subject.cycle.must_be_open()
    _managed(subject, issuer)
    held: Suggestion | None = Suggestion.objects.filter(subject=subject, issuer=issuer, state=_DRAFT).first()
    if held:
        return held
    made: Suggestion = Suggestion.objects.create(
        cycle=subject.cycle,
        subject=subject,
        issuer=issuer,
        path=issuer.path,
        subject_path=subject.path,
        drafted_by=name,
    )
    record("suggestion.drafted", by=by, about=_key(made), path=made.path, facts={"year": subject.cycle.year})
    return made


@transaction.atomic
def put_items(
    suggestion: Suggestion, points: Sequence[Point], *, explain_by: date | None, base: str, by: Actor
) -> Suggestion:
    """Ghi các nội dung, in order, instead of those there were; `base` is the `mark` of what the writer began from."""
    suggestion = _locked(suggestion, by, SUGGEST, ISSUE_SUGGESTIONS)
    if suggestion.state != _DRAFT:
        raise WrongState(_("Gợi ý này đã ban hành nên không sửa được; hãy thu hồi rồi gợi ý lại."))
    if base != mark(suggestion):
        raise WrongState(
            _("Dự thảo vừa được sửa ở nơi khác; chữ đồng chí vừa viết còn ở dưới, hãy mở lại trang rồi ghi thêm.")
        )
    suggestion.cycle.must_be_open()
    if len(points) > MOST_ITEMS:
        raise WrongState(_("Một gợi ý có nhiều nhất %(most)s nội dung.") % {"most": MOST_ITEMS})
    suggestion.items.all().delete()
    SuggestionItem.objects.bulk_create(
        SuggestionItem(suggestion=suggestion, position=number, **_written(point))
        for number, point in enumerate(points, start=1)
    )
    suggestion.explain_by = explain_by
    suggestion.save(update_fields=["explain_by"])
    record("suggestion.written", by=by, about=_key(suggestion), path=suggestion.path, facts={"lines": len(points)})
    return suggestion


@transaction.atomic
def drop(suggestion: Suggestion, *, by: Actor) -> None:
    """Bỏ dự thảo; what was issued is withdrawn, never dropped."""
    suggestion = _locked(suggestion, by, SUGGEST, ISSUE_SUGGESTIONS)
    if suggestion.state != _DRAFT:
        raise WrongState(_("Gợi ý này đã ban hành nên không bỏ được; nếu không còn đúng thì thu hồi, có lý do."))
    about, path = _key(suggestion), suggestion.path
    suggestion.delete()
    record("suggestion.dropped", by=by, about=about, path=path, facts={})


@transaction.atomic
def issue(
    suggestion: Suggestion, letter: Letter, *, late_way: str = "", by: Actor, name: str, at: datetime
) -> Suggestion:
    """Ban hành gợi ý by a numbered letter; only the one addressed is told, in words that name no content.

    Raises Vague with every item that isn't concrete; WrongState when a meeting has heard the subject and `late_way`
    doesn't say how the matter is still heard.
    """
    suggestion = _locked(suggestion, by, ISSUE_SUGGESTIONS)
    if suggestion.state != _DRAFT:
        raise WrongState(_("Gợi ý này đã ban hành."))
    suggestion.cycle.must_be_open()
    subject = Subject.objects.select_for_update(of=("self",)).get(pk=suggestion.subject_id)
    _managed(subject, suggestion.issuer)
    items = list(suggestion.items.all())
    _concrete(suggestion.cycle, items, letter.signed_on)
    _in_time(suggestion, letter.signed_on)
    suggestion.late = subject.state in HEARD
    suggestion.late_way = _way(suggestion, late_way)
    about, path = _key(suggestion), suggestion.path
    paper = documents.draft(
        "CV",
        sheet(suggestion, items, letter),
        organ=suggestion.issuer,
        about=about,
        path=path,
        by=by,
        on=letter.signed_on,
    )
    suggestion.document = documents.issue(paper, signed_on=letter.signed_on, by=by, at=at)
    suggestion.state, suggestion.issued_at, suggestion.issued_by = _ISSUED, at, name
    suggestion.save()
    text = f"Đồng chí có văn bản của cấp trên cần đọc cho kỳ kiểm điểm năm {suggestion.cycle.year}."
    notify(
        addressees(subject, at), event=f"suggestion.issued:{suggestion.pk}", text=text, url=_url(suggestion),
        about=about,
    )  # fmt: skip
    facts = {"number": suggestion.document.number_line, "lines": len(items), "late": suggestion.late_way}
    record("suggestion.issued", by=by, about=about, path=path, facts=facts)
    return suggestion


@transaction.atomic
def withdraw(suggestion: Suggestion, *, reason: str, by: Actor, at: datetime) -> Suggestion:
    """Thu hồi gợi ý, with its letter, which keeps its number; it need not be answered any more."""
    suggestion = _locked(suggestion, by, ISSUE_SUGGESTIONS)
    if suggestion.state != _ISSUED or suggestion.document is None:
        raise WrongState(_("Chỉ gợi ý đã ban hành và chưa thu hồi mới thu hồi được."))
    suggestion.cycle.must_be_open()
    if not reason.strip():
        raise WrongState(_("Hãy ghi lý do thu hồi; nơi được gợi ý đọc được lý do này."))
    documents.withdraw(suggestion.document, reason=reason, by=by, at=at)
    suggestion.state, suggestion.withdrawn_at = Suggestion.State.WITHDRAWN, at
    suggestion.withdraw_reason = reason.strip()
    suggestion.save(update_fields=["state", "withdrawn_at", "withdraw_reason"])
    about = _key(suggestion)
    text = f"Một văn bản gửi đồng chí cho kỳ kiểm điểm năm {suggestion.cycle.year} đã được thu hồi."
    notify(
        addressees(suggestion.subject, at), event=f"suggestion.withdrawn:{suggestion.pk}", text=text,
        url=_url(suggestion), about=about,
    )  # fmt: skip
    record("suggestion.withdrawn", by=by, about=about, path=suggestion.path, facts={})
    return suggestion


def addressees(subject: Subject, at: datetime) -> list[Account | Person]:
    """Ai nhận: the person; else those who write at that very unit on the day."""
    if subject.person:
        return [subject.person]
    writing = [role for role, actions in ACTIONS.items() if WRITE in actions]
    held = RoleGrant.objects.on(at.date()).filter(unit__path=subject.path, role__in=writing)
    return list(Account.objects.filter(pk__in=held.values("account")))


def faults(items: Sequence[SuggestionItem], today: date) -> list[tuple[int, str]]:
    """Nội dung nào chưa cụ thể, rõ ràng: its number with one sentence that says what is missing."""
    found = ((each.position, vague(_point(each), today)) for each in items)
    return [(number, _missing(parts)) for number, parts in found if parts]


def mark(suggestion: Suggestion) -> str:
    """Dấu của dự thảo as it stands: another one once somebody has changed it."""
    rows = list(suggestion.items.values_list("position", *_FIELDS))
    return hashlib.sha256(repr((suggestion.explain_by, rows)).encode()).hexdigest()[:16]


_MOST = {"category": 20, "category_reason": 250, "source": 500}
_FIELDS = ("category", "category_reason", "fact", "source", "fact_on", "explain")


def _concrete(cycle: Cycle, items: list[SuggestionItem], today: date) -> None:
    """Asked of every item on the day it is signed, under the law of the cycle."""
    if not items:
        raise WrongState(
            _("Gợi ý chưa có nội dung nào; nội dung gợi ý phải cụ thể, rõ ràng (%(cite)s).") % {"cite": ground(cycle)}
        )
    verdicts = [(each.position, concrete(_point(each), today, cycle.law, cycle.rule_day)) for each in items]
    found = [(number, _missing(verdict.facts["missing"])) for number, verdict in verdicts if verdict.ok is False]
    if found:
        raise Vague(found, ground(cycle))


def _in_time(suggestion: Suggestion, signed_on: date) -> None:
    if suggestion.explain_by and suggestion.explain_by < signed_on:
        raise WrongState(
            _("Hạn giải trình %(due)s ở trước ngày ký %(day)s; hãy sửa hạn ở trang dự thảo.")
            % {"due": f"{suggestion.explain_by:%d/%m/%Y}", "day": f"{signed_on:%d/%m/%Y}"}
        )


def _way(suggestion: Suggestion, chosen: str) -> str:
    """How a late suggestion is still heard; nothing for one in time."""
    if not suggestion.late:
        return ""
    if chosen not in Suggestion.LateWay.values:
        raise WrongState(
            _(
                "Đối tượng này đã được kiểm điểm tại cuộc họp; hãy chọn kiểm điểm lại hoặc họp bổ sung để từng "
                "nội dung gợi ý được giải trình (%(cite)s)."
            )
            % {"cite": ground(suggestion.cycle)}
        )
    return chosen


def _managed(subject: Subject, issuer: Unit) -> None:
    """Those under that level's own authority; who isn't reviewed answers nothing."""
    if not subject.authority_path or subject.authority_path != issuer.path:
        raise WrongState(
            _("%(name)s không thuộc thẩm quyền quản lý của %(unit)s nên %(unit)s không gợi ý được (%(cite)s).")
            % {"name": subject.name, "unit": issuer.name, "cite": ground(subject.cycle)}
        )
    if not subject.reviewed:
        raise WrongState(_("%(name)s không thuộc diện kiểm điểm năm nay.") % {"name": subject.name})


def _missing(parts: Sequence[str]) -> str:
    words = {
        "category": _("nhóm nội dung"),
        "category_reason": _("lý do xếp vào nội dung khác"),
        "fact": _("sự việc (việc gì, ở đâu)"),
        "source": _("nguồn"),
        "fact_on": _("ngày"),
        "explain": _("điều phải giải trình"),
    }
    named = ", ".join(words[part] for part in parts if part in words)
    said = [_("Thiếu %(parts)s.") % {"parts": named}] if named else []
    return " ".join(said + ([_("Ngày của sự việc ở sau ngày ký.")] if "future" in parts else []))


def _point(item: SuggestionItem) -> Point:
    return Point(**{name: getattr(item, name) for name in _FIELDS})


def _written(point: Point) -> dict[str, Any]:
    """Fields of an item, texts in one form of Unicode. Raises WrongState for a text that is too long."""
    values: dict[str, Any] = {}
    for name in _FIELDS:
        value = getattr(point, name)
        if not isinstance(value, str):
            values[name] = value
            continue
        text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").strip()
        most = _MOST.get(name, LONGEST)
        if len(text) > most:
            raise WrongState(_("Một ô dài quá %(most)s chữ cái; hãy rút gọn.") % {"most": most})
        values[name] = text
    return values


def _locked(suggestion: Suggestion, by: Actor, *actions: str) -> Suggestion:
    """The row as it is now, held to the end; for those who may do one of these things at the issuing unit."""
    rows = Suggestion.objects.select_for_update(of=("self",))
    found: Suggestion = rows.select_related("cycle", "subject__person", "issuer__parent", "document").get(
        pk=suggestion.pk
    )
    if not any(by.holds(action, found.path) for action in actions) or _about_oneself(found.subject, by):
        raise PermissionDenied
    return found


def _about_oneself(subject: Subject, by: Actor) -> bool:
    return bool(subject.person and subject.person.code in (by.person_key, by.acting_for))


def _key(suggestion: Suggestion) -> str:
    return f"suggestion:{suggestion.pk}"


def _url(suggestion: Suggestion) -> str:
    return f"/goi-y/{suggestion.pk}/"
