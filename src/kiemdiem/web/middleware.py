"""Ngôn ngữ đã chọn; trang không lưu lại ở máy dùng chung."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

Answer = Callable[[HttpRequest], HttpResponseBase]


def chosen_language(answer: Answer) -> Answer:
    """Tiếng Việt, unless the reader chose otherwise here: the browser's own language says little about an office."""
    known = dict(settings.LANGUAGES)

    def run(request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        with translation.override(chosen if chosen in known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()
            response = answer(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
            return response

    return run


def nothing_kept(answer: Answer) -> Answer:
    """Trang không lưu trong trình duyệt: pages hold names, and office machines are shared."""

    def run(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return run
