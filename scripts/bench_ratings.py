"""Đo xếp loại: the quota board of a level with many groups, a move tried in a large one; prints lines of the table.

.venv/bin/python scripts/bench_ratings.py [--no-write]     everything, into docs/benchmarks.md
.venv/bin/python scripts/bench_ratings.py board 120        one figure, on the database of the environment, as JSON
.venv/bin/python scripts/bench_ratings.py move 1000
"""

from __future__ import annotations

import statistics
import time
from typing import Any

from bench import line
from bench_system import LONG_AGO, alternate, fetched, figure, open_city, populate, run

NAMES_A_GROUP, RUNS = 20, 15


def main() -> None:
    run("ratings", measure, {"board": board, "move": move})


def measure() -> str:
    """Every line of the table."""
    groups, tried = figure("board", 120, script=__file__), figure("move", 1000, script=__file__)
    page = f"the page with all 1,000 names: {tried['page']:.0f} ms"
    return "\n".join(
        [
            "| what | figure | against | bar | holds |",
            "|---|---|---|---|---|",
            line("quota board of 120 groups (SQLite)", f"{groups['board']:.0f} ms", beside(groups, "board"), "≤ 300 ms",
                 groups["board"] <= 300),
            line("a move tried in a group of 1,000 (SQLite)", f"{tried['move']:.0f} ms",
                 f"{beside(tried, 'move')}; {page}", "≤ 50 ms", tried["move"] <= 50),
        ]
    )  # fmt: skip


def beside(times: dict[str, float], name: str) -> str:
    """The bare page of the same run."""
    return f"a bare signed-in page: {times['bare']:.1f} ms, × {times[name] / times['bare']:.1f}"


def board(groups: int) -> dict[str, float]:
    """Milliseconds of the board of a level with so many groups, and of a bare signed-in page, in turn."""
    client, address, _pk = level_with([NAMES_A_GROUP] * groups)
    calls = {"board": lambda: fetched(client, address), "bare": lambda: fetched(client, "/tro-giup/")}
    return {name: statistics.median(times) * 1000 for name, times in alternate(calls, RUNS).items()}


def move(names: int) -> dict[str, float]:
    """Milliseconds until one move is judged in a group of so many names; of its page; of a bare one."""
    client, address, pk = level_with([names])
    tried = {"thu": f"{pk}:2", "manh": "1"}

    def posted() -> None:
        assert client.post(address, tried).status_code == 200

    calls = {
        "move": posted,
        "page": lambda: fetched(client, f"{address}?nhom={opened(address)}"),
        "bare": lambda: fetched(client, "/tro-giup/"),
    }
    return {name: statistics.median(times) * 1000 for name, times in alternate(calls, RUNS).items()}


def opened(address: str) -> int:
    """The only group there is."""
    from kiemdiem.cycles.models import QuotaGroup

    return int(QuotaGroup.objects.filter(key__startswith="nhóm ").values_list("pk", flat=True)[0])


def level_with(sizes: list[int]) -> tuple[Any, str, int]:
    """A ward that rates so many names in each of its groups, four of five good, and somebody signed in who does."""
    from django.conf import settings
    from django.urls import reverse

    from kiemdiem.accounts.models import Account, RoleGrant
    from kiemdiem.cycles.models import Cycle, Place, QuotaGroup, Subject
    from kiemdiem.organisations.models import Unit

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    populate(7)
    open_city()
    cycle, unit = Cycle.objects.get(), Unit.objects.get(code="P0")
    place = Place.objects.get(cycle=cycle, code="P0")
    groups = QuotaGroup.objects.bulk_create(
        QuotaGroup(cycle=cycle, kind="leader", scope=place.code, key=f"nhóm {n}", name=f"nhóm {n}", path=place.path)
        for n in range(len(sizes))
    )
    at = {"place": place.code, "path": place.path, "authority": place.code, "authority_path": place.path}
    made = Subject.objects.bulk_create(
        (
            Subject(
                cycle=cycle,
                kind="leader",
                code=f"B{n}-{each}",
                name=f"Nguyễn Văn {each}",
                name_key="nguyen van",
                sort_key=f"{each:05}",
                group=group,
                level=4 if each % 10 == 0 else 3,
                **at,
            )
            for n, (group, size) in enumerate(zip(groups, sizes, strict=True))
            for each in range(size)
        ),
        batch_size=500,
    )
    who = Account.objects.create(name="do")
    RoleGrant.objects.create(account=who, role="standing_board", unit=unit, since=LONG_AGO)
    return signed_in(who), reverse("quota_board", args=[cycle.pk, place.code]), made[1].pk


def signed_in(who: Any) -> Any:
    """A browser whose owner has shown password and second factor a moment ago."""
    from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY as OWNER
    from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as METHODS
    from django.test import Client

    client = Client()
    client.force_login(who, "django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[METHODS] = [{"method": method, "at": time.time()} for method in ("password", "mfa")]
    session[OWNER] = str(who.pk)
    session.save()
    return client


if __name__ == "__main__":
    main()
