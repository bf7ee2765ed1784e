"""Đo việc ban hành: one decision of 5,000 lines, beside a bare insert of as many rows; prints a line of the table.

.venv/bin/python scripts/bench_release.py [--no-write]     everything, into docs/benchmarks.md
.venv/bin/python scripts/bench_release.py release 5000     one figure, on the database of the environment, as JSON
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from bench import line
from bench_system import PG, figure, open_city, populate, run

NOON = datetime(2022, 12, 20, 5, tzinfo=UTC)
MEMBERS = 57_000
RAISED = 7  # one in so many is excellent: below 20 % of those good


def main() -> None:
    run("release", measure, {"release": release})


def measure() -> str:
    """The line of the table."""
    with tempfile.TemporaryDirectory(prefix="kd-") as name:
        server = Path(name)
        subprocess.run(["sh", PG, "start", server], check=True, stdout=subprocess.DEVNULL)
        try:
            half, whole = (figure("release", lines, server, script=__file__) for lines in (2_500, 5_000))
        finally:
            subprocess.run(["sh", PG, "stop", server], check=False)
    growth = whole["seconds"] / half["seconds"]
    ratio = whole["seconds"] / whole["bare"]
    beside = (
        f"2,500 lines: {half['seconds']:.1f} s, × {growth:.1f}; the check alone: {whole['check']:.1f} s; "
        f"the same rows only inserted: {whole['bare']:.2f} s, × {ratio:.0f}"
    )
    what = "release a decision of 5,000 lines in a city of 57,000 members, PostgreSQL"
    return "\n".join(
        [
            "| what | figure | against | bar | holds |",
            "|---|---|---|---|---|",
            line(what, f"{whole['seconds']:.1f} s", beside, "≤ 5 s", whole["seconds"] <= 5),
        ]
    )


def release(lines: int) -> dict[str, float]:
    """Seconds to release one decision about so many members of one authority, to check it, and to insert its rows."""
    from django.db import connection, transaction

    from kiemdiem.cycles.models import QuotaGroup, Subject
    from kiemdiem.ledger.actor import SystemActor
    from kiemdiem.ratings import deciding
    from kiemdiem.ratings.checking import check, draft_of
    from kiemdiem.ratings.models import DecisionLine

    decision = staged(lines)
    groups = {each.pk: each for each in QuotaGroup.objects.filter(cycle=decision.cycle, scope=decision.authority)}
    start = time.perf_counter()
    found = check(draft_of(decision), groups)
    seconds = {"check": time.perf_counter() - start}
    assert not [each for each in found if each.stops], found[0]
    start = time.perf_counter()
    deciding.release(decision, by=SystemActor(), name="Trần Văn A", at=NOON)
    seconds["seconds"] = time.perf_counter() - start
    assert Subject.objects.filter(level__isnull=False).count() == lines
    rows = list(DecisionLine.objects.filter(decision=decision).values_list("subject", "level"))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (LIKE ratings_decisionline INCLUDING ALL)")
        start = time.perf_counter()
        with transaction.atomic():
            cursor.executemany(
                "INSERT INTO bare (decision_id, subject_id, level, ground, reason, in_force)"
                " VALUES (%s, %s, %s, '', '', true)",
                [(decision.pk, subject, level) for subject, level in rows],
            )
        seconds["bare"] = time.perf_counter() - start
    return seconds


def staged(lines: int) -> object:
    """A city with its year open, and a signed draft about so many members whom one organisation rates, all reviewed."""
    from kiemdiem.cycles.models import Cycle, Place, QuotaGroup, Subject
    from kiemdiem.ledger.actor import SystemActor
    from kiemdiem.ratings import deciding
    from kiemdiem.regulation import Level

    populate(MEMBERS)
    open_city()
    cycle, by = Cycle.objects.get(), SystemActor()
    place = Place.objects.filter(cycle=cycle, kind="grassroots").order_by("path")[0]
    group = QuotaGroup.objects.get(cycle=cycle, kind="member", scope=place.code)
    chosen = Subject.objects.filter(cycle=cycle, kind="member", rated=True).order_by("path", "pk")[:lines]
    keys = list(chosen.values_list("pk", flat=True))
    assert len(keys) == lines
    Subject.objects.filter(pk__in=keys).update(authority=place.code, authority_path=place.path, group=group)
    handed_in(cycle, keys)
    decision = deciding.begin(cycle, place, by=by, name="", at=NOON)
    deciding.stage(decision, {pk: Level.GOOD if n % RAISED else Level.EXCELLENT for n, pk in enumerate(keys)}, by=by)
    return deciding.describe(decision, number="1-QĐ", signed_on=date(2022, 12, 20), signatory="Trần Văn A", by=by)


def handed_in(cycle: object, keys: list[int]) -> None:
    """Everybody's paper, heard, straight into the tables."""
    from kiemdiem.cycles.models import Subject
    from kiemdiem.cycles.progress import advance
    from kiemdiem.cycles.states import State
    from kiemdiem.regulation import Level
    from kiemdiem.reviews.models import Paper, PaperLine

    subjects = list(Subject.objects.filter(pk__in=keys).order_by("pk"))
    papers = Paper.objects.bulk_create(
        (
            Paper(cycle=cycle, person_id=each.person_id, owner=each.name, place=each.place, path=each.path,
                  state=Paper.State.HANDED_IN, on_paper=True, handed_in_at=NOON)
            for each in subjects
        ),
        batch_size=2000,
    )  # fmt: skip
    PaperLine.objects.bulk_create(
        (
            PaperLine(paper=paper, subject=each, self_level=Level.GOOD)
            for paper, each in zip(papers, subjects, strict=True)
        ),
        batch_size=2000,
    )
    advance(subjects, State.REVIEWED)


if __name__ == "__main__":
    main()
