"""Quyết định xếp loại: drafted, staged line by line, checked as a whole, released in one act; never edited after."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from kiemdiem.accounts.actions import DECIDE, STAGE
from kiemdiem.cycles.models import Cycle, Place, QuotaGroup, Subject
from kiemdiem.cycles.progress import advance
from kiemdiem.cycles.states import State
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import manifest_digest, record
from kiemdiem.ledger.refusals import RuleBroken, WrongState
from kiemdiem.notices.acts import notify
from kiemdiem.organisations.models import Person
from kiemdiem.ratings.cases import Because, heads_of, settle_commendations, settle_groups, settle_heads
from kiemdiem.ratings.checking import Draft, Finding, check, draft_of, tally_after
from kiemdiem.ratings.figures import restate
from kiemdiem.ratings.locking import lock_place, lock_standing
from kiemdiem.ratings.models import Decision, DecisionLine, Ground
from kiemdiem.regulation import Kind, Level

OWN_FILE = "/ho-so/"  # the page where one reads one's own ratings


class Refused(RuleBroken):
    """Chưa ban hành được: every finding that stops the release, the worst first."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(findings[0].verdict)
        self.findings = list(findings)


@transaction.atomic
def begin(cycle: Cycle, place: Place, *, by: Actor, name: str, at: datetime) -> Decision:
    """Lập dự thảo quyết định của một cấp có thẩm quyền; while one is still untouched there, it is that one."""
    if not by.holds(STAGE, place.path):
        raise PermissionDenied
    lock_place(cycle.pk, place.path)  # the button pressed twice: the second one waits here
    untouched = Decision.objects.filter(state=Decision.State.DRAFT, number="", signed_on=None, signatory="", lines=None)
    held: Decision | None = untouched.filter(cycle=cycle, path=place.path).first()
    if held is not None:
        return held
    if cycle.phase == Cycle.Phase.OPENING:
        cycle.must_be_open()
    decision = Decision.objects.create(
        cycle=cycle,
        authority=place.code,
        authority_name=place.name,
        path=place.path,
        drafted_by=name,
        drafted_at=at,
    )
    record("decision.begun", by=by, about=f"decision:{decision.pk}", path=place.path, facts={"year": cycle.year})
    return decision


@transaction.atomic
def stage(
    decision: Decision, levels: Mapping[int, Level | None], *, by: Actor, reason: str = "", ground: str = ""
) -> Decision:
    """Đưa vào dự thảo: a level for each subject, None takes it out. Moves no counter and nobody's progress.

    `ground` (`models.Ground`) and `reason` are those of a re-rating. Raises PermissionDenied for subjects another level
    decides, WrongState for those not to be rated.
    """
    decision = _draft(decision, by, STAGE)
    subjects = list(Subject.objects.filter(pk__in=levels, cycle=decision.cycle_id))
    if len(subjects) != len(levels) or any(each.authority != decision.authority for each in subjects):
        raise PermissionDenied
    if out := [each.name for each in subjects if not each.rated]:
        raise WrongState(_("Không thuộc diện xếp loại: %(names)s.") % {"names": ", ".join(out[:20])})
    if decision.cycle.phase == Cycle.Phase.CLOSED and any(each.level is None for each in subjects):
        raise WrongState(_("Đợt này đã kết thúc; chỉ còn xếp loại lại những ai đã có mức."))
    again = [each.name for each in subjects if each.level and levels[each.pk]]
    if again and not reason.strip():
        raise WrongState(_("Xếp loại lại thì phải ghi lý do: %(names)s.") % {"names": ", ".join(again[:20])})
    decision.lines.filter(subject__in=subjects).delete()
    DecisionLine.objects.bulk_create(
        DecisionLine(
            decision=decision,
            subject=each,
            level=level,
            reason=reason.strip() if each.level else "",
            ground=(ground or Ground.OTHER) if each.level else "",
        )
        for each in subjects
        if (level := levels[each.pk])
    )
    return decision


@transaction.atomic
def split(decision: Decision, subjects: Collection[int], *, by: Actor, name: str, at: datetime) -> Decision:
    """Tách dự thảo: these lines go into a draft of their own, to be released before the rest; nothing is decided yet.

    Raises WrongState when nothing would be left in one of the two.
    """
    decision = _draft(decision, by, STAGE)
    mine = decision.lines.filter(subject__in=subjects)
    parted, whole = mine.count(), decision.lines.count()
    if not 0 < parted < whole:
        raise WrongState(_("Tách dự thảo thì mỗi phần phải còn ít nhất một dòng."))
    made = Decision.objects.create(
        cycle=decision.cycle,
        authority=decision.authority,
        authority_name=decision.authority_name,
        path=decision.path,
        signed_on=decision.signed_on,
        signatory=decision.signatory,
        drafted_by=name,
        drafted_at=at,
    )
    mine.update(decision=made)
    facts = {"from": decision.pk, "lines": parted}
    record("decision.split", by=by, about=f"decision:{made.pk}", path=made.path, facts=facts)
    return made


@transaction.atomic
def draft_again(
    place: Place, subject: Subject, level: Level, *, ground: str, reason: str, by: Actor, name: str, at: datetime
) -> Decision:
    """Lập dự thảo xếp loại lại một đối tượng, with its ground and reason; the same one pressed twice is one draft."""
    alike = Decision.objects.filter(cycle=place.cycle_id, path=place.path, state=Decision.State.DRAFT, number="")
    held: Decision | None = alike.filter(
        lines__subject=subject, lines__level=level, lines__ground=ground, lines__reason=reason.strip()
    ).first()
    if held is not None and by.holds(STAGE, place.path):
        return held
    made = begin(place.cycle, place, by=by, name=name, at=at)
    return stage(made, {subject.pk: level}, by=by, reason=reason, ground=ground)


@transaction.atomic
def describe(decision: Decision, *, number: str, signed_on: date | None, signatory: str, by: Actor) -> Decision:
    """Ghi số, ngày, người ký của dự thảo."""
    decision = _draft(decision, by, STAGE)
    decision.number, decision.signed_on, decision.signatory = number.strip(), signed_on, signatory.strip()
    decision.save(update_fields=["number", "signed_on", "signatory"])
    return decision


@transaction.atomic
def drop(decision: Decision, *, by: Actor) -> Decision:
    """Bỏ dự thảo; it stays as a dropped one, its lines with it."""
    decision = _draft(decision, by, STAGE)
    decision.state = Decision.State.DROPPED
    decision.save(update_fields=["state"])
    record("decision.dropped", by=by, about=f"decision:{decision.pk}", path=decision.path, facts={})
    return decision


@transaction.atomic
def release(decision: Decision, *, by: Actor, name: str, at: datetime) -> Decision:
    """Ban hành quyết định: locks groups and subjects, checks the set as it would be, writes it in one act.

    Raises Refused with every finding that stops it; nothing has changed then. A downgrade that leaves a group above its
    ceiling is not refused: the group is flagged.
    """
    decision = _draft(decision, by, DECIDE)
    groups = _lock(decision)
    _signed(decision)
    draft = draft_of(decision)
    _in_turn(decision, draft, groups, by)
    if stopping := [finding for finding in check(draft, groups) if finding.stops]:
        raise Refused(stopping)
    for group in groups.values():
        restate(group, tally_after(draft, group), draft.cycle, draft.law)
    _put_in_force(decision, draft)
    decision.state, decision.released_by, decision.released_at = Decision.State.RELEASED, name, at
    decision.save(update_fields=["state", "released_by", "released_at"])
    above = _settle(decision, draft, groups, at)
    _tell(decision, draft)
    lines = sorted(f"{each.kind}:{each.code}={draft.staged[each.pk].key}" for each in draft.subjects.values())
    facts = {
        "number": decision.number,
        "signed_on": f"{decision.signed_on}",
        "signatory": decision.signatory,
        "lines": len(lines),
        "manifest": manifest_digest(lines),
        "heads_above": sorted(each.code for each in above),
    }
    record("decision.released", by=by, about=f"decision:{decision.pk}", path=decision.path, facts=facts)
    return decision


def _draft(decision: Decision, by: Actor, action: str) -> Decision:
    found: Decision = (
        Decision.objects.select_for_update(of=("self",), no_key=True).select_related("cycle").get(pk=decision.pk)
    )
    if not by.holds(action, found.path):
        raise PermissionDenied
    if found.state != Decision.State.DRAFT:
        raise WrongState(
            _("Quyết định này đã ban hành hoặc đã bỏ, không sửa được; muốn thay đổi thì lập quyết định mới.")
        )
    return found


def _signed(decision: Decision) -> None:
    lacking = [
        wording
        for wording, value in (
            (_("số, ký hiệu"), decision.number),
            (_("ngày ký"), decision.signed_on),
            (_("người ký"), decision.signatory),
        )
        if not value
    ]
    if lacking:
        raise WrongState(_("Quyết định thiếu: %(what)s.") % {"what": ", ".join(lacking)})
    taken = Decision.objects.filter(
        authority=decision.authority, number=decision.number, signed_on=decision.signed_on, state="released"
    )
    if taken.exists():
        raise WrongState(_("Số %(number)s ngày ấy đã dùng cho một quyết định khác.") % {"number": decision.number})


def _lock(decision: Decision) -> dict[int, QuotaGroup]:
    """The rows on which two decisions could meet, always in this order: place, groups, subjects (`locking`).

    On PostgreSQL a second decision waits here and then sees the figures the first has left (READ COMMITTED); on SQLite
    the IMMEDIATE transaction has seen to it.
    """
    lock_place(decision.cycle_id, decision.path)
    keys = Subject.objects.filter(pk__in=decision.lines.values("subject")).values("group")
    groups = QuotaGroup.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    held = {group.pk: group for group in groups}
    lock_standing(decision.cycle_id, list(decision.lines.order_by("pk").values_list("subject", flat=True)))
    return held


def _in_turn(decision: Decision, draft: Draft, groups: Mapping[int, QuotaGroup], by: Actor) -> None:
    if not draft.staged:
        raise WrongState(_("Dự thảo chưa có dòng nào; hãy đưa đối tượng vào trước."))
    subjects = draft.subjects.values()
    if gone := [each.name for each in subjects if each.authority != decision.authority]:
        raise WrongState(_("Không còn do cấp này quyết định: %(names)s.") % {"names": ", ".join(gone[:20])})
    if moved := [each.name for each in subjects if each.group_id and each.group_id not in groups]:
        raise WrongState(_("Vừa được chuyển nhóm: %(names)s; hãy xem lại rồi ban hành.") % {"names": ", ".join(moved)})
    if draft.cycle.phase == Cycle.Phase.CLOSED and any(each.level is None for each in subjects):
        raise WrongState(_("Đợt này đã kết thúc; chỉ còn xếp loại lại những ai đã có mức."))
    if any(by.person_key and each.kind in ("member", "leader") and each.code == by.person_key for each in subjects):
        raise WrongState(_("Đồng chí có tên trong quyết định này; người khác trong cấp có thẩm quyền ban hành."))
    if out := [each.name for each in subjects if not each.rated]:
        raise WrongState(_("Không thuộc diện xếp loại: %(names)s.") % {"names": ", ".join(out[:20])})
    held = DecisionLine.objects.filter(subject__in=draft.subjects, in_force=True)
    later = held.filter(decision__signed_on__gt=decision.signed_on).order_by("pk")
    if names := list(later.values_list("subject__name", flat=True)[:20]):
        raise WrongState(_("Mức đang có hiệu lực được ký sau ngày này: %(names)s.") % {"names": ", ".join(names)})


def _settle(decision: Decision, draft: Draft, groups: Mapping[int, QuotaGroup], at: datetime) -> list[Subject]:
    """Open and close what this decision leaves against a rule; the heads that stand above come back."""
    cycle, law, why = draft.cycle, draft.law, Because(at, decision, decision.number)
    settle_groups(cycle, law, groups.values(), why)
    bodies = [each.code for each in draft.subjects.values() if each.kind in (Kind.PARTY_ORGANISATION, Kind.COLLECTIVE)]
    leaders = {each.pk: each for each in draft.subjects.values() if each.kind == Kind.LEADER}
    leaders |= {each.pk: each for each in heads_of(cycle, bodies)}
    for each in draft.subjects.values():
        each.level = draft.staged[each.pk]
    settle_commendations(cycle, law, list(draft.subjects.values()), why)
    return settle_heads(cycle, law, leaders.values(), why)


def _tell(decision: Decision, draft: Draft) -> None:
    """Báo kết quả cho những người có tên, without a level or another's name in it (21-HD/BTCTW, II.B.6)."""
    people = Person.objects.filter(pk__in={each.person_id for each in draft.subjects.values() if each.person_id})
    text = f"Đã có quyết định xếp loại năm {decision.cycle.year} về đồng chí. Mời đồng chí xem ở hồ sơ của mình."
    event = f"decision.released:{decision.pk}"
    notify(people, event=event, text=text, url=OWN_FILE, about=f"decision:{decision.pk}")


def _put_in_force(decision: Decision, draft: Draft) -> None:
    before = {line.subject_id: line for line in DecisionLine.objects.filter(subject__in=draft.subjects, in_force=True)}
    DecisionLine.objects.filter(pk__in=[line.pk for line in before.values()]).update(in_force=False)
    lines = list(decision.lines.all())
    for line in lines:
        line.in_force, line.replaces = True, before.get(line.subject_id)
    DecisionLine.objects.bulk_update(lines, ["in_force", "replaces"], batch_size=500)
    for level in Level:
        keys = [pk for pk, staged in draft.staged.items() if staged is level]
        Subject.objects.filter(pk__in=keys).update(level=level)
    advance(draft.subjects.values(), State.DECIDED)
