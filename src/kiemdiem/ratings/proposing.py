"""Đề nghị: each body's own record; they bind nobody, and only those who rate see them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from kiemdiem.accounts.actions import PROPOSE
from kiemdiem.cycles.models import Place, Subject
from kiemdiem.cycles.progress import advance
from kiemdiem.cycles.states import State
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import manifest_digest, record
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.ratings.models import Proposal
from kiemdiem.regulation import Kind, Level
from kiemdiem.reviews.dues import missing_opinions
from kiemdiem.reviews.queries import unsettled


def body_of(subject: Subject) -> str:
    """Nơi đề nghị: a member's own cell; for the rest the authority that appraises (21-HD/BTCTW, II.B.2.5, II.B.3)."""
    return subject.place if subject.kind == Kind.MEMBER else subject.authority


def may_propose(subject: Subject, by: Actor) -> bool:
    """Nơi đề nghị, hoặc cấp quyết định ghi thay nơi chưa có người nhập."""
    at_body = subject.kind == Kind.MEMBER and by.holds(PROPOSE, subject.path)
    return at_body or (bool(subject.authority_path) and by.holds(PROPOSE, subject.authority_path))


@transaction.atomic
def propose(levels: Mapping[int, Level], *, by: Actor, name: str, at: datetime, comment: str = "") -> list[Proposal]:
    """Đề nghị mức cho nhiều đối tượng cùng một nơi; a body's later proposal takes the place of its earlier one.

    What is proposed already stays as it is: the same form sent twice writes nothing more. Raises PermissionDenied
    unless all are the actor's to propose; WrongState naming those not reviewed or decided.
    """
    subjects = _locked(levels.keys())
    if len(subjects) != len(levels) or not all(may_propose(each, by) for each in subjects):
        raise PermissionDenied
    in_turn(subjects)
    if mine := [each for each in subjects if by.person_key and each.person and each.person.code == by.person_key]:
        if len(subjects) == 1:
            raise WrongState(_("Đồng chí không tự đề nghị mức cho mình; người khác trong cấp ủy nhập."))
        subjects = [each for each in subjects if each not in mine]
    held = {(each.subject_id, each.body): each for each in Proposal.objects.filter(subject__in=subjects)}
    subjects = [each for each in subjects if _differs(held.get((each.pk, body_of(each))), levels[each.pk], comment)]
    bodies = _bodies(subjects)
    made = []
    for subject in subjects:
        code = body_of(subject)
        defaults = {"body_path": bodies[subject.cycle_id, code], "level": levels[subject.pk], "by": name, "at": at}
        proposal, _new = Proposal.objects.update_or_create(
            subject=subject, body=code, defaults=defaults | {"comment": comment}
        )
        made.append(proposal)
    advance([each for each in subjects if each.state == State.REVIEWED], State.PROPOSED)
    lines = sorted(f"{each.kind}:{each.code}={levels[each.pk].key}" for each in subjects)
    if subjects:
        facts = {"subjects": len(lines), "manifest": manifest_digest(lines)}
        record("levels.proposed", by=by, about=f"cycle:{subjects[0].cycle_id}", path=subjects[0].path, facts=facts)
    return made


def _differs(held: Proposal | None, level: Level, comment: str) -> bool:
    return held is None or held.level != level or (bool(comment) and held.comment != comment)


def in_turn(subjects: list[Subject]) -> None:
    """After the review and before the decision; years whose forms aren't held here know no review."""
    for each in subjects[:1]:
        each.cycle.must_be_open()
    early = [
        each.name for each in subjects if each.cycle.has_forms and each.state not in (State.REVIEWED, State.PROPOSED)
    ]
    waiting = unsettled([each.pk for each in subjects if each.state in (State.REVIEWED, State.PROPOSED)])
    late = [each.name for each in subjects if each.pk in waiting]
    decided = [each.name for each in subjects if each.state == State.DECIDED]
    out = [each.name for each in subjects if not each.rated]
    lacking = missing_opinions(subjects)
    asked = [f"{dues[0].subject.name} ({dues[0].verdict.citation})" for dues in lacking.values() if dues[0].stops]
    for names, sentence in (
        (decided, _("Đã có quyết định xếp loại: %(names)s; muốn thay đổi thì phải xếp loại lại.")),
        (out, _("Không thuộc diện xếp loại: %(names)s.")),
        (early, _("Chưa đến bước này: cần kiểm điểm trước. Chưa kiểm điểm: %(names)s.")),
        (
            late,
            _("Còn gợi ý đến sau cuộc họp, hoặc yêu cầu kiểm điểm lại, chưa làm xong (608-CV/TU, mục 3): %(names)s."),
        ),
        (asked, _("Chưa có nhận xét bằng văn bản của chi bộ phải lấy ý kiến: %(names)s.")),
    ):
        if names:
            raise WrongState(sentence % {"names": ", ".join(names[:20])})


def _bodies(subjects: list[Subject]) -> dict[tuple[int, str], str]:
    codes = {body_of(each) for each in subjects}
    rows = Place.objects.filter(cycle__in={each.cycle_id for each in subjects}, code__in=codes)
    return {(cycle, code): path for cycle, code, path in rows.values_list("cycle_id", "code", "path")}


def _locked(keys: Collection[int]) -> list[Subject]:
    rows = Subject.objects.select_for_update(of=("self",)).select_related("cycle", "person").order_by("pk")
    return list(rows.filter(pk__in=keys))
