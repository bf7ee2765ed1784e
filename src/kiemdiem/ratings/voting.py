"""Bỏ phiếu về đối tượng: joins ballots, which know keys only, to subjects, their bodies and those entitled to vote.

Here alone is asked who may open, count, confirm and read; what a ballot gives informs a proposal and binds nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kiemdiem.accounts.actions import DECIDE, PROPOSE, STAGE
from kiemdiem.accounts.models import Account, RoleGrant
from kiemdiem.accounts.roles import ACTIONS
from kiemdiem.ballots import counting, preparing
from kiemdiem.ballots.models import Ballot, BallotItem, ItemResult, Result
from kiemdiem.ballots.preparing import Line, Matter, Teller
from kiemdiem.cycles.models import Cycle, Place, Subject
from kiemdiem.cycles.states import State
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.notices.acts import notify
from kiemdiem.organisations.kinds import CollectiveKind, Standing, UnitKind
from kiemdiem.organisations.models import Collective, Membership, Person, Post, on_day
from kiemdiem.ratings.models import own
from kiemdiem.ratings.proposing import in_turn
from kiemdiem.regulation import Kind
from kiemdiem.vietnamese import fold

CELLS = (UnitKind.CELL, UnitKind.GRASSROOTS_CELL)
_BODIES = (  # which collective of a unit votes there
    CollectiveKind.STANDING_BOARD, CollectiveKind.COMMITTEE, CollectiveKind.CELL_COMMITTEE, CollectiveKind.PARTY_GROUP,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Electorate:
    """Người có quyền bỏ phiếu theo danh sách: official members of a cell, or of the collective that votes."""

    people: dict[str, str]  # code, name

    @property
    def counted(self) -> int:
        """Bao nhiêu người."""
        return len(self.people)

    def free(self, subjects: Iterable[Subject]) -> int:
        """Bao nhiêu người không có tên trên phiếu."""
        return len(self.people.keys() - {each.person.code for each in subjects if each.person})

    def teller(self, name: str) -> Teller:
        """Người kiểm phiếu theo tên đã gõ; the key when the name is one person's."""
        words = " ".join(name.split())
        found = [code for code, known in self.people.items() if fold(known) == fold(words) and known == words]
        return Teller(words, found[0] if len(found) == 1 else "")


def ballots_for(actor: Actor) -> QuerySet[Ballot]:
    """Những lần bỏ phiếu mình được thấy: of the body one proposes or decides for, or that decides on its items."""
    mine = own(actor, PROPOSE, STAGE, DECIDE)
    return Ballot.objects.filter(Q(path__in=mine) | Q(above__in=mine) & ~Q(above="")).order_by("-pk")


def may_count(ballot: Ballot, actor: Actor) -> bool:
    """Được mở, nhập, xác nhận: whoever proposes at the body, or at the authority where the body has nobody to."""
    return actor.holds(PROPOSE, ballot.path) or (bool(ballot.above) and actor.holds(PROPOSE, ballot.above))


def bodies_for(actor: Actor, cycle: Cycle) -> QuerySet[Place]:
    """Những nơi mình mở được phiếu: one's own, and the cells whose members one's own unit decides on."""
    mine = own(actor, PROPOSE)
    return Place.objects.filter(Q(path__in=mine) | Q(rates_members_path__in=mine), cycle=cycle).order_by("path")


def matter_of(cycle: Cycle, place: Place, above: str = "") -> Matter:
    """Việc được bỏ phiếu ở một nơi, as `ballots` takes it."""
    return Matter(f"cycle:{cycle.pk}:{place.code}", place.path, above, place.name, cycle.law, cycle.rule_day)


def place_of(ballot: Ballot) -> Place:
    """Nơi bỏ phiếu trong cây của đợt."""
    _word, cycle, code = ballot.about.split(":", 2)
    found: Place = Place.objects.select_related("cycle", "unit").get(cycle=int(cycle), code=code)
    return found


def subjects_at(place: Place) -> QuerySet[Subject]:
    """Những đối tượng nơi ấy bỏ phiếu được: members of the cell, or all it is the authority of."""
    mine = Q(authority=place.code) | Q(kind=Kind.MEMBER, place=place.code)
    rows = Subject.objects.filter(mine, cycle=place.cycle_id, rated=True, level=None).select_related("cycle", "person")
    return rows.order_by("kind", "path", "sort_key", "pk")


def ready(subjects: QuerySet[Subject], cycle: Cycle) -> QuerySet[Subject]:
    """Những đối tượng đã kiểm điểm, where reviews are kept here."""
    return subjects.filter(state__in=(State.REVIEWED, State.PROPOSED)) if cycle.has_forms else subjects


def electorate(place: Place, on: date) -> Electorate:
    """Người có quyền bỏ phiếu vào ngày ấy: no probationary member, none on temporary activity."""
    if place.kind in CELLS:
        rows = Membership.objects.filter(on_day(on), cell=place.unit_id, temporary=False)
        people = Person.objects.filter(pk__in=rows.values("person"))
    else:
        people = Person.objects.filter(pk__in=_seats(place, on))
    official = people.filter(standing=Standing.OFFICIAL).filter(Q(confirmed=None) | Q(confirmed__lte=on))
    return Electorate(dict(official.order_by("sort_key", "pk").values_list("code", "name")))


def _seats(place: Place, on: date) -> QuerySet[Post, dict[str, int]]:
    bodies = Collective.objects.filter(on_day(on), unit=place.unit_id)
    first = min(
        (each for each in bodies if each.kind in _BODIES), key=lambda each: _BODIES.index(CollectiveKind(each.kind)),
        default=None,
    )  # fmt: skip
    posts = Post.objects.filter(on_day(on), unit=place.unit_id)
    return (posts.filter(collective=first) if first else posts).values("person")


def lines_of(subjects: Iterable[Subject]) -> list[Line]:
    """Dòng trên phiếu, with the words as they stand now."""
    return [
        Line(
            f"subject:{each.pk}",
            each.name + (f", {each.post}" if each.post else ""),
            each.person.code if each.person else "",
        )
        for each in subjects
    ]


@transaction.atomic
def check_subjects(place: Place, keys: Collection[int], by: Actor) -> tuple[list[Subject], str]:
    """Những đối tượng được chọn, and the path of their authority.

    Raises PermissionDenied for those not of this place; WrongState when they aren't in turn or have two authorities.
    """
    found = list(subjects_at(place).filter(pk__in=keys))
    if len(found) != len(set(keys)):
        raise PermissionDenied
    above = {each.authority_path for each in found}
    if len(above) > 1:
        raise WrongState(_("Những đối tượng này do các cấp khác nhau quyết định; hãy bỏ phiếu thành các lần riêng."))
    path = next(iter(above), "")
    at_body = by.holds(PROPOSE, place.path)
    if found and not at_body and not (path and by.holds(PROPOSE, path)):
        raise PermissionDenied
    in_turn(found)
    return found, path


def prepare(
    place: Place, setup: preparing.Setup, keys: Collection[int], *, by: Actor, name: str, at: datetime,
    held: Ballot | None = None, follows: Ballot | None = None,
) -> Ballot:  # fmt: skip
    """Chuẩn bị lần bỏ phiếu về những đối tượng này; the lines are theirs."""
    subjects, above = check_subjects(place, keys, by)
    people = electorate(place, setup.held_on)
    full = replace(
        setup, lines=lines_of(subjects), counted=people.counted, free=people.free(subjects),
    )  # fmt: skip
    return preparing.prepare(
        matter_of(place.cycle, place, above), full, by=by, name=name, at=at, held=held, follows=follows,
    )  # fmt: skip


@transaction.atomic
def confirm(ballot: Ballot, *, head_checked: bool, by: Actor, name: str, at: datetime) -> Result:
    """Xác nhận kết quả; of a correction the body that decides hears, where its officers have accounts."""
    made = counting.confirm(ballot, head_checked=head_checked, by=by, name=name, at=at)
    if made.version > 1 and made.ballot.above:
        text = "Kết quả một lần bỏ phiếu kín đã được sửa thành bản mới; bản cũ vẫn đọc được."
        url, about = f"/lan-bo-phieu/{ballot.pk}/", f"ballot:{ballot.pk}"
        notify(_officers(made.ballot.above, at), event=f"ballot.corrected:{made.pk}", text=text, url=url, about=about)
    return made


def _officers(path: str, at: datetime) -> list[Account]:
    roles = [role for role, actions in ACTIONS.items() if PROPOSE in actions]
    held = RoleGrant.objects.on(at.date()).filter(unit__path=path, role__in=roles)
    return list(Account.objects.filter(pk__in=held.values("account")))


def votes_on(keys: Collection[int], actor: Actor) -> dict[int, list[ItemResult]]:
    """Kết quả phiếu mới nhất của từng nơi về từng đối tượng, for those who may see it; one query."""
    names = {f"subject:{pk}": pk for pk in keys}
    rows = ItemResult.objects.filter(
        item__key__in=list(names), result__current=True, result__ballot__in=ballots_for(actor).order_by().values("pk")
    )
    found: dict[int, dict[str, ItemResult]] = {}
    for row in rows.select_related("item", "result__ballot").order_by(
        "result__ballot__path", "result__confirmed_at", "pk"
    ):
        found.setdefault(names[row.item.key], {})[row.result.ballot.path] = row
    return {pk: list(by_body.values()) for pk, by_body in found.items()}


def under_way(keys: Collection[int], actor: Actor) -> dict[int, Ballot]:
    """Lần bỏ phiếu còn dở về từng đối tượng; one query."""
    names = {f"subject:{pk}": pk for pk in keys}
    done = (Ballot.State.CONFIRMED, Ballot.State.ANNULLED)
    rows = BallotItem.objects.filter(
        key__in=list(names), ballot__in=ballots_for(actor).order_by().exclude(state__in=done).values("pk")
    )
    return {names[each.key]: each.ballot for each in rows.select_related("ballot").order_by("pk")}


def subjects_of(ballot: Ballot) -> list[int]:
    """Khóa của các đối tượng trên phiếu."""
    keys = ballot.items.order_by("position").values_list("key", flat=True)
    return [int(key.removeprefix("subject:")) for key in keys]
