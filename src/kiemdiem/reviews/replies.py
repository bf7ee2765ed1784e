"""Ý kiến trả lời, ý kiến bảo lưu: what the one under review says to what was said and concluded; kept, never changed.

A person answers for himself or herself. On the conclusion about a collective or an organisation each member has the
right to reserve an opinion, in his or her own name: whoever was called to the meeting that concluded it.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kiemdiem.accounts.actions import RECEIVE
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import record
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.notices.acts import notify
from kiemdiem.organisations.models import Person
from kiemdiem.organisations.tree import within_any
from kiemdiem.reviews.models import Attendance, Comment, Hearing, Meeting, Reply
from kiemdiem.reviews.rehearing import receivers
from kiemdiem.suggestions.models import in_person

LONGEST = 5_000  # letters


def hearings_for(actor: Actor) -> QuerySet[Hearing]:
    """Những lần kiểm điểm mà người này có quyền có ý kiến, or writes down what somebody else said there."""
    records = Q(pk__isnull=False) & within_any(actor.reach(RECEIVE), "meeting__path")
    rows = Hearing.objects.filter(deferred="").select_related("meeting__cycle", "subject__person")
    me = in_person(actor)
    if not me:
        return rows.filter(records)
    called = Attendance.objects.filter(person__code=me).values("meeting")
    speaks = Q(subject__person__code=me) | Q(subject__person=None, meeting__in=called)
    return rows.filter(records | Q(meeting__closed_at__isnull=False) & speaks)


def givers(hearing: Hearing) -> QuerySet[Person]:
    """Ai có quyền có ý kiến về kết luận ấy: the person concerned, or each member of the collective called to it."""
    if hearing.subject.person_id:
        return Person.objects.filter(pk=hearing.subject.person_id)
    return Person.objects.filter(pk__in=hearing.meeting.attendances.values("person")).order_by("sort_key", "pk")


def speaks(hearing: Hearing, actor: Actor) -> bool:
    """Có quyền có ý kiến cho chính mình ở đây, which is never done for whom one acts for."""
    me = in_person(actor)
    return bool(me) and givers(hearing).filter(code=me).exists()


@transaction.atomic
def add(hearing: Hearing, text: str, *, kind: str, comment: int | None = None, by: Actor, at: datetime) -> Reply:
    """Gửi ý kiến sau cuộc họp, in person: kept beside the locked record. Raises PermissionDenied, WrongState."""
    if not speaks(hearing, by):
        raise PermissionDenied
    meeting = _locked(hearing)
    if meeting.closed_at is None:
        raise WrongState(
            _("Cuộc họp này chưa kết thúc; ý kiến nêu tại cuộc họp do thư ký ghi, họp xong thì đồng chí gửi ở đây.")
        )
    person = Person.objects.get(code=in_person(by))
    made = _keep(hearing, meeting, person, text, kind, comment, at, "")
    words = f"Có ý kiến gửi sau cuộc họp kiểm điểm ngày {meeting.held_on:%d/%m/%Y}; đọc ở trang biên bản."
    others = [each for each in receivers(meeting.path, at) if each.person_id != person.pk]
    notify(others, event=f"reply.added:{made.pk}", text=words, url=f"/hop/{meeting.pk}/", about=f"meeting:{meeting.pk}")
    _record(made, by)
    return made


@transaction.atomic
def write_down(
    hearing: Hearing,
    person: Person,
    text: str,
    *,
    kind: str,
    comment: int | None = None,
    by: Actor,
    name: str,
    at: datetime,
) -> Reply:
    """Ghi ý kiến của một đồng chí as it was said in the meeting or given on paper; the person is told."""
    if not by.may(RECEIVE, hearing.meeting.path):
        raise PermissionDenied
    meeting = _locked(hearing)
    if not givers(hearing).filter(pk=person.pk).exists():
        raise WrongState(
            _("Chỉ ghi ý kiến của người được kiểm điểm, hoặc của thành viên tập thể được mời họp; hãy chọn lại người.")
        )
    made = _keep(hearing, meeting, person, text, kind, comment, at, name)
    if person.code != by.person_key:
        words = f"Ý kiến của đồng chí về kiểm điểm năm {meeting.cycle.year} đã được ghi lại; đọc ở hồ sơ kiểm điểm."
        about = f"meeting:{meeting.pk}"
        notify([person], event=f"reply.written:{made.pk}", text=words, url="/kiem-diem/", about=about)
    _record(made, by)
    return made


def replies_of(meeting: Meeting) -> list[Reply]:
    """Mọi ý kiến ở một cuộc họp, in the order they came; whoever calls has found the meeting itself."""
    rows = meeting.replies.select_related("person", "subject", "comment", "meeting")
    return list(rows.order_by("at", "pk"))


def _locked(hearing: Hearing) -> Meeting:
    """The meeting as it is now: closing it and pressing a button twice both wait here."""
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("cycle")
    found: Meeting = rows.get(pk=hearing.meeting_id)
    return found


def _keep(
    hearing: Hearing,
    meeting: Meeting,
    person: Person,
    text: str,
    kind: str,
    comment: int | None,
    at: datetime,
    name: str,
) -> Reply:
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
    answered = _comment(hearing, kind, comment)
    _check(hearing, text, kind)
    same = Reply.objects.filter(
        meeting=meeting, subject=hearing.subject_id, person=person, kind=kind, comment=answered, text=text
    ).first()
    if same:
        raise WrongState(
            _("Ý kiến này đã ghi lúc %(at)s và được giữ trong hồ sơ; muốn nói thêm thì ghi nội dung khác.")
            % {"at": f"{localtime(same.at):%H:%M %d/%m/%Y}"}
        )
    made: Reply = Reply.objects.create(
        subject_id=hearing.subject_id, person=person, meeting=meeting, comment=answered, kind=kind, text=text, at=at,
        entered_by=name,
    )  # fmt: skip
    return made


def _check(hearing: Hearing, text: str, kind: str) -> None:
    if kind not in Reply.Kind.values:
        raise WrongState(_("Hãy chọn: trả lời góp ý, hay bảo lưu ý kiến về kết luận."))
    if kind == Reply.Kind.REPLY and not hearing.subject.person_id:
        raise WrongState(
            _("Góp ý về tập thể do tập thể tiếp thu, giải trình tại cuộc họp; từng đồng chí có thể bảo lưu ý kiến.")
        )
    if not text:
        raise WrongState(_("Đồng chí chưa ghi nội dung ý kiến."))
    if len(text) > LONGEST:
        raise WrongState(
            _("Ý kiến dài quá %(limit)s chữ cái; hãy rút gọn hoặc chia thành nhiều lần.") % {"limit": LONGEST}
        )


def _comment(hearing: Hearing, kind: str, comment: int | None) -> Comment | None:
    """The comment answered, one of those about the subject at that meeting; None for an opinion reserved."""
    if kind != Reply.Kind.REPLY or not comment:
        return None
    found = Comment.objects.filter(pk=comment, meeting=hearing.meeting_id, subject=hearing.subject_id).first()
    if found is None:
        raise WrongState(_("Góp ý ấy không còn trong biên bản này; hãy mở lại trang rồi chọn lại."))
    return found


def _record(made: Reply, by: Actor) -> None:
    subject, meeting = made.subject, made.meeting
    facts = {"kind": made.kind, "person": made.person.code, "subjects": [f"{subject.kind}:{subject.code}"]}
    record("reply.added", by=by, about=f"meeting:{meeting.pk}", path=meeting.path, facts=facts)
