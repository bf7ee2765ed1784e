"""Đo kiểm điểm: a cell's workbook that comes back, the minutes of a whole city; prints lines of the table.

.venv/bin/python scripts/bench_reviews.py [--no-write]     everything, into docs/benchmarks.md
.venv/bin/python scripts/bench_reviews.py book 60          one figure, on the database of the environment, as JSON
.venv/bin/python scripts/bench_reviews.py minutes 700
"""

from __future__ import annotations

import statistics
import tempfile
import time
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from bench import line
from bench_system import LONG_AGO, TODAY, figure, open_city, populate, run

NOON = datetime(2022, 12, 1, 5, tzinfo=UTC)
GOOD = "Hoàn thành tốt nhiệm vụ"
TALK = "Đề nghị đồng chí đi sâu cơ sở hơn, nắm chắc tình hình chi bộ, kịp thời báo cáo cấp ủy. " * 3
PLACES_A_CELL, COMMENTS = 11, 12


def main() -> None:
    run("reviews", measure, {"book": book, "minutes": minutes})


def measure() -> str:
    """Every line of the table."""
    came, printed = figure("book", 60, script=__file__), figure("minutes", 700, script=__file__)
    beside = f"seen first {came['seen']:.2f} s; openpyxl only reading the file: {came['bare']:.2f} s"
    other = f"python-docx only, the same paragraphs: {printed['bare']:.1f} s; as PDF {printed['pdf']:.1f} s"
    return "\n".join(
        [
            "| what | figure | against | bar | holds |",
            "|---|---|---|---|---|",
            line("workbook of a cell of 60, read and applied (SQLite)", f"{came['seconds']:.2f} s", beside, "≤ 2 s",
                 came["seconds"] <= 2),
            line("700 minutes as .docx", f"{printed['docx']:.1f} s", other, "≤ 60 s", printed["docx"] <= 60),
        ]
    )  # fmt: skip


def book(people: int) -> dict[str, float]:
    """Seconds until the workbook of a cell with so many members is applied: papers, talk, conclusions."""
    import openpyxl

    from kiemdiem.cycles.models import Cycle, Place
    from kiemdiem.ledger.actor import SystemActor
    from kiemdiem.organisations.models import Membership, Person, Unit
    from kiemdiem.reviews import cellbook
    from kiemdiem.reviews.cellbook import Target

    populate(people)
    cell = Unit.objects.get(code="P0-0")
    Person.objects.update(cell=cell, path=cell.path)
    Membership.objects.bulk_create(Membership(person=each, cell=cell, since=LONG_AGO) for each in Person.objects.all())
    open_city()
    cycle = Cycle.objects.get()
    target, by = Target(cycle, Place.objects.get(cycle=cycle, code="P0-0")), SystemActor()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "so.xlsx"
        cellbook.hand_out(target, path, by=by, at=NOON)
        written(path)
        pages = cellbook.compose(target, TODAY, by).pages
        start = time.perf_counter()
        seen = cellbook.rehearse(target, cellbook.read(path, pages).sent, {}, by=by, at=NOON)
        first = time.perf_counter() - start
        start = time.perf_counter()
        outcome = cellbook.apply(target, cellbook.read(path, pages).sent, {}, by=by, at=NOON)
        seconds = time.perf_counter() - start
        start = time.perf_counter()
        for page in openpyxl.load_workbook(path, read_only=True).worksheets:
            for _ in page.iter_rows(values_only=True):
                pass
        bare = time.perf_counter() - start
    assert seen.sound, seen.problems
    assert len(outcome.changes) > 7 * people
    return {"seconds": seconds, "seen": first, "bare": bare}


def written(path: Path) -> None:
    """Filled in as a secretary does: everybody's paper and level, conclusion, one comment each."""
    import openpyxl

    held = openpyxl.load_workbook(path)
    for name, text in (("Ngày họp", "01/12/2022"), ("Địa điểm", "Nhà văn hóa"), ("Diễn biến", TALK)):
        row = next(row for row in held["CuocHop"].iter_rows(min_row=2) if str(row[1].value).startswith(name))
        row[2].value = text
    for row in held["BanKiemDiem"].iter_rows(min_row=2):
        row[3].value, row[4].value = "x", GOOD
    names = []
    for row in held["KiemDiem"].iter_rows(min_row=2):
        row[3].value, row[5].value = "x", TALK
        names.append((row[1].value, row[2].value))
    people = [name for name, kind in names if kind == "Đảng viên"]
    for number, row in enumerate(list(held["GopY"].iter_rows(min_row=2))[: len(people)]):
        row[2].value, row[3].value = people[number - 1], f"{people[number]}, đảng viên"
        row[4].value, row[5].value = TALK, "Xin tiếp thu."
    held.save(path)


def minutes(meetings: int) -> dict[str, float]:
    """Seconds for the minutes of so many closed meetings, as .docx and as PDF, and for python-docx alone."""
    from kiemdiem.documents.render import docx, pdf
    from kiemdiem.reviews.models import Meeting
    from kiemdiem.reviews.papers import minutes as sheet_of

    closed(meetings)
    held = list(Meeting.objects.select_related("cycle", "chair", "secretary", "collective__unit", "supplements"))
    assert len(held) == meetings
    start = time.perf_counter()
    sizes = [len(docx(sheet_of(each), on=each.held_on)) for each in held]
    as_docx = time.perf_counter() - start
    start = time.perf_counter()
    sizes += [len(pdf(sheet_of(each), on=each.held_on)) for each in held]
    as_pdf = time.perf_counter() - start
    assert statistics.median(sizes) > 5_000
    return {"docx": as_docx, "pdf": as_pdf, "bare": bare(docx(sheet_of(held[0]), on=TODAY), meetings)}


def bare(example: bytes, times: int) -> float:
    """Seconds of python-docx writing the paragraphs of one such document so many times."""
    import docx

    words = [each.text for each in docx.Document(BytesIO(example)).paragraphs]
    start = time.perf_counter()
    for _ in range(times):
        made = docx.Document()
        for text in words:
            made.add_paragraph(text)
        made.save(BytesIO())
    return time.perf_counter() - start


def closed(meetings: int) -> None:
    """So many cells that have met: everybody came, everybody was heard, a dozen comments with their answers."""
    from kiemdiem.cycles.models import Cycle, Place, Subject
    from kiemdiem.organisations.models import Person
    from kiemdiem.reviews.models import Attendance, Comment, Hearing, Meeting

    populate(meetings * PLACES_A_CELL + 400)
    open_city()
    cycle = Cycle.objects.get()
    places = list(Place.objects.filter(cycle=cycle, kind="cell").order_by("path")[:meetings])
    people: dict[str, list[int]] = {}
    for path, pk in Person.objects.filter(path__in=[each.path for each in places]).values_list("path", "pk"):
        people.setdefault(path, []).append(pk)
    heard: dict[str, list[int]] = {}
    for path, pk in Subject.objects.filter(cycle=cycle, kind="member").values_list("path", "pk"):
        heard.setdefault(path, []).append(pk)
    rows = Meeting.objects.bulk_create(
        Meeting(
            cycle=cycle, place=each.code, path=each.path, name=each.name, held_on=TODAY, venue="Nhà văn hóa",
            chair_id=people[each.path][0], secretary_id=people[each.path][1], minutes=TALK, closed_at=NOON,
        )
        for each in places
    )  # fmt: skip
    Attendance.objects.bulk_create(
        (Attendance(meeting=each, person_id=pk) for each in rows for pk in people[each.path]), batch_size=5000
    )
    Hearing.objects.bulk_create(
        (
            Hearing(meeting=each, subject_id=pk, position=place, conclusion=TALK)
            for each in rows
            for place, pk in enumerate(heard[each.path], start=1)
        ),
        batch_size=5000,
    )
    Comment.objects.bulk_create(
        (
            Comment(
                meeting=each, position=n + 1, speaker_id=people[each.path][n % len(people[each.path])],
                subject_id=heard[each.path][n % len(heard[each.path])], text=TALK, answer="Xin tiếp thu.",
            )
            for each in rows
            for n in range(COMMENTS)
        ),
        batch_size=5000,
    )  # fmt: skip


if __name__ == "__main__":
    main()
