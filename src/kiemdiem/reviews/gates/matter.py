"""Nội dung: each comment answered, each suggested matter read out and concluded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kiemdiem.regulation import rules
from kiemdiem.reviews.gates.gap import COMMENTS, ITEMS, Gap, Met, judged

if TYPE_CHECKING:
    from kiemdiem.reviews.meetings.sitting import Sitting


def answered(sitting: Sitting) -> list[Gap | Met]:
    """Mỗi ý kiến có tiếp thu, giải trình."""
    if not sitting.comments:
        return []
    cycle = sitting.meeting.cycle
    left = [each for each in sitting.comments if not each.answer.strip()]
    verdict = rules.comments_answered([each.position for each in left], cycle.law, cycle.rule_day)
    gaps = [
        (
            _("Ý kiến số %(number)s chưa có tiếp thu, giải trình") % {"number": each.position},
            _("Góp ý của đồng chí %(name)s.") % {"name": each.speaker.name},
        )
        for each in left
    ]
    met = _("%(count)s ý kiến đã có tiếp thu, giải trình") % {"count": len(sitting.comments)}
    return judged(verdict, met, gaps, COMMENTS)


def concluded(sitting: Sitting) -> list[Gap | Met]:
    """Mỗi nội dung gợi ý đã đọc tại cuộc họp và có kết luận."""
    if not sitting.asked:
        return []
    cycle = sitting.meeting.cycle
    numbered = {each.pk: place for place, each in enumerate(sitting.items, start=1)}
    gaps = []
    for item in sitting.asked:
        known = sitting.conclusions.get(item.pk)
        number = {"number": numbered[item.pk]}
        if known is None or not known.conclusion.strip():
            gaps.append((_("Nội dung gợi ý số %(number)s chưa có kết luận") % number, item.fact))
        elif not known.read_out:
            gaps.append((_("Nội dung gợi ý số %(number)s chưa đọc tại cuộc họp") % number, item.fact))
    verdict = rules.items_concluded([sentence for sentence, _fact in gaps], cycle.law, cycle.rule_day)
    met = _("%(count)s nội dung gợi ý đã có kết luận") % {"count": len(sitting.asked)}
    return judged(verdict, met, gaps, ITEMS)
