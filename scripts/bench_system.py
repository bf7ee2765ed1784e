"""Đo hệ thống: opening a cycle, importing a roster, the board beside a bare page; prints lines of the table.

    .venv/bin/python scripts/bench_system.py [--no-write]     everything, into docs/benchmarks.md
    .venv/bin/python scripts/bench_system.py open 150000      one figure, on the database of the environment, as JSON
    .venv/bin/python scripts/bench_system.py board 57000
    .venv/bin/python scripts/bench_system.py roster 10000

Each figure comes from a process and a database of its own; PostgreSQL is a private one, started and stopped here.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from bench import ROOT, line, write

CELLS_A_WARD, WARDS_A_DISTRICT = 7, 47  # the shape of a city: 15 committees, some 700 grassroots organisations
PG = ROOT / "scripts" / "pg.sh"
LONG_AGO, TODAY = date(2000, 1, 1), date(2022, 12, 1)


def main() -> None:
    run("system", measure, {"open": opening, "board": board, "roster": roster})


def run(part: str, measure: Callable[[], str], figures: dict[str, Callable[[int], dict[str, float]]]) -> None:
    """The whole table of a part of docs/benchmarks.md, or one figure by its name, from a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", nargs="?", choices=tuple(figures))
    parser.add_argument("size", type=int, nargs="?")
    parser.add_argument("--no-write", action="store_true")
    options = parser.parse_args()
    if options.what is None:
        table = measure()
        print(table)
        if not options.no_write:
            write(part, table)
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kiemdiem.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    print(json.dumps(figures[options.what](options.size)))


def measure() -> str:
    """Every line of the table."""
    with tempfile.TemporaryDirectory(prefix="kd-") as name:
        server = Path(name)
        subprocess.run(["sh", PG, "start", server], check=True, stdout=subprocess.DEVNULL)
        try:
            half, whole = (figure("open", size, server) for size in (75_000, 150_000))
        finally:
            subprocess.run(["sh", PG, "stop", server], check=False)
    pages = figure("board", 57_000)
    few, many = figure("roster", 10_000), figure("roster", 57_000)
    growth = whole["seconds"] / half["seconds"]
    ratio = pages["board"] / pages["bare"]
    less = f"{half['subjects']:,} subjects: {half['seconds']:.1f} s, × {growth:.1f}"
    opened = f"{less}; a copy of the rows: {whole['bare']:.1f} s"
    holds = whole["seconds"] <= 20 and growth <= 2.5
    return "\n".join(
        [
            "| what | figure | against | bar | holds |",
            "|---|---|---|---|---|",
            line(f"open a cycle for {whole['subjects']:,} subjects, PostgreSQL", f"{whole['seconds']:.1f} s", opened,
                 "≤ 20 s and linear", holds),
            line("cycle board of the full city (57,000 members, SQLite)", f"{pages['board']:.1f} ms",
                 f"a bare signed-in page: {pages['bare']:.1f} ms, × {ratio:.1f}", "≤ 3×", ratio <= 3),
            *(imported(size, run, bar) for size, run, bar in ((10_000, few, 3), (57_000, many, 20))),
        ]
    )  # fmt: skip


def imported(people: int, run: dict[str, float], bar: int) -> str:
    """A line about a roster."""
    beside = f"preview {run['preview']:.1f} s; openpyxl only reading the file: {run['bare']:.1f} s"
    what = f"roster of {people:,} people, previewed and applied (SQLite)"
    return line(what, f"{run['seconds']:.1f} s", beside, f"≤ {bar} s", run["seconds"] <= bar)


def figure(what: str, size: int, server: Path | None = None, script: str = __file__) -> dict[str, float]:
    """One figure from a process of its own, on a fresh database."""
    with tempfile.TemporaryDirectory(prefix="kd-") as data:
        environment = os.environ | {"KIEMDIEM_DATA": data, "KIEMDIEM_SECRET_KEY": "bench", "KIEMDIEM_DEMO": "yes"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        if server:
            name = f"b{size}"
            psycopg_create(server, name)
            environment["DATABASE_URL"] = f"postgres://postgres@/{name}?host={server}"
        run = subprocess.run([sys.executable, script, what, str(size)], env=environment, check=True, text=True,
                             stdout=subprocess.PIPE)  # fmt: skip
    found: dict[str, float] = json.loads(run.stdout.strip().splitlines()[-1])
    return found


def psycopg_create(server: Path, name: str) -> None:
    import psycopg

    with psycopg.connect(host=str(server), user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")


def city(size: int) -> Iterator[tuple[str, str, str]]:
    """Code, code of the parent, kind of each unit for about so many members, the root first."""
    yield "TP", "", "province"
    wards = max(1, size // 80)
    for ward in range(wards):
        district = f"Q{ward // WARDS_A_DISTRICT}"
        if ward % WARDS_A_DISTRICT == 0:
            yield district, "TP", "district"
        yield f"P{ward}", district, "grassroots"
        for cell in range(CELLS_A_WARD):
            yield f"P{ward}-{cell}", f"P{ward}", "cell"


def populate(size: int) -> None:
    """Units and so many members, straight into the tables."""
    from kiemdiem.organisations.models import Person, Unit
    from kiemdiem.organisations.tree import child_path

    paths, parents, counts = {"": ""}, {}, {}
    units = []
    for code, above, kind in city(size):
        counts[above] = counts.get(above, 0) + 1
        paths[code] = child_path(paths[above], counts[above])
        parents[code] = above
        units.append(
            Unit(code=code, name=f"Đơn vị {code}", name_key=code.lower(), kind=kind, path=paths[code], since=LONG_AGO)
        )
    Unit.objects.bulk_create(units, batch_size=2000)
    keys = dict(Unit.objects.values_list("code", "pk"))
    cells = [unit.code for unit in units if unit.kind == "cell"]
    people = (
        Person(
            code=f"DV{n:07}", name=f"Nguyễn Văn {n}", name_key=f"nguyen van {n}", sort_key=f"{n:07}",
            cell_id=keys[cells[n % len(cells)]], path=paths[cells[n % len(cells)]], admitted=LONG_AGO,
        )
        for n in range(size)
    )  # fmt: skip
    Person.objects.bulk_create(people, batch_size=2000)


def open_city() -> None:
    """The year 2022 of the whole city."""
    from kiemdiem.cycles import acts, calendar
    from kiemdiem.ledger.actor import SystemActor
    from kiemdiem.regulation import Law

    by = SystemActor()
    days = {key: day for key, (day, _) in calendar.proposed(2022, Law()).items()}
    acts.finish(acts.begin(2022, "TP", by=by, on=TODAY, overlay="can-tho", days=days), by=by)


def opening(subjects: int) -> dict[str, float]:
    """Seconds to open a cycle for about so many subjects, and how many they were."""
    from django.db import connection

    from kiemdiem.cycles.models import Subject

    units = sum(1 for _ in city(subjects))
    populate(subjects - units)
    start = time.perf_counter()
    open_city()
    seconds = time.perf_counter() - start
    start = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare AS SELECT * FROM cycles_subject")
    return {"seconds": seconds, "bare": time.perf_counter() - start, "subjects": Subject.objects.count()}


def board(members: int) -> dict[str, float]:
    """Milliseconds of the board of the whole city and of a bare signed-in page, median of 15, alternating."""
    from django.conf import settings
    from django.test import Client

    from kiemdiem.accounts.models import Account, RoleGrant
    from kiemdiem.cycles.models import Cycle
    from kiemdiem.organisations.models import Unit

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    populate(members)
    open_city()
    who = Account.objects.create(name="bang")
    RoleGrant.objects.create(account=who, role="board_leader", unit=Unit.objects.get(code="TP"), since=LONG_AGO)
    client = Client()
    client.force_login(who, "django.contrib.auth.backends.ModelBackend")
    pages = {"board": f"/dot/{Cycle.objects.get().pk}/", "bare": "/tro-giup/"}
    times = alternate({name: lambda page=page: fetched(client, page) for name, page in pages.items()}, 15)
    return {name: 1000 * statistics.median(seconds) for name, seconds in times.items()}


def fetched(client: object, page: str) -> None:
    answer = client.get(page)  # type: ignore[attr-defined]
    assert answer.status_code == 200, (page, answer.status_code)


def alternate(calls: dict[str, Callable[[], None]], runs: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(runs + 2):
        for name, call in calls.items():
            start = time.perf_counter()
            call()
            times[name].append(time.perf_counter() - start)
    return {name: seconds[2:] for name, seconds in times.items()}


def roster(people: int) -> dict[str, float]:
    """Seconds to preview and then apply a roster of so many people."""
    import openpyxl

    from kiemdiem.ledger.actor import SystemActor
    from kiemdiem.organisations.models import Person
    from kiemdiem.organisations.roster.apply import apply_roster
    from kiemdiem.organisations.roster.plan import preview

    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "danh-sach.xlsx"
        write_roster(people, book)
        start = time.perf_counter()
        preview(book)
        seen = time.perf_counter() - start
        apply_roster(book, by=SystemActor(), on=TODAY)
        seconds = time.perf_counter() - start
        start = time.perf_counter()
        for page in openpyxl.load_workbook(book, read_only=True).worksheets:
            for _ in page.iter_rows(values_only=True):
                pass
        bare = time.perf_counter() - start
    assert Person.objects.count() == people
    return {"seconds": seconds, "preview": seen, "bare": bare}


def write_roster(people: int, output: Path) -> None:
    """A roster workbook of so many people."""
    import xlsxwriter

    book = xlsxwriter.Workbook(output, {"constant_memory": True})
    units = list(city(people))
    labels = {"province": "Đảng bộ tỉnh, thành phố", "district": "Đảng bộ quận, huyện", "grassroots": "Đảng bộ cơ sở",
              "cell": "Chi bộ trực thuộc"}  # fmt: skip
    sheet(book, "DonVi", ["Mã đơn vị", "Tên đơn vị", "Loại", "Mã đơn vị cấp trên", "Ngày thành lập"],
          ([code, f"Đơn vị {code}", labels[kind], above, "01/01/2000"] for code, above, kind in units))  # fmt: skip
    cells = [code for code, _, kind in units if kind == "cell"]
    sheet(book, "NhanSu", ["Mã", "Họ và tên", "Ngày sinh", "Mã chi bộ", "Ngày kết nạp", "Tình trạng"],
          ([f"DV{n:06}", f"Nguyễn Văn {chr(65 + n % 26)}", "02/03/1980", cells[n % len(cells)], "19/05/2010",
            "Chính thức"]
           for n in range(people)))  # fmt: skip
    book.close()


def sheet(book: object, name: str, header: list[str], rows: Iterator[list[str]]) -> None:
    page = book.add_worksheet(name)  # type: ignore[attr-defined]
    page.write_row(0, 0, header)
    for number, row in enumerate(rows, start=1):
        page.write_row(number, 0, row)


if __name__ == "__main__":
    main()
