"""Gom nguồn: which tables of which files are ratings or counts, and which choice is left to the user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kiemdiem.compliance import values
from kiemdiem.compliance.columns import Shape, Source, schemas, understand
from kiemdiem.workbooks import Opened, SheetTable, Unreadable, find_files, open_file

ALL_SHEETS = "all"


@dataclass(slots=True)
class Gathered:
    """Các nguồn đã hiểu, with what was noted on the way."""

    sources: list[Source]
    notes: list[str]


def gather(paths: Sequence[Path], sheet: str | None, scratch: Path) -> Gathered:
    """Every source of the given files and folders.

    Raises Unreadable: no known header in a file, a sheet that isn't there, or two sheets of one workbook that
    both hold the same kind of subject while no sheet was named.
    """
    files, notes = find_files(paths)
    gathered = Gathered([], notes)
    only = None if sheet in (None, ALL_SHEETS) else sheet
    for path in files:
        opened = open_file(path, schemas(), scratch, only)
        if only is not None and opened.sheets and only not in opened.sheets:
            raise Unreadable(path, f"không có trang “{only}”; các trang có là: {', '.join(opened.sheets)}.")
        sources = _understood(path, opened, gathered)
        if sheet is None:
            _refuse_ambiguous(path, sources)
        for source in sources:
            gathered.notes += [f"{source.label}: {note}" for note in source.table.notes]
            if source.unknown:
                gathered.notes.append(f"{source.label}: giữ nguyên, không dùng cột lạ: {', '.join(source.unknown)}.")
    return gathered


def _understood(path: Path, opened: Opened, gathered: Gathered) -> list[Source]:
    found: list[Source] = []
    lacking: list[tuple[str, list[str]]] = []
    for table in opened.tables:
        source = understand(table, len(gathered.sources))
        if isinstance(source, Source):
            found.append(source)
            gathered.sources.append(source)
        else:
            lacking.append((table.sheet, source))
    if found:
        for sheet, missing in lacking:
            gathered.notes.append(f"“{path}”, trang “{sheet}”: bỏ qua vì thiếu cột {', '.join(missing)}.")
        return found
    if lacking:
        sheet, missing = lacking[0]
        raise Unreadable(path, f"thiếu cột bắt buộc: {', '.join(missing)}; hãy bổ sung tiêu đề cột.", sheet=sheet)
    where = f" ở các trang {', '.join(opened.sheets)}" if opened.sheets else ""
    raise Unreadable(
        path,
        f"không tìm thấy dòng tiêu đề{where}; cần các cột Loại đối tượng, Mã đối tượng, Mức xếp loại (hoặc Loại đối "
        "tượng, Xuất sắc, Tốt với tệp số liệu).",
    )


def _refuse_ambiguous(path: Path, sources: Sequence[Source]) -> None:
    """Two sheets for one kind may be an old and a new version: only the user knows."""
    taken: dict[tuple[Shape, str], str] = {}
    for source in sources:
        for kind in _kinds(source):
            other = taken.setdefault((source.shape, kind), source.table.sheet)
            if other != source.table.sheet:
                raise Unreadable(
                    path,
                    f"hai trang “{other}” và “{source.table.sheet}” cùng chứa {kind.lower()}; hãy chọn một trang bằng "
                    "--sheet TÊN, hoặc dùng --sheet all nếu cả hai đều đúng.",
                )


def _kinds(source: Source) -> set[str]:
    table = source.table
    if not isinstance(table, SheetTable) or table.arrow is None:
        return set()
    kinds = set()
    for raw in table.arrow.column(source.columns["kind"]).unique().to_pylist():
        if raw and values.is_read(values.kind, raw) and (kind := values.kind(raw)):
            kinds.add(kind.official)
    return kinds
