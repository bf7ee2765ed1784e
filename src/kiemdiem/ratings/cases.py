"""Việc phải xử lý sau một việc đúng luật: opened and closed by what stands, never by hand.

A group left above its ceiling by a downgrade, a head left above the collective that was lowered, a commendation whose
level was taken back: none is refused, each must be taken up by whoever decides (608-CV/TU, mục 4, 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kiemdiem.accounts.actions import DECIDE
from kiemdiem.cycles.models import Cycle, Headship, QuotaGroup, Subject
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import record
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.ratings.models import Case, Commendation, Decision
from kiemdiem.regulation import Kind, Law, Level, Verdict, rules


@dataclass(frozen=True, slots=True)
class Because:
    """Do việc nào: the decision that opens or closes a case, or none; and when."""

    at: datetime
    decision: Decision | None = None
    how: str = ""


def due_day(cycle: Cycle, law: Law) -> date | None:
    """Phải xử lý xong chậm nhất ngày: that of correcting ratings (608-CV/TU, mục 6); none where none is set."""
    return rules.last_day("correction.deadline", law, cycle.rule_day)


def deadline_cite(cycle: Cycle) -> str:
    """Căn cứ của thời hạn chấn chỉnh; empty where the year has none."""
    if due_day(cycle, cycle.law) is None:
        return ""
    return cycle.law.grounds("correction.deadline", cycle.rule_day)


def settle_groups(cycle: Cycle, law: Law, groups: Iterable[QuotaGroup], why: Because) -> None:
    """Mở, đóng việc về tỷ lệ theo cờ của từng nhóm."""
    groups = list(groups)
    held = {each.group_id: each for each in _open(Case.Sort.OVER_QUOTA).filter(group__in=groups)}
    due = due_day(cycle, law)
    for group in groups:
        case = held.get(group.pk)
        if group.over and case is None:
            _begin(cycle, Case.Sort.OVER_QUOTA, group.path, why, due, group=group)
        elif case is not None and not group.over:
            _end(case, why)


def settle_heads(cycle: Cycle, law: Law, leaders: Iterable[Subject], why: Because) -> list[Subject]:
    """Mở, đóng việc về người đứng đầu theo mức đang có hiệu lực; those who stand above come back."""
    found = {each.pk: each for each in leaders if each.authority_path}
    held = {each.subject_id: each for each in _open(Case.Sort.HEAD_ABOVE).filter(subject__in=found)}
    verdicts = standing_now(cycle, law, found.values())
    due = due_day(cycle, law)
    above = []
    for pk, leader in found.items():
        wrong, case = verdicts[pk].ok is False, held.get(pk)
        above += [leader] if wrong else []
        if wrong and case is None:
            _begin(cycle, Case.Sort.HEAD_ABOVE, leader.authority_path, why, due, subject=leader)
        elif case is not None and not wrong:
            _end(case, why)
    return above


def settle_commendations(cycle: Cycle, law: Law, subjects: Sequence[Subject], why: Because) -> None:
    """Mở việc khi khen thưởng không còn mức làm căn cứ; closed when the level is there again."""
    rests = Commendation.objects.filter(subject__in=subjects).order_by("pk")
    least: dict[int, int] = {}
    for pk, level in rests.values_list("subject_id", "least"):
        least[pk] = max(level, least.get(pk, level))
    held = {each.subject_id: each for each in _open(Case.Sort.COMMENDATION).filter(subject__in=least)}
    due = due_day(cycle, law)
    for subject in subjects:
        if subject.pk in least:
            short, case = (subject.level or 0) < least[subject.pk], held.get(subject.pk)
            if short and case is None:
                _begin(cycle, Case.Sort.COMMENDATION, subject.authority_path, why, due, subject=subject)
            elif case is not None and not short:
                _end(case, why)


def standing_now(cycle: Cycle, law: Law, leaders: Iterable[Subject]) -> Mapping[int, Verdict]:
    """Người đứng đầu so với tập thể, tổ chức mình đứng đầu, by the levels in force; unrated ones don't count."""
    leaders = list(leaders)
    codes = {code for each in leaders for code in each.heads}
    kinds = (Kind.PARTY_ORGANISATION, Kind.COLLECTIVE)
    lowest: dict[str, Level] = {}
    bodies = Subject.objects.filter(cycle=cycle, kind__in=kinds, code__in=codes, level__isnull=False).order_by("pk")
    for code, level in bodies.values_list("code", "level"):
        lowest[code] = min(Level(level), lowest.get(code, Level(level)))
    return {
        each.pk: rules.head_not_above(
            Level(each.level) if each.level else Level.FAILED,
            {code: lowest[code] for code in each.heads if code in lowest},
            law,
            cycle.rule_day,
        )
        for each in leaders
    }


def heads_of(cycle: Cycle, codes: Iterable[str]) -> list[Subject]:
    """Những người đứng đầu các tập thể, tổ chức có mã ấy."""
    led = Headship.objects.filter(code__in=list(codes), leader__cycle=cycle).values("leader")
    return list(Subject.objects.filter(pk__in=led).order_by("pk"))


@transaction.atomic
def answer(case: Case, *, by: Actor, how: str, at: datetime) -> Case:
    """Ghi kết quả xem xét một khen thưởng; the other cases are closed only by a decision that puts them right."""
    case = Case.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=case.pk)
    if not by.holds(DECIDE, case.path):
        raise PermissionDenied
    if case.sort != Case.Sort.COMMENDATION:
        raise WrongState(_("Việc này chỉ hết khi có quyết định xếp loại lại đưa về đúng quy định."))
    if not how.strip():
        raise WrongState(_("Phải ghi cấp có thẩm quyền đã xem xét khen thưởng ấy thế nào."))
    if case.closed_at is None:
        _end(case, Because(at, how=how.strip()))
        facts = {"sort": case.sort, "how": how.strip()}
        record("case.answered", by=by, about=f"case:{case.pk}", path=case.path, facts=facts)
    return case


def _open(sort: Case.Sort) -> QuerySet[Case]:
    found: QuerySet[Case] = Case.objects.filter(sort=sort, closed_at=None)
    return found


def _begin(
    cycle: Cycle,
    sort: Case.Sort,
    path: str,
    why: Because,
    due: date | None,
    *,
    group: QuotaGroup | None = None,
    subject: Subject | None = None,
) -> None:
    Case.objects.create(
        cycle=cycle,
        sort=sort,
        path=path,
        group=group,
        subject=subject,
        opened_by=why.decision,
        opened_at=why.at,
        due=due,
    )


def _end(case: Case, why: Because) -> None:
    case.closed_by, case.closed_at, case.how = why.decision, why.at, why.how
    case.save(update_fields=["closed_by", "closed_at", "how"])
