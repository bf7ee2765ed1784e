"""In English nothing of ours is left in Vietnamese on any page; names, quoted law and what people write stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.utils.translation import override

from kiemdiem.organisations.models import Collective, Person, Post, Unit
from kiemdiem.regulation.forms import all_forms
from kiemdiem.reviews.models import Meeting, Paper, Save
from kiemdiem.web import errors

from .canaries import Who
from .crawl_cast import Town
from .crawl_year import build
from .crawler import NOBODY, Crawler, opened
from .expectations import CASES, Case, location

pytestmark = pytest.mark.django_db
READERS = ("", "head", "clerk", "organisation_board", "standing_board", "viewer", "administrator", "member", "nobody")
SENDERS = ("", "head", "organisation_board")
WAYS = (("GET", False), ("POST", False), ("POST", True))
VIETNAMESE = re.compile(
    r"[^\W\d_]*[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ][^\W\d_]*", re.IGNORECASE
)
NUMBER_OF_A_TEXT = re.compile(r"\b\d+-[A-ZĐ]+/\w+(?:, mục \d+)?")  # with its clause, as texts are cited
SAID_BY = (
    "placeholder",
    "aria-label",
    "alt",
    "title",
    "data-label",
    "data-saving",
    "data-failed",
    "data-show",
    "data-hide",
    "data-marks",
)
EMPTY = {"meta", "link", "input", "br", "img", "hr", "path", "rect", "circle"}


class Said(HTMLParser):
    """What a page says in the language it says it is in: without elements told to be Vietnamese and what was typed."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        apart = (
            bool(self._open and self._open[-1]) or given.get("lang") == "vi" or tag in ("script", "style", "textarea")
        )
        if not apart:
            self.said += [given[name] or "" for name in SAID_BY if name in given]
        if tag not in EMPTY:
            self._open.append(apart)

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not (self._open and self._open[-1]):
            self.said.append(data)


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    yield from opened(django_db_blocker, build)


@pytest.fixture(scope="module")
def crawler() -> Crawler:
    return Crawler()


@pytest.fixture(scope="module")
def names(town: Town) -> re.Pattern[str]:
    """Names of people, units, collectives, posts; what people have written; sections of forms. The longest first."""
    held = {
        *Person.objects.values_list("name", flat=True),
        *Unit.objects.values_list("name", flat=True),
        *Collective.objects.values_list("name", flat=True),
        *Post.objects.values_list("title", flat=True),
        *Save.objects.values_list("by", flat=True),
        *Meeting.objects.exclude(minutes="").values_list("minutes", flat=True),
        *(part["text"] for paper in Paper.objects.all() for part in paper.answers.values() if part["text"]),
        *(f"“{section.title}”" for form in all_forms() for section in form.sections),
        "“Không” (none)",
        settings.SITE,
        "Cần Thơ",
    }
    return re.compile("|".join(re.escape(each) for each in sorted(held, key=len, reverse=True)))


def in_english(who: Who) -> Who:
    """The same reader, who has chosen English."""
    return replace(who, cookies=who.cookies | {settings.LANGUAGE_COOKIE_NAME: "en"})


def left_over(page: str, names: re.Pattern[str], form: dict[str, Any] | None) -> list[str]:
    """Vietnamese words of a page that neither a name explains nor what was typed."""
    reader = Said()
    reader.feed(page)
    typed = {" ".join(str(value).split()) for value in (form or {}).values()}
    texts = [" ".join(said.split()) for said in reader.said]
    left = [NUMBER_OF_A_TEXT.sub("", names.sub("", text)) for text in texts if text not in typed]
    return [text for text in left if VIETNAMESE.search(text)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name} {case.objects}".strip())
def test_a_page_in_english_has_no_vietnamese_words_of_ours(
    case: Case, town: Town, crawler: Crawler, names: re.Pattern[str]
) -> None:
    wrong = {
        f"{reader} {place}: {text}"
        for reader in READERS
        for place, page, form in pages(case, town, crawler, reader)
        for text in left_over(page, names, form)
    }
    assert not wrong, "\n".join(sorted(wrong))


def pages(case: Case, town: Town, crawler: Crawler, reader: str) -> Iterator[tuple[str, str, dict[str, Any] | None]]:
    """What a reader is shown at that address: once each way of asking, at the first place that isn't refused."""
    who = in_english(town.whos[f"Q1 {reader}"] if reader else NOBODY)
    for method, full in WAYS if reader in SENDERS else WAYS[:1]:
        for place in case.places:
            what = town.at[case.objects].get(place) if case.objects else None
            answered = case.to(reader or "anonymous", method, place, full=full) not in (403, 404, 405)
            if not answered or (case.objects and what is None):
                continue
            form = None if method == "GET" else case.form(town, place) if full else {}
            answer = crawler.send(who, method, location(case, what, who), form)
            if answer.content and "text/html" in answer.headers["Content-Type"]:
                page = answer.content.decode()
                assert '<html lang="en">' in page
                yield place, page, form
            break


@pytest.mark.parametrize(
    "answer", [errors.not_found, errors.not_yours, errors.bad_request, errors.stale_form, errors.broken]
)
def test_a_refusal_in_english_has_no_vietnamese_words(rf: Any, names: re.Pattern[str], answer: Any) -> None:
    request = rf.get("/")
    with override("en"):
        page = answer(request) if answer in (errors.stale_form, errors.broken) else answer(request, Exception())
    assert left_over(page.content.decode(), names, None) == []
