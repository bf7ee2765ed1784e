"""Phần tệp kèm theo của một trang: the list, and the form to add one where that may be done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from kiemdiem.documents.files import DOCX, JPEG, KINDS, LARGEST, PDF, PNG, XLSX
from kiemdiem.documents.models import Attachment
from kiemdiem.web.files.holders import HOLDERS
from kiemdiem.web.request import Request

NAMES = {PDF: _("PDF"), PNG: _("ảnh PNG"), JPEG: _("ảnh JPEG"), DOCX: _("Word (.docx)"), XLSX: _("Excel (.xlsx)")}
_LABELS = {kind.content_type: name for kind, name in NAMES.items()}
ACCEPT = ",".join(suffix for kind in KINDS for suffix in (kind.suffix, *kind.also))


@dataclass(frozen=True, slots=True)
class Files:
    """Tệp của một việc như trang cần; the matter was found by its page."""

    about: str
    rows: list[tuple[Attachment, Any]]
    adds: bool
    removes: bool
    accept: str = ACCEPT
    most: int = LARGEST // 2**20

    @property
    def key(self) -> str:
        """What makes the names of its fields its own on a page with several."""
        return self.about.replace(":", "-")


def files_of(request: Request, prefix: str, matter: Any) -> Files:
    """Tệp của một việc trang đang xem; one query."""
    return gathered(request, [(prefix, matter)])[f"{prefix}:{matter.pk}"]


def files_of_each(request: Request, prefix: str, matters: Iterable[Any]) -> dict[int, Files]:
    """Tệp của nhiều việc cùng loại trang đang xem, by key; one query."""
    rows = list(matters)
    found = gathered(request, [(prefix, each) for each in rows])
    return {each.pk: found[f"{prefix}:{each.pk}"] for each in rows}


def gathered(request: Request, matters: Iterable[tuple[str, Any]]) -> dict[str, Files]:
    """Tệp của nhiều việc trang đang xem, as `paper:12`; one query."""
    held = {f"{prefix}:{each.pk}": (prefix, each) for prefix, each in matters}
    rows: dict[str, list[tuple[Attachment, Any]]] = {about: [] for about in held}
    for each in Attachment.objects.filter(about__in=list(held)).order_by("pk") if held else ():
        rows[each.about].append((each, _LABELS.get(each.content_type, "")))
    found = {}
    for about, (prefix, matter) in held.items():
        rights = HOLDERS[prefix].rights(request.actor, matter)
        found[about] = Files(about, rows[about], adds=rights.adds, removes=rights.removes)
    return found
