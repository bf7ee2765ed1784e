"""Chuẩn bị và mở một lần bỏ phiếu: its items, electorate, committee and threshold, frozen when it is opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kiemdiem.ballots.models import Ballot, BallotItem, Counter
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.acts import manifest_digest, record
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.regulation import Law
from kiemdiem.regulation.rules import Threshold

State = Ballot.State


@dataclass(frozen=True, slots=True)
class Line:
    """Dòng trên phiếu."""

    key: str
    title: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class Teller:
    """Người kiểm phiếu; the first of the committee leads it."""

    name: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """Việc được bỏ phiếu, as the package that owns it tells: keys, paths, the law and the day it is judged by."""

    about: str
    path: str
    above: str
    body: str
    law: Law
    on: date


@dataclass(frozen=True, slots=True)
class Setup:
    """Những điều chốt khi mở phiếu."""

    purpose: str
    held_on: date
    venue: str
    chair: str
    secretary: str
    counted: int
    entitled: int
    entitled_reason: str
    present: int
    free: int
    committee: Sequence[Teller]
    committee_reason: str
    threshold: Threshold
    usual: Threshold
    threshold_ground: str
    lines: Sequence[Line]


@transaction.atomic
def prepare(
    matter: Matter, setup: Setup, *, by: Actor, name: str, at: datetime, held: Ballot | None = None,
    follows: Ballot | None = None,
) -> Ballot:  # fmt: skip
    """Chuẩn bị lần bỏ phiếu, or write a draft anew; raises WrongState naming everything that is missing or wrong."""
    if held is not None:
        held = locked(held)
        _must_be(held, State.DRAFT, _("Lần bỏ phiếu này đã mở nên không sửa được nữa."))
    _none_under_way(matter, setup, held)
    if missing := lacking(matter, setup):
        raise WrongState(" ".join(missing))
    values = {
        "about": matter.about, "path": matter.path, "above": matter.above, "body": matter.body,
        "purpose": setup.purpose, "held_on": setup.held_on, "venue": setup.venue,
        "chair": setup.chair, "secretary": setup.secretary, "counted": setup.counted, "entitled": setup.entitled,
        "entitled_reason": setup.entitled_reason, "present": setup.present, "free": setup.free,
        "committee_reason": setup.committee_reason, "threshold": setup.threshold.plain(),
        "threshold_ground": setup.threshold_ground,
    }  # fmt: skip
    if held is None:
        rounds = {"round": follows.round + 1, "follows": follows} if follows else {}
        held = Ballot.objects.create(**values, **rounds, made_by=name, made_at=at)
    else:
        Ballot.objects.filter(pk=held.pk).update(**values)
        held.items.all().delete()
        held.committee.all().delete()
        held.refresh_from_db()
    BallotItem.objects.bulk_create(
        BallotItem(ballot=held, position=place, key=line.key, title=line.title, person=line.person)
        for place, line in enumerate(setup.lines, start=1)
    )
    Counter.objects.bulk_create(
        Counter(ballot=held, position=place, name=teller.name, person=teller.person)
        for place, teller in enumerate(setup.committee, start=1)
    )
    _write_down("ballot.prepared", held, by)
    return held


def _none_under_way(matter: Matter, setup: Setup, held: Ballot | None) -> None:
    """One ballot at a time on the same line at the same body; the same form sent twice makes no second one."""
    done = (State.CONFIRMED, State.ANNULLED)
    there = Ballot.objects.filter(path=matter.path).exclude(state__in=done)
    there = there.exclude(pk=held.pk) if held else there
    lines = BallotItem.objects.filter(ballot__in=there, key__in=[line.key for line in setup.lines])
    if twice := list(lines.order_by("pk").values_list("title", flat=True)[:20]):
        raise WrongState(_("Nơi này đang có lần bỏ phiếu chưa xong về: %(names)s.") % {"names": "; ".join(twice)})


def lacking(matter: Matter, setup: Setup) -> list[str]:
    """Điều còn thiếu hoặc trái, all at once; empty when the ballot may be opened."""
    found = []
    if not setup.lines:
        found.append(_("Chưa chọn ai, nơi nào để bỏ phiếu."))
    if not (setup.chair.strip() and setup.secretary.strip()):
        found.append(_("Hãy ghi tên người chủ trì và thư ký hội nghị."))
    if setup.present > setup.entitled:
        words = {"present": setup.present, "entitled": setup.entitled}
        found.append(
            _("Số có mặt (%(present)s) không thể nhiều hơn số người có quyền bỏ phiếu (%(entitled)s).") % words
        )
    if not setup.present:
        found.append(_("Chưa ghi số người có quyền bỏ phiếu có mặt."))
    if setup.entitled != setup.counted and not setup.entitled_reason.strip():
        words = {"entitled": setup.entitled, "counted": setup.counted}
        found.append(
            _("Số người có quyền bỏ phiếu (%(entitled)s) khác danh sách (%(counted)s); hãy ghi lý do.") % words
        )
    if setup.threshold != setup.usual and not setup.threshold_ground.strip():
        found.append(_("Ngưỡng hoặc cách tính khác thiết lập thường dùng; hãy ghi căn cứ của hội nghị."))
    return found + _of_committee(matter, setup)


def _of_committee(matter: Matter, setup: Setup) -> list[str]:
    """At least three, odd, none of them voted on; a tiny body gives its reason instead (B2)."""
    least = int(matter.law.value("vote.counting", matter.on)["committee"])
    size, rated = len(setup.committee), rated_tellers(setup.committee, setup.lines)
    found = []
    if not size:
        return [_("Hãy ghi tên tổ trưởng tổ kiểm phiếu.")]
    if size < least or size % 2 == 0:
        words = {"size": size, "least": least}
        found.append(_("Tổ kiểm phiếu có %(size)s người; cần ít nhất %(least)s người và là số lẻ.") % words)
    if rated:
        names = ", ".join(each.name for each in rated)
        found.append(
            _("Người trong tổ kiểm phiếu có tên trên phiếu: %(names)s; hãy chọn người khác.") % {"names": names}
        )
    if len({each.name.casefold() for each in setup.committee}) != size:
        return [*found, _("Tổ kiểm phiếu có người ghi hai lần.")]
    if not found or (setup.free < least and setup.committee_reason.strip()):
        return []
    if setup.free < least:
        found.append(
            _("Nơi này không đủ người ngoài danh sách: đề nghị cấp trên cử người, hoặc ghi rõ lý do vào ô lý do.")
        )
    return found


def rated_tellers(committee: Sequence[Teller], lines: Sequence[Line]) -> list[Teller]:
    """Người kiểm phiếu có tên trên phiếu, by key; by name where no key is known."""
    persons, titles = {line.person for line in lines if line.person}, {line.title.casefold() for line in lines}
    return [
        each for each in committee if each.person in persons or (not each.person and each.name.casefold() in titles)
    ]


@transaction.atomic
def open_(ballot: Ballot, *, by: Actor) -> Ballot:
    """Mở phiếu giấy: everything is frozen, slips may be handed out, figures typed."""
    ballot = locked(ballot)
    if ballot.state == State.OPEN and ballot.version == 1:
        return ballot  # pressed twice
    _must_be(ballot, State.DRAFT, _("Lần bỏ phiếu này đã mở rồi."))
    ballot.state = State.OPEN
    ballot.save(update_fields=["state"])
    frozen = [f"{each.position}:{each.key}" for each in ballot.items.order_by("position")]
    _write_down(
        "ballot.opened", ballot, by, entitled=ballot.entitled, items=len(frozen), manifest=manifest_digest(frozen)
    )
    return ballot


@transaction.atomic
def drop(ballot: Ballot, *, by: Actor) -> None:
    """Bỏ bản đang chuẩn bị; nothing was handed out for it."""
    ballot = locked(ballot)
    _must_be(ballot, State.DRAFT, _("Lần bỏ phiếu này đã mở; chỉ hủy được, có lý do."))
    _write_down("ballot.dropped", ballot, by)
    ballot.delete()


def locked(ballot: Ballot) -> Ballot:
    """The ballot as it is now, nobody else's until the end of the transaction."""
    found = Ballot.objects.select_for_update(of=("self",)).filter(pk=ballot.pk).first()
    if found is None:
        raise WrongState(_("Bản chuẩn bị này đã được bỏ."))
    return found


def must_not_be_rated(ballot: Ballot, by: Actor) -> None:
    """R05: nobody counts or confirms a ballot that names them."""
    if by.person_key and ballot.items.filter(person=by.person_key).exists():
        raise WrongState(_("Đồng chí có tên trên phiếu này nên không nhập, không xác nhận; người khác làm việc này."))


def _must_be(ballot: Ballot, state: str, sentence: str) -> None:
    if ballot.state != state:
        raise WrongState(sentence)


def _write_down(action: str, ballot: Ballot, by: Actor, **facts: str | int) -> int:
    """Ghi sổ; never a figure of the count, nor a digest of figures that could be guessed from it."""
    told = {"of": ballot.about, "round": ballot.round} | facts
    return record(action, by=by, about=f"ballot:{ballot.pk}", path=ballot.path, facts=told).seq


write_down = _write_down
