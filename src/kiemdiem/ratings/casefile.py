"""Hồ sơ xếp loại của một đối tượng: complaints verified again, named exceptions, commendations resting on a level."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from kiemdiem.accounts.actions import DECIDE, STAGE
from kiemdiem.cycles.models import Subject
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import manifest_digest, record
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.ratings.cases import Because, settle_commendations
from kiemdiem.ratings.instrument import Instrument
from kiemdiem.ratings.models import Commendation, Complaint, Excuse
from kiemdiem.regulation import Level, rules


@transaction.atomic
def receive(
    subject: Subject, sort: Complaint.Sort, text: str, *, received_on: date, by: Actor, name: str, at: datetime
) -> Complaint:
    """Ghi nhận khiếu nại, tố cáo, phản ánh về một đối tượng; the same one twice is written once.

    Kept by the level that decides; who sent it isn't kept. Raises PermissionDenied, WrongState.
    """
    subject = _locked(subject, by, STAGE)
    if not text.strip():
        raise WrongState(_("Hãy ghi tóm tắt nội dung; không ghi tên người phản ánh."))
    if received_on > localdate(at):
        raise WrongState(_("Ngày nhận không thể sau hôm nay."))
    given = {"subject": subject, "sort": sort, "text": text.strip(), "received_on": received_on}
    held: Complaint | None = Complaint.objects.filter(**given, verified_on=None).first()
    if held is not None:
        return held
    made: Complaint = Complaint.objects.create(**given, path=subject.authority_path, by=name, at=at)
    facts = {"sort": sort.value, "received_on": f"{received_on}", "text": manifest_digest([text.strip()])}
    record("complaint.received", by=by, about=f"complaint:{made.pk}", path=made.path, facts=facts)
    return made


@transaction.atomic
def verify(complaint: Complaint, result: str, *, on: date, by: Actor, name: str, at: datetime) -> Complaint:
    """Ghi kết quả thẩm định lại by the level that decides (366-QĐ/TW, Điều 12); a level in force is then re-rated, or
    stands, as people decide."""
    complaint = Complaint.objects.select_for_update(of=("self",)).select_related("subject").get(pk=complaint.pk)
    if not by.holds(DECIDE, complaint.path):
        raise PermissionDenied
    _not_own(complaint.subject, by)
    if not result.strip():
        raise WrongState(_("Hãy ghi kết quả thẩm định lại."))
    if not complaint.received_on <= on <= localdate(at):
        raise WrongState(_("Ngày thẩm định lại phải từ ngày nhận đến hôm nay."))
    if complaint.verified_on is not None:
        if complaint.result == result.strip():
            return complaint
        raise WrongState(_("Việc này đã có kết quả thẩm định lại; có tình tiết mới thì ghi nhận một việc mới."))
    complaint.result, complaint.verified_on, complaint.verified_by = result.strip(), on, name
    complaint.save(update_fields=["result", "verified_on", "verified_by"])
    facts = {"verified_on": f"{on}", "result": manifest_digest([result.strip()])}
    record("complaint.verified", by=by, about=f"complaint:{complaint.pk}", path=complaint.path, facts=facts)
    return complaint


@transaction.atomic
def excuse(
    subject: Subject, code: str, sort: str, instrument: Instrument, *, by: Actor, name: str, at: datetime
) -> Excuse:
    """Ghi quyết định ngoại lệ: only for a condition and a case that the year's law leaves to the competent authority.

    Raises PermissionDenied; WrongState for another case, an incomplete decision, or one already recorded otherwise.
    """
    subject = _locked(subject, by, DECIDE)
    cycle = subject.cycle
    if sort not in rules.excuses_for(code, subject.subject_kind, cycle.law, cycle.rule_day):
        raise WrongState(_("Quy định của năm này không cho ngoại lệ như vậy đối với điều kiện ấy."))
    instrument.check(localdate(at), signed=True)
    held: Excuse | None = Excuse.objects.filter(subject=subject, code=code, sort=sort).first()
    if held is not None:
        if (held.decision_no, held.decided_on) == (instrument.number, instrument.signed_on):
            return held
        raise WrongState(_("Ngoại lệ này đã ghi theo quyết định số %(number)s.") % {"number": held.decision_no})
    made: Excuse = Excuse.objects.create(
        subject=subject,
        path=subject.authority_path,
        code=code,
        sort=sort,
        decision_no=instrument.number,
        decided_on=instrument.signed_on,
        signatory=instrument.signatory,
        reason=instrument.reason,
        by=name,
        at=at,
    )
    facts = {"code": code, "sort": sort, **_told(instrument)}
    record("excuse.recorded", by=by, about=f"subject:{subject.pk}", path=made.path, facts=facts)
    return made


@transaction.atomic
def commend(
    subject: Subject, title: str, least: Level, instrument: Instrument, *, by: Actor, name: str, at: datetime
) -> Commendation:
    """Ghi khen thưởng gắn với mức xếp loại: `least` is the lowest level it rests on; a case opens when that is lost."""
    subject = _locked(subject, by, STAGE)
    if not title.strip():
        raise WrongState(_("Hãy ghi danh hiệu hoặc hình thức khen thưởng."))
    instrument.check(localdate(at), reasoned=False)
    given = {"subject": subject, "title": title.strip(), "decision_no": instrument.number}
    held: Commendation | None = Commendation.objects.filter(**given).first()
    if held is not None:
        return held
    made: Commendation = Commendation.objects.create(
        **given, path=subject.authority_path, least=least, decided_on=instrument.signed_on, by=name, at=at
    )
    if subject.level:
        settle_commendations(subject.cycle, subject.cycle.law, [subject], Because(at))
    facts = {"title": title.strip(), "least": least.key, **_told(instrument)}
    record("commendation.recorded", by=by, about=f"subject:{subject.pk}", path=made.path, facts=facts)
    return made


def _told(instrument: Instrument) -> dict[str, str]:
    return asdict(instrument) | {"signed_on": f"{instrument.signed_on}"}


def _locked(subject: Subject, by: Actor, action: str) -> Subject:
    found: Subject = (
        Subject.objects.select_for_update(of=("self",)).select_related("cycle__root", "person").get(pk=subject.pk)
    )
    if not found.authority_path or not by.holds(action, found.authority_path):
        raise PermissionDenied
    _not_own(found, by)
    return found


def _not_own(subject: Subject, by: Actor) -> None:
    if by.person_key and subject.person and subject.person.code == by.person_key:
        raise WrongState(_("Hồ sơ này của chính đồng chí; người khác trong cấp có thẩm quyền ghi."))
