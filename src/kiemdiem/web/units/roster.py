"""Sổ danh sách: template, export, upload, preview, import all or nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kiemdiem.organisations.actions import IMPORT
from kiemdiem.organisations.roster import export as exporting
from kiemdiem.organisations.roster import plan as planning
from kiemdiem.organisations.roster.apply import Unsound, apply_roster, outside
from kiemdiem.organisations.roster.columns import KEYS, SHEETS
from kiemdiem.organisations.roster.plan import Change, Plan
from kiemdiem.organisations.roster.read import said
from kiemdiem.web.paging import page_of
from kiemdiem.web.request import Request, View, signed_in
from kiemdiem.web.templatetags.kd import number
from kiemdiem.web.units import uploads
from kiemdiem.web.units.forms import UploadForm
from kiemdiem.web.units.uploads import Upload
from kiemdiem.workbooks import Unreadable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PROBLEMS_SHOWN = 200


def importing(view: View) -> View:
    """Chỉ người được nhập danh sách, wherever that is."""

    @signed_in
    def run(request: Request, *args: Any, **named: Any) -> Any:
        if not request.actor.reach(IMPORT):
            raise PermissionDenied
        return view(request, *args, **named)

    run.__module__ = view.__module__
    return run


@require_http_methods(["GET", "HEAD", "POST"])
@importing
def roster(request: Request) -> HttpResponse:
    """Trang sổ danh sách: what can be taken out, and where a workbook is sent in."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        uploads.keep(request.session, form.cleaned_data["book"])
        return redirect("roster_preview")
    return render(request, "units/roster.html", {"form": form, "sheets": _headers()})


@require_safe
@importing
def template(request: Request) -> HttpResponse:
    """Mẫu trống."""
    return _workbook(exporting.write_template, "mau-danh-sach.xlsx")


@require_POST
@importing
def export(request: Request) -> HttpResponse:
    """Sổ danh sách hiện có, within reach; a change of nothing, but taking it out is written down."""
    day = f"{request.today:%Y-%m-%d}"
    return _workbook(lambda path: exporting.hand_out_roster(path, by=request.actor), f"danh-sach-{day}.xlsx")


@require_safe
@importing
def preview(request: Request) -> HttpResponse:
    """Xem trước: what would change, and what must be mended first."""
    upload = uploads.kept(request.session)
    if upload is None:
        return redirect("roster")
    try:
        plan = planning.preview(upload.path)
    except Unreadable as refusal:
        return _refused(request, upload, said_of(refusal, upload.name))
    if foreign := outside(plan, request.actor):
        return _refused(request, upload, _outside(len(foreign)), [_row(change, foreign=True) for change in foreign])
    changes = [change for rows in plan.changes.values() for change in rows]
    page = page_of(request, changes)
    context = {
        "upload": upload,
        "plan": plan,
        "counts": list(_counts(plan)),
        "page": page,
        "rows": [_row(change) for change in page],
        "problems": plan.problems[:PROBLEMS_SHOWN],
        "more_problems": max(0, len(plan.problems) - PROBLEMS_SHOWN),
    }
    return render(request, "units/roster_preview.html", context)


@require_POST
@importing
def apply(request: Request) -> HttpResponse:
    """Nhập cả sổ hoặc không nhập gì; only the very file that was previewed."""
    upload = uploads.kept(request.session)
    if upload is None or upload.digest != request.POST.get("digest"):
        messages.error(request, _("Sổ này không còn là sổ đã xem trước. Chưa nhập gì; hãy gửi lại sổ."))
        return redirect("roster")
    try:
        plan = apply_roster(upload.path, by=request.actor, on=request.today)
    except Unreadable as refusal:
        return _refused(request, upload, said_of(refusal, upload.name))
    except Unsound:
        messages.error(request, _("Chưa nhập gì: danh sách vừa thay đổi, sổ còn chỗ phải sửa."))
        return redirect("roster_preview")
    uploads.drop(request.session, upload)
    rows = sum(len(changes) for changes in plan.changes.values())
    messages.success(request, _("Đã nhập %(rows)s dòng từ sổ “%(name)s”.") % {"rows": rows, "name": upload.name})
    return redirect("roster")


def _refused(request: Request, upload: Upload, sentence: str, rows: Any = ()) -> HttpResponse:
    """The workbook can't be taken: why, and at which rows."""
    context = {"upload": upload, "sentence": sentence, "page": page_of(request, rows)}
    return render(request, "units/roster_refused.html", context)


def _outside(count: int) -> str:
    return _(
        "%(count)s dòng trong sổ thuộc đơn vị mà đồng chí không được giao nhập; hãy bỏ các dòng ấy rồi gửi lại."
    ) % {"count": number(count)}


def said_of(refusal: Unreadable, name: str) -> str:
    """Lời từ chối một tệp, with the name the file was sent under, not where it lies here."""
    words = {"file": name, "sheet": refusal.sheet, "problem": said(refusal.problem)}
    return (
        _("Tệp “%(file)s”, trang “%(sheet)s”: %(problem)s") if refusal.sheet else _("Tệp “%(file)s”: %(problem)s")
    ) % words


def _workbook(write: Callable[[Path], None], name: str) -> HttpResponse:
    with tempfile.TemporaryDirectory(prefix="kiemdiem-") as folder:
        path = Path(folder) / name
        write(path)
        answer = HttpResponse(path.read_bytes(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _headers() -> list[tuple[str, str]]:
    """The sheets and their columns, those that must be filled marked by a star."""
    return [
        (sheet, ", ".join(column.header + ("*" if column.required else "") for column in columns))
        for sheet, columns in SHEETS.items()
    ]


def _counts(plan: Plan) -> Iterator[tuple[str, int, int]]:
    for sheet in SHEETS:
        if plan.changes.get(sheet):
            yield sheet, plan.count(sheet, new=True), plan.count(sheet, new=False)


def _row(change: Change, *, foreign: bool = False) -> dict[str, Any]:
    """One row of the preview; of a foreign row only what the workbook itself says."""
    key = ", ".join(_shown(change.sheet, part, change.row[part]) for part in KEYS[change.sheet])
    if foreign:
        return {"sheet": change.sheet, "key": key}
    columns = {column.key: column.header for column in SHEETS[change.sheet]}
    fields = [
        (
            columns[name],
            _shown(change.sheet, name, (change.old or {}).get(name)),
            _shown(change.sheet, name, change.row[name]),
        )
        for name in change.fields
        if change.old is not None or change.row[name] not in (None, "", False)
    ]
    return {"sheet": change.sheet, "key": key, "new": change.old is None, "fields": fields}


def _shown(sheet: str, name: str, value: Any) -> str:
    column = next(column for column in SHEETS[sheet] if column.key == name)
    shown = None if value is None else column.show(value)
    return f"{shown:%d/%m/%Y}" if isinstance(shown, date) else str(shown if shown is not None else "")
