"""Cấp trên gợi ý và cử người dự: a letter already sent, one that waits because it is vague, and who goes where."""

from __future__ import annotations

from datetime import date, time

from kiemdiem.cycles.models import Cycle, Place, Subject
from kiemdiem.demo import cast
from kiemdiem.demo.clock import moment
from kiemdiem.demo.grassroots import code_of
from kiemdiem.demo.ground import Ground
from kiemdiem.demo.names import CITY
from kiemdiem.demo.opening import SYSTEM, Accounts
from kiemdiem.demo.shape import ROOT
from kiemdiem.documents import acts as documents
from kiemdiem.organisations.models import Collective
from kiemdiem.regulation import Kind
from kiemdiem.regulation.rules import Point
from kiemdiem.suggestions import acts, assigning
from kiemdiem.suggestions.models import Suggestion
from kiemdiem.suggestions.papers import Letter

TERM = date(2020, 9, 25)
USED = 640  # letters of the term that were numbered on paper before
TOLD = 1  # the second committee in the list: Tân Khê

_SENT = (
    Point(
        category="political_results",
        fact="Giải ngân vốn đầu tư công đến hết quý III mới đạt 41%, thấp nhất trong các quận.",
        source="Báo cáo quý III của quận",
        fact_on=date(2022, 9, 30),
        explain="Nguyên nhân, trách nhiệm của tập thể và người đứng đầu; mốc hoàn thành.",
    ),
    Point(
        category="concern",
        fact="Bãi rác tạm ở phường Gò Le Le gây bức xúc, bảy lượt đơn của nhân dân.",
        source="Sổ tiếp công dân của quận",
        fact_on=date(2022, 8, 15),
        explain="Vì sao chưa giải quyết dứt điểm, ai chịu trách nhiệm.",
    ),
)
_WAITING = (
    Point(
        category="principles",
        fact="Hai cuộc họp ban thường vụ trong quý II không gửi tài liệu trước theo quy chế làm việc.",
        source="Kết luận giám sát của Ủy ban Kiểm tra",
        fact_on=date(2022, 7, 12),
        explain="Trách nhiệm của người đứng đầu trong việc giữ quy chế làm việc.",
    ),
    Point(
        category="complex",
        fact="Khiếu kiện đông người về bồi thường tại dự án kè rạch Bến Cau.",
        source="Báo cáo của Ban Nội chính",
        fact_on=date(2022, 10, 4),
        explain="Hướng giải quyết, thời hạn, người chịu trách nhiệm.",
    ),
    Point(
        category="disunity",
        fact="Có biểu hiện chưa thống nhất trong lãnh đạo.",
        source="",
        fact_on=None,
        explain="Giải trình.",
    ),
)


class Superior:
    """Thành ủy: gợi ý và phân công."""

    def __init__(self, cycle: Cycle, ground: Ground, accounts: Accounts) -> None:
        self.cycle, self.ground, self.accounts = cycle, ground, accounts

    def live_through(self) -> None:
        """Nhiệm kỳ và số đã dùng, hai gợi ý, ba phân công."""
        self._registers()
        sent = self._sent(self._drafted(code_of(TOLD), _SENT, date(2022, 12, 9)))
        self._drafted(cast.DISTRICT, _WAITING, date(2022, 12, 12))
        self._sends("standing", code_of(TOLD), date(2022, 12, 14), (time(8), time(11, 30)), sent)
        self._sends("board_leader", code_of(TOLD), date(2022, 12, 14), (time(8), time(11, 30)), sent)

    def _registers(self) -> None:
        """Sổ văn bản: every committee of the story numbers within its term."""
        for code in (ROOT, cast.DISTRICT, cast.WARD):
            term = documents.begin_term(self.ground.units[code], begins=TERM, by=SYSTEM)
            if code == ROOT:
                note = "Sổ công văn giấy đến ngày 31/10/2022"
                at = moment(2022, 11, 1, 8)
                documents.set_used_before(term, "CV", number=USED, note=note, by=SYSTEM, at=at)

    def _drafted(self, code: str, points: tuple[Point, ...], due: date) -> Suggestion:
        """Dự thảo của Ban Tổ chức, to the standing board of a committee."""
        by, name = self.accounts.actor("city_board"), str(self.accounts.players["city_board"])
        subject = Subject.objects.get(cycle=self.cycle, kind=Kind.COLLECTIVE, place=code)
        made = acts.draft(subject, issuer=self.ground.units[ROOT], by=by, name=name)
        return acts.put_items(made, points, explain_by=due, base=acts.mark(made), by=by)

    def _sent(self, suggestion: Suggestion) -> Suggestion:
        letter = Letter(
            organ=f"Thành ủy {CITY}",
            symbol="TU",
            place=CITY,
            authority="T/M BAN THƯỜNG VỤ",
            post="ỦY VIÊN BAN THƯỜNG VỤ",
            signer=self.ground.of("standing").name,
            signed_on=date(2022, 11, 24),
        )
        by, name = self.accounts.actor("standing"), str(self.accounts.players["standing"])
        return acts.issue(suggestion, letter, by=by, name=name, at=moment(2022, 11, 24, 15))

    def _sends(self, key: str, code: str, on: date, hours: tuple[time, time], suggestion: Suggestion) -> None:
        """Phân công dự và chỉ đạo."""
        place = Place.objects.get(cycle=self.cycle, code=code)
        task = assigning.Task(
            place=place,
            collective=Collective.objects.get(unit=place.unit_id),
            suggestion=suggestion,
            role="lead" if key == "standing" else "attend",
            meets_on=on,
            starts_at=hours[0],
            ends_at=hours[1],
        )
        assigning.assign(
            self.cycle,
            self.ground.units[ROOT],
            self.ground.of(key),
            task,
            by=self.accounts.actor("city_board"),
            name=str(self.accounts.players["city_board"]),
            at=moment(2022, 11, 25, 9),
        )
