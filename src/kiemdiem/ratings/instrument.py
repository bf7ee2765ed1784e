"""Văn bản làm căn cứ: number, day, signatory and reason of a decision taken on paper and recorded here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kiemdiem.ledger.refusals import WrongState


@dataclass(frozen=True, slots=True)
class Instrument:
    """Một quyết định, kết luận có số, ngày."""

    number: str
    signed_on: date
    reason: str = ""
    signatory: str = ""

    def check(self, today: date, *, signed: bool = False, reasoned: bool = True) -> None:
        """Raises WrongState for what is missing, or a day that hasn't come."""
        wanted = [(self.number, _("số"))]
        wanted += [(self.signatory, _("người ký"))] if signed else []
        wanted += [(self.reason, _("lý do"))] if reasoned else []
        if missing := [wording for value, wording in wanted if not value.strip()]:
            raise WrongState(_("Quyết định làm căn cứ thiếu: %(what)s.") % {"what": ", ".join(missing)})
        if self.signed_on > today:
            raise WrongState(_("Ngày quyết định không thể sau hôm nay."))
