"""Kiểm điểm lại: ordered by the superior who decides; the paper is written anew, the first one stays readable."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from kiemdiem.accounts.actions import ORDER_REVIEW, READ_PAPERS, RECEIVE
from kiemdiem.accounts.models import Account, RoleGrant
from kiemdiem.accounts.roles import ACTIONS
from kiemdiem.cycles.models import Cycle, Subject
from kiemdiem.cycles.progress import advance
from kiemdiem.cycles.states import HEARD, State
from kiemdiem.documents import acts as documents
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import record
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.notices.acts import notify
from kiemdiem.organisations.models import Unit
from kiemdiem.organisations.tree import within_any
from kiemdiem.reviews.models import Edition, Meeting, Paper, Rehearing
from kiemdiem.reviews.models.owned import own, written_by
from kiemdiem.reviews.places import heard_at
from kiemdiem.reviews.writing import locked, writers

LONGEST = 1000  # letters of a ground


def may_order(subject: Subject, actor: Actor) -> bool:
    """Ai được yêu cầu kiểm điểm lại: at the very unit that decides on the subject, and not on oneself."""
    own_case = subject.person is not None and subject.person.code == actor.person_key
    return not own_case and actor.holds(ORDER_REVIEW, subject.authority_path)


@transaction.atomic
def order(subject: Subject, ground: str, deadline: date, *, by: Actor, at: datetime) -> Rehearing:
    """Yêu cầu kiểm điểm lại: what was handed in is kept as it is, the paper opens for its writers, who are told.

    A level decided stays until a decision replaces it. Raises PermissionDenied, WrongState.
    """
    subject = Subject.objects.select_for_update(of=("self",)).select_related("cycle", "person").get(pk=subject.pk)
    if not may_order(subject, by):
        raise PermissionDenied
    subject.cycle.must_be_open()
    ground = ground.strip()
    _check(subject, ground, deadline, localdate(at))
    paper = locked(Paper.objects.get(lines__subject=subject))
    unit = Unit.objects.get(path=subject.authority_path)
    reopened = _reopened(paper, subject, by)
    _keep(paper)
    paper.state, paper.round = Paper.State.RETURNED, paper.round + 1
    paper.returned_at, paper.returned_by, paper.return_reason = at, unit.name, ground
    paper.save(update_fields=["state", "round", "returned_at", "returned_by", "return_reason"])
    advance([each for each in reopened if each.state != State.DECIDED], State.RETURNED)
    made = [_ordered(each, unit, ground, deadline, at) for each in reopened]
    _tell(paper, made[0], at)
    facts = {"reason": ground, "until": f"{deadline}", "subjects": [f"{each.kind}:{each.code}" for each in reopened]}
    record("review.ordered", by=by, about=f"subject:{subject.pk}", path=subject.path, facts=facts)
    return next(each for each in made if each.subject_id == subject.pk)


def _check(subject: Subject, ground: str, deadline: date, today: date) -> None:
    if Rehearing.objects.filter(subject=subject, after=None).exists():
        raise WrongState(_("Đã yêu cầu kiểm điểm lại %(name)s và chưa kiểm điểm xong.") % {"name": subject})
    if subject.state not in HEARD and not heard_at([subject.pk]):
        raise WrongState(
            _("%(name)s chưa được kiểm điểm tại cuộc họp nào; bản chưa đạt thì trả lại để viết thêm.")
            % {"name": subject}
        )
    if not ground:
        raise WrongState(_("Phải ghi căn cứ, lý do kiểm điểm lại để người viết biết điều chưa đạt."))
    if len(ground) > LONGEST:
        raise WrongState(_("Căn cứ, lý do dài quá %(limit)s chữ cái.") % {"limit": LONGEST})
    if deadline < today:
        raise WrongState(_("Hạn kiểm điểm lại phải từ hôm nay trở đi."))


def _reopened(paper: Paper, subject: Subject, by: Actor) -> list[Subject]:
    """Những đối tượng của bản phải nghe lại: this one, and of the others heard those one decides on as well."""
    rows = Subject.objects.select_for_update(of=("self",)).filter(paper_line__paper=paper).select_related("person")
    return [
        each
        for each in rows.order_by("pk")
        if each.pk == subject.pk or (each.state in HEARD and may_order(each, by) and not _open(each))
    ]


def _open(subject: Subject) -> bool:
    return Rehearing.objects.filter(subject=subject, after=None).exists()


def _keep(paper: Paper) -> None:
    """Lần trước: as it was handed in, with its files; an order given while it is being rewritten adds no edition."""
    if paper.state != Paper.State.HANDED_IN:
        return
    lines = paper.lines.select_related("subject")
    faults = paper.fault_answers.select_related("fault").order_by("pk")
    items = paper.item_answers.select_related("item").order_by("pk")
    kept = Edition.objects.create(
        paper=paper,
        round=paper.round,
        form=paper.form,
        answers=paper.answers,
        levels={line.subject.kind: line.self_level for line in lines},
        faults=[{"fault": each.fault.content, "result": each.result, "text": each.text} for each in faults],
        items=[{"item": each.item.fact, "text": each.text, "of": each.responsibility} for each in items],
        handed_in_at=paper.handed_in_at,
    )
    documents.keep_for(f"paper:{paper.pk}", f"edition:{kept.pk}")


def _ordered(subject: Subject, unit: Unit, ground: str, deadline: date, at: datetime) -> Rehearing:
    before = heard_at([subject.pk]).get(subject.pk, [])
    return Rehearing.objects.create(
        subject=subject,
        path=subject.path,
        ordered_by=unit,
        ground=ground,
        deadline=deadline,
        ordered_at=at,
        before=before[-1].meeting if before else None,
    )


def _tell(paper: Paper, made: Rehearing, at: datetime) -> None:
    year, day = paper.cycle.year, f"{made.deadline:%d/%m/%Y}"
    text = f"Cấp trên yêu cầu kiểm điểm lại năm {year}, hạn {day}; căn cứ, lý do ghi ở đầu bản."
    event, about = f"review.ordered:{made.pk}", f"paper:{paper.pk}"
    notify(writers(paper, at), event=event, text=text, url=f"/ban/{paper.pk}/", about=about)
    text = f"Có yêu cầu kiểm điểm lại năm {year} ở nơi đồng chí tổ chức kiểm điểm, hạn {day}."
    url = f"/don-vi/{paper.place}/kiem-diem/"
    notify(receivers(paper.path, at), event=f"review.ordered_at:{made.pk}", text=text, url=url, about=about)


def receivers(path: str, at: datetime) -> Iterable[Account]:
    """Who holds the meeting at that very place."""
    roles = [role for role, actions in ACTIONS.items() if RECEIVE in actions]
    held = RoleGrant.objects.on(at.date()).filter(unit__path=path, role__in=roles)
    return list(Account.objects.filter(pk__in=held.values("account")))


@dataclass(frozen=True, slots=True)
class Waiting:
    """Một yêu cầu chưa xong, and whether its day has passed."""

    order: Rehearing
    overdue: bool


def waiting_at(cycle: Cycle, path: str, actor: Actor, today: date) -> list[Waiting]:
    """Các yêu cầu kiểm điểm lại chưa xong tại một nơi, for those who read papers there."""
    if not (actor.may(READ_PAPERS, path) or actor.may(RECEIVE, path)):
        return []
    rows = Rehearing.objects.filter(subject__cycle=cycle, path=path, after=None)
    rows = rows.select_related("subject", "ordered_by", "before").order_by("deadline", "pk")
    return [Waiting(each, each.deadline < today) for each in rows]


def editions_for(actor: Actor) -> QuerySet[Edition]:
    """Các bản của lần kiểm điểm trước that one may read: whoever could read them when they were handed in."""
    read = Paper.objects.filter(within_any(actor.reach(READ_PAPERS)) | own(actor) | written_by(actor))
    return Edition.objects.filter(paper__in=read).select_related("paper__cycle").order_by("round")


def rounds_of(meeting: Meeting) -> dict[int, int]:
    """Lần kiểm điểm của từng đối tượng tại cuộc họp: subject → 1 for the first time, 2 after an order."""
    heard = meeting.hearings.values("subject")
    orders = Rehearing.objects.filter(subject__in=heard)
    if meeting.closed_at:
        orders = orders.filter(ordered_at__lt=meeting.closed_at)
    found: dict[int, int] = {}
    for subject in orders.values_list("subject_id", flat=True):
        found[subject] = found.get(subject, 1) + 1
    return found
