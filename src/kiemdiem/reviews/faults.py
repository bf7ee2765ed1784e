"""Sổ hạn chế, khuyết điểm: name one, say who answers for it, link it to an earlier one, settle it when it was heard."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kiemdiem.accounts.actions import RECEIVE
from kiemdiem.cycles.models import Cycle, Subject
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import record
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.organisations.models import Person, Post, on_day
from kiemdiem.organisations.tree import within
from kiemdiem.reviews.answering import heads
from kiemdiem.reviews.models import Comment, Fault, FaultAnswer, FaultShare, Paper
from kiemdiem.reviews.writing import LONGEST, locked, may_write
from kiemdiem.suggestions.models import SuggestionItem

Source, State = Fault.Source, Fault.State
_SETTLED = {
    FaultAnswer.Result.FIXED: State.FIXED,
    FaultAnswer.Result.PARTLY: State.PARTLY,
    FaultAnswer.Result.RECURRING: State.RECURRING,
}


@transaction.atomic
def name_own(paper: Paper, content: str, cause: str, *, earlier: Fault | None = None, by: Actor, at: datetime) -> Fault:
    """Tự nêu một hạn chế in a paper one still writes; `earlier` is one's own link to what it repeats."""
    paper = _draft_of(paper, by)
    words = _written(content, _("Hãy ghi nội dung hạn chế, khuyết điểm."))
    if paper.faults.filter(content=words).exists():
        raise WrongState(_("Hạn chế này đã ghi trong bản này rồi."))
    fault = Fault(
        source=Source.SELF,
        paper=paper,
        content=words,
        cause=_written(cause, _("Hãy ghi nguyên nhân của hạn chế, khuyết điểm.")),
        earlier=_earlier(paper, earlier),
        named_at=at,
        **_of(paper),
    )
    fault.save()
    _record("fault.named", fault, by)
    return fault


@transaction.atomic
def name_for(
    paper: Paper,
    source: str,
    content: str,
    *,
    comment: Comment | None = None,
    item: SuggestionItem | None = None,
    by: Actor,
    at: datetime,
) -> Fault:
    """Ghi một hạn chế do người khác nêu (góp ý, gợi ý, kiểm tra, kỳ trước), by who receives papers there; never of
    oneself."""
    paper = locked(paper)
    if not by.may(RECEIVE, paper.path) or (paper.person and paper.person.code == by.person_key):
        raise PermissionDenied
    if source not in Source.values or source == Source.SELF:
        raise WrongState(_("Hãy chọn nguồn của hạn chế, khuyết điểm."))
    if paper.state != Paper.State.HANDED_IN:
        raise WrongState(_("Bản kiểm điểm chưa nộp; hạn chế do người khác nêu chỉ ghi sau khi bản đã nộp."))
    fault = Fault(
        source=source,
        paper=paper,
        content=_written(content, _("Hãy ghi nội dung hạn chế, khuyết điểm.")),
        comment=comment,
        item=item,
        named_at=at,
        **_of(paper),
    )
    fault.save()
    _record("fault.named", fault, by)
    return fault


@transaction.atomic
def drop(fault: Fault, *, by: Actor) -> None:
    """Bỏ một hạn chế khỏi bản đang viết; one that was handed in stays."""
    found = _written_fault(fault, by)
    about, path = f"fault:{found.pk}", found.path
    found.delete()
    record("fault.dropped", by=by, about=about, path=path, facts={})


@transaction.atomic
def share(fault: Fault, person: Person, *, role: str, share: str, text: str, by: Actor) -> FaultShare:
    """Ghi trách nhiệm của một người đối với một hạn chế của tập thể; saying it again replaces what was said."""
    found = _written_fault(fault, by)
    if found.person_id:
        raise WrongState(_("Hạn chế của cá nhân do chính người ấy chịu trách nhiệm."))
    if role not in FaultShare.Role.values or share not in FaultShare.Share.values:
        raise WrongState(_("Hãy chọn vai trò và mức độ trách nhiệm."))
    if role == FaultShare.Role.HEAD and person.pk not in heads(found):
        raise WrongState(_("Đồng chí %(name)s không phải người đứng đầu; hãy chọn vai trò khác.") % {"name": person})
    if not candidates(found).filter(pk=person.pk).exists():
        raise WrongState(_("Đồng chí %(name)s không giữ chức vụ trong tập thể này.") % {"name": person})
    words = _written(text, _("Hãy ghi nội dung trách nhiệm; nếu không có trách nhiệm thì nêu lý do."))
    made, _new = FaultShare.objects.update_or_create(
        fault=found, person=person, defaults={"role": role, "share": share, "text": words}
    )
    _record("fault.shared", found, by)
    return made


def candidates(fault: Fault) -> QuerySet[Person]:
    """Ai có thể chịu trách nhiệm: who held a post in the collective, or at the unit, within the year."""
    day = on_day(fault.cycle.as_of)
    posts = Post.objects.filter(day, collective=fault.collective_id) if fault.collective_id else Post.objects.filter(
        day, unit=fault.unit_id
    )  # fmt: skip
    return Person.objects.filter(pk__in=set(posts.values_list("person", flat=True))).order_by("sort_key")


def settle(subjects: Sequence[Subject], *, by: Actor) -> int:
    """Chốt tình trạng khi cuộc họp kết thúc: each answer becomes the state of its fault; what is said to have come
    back makes the earlier one recurring."""
    papers = set(Paper.objects.filter(lines__subject__in=[each.pk for each in subjects]).values_list("pk", flat=True))
    answers = FaultAnswer.objects.filter(paper__in=papers).exclude(result="").select_related("fault__cycle")
    changed: dict[int, Fault] = {}
    for each in answers:
        each.fault.state = _SETTLED[FaultAnswer.Result(each.result)]
        changed[each.fault_id] = each.fault
    back = Fault.objects.filter(pk__in=Fault.objects.filter(paper__in=papers).values("earlier"))
    for fault in back.select_related("cycle"):
        fault.state = State.RECURRING  # one's own link says more than the answer
        changed[fault.pk] = fault
    Fault.objects.bulk_update(changed.values(), ["state"], batch_size=500)
    for fault in changed.values():
        facts = {"year": fault.cycle.year, "state": str(fault.state)}
        record("fault.settled", by=by, about=f"fault:{fault.pk}", path=fault.path, facts=facts)
    return len(changed)


def register(cycle: Cycle, path: str, actor: Actor, *, whole: bool = False) -> QuerySet[Fault]:
    """Hạn chế tại một nơi còn mở từ các kỳ trước và nêu trong kỳ này, those the actor may see."""
    rows = Fault.objects.visible_to(actor).filter(cycle__year__lte=cycle.year)
    rows = rows.filter(within(path)) if whole else rows.filter(path=path)
    return rows.select_related("cycle", "earlier__cycle").order_by("-cycle__year", "owner", "pk")


def _draft_of(paper: Paper, by: Actor) -> Paper:
    paper = locked(paper)
    if not may_write(paper, by):
        raise PermissionDenied
    if paper.state == Paper.State.HANDED_IN:
        raise WrongState(_("Bản này đã nộp và đã khóa; muốn thêm hay bớt thì đề nghị người nhận trả lại."))
    paper.cycle.must_be_open()
    return paper


def _written_fault(fault: Fault, by: Actor) -> Fault:
    """A fault named by its own writers in a paper they still write."""
    found: Fault = Fault.objects.select_for_update(of=("self",)).select_related("cycle", "paper").get(pk=fault.pk)
    if found.paper is None or found.source != Source.SELF:
        raise PermissionDenied
    _draft_of(found.paper, by)
    return found


def _earlier(paper: Paper, earlier: Fault | None) -> Fault | None:
    if earlier is None:
        return None
    before = Fault.objects.filter(**paper.owner_key, cycle__year__lt=paper.cycle.year)
    same: Fault | None = before.filter(pk=earlier.pk).first()
    if same is None:
        raise WrongState(_("Chỉ liên hệ được với hạn chế của chính mình đã nêu ở các kỳ trước."))
    return same


def _of(paper: Paper) -> dict[str, object]:
    """What a fault takes over from the paper it stands in."""
    return {
        "cycle": paper.cycle,
        "person_id": paper.person_id,
        "collective_id": paper.collective_id,
        "unit_id": paper.unit_id,
        "owner": paper.owner,
        "place": paper.place,
        "path": paper.path,
    }


def _written(text: str, otherwise: str) -> str:
    found = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
    if not found:
        raise WrongState(otherwise)
    if len(found) > LONGEST:
        raise WrongState(_("Một ô dài quá %(most)s chữ cái; hãy rút gọn.") % {"most": LONGEST})
    return found


def _record(act: str, fault: Fault, by: Actor) -> None:
    record(act, by=by, about=f"fault:{fault.pk}", path=fault.path, facts={"year": fault.cycle.year})
