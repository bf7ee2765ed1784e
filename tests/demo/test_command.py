"""The command: fills an empty folder once, goes on with what is there, leaves a real one alone; and its clock."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kiemdiem.demo.commands import CannotShow, prepare
from kiemdiem.demo.environment import environment
from kiemdiem.organisations.models import Unit
from kiemdiem.web import request


def run(*words: object, **more: str) -> subprocess.CompletedProcess[str]:
    """`kiemdiem demo` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "kiemdiem", "demo", "--no-serve", *map(str, words)],
        env=os.environ | more,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_an_empty_folder_is_filled_and_the_second_start_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    # the address of a real site's database must not be taken up
    first = run("--members", 300, "--data", folder, DATABASE_URL="postgres://nobody@localhost:1/real")
    assert (first.returncode, first.stderr) == (0, "")
    assert "Đang lập thành phố hư cấu 300 đảng viên" in first.stdout
    for line in ("ngày trong bản minh họa: 08/12/2022", "Ngô Thanh Nhã (DV-", "Vượt tỷ lệ xuất sắc: Lâm Thị Bích Vân"):
        assert line in first.stdout
    second = run("--members", 400, "--data", folder)
    assert (second.returncode, second.stderr) == (0, "")
    assert "Dùng tiếp thành phố 300 đảng viên" in second.stdout
    assert "Đang lập" not in second.stdout


@pytest.mark.parametrize("members", ["299", "200001"])
def test_a_size_that_makes_no_sense_is_one_sentence_and_nothing_is_made(tmp_path: Path, members: str) -> None:
    done = run("--members", members, "--data", tmp_path / "demo")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"--members {members} không dùng được; hãy cho số từ 300 đến 200000.\n"
    assert not (tmp_path / "demo" / "kiemdiem.sqlite3").exists()


@pytest.mark.django_db
def test_a_folder_with_other_data_is_left_alone() -> None:
    Unit.objects.create(code="A", name="Đảng bộ có thật", kind="province", path="0001", since=date(2020, 1, 1))
    with pytest.raises(CannotShow, match="có dữ liệu không phải của bản minh họa"):
        prepare(300)
    assert Unit.objects.count() == 1


def test_nothing_of_a_real_site_comes_into_the_demo() -> None:
    present = {
        "PATH": "/bin", "DATABASE_URL": "postgres://real", "KIEMDIEM_DATA": "/real", "KIEMDIEM_HTTPS": "yes",
        "KIEMDIEM_EMAIL_URL": "smtp://real",
    }  # fmt: skip
    assert environment(present, Path("/demo")) == {
        "PATH": "/bin",
        "KIEMDIEM_DATA": "/demo",
        "KIEMDIEM_DEMO": "yes",
        "KIEMDIEM_DEMO_DAY": "2022-12-08",
        "KIEMDIEM_SITE": "Thành ủy Vĩnh Giang",
    }
    assert environment({"KIEMDIEM_DEMO_DAY": "2022-12-20"}, Path("/demo"))["KIEMDIEM_DEMO_DAY"] == "2022-12-20"


def test_the_demo_stands_on_its_day_at_the_present_hour(settings: Any, time_machine: Any) -> None:
    time_machine.move_to("2026-03-01T02:30:00+00:00", tick=False)
    assert (request.today(), f"{request.now()}") == (date(2026, 3, 1), "2026-03-01 09:30:00+07:00")
    settings.DEMO_DAY = date(2022, 12, 8)
    assert (request.today(), f"{request.now()}") == (date(2022, 12, 8), "2022-12-08 09:30:00+07:00")


@pytest.mark.django_db
def test_every_page_says_that_all_is_invented_and_which_day_it_is(settings: Any, client: Client) -> None:
    assert "hư cấu" not in client.get("/dang-nhap/").content.decode()
    settings.DEMO, settings.DEMO_DAY = True, date(2022, 12, 8)
    page = client.get("/dang-nhap/").content.decode()
    assert "Bản minh họa: tên người và địa danh đều hư cấu. Ngày trong bản minh họa: 08/12/2022." in page


@pytest.mark.parametrize(
    ("demo", "day", "shown"), [("yes", "2022-12-20", "2022-12-20"), ("yes", "", "None"), ("no", "2022-12-20", "None")]
)
def test_only_the_demo_has_a_day_of_its_own(tmp_path: Path, demo: str, day: str, shown: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from kiemdiem import settings; print(settings.DEMO_DAY)"],
        env=os.environ | {"KIEMDIEM_DATA": str(tmp_path), "KIEMDIEM_DEMO": demo, "KIEMDIEM_DEMO_DAY": day},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == shown


def test_a_day_that_is_none_stops_the_start(tmp_path: Path) -> None:
    done = run("--data", tmp_path / "demo", KIEMDIEM_DEMO_DAY="8/12/2022")
    assert (done.returncode, done.stdout) == (2, "")
    assert "KIEMDIEM_DEMO_DAY phải là một ngày, dạng 2022-12-08" in done.stderr
