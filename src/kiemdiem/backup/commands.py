"""Lệnh `kiemdiem backup`, `restore`, `fingerprint`, once Django is set up."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime

from django.conf import settings
from django.utils.timezone import localtime

from kiemdiem.backup.errors import BackupError
from kiemdiem.backup.make import back_up
from kiemdiem.backup.restore import restore as restore_from
from kiemdiem.backup.snapshot import one_moment, read_content

DONE, REFUSED = 0, 2


def backup(options: argparse.Namespace) -> int:
    """Sao lưu vào một tệp mới."""
    try:
        made = back_up(options.output, with_keys=not options.without_keys)
    except BackupError as refusal:
        return _refused(refusal)
    rows = sum(table["rows"] for table in made.tables.values())
    print(f"Đã sao lưu vào “{options.output}”: {rows} dòng của {len(made.tables)} bảng, {len(made.files)} tệp và khóa.")
    print(f"Sổ cái đến mục số {made.seq}. Mã băm nội dung: {made.fingerprint}")
    print("Ai có tệp này đọc được toàn bộ nội dung; hãy cất như cất máy chủ, và chép một bản ra khỏi máy.")
    return DONE


def restore(options: argparse.Namespace) -> int:
    """Khôi phục vào cơ sở dữ liệu và thư mục trống."""
    try:
        taken = restore_from(options.file)
    except BackupError as refusal:
        return _refused(refusal)
    made = localtime(datetime.fromisoformat(taken.made))
    print(f"Đã khôi phục từ “{options.file}”, lập lúc {made:%H:%M ngày %d/%m/%Y} tại “{taken.site}”.")
    print(f"Sổ cái đến mục số {taken.seq}. Mã băm nội dung: {taken.fingerprint}")
    print("Hãy kiểm tra với mốc gần nhất: kiemdiem ledger verify --checkpoint TỆP.")
    return DONE


def fingerprint(_options: argparse.Namespace) -> int:
    """Mã băm của toàn bộ nội dung: the same before a backup and after its restore, on either database."""
    with one_moment():
        found = read_content(settings.DATA)
    print(found.fingerprint)
    print(f"{found.rows} dòng của {found.tables} bảng, {found.files} tệp; sổ cái đến mục số {found.seq}.")
    return DONE


def _refused(refusal: BackupError) -> int:
    print(refusal, file=sys.stderr)
    return REFUSED
