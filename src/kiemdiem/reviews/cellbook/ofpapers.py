"""Các trang về bản kiểm điểm giấy: who handed in with which level, what was answered to faults and suggestions."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kiemdiem.cycles.models import Cycle
from kiemdiem.reviews.cellbook import fields
from kiemdiem.reviews.cellbook.book import Page, Row
from kiemdiem.reviews.cellbook.owners import Owner, key_of
from kiemdiem.reviews.meetings import Sitting
from kiemdiem.reviews.models import Fault, FaultAnswer

PAPERS, FAULTS, ITEMS, NAMED = "ban", "han-che-cu", "goi-y", "han-che-moi"


def received(owners: Sequence[Owner]) -> Page:
    """Bản kiểm điểm đã nhận trên giấy, and the level each gives itself."""
    kinds = {"nhan": fields.mark(), "muc": fields.level()}
    rows = []
    for owner in owners:
        for subject in owner.subjects:
            kind = fields.kind_of(subject)
            label = f"{subject.name} ({kind})"
            values = {"nhan": owner.handed_in or None, "muc": owner.level(subject)}
            may = frozenset(kinds) if owner.accepts else frozenset()
            given = (subject.name, kind)
            rows.append(Row(str(subject.pk), label, given, kinds, values, may, owner.key))
    headings = {"nhan": _("Đã nhận bản giấy"), "muc": _("Tự xếp loại")}
    hint = _("Đánh x khi đã nhận bản giấy và ghi mức tự xếp loại. Bản đã nộp thì khóa, không ghi lại ở đây.")
    given = (_("Họ và tên, tên tập thể"), _("Loại"))
    return Page(PAPERS, "BanKiemDiem", _("Bản kiểm điểm đã nhận"), hint, given, headings, rows)


def faults(owners: Sequence[Owner]) -> list[Page]:
    """Trả lời từng hạn chế còn mở, as the papers say; no page where nothing is open."""
    kinds = {
        "ket-qua": fields.pick({each.value: str(each.label) for each in FaultAnswer.Result}),
        "noi-dung": fields.prose(),
    }
    rows = []
    for owner in owners:
        may = frozenset(kinds) if owner.accepts else frozenset()
        for each in owner.faults:
            key = f"fault-{each.pk}"
            values = {"ket-qua": owner.answer(key, "result"), "noi-dung": owner.answer(key, "text")}
            given = (owner.name, f"{each.cycle.year}", each.content)
            rows.append(Row(str(each.pk), f"{owner.name}, {each}", given, kinds, values, may, owner.key))
    if not rows:
        return []
    headings = {"ket-qua": _("Kết quả khắc phục"), "noi-dung": _("Nội dung, khó khăn, trách nhiệm")}
    given_names = (_("Của ai"), _("Năm"), _("Hạn chế, khuyết điểm"))
    hint = _("Như bản giấy ghi; điều chưa triệt để hoặc tái diễn phải nêu rõ vì sao, ai chịu trách nhiệm.")
    return [Page(FAULTS, "HanCheCu", _("Hạn chế còn mở từ các năm trước"), hint, given_names, headings, rows)]


def items(owners: Sequence[Owner], here: Sitting) -> list[Page]:
    """Nội dung cấp trên gợi ý: what the papers answer, and what the meeting concludes; no page where none came."""
    kinds = {
        "giai-trinh": fields.prose(),
        "trach-nhiem": fields.prose(),
        "doc": fields.mark(),
        "ket-luan": fields.prose(),
    }
    asked = {each.pk for each in here.items}
    rows = []
    for owner in owners:
        paper = frozenset({"giai-trinh", "trach-nhiem"}) if owner.accepts else frozenset()
        for each in owner.items:
            key, stored = f"item-{each.pk}", here.conclusions.get(each.pk)
            values = {
                "giai-trinh": owner.answer(key, "text"),
                "trach-nhiem": owner.answer(key, "responsibility"),
                "doc": (stored.read_out if stored else None) or None,
                "ket-luan": (stored.conclusion if stored else None) or None,
            }
            may = paper | (frozenset({"doc", "ket-luan"}) if each.pk in asked else frozenset())
            given = (owner.name, str(each.position), f"{each.fact} {each.explain}".strip())
            label = _("%(name)s, nội dung %(number)s") % {"name": owner.name, "number": each.position}
            rows.append(Row(str(each.pk), label, given, kinds, values, may, owner.key))
    if not rows:
        return []
    headings = {
        "giai-trinh": _("Giải trình, nguyên nhân"),
        "trach-nhiem": _("Trách nhiệm"),
        "doc": _("Đã đọc tại cuộc họp"),
        "ket-luan": _("Kết luận của cuộc họp"),
    }
    given_names = (_("Gợi ý đối với"), _("Số"), _("Nội dung gợi ý"))
    return [Page(ITEMS, "GoiY", _("Nội dung cấp trên gợi ý"), "", given_names, headings, rows)]


def named(cycle: Cycle, owners: Sequence[Owner]) -> Page:
    """Hạn chế do người khác nêu trong kỳ này; added, never taken out here."""
    owner_of = {owner.key: place for place, owner in enumerate(owners)}
    kinds = {
        "cua": fields.pick(fields.labelled((place, owner.name, owner.key) for place, owner in enumerate(owners))),
        "nguon": fields.pick({each.value: str(each.label) for each in Fault.Source if each != Fault.Source.SELF}),
        "noi-dung": fields.prose(),
    }
    papers = [owner.paper.pk for owner in owners if owner.paper]
    held = Fault.objects.filter(paper__in=papers, cycle=cycle).exclude(source=Fault.Source.SELF).order_by("pk")
    known = frozenset((owner_of[key_of(each)], each.source, each.content) for each in held)
    headings = {"cua": _("Của ai"), "nguon": _("Nguồn"), "noi-dung": _("Hạn chế, khuyết điểm")}
    hint = _("Điều do góp ý, gợi ý, kiểm tra nêu ra; được theo dõi đến khi khắc phục xong.")
    return Page(NAMED, "HanCheMoi", _("Hạn chế nêu tại cuộc họp"), hint, (), headings, [], kinds, known)
