"""Người dự: chair and secretary, how many came, the superior who was assigned, what they had to read before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kiemdiem.organisations.kinds import CollectiveKind, UnitKind
from kiemdiem.regulation import Kind, rules
from kiemdiem.reviews.circulation import full_days
from kiemdiem.reviews.gates.gap import CONCLUSION, PEOPLE, Gap, Met, judged
from kiemdiem.reviews.models import Presence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiemdiem.reviews.meetings.sitting import Sitting


def led(sitting: Sitting) -> Iterator[Gap | Met]:
    """Chủ trì, thư ký, nội dung biên bản."""
    meeting, present = sitting.meeting, sitting.present
    lead = meeting.chair_id in present
    if not lead:
        yield Gap(_("Chưa chọn người chủ trì có mặt."))
    if meeting.secretary_id not in present:
        yield Gap(_("Chưa chọn thư ký có mặt."))
    elif meeting.secretary_id == meeting.chair_id:
        yield Gap(_("Thư ký phải khác người chủ trì."))
    elif lead:
        yield Met(_("Chủ trì và thư ký"))
    if not meeting.minutes.strip():
        yield Gap(_("Chưa ghi diễn biến và kết luận của cuộc họp."), anchor=CONCLUSION)


def quorum(sitting: Sitting) -> list[Gap | Met]:
    """Đủ số người dự."""
    cycle, there, invited = sitting.meeting.cycle, len(sitting.present), len(sitting.attendances)
    verdict = rules.quorate(there, invited, cycle.law, cycle.rule_day)
    said = _("Chưa đủ số người dự: có %(present)s, cần %(needed)s.") % dict(verdict.facts)
    met = _("Số người dự: %(present)s trong %(expected)s") % {"present": there, "expected": invited}
    return judged(verdict, met, [(said, "")], PEOPLE)


def superior(sitting: Sitting) -> list[Gap | Met]:
    """Cấp trên được phân công có mặt, or excused by a letter whose number is written down."""
    if not sitting.assignments:
        return []
    cycle = sitting.meeting.cycle
    missing = [each for each in sitting.assignments if not _told(sitting.presences.get(each.pk))]
    verdict = rules.superior_present([each.person.name for each in missing], cycle.law, cycle.rule_day)
    way_out = _("Đồng chí %(name)s. Xác nhận có mặt, hoặc ghi số văn bản xin vắng và đính kèm văn bản ấy.")
    gaps = [(_("Cấp trên được phân công chưa có mặt"), way_out % {"name": each.person.name}) for each in missing]
    return judged(verdict, _("Cấp trên được phân công"), gaps, PEOPLE)


def _told(presence: Presence | None) -> bool:
    if presence is None:
        return False
    excused = presence.state == Presence.State.EXCUSED and presence.reason.strip() != ""
    return presence.state == Presence.State.PRESENT or excused


def circulated(sitting: Sitting) -> list[Gap | Met]:
    """Dự thảo báo cáo gửi trước đủ số ngày làm việc, when the collective's own report is heard."""
    meeting = sitting.meeting
    own = any(each.kind == Kind.COLLECTIVE and each.collective_id == meeting.collective_id for each in sitting.heard)
    if not own or meeting.supplements_id:
        return []
    sent, cycle = meeting.circulated_on, meeting.cycle
    between = full_days(sent, meeting.held_on) if sent else None
    verdict = rules.circulated_in_time(between, cycle.law, cycle.rule_day)
    days = verdict.facts["days"]
    if sent is None:
        said = _("Chưa gửi dự thảo báo cáo cho người dự trước ít nhất %(days)s ngày làm việc.") % {"days": days}
    else:
        said = _("Dự thảo báo cáo gửi ngày %(sent)s, mới trước %(between)s ngày làm việc; cần ít nhất %(days)s.") % {
            "sent": f"{sent:%d/%m/%Y}",
            "between": between,
            "days": days,
        }
    way_out = _("Ghi đúng ngày đã gửi, hoặc dời ngày họp.")
    return judged(verdict, _("Dự thảo gửi trước %(days)s ngày làm việc") % {"days": days}, [(said, way_out)], PEOPLE)


def long_enough(sitting: Sitting) -> list[Gap | Met]:
    """Thời gian họp tối thiểu, where that year's law has a number for such a body."""
    meeting = sitting.meeting
    if not meeting.collective_id or meeting.supplements_id or meeting.collective is None:
        return []
    board = meeting.collective.kind == CollectiveKind.STANDING_BOARD
    province = board and meeting.collective.unit.kind == UnitKind.PROVINCE
    cycle = meeting.cycle
    verdict = rules.long_enough(
        meeting.length, cycle.law, cycle.rule_day, board=province, suggested=bool(sitting.asked)
    )
    if "least" not in verdict.facts:
        return []
    said = _("Thời gian kiểm điểm ít nhất %(least)s ngày; hãy ghi số ngày đã họp.") % {"least": verdict.facts["least"]}
    return judged(verdict, _("Thời gian họp"), [(said, "")], PEOPLE)
