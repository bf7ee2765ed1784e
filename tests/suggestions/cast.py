"""The cast of suggestions: the town of the cycles with a term for the district; drafts filled in, letters."""

from __future__ import annotations

from datetime import UTC, date, datetime

from cycles.cast import LONG_AGO, TODAY, account, subject
from kiemdiem.accounts.actor import AccountActor, actor_of
from kiemdiem.accounts.roles import Role
from kiemdiem.cycles.models import Subject
from kiemdiem.documents.models import Term
from kiemdiem.ledger.actor import Actor
from kiemdiem.organisations.models import Unit
from kiemdiem.regulation import Kind
from kiemdiem.regulation.rules import Point
from kiemdiem.suggestions import acts
from kiemdiem.suggestions.models import Suggestion
from kiemdiem.suggestions.papers import Letter

NOON = datetime(2022, 12, 1, 5, tzinfo=UTC)
LETTER = Letter(
    "Quận ủy Bến Cau", "QU", "Bến Cau", "T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Lê Văn Tư", signed_on=TODAY,
)  # fmt: skip
WHOLE = Point(
    category="disunity",
    fact="Hai phó bí thư không thống nhất phân công, tháng 5, tại Đảng ủy phường.",
    source="Biên bản làm việc của Ban Tổ chức",
    fact_on=date(2022, 5, 20),
    explain="Nguyên nhân và trách nhiệm của từng đồng chí.",
)


def officer(role: Role, unit: str, of: str = "") -> AccountActor:
    """Somebody holding a role at a unit."""
    return actor_of(account(f"{role.value}-{unit}-{of}", [(role, unit)], of=of), TODAY)


def person(code: str) -> AccountActor:
    """A member acting in person."""
    return actor_of(account(f"ca-nhan-{code}", of=code), TODAY)


def term(unit: str = "Q1") -> Term:
    """The unit's term, without which a letter has no number."""
    return Term.objects.create(unit=Unit.objects.get(code=unit), begins=LONG_AGO)


def board() -> Subject:
    """The committee of the ward, managed by the district."""
    return subject("TT-P1", Kind.COLLECTIVE)


def drafted(
    to: Subject, by: Actor, *points: Point, unit: str = "Q1", explain_by: date | None = date(2022, 12, 10)
) -> Suggestion:
    """A draft with its items; one whole item when none is given."""
    made = acts.draft(to, issuer=Unit.objects.get(code=unit), by=by, name="Người soạn")
    return acts.put_items(made, points or [WHOLE], explain_by=explain_by, base=acts.mark(made), by=by)


def issued(to: Subject, by: Actor, *points: Point, unit: str = "Q1", late_way: str = "") -> Suggestion:
    """A suggestion issued at noon."""
    made = drafted(to, by, *points, unit=unit)
    return acts.issue(made, LETTER, late_way=late_way, by=by, name="Người ký", at=NOON)
