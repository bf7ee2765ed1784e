"""What the simulator plants is exactly what the audit finds, in every epoch of the law."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from kiemdiem.cli import main
from kiemdiem.compliance import CODES, Options, audit
from kiemdiem.simulation import simulate
from kiemdiem.simulation.law import _TABLE, faults

SAMPLES = Path(__file__).parents[2] / "samples"
EPOCHS = (2018, 2019, 2022, 2023, 2024, 2025, 2026)
Refused = Callable[..., str]


def planted(path: Path, file: str | None = None) -> Counter[tuple[Any, ...]]:
    violations = json.loads(path.read_text(encoding="utf-8"))["violations"]
    return Counter(identity(each) for each in violations if file in (None, each["file"]))


def found(*paths: Path) -> Counter[tuple[Any, ...]]:
    return Counter(identity(each.as_json()) for each in audit(paths).findings)


def identity(each: dict[str, Any]) -> tuple[Any, ...]:
    whose = (each["year"], each["kind"], each["scope"], each["group"], tuple(each["subjects"]))
    return (each["code"], each["severity"], each["verified"], *whose)


def subjects(folder: Path, year: int) -> int:
    rows = duckdb.execute("SELECT count(*) FROM read_parquet(?)", [f"{folder}/xep-loai-{year}.parquet"]).fetchone()
    assert rows
    return int(rows[0])


@pytest.mark.parametrize("year", EPOCHS)
def test_every_planted_breach_is_found_and_none_other(tmp_path: Path, year: int) -> None:
    simulate(30_000, year, "parquet", tmp_path, seed=year, per_thousand=6)
    expected = planted(tmp_path / "violations.json")
    assert found(tmp_path) == expected
    assert {code for code, *_ in expected} == {fault.code for fault in faults(year).values()}


def test_in_200_000_rows_at_one_in_a_thousand(tmp_path: Path) -> None:
    simulate(183_000, 2022, "parquet", tmp_path)
    expected = planted(tmp_path / "violations.json")
    rows = subjects(tmp_path, 2022)
    assert found(tmp_path) == expected
    assert rows >= 200_000
    assert 0.9 * rows / 1000 <= expected.total() <= rows / 1000


def test_without_plants_nothing_is_found(tmp_path: Path) -> None:
    for year in EPOCHS:
        simulate(9_000, year, "parquet", tmp_path / str(year), per_thousand=0)
        assert found(tmp_path / str(year)) == Counter()


def test_every_code_is_planted_in_some_year_with_every_severity_of_the_table() -> None:
    assert {code for code, *_ in _TABLE.values()} == set(CODES)
    assert {fault.severity for year in EPOCHS for fault in faults(year).values()} == {"breach", "warning"}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_every_form_of_file_tells_the_same(tmp_path: Path, form: str) -> None:
    for each in ("parquet", form):
        simulate(3_000, 2023, each, tmp_path / each, per_thousand=15)
    assert (tmp_path / form / "violations.json").read_bytes() == (tmp_path / "parquet/violations.json").read_bytes()
    assert found(tmp_path / form) == found(tmp_path / "parquet") == planted(tmp_path / form / "violations.json")


def test_the_same_seed_gives_the_same_files_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        simulate(1_200, 2022, "parquet", tmp_path / name, seed=seed)
    assert (tmp_path / "a/xep-loai-2022.parquet").read_bytes() == (tmp_path / "b/xep-loai-2022.parquet").read_bytes()
    assert (tmp_path / "a/xep-loai-2022.parquet").read_bytes() != (tmp_path / "c/xep-loai-2022.parquet").read_bytes()


@pytest.mark.parametrize("members", [300, 301, 999])
def test_a_small_place_is_right_too(tmp_path: Path, members: int) -> None:
    simulate(members, 2022, "parquet", tmp_path, per_thousand=30)
    assert found(tmp_path) == planted(tmp_path / "violations.json")
    kinds = duckdb.execute(
        "SELECT count(*) FROM read_parquet(?) WHERE \"Mã đối tượng\" LIKE 'DV-%'", [f"{tmp_path}/xep-loai-2022.parquet"]
    ).fetchone()
    assert kinds is not None
    assert kinds[0] - sum(code == "duplicate.subject" for code, *_ in found(tmp_path)) == members


def test_the_shipped_sample_holds_what_its_list_says() -> None:
    assert found(SAMPLES / "dang-bo-mau-2022.xlsx") == planted(SAMPLES / "dang-bo-mau-2022.violations.json", "ratings")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--members", "299", "--year", "2022"], "--members 299"),
        (["--members", "1000", "--year", "2017"], "--year 2017"),
        (["--members", "1000", "--year", "2022", "--per-thousand", "101"], "--per-thousand 101"),
        (["--members", "1100000", "--year", "2022", "--format", "xlsx"], "1048575"),
        (["--members", "x", "--year", "2022"], "--members"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, refused: Refused, arguments: list[str], named: str) -> None:
    assert named in refused("simulate", *arguments, "-o", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path, refused: Refused) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    assert "hãy chọn thư mục khác" in refused("simulate", "--members", 300, "--year", 2022, "-o", tmp_path / "out")


def test_the_command_says_what_it_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--members", "300", "--year", "2022", "-o", str(tmp_path)]) == 0
    assert "violations.json" in capsys.readouterr().out
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "so-lieu-2022.parquet", "violations.json", "xep-loai-2022.parquet",
    ]  # fmt: skip


def test_options_can_name_threads(tmp_path: Path) -> None:
    simulate(600, 2022, "parquet", tmp_path, per_thousand=30)
    assert len(audit([tmp_path], Options(threads=1)).findings) == planted(tmp_path / "violations.json").total()
