"""Thiết lập tỷ lệ của cấp có thẩm quyền: set by a numbered decision, kept by date (decision 0037)."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from kiemdiem.accounts.actions import DECIDE
from kiemdiem.cycles.groups import kept_terms
from kiemdiem.cycles.models import Cycle, Place, QuotaGroup, QuotaSetting
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import record
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.ratings.cases import Because, settle_groups
from kiemdiem.ratings.figures import restate, tally_of
from kiemdiem.ratings.locking import lock_place
from kiemdiem.regulation.shares import BadTerms, Terms, check


@transaction.atomic
def set_terms(place: Place, terms: Terms, *, by: Actor, name: str, at: datetime) -> QuotaSetting:
    """Ghi thiết lập tỷ lệ cho một loại đối tượng của cấp mình; the groups are judged by it at once.

    The same decision sent twice writes nothing more. Raises PermissionDenied, WrongState for a closed cycle, a decision
    without number or ground, one older than the setting in force, or what no level may decide.
    """
    if not by.holds(DECIDE, place.path) or terms.scope != place.code:
        raise PermissionDenied
    cycle = Cycle.objects.select_for_update(of=("self",), no_key=True).select_related("root").get(pk=place.cycle_id)
    cycle.must_be_open()
    lock_place(cycle.pk, place.path)
    _complete(terms, at)
    _lawful(terms, cycle)
    mine = QuotaSetting.objects.filter(cycle=cycle, kind=terms.kind.value, scope=terms.scope)
    held: QuotaSetting | None = mine.filter(decision_no=terms.decision_no, decided_on=terms.decided_on).first()
    if held is not None:
        if held.as_terms() == terms:
            return held
        raise WrongState(
            _("Số %(number)s ngày ấy đã ghi một thiết lập khác; quyết định mới thì mang số mới.")
            % {"number": terms.decision_no}
        )
    if mine.filter(decided_on__gt=terms.decided_on).exists():
        raise WrongState(_("Đã có thiết lập theo một quyết định ký sau ngày này; thiết lập cũ không thay được nó."))
    made = QuotaSetting.objects.create(
        cycle=cycle, kind=terms.kind.value, scope=terms.scope, path=place.path, by=name, at=at, **_columns(terms)
    )
    groups = QuotaGroup.objects.filter(cycle=cycle, kind=terms.kind.value, scope=terms.scope)
    judged = list(groups.select_for_update(no_key=True).order_by("pk"))
    for group in judged:
        group.terms = kept_terms(terms)
        group.save(update_fields=["terms"])
        restate(group, tally_of(group), cycle, cycle.law)
    settle_groups(cycle, cycle.law, judged, Because(at, how=_("theo %(number)s") % {"number": terms.decision_no}))
    facts = {"kind": terms.kind.value, "scope": terms.scope, **kept_terms(terms)}
    record("quota.set", by=by, about=f"cycle:{cycle.pk}", path=place.path, facts=facts)
    return made


def _columns(terms: Terms) -> dict[str, object]:
    return kept_terms(terms) | {"decided_on": terms.decided_on}


def _complete(terms: Terms, at: datetime) -> None:
    if not terms.decision_no.strip() or not terms.ground.strip():
        raise WrongState(_("Thiết lập tỷ lệ phải có số quyết định của cấp có thẩm quyền và căn cứ, lý do."))
    if terms.decided_on > localdate(at):
        raise WrongState(_("Ngày quyết định không thể sau hôm nay."))
    if terms == Terms(terms.scope, terms.kind, terms.decision_no, terms.decided_on, terms.ground):
        raise WrongState(_("Chưa chọn điều nào để đặt lại: tỷ lệ, mẫu số, làm tròn hoặc nhóm nhỏ."))


def _lawful(terms: Terms, cycle: Cycle) -> None:
    try:
        check(terms, cycle.law, cycle.rule_day)
    except BadTerms as bad:
        raise WrongState(_sentences()[bad.key] % bad.figures) from None


def _sentences() -> dict[str, str]:
    return {
        "percent": _(
            "Tỷ lệ phải từ 1 đến %(most)s: quy định của năm %(year)s không cho cấp có thẩm quyền quyết định cao hơn."
        ),
        "reading": _("Chọn một trong các cách đọc mẫu số đã nêu."),
        "rounding": _("Chọn một trong các cách làm tròn đã nêu."),
        "small_half": _("Nhóm nhỏ phải ghi đủ hai số: dưới bao nhiêu, và được bao nhiêu."),
        "small_group": _(
            "Nhóm nhỏ được từ 1 đến %(most)s: nhóm có %(below)s cũng chỉ được %(most)s, nhóm nhỏ hơn không "
            "thể được nhiều hơn."
        ),
    }
