"""Thứ tự: lower places before, the collective before its persons, its head before the others, nobody left out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db.models.functions import Length
from django.utils.translation import gettext as _

from kiemdiem.cycles.models import Place, Subject
from kiemdiem.cycles.states import HEARD
from kiemdiem.organisations.kinds import UnitKind
from kiemdiem.organisations.models import Post, on_day
from kiemdiem.organisations.tree import WIDTH, within
from kiemdiem.regulation import Kind, rules
from kiemdiem.reviews.gates.gap import PEOPLE, Gap, Met, judged, listed
from kiemdiem.reviews.models import Paper, PaperLine

if TYPE_CHECKING:
    from kiemdiem.reviews.meetings.sitting import Sitting

_CELLS = {UnitKind.CELL, UnitKind.GRASSROOTS_CELL}
_REPORTING = (Kind.COLLECTIVE, Kind.PARTY_ORGANISATION)


def lower_first(sitting: Sitting) -> list[Gap | Met]:
    """Nơi trực thuộc ngay dưới họp xong thì tập thể nơi này mới kết thúc."""
    meeting = sitting.meeting
    if not meeting.collective_id or meeting.supplements_id:
        return []
    depth = len(meeting.path) + WIDTH
    below = Place.objects.filter(within(meeting.path), cycle=meeting.cycle).annotate(depth=Length("path"))
    places = {each.path: each for each in below.filter(depth=depth).order_by("path")}
    if not places:
        return []
    asked = Subject.objects.filter(cycle=meeting.cycle, path__in=places, reviewed=True, kind__in=_REPORTING)
    states = list(asked.values_list("path", "state"))
    late = [places[path] for path in sorted({path for path, state in states if state not in HEARD})]
    verdict = rules.lower_reviewed_first([each.code for each in late], meeting.cycle.law, meeting.cycle.rule_day)
    said = _("Chưa họp được: %(what)s chưa họp xong.") % {"what": _counted(late)}
    done = [places[path] for path in {path for path, _state in states}]
    met = _("%(what)s đã họp trước") % {"what": _counted(done)} if done else ""
    return judged(verdict, met, [(said, listed([each.name for each in late]))], PEOPLE)


def _counted(places: list[Place]) -> str:
    kinds = Counter(each.kind in _CELLS for each in places)
    words = _("%(count)s nơi trực thuộc") if kinds[False] else _("%(count)s chi bộ trực thuộc")
    return words % {"count": len(places)}


def collective_first(sitting: Sitting) -> list[Gap | Met]:
    """Tập thể trước, cá nhân sau; both may stand in one meeting, in that order."""
    meeting = sitting.meeting
    persons = [each.kind == Kind.LEADER for each in sitting.heard]
    if not meeting.collective_id or meeting.supplements_id or not any(persons):
        return []
    before = {each.pk for each in sitting.heard[: persons.index(True)]}
    own = Subject.objects.filter(cycle=meeting.cycle, collective=meeting.collective_id, reviewed=True)
    late = [each for each in own if each.pk not in before and (each.state not in HEARD or each in sitting.heard)]
    verdict = rules.collective_reviewed_first([each.name for each in late], meeting.cycle.law, meeting.cycle.rule_day)
    gaps = [
        (_("Tập thể kiểm điểm trước, cá nhân sau: %(name)s chưa được kiểm điểm.") % {"name": each}, "") for each in late
    ]
    return judged(verdict, _("Tập thể kiểm điểm trước cá nhân"), gaps, PEOPLE)


def head_first(sitting: Sitting) -> list[Gap | Met]:
    """Người đứng đầu trước các thành viên; one put off with a reason holds nobody back."""
    meeting = sitting.meeting
    leaders = [each for each in sitting.heard if each.kind == Kind.LEADER]
    if not meeting.collective_id or meeting.supplements_id or not leaders:
        return []
    posts = Post.objects.filter(on_day(meeting.held_on), collective=meeting.collective_id, is_head=True)
    heads = set(posts.values_list("person_id", flat=True))
    others = [place for place, each in enumerate(leaders) if each.person_id not in heads]
    first = {each.pk for each in (leaders[: others[0]] if others else leaders)}
    put_off = {each.subject_id for each in sitting.hearings if each.deferred}
    late = [
        each
        for each in sitting.roll.candidates
        if others and each.kind == Kind.LEADER and each.person_id in heads and each.pk not in first | put_off
    ]
    verdict = rules.head_reviewed_first([each.name for each in late], meeting.cycle.law, meeting.cycle.rule_day)
    gaps = [
        (_("Người đứng đầu kiểm điểm trước: đồng chí %(name)s phải đứng trước các thành viên.") % {"name": each}, "")
        for each in late
    ]
    return judged(verdict, _("Người đứng đầu kiểm điểm trước các thành viên"), gaps, PEOPLE)


def handed_in(sitting: Sitting) -> list[Gap | Met]:
    """Ai được kiểm điểm thì đã nộp bản."""
    if not sitting.heard:
        return [Gap(_("Chưa chọn đối tượng được kiểm điểm trong cuộc họp này."))]
    lines = PaperLine.objects.filter(
        subject__in=[each.pk for each in sitting.heard], paper__state=Paper.State.HANDED_IN
    )
    handed = set(lines.values_list("subject_id", flat=True))
    waiting = [each.name for each in sitting.heard if each.pk not in handed]
    if waiting:
        return [Gap(_("Chưa nộp bản kiểm điểm: %(names)s.") % {"names": ", ".join(waiting)})]
    return [Met(_("Bản kiểm điểm của những đối tượng đã chọn"))]


def all_due(sitting: Sitting) -> list[Gap | Met]:
    """Mọi bản đến hạn được xem xét: heard, or put off with a reason."""
    told = {each.subject_id for each in sitting.hearings}
    left = [each for each in sitting.roll.candidates if each.pk in sitting.roll.due and each.pk not in told]
    cycle = sitting.meeting.cycle
    verdict = rules.due_dealt_with([each.name for each in left], cycle.law, cycle.rule_day)
    said = _("Chưa xem xét: %(names)s.") % {"names": listed([each.name for each in left])}
    way_out = _("Chọn kiểm điểm, hoặc ghi lý do chưa kiểm điểm tại cuộc họp này.")
    return judged(verdict, _("Mọi đối tượng đến hạn ở đây"), [(said, way_out)], PEOPLE)
