"""Hình của trạng thái: one shape a state, drawn inline that prints and needs no request."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe

_LINE = 'fill="none" stroke="currentColor" stroke-width="1.8"'
_SHAPES = {
    "late": '<path d="M5.6 1h6.8L17 5.6v6.8L12.4 17H5.6L1 12.4V5.6z" fill="currentColor"/>'
    '<path d="M9 4.6v5.2M9 12v2" stroke="#fff" stroke-width="2.2"/>',
    "soon": f'<path d="M9 2l7.6 13.6H1.4z" {_LINE} stroke-linejoin="round"/>'
    '<path d="M9 6.6v4.6M9 12.4v1.8" stroke="currentColor" stroke-width="1.8"/>',
    "doing": f'<circle cx="9" cy="9" r="7" {_LINE}/><path d="M9 2a7 7 0 0 0 0 14z" fill="currentColor"/>',
    "done": '<circle cx="9" cy="9" r="8" fill="currentColor"/>'
    '<path d="M5.2 9.2l2.7 2.7 5-5.4" fill="none" stroke="#fff" stroke-width="2"/>',
    "todo": f'<circle cx="9" cy="9" r="7" {_LINE}/>',
    "waiting": f'<path d="M4 2h10M4 16h10M5.5 2v3L9 9l3.5-4V2M5.5 16v-3L9 9l3.5 4v3" {_LINE} stroke-linejoin="round"/>',
    "returned": f'<path d="M6.5 3L2.5 7l4 4M2.5 7H11a4.2 4.2 0 0 1 0 8.4H8" {_LINE}/>',
    "differs": f'<path d="M2 3h14v9.5H8L4.5 16v-3.5H2z" {_LINE} stroke-linejoin="round"/>',
    "locked": f'<path d="M3.5 8h11v8.5h-11z" fill="currentColor"/><path d="M5.8 8V5.4a3.2 3.2 0 0 1 6.4 0V8" {_LINE}/>',
    "none": '<path d="M4 9h10" stroke="currentColor" stroke-width="1.8"/>',
}
_BARS = ((1, 11, 5), (6.5, 8, 8), (12, 5, 11), (17.5, 2, 14))  # left, top, height


def shape(kind: str, size: int = 18) -> SafeString:
    """Hình của một trạng thái. Raises KeyError for a kind that has none."""
    return mark_safe(  # only text of this file
        f'<svg class="kd-shape kd-{kind}" width="{size}" height="{size}" viewBox="0 0 18 18" aria-hidden="true" '
        f'focusable="false">{_SHAPES[kind]}</svg>'
    )


def bars(level: int) -> SafeString:
    """Bốn vạch của mức xếp loại: as many filled as the level counts, the others outlined."""
    drawn = "".join(
        f'<rect x="{left}" y="{top}" width="3.6" height="{height}" stroke="currentColor" stroke-width="0.8" '
        f'fill="{"currentColor" if number <= level else "none"}"/>'
        for number, (left, top, height) in enumerate(_BARS, start=1)
    )
    return mark_safe(  # only figures and text of this file
        f'<svg width="22" height="16" viewBox="0 0 22 16.5" aria-hidden="true" focusable="false">{drawn}</svg>'
    )
