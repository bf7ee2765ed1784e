"""The audit of the database: the same judgement as the live gate, as of a day, and one that can fail."""

import json
from datetime import date
from pathlib import Path

import pytest

from cycles.cast import subject
from kiemdiem.cli import main
from kiemdiem.compliance import Options, audit
from kiemdiem.cycles.models import Place
from kiemdiem.organisations.models import Person, YearFact
from kiemdiem.ratings.facts import terms_in_force, write_ratings
from kiemdiem.ratings.models import DecisionLine
from kiemdiem.ratings.terms import set_terms
from kiemdiem.regulation import Kind, Level
from kiemdiem.regulation.shares import Terms
from ratings.cast import NOON, SYSTEM, decide, members, reviewed_town

pytestmark = pytest.mark.django_db
ALL = [f"M{n}" for n in range(1, 7)]


def decided_town() -> None:
    cycle = reviewed_town()
    decide(cycle, "P1", members(Level.EXCELLENT, "M1") | members(Level.GOOD, *ALL[1:]), "1-QĐ")
    above = [("TT-P1", Kind.COLLECTIVE), ("P1", Kind.PARTY_ORGANISATION), ("M1", Kind.LEADER)]
    decide(cycle, "Q1", dict.fromkeys(above, Level.GOOD), "2-QĐ")


def found(path: Path, **options: object) -> list[tuple[str, tuple[str, ...]]]:
    report = audit([path], Options(overlay="none", **options))  # type: ignore[arg-type]
    return sorted((each.code, tuple(each.subjects)) for each in report.findings)


def test_what_passed_the_gate_passes_the_audit(tmp_path: Path) -> None:
    decided_town()
    written = write_ratings(tmp_path / "a.parquet")
    assert (written.rows, written.undecided) == (11, 10), "nine decided, two left to the root's superior"
    assert found(tmp_path / "a.parquet") == []


def test_the_audit_of_the_database_can_fail(tmp_path: Path) -> None:
    decided_town()
    YearFact.objects.create(person=Person.objects.get(code="M2"), year=2022, discipline="reprimand")
    DecisionLine.objects.filter(subject=subject("M1", Kind.LEADER)).update(level=Level.EXCELLENT)
    DecisionLine.objects.filter(subject__kind=Kind.MEMBER).update(level=Level.EXCELLENT)
    write_ratings(tmp_path / "a.parquet")
    assert [(code, who) for code, who in found(tmp_path / "a.parquet") if code != "organisation.subordinates"] == [
        ("discipline.not_failed", ("M2",)),
        ("head.above_collective", ("M1",)),
        ("quota.excellent", ()),
        ("quota.excellent", ()),
    ]


def test_as_of_a_day_the_line_then_in_force_counts(tmp_path: Path) -> None:
    decided_town()
    cycle = subject("M1").cycle
    later = decide(cycle, "P1", members(Level.COMPLETED, "M3"), "3-QĐ")
    type(later).objects.filter(pk=later.pk).update(signed_on=date(2023, 2, 1))
    for as_of, level in ((date(2023, 1, 31), "Hoàn thành tốt nhiệm vụ"), (None, "Hoàn thành nhiệm vụ")):
        import pyarrow.parquet as pq

        write_ratings(tmp_path / "b.parquet", as_of=as_of)
        rows = {
            row["code"]: row for row in pq.read_table(tmp_path / "b.parquet").to_pylist() if row["kind"] == "member"
        }
        assert rows["M3"]["level"] == level
    assert write_ratings(tmp_path / "c.parquet", as_of=date(2022, 12, 1)).rows == 2


def test_the_command_audits_the_system_itself(capsys: pytest.CaptureFixture[str]) -> None:
    decided_town()
    assert main(["audit", "--database", "--overlay", "none", "--format", "json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["rows"] == 11
    assert told.err.strip() == "Chưa xét 10 đối tượng của đợt đang tiến hành: chưa có quyết định."
    assert main(["audit", "--database", "--year", "2019"]) == 2
    assert "Chưa có kết quả xếp loại nào" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["audit"], ["audit", "a.xlsx", "--database"], ["audit", "a.xlsx", "--as-of", "31/12/2022"]]
)
def test_files_or_the_database_but_not_both(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_setting_of_a_level_is_judged_by_in_the_audit_too(tmp_path: Path) -> None:
    cycle = reviewed_town()
    place = Place.objects.get(cycle=cycle, code="P1")
    given = Terms("P1", Kind.MEMBER, "9-QĐ/QU", date(2022, 11, 1), "kết luận", rounding="up")
    set_terms(place, given, by=SYSTEM, name="", at=NOON)
    decide(cycle, "P1", members(Level.EXCELLENT, "M1") | members(Level.GOOD, "M2", "M3", "M4"), "1-QĐ")
    write_ratings(tmp_path / "a.parquet")
    assert [code for code, _who in found(tmp_path / "a.parquet")] == ["quota.excellent"]
    assert found(tmp_path / "a.parquet", terms=terms_in_force()) == []
    assert terms_in_force(as_of=date(2022, 10, 31)) == ()
    assert main(["audit", "--database", "--format", "json"]) == 0
