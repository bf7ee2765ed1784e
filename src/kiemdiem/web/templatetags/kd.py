"""Thẻ mẫu dùng ở mọi trang: badges, days, numbers, boxes, fields, pagers; a builtin of every template."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiemdiem.regulation import Level, sentences
from kiemdiem.web import shapes
from kiemdiem.web.official import cited, in_vietnamese, official, quoted
from kiemdiem.web.paging import PAGE

register = template.Library()
register.filter(official)
register.filter(cited)
register.filter(quoted)

_VIETNAMESE = mark_safe(' lang="vi"')
SHORT = {
    Level.EXCELLENT: gettext_lazy("Xuất sắc"),
    Level.GOOD: gettext_lazy("Tốt"),
    Level.COMPLETED: gettext_lazy("Hoàn thành"),
    Level.FAILED: gettext_lazy("Không hoàn thành"),
}


@register.simple_tag
def shape(kind: str, size: int = 18) -> SafeString:
    """Hình của trạng thái, without words."""
    return shapes.shape(kind, size)


@register.simple_tag
def badge(kind: str, text: object) -> SafeString:
    """Trạng thái: shape and words. Kinds: late soon doing done todo waiting returned differs locked none."""
    return format_html('<span class="kd-badge kd-{}">{}<span>{}</span></span>', kind, shapes.shape(kind), text)


@register.simple_tag
def level(value: int | None, short: bool = False) -> SafeString | str:
    """Mức xếp loại: bars and the official words; `short=True` in dense tables; nothing for no level."""
    if value is None:
        return ""
    words = SHORT[Level(value)] if short else official(Level(value).official)
    return format_html('<span class="kd-level">{}<span>{}</span></span>', shapes.bars(value), words)


@register.simple_tag
def day(value: date | None) -> SafeString | str:
    """Ngày dd/mm/yyyy that doesn't break across lines; nothing for no day."""
    if value is None:
        return ""
    the_day = localtime(value).date() if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', the_day.isoformat(), f"{the_day:%d/%m/%Y}")


@register.filter("day")
def day_text(value: date | None) -> str:
    """Ngày dd/mm/yyyy as text, for a sentence."""
    return "" if value is None else f"{localtime(value) if isinstance(value, datetime) else value:%d/%m/%Y}"


@register.simple_tag
def when(value: datetime | None) -> SafeString | str:
    """Giờ và ngày: 14:32 ngày 08/12/2022."""
    if value is None:
        return ""
    at = localtime(value)
    words = _("%(hour)s ngày %(day)s") % {"hour": f"{at:%H:%M}", "day": f"{at:%d/%m/%Y}"}
    return format_html('<time datetime="{}">{}</time>', at.isoformat(timespec="minutes"), words)


@register.simple_tag
@register.filter
def number(value: int | None) -> str:
    """Số có dấu chấm ngăn nghìn: 1.284; in English a comma."""
    return "" if value is None else sentences.number(value, "vi" if in_vietnamese() else "en")


@register.simple_tag
def cite(text: object) -> SafeString:
    """Điều khoản, each of which doesn't break across lines: 608-CV/TU, mục 4."""
    mark = "" if in_vietnamese() else _VIETNAMESE
    clauses = ((mark, cited(each)) for each in str(text).split("; "))
    return format_html_join("; ", '<span class="kd-cite"{}>{}</span>', clauses)


@register.simple_block_tag
def box(content: SafeString, kind: str = "note", title: str = "", focus: bool = False) -> SafeString:
    """Khung báo: stop, care, note, done or next; `focus=True` lets it take the focus when the page opens."""
    alert = mark_safe(' role="alert" tabindex="-1" data-takes-focus') if focus else ""
    head = format_html("<h2>{}</h2>", title) if title else ""
    return format_html('<div class="kd-box kd-box-{}"{}>{}{}</div>', kind, alert, head, content)


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """Ô nhập: label, hint, error, control."""
    return bound.as_field_group()


@register.inclusion_tag("parts/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """Tóm tắt lỗi của biểu mẫu, with a link to each field; takes the focus."""
    lines = [
        (_target(form[name]), form[name].label, errors) for name, errors in form.errors.items() if name in form.fields
    ]
    return {"general": form.non_field_errors(), "lines": lines}


def _target(bound: BoundField) -> str:
    return bound.id_for_label or f"{bound.auto_id}_0"


@register.inclusion_tag("parts/pager.html", takes_context=True)
def pager(context: template.RequestContext, page: Page[Any]) -> dict[str, Any]:
    """Đang xem 1 đến 50 trong 703, with links that keep what else stands in the address."""
    query = context["request"].GET.copy()

    def address(number: int) -> str:
        query[PAGE] = str(number)
        return f"?{query.urlencode()}"

    return {
        "page": page,
        "before": address(page.previous_page_number()) if page.has_previous() else "",
        "after": address(page.next_page_number()) if page.has_next() else "",
        "first": address(1) if page.number > 2 else "",
        "last": address(page.paginator.num_pages) if page.number < page.paginator.num_pages - 1 else "",
    }


@register.simple_tag
def quote(text: str, source: str) -> SafeString:
    """Trích điều khoản: exact words in quotation marks, or what they say when only that was read; the text."""
    exact = not text.startswith("(")
    words = text.replace("“", "‘").replace("”", "’") if exact else text
    return SafeString(render_to_string("parts/quote.html", {"text": words, "source": source, "exact": exact}))
