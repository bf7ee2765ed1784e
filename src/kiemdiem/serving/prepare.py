"""Chuẩn bị trước khi chạy: whatever is wrong is one sentence here, not a page that fails later."""

from __future__ import annotations

import hashlib
import os
import socket

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection

from kiemdiem.schema import unapplied

ASSETS = "vendor/tabler.min.css"  # installed, not committed: the one that shows whether set-up has run

HERE = frozenset({"localhost", "127.0.0.1", "::1", "[::1]"})


class CannotStart(Exception):
    """Không chạy được; the text is one Vietnamese sentence."""


def prepare(host: str, port: int, workers: int) -> None:
    """Kiểm tra thiết lập, cổng, cơ sở dữ liệu; migrate the embedded one; collect static files into the data folder."""
    if connection.vendor == "sqlite" and workers > 1:
        raise CannotStart(
            f"SQLite chỉ cho một tiến trình phục vụ, không phải {workers}; hãy bỏ --workers, hoặc đặt DATABASE_URL để "
            "dùng PostgreSQL."
        )
    refuse_taken(host, port)
    _check_settings()
    settings.DATA.mkdir(parents=True, exist_ok=True)
    if connection.vendor == "sqlite":
        call_command("migrate", verbosity=0, interactive=False)
    elif waiting := unapplied():
        raise CannotStart(
            f"Cơ sở dữ liệu còn {waiting} bước nâng cấp chưa chạy; hãy sao lưu rồi chạy kiemdiem migrate."
        )
    _collect_static()


def is_shut_to_others(host: str) -> bool:
    """Mở cho máy khác mà tên chúng gõ chưa được nhận: every page would be refused to them."""
    return host not in HERE and HERE.issuperset(settings.ALLOWED_HOSTS)


def refuse_taken(host: str, port: int) -> None:
    """Cổng còn trống và địa chỉ là của máy này. Raises CannotStart."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
            tried.listen(1)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CannotStart(
            f"Không mở được địa chỉ {host}, cổng {port} ({reason}); hãy dừng chương trình đang dùng cổng này, hoặc "
            "chọn cổng khác bằng --port."
        ) from error


def _check_settings() -> None:
    serious = [found for found in run_checks() if found.is_serious()]
    if serious:
        raise CannotStart(f"Thiết lập chưa đúng: {' '.join(str(serious[0]).split())}")


def _collect_static() -> None:
    """Packing takes seconds, so it is done only when a source has changed since."""
    if finders.find(ASSETS) is None:
        raise CannotStart("Chưa có tệp giao diện trong bản cài này; hãy chạy make setup rồi chạy lại.")
    packed, sources = settings.STATIC_ROOT / ".sources", _sources()
    if packed.exists() and packed.read_text(encoding="ascii") == sources:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    packed.write_text(sources, encoding="ascii")


def _sources() -> str:
    """Names, sizes and times of all static files, as one digest."""
    digest = hashlib.sha256()
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            about = os.stat(storage.path(name))
            digest.update(f"{name} {about.st_size} {about.st_mtime_ns}\n".encode())
    return digest.hexdigest()
