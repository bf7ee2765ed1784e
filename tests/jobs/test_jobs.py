"""Jobs: given out with the act, once, run, tried again, told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.utils.timezone import now
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult

from kiemdiem.jobs import runner
from kiemdiem.jobs.acts import enqueue
from kiemdiem.jobs.models import TRIES, Attempt, Job, State
from kiemdiem.jobs.progress import Progress, Superseded
from kiemdiem.jobs.runner import BACK_OFF, LEASE

from .cast import drain, hasten, marks

pytestmark = pytest.mark.django_db(transaction=True)


def give_mark(path: Path, line: str = "a", **more: str) -> Job:
    return enqueue("test.mark", path=str(path), line=line, **more)


def test_a_job_given_up_with_its_act_never_runs(tmp_path: Path) -> None:
    with transaction.atomic():
        give_mark(tmp_path / "marks")
        transaction.set_rollback(True)
    drain()
    assert (Job.objects.count(), DBTaskResult.objects.count(), marks(tmp_path / "marks")) == (0, 0, [])


def test_a_job_is_run_and_says_so(tmp_path: Path) -> None:
    job = enqueue("test.slow", path=str(tmp_path / "marks"), steps=2, by="account:1", url="/dot/2022/")
    assert (job.state, job.outcome, job.is_over) == (State.WAITING, "", False)
    drain()
    job.refresh_from_db()
    assert (job.state, job.outcome, job.is_over) == (State.DONE, "Đã ghi 2 dòng.", True)
    assert [(each.number, each.reason, each.ended is None) for each in job.tries.all()] == [(1, "", False)]
    assert marks(tmp_path / "marks") == ["0", "1"]


def test_a_job_speaks_the_language_in_which_it_was_asked_for(tmp_path: Path) -> None:
    with override("en"):
        job = enqueue("test.break")
    given = give_mark(tmp_path / "marks")
    assert (job.language, given.language) == ("en", "vi")
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING, left=0)
    job.refresh_from_db()
    runner.fall_back(job, "")
    job.refresh_from_db()
    assert job.outcome == f"This was not finished after 5 tries; please tell the administrator, naming job {job.pk}."


def test_the_same_key_is_the_same_job(tmp_path: Path) -> None:
    first = give_mark(tmp_path / "marks", once="cycle-open-3")
    assert give_mark(tmp_path / "marks", once="cycle-open-3") == first
    drain()
    assert give_mark(tmp_path / "marks", once="cycle-open-3").state == State.DONE
    drain()
    assert marks(tmp_path / "marks") == ["a"]


def test_the_same_key_at_the_same_moment_is_the_same_job(tmp_path: Path) -> None:
    start = Barrier(4)

    def alone(_number: int) -> int:
        try:
            start.wait()
            return give_mark(tmp_path / "marks", once="cycle-open-3").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(alone, range(4)))) == 1
    assert (Job.objects.count(), DBTaskResult.objects.count()) == (1, 1)


def test_what_was_refused_is_told_and_not_tried_again_until_somebody_asks() -> None:
    job = enqueue("test.refuse", once="open")
    drain()
    job.refresh_from_db()
    sentence = "Đợt kiểm điểm này đã khóa nên không mở lại được."
    assert (job.state, job.attempts, job.outcome) == (State.FAILED, 1, sentence)
    assert not DBTaskResult.objects.ready().exists()
    again = enqueue("test.refuse", once="open")
    assert (again.pk, again.state, again.left, again.outcome) == (job.pk, State.WAITING, TRIES, "")
    drain()
    assert Job.objects.get().attempts == 2


def test_what_broke_is_tried_again_ever_later_and_then_given_up(caplog: pytest.LogCaptureFixture) -> None:
    job = enqueue("test.break")
    waits = []
    for _attempt in range(TRIES):
        begun = now()
        hasten()
        drain()
        job.refresh_from_db()
        waits.append(job.due - begun)
    assert (job.state, job.attempts, job.left) == (State.FAILED, TRIES, 0)
    assert job.outcome == f"Việc này chưa làm xong sau 5 lần chạy; đồng chí báo người quản trị, nêu việc số {job.pk}."
    assert all(wait <= found < wait + timedelta(seconds=5) for wait, found in zip(BACK_OFF, waits[:-1], strict=True))
    reasons = set(Attempt.objects.values_list("reason", flat=True))
    assert reasons == {"Lỗi ngoài dự kiến (ZeroDivisionError); chi tiết ở nhật ký của máy chủ."}
    assert not DBTaskResult.objects.filter(status="READY").exists()
    assert caplog.text.count("Traceback") == TRIES


def test_what_is_put_off_waits_for_its_time(tmp_path: Path) -> None:
    enqueue("test.mark", path=str(tmp_path / "marks"), line="a", after=now() + timedelta(hours=1))
    drain()
    assert marks(tmp_path / "marks") == []
    hasten()
    drain()
    assert marks(tmp_path / "marks") == ["a"]


@pytest.mark.parametrize(
    ("name", "args", "error"),
    [("test.unheard_of", {}, KeyError), ("test.mark", {"path": "x"}, TypeError), ("test.refuse", {"x": 1}, TypeError)],
)
def test_a_job_nobody_can_run_is_not_taken(name: str, args: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        enqueue(name, **args)
    assert not Job.objects.exists()


def test_a_second_ticket_for_an_attempt_does_nothing(tmp_path: Path) -> None:
    job = give_mark(tmp_path / "marks")
    runner.give_out(job)
    drain()
    assert (marks(tmp_path / "marks"), DBTaskResult.objects.filter(status="SUCCESSFUL").count()) == (["a"], 2)


def running(job: Job, **values: object) -> Job:
    """As if a worker had begun it."""
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING, attempts=1, left=TRIES - 1, seen=now(), **values)
    Attempt.objects.create(job=job, number=1, began=now())
    job.refresh_from_db()
    return job


def test_progress_can_be_read_while_it_lasts(tmp_path: Path) -> None:
    job = running(give_mark(tmp_path / "marks"))
    assert job.total is None
    progress = Progress(job.pk, 1)
    progress.begin(1284)
    progress._written = 0.0
    progress.step(312)
    job.refresh_from_db()
    assert (job.done, job.total, job.unit) == (312, 1284, "dòng")


def test_an_attempt_taken_for_dead_can_neither_go_on_nor_end_the_job(tmp_path: Path) -> None:
    job = running(give_mark(tmp_path / "marks"))
    progress = Progress(job.pk, 1)
    Job.objects.filter(pk=job.pk).update(attempts=2)
    with pytest.raises(Superseded):
        progress.begin(10)
    runner._close(job, "", state=State.DONE, outcome="Xong.")
    job.refresh_from_db()
    assert (job.state, job.outcome) == (State.RUNNING, "")


def test_a_sign_of_life_in_time_keeps_the_job(tmp_path: Path) -> None:
    job = running(give_mark(tmp_path / "marks"))
    runner.fall_back(job, "Máy chạy việc đã dừng giữa chừng.", unseen_since=now() - LEASE)
    job.refresh_from_db()
    assert job.state == State.RUNNING


def test_a_long_job_gives_signs_of_life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "BEAT", 0.05)
    job = running(give_mark(tmp_path / "marks"))
    before = job.seen
    with runner._signs_of_life(job):
        import time

        time.sleep(0.5)
    job.refresh_from_db()
    assert before is not None
    assert job.seen is not None
    assert job.seen > before
