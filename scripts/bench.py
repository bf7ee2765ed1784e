"""Đo tốc độ: side by side in one run, each figure a ratio to something bare; writes docs/benchmarks.md.

    .venv/bin/python scripts/bench.py [--members 5400000] [--runs 3] [--no-write]

Whole processes are timed from outside, alternating, and the median is kept, because machines are noisy.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
KIEMDIEM = ROOT / ".venv/bin/kiemdiem"
PYTHON = ROOT / ".venv/bin/python"
GROUP_BY = """
import duckdb, sys, time
start = time.perf_counter()
table = f"read_parquet('{sys.argv[1]}')"
duckdb.sql(f'SELECT "Phạm vi tính tỷ lệ", "Mức xếp loại", count(*) FROM {table} GROUP BY ALL').fetchall()
print(time.perf_counter() - start)
"""
READ_CSV = """
import duckdb, sys, time
start = time.perf_counter()
duckdb.execute(f"CREATE TABLE t AS FROM read_csv('{sys.argv[1]}', all_varchar = true)")
print(time.perf_counter() - start)
"""
READ_XLSX = (
    "import pandas, sys, time; start = time.perf_counter(); "
    "pandas.read_excel(sys.argv[1], sheet_name=None, engine='openpyxl', dtype=str); "
    "print(time.perf_counter() - start)"
)

_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}  # as users run


@dataclass(frozen=True)
class Run:
    """Một lần chạy: whole-process seconds, the seconds it printed (bare calls only), peak memory in MiB."""

    seconds: float
    printed: float
    memory: float


def run(command: Sequence[str | Path]) -> Run:
    """Run one command to its end; exit codes of breaches are no errors."""
    start = time.perf_counter()
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True, env=_ENVIRONMENT)
    out = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode > 1:
        raise SystemExit(f"{command} exited with {process.returncode}")
    try:
        printed = float(out.strip().splitlines()[-1])
    except (ValueError, IndexError):
        printed = float("nan")
    return Run(seconds, printed, usage.ru_maxrss / 1024)


def alternate(commands: Sequence[Sequence[str | Path]], runs: int) -> list[list[Run]]:
    """Each command in turn, `runs` times after one warm-up."""
    found: list[list[Run]] = [[] for _ in commands]
    for number in range(runs + 1):
        for place, command in enumerate(commands):
            result = run(command)
            if number:
                found[place].append(result)
    return found


def middle(runs: Sequence[Run], field: str = "seconds") -> float:
    """The median of one figure."""
    return statistics.median(getattr(each, field) for each in runs)


def simulate(folder: Path, members: int, form: str) -> tuple[Path, Run]:
    """A simulated ratings file and what making it took."""
    target = folder / f"{form}-{members}"
    made = run([KIEMDIEM, "simulate", "--members", str(members), "--year", "2022", "--format", form, "-o", target])
    return next(target.glob(f"xep-loai-2022.{form}")), made


def audit(path: Path, out: Path) -> list[str | Path]:
    """The command that audits a file into JSON."""
    return [KIEMDIEM, "audit", path, "--format", "json", "-o", out]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--members", type=int, default=4_920_000, help="4,920,000 members make 5.4 million rows")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--no-write", action="store_true")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory(prefix="kiemdiem-bench-") as name:
        table = measure(Path(name), options.members, options.runs)
    print(table)
    if not options.no_write:
        write("audit", table)


def measure(folder: Path, members: int, runs: int) -> str:
    out = folder / "report.json"
    parquet, made = simulate(folder, members, "parquet")
    rows = count(parquet)
    lines = [
        "| what | figure | against | bar | holds |",
        "|---|---|---|---|---|",
        line(f"simulate, {rows:,} rows to Parquet", f"{made.seconds:.1f} s", f"peak {made.memory:.0f} MiB",
             "≤ 90 s for 5.4 million", made.seconds <= 90 * rows / 5_400_000),
    ]  # fmt: skip
    ours, bare = alternate([audit(parquet, out), [PYTHON, "-c", GROUP_BY, parquet]], runs)
    limit = 2 * middle(bare) + 1.5
    lines.append(
        line(f"audit, {rows:,} rows of Parquet", f"{middle(ours):.2f} s",
             f"bare GROUP BY scope, level: {middle(bare):.2f} s (the query alone {middle(bare, 'printed'):.2f} s)",
             f"≤ 2× + 1.5 s = {limit:.2f} s", middle(ours) <= limit)
    )  # fmt: skip
    memory = max(each.memory for each in ours)
    lines.append(line("peak memory of that audit", f"{memory:.0f} MiB", "", "≤ 1,024 MiB", memory <= 1024))

    small, _ = simulate(folder, members // 50, "parquet")
    (few,) = alternate([audit(small, out)], runs)
    growth, size = middle(ours) / middle(few), rows / count(small)
    lines.append(
        line(f"growth from {count(small):,} to {rows:,} rows (×{size:.0f})", f"time × {growth:.1f}",
             f"{middle(few):.2f} s", "time grows no faster than rows", growth <= size)
    )  # fmt: skip

    csv, _ = simulate(folder, members, "csv")
    ours, bare = alternate([audit(csv, out), [PYTHON, "-c", READ_CSV, csv]], max(1, runs - 1))
    limit = 1.5 * middle(bare) + 1.5
    lines.append(
        line(f"audit, {rows:,} rows of CSV", f"{middle(ours):.2f} s",
             f"DuckDB's read_csv(all_varchar) into a table: {middle(bare):.2f} s", f"≤ 1.5× + 1.5 s = {limit:.2f} s",
             middle(ours) <= limit)
    )  # fmt: skip
    csv.unlink()

    xlsx, _ = simulate(folder, 92_000, "xlsx")
    ours, bare = alternate([audit(xlsx, out), [PYTHON, "-c", READ_XLSX, xlsx]], max(1, runs - 1))
    ratio = middle(bare) / middle(ours)
    lines.append(
        line("audit, about 100,000 rows of .xlsx", f"{middle(ours):.2f} s",
             f"pandas + openpyxl only reading it: {middle(bare):.2f} s", "faster by 5× or more", ratio >= 5,
             f" ({ratio:.1f}×)")
    )  # fmt: skip
    return "\n".join(lines)


def count(parquet: Path) -> int:
    import duckdb

    found = duckdb.execute("SELECT count(*) FROM read_parquet(?)", [str(parquet)]).fetchone()
    return int(found[0]) if found else 0


def line(what: str, figure: str, against: str, bar: str, holds: bool, note: str = "") -> str:
    return f"| {what} | {figure}{note} | {against} | {bar} | {'yes' if holds else '**no**'} |"


def write(part: str, table: str) -> None:
    """Put a table between the marks of its part of the page."""
    page = ROOT / "docs/benchmarks.md"
    text = page.read_text(encoding="utf-8")
    head, tail = text.split(f"<!-- {part} -->")[0], text.split(f"<!-- /{part} -->")[1]
    page.write_text(f"{head}<!-- {part} -->\n{table}\n<!-- /{part} -->{tail}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
