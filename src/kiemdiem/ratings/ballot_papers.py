"""Phiếu và biên bản kiểm phiếu: identical slips without name, number or mark; minutes with the digest of the record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kiemdiem.ballots.models import Ballot, ItemResult, Result
from kiemdiem.documents import acts
from kiemdiem.documents.model import Block, Grid, Heading, Item, Organ, Paragraph, Sheet, Signature
from kiemdiem.documents.models import Document
from kiemdiem.documents.printed import Printed, printed
from kiemdiem.ledger.actor import Actor
from kiemdiem.ledger.models import Entry
from kiemdiem.ledger.refusals import PermissionDenied, WrongState
from kiemdiem.ledger.short_form import short_form
from kiemdiem.organisations.models import Unit
from kiemdiem.ratings.voting import may_count, place_of
from kiemdiem.regulation import Level
from kiemdiem.regulation.law import UNVERIFIED_MARK
from kiemdiem.regulation.layout import layout_on
from kiemdiem.suggestions.papers import organ_of

LEVELS = tuple(reversed(Level))
BASES = {"entitled": "số người có quyền bỏ phiếu", "present": "số người có mặt", "valid": "số phiếu hợp lệ"}
_WAYS = {
    "again": "Bỏ phiếu lại",
    "committee": "Cấp ủy đề nghị và nêu rõ kết quả phiếu",
}  # in a paper, whoever prints it
_MARK = (
    "Cách ghi: mỗi dòng đánh dấu X vào một ô. Dòng không đánh dấu hoặc đánh dấu từ hai ô trở lên là dòng để trống. "
    "Phiếu không do tổ kiểm phiếu phát ra, phiếu ghi thêm tên, ký tên hoặc có dấu riêng là phiếu không hợp lệ."
)


def slip(ballot: Ballot) -> Printed:
    """Phiếu biểu quyết: one sheet to be printed as often as there are voters, all of them alike."""
    head = ("STT", "Họ tên, nơi được xếp loại", *(level.official for level in LEVELS))
    rows = tuple((f"{item.position}", item.title, "", "", "", "") for item in ballot.items.order_by("position"))
    blocks = (Grid(head, rows, widths=(0.6, 3, 1.3, 1.3, 1.3, 1.3)), Paragraph(_MARK))
    sheet = Sheet("BB", _organ(ballot)[1], ballot.venue, ballot.purpose, blocks=blocks)
    paper = printed(sheet, layout_on(ballot.held_on), number=None, signed_on=ballot.held_on)
    return replace(paper, kind="PHIẾU BIỂU QUYẾT", number="", date="")


def minutes(result: Result) -> Sheet:
    """Biên bản kiểm phiếu: what the record holds, and by which digest it is known again."""
    ballot, kept = result.ballot, json.loads(result.record)
    unit, organ = _organ(ballot)
    return Sheet(
        kind="BB",
        organ=organ,
        place=ballot.venue or unit.name,
        subject=f"Kiểm phiếu: {ballot.purpose}",
        blocks=(
            *_opening(ballot, result, kept), *_slips(ballot, kept), *_table(ballot, result, kept),
            *_unreached(result), *_seal(result, kept),
        ),
        recipients=("Cấp ủy cấp trên", f"Lưu {organ.name}"),
        signatures=(
            Signature("T/M TỔ KIỂM PHIẾU", "TỔ TRƯỞNG", result.head), Signature("CHỦ TRÌ HỘI NGHỊ", "", ballot.chair),
        ),
    )  # fmt: skip


@transaction.atomic
def issue(result: Result, *, signed_on: date, by: Actor, at: datetime) -> Document:
    """Ban hành biên bản kiểm phiếu: with the next number of the body's register. Raises WrongState."""
    ballot = result.ballot
    if not may_count(ballot, by):
        raise PermissionDenied
    if signed_on < ballot.held_on:
        raise WrongState(
            _("Ngày ký biên bản không được trước ngày bỏ phiếu %(day)s.") % {"day": f"{ballot.held_on:%d/%m/%Y}"}
        )
    if held := issued(result):
        return held
    made = acts.draft(
        "BB", minutes(result), organ=_organ(ballot)[0], about=about(result), path=ballot.path, by=by, on=signed_on
    )
    return acts.issue(made, signed_on=signed_on, by=by, at=at)


def issued(result: Result) -> Document | None:
    """Biên bản đã ban hành của kết quả này."""
    return Document.objects.of(about(result)).filter(number__isnull=False).select_related("organ").first()


def about(result: Result) -> str:
    """The key under which the minutes of a result stand."""
    return f"ballot_result:{result.pk}"


def _organ(ballot: Ballot) -> tuple[Unit, Organ]:
    unit = Unit.objects.select_related("parent").get(code=place_of(ballot).code)
    name, symbol = organ_of(unit)
    return unit, Organ(name, symbol, unit.parent.name if unit.parent else "")


def _opening(ballot: Ballot, result: Result, kept: dict[str, Any]) -> Iterator[Block]:
    yield Heading("I. Hội nghị và tổ kiểm phiếu")
    yield Item(
        f"1. Ngày {ballot.held_on:%d/%m/%Y}, {ballot.body} bỏ phiếu kín lần thứ {ballot.round}; "
        f"địa điểm: {ballot.venue or 'không ghi'}; chủ trì: {ballot.chair}; thư ký: {ballot.secretary}."
    )
    why = f" (danh sách có {ballot.counted}; lý do: {ballot.entitled_reason})" if ballot.entitled_reason else ""
    yield Item(f"2. Có quyền bỏ phiếu {kept['entitled']} đồng chí{why}; có mặt {kept['present']} đồng chí.")
    names = kept["committee"]
    yield Item(
        f"3. Tổ kiểm phiếu có {len(names)} người: tổ trưởng {names[0]}"
        + "".join(f"; {each}" for each in names[1:])
        + "."
    )
    if ballot.committee_reason:
        yield Paragraph(f"Về tổ kiểm phiếu: {ballot.committee_reason}")
    if result.reason:
        yield Paragraph(f"Bản này sửa kết quả lần trước (lần sửa thứ {result.version - 1}); lý do: {result.reason}")


def _slips(ballot: Ballot, kept: dict[str, Any]) -> Iterator[Block]:
    given = kept["figures"]
    yield Heading("II. Số phiếu")
    yield Paragraph(
        f"Phiếu in {given['printed']}, phát ra {given['issued']}, thu về {given['returned']}; "
        f"hợp lệ {given['valid']}, không hợp lệ {given['invalid']}."
    )
    yield from (Paragraph(f"Giải thích: {note}") for note in kept["notes"])
    typed = "; ".join(f"đồng chí {each['name']} nhập theo đồng chí {each['reader']} đọc" for each in kept["typists"])
    yield Paragraph(f"Số liệu được nhập hai lần độc lập: {typed}. Hai lần khớp nhau.")


def _table(ballot: Ballot, result: Result, kept: dict[str, Any]) -> Iterator[Block]:
    yield Heading("III. Kết quả")
    rule = ballot.rule
    doubt = "" if rule.verified else UNVERIFIED_MARK
    ground = f"; căn cứ: {ballot.threshold_ground}" if ballot.threshold_ground else ""
    summed = "; phiếu mức cao được cộng cho mức thấp" if rule.higher_counts else ""
    yield Paragraph(f"Ngưỡng: {rule.name.lower()}, tính trên {BASES[rule.base]}{summed}{ground}{doubt}.")
    head = ("STT", "Họ tên, nơi được xếp loại", *(level.abbreviation for level in LEVELS), "Để trống", "Mức đạt ngưỡng")
    rows = []
    for line in _lines(result):
        votes = [f"{getattr(line, level.key)}" for level in LEVELS]
        reached = Level(line.reached).official if line.reached else "không mức nào"
        rows.append((f"{line.item.position}", line.item.title, *votes, f"{line.blank}", reached))
    yield Grid(head, tuple(rows), widths=(0.6, 2.2, 1.15, 1.0, 0.9, 1.05, 0.8, 1.8))


def _unreached(result: Result) -> Iterator[Block]:
    for line in _lines(result):
        if line.reached is None:
            way = (
                f"{_WAYS[line.way]}; lý do: {line.way_reason} ({line.way_by})"
                if line.way
                else "hội nghị chưa quyết định"
            )
            yield Paragraph(f"{line.item.title}: không mức nào đạt ngưỡng. {way}.")


def _seal(result: Result, kept: dict[str, Any]) -> Iterator[Block]:
    yield Heading("IV. Xác nhận")
    yield Paragraph(
        f"Xác nhận lúc {localtime(result.confirmed_at):%H:%M ngày %d/%m/%Y}, người xác nhận trên hệ thống: "
        f"{result.confirmed_by}. Phiếu được niêm phong và giữ đến hết thời hạn khiếu nại."
    )
    yield Paragraph(f"Mã băm SHA-256 của bản ghi kết quả: {result.digest}")
    yield Paragraph(f"Dạng ngắn để gõ lại: {short_form(result.digest)}")
    entry = Entry.objects.filter(seq=result.entry).values_list("digest", flat=True).first()
    if entry:
        yield Paragraph(f"Sổ cái, mục số {result.entry}: {short_form(entry)}")


def _lines(result: Result) -> list[ItemResult]:
    return list(result.lines.select_related("item").order_by("item__position"))
