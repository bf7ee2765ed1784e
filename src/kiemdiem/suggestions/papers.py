"""Công văn gợi ý kiểm điểm: what stands in the letter (documents.md, 8.8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kiemdiem.documents.model import Item, Organ, Paragraph, Sheet, Signature
from kiemdiem.organisations.kinds import UnitKind
from kiemdiem.organisations.models import Unit
from kiemdiem.suggestions.models import Assignment, Suggestion, SuggestionItem

_SYMBOLS = {
    UnitKind.PROVINCE: "TU", UnitKind.COMMUNE: "ĐU", UnitKind.UPPER: "ĐU", UnitKind.GRASSROOTS: "ĐU",
    UnitKind.PART: "ĐU", UnitKind.GRASSROOTS_CELL: "CB", UnitKind.CELL: "CB", UnitKind.PARTY_GROUP: "ĐĐ",
    UnitKind.PARTY_AFFAIRS: "BCS",
}  # fmt: skip
_ORGANS = (  # how a party organisation is named, how its committee is, and the symbol when the name decides it
    ("đảng bộ thành phố ", "Thành ủy ", ""),
    ("đảng bộ tỉnh ", "Tỉnh ủy ", ""),
    ("đảng bộ quận ", "Quận ủy ", "QU"),
    ("đảng bộ huyện ", "Huyện ủy ", "HU"),
    ("đảng bộ thị xã ", "Thị ủy ", "TU"),
    ("đảng bộ ", "Đảng ủy ", ""),
)


@dataclass(frozen=True, slots=True)
class Letter:
    """Thể thức của công văn: who issues it under which symbol, where and when, and who signs."""

    organ: str
    symbol: str
    place: str
    authority: str
    post: str
    signer: str
    signed_on: date


def organ_of(unit: Unit) -> tuple[str, str]:
    """Tên cơ quan và ký hiệu as they are most likely printed; whoever issues may write them otherwise."""
    symbol = _SYMBOLS.get(UnitKind(unit.kind), "ĐU")
    for before, after, own in _ORGANS:
        if unit.name.casefold().startswith(before):
            return after + unit.name[len(before) :], own or symbol
    return unit.name, symbol


def sheet(suggestion: Suggestion, items: Sequence[SuggestionItem], letter: Letter) -> Sheet:
    """Công văn: numbered points, each concrete; the day to explain by; who attends."""
    year = suggestion.cycle.year
    attending = suggestion.assignments.filter(state=Assignment.State.ASSIGNED).select_related("person")
    return Sheet(
        kind="CV",
        organ=Organ(letter.organ.upper(), letter.symbol, _superior(suggestion.issuer)),
        place=letter.place,
        subject=f"Gợi ý kiểm điểm năm {year}",
        to=(suggestion.subject.name,),
        blocks=(
            Paragraph(f"{letter.organ} gợi ý kiểm điểm năm {year} đối với {suggestion.subject.name} như sau:"),
            *(block for each in items for block in _point(each)),
            *_closing(suggestion, attending.order_by("role", "pk")),
        ),
        recipients=("Như trên", f"Lưu {letter.organ}"),
        signatures=(Signature(letter.authority, letter.post, letter.signer),),
    )


def _point(item: SuggestionItem) -> Iterable[Item | Paragraph]:
    reason = f" ({item.category_reason})" if item.category_reason else ""
    yield Item(f"{item.position}. {item.get_category_display()}{reason}")
    yield Paragraph(f"Sự việc ngày {item.fact_on:%d/%m/%Y}: {item.fact}" if item.fact_on else f"Sự việc: {item.fact}")
    yield Paragraph(f"Nguồn: {item.source}")
    yield Paragraph(f"Yêu cầu giải trình: {item.explain}")


def _closing(suggestion: Suggestion, attending: Iterable[Assignment]) -> Iterable[Paragraph]:
    due = f" trước hết ngày {suggestion.explain_by:%d/%m/%Y}" if suggestion.explain_by else ""
    yield Paragraph(f"Đề nghị giải trình từng nội dung, nêu rõ nguyên nhân, trách nhiệm{due}.")
    if suggestion.late_way:
        yield Paragraph(
            f"Đối tượng đã được kiểm điểm; cách thực hiện: {Suggestion.LateWay(suggestion.late_way).label}."
        )
    if names := ", ".join(f"đồng chí {each.person.name} ({each.capacity})" for each in attending):
        yield Paragraph(f"Phân công dự và chỉ đạo kiểm điểm: {names}.")


def _superior(unit: Unit) -> str:
    return unit.parent.name.upper() if unit.parent else ""
