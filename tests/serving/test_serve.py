"""The whole thing started as an office starts it: pages, jobs, an orderly end, and what stands in the way."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection

from backup.cast import Place, postgresql_place, sqlite_place
from engines import ENGINE
from jobs.cast import wait_for
from kiemdiem.serving.parent import PARENT
from kiemdiem.serving.prepare import is_shut_to_others

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def get(port: int, path: str) -> tuple[int, str]:
    asked = HTTPConnection("127.0.0.1", port, timeout=15)
    try:
        asked.request("GET", path)
        answer = asked.getresponse()
        return answer.status, answer.read().decode()
    finally:
        asked.close()


def children(pid: int) -> list[int]:
    """Processes below that one, as Linux knows them."""
    below: list[int] = []
    with suppress(FileNotFoundError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                below += [child, *children(child)]
    return below


def alive(pids: list[int]) -> list[int]:
    """Those that still run; what is dead and not yet buried doesn't."""
    return [pid for pid in pids if _state(pid) not in ("", "Z")]


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def workers(pids: list[int]) -> list[int]:
    """The workers for jobs among them."""
    return [pid for pid in alive(pids) if b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes()]


class Running:
    """A server that has said where it is."""

    def __init__(self, process: subprocess.Popen[str], port: int, log: Path) -> None:
        self.process, self.port, self._log = process, port, log

    def said(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def pids(self) -> list[int]:
        return children(self.process.pid)


@contextmanager
def serving(place: Place, *options: str) -> Iterator[Running]:
    """`kiemdiem serve` on a free port; nothing of it is left afterwards, whatever the test did."""
    port, log = free_port(), place.data.with_suffix(".log")
    with log.open("w") as out:
        process = subprocess.Popen(
            place.command("serve", "--port", port, *options),
            env=place.environment,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    running = Running(process, port, log)
    known: list[int] = []
    try:
        wait_for(lambda: "đang chạy tại" in running.said() or process.poll() is not None, 60)
        assert process.poll() is None, running.said()
        yield running
    finally:
        known += running.pids()
        process.kill()
        process.wait()
        for pid in alive(known):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """An empty folder and, with PostgreSQL, an empty database brought up to date."""
    if connection.vendor == "sqlite":
        with sqlite_place(tmp_path) as made:
            yield made
        return
    with postgresql_place(tmp_path) as made:
        assert made.run("migrate").returncode == 0
        yield made


def test_pages_jobs_and_an_orderly_end(place: Place) -> None:
    with serving(place) as running:
        assert f"http://127.0.0.1:{running.port}/" in running.said()
        assert get(running.port, "/healthz") == (200, "")
        assert get(running.port, "/readyz") == (200, "")
        status, page = get(running.port, "/dang-nhap/")
        assert status == 200
        style = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
        assert style.startswith("/static/vendor/tabler.min.")
        assert get(running.port, style)[0] == 200
        key = place.ask("give_out('jobs.prune')")
        wait_for(lambda: place.ask(f"Job.objects.get(pk={key}).state") == "done", 60)
        below = running.pids()
        assert len(workers(below)) == 1
        running.process.terminate()
        assert running.process.wait(40) == 0
        wait_for(lambda: alive(below) == [], 5)
        assert running.said().splitlines()[1:] == ["Hệ thống đã dừng."]


def test_a_worker_that_died_is_started_again(place: Place) -> None:
    with serving(place) as running:
        wait_for(lambda: workers(running.pids()))
        (first,) = workers(running.pids())
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: workers(running.pids()) not in ([], [first]))
        assert "Máy chạy việc nền đã dừng" in running.said()
        assert get(running.port, "/readyz")[0] == 200


def test_a_web_process_that_died_is_started_again(place: Place) -> None:
    def web() -> list[int]:
        return [pid for pid in alive(running.pids()) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]

    with serving(place) as running:
        before = web()
        sleep(6)  # two deaths within so many seconds are taken for a defect
        os.kill(before[0], signal.SIGKILL)
        wait_for(lambda: before[0] not in web() and len(web()) == len(before))
        wait_for(lambda: answers(running.port))


def answers(port: int) -> bool:
    with suppress(OSError):
        return get(port, "/healthz")[0] == 200
    return False


def test_nothing_outlives_a_server_that_was_killed(place: Place) -> None:
    with serving(place) as running:
        wait_for(lambda: workers(running.pids()))
        below = running.pids()
        running.process.kill()
        running.process.wait()
        wait_for(lambda: alive(below) == [], 120)


def test_a_worker_whose_server_was_gone_before_it_began_ends(place: Place) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert place.run("migrate").returncode == 0
    place.more |= {PARENT: str(gone.pid)}
    assert place.run("worker").returncode in (0, -signal.SIGTERM)


@pytest.mark.parametrize(
    ("host", "names", "shut"),
    [
        ("127.0.0.1", ["localhost"], False),
        ("0.0.0.0", ["localhost", "127.0.0.1", "[::1]"], True),
        ("0.0.0.0", ["localhost", "kiemdiem.tinh.vn"], False),
    ],
)
def test_who_opens_it_to_others_is_told_what_is_missing(host: str, names: list[str], shut: bool, settings: Any) -> None:
    settings.ALLOWED_HOSTS = names
    assert is_shut_to_others(host) is shut


def refused(place: Place, *words: object) -> str:
    done = place.run(*words)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    return done.stderr.strip()


def test_a_port_in_use_is_one_sentence(place: Place) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert refused(place, "serve", "--port", port).startswith(f"Không mở được địa chỉ 127.0.0.1, cổng {port} (")
    assert "Không mở được địa chỉ 203.0.113.9" in refused(place, "serve", "--host", "203.0.113.9")


@pytest.mark.skipif(ENGINE != "sqlite", reason="of SQLite")
def test_several_web_processes_are_for_postgresql(place: Place) -> None:
    assert "SQLite chỉ cho một tiến trình" in refused(place, "serve", "--workers", "2")


def test_a_worker_alone_needs_a_database_that_is_ready(tmp_path: Path) -> None:
    with sqlite_place(tmp_path) as empty:
        assert "hãy chạy kiemdiem migrate" in refused(empty, "worker")


@pytest.mark.parametrize("words", [("serve", "--port", "0"), ("serve", "--port", "x"), ("serve", "--workers", "0")])
def test_a_number_that_is_none_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert "Lệnh chưa đúng" in refused(Place(tmp_path), *words)


@pytest.mark.parametrize(("process", "pool"), [("web", {"min_size": 1, "max_size": 8, "timeout": 5}), ("worker", None)])
def test_only_web_processes_share_connections(tmp_path: Path, process: str, pool: object) -> None:
    asked = "from kiemdiem.settings import DATABASES; print(DATABASES['default']['OPTIONS'].get('pool'))"
    environment = Place(tmp_path, "postgres://a:b@c/d").environment | {"KIEMDIEM_PROCESS": process}
    done = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(pool)


@pytest.mark.skipif(ENGINE != "postgresql", reason="of PostgreSQL")
def test_a_city_is_not_brought_up_to_date_unasked(tmp_path: Path) -> None:
    with postgresql_place(tmp_path) as empty:
        assert "hãy sao lưu rồi chạy kiemdiem migrate" in refused(empty, "serve", "--port", free_port())
        assert empty.ask("tables()") == []


@pytest.mark.skipif(ENGINE != "postgresql", reason="of PostgreSQL")
def test_several_web_processes_answer_and_end_together(place: Place) -> None:
    with serving(place, "--workers", "2") as running:
        assert [get(running.port, "/readyz")[0] for _ in range(20)] == [200] * 20
        below = running.pids()
        running.process.terminate()
        assert running.process.wait(40) == 0
        wait_for(lambda: alive(below) == [], 5)


@pytest.mark.skipif(ENGINE != "postgresql", reason="of PostgreSQL")
def test_a_database_that_goes_away_is_answered_within_seconds_and_found_again(place: Place) -> None:
    name = place.data.name
    with serving(place) as running:
        assert get(running.port, "/readyz")[0] == 200
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        begun = monotonic()
        assert get(running.port, "/readyz")[0] == 503
        assert monotonic() - begun < 20  # the pool gives up after 5, without it after 30; a busy machine adds a little
        assert get(running.port, "/healthz")[0] == 200
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        wait_for(lambda: get(running.port, "/readyz")[0] == 200)
        key = place.ask("give_out('jobs.prune')")
        wait_for(lambda: place.ask(f"Job.objects.get(pk={key}).state") == "done", 60)


@pytest.mark.skipif(ENGINE != "postgresql", reason="of PostgreSQL")
def test_a_database_that_refuses_is_one_sentence_within_five_seconds(tmp_path: Path) -> None:
    nowhere = Place(tmp_path / "there", "postgres://a:b@127.0.0.1:1/c")
    begun = monotonic()
    assert "Không dùng được cơ sở dữ liệu" in refused(nowhere, "serve", "--port", free_port())
    assert monotonic() - begun < 8  # three of them to start


def test_the_application_is_there_for_other_servers(place: Place) -> None:
    asked = "from kiemdiem.wsgi import application; print(callable(application))"
    done = subprocess.run(
        [sys.executable, "-c", asked], env=place.environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "True"
