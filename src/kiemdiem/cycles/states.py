"""Tiến độ, bước, cấp: how far a subject is, the steps of a year, the levels a calendar speaks of."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kiemdiem.organisations.kinds import UnitKind


class State(TextChoices):
    """Tiến độ của một đối tượng; *decided* means released, and *proposed* is shown to those who propose and decide."""

    NOT_STARTED = "not_started", _("Chưa bắt đầu")
    DRAFT = "draft", _("Đang viết")
    HANDED_IN = "handed_in", _("Đã nộp")
    RETURNED = "returned", _("Trả lại")
    REVIEWED = "reviewed", _("Đã kiểm điểm")
    PROPOSED = "proposed", _("Đã đề nghị")
    DECIDED = "decided", _("Đã quyết định")
    LEFT_OUT = "left_out", _("Không thuộc diện")


HANDED = (State.HANDED_IN, State.REVIEWED, State.PROPOSED, State.DECIDED)
HEARD = (State.REVIEWED, State.PROPOSED, State.DECIDED)


class Step(TextChoices):
    """Các bước của một năm, in order."""

    STUDY = "study", _("Quán triệt")
    SUGGEST = "suggest", _("Gợi ý")
    PREPARE = "prepare", _("Chuẩn bị")
    REVIEW = "review", pgettext_lazy("step", "Kiểm điểm")
    RATE = "rate", pgettext_lazy("step", "Xếp loại")
    NOTIFY = "notify", pgettext_lazy("step", "Thông báo")
    REMEDY = "remedy", _("Khắc phục")
    CHECK = "check", _("Rà soát")


class Tier(TextChoices):
    """Cấp trong lịch: cells first, the root last."""

    CELL = "cell", _("Chi bộ, đảng bộ bộ phận")
    GRASSROOTS = "grassroots", _("Tổ chức cơ sở đảng")
    UPPER = "upper", _("Cấp trên trực tiếp của cơ sở")
    ROOT = "root", _("Cấp mở đợt")


GRASSROOTS = frozenset({UnitKind.GRASSROOTS, UnitKind.GRASSROOTS_CELL})
BELOW_GRASSROOTS = frozenset({UnitKind.PART, UnitKind.CELL})
COMMITTEES = frozenset({UnitKind.PROVINCE, UnitKind.DISTRICT, UnitKind.COMMUNE, UnitKind.UPPER})
PARTY_ORGANISATIONS = GRASSROOTS | BELOW_GRASSROOTS | COMMITTEES


def tier_of(kind: str, *, is_root: bool) -> Tier:
    """Cấp của một đơn vị trong lịch; agencies and the like go with the committee above them."""
    if is_root:
        return Tier.ROOT
    if kind in BELOW_GRASSROOTS:
        return Tier.CELL
    return Tier.GRASSROOTS if kind in GRASSROOTS else Tier.UPPER
