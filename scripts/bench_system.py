"""Đo hệ thống: opening a cycle, importing a roster, the board beside a bare page; prints lines of the table.

    .venv/bin/python scripts/bench_system.py open SUBJECTS      on the database of the environment
    .venv/bin/python scripts/bench_system.py board MEMBERS
    .venv/bin/python scripts/bench_system.py roster PEOPLE -o FILE

Each command prints its seconds as JSON; scripts/bench.py runs them side by side and writes the table.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

CELLS_A_WARD, WARDS_A_DISTRICT = 7, 47  # the shape of a city: 15 committees, some 700 grassroots organisations
LONG_AGO, TODAY = date(2000, 1, 1), date(2022, 12, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("open", "board", "roster"))
    parser.add_argument("size", type=int)
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args()
    if options.what == "roster":
        write_roster(options.size, options.output)
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kiemdiem.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    print(json.dumps({"open": opening, "board": board}[options.what](options.size)))


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
        units.append(Unit(code=code, name=f"Đơn vị {code}", name_key=code.lower(), kind=kind, path=paths[code], since=LONG_AGO))
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
    from kiemdiem.cycles.models import Subject

    units = sum(1 for _ in city(subjects))
    populate(subjects - units)
    start = time.perf_counter()
    open_city()
    return {"seconds": time.perf_counter() - start, "subjects": Subject.objects.count()}


def board(members: int) -> dict[str, float]:
    """Milliseconds of the board of the whole city and of a bare signed-in page, median of 15, alternating."""
    from django.conf import settings
    from django.test import Client

    from kiemdiem.accounts.models import Account, RoleGrant
    from kiemdiem.cycles.models import Cycle
    from kiemdiem.organisations.models import Unit

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.DEMO = True  # the second factor is not what is measured
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    populate(members)
    open_city()
    who = Account.objects.create(name="bang")
    RoleGrant.objects.create(account=who, role="inspection_board", unit=Unit.objects.get(code="TP"), since=LONG_AGO)
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
          ([f"DV{n:06}", f"Nguyễn Văn {chr(65 + n % 26)}", "02/03/1980", cells[n % len(cells)], "19/05/2010", "Chính thức"]
           for n in range(people)))  # fmt: skip
    book.close()


def sheet(book: object, name: str, header: list[str], rows: Iterator[list[str]]) -> None:
    page = book.add_worksheet(name)  # type: ignore[attr-defined]
    page.write_row(0, 0, header)
    for number, row in enumerate(rows, start=1):
        page.write_row(number, 0, row)


if __name__ == "__main__":
    main()
