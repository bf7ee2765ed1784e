"""Lệnh cần cơ sở dữ liệu: what the command line does once Django is set up."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiemdiem.organisations.roster.plan import Plan

Command = Callable[[argparse.Namespace], int]
DONE, WRONG, REFUSED = 0, 1, 2


def with_database(command: Command) -> Command:
    """Chuẩn bị Django trước khi chạy lệnh; a database that isn't there is one sentence on standard error."""

    @wraps(command)
    def run(options: argparse.Namespace) -> int:
        import django
        from django.core.exceptions import ImproperlyConfigured
        from django.db import DatabaseError

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kiemdiem.settings")
        try:
            django.setup()
            return command(options)
        except ImproperlyConfigured as error:
            print(f"Thiết lập chưa đúng: {error}", file=sys.stderr)
            return REFUSED
        except OSError as error:
            print(
                f"Không dùng được thư mục dữ liệu ({error}); hãy kiểm tra KIEMDIEM_DATA và quyền ghi.", file=sys.stderr
            )
            return REFUSED
        except DatabaseError as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            print(
                f"Không dùng được cơ sở dữ liệu ({reason}); hãy chạy kiemdiem migrate, kiểm tra KIEMDIEM_DATA và "
                "DATABASE_URL.",
                file=sys.stderr,
            )
            return REFUSED

    return run


@with_database
def migrate(_options: argparse.Namespace) -> int:
    """Lập hoặc nâng cấp cơ sở dữ liệu; running it again does nothing."""
    from django.conf import settings
    from django.core.management import call_command

    settings.DATA.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    print(f"Cơ sở dữ liệu đã sẵn sàng (thư mục dữ liệu: {settings.DATA}).")
    return DONE


@with_database
def serve(options: argparse.Namespace) -> int:
    """Chạy hệ thống."""
    from kiemdiem.serving import commands

    return commands.run_server(options)


def demo(options: argparse.Namespace) -> int:
    """Bản minh họa: a fictional city in a folder of its own, served on this machine only."""
    from kiemdiem.demo.environment import environment

    wanted = environment(os.environ, options.data)
    for name in set(os.environ) - set(wanted):
        del os.environ[name]
    os.environ.update(wanted)
    return _demo(options)


@with_database
def _demo(options: argparse.Namespace) -> int:
    from kiemdiem.demo import commands
    from kiemdiem.serving.commands import run_server

    try:
        commands.prepare(options.members)
    except commands.CannotShow as refusal:
        print(refusal, file=sys.stderr)
        return REFUSED
    if options.no_serve:
        return DONE
    return run_server(argparse.Namespace(host="127.0.0.1", port=options.port, workers=None))


@with_database
def worker(options: argparse.Namespace) -> int:
    """Chạy việc nền."""
    from kiemdiem.serving import commands

    return commands.run_worker(options)


@with_database
def backup(options: argparse.Namespace) -> int:
    """Sao lưu."""
    from kiemdiem.backup import commands

    return commands.backup(options)


@with_database
def restore(options: argparse.Namespace) -> int:
    """Khôi phục."""
    from kiemdiem.backup import commands

    return commands.restore(options)


@with_database
def fingerprint(options: argparse.Namespace) -> int:
    """Mã băm của toàn bộ nội dung."""
    from kiemdiem.backup import commands

    return commands.fingerprint(options)


@with_database
def import_roster(options: argparse.Namespace) -> int:
    """Nhập sổ danh sách; with --dry-run only what would change."""
    from django.utils.timezone import localdate

    from kiemdiem.ledger.actor import SystemActor
    from kiemdiem.organisations.roster.apply import Unsound, apply_roster
    from kiemdiem.organisations.roster.plan import preview
    from kiemdiem.workbooks import Unreadable

    try:
        plan = (
            preview(options.file) if options.dry_run else apply_roster(options.file, by=SystemActor(), on=localdate())
        )
    except Unreadable as refusal:
        print(refusal, file=sys.stderr)
        return REFUSED
    except Unsound as refusal:
        print("\n".join(str(problem) for problem in refusal.problems))
        print(f"Chưa nhập gì: còn {len(refusal.problems)} chỗ phải sửa.", file=sys.stderr)
        return WRONG
    _say(plan, dry_run=options.dry_run)
    return WRONG if plan.problems else DONE


@with_database
def write_ratings(options: argparse.Namespace) -> int:
    """Ghi kết quả đã ban hành ra tệp cho lệnh rà soát; says what isn't decided yet and so isn't judged."""
    from kiemdiem.ratings.facts import terms_in_force
    from kiemdiem.ratings.facts import write_ratings as write

    written = write(options.paths[0], year=options.year, as_of=options.as_of)
    options.terms = terms_in_force(year=options.year, as_of=options.as_of)
    if not written.rows:
        print("Chưa có kết quả xếp loại nào trong hệ thống cho lựa chọn này.", file=sys.stderr)
        return REFUSED
    if written.undecided:
        print(f"Chưa xét {written.undecided} đối tượng của đợt đang tiến hành: chưa có quyết định.", file=sys.stderr)
    return DONE


@with_database
def export_roster(options: argparse.Namespace) -> int:
    """Xuất sổ danh sách hiện có, hoặc mẫu trống để điền."""
    from kiemdiem.organisations.roster import export

    try:
        (export.write_template if options.template else export.export_roster)(options.output)
    except OSError as error:
        print(f"Không ghi được “{options.output}” ({error.strerror or error}); hãy chọn nơi khác.", file=sys.stderr)
        return REFUSED
    print(f"Đã ghi “{options.output}”.")
    return DONE


@with_database
def account_open(options: argparse.Namespace) -> int:
    """Mở tài khoản."""
    from kiemdiem.accounts import commands

    return commands.open_account(options)


@with_database
def ledger_verify(options: argparse.Namespace) -> int:
    """Kiểm tra sổ cái."""
    from kiemdiem.ledger import commands

    return commands.ledger_verify(options)


@with_database
def ledger_checkpoint(options: argparse.Namespace) -> int:
    """Lập mốc sổ cái."""
    from kiemdiem.ledger import commands

    return commands.ledger_checkpoint(options)


def _say(plan: Plan, *, dry_run: bool) -> None:
    for note in plan.notes:
        print(note)
    for problem in plan.problems:
        print(problem)
    for sheet, changes in plan.changes.items():
        if changes:
            print(f"{sheet}: {plan.count(sheet, new=True)} dòng mới, {plan.count(sheet, new=False)} dòng thay đổi.")
    verdict = "Không có gì thay đổi" if plan.is_empty else "Mới xem trước, chưa ghi gì" if dry_run else "Đã nhập"
    print(f"{verdict}; {plan.unchanged} dòng giữ nguyên.")
