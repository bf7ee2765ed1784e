"""Ngôn ngữ đã chọn; chữ theo một dạng; trang không lưu lại ở máy dùng chung."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict, UnreadablePostError
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


def plain_text(answer: Answer) -> Answer:
    """Chữ theo một dạng Unicode (NFC), however a keyboard composes marks; a NUL, which nobody types, goes out."""

    def run(request: Any) -> HttpResponseBase:
        if "\0" in request.path_info:
            raise Http404  # PostgreSQL takes no such text
        request.GET = _plain(request.GET)
        if request.method == "POST":
            with suppress(UnreadablePostError):  # the sender has gone; whoever reads the form finds it empty
                request.POST = _plain(request.POST)
        return answer(request)

    return run


def _plain(sent: QueryDict) -> QueryDict:
    if all(text.isascii() and "\0" not in text for name, texts in sent.lists() for text in (name, *texts)):
        return sent
    plain = QueryDict(mutable=True, encoding=sent.encoding)
    for name, texts in sent.lists():
        plain.setlist(_one_form(name), [_one_form(text) for text in texts])
    plain._mutable = False
    return plain


def _one_form(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\0", "")


def nothing_kept(answer: Answer) -> Answer:
    """Trang không lưu trong trình duyệt: pages hold names, and office machines are shared."""

    def run(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return run
