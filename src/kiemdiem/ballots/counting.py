"""Kiểm phiếu: two people type the figures, neither sees the other's; equal ones are confirmed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kiemdiem.ballots.arithmetic import Figures, complete, differing, unusual, wrong
from kiemdiem.ballots.models import Ballot, Count, ItemResult, Result
from kiemdiem.ballots.preparing import locked, must_not_be_rated, write_down
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.refusals import WrongState
from kiemdiem.ledger.seal import canonical
from kiemdiem.regulation import Law, Level
from kiemdiem.regulation.rules import level_reached

State = Ballot.State
BOTH = 0


class Unsound(WrongState):
    """Số liệu không khớp hoặc chưa giải thích; `problems` has a sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@transaction.atomic
def enter(
    ballot: Ballot, figures: Figures, *, reader: str, note: str, law: Law, by: Actor, name: str, at: datetime
) -> Ballot:
    """Nhập số liệu kiểm phiếu: the first count, or the second by another person.

    Raises WrongState out of turn or for the same person; Unsound when figures don't add up or aren't explained.
    """
    ballot = locked(ballot)
    live = {each.place: each for each in counts_of(ballot)}
    mine = next((each for each in live.values() if by.person_key and each.person == by.person_key), None)
    if mine is not None and mine.figures == figures.plain():
        return ballot  # the same form sent twice
    _may_type(ballot, mine, by)
    if reader not in [each.name for each in ballot.committee.all()]:
        raise WrongState(_("Hãy chọn người trong tổ kiểm phiếu đã đọc số liệu."))
    _must_add_up(ballot, figures, note, law)
    place = 2 if 1 in live else 1
    Count.objects.create(
        ballot=ballot, version=ballot.version, place=place, figures=figures.plain(), note=note.strip()[:500],
        person=by.person_key, name=name, reader=reader, at=at,
    )  # fmt: skip
    other = live.get(3 - place)
    if other is None:
        ballot.state = State.FIRST
    else:
        same = not differing(Figures.of(other.figures), figures)
        ballot.state = State.EQUAL if same else State.DIFFERENT
    ballot.save(update_fields=["state"])
    write_down("ballot.counted", ballot, by, count=place, result=ballot.version)
    return ballot


def _may_type(ballot: Ballot, mine: Count | None, by: Actor) -> None:
    if ballot.state not in (State.OPEN, State.FIRST):
        raise WrongState(_("Chưa đến lượt nhập số liệu: %(state)s.") % {"state": ballot.get_state_display().lower()})
    if not by.person_key:
        raise WrongState(_("Tài khoản này không gắn với người nào nên không nhập được; cần biết ai là người nhập."))
    if mine is not None:
        raise WrongState(
            _("Đồng chí đã nhập lần thứ nhất; lần thứ hai phải do người khác nhập từ tài khoản của người ấy.")
        )
    must_not_be_rated(ballot, by)


def _must_add_up(ballot: Ballot, figures: Figures, note: str, law: Law) -> None:
    titles = {each.key: each.title for each in ballot.items.order_by("position")}
    if not complete(figures, titles):
        raise Unsound([_("Hãy điền đủ mọi ô bằng số nguyên không âm.")])
    if problems := wrong(figures, titles, entitled=ballot.entitled, present=ballot.present):
        raise Unsound(problems)
    percent = int(law.value("vote.counting", ballot.held_on)["invalid_percent"])
    asks = unusual(figures, present=ballot.present, invalid_percent=percent)
    if asks and not note.strip():
        raise Unsound(asks)


def counts_of(ballot: Ballot) -> list[Count]:
    """Các lần nhập còn tính, of the present version."""
    return list(ballot.counts.filter(version=ballot.version, discarded="").order_by("place"))


def where_different(ballot: Ballot) -> list[tuple[str, str]]:
    """Chỗ khác nhau, without figures; empty unless two counts differ."""
    live = counts_of(ballot)
    return differing(*(Figures.of(each.figures) for each in live)) if len(live) == 2 else []


@transaction.atomic
def discard(ballot: Ballot, place: int, *, reason: str, by: Actor) -> Ballot:
    """Bỏ một lần nhập, or both for a recount (`BOTH`). A typist may discard the own count or both; the other's only
    somebody else does, so that nobody settles a difference in the own favour.
    """
    ballot = locked(ballot)
    if ballot.state not in (State.FIRST, State.DIFFERENT, State.EQUAL):
        raise WrongState(_("Không có số liệu nào để bỏ ở bước này."))
    must_not_be_rated(ballot, by)
    if not reason.strip():
        raise WrongState(_("Hãy ghi lý do; lý do đứng trong biên bản và sổ cái."))
    live = counts_of(ballot)
    chosen = [each for each in live if place in (BOTH, each.place)]
    if not chosen:
        raise WrongState(_("Lần nhập này đã được bỏ."))
    typed = any(each.person == by.person_key for each in live)
    if place != BOTH and typed and chosen[0].person != by.person_key:
        raise WrongState(
            _("Người nhập chỉ bỏ được số liệu của mình, hoặc bỏ cả hai để kiểm lại; việc này do người thứ ba làm.")
        )
    for each in chosen:
        each.discarded = reason.strip()[:500]
        each.save(update_fields=["discarded"])
    left = len(live) - len(chosen)
    if left:  # what is left becomes the first
        Count.objects.filter(ballot=ballot, version=ballot.version, discarded="").update(place=1)
    ballot.state = State.FIRST if left else State.OPEN
    ballot.save(update_fields=["state"])
    write_down("ballot.count_discarded", ballot, by, count=place, reason=reason.strip()[:500])
    return ballot


@transaction.atomic
def confirm(ballot: Ballot, *, head_checked: bool, by: Actor, name: str, at: datetime) -> Result:
    """Xác nhận kết quả: by the head of the committee, or by whoever states that the head has compared and signed."""
    ballot = locked(ballot)
    if ballot.state == State.CONFIRMED:
        return ballot.results.get(current=True)
    if ballot.state != State.EQUAL:
        raise WrongState(_("Chỉ xác nhận được khi hai lần nhập khớp nhau."))
    must_not_be_rated(ballot, by)
    head = ballot.committee.get(position=1)
    if not (head.person and head.person == by.person_key) and not head_checked:
        raise WrongState(
            _("Tổ trưởng %(head)s phải đối chiếu và ký biên bản giấy trước; hãy đánh dấu đã đối chiếu.")
            % {"head": head.name}
        )
    live = counts_of(ballot)
    typists = [{"name": each.name, "reader": each.reader} for each in live]
    notes = sorted({each.note for each in live if each.note})
    return settle_result(ballot, live[0].figures, typists=typists, notes=notes, by=by, name=name, at=at)


def settle_result(
    ballot: Ballot, figures: Mapping[str, Any], *, typists: list[dict[str, str]], notes: list[str], by: Actor,
    name: str, at: datetime
) -> Result:  # fmt: skip
    """Ghi kết quả thành bản ghi có mã băm; the caller holds the ballot and has checked everything."""
    head = ballot.committee.get(position=1).name
    text = canonical(_plain(ballot, figures, typists, notes) | {"salt": secrets.token_hex(16)})
    digest = sha256(text.encode()).hexdigest()
    ballot.results.filter(current=True).update(current=False)
    made = Result.objects.create(
        ballot=ballot, version=ballot.version, record=text, digest=digest, reason=ballot.correction, typists=typists,
        head=head, confirmed_by=name, confirmed_at=at,
    )  # fmt: skip
    ItemResult.objects.bulk_create(_lines(ballot, made, figures))
    ballot.state = State.CONFIRMED
    ballot.save(update_fields=["state"])
    made.entry = write_down("ballot.confirmed", ballot, by, result=ballot.version, record=digest, head=head)
    made.save(update_fields=["entry"])
    return made


def _plain(
    ballot: Ballot, figures: Mapping[str, Any], typists: list[dict[str, str]], notes: list[str]
) -> dict[str, Any]:
    return {
        "about": ballot.about, "body": ballot.body, "purpose": ballot.purpose, "held_on": f"{ballot.held_on}",
        "round": ballot.round, "version": ballot.version, "reason": ballot.correction,
        "entitled": ballot.entitled, "present": ballot.present, "threshold": ballot.threshold,
        "committee": [each.name for each in ballot.committee.order_by("position")],
        "items": [[each.key, each.title] for each in ballot.items.order_by("position")],
        "figures": dict(figures), "typists": typists, "notes": notes,
    }  # fmt: skip


def _lines(ballot: Ballot, made: Result, figures: Mapping[str, Any]) -> list[ItemResult]:
    found = []
    for item in ballot.items.order_by("position"):
        row = figures["votes"][item.key]
        votes = {level: row[level.key] for level in Level}
        reached = level_reached(
            votes, ballot.rule, entitled=ballot.entitled, present=ballot.present, valid=figures["valid"]
        )
        found.append(ItemResult(result=made, item=item, **row, valid=figures["valid"], reached=reached.level))
    return found


@transaction.atomic
def correct(ballot: Ballot, *, reason: str, by: Actor) -> Ballot:
    """Sửa kết quả đã xác nhận: counted and typed twice again as a new version; the one in force stays until then."""
    ballot = locked(ballot)
    if ballot.state != State.CONFIRMED:
        raise WrongState(_("Chỉ sửa kết quả đã xác nhận; lần này đang ở bước khác."))
    must_not_be_rated(ballot, by)
    if not reason.strip():
        raise WrongState(_("Hãy ghi lý do sửa kết quả; bản cũ vẫn được giữ."))
    ballot.state, ballot.version, ballot.correction = State.OPEN, ballot.version + 1, reason.strip()[:500]
    ballot.save(update_fields=["state", "version", "correction"])
    write_down("ballot.reopened", ballot, by, result=ballot.version, reason=ballot.correction)
    return ballot


@transaction.atomic
def annul(ballot: Ballot, *, reason: str, by: Actor) -> Ballot:
    """Hủy lần bỏ phiếu trước khi xác nhận; what corrects a confirmed result is given up and that one stands."""
    ballot = locked(ballot)
    if ballot.state == State.ANNULLED:
        return ballot
    if not ballot.counting:
        raise WrongState(_("Chỉ hủy được lần bỏ phiếu đã mở và chưa xác nhận."))
    if not reason.strip():
        raise WrongState(_("Hãy ghi lý do hủy; lý do được ghi vào sổ cái."))
    for each in counts_of(ballot):
        each.discarded = reason.strip()[:500]
        each.save(update_fields=["discarded"])
    if ballot.corrects:
        kept = ballot.results.get(current=True)
        ballot.state, ballot.version, ballot.correction = State.CONFIRMED, kept.version, kept.reason
    else:
        ballot.state, ballot.annulled_reason = State.ANNULLED, reason.strip()[:500]
    ballot.save(update_fields=["state", "version", "correction", "annulled_reason"])
    write_down("ballot.annulled", ballot, by, reason=reason.strip()[:500], result=ballot.version)
    return ballot


@transaction.atomic
def settle(line: ItemResult, way: str, *, reason: str, by: Actor, name: str, at: datetime) -> ItemResult:
    """Không mức nào đạt ngưỡng: the meeting decides by name whether to vote again or to propose all the same."""
    line = ItemResult.objects.select_for_update(of=("self",)).select_related("result__ballot").get(pk=line.pk)
    if line.reached is not None or not line.result.current:
        raise WrongState(_("Đối tượng này đã đạt một mức, hoặc kết quả đã được sửa."))
    if (line.way, line.way_reason) == (way, reason.strip()):
        return line
    if way not in ItemResult.Way.values or not reason.strip():
        raise WrongState(_("Hãy chọn cách giải quyết và ghi lý do."))
    line.way, line.way_reason, line.way_by, line.way_at = way, reason.strip()[:500], name, at
    line.save(update_fields=["way", "way_reason", "way_by", "way_at"])
    write_down("ballot.settled", line.result.ballot, by, way=way, item=line.item.key, reason=line.way_reason)
    return line
