"""The commands that need a database, run as a person runs them: one sentence for whatever is wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def run(folder: Path, *words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, with an empty data folder."""
    known = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    return subprocess.run(
        [sys.executable, "-m", "kiemdiem", *map(str, words)],
        env=known | {"KIEMDIEM_DATA": str(folder / "data")} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """What a refusal says: exit 2, one line on standard error, no traceback."""
    assert done.returncode == 2, done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr.strip()


def test_from_an_empty_folder_to_a_roster_and_a_whole_ledger(tmp_path: Path) -> None:
    assert "hãy chạy kiemdiem migrate" in refused(run(tmp_path, "export", "roster", "-o", tmp_path / "a.xlsx"))
    assert run(tmp_path, "migrate").returncode == 0
    assert run(tmp_path, "export", "roster", "--template", "-o", tmp_path / "a.xlsx").returncode == 0
    done = run(tmp_path, "import", "roster", tmp_path / "a.xlsx")
    assert (done.returncode, done.stdout) == (0, "Không có gì thay đổi; 0 dòng giữ nguyên.\n")
    assert run(tmp_path, "ledger", "verify").returncode == 0


def test_a_wrong_file_is_one_sentence(tmp_path: Path) -> None:
    run(tmp_path, "migrate")
    (tmp_path / "a.csv").write_text("Mã", encoding="utf-8")
    assert "không tìm thấy" in refused(run(tmp_path, "import", "roster", tmp_path / "none.xlsx"))
    assert "hãy gửi tệp .xlsx" in refused(run(tmp_path, "import", "roster", tmp_path / "a.csv"))
    assert "Không ghi được" in refused(run(tmp_path, "export", "roster", "-o", tmp_path / "no" / "a.xlsx"))


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("DATABASE_URL", "mysql://a@b/c", "phải có dạng postgres://"),
        ("DATABASE_URL", "postgres://a:b@127.0.0.1:1/c", "Không dùng được cơ sở dữ liệu"),
        ("KIEMDIEM_IDLE_STAFF", "0", "KIEMDIEM_IDLE_STAFF phải là số nguyên từ 1 trở lên"),
        ("KIEMDIEM_PROXIES", "nhiều", "KIEMDIEM_PROXIES phải là số nguyên từ 0 trở lên"),
        ("KIEMDIEM_DATA", "/proc/nowhere", "Không dùng được thư mục dữ liệu"),
    ],
)
def test_a_setting_not_understood_stops_the_start(tmp_path: Path, setting: str, value: str, says: str) -> None:
    assert says in refused(run(tmp_path, "export", "roster", "-o", tmp_path / "a.xlsx", **{setting: value}))


def test_options_in_the_address_of_the_database_are_kept(tmp_path: Path) -> None:
    asked = "from kiemdiem.settings import DATABASES; print(DATABASES['default']['OPTIONS'])"
    done = subprocess.run(
        [sys.executable, "-c", asked],
        env=os.environ | {"KIEMDIEM_DATA": str(tmp_path), "DATABASE_URL": "postgres://a:b@c/d?sslmode=require"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "{'connect_timeout': 5, 'sslmode': 'require'}"
