"""Kết quả xếp loại trong cơ sở dữ liệu, as a ratings file: so that the audit judges them as it judges any file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import Q

from kiemdiem.cycles.models import Cycle, Place, QuotaSetting, Subject
from kiemdiem.organisations.models import YearFact
from kiemdiem.organisations.tree import WIDTH
from kiemdiem.ratings.models import Decision, DecisionLine
from kiemdiem.regulation import Exemption, Level
from kiemdiem.regulation.shares import Terms
from kiemdiem.reviews.models import PaperLine

COLUMNS = (
    "year", "kind", "code", "name", "unit", "scope", "group", "post", "heads", "of_unit", "self_level", "level",
    "not_rated_reason", "civil_level", "discipline", "duty_related", "self_detected", "sick_days", "since",
    "decision_no", "decision_on",
)  # fmt: skip
_REASONS = {each.official: each for each in Exemption}
_CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class Written:
    """Đã ghi: rows, and how many subjects of cycles still open have no decision yet and are left out."""

    rows: int
    undecided: int


def write_ratings(path: Path, *, year: int | None = None, as_of: date | None = None) -> Written:
    """Ghi kết quả đã ban hành vào một tệp Parquet: of one year or all, as they stood on a day of signature."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, pa.string()) for name in COLUMNS])
    written = undecided = 0
    cycles = Cycle.objects.exclude(phase=Cycle.Phase.OPENING).order_by("year", "pk")
    with pq.ParquetWriter(path, schema) as out:
        for cycle in cycles if year is None else cycles.filter(year=year):
            for rows, left in _chunks(cycle, as_of):
                out.write_table(pa.Table.from_pylist(rows, schema=schema))
                written, undecided = written + len(rows), undecided + left
    return Written(written, undecided)


def terms_in_force(*, year: int | None = None, as_of: date | None = None) -> tuple[tuple[int, Terms], ...]:
    """Thiết lập tỷ lệ của các cấp, by rating year, decided by the day; the audit judges by them as the gate does."""
    rows = QuotaSetting.objects.select_related("cycle").order_by("decided_on", "pk")
    rows = rows if year is None else rows.filter(cycle__year=year)
    rows = rows if as_of is None else rows.filter(decided_on__lte=as_of)
    return tuple((each.cycle.year, each.as_terms()) for each in rows)


def _chunks(cycle: Cycle, as_of: date | None) -> Iterator[tuple[list[dict[str, str | None]], int]]:
    places = dict(Place.objects.filter(cycle=cycle).values_list("path", "code"))
    last = 0
    while True:
        some = list(_subjects(cycle).filter(pk__gt=last)[:_CHUNK])
        if not some:
            return
        last = some[-1].pk
        lines, facts, own = _lines(some, as_of), _facts(cycle, some), _self_levels(some)
        rows, left = [], 0
        for each in some:
            line = lines.get(each.pk)
            if line is None and each.rated and cycle.phase == Cycle.Phase.OPEN:
                left += 1
                continue
            rows.append(_row(each, line, facts.get(each.person_id), own.get(each.pk), places))
        yield rows, left


def _subjects(cycle: Cycle) -> Any:
    rows = Subject.objects.filter(cycle=cycle).order_by("pk")
    return rows.select_related("cycle", "group", "person", "unit", "collective")


def _lines(subjects: list[Subject], as_of: date | None) -> dict[int, DecisionLine]:
    """The line in force, or that was on the day: the latest signed by then."""
    rows = DecisionLine.objects.filter(_span(subjects), decision__state=Decision.State.RELEASED)
    rows = rows.filter(in_force=True) if as_of is None else rows.filter(decision__signed_on__lte=as_of)
    return {row.subject_id: row for row in rows.select_related("decision").order_by("decision__signed_on", "pk")}


def _span(subjects: list[Subject]) -> Q:
    """Rows of a chunk, by the keys it begins and ends with."""
    return Q(subject__gte=subjects[0].pk, subject__lte=subjects[-1].pk)


def _facts(cycle: Cycle, subjects: list[Subject]) -> dict[int | None, YearFact]:
    people = Subject.objects.filter(cycle=cycle, pk__range=(subjects[0].pk, subjects[-1].pk)).values("person")
    return {each.person_id: each for each in YearFact.objects.filter(year=cycle.year, person__in=people)}


def _self_levels(subjects: list[Subject]) -> dict[int, int | None]:
    rows = PaperLine.objects.filter(_span(subjects))
    return dict(rows.values_list("subject_id", "self_level"))


def _row(
    subject: Subject, line: DecisionLine | None, facts: YearFact | None, own: int | None, places: dict[str, str]
) -> dict[str, str | None]:
    parent = places.get(subject.path[:-WIDTH], "")
    row: dict[str, Any] = {
        "year": subject.cycle.year,
        "kind": subject.kind,
        "code": subject.code,
        "name": subject.name,
        "unit": parent if subject.unit_id else subject.place,
        "scope": subject.group.scope if subject.group else "",
        "group": subject.group.key if subject.group else "",
        "post": subject.post,
        "heads": ";".join(subject.heads),
        "of_unit": subject.of_unit,
        "self_level": _level(own),
        "since": _day(_since(subject)),
    }
    if line is not None:
        row |= {
            "level": _level(line.level),
            "decision_no": line.decision.number,
            "decision_on": _day(line.decision.signed_on),
        }
    if not subject.rated:
        row["not_rated_reason"] = _REASONS.get(subject.reason.lower(), Exemption.OTHER).official
    if facts is not None and subject.person_id:
        row |= {
            "civil_level": _level(facts.civil_level),
            "discipline": str(facts.get_discipline_display()).lower() if facts.discipline else "",
            "duty_related": "x" if facts.duty_related else "",
            "self_detected": "x" if facts.self_detected else "",
            "sick_days": facts.sick_days,
        }
    return {name: None if row.get(name) in (None, "") else str(row[name]) for name in COLUMNS}


def _since(subject: Subject) -> date | None:
    """Ngày kết nạp, ngày thành lập."""
    if subject.person:
        return subject.person.admitted
    owner = subject.collective or subject.unit
    return owner.since if owner else None


def _level(value: int | None) -> str | None:
    return Level(value).official if value else None


def _day(value: date | None) -> str | None:
    return f"{value:%d/%m/%Y}" if value else None
