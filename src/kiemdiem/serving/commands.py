"""Lệnh `kiemdiem serve` và `kiemdiem worker`, once Django is set up."""

from __future__ import annotations

import argparse
import os
import sys

from django.db import connection

from kiemdiem.jobs.worker import work
from kiemdiem.schema import unapplied
from kiemdiem.serving.parent import PARENT, end_with_parent
from kiemdiem.serving.prepare import CannotStart, is_shut_to_others, prepare
from kiemdiem.serving.server import serve

DONE, REFUSED = 0, 2
CITY_WORKERS = 2


def run_server(options: argparse.Namespace) -> int:
    """Chạy hệ thống: web và việc nền."""
    workers = options.workers or (1 if connection.vendor == "sqlite" else CITY_WORKERS)
    try:
        prepare(options.host, options.port, workers)
    except CannotStart as refusal:
        return _refused(str(refusal))
    if is_shut_to_others(options.host):
        print("Máy khác chưa vào được: hãy đặt KIEMDIEM_HOSTS là các tên hoặc địa chỉ của máy này mà trình duyệt gõ.")
    serve(options.host, options.port, workers)
    print("Hệ thống đã dừng.")
    return DONE


def run_worker(_options: argparse.Namespace) -> int:
    """Chỉ chạy việc nền."""
    if PARENT in os.environ:  # started by a server, not by hand
        end_with_parent()
    if waiting := unapplied():
        return _refused(f"Cơ sở dữ liệu còn {waiting} bước nâng cấp chưa chạy; hãy chạy kiemdiem migrate.")
    work()
    return DONE


def _refused(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return REFUSED
